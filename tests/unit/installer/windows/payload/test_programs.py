"""The launchers: the same bytes wherever they are compiled, with version, icon and messages."""

from __future__ import annotations

from pathlib import Path

import pytest

from installer.windows.packages.portable_executable import FileVersion, read_version
from installer.windows.payload.programs import install_launchers

CONSOLE, WINDOW = 3, 2
"""Subsystems of the optional header (IMAGE_SUBSYSTEM_WINDOWS_CUI and _GUI)."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("launchers")
    install_launchers(made, "1.2.3")
    return made


def test_another_folder_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "Ein größerer Ordner"
    install_launchers(other, "1.2.3")
    names = ["scanstation.exe", "scanstationw.exe"]
    assert sorted(path.name for path in other.iterdir()) == names
    for name in names:
        assert (other / name).read_bytes() == (folder / name).read_bytes()
        assert str(tmp_path.parent).encode() not in (other / name).read_bytes()


@pytest.mark.parametrize(
    ("name", "subsystem"), [("scanstation.exe", CONSOLE), ("scanstationw.exe", WINDOW)]
)
def test_version_and_subsystem_are_right(folder: Path, name: str, subsystem: int) -> None:
    content = (folder / name).read_bytes()
    assert read_version(content) == FileVersion("1.2.3.0", "1031")
    header = int.from_bytes(content[0x3C:0x40], "little") + 24
    assert int.from_bytes(content[header + 68 : header + 70], "little") == subsystem


def test_no_rights_are_asked_for_and_long_paths_are_understood(folder: Path) -> None:
    for path in folder.iterdir():
        content = path.read_bytes()
        assert b'level="asInvoker"' in content
        assert b">true</longPathAware>" in content


def test_python_is_told_to_write_no_bytecode(folder: Path) -> None:
    for path in folder.iterdir():
        assert " -B -X utf8 -m scanstation".encode("utf-16-le") in path.read_bytes()
