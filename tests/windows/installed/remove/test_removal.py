"""The removal: batches stay, and the log says how many."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.windows.installed import administrator
from tests.windows.installed.administrator import IS_MSI
from tests.windows.installed.desktop import wait_for
from tests.windows.installed.station import KEY, Station, batch_files, registry

PROGRAM = Path(r"C:\Program Files\scanstation")


def test_what_was_not_uploaded_stays_when_the_program_goes(tmp_path: Path) -> None:
    station = Station()
    (open_batch,) = [one for one in station.json("batches") if one["state"] == "open"]
    assert open_batch["pages"]
    before = batch_files()
    assert before
    log = tmp_path / "Protokoll.log"
    assert administrator.uninstall(log).code == 0
    # The uninstaller of setup.exe cannot delete its own file: that goes a moment after its end.
    wait_for("the end of the program's folder", lambda: not PROGRAM.exists())
    with pytest.raises(FileNotFoundError):
        registry(KEY, "InstallDir")
    assert administrator.entries() == []
    assert batch_files() == before
    if IS_MSI:
        require_said(log, len(unsent(before)))


def unsent(files: dict[str, str]) -> set[Path]:
    """The folders of batches without a closing record."""
    batches = {Path(path).parent for path in files if path.endswith("journal.sqlite")}
    return {one for one in batches if str(one / "closing.json") not in files}


def require_said(log: Path, number: int) -> None:
    """The log says how many batches stay in how many folders, and not whose they are."""
    text = read(log)
    said = [line for line in text.splitlines() if "batches on this PC" in line]
    assert said
    counts = {
        one for line in said for one in re.findall(r"\(batches: (\d+), folders: (\d+)\)", line)
    }
    assert counts == {(str(number), "1")}
    assert not [line for line in said if "Müller" in line]
    assert not re.search(r"\\scanstation: \d", text)


def read(log: Path) -> str:
    """Windows writes its log in UTF-16, Wine in the system's code page."""
    content = log.read_bytes()
    return content.decode("utf-16" if content.startswith(b"\xff\xfe") else "utf-8", "replace")
