"""The index of modules: Python imports by it, and opens each archive once."""

from __future__ import annotations

import importlib.util
import marshal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from installer.problem import BuildRefused
from installer.windows.payload.application import START
from installer.windows.payload.archives import PACKAGES, PROGRAM, pack
from installer.windows.payload.compiled import bytecode
from installer.windows.payload.module_index import LIBRARY, write_index
from installer.windows.payload.wheels import write
from installer.windows.start.sitecustomize import INDEX

FAILS = b'def fail():\n    raise ValueError("seen")  # quoted\n'
BEGIN = """
import sys
opened = []
sys.addaudithook(lambda event, told: opened.append(str(told[0])) if event == "open" else None)
sys.prefix = {python!r}
sys.path += [{app!r}, {program!r}, {packages!r}]
import sitecustomize
"""


def compiled(source: bytes) -> bytes:
    """A file of bytecode of this Python, never compared with its source."""
    code = compile(source, "some.py", "exec")
    loader = importlib.util.MAGIC_NUMBER + (1).to_bytes(4, "little") + bytes(8)
    return loader + marshal.dumps(code)


def add(payload: Path, name: str, source: bytes = b"") -> None:
    write(payload, name, source)
    write(payload, bytecode(payload / name).relative_to(payload).as_posix(), compiled(source))


@pytest.fixture
def payload(tmp_path: Path) -> Path:
    folder = tmp_path / "Program Files" / "Prüfung"
    add(folder, "app/scanstation/__init__.py", b"NAME = __name__\n")
    add(folder, "app/scanstation/__main__.py", b"print('ran as', __name__)\n")
    add(folder, "app/scanstation/work.py", FAILS)
    write(folder, "app/scanstation/resources/one.toml", b"x = 1\n")
    write(folder, "app/sitecustomize.py", START.read_bytes())
    add(folder, "site/whole/__init__.py")
    add(folder, "site/whole/inner/__init__.py", b"WHO = __name__\n")
    add(folder, "site/twofold.py", b"WHOSE = 'site'\n")
    (folder / "python").mkdir()
    with zipfile.ZipFile(folder / LIBRARY, "w", zipfile.ZIP_DEFLATED) as library:
        library.writestr("packed.pyc", compiled(b"TEXT = 'much of it' * 1000\n"))
        library.writestr("twofold.pyc", compiled(b"WHOSE = 'library'\n"))
    pack(folder)
    return folder


def python(payload: Path, code: str) -> subprocess.CompletedProcess[str]:
    """Run code in a Python that began with the payload's ``sitecustomize``."""
    places = {"app": "app", "program": PROGRAM, "packages": PACKAGES, "python": "python"}
    begin = BEGIN.format(**{name: str(payload / place) for name, place in places.items()})
    return subprocess.run(
        [sys.executable, "-I", "-S", "-B", "-c", begin + code],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_modules_come_out_of_archives_that_are_opened_once(payload: Path) -> None:
    write_index(payload)
    done = python(
        payload,
        "import scanstation, scanstation.work, whole, whole.inner, packed, twofold\n"
        "print(*(one for one in opened if one.endswith('.zip')), sep='\\n')\n"
        "assert scanstation.NAME == 'scanstation' and packed.TEXT.startswith('much of it')\n"
        "print(scanstation.work.__file__, *whole.inner.__path__, twofold.WHOSE, sep='\\n')\n",
    )
    lines = done.stdout.splitlines()
    assert sorted(lines[:-3]) == sorted(
        [str(payload / name) for name in (PROGRAM, PACKAGES, LIBRARY)]
    ), done.stderr
    inside = str(payload / PROGRAM / "scanstation" / "work.pyc")
    assert lines[-3:] == [inside, str(payload / PACKAGES / "whole" / "inner"), "library"]


def test_without_an_index_python_imports_as_ever(payload: Path) -> None:
    done = python(payload, "import scanstation.work as one\nprint(type(one.__loader__).__name__)")
    assert done.stdout == "zipimporter\n", done.stderr


def test_a_program_is_run_by_its_name(payload: Path) -> None:
    write_index(payload)
    done = python(payload, "import runpy\nrunpy.run_module('scanstation', run_name='__main__')")
    assert done.stdout == "ran as __main__\n", done.stderr


def test_a_traceback_quotes_the_source(payload: Path) -> None:
    write_index(payload)
    done = python(
        payload,
        "import scanstation.work, traceback\n"
        "try:\n    scanstation.work.fail()\nexcept ValueError:\n    traceback.print_exc()\n",
    )
    assert 'raise ValueError("seen")  # quoted' in done.stderr


def test_modules_below_a_package_can_be_listed(payload: Path) -> None:
    write_index(payload)
    done = python(
        payload,
        "import pkgutil, scanstation\n"
        "print(*sorted(one.name for one in pkgutil.iter_modules(scanstation.__path__)))",
    )
    assert done.stdout == "__main__ work\n", done.stderr


def test_what_is_nowhere_is_not_found(payload: Path) -> None:
    write_index(payload)
    done = python(payload, "import scanstation.nothing")
    assert "ModuleNotFoundError: No module named 'scanstation.nothing'" in done.stderr


@pytest.mark.parametrize("left", [0, 40])
def test_a_damaged_archive_is_named(payload: Path, left: int) -> None:
    write_index(payload)
    (payload / PROGRAM).write_bytes((payload / PROGRAM).read_bytes()[:left])
    done = python(payload, "import scanstation.work")
    assert f"ImportError: {payload / PROGRAM}: " in done.stderr


def test_another_archive_of_the_same_size_is_named(payload: Path) -> None:
    """As of another version: elsewhere it would be another module's code that runs."""
    write_index(payload)
    program = payload / PROGRAM
    size = program.stat().st_size
    with zipfile.ZipFile(program) as archive:
        entries = [(name, archive.read(name)) for name in archive.namelist()]
    with zipfile.ZipFile(program, "w", zipfile.ZIP_STORED) as archive:
        for name, content in reversed(entries):
            archive.writestr(name, content)
    assert program.stat().st_size == size
    done = python(payload, "import scanstation.work")
    assert f"ImportError: {program}: not the archive" in done.stderr


def test_bytecode_of_another_python_is_refused(payload: Path) -> None:
    with zipfile.ZipFile(payload / PACKAGES, "a") as archive:
        archive.writestr("other.pyc", b"\x00" * 20)
    with pytest.raises(BuildRefused, match=r"other\.pyc"):
        write_index(payload)


def test_the_index_names_no_place_of_the_machine_that_made_it(payload: Path) -> None:
    write_index(payload)
    index = (payload / "python" / INDEX).read_text("utf-8")
    assert str(payload) not in index
    heads = [line for line in index.splitlines() if line.startswith("[")]
    assert [line.split("\t")[0] for line in heads] == [
        f"[../{LIBRARY}]",
        f"[../{PROGRAM}]",
        f"[../{PACKAGES}]",
    ]
