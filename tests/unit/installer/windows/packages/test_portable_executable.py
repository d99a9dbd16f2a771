from __future__ import annotations

from pathlib import Path

from installer.windows.packages.portable_executable import FileVersion, read_version
from tests.unit.installer.windows.packages.programs import compile_program


def test_version_and_languages_are_read(program: Path) -> None:
    assert read_version(program.read_bytes()) == FileVersion("1.2.3.4", "1033,1031")


def test_large_numbers_are_no_negative_ones(tmp_path: Path) -> None:
    made = compile_program(tmp_path, "65535,0,40000,1")
    assert read_version(made.read_bytes()) == FileVersion("65535.0.40000.1", "1033,1031")


def test_a_program_without_a_version_has_none(tmp_path: Path) -> None:
    assert read_version(compile_program(tmp_path, None).read_bytes()) is None


def test_other_files_have_none(program: Path) -> None:
    assert read_version(b"") is None
    assert read_version(b"PK" + program.read_bytes()) is None
