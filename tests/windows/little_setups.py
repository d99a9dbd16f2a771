"""``python -m tests.windows.little_setups FOLDER``: setup.exe and MSI of a few files.

The true one takes minutes to compress; what a setup.exe does with folders, options and exit codes
does not depend on what is in it. The library that it calls is taken from there or made.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from installer.windows.packages import product
from installer.windows.packages.build import ACTIONS, LIBRARY
from installer.windows.packages.msi import MsiInput, write_msi
from installer.windows.packages.nsis import SetupInput, write_setup
from installer.windows.packages.payload import CONSOLE, HASHES, WINDOW, read_payload
from installer.windows.packages.product import Said
from installer.windows.payload.icon import write_icon
from tests.windows.sentences import NAME

OLDER, NEWER, BROKEN = "1.2.3", "1.2.4", "1.2.5"
PROGRAM = """
#include <windows.h>
int main(void) { Sleep(120000); return 0; }
"""
ONLY_IN = {
    OLDER: ("app/old/gone in the next.txt",),
    NEWER: ("app/new ü.txt",),
    BROKEN: ("app/One", "app/one/below a file.txt"),
}
"""Names of different case are two here and one on Windows, where no file has files below it."""


SCRIPTED = "scripted"
"""Folder of the same packages with a library that a test can have ended or answered as it likes."""


def make(folder: Path) -> None:
    """Make the library and the packages, ``scanstation-<version>-setup.exe`` and ``-x64.msi``."""
    folder.mkdir(parents=True, exist_ok=True)
    write_icon(folder / "scanstation.ico")
    program = _compile(folder)
    for version, names in ONLY_IN.items():
        _make_payload(folder / version, program, version, names)
    scripts = sorted(Path(__file__).with_name(SCRIPTED).glob("*.c"))
    _write_sentences(folder / NAME)
    _make_packages(folder, folder, [], tuple(ONLY_IN))
    _make_packages(folder, folder / SCRIPTED, scripts, (OLDER, NEWER))


def _write_sentences(path: Path) -> None:
    found = {name: asdict(said) for name, said in vars(product).items() if isinstance(said, Said)}
    path.write_text(json.dumps(found), encoding="utf-8")


def _make_packages(made: Path, folder: Path, more: list[Path], versions: tuple[str, ...]) -> None:
    """Pack what was made, with a library of further sources."""
    folder.mkdir(exist_ok=True)
    library = folder / LIBRARY
    if not library.exists():
        subprocess.run(["bash", str(ACTIONS), str(library), *more], check=True, timeout=300)
    for version in versions:
        payload = read_payload(made / version)
        icon = made / "scanstation.ico"
        given = SetupInput(payload, version, library, icon, fast=bool(more))
        write_setup(folder / f"scanstation-{version}-setup.exe", given)
    for version in (OLDER, NEWER):
        contents = f"little {folder.name} {version}"
        given_msi = MsiInput(read_payload(made / version), version, contents, library)
        write_msi(folder / f"scanstation-{version}-x64.msi", given_msi)


def _compile(folder: Path) -> bytes:
    source, program = folder / "sleeps.c", folder / "sleeps.exe"
    source.write_text(PROGRAM)
    compiler = ["x86_64-w64-mingw32-gcc", "-s", str(source), "-o", str(program)]
    subprocess.run(compiler, check=True, timeout=120)
    return program.read_bytes()


def _make_payload(root: Path, program: bytes, version: str, only: tuple[str, ...]) -> Path:
    files = {
        CONSOLE: program,
        WINDOW: program + b"window",
        "app/version.txt": version.encode(),
        "python/python313.dll": b"library of " + version.encode(),
    }
    files |= dict.fromkeys(only, b"")
    files[HASHES] = "".join(
        f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in files.items()
    ).encode()
    for name, data in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)
    return root


if __name__ == "__main__":
    make(Path(sys.argv[1]))
