"""Archives of modules: what goes in, what stays, and that Python imports and quotes from them."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from installer.windows.payload.archives import PACKAGES, PROGRAM, pack, packable
from installer.windows.payload.compiled import bytecode
from installer.windows.payload.wheels import write

FAILS = b'def fail():\n    raise ValueError("seen")  # quoted\n'
BYTECODE = b"bytecode"


def add(payload: Path, name: str, source: bytes = b"") -> None:
    """A module with its bytecode."""
    write(payload, name, source)
    compiled = bytecode(payload / name)
    write(payload, compiled.relative_to(payload).as_posix(), BYTECODE)


@pytest.fixture
def payload(tmp_path: Path) -> Path:
    folder = tmp_path / "payload"
    add(folder, "app/scanstation/__init__.py")
    add(folder, "app/scanstation/work.py", FAILS)
    write(folder, "app/scanstation/resources/one.toml", b"x = 1\n")
    write(folder, "app/scanstation-1.dist-info/METADATA", b"Name: scanstation\n")
    add(folder, "site/whole/__init__.py")
    add(folder, "site/whole/inner/__init__.py", FAILS)
    add(folder, "site/single.py", FAILS)
    write(folder, "site/whole-1.dist-info/METADATA", b"Name: whole\n")
    return folder


def files(folder: Path) -> list[str]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path.relative_to(folder).as_posix() for path in found)


def test_modules_go_in_with_their_bytecode_and_data_stay_beside(payload: Path) -> None:
    pack(payload)
    assert files(payload) == [
        "app/resources/one.toml",
        "app/scanstation-1.dist-info/METADATA",
        PROGRAM,
        PACKAGES,
        "site/whole-1.dist-info/METADATA",
    ]
    with zipfile.ZipFile(payload / PACKAGES) as archive:
        assert sorted(archive.namelist()) == [
            "single.py",
            "single.pyc",
            "whole/__init__.py",
            "whole/__init__.pyc",
            "whole/inner/__init__.py",
            "whole/inner/__init__.pyc",
        ]
        assert archive.read("whole/inner/__init__.py") == FAILS
        assert archive.read("whole/inner/__init__.pyc") == BYTECODE
        assert {entry.compress_type for entry in archive.infolist()} == {zipfile.ZIP_STORED}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("whole/data.json", b"{}"),
        ("whole/fast.pyd", b"MZ"),
        ("whole/place.py", b"import os\nHERE = os.path.dirname(__file__)\n"),
        ("whole/place.py", b"from importlib.resources import files\n"),
        ("whole/place.py", b"import pkgutil\nDATA = pkgutil.get_data(__name__, 'x')\n"),
        ("whole/without/init.py", b""),
    ],
)
def test_what_needs_files_of_its_own_stays(payload: Path, name: str, content: bytes) -> None:
    write(payload / "site", name, content)
    assert [one.name for one in packable(payload / "site")] == ["single.py"]


def test_a_folder_that_several_packages_share_stays(payload: Path) -> None:
    add(payload, "site/shared/part/__init__.py")
    assert [one.name for one in packable(payload / "site")] == ["single.py", "whole"]


def test_no_empty_folder_is_left(payload: Path) -> None:
    pack(payload)
    assert not [path for path in payload.rglob("*") if path.is_dir() and not any(path.iterdir())]


def test_the_same_modules_give_the_same_bytes(payload: Path, tmp_path: Path) -> None:
    other = tmp_path / "Zweiter Ordner"
    shutil.copytree(payload, other, copy_function=shutil.copyfile)
    for folder in (payload, other):
        pack(folder)
    for name in (PROGRAM, PACKAGES):
        assert (payload / name).read_bytes() == (other / name).read_bytes()


def test_python_imports_from_them_and_a_traceback_quotes_the_source(payload: Path) -> None:
    for path in payload.rglob("*.pyc"):
        path.unlink()
    pack(payload)
    code = (
        f"import sys; sys.path[:0] = [{str(payload / PROGRAM)!r}, {str(payload / PACKAGES)!r}]\n"
        "import scanstation.work, single\nfrom whole import inner\n"
        "assert '.zip' in inner.__file__ and '.zip' in single.__file__\n"
        "import traceback\n"
        "try:\n    scanstation.work.fail()\nexcept ValueError:\n    traceback.print_exc()\n"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code], check=False, capture_output=True, text=True
    )
    assert 'raise ValueError("seen")  # quoted' in done.stderr
