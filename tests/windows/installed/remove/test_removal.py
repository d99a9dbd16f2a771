"""Repair, an older version, removal: batches stay whatever happens to the program."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.windows.installed import administrator
from tests.windows.installed.administrator import FAILED, IS_MSI, OLDER, OTHER_VERSION
from tests.windows.installed.station import KEY, Station, batch_files, folder, registry

PROGRAM = Path(r"C:\Program Files\scanstation")


def test_a_repair_brings_back_what_is_missing() -> None:
    gone = (folder() / "scanstation.exe", folder() / "tessdata" / "osd.traineddata")
    whole = [path.read_bytes() for path in gone]
    for path in gone:
        path.unlink()
    assert administrator.repair().code == 0
    assert [path.read_bytes() for path in gone] == whole
    assert Station().run("--version").code == 0


def test_an_older_version_is_refused() -> None:
    before = registry(KEY, "Version")
    assert administrator.install(OLDER).code == (FAILED if IS_MSI else OTHER_VERSION)
    assert registry(KEY, "Version") == before
    assert Station().run("--version").out.split()[-1] == before


def test_what_was_not_uploaded_stays_when_the_program_goes() -> None:
    station = Station()
    (open_batch,) = [one for one in station.json("batches") if one["state"] == "open"]
    assert open_batch["pages"]
    before = batch_files()
    assert before
    assert administrator.uninstall().code == 0
    assert not PROGRAM.exists()
    with pytest.raises(FileNotFoundError):
        registry(KEY, "InstallDir")
    assert administrator.entries() == []
    assert batch_files() == before
