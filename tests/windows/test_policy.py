"""Group policies in Windows' registry, paths with variables, the event log, one home for two."""

from __future__ import annotations

import contextlib
import importlib
import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from scanstation.errors import BatchLocked, ConfigurationLocked, PolicyInvalid
from scanstation.log.system import write_event
from scanstation.settings import load_configuration, load_settings, machine_folder, take_over
from scanstation.settings.registry import BRANCH, INSTALLATION, machine_variables
from scanstation.store.batch import BatchFolder
from tests.unit.store.builders import new_batch, page, rows_of

winreg: Any = importlib.import_module("winreg")
Value = str | int | list[str]
ACCESS = winreg.KEY_ALL_ACCESS | winreg.KEY_WOW64_64KEY
KINDS = {str: winreg.REG_SZ, int: winreg.REG_DWORD, list: winreg.REG_MULTI_SZ}


def put(branch: str, name: str, value: Value, kind: int | None = None) -> None:
    """Write a value as the group policy client does."""
    with winreg.CreateKeyEx(winreg.HKEY_LOCAL_MACHINE, branch, 0, ACCESS) as key:
        winreg.SetValueEx(key, name, 0, KINDS[type(value)] if kind is None else kind, value)


def remove(branch: str) -> None:
    with contextlib.suppress(FileNotFoundError):
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, branch, 0, ACCESS) as key:
            names = [winreg.EnumKey(key, n) for n in range(winreg.QueryInfoKey(key)[0])]
        for name in names:
            remove(f"{branch}\\{name}")
        winreg.DeleteKeyEx(winreg.HKEY_LOCAL_MACHINE, branch, winreg.KEY_WOW64_64KEY, 0)


@pytest.fixture(autouse=True)
def registry() -> Iterator[None]:
    """Branches of these tests only; nothing of an installation is touched."""
    remove(BRANCH)
    remove(INSTALLATION)
    yield
    remove(BRANCH)
    remove(INSTALLATION)


def test_what_group_policy_writes_is_in_force_and_locked(tmp_path: Path) -> None:
    put(BRANCH, "station", "Bürgerbüro 3")
    put(rf"{BRANCH}\allowed", "devices", ["twain:64:*", "escl:*"])
    put(rf"{BRANCH}\allowed", "training", 0)
    put(rf"{BRANCH}\retry", "first", "1.5")
    put(rf"{BRANCH}\limits", "chunk_mb", 4)
    station = load_settings({"SCANSTATION_HOME": str(tmp_path)})
    settings = station.settings
    assert settings.station == "Bürgerbüro 3"
    assert settings.allowed.devices == ("twain:64:*", "escl:*")
    assert (settings.allowed.training, settings.retry.first) == (False, 1.5)
    assert settings.limits.chunk_mb == 4
    origin = station.origins["allowed.devices"]
    assert (origin.locked, origin.file) == (True, rf"HKLM\{BRANCH}\allowed")


def test_a_home_with_variables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(BRANCH, "home", r"%LOCALAPPDATA%\scanstation für alle", winreg.REG_EXPAND_SZ)
    environ = dict(os.environ)
    environ.pop("SCANSTATION_HOME", None)
    wanted = Path(environ["LOCALAPPDATA"]) / "scanstation für alle"
    assert load_settings(environ).home == wanted
    with pytest.raises(ConfigurationLocked):
        load_settings({**environ, "SCANSTATION_HOME": str(tmp_path)})
    put(BRANCH, "home", r"%GIBT_ES_NICHT%\scanstation", winreg.REG_EXPAND_SZ)
    with pytest.raises(PolicyInvalid, match="GIBT_ES_NICHT"):
        load_settings(environ)


def test_what_the_installation_was_given_lies_below_the_group_policy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Another value in this account's environment changes nothing: IT means the machine's.
    common = Path(machine_variables()["PROGRAMDATA"]) / "scanstation test"
    shutil.rmtree(common, ignore_errors=True)
    common.mkdir(parents=True)
    monkeypatch.setenv("PROGRAMDATA", str(tmp_path))
    assert machine_folder().parent == common.parent
    (common / "amt.toml").write_text('station = "datei"\n[log]\nlevel = "debug"\n')
    put(INSTALLATION, "InstallDir", r"C:\Program Files\scanstation")
    put(INSTALLATION, "PolicyFile", r"%ProgramData%\scanstation test\amt.toml")
    put(INSTALLATION, "Target", "eakte")
    put(BRANCH, "station", "gruppe")
    station = load_settings({"SCANSTATION_HOME": str(tmp_path / "home")})
    assert (station.settings.station, station.settings.target) == ("gruppe", "eakte")
    assert station.settings.log.level == "debug"
    assert station.origins["log.level"].file == str(common / "amt.toml")
    shutil.rmtree(common)
    with pytest.raises(PolicyInvalid, match=r"amt\.toml"):
        load_settings({"SCANSTATION_HOME": str(tmp_path / "home")})


def test_a_wrong_value_ends_the_command_line_with_its_name(tmp_path: Path) -> None:
    put(rf"{BRANCH}\ocr", "workers", 999)
    environ = {**os.environ, "SCANSTATION_HOME": str(tmp_path)}
    command = [sys.executable, "-m", "scanstation", "--lang", "en", "batches"]
    ended = subprocess.run(command, env=environ, capture_output=True, timeout=120, check=False)
    assert ended.returncode == 58
    said = ended.stderr.decode("utf-8", "replace")
    assert "ocr.workers = 999" in said
    assert BRANCH in said


def test_declarations_of_a_folder(tmp_path: Path) -> None:
    share = tmp_path / "Freigabe"
    file = share / "tenants" / "kreis" / "profiles" / "amt.toml"
    file.parent.mkdir(parents=True)
    file.write_text('title = "Amt für Soziales"\n', encoding="utf-8")
    # In the form that begins like the path of a share.
    put(rf"{BRANCH}\declarations", "folder", f"\\\\?\\{share}")
    settings = load_settings({"SCANSTATION_HOME": str(tmp_path / "home")}).settings
    assert take_over(settings).files == 1
    found = load_configuration(tmp_path / "home", "kreis", tmp_path, settings)
    assert found.profile("amt").title.de == "Amt für Soziales"
    share.rename(tmp_path / "weg")
    assert take_over(settings).failed
    assert "amt" in load_configuration(tmp_path / "home", "kreis", tmp_path, settings).profiles


def test_the_event_log_takes_events() -> None:
    for level in (logging.INFO, logging.WARNING, logging.ERROR):
        write_event("scanstation-106: Prüfung des Ereignisprotokolls", level)


HOLDER = """
import sys
from pathlib import Path
from tests.unit.store.builders import page
from scanstation.store.batch import BatchFolder
with BatchFolder.open(Path(sys.argv[1]), write=True) as batch:
    page(batch, 3)
    print("holds", flush=True)
    sys.stdin.readline()
"""


def test_two_programs_share_one_home(tmp_path: Path) -> None:
    with new_batch(tmp_path) as batch:
        folder = batch.folder
    command = [sys.executable, "-c", HOLDER, str(folder)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == "holds"
        with pytest.raises(BatchLocked):
            BatchFolder.open(folder, write=True)
        assert len(rows_of(folder)) == 4
        holder.communicate("\n", timeout=60)
    with BatchFolder.open(folder, write=True) as batch:
        page(batch, 4)
    assert len(rows_of(folder)) == 5
