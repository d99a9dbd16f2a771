"""The installed program by itself: complete, in words, with exit codes, and never written to."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.windows.installed.mail import MAIL
from tests.windows.installed.station import KEY, Station, folder, registry

WRONG_WORD = 2
UNKNOWN_DEVICE = 20


@pytest.fixture
def station(tmp_path: Path) -> Station:
    return Station(tmp_path / "home")


def test_nothing_is_missing() -> None:
    ran = Station().run("doctor")
    assert ran.code == 0, ran.out
    assert all(line.startswith("ok ") for line in ran.out.splitlines())
    for device in ("twain:64:Testwerk TS-20", "twain:32:Testwerk TS-20"):
        assert device in ran.out
    assert str(folder() / "tessdata") in ran.out
    assert f"{os.environ['LOCALAPPDATA']}\\scanstation" in ran.out


def test_what_the_program_says_keeps_its_umlauts(station: Station) -> None:
    assert "Gerät" in station.run("--help").out


def test_its_version_is_the_installed_one(station: Station) -> None:
    assert station.run("--version").out.split()[-1] == registry(KEY, "Version")


def test_exit_codes_come_through_the_launcher(station: Station) -> None:
    assert station.run("--so nicht").code == WRONG_WORD
    assert station.run("scan", "--device", "sane:test").code == UNKNOWN_DEVICE


def test_words_come_through_the_launcher(station: Station, tmp_path: Path) -> None:
    file = tmp_path / 'Trennblätter für "Ämter"'.replace('"', "„") / "Blatt 1 & 2.pdf"
    file.parent.mkdir()
    ran = station.run("sheets", "-o", file, "--case-number", "50.1-101/2026")
    assert ran.code == 0, ran.error
    assert file.read_bytes().startswith(b"%PDF")


def test_modules_of_the_account_are_not_taken(tmp_path: Path, station: Station) -> None:
    """What somebody installed for the same Python does not run in the program or its children."""
    ran = tmp_path / "ran"
    modules = Path(os.environ["APPDATA"]) / "Python" / "Python313" / "site-packages"
    modules.mkdir(parents=True)
    planted = modules / "planted.pth"
    try:
        planted.write_text(f"import pathlib; pathlib.Path({str(ran)!r}).touch()\n", "utf-8")
        python = folder() / "python" / "python.exe"
        assert subprocess.run([python, "-c", ""], timeout=60, check=False).returncode == 0
        assert ran.exists()  # else this would prove nothing
        ran.unlink()
        assert station.run("import", MAIL / "side-003.jpg", "--json").code == 0
        assert station.run("doctor").code == 0
        assert not ran.exists()
    finally:
        shutil.rmtree(modules.parents[1])


def test_its_folder_belongs_to_somebody_else() -> None:
    """Else the comparison after the use of the program would prove little."""
    for place in (folder(), folder() / "python", folder() / "app"):
        with pytest.raises(OSError, match=r"denied|[Ww]rite"):
            (place / "written.txt").write_text("?", encoding="ascii")


def test_the_account_has_an_umlaut_and_a_blank() -> None:
    assert os.environ["USERNAME"] == "Jörg Müller"
    assert Path(os.environ["LOCALAPPDATA"]).is_relative_to(r"C:\users\Jörg Müller")
