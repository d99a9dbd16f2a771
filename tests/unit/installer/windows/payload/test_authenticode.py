"""Real signatures of the real interpreter, checked by osslsigncode: one changed byte is found."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from installer.problem import BuildRefused
from installer.windows.payload.authenticode import MICROSOFT, PYTHON, verify
from installer.windows.payload.downloads import SOURCE, cache, fetch
from installer.windows.payload.interpreter import LOCK, embedded


@pytest.fixture(scope="module")
def signed() -> dict[str, bytes]:
    (source,) = fetch(LOCK, cache() / "python", SOURCE)
    with zipfile.ZipFile(io.BytesIO(embedded(source.path))) as archive:
        names = {name.rpartition("/")[2]: name for name in archive.namelist()}
        wanted = ("python.exe", "vcruntime140.dll")
        return {name: archive.read(names[name]) for name in wanted}


@pytest.fixture
def interpreter(signed: dict[str, bytes], tmp_path: Path) -> Path:
    path = tmp_path / "python.exe"
    path.write_bytes(signed["python.exe"])
    return path


def flip(path: Path, position: int) -> None:
    content = bytearray(path.read_bytes())
    content[position] ^= 1
    path.write_bytes(content)


def certificates(path: Path) -> int:
    """Return where the signature begins: the security entry of the optional header (PE32+)."""
    content = path.read_bytes()
    header = int.from_bytes(content[0x3C:0x40], "little")
    entry = header + 24 + 112 + 4 * 8
    return int.from_bytes(content[entry : entry + 4], "little")


def test_the_interpreter_is_signed_by_its_publisher(interpreter: Path) -> None:
    verify(interpreter, PYTHON)


def test_the_runtime_is_signed_by_microsoft(signed: dict[str, bytes], tmp_path: Path) -> None:
    path = tmp_path / "vcruntime140.dll"
    path.write_bytes(signed["vcruntime140.dll"])
    verify(path, MICROSOFT)


def test_somebody_elses_signature_is_refused(interpreter: Path) -> None:
    with pytest.raises(BuildRefused, match=r"signed by .*Python Software Foundation"):
        verify(interpreter, MICROSOFT)


@pytest.mark.parametrize("where", [0.02, 0.5, 0.99])
def test_one_changed_byte_is_refused(interpreter: Path, where: float) -> None:
    flip(interpreter, int(certificates(interpreter) * where))
    with pytest.raises(BuildRefused, match=r"python\.exe: its content was changed"):
        verify(interpreter, PYTHON)


def test_a_changed_signature_is_refused(interpreter: Path) -> None:
    flip(interpreter, certificates(interpreter) + 400)
    with pytest.raises(BuildRefused, match=r"python\.exe"):
        verify(interpreter, PYTHON)


def test_a_program_without_a_signature_is_refused(interpreter: Path) -> None:
    content = interpreter.read_bytes()
    header = int.from_bytes(content[0x3C:0x40], "little") + 24 + 112 + 4 * 8
    end = certificates(interpreter)
    interpreter.write_bytes(content[:header] + bytes(8) + content[header + 8 : end])
    with pytest.raises(BuildRefused, match="signed by nobody"):
        verify(interpreter, PYTHON)
