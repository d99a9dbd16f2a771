from __future__ import annotations

import os
from pathlib import Path

import pytest

from installer.problem import BuildRefused
from installer.windows.packages.nsis import (
    TEXTS,
    SetupInput,
    install_lines,
    removal_lines,
    text_lines,
    write_setup,
)
from installer.windows.packages.payload import read_payload
from installer.windows.packages.portable_executable import read_version
from installer.windows.payload.icon import write_icon
from tests.unit.installer.windows.packages.conftest import make_payload


def write(folder: Path, payload: Path, library: Path, version: str = "1.2.3") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    write_icon(folder / "icon.ico")
    path = folder / "scanstation-setup.exe"
    given = SetupInput(read_payload(payload), version, library, folder / "icon.ico")
    write_setup(path, given)
    return path


def test_the_same_payload_gives_the_same_bytes(
    tmp_path: Path, program: Path, library: Path
) -> None:
    first = make_payload(tmp_path / "one", program)
    second = make_payload(tmp_path / "a longer name ü" / "two", program)
    for path in second.rglob("*"):
        os.utime(path, (1, 1))
    made = [
        write(tmp_path / "out", first, library),
        write(tmp_path / "other" / "out ü", second, library),
    ]
    assert made[0].read_bytes() == made[1].read_bytes()
    said = read_version(made[0].read_bytes())
    assert said is not None
    assert said.version == "1.2.3.0"


def test_every_file_is_unpacked_and_removed(payload_folder: Path) -> None:
    payload = read_payload(payload_folder)
    installed = install_lines(payload)
    assert sum(line.startswith("File ") for line in installed) == len(payload.files)
    # Beside the folder of the old version, which stays whole until all of the new one is there.
    assert 'SetOutPath "$INSTDIR.exchange-new\\app\\scanstation"' in installed
    places = [line for line in installed if line.startswith("SetOutPath")]
    assert all("$INSTDIR.exchange-new" in line for line in places)
    removed = removal_lines(payload)
    assert "Delete \"$INSTDIR\\app\\scanstation\\a $$dollar 'and' blank.txt\"" in removed
    assert sum(line.startswith("Delete ") for line in removed) == len(payload.files)
    folders = [line for line in removed if line.startswith("RMDir")]
    assert folders.index('RMDir "$INSTDIR\\app\\scanstation"') < folders.index(
        'RMDir "$INSTDIR\\app"'
    )
    assert not any("/r" in line for line in removed)


def test_every_sentence_is_there_in_both_languages() -> None:
    lines = text_lines()
    for name, said in TEXTS.items():
        assert f'LangString {name} ${{LANG_GERMAN}} "{said.de}"' in lines
        assert f'LangString {name} ${{LANG_ENGLISH}} "{said.en}"' in lines


def test_what_the_compiler_refuses_is_said(
    tmp_path: Path, payload_folder: Path, library: Path
) -> None:
    with pytest.raises(BuildRefused, match="makensis"):
        write(tmp_path, payload_folder, library, version="no version")
