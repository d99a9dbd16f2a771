"""Long paths, umlauts, blanks, shares."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.windows.installed.mail import MAIL
from tests.windows.installed.station import Station

SHARE = Path(r"\\server\Freigabe")
LONGER_THAN_WINDOWS_USUAL_LIMIT = 300


@pytest.fixture
def deep(tmp_path: Path) -> Path:
    """A folder with an umlaut and blanks in a path of more than 260 characters."""
    folder = tmp_path
    while len(str(folder)) < LONGER_THAN_WINDOWS_USUAL_LIMIT:
        folder = folder / "Jobcenter Grünstädt Süd"
    return folder


def test_a_home_at_a_long_path_takes_a_batch(deep: Path) -> None:
    station = Station(deep / "home")
    imported = station.json("import", MAIL / "side-003.jpg", MAIL / "side-004.jpg")
    assert (imported["pages"], imported["failed"]) == (2, [])
    assert all(one["ok"] for one in station.json("verify", imported["batch"]))


def test_files_come_from_a_share_and_go_there(tmp_path: Path) -> None:
    station = Station(tmp_path / "home")
    letter = SHARE / "Post von Frau Özdemir.jpg"
    letter.write_bytes((MAIL / "side-003.jpg").read_bytes())
    assert station.json("import", letter)["pages"] == 1
    printed = SHARE / "Trennblätter für März.pdf"
    assert station.run("sheets", "-o", printed).code == 0
    assert printed.read_bytes().startswith(b"%PDF")
