"""The library that MSI and setup.exe call: programs that run, paths, folders and their rights."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

BUILT = Path(sys.executable).with_name("actions")
"""See ``little_setups.py``."""
LIBRARY = ctypes.CDLL(str(BUILT / "setup_actions.dll"))
KERNEL = ctypes.CDLL("kernel32")
LENGTH = 4096


def is_running(folder: Path | str) -> bool:
    return bool(LIBRARY.IsRunning(ctypes.c_wchar_p(str(folder))))


def full_path(path: str) -> str | None:
    out = ctypes.create_unicode_buffer(LENGTH)
    done = LIBRARY.FullPath(ctypes.c_wchar_p(path), out, LENGTH)
    return out.value if done else None


def short(path: Path) -> str:
    out = ctypes.create_unicode_buffer(LENGTH)
    assert KERNEL.GetShortPathNameW(ctypes.c_wchar_p(str(path)), out, LENGTH)
    return out.value


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Path]:
    """A program that runs, in a folder with a long name."""
    folder = tmp_path / "Programme für alle Ämter"
    folder.mkdir()
    path = folder / "sleeps.exe"
    shutil.copyfile(BUILT / "sleeps.exe", path)
    with subprocess.Popen([path]) as running:
        yield path
        running.kill()


def test_a_program_of_the_folder_is_seen_however_the_folder_is_written(program: Path) -> None:
    folder = program.parent
    for written in (
        str(folder),
        f"{folder}\\",
        f"{folder}\\\\",
        str(folder).upper(),
        str(folder.parent),
    ):
        assert is_running(written), written
    assert is_running(f"{folder}\\..\\{folder.name}")
    assert short(folder) != str(folder)
    assert is_running(short(folder))


def test_other_folders_are_not_meant(program: Path) -> None:
    folder = program.parent
    longer = folder.with_name(folder.name + " 2")
    longer.mkdir()
    assert not is_running(longer)
    assert not is_running(folder.with_name(folder.name[:-1]))
    assert not is_running("")
    assert not is_running("C:\\no such folder")


def test_a_program_that_was_started_by_its_short_name_is_seen(program: Path) -> None:
    with subprocess.Popen([short(program)]) as running:
        try:
            assert is_running(program.parent)
        finally:
            running.kill()


def test_what_ended_does_not_run(program: Path) -> None:
    folder = program.with_name("other")
    folder.mkdir()
    shutil.copyfile(program, folder / "sleeps.exe")
    with subprocess.Popen([folder / "sleeps.exe"]) as running:
        assert is_running(folder)
        running.kill()
        running.wait()
        assert not is_running(folder)  # its handle is still open here


def test_an_uninstaller_that_ends_does_not_count(program: Path) -> None:
    folder = program.with_name("removed")
    folder.mkdir()
    shutil.copyfile(program, folder / "uninstall.exe")
    with subprocess.Popen([folder / "uninstall.exe"]) as running:
        try:
            assert not is_running(folder)
        finally:
            running.kill()


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("C:\\Windows\\", "C:\\Windows"),
        ("C:/Windows/system32/..", "C:\\Windows"),
        ("c:\\no such\\folder\\\\", "C:\\no such\\folder"),
        ("C:\\", None),
        ("", None),
        ("C:\\a\\..", None),
        ('C:\\a" /TARGET=x', None),
    ],
)
def test_a_path_has_one_form(given: str, wanted: str | None) -> None:
    found = full_path(given)
    assert (found or "").lower() == (wanted or "").lower()


def test_a_short_name_is_written_out_as_far_as_it_exists(tmp_path: Path) -> None:
    folder = tmp_path / "Ein Ordner mit langem Namen"
    folder.mkdir()
    assert (
        full_path(short(folder) + "\\not there yet") == f"{full_path(str(folder))}\\not there yet"
    )


def test_a_running_program_is_found_from_its_own_folder(
    program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(program.parent)
    assert is_running(".")


def test_a_relative_path_is_one_of_the_working_folder() -> None:
    assert full_path("scanstation") == full_path(str(Path.cwd() / "scanstation"))


def test_the_folder_of_declarations_is_made_and_stays() -> None:
    folder = Path(os.environ["PROGRAMDATA"]) / "scanstation"
    existed = folder.exists()
    assert LIBRARY.ProtectSharedFolder() == 0
    assert folder.is_dir()
    (folder / "tenants").mkdir(exist_ok=True)
    assert LIBRARY.ProtectSharedFolder() == 0
    assert (folder / "tenants").is_dir()
    if not existed:
        shutil.rmtree(folder)


def test_a_program_is_removed_by_its_list_alone(tmp_path: Path) -> None:
    folder = tmp_path / "program"
    (folder / "python").mkdir(parents=True)
    for name in ("python/ü.dll", "python/other.dll", "uninstall.exe", "python/ü.dll.more"):
        (folder / name).write_bytes(b"")
    (tmp_path / "outside.dll").write_bytes(b"")
    lines = ("python/ü.dll", "python", "..\\outside.dll", "../outside.dll")
    text = "".join(f"{'0' * 64}  {line}\n" for line in lines)
    (folder / "hashes.sha256").write_text(text, encoding="utf-8")
    LIBRARY.RemoveProgram(ctypes.c_wchar_p(str(folder)), ctypes.c_wchar_p(str(tmp_path)))
    left = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    assert left == {"other.dll", "ü.dll.more", "outside.dll"}
