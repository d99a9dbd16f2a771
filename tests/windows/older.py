"""``python -m tests.windows.older PAYLOAD FOLDER VERSION``: the release before, made of this one.

An upgrade from a program to itself would prove little: this payload has a module more and a text
less, other texts, another version in the program's archive, one launcher of a lower version and one
of a higher, as a library that went back to an earlier release has.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import zipfile
from pathlib import Path

from installer.windows.payload.application import product
from installer.windows.payload.archives import PROGRAM
from installer.windows.payload.finish import HASHES, set_times, source_time, write_hashes
from installer.windows.payload.module_index import write_index
from installer.windows.payload.programs import install_launchers
from installer.windows.start.sitecustomize import INDEX
from tests.windows.installed.before import CHANGED, CONSOLE, LESS, MORE, WINDOW

HIGHER = "99.0.0"
_VERSION_OF = "scanstation/__init__.py"


def make_older(payload: Path, folder: Path, version: str) -> None:
    """Make the folder from links to the payload's files, and put what differs in their place.

    Args:
        payload: the present one.
        folder: where the other one is wanted; emptied first.
        version: what it says of itself.
    """
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(payload, folder, copy_function=os.link)
    (folder / MORE).write_text('"""Only the release before has this module."""\n', "utf-8")
    (folder / LESS).unlink()
    text = folder / CHANGED
    _put(text, text.read_bytes() + b"<!-- of the release before -->\n")
    _give_version(folder, version)
    _compile_launchers(folder, version)
    (folder / HASHES).unlink()
    write_hashes(folder)
    set_times(folder, source_time())


def _put(path: Path, content: bytes) -> None:
    """Put a file in the place of a link: what it leads to is not ours."""
    path.unlink()
    path.write_bytes(content)


def _give_version(folder: Path, version: str) -> None:
    one = product()
    place = folder / "app" / f"{one.name}-{one.version}.dist-info"
    said = (place / "METADATA").read_bytes()
    _put(place / "METADATA", said.replace(one.version.encode(), version.encode()))
    place.rename(place.with_name(f"{one.name}-{version}.dist-info"))
    _rewrite_archive(folder / PROGRAM, one.version, version)
    (folder / "python" / INDEX).unlink()
    write_index(folder)


def _rewrite_archive(archive: Path, old: str, new: str) -> None:
    """Change the version in the source; without its bytecode Python takes that."""
    left_out = _VERSION_OF + "c"
    made = archive.with_name(f"{archive.name}.new")
    with zipfile.ZipFile(archive) as source, zipfile.ZipFile(made, "w") as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == _VERSION_OF:
                assert old.encode() in content
                content = content.replace(old.encode(), new.encode())
            if entry.filename != left_out:
                target.writestr(entry, content)
    made.replace(archive)


def _compile_launchers(folder: Path, version: str) -> None:
    for name, said in ((CONSOLE, version), (WINDOW, HIGHER)):
        with tempfile.TemporaryDirectory() as work:
            install_launchers(Path(work), said)
            _put(folder / name, (Path(work) / name).read_bytes())


if __name__ == "__main__":
    make_older(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
