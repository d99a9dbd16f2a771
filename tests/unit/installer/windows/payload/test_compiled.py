"""Every module of the payload is compiled for the payload's Python, and says no path of here."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest

from installer.problem import BuildRefused
from installer.windows.payload.compiled import check, compile_all, magic, modules
from installer.windows.payload.wheels import write

MAGIC = (3571).to_bytes(2, "little") + b"\r\n"
"""Python 3.13 (``_RAW_MAGIC_NUMBER`` in its ``importlib/_bootstrap_external.py``)."""
SOURCE = b'WORDS = {"blue", "green", "red"}\n\n\ndef fail() -> None:\n    raise ValueError\n'


@pytest.fixture
def payload(tmp_path: Path) -> Path:
    folder = tmp_path / "payload"
    write(folder, "app/scanstation/__init__.py", b"")
    write(folder, "app/scanstation/colours.py", SOURCE)
    write(folder, "site/part/__init__.py", b"import part.more\n")
    with_magic(folder, MAGIC)
    return folder


def with_magic(folder: Path, number: bytes) -> None:
    write(folder, "python/made", b"")
    with zipfile.ZipFile(folder / "python" / "python313.zip", "w") as archive:
        archive.writestr("abc.pyc", number + bytes(12))


def test_every_module_is_compiled_and_never_compared_with_its_source(payload: Path) -> None:
    compile_all(payload)
    assert len(modules(payload)) == 3
    for path in modules(payload):
        made = path.parent / "__pycache__" / f"{path.stem}.cpython-313.pyc"
        assert made.read_bytes()[:8] == MAGIC + b"\x01\x00\x00\x00"


def test_the_same_modules_elsewhere_give_the_same_bytes(payload: Path, tmp_path: Path) -> None:
    other = tmp_path / "Ein größerer Ordner" / "payload"
    shutil.copytree(payload, other)
    for folder in (payload, other):
        compile_all(folder)
    assert compiled(payload) == compiled(other)
    assert not any(str(tmp_path).encode() in content for content in compiled(payload).values())


def compiled(folder: Path) -> dict[str, bytes]:
    return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*.pyc")}


def test_a_module_that_cannot_be_compiled_is_refused(payload: Path) -> None:
    write(payload, "site/part/broken.py", b"def :\n")
    with pytest.raises(BuildRefused, match="broken"):
        compile_all(payload)


def test_a_module_without_bytecode_is_refused(payload: Path) -> None:
    compile_all(payload)
    write(payload, "app/scanstation/late.py", b"")
    with pytest.raises(BuildRefused, match=r"late\.py: not compiled"):
        check(payload)


def test_bytecode_of_another_python_is_refused(payload: Path) -> None:
    with_magic(payload, b"\xa7\r\r\n")
    with pytest.raises(BuildRefused, match="not of the payload's Python"):
        compile_all(payload)


def test_the_number_of_a_zipped_library_is_read(payload: Path) -> None:
    assert magic(payload / "python" / "python313.zip") == MAGIC
