"""``python -m tests.windows.little_setups FOLDER``: setup.exe and MSI of a few files.

The true one takes minutes to compress; what a setup.exe does with folders, options and exit codes
does not depend on what is in it. The library that it calls is taken from there or made.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

from installer.windows.packages.build import ACTIONS, LIBRARY
from installer.windows.packages.msi import MsiInput, write_msi
from installer.windows.packages.nsis import SetupInput, write_setup
from installer.windows.packages.payload import CONSOLE, HASHES, WINDOW, read_payload
from installer.windows.payload.icon import write_icon

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


def make(folder: Path) -> None:
    """Make the library and both packages, ``scanstation-<version>-setup.exe``."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / LIBRARY).exists():
        subprocess.run(["bash", str(ACTIONS), str(folder / LIBRARY)], check=True, timeout=300)
    write_icon(folder / "scanstation.ico")
    program = _compile(folder)
    for version, names in ONLY_IN.items():
        payload = _make_payload(folder / version, program, version, names)
        path = folder / f"scanstation-{version}-setup.exe"
        given = SetupInput(
            read_payload(payload), version, folder / LIBRARY, folder / "scanstation.ico"
        )
        write_setup(path, given)
    for version in (OLDER, NEWER):
        wanted = read_payload(folder / version)
        given_msi = MsiInput(wanted, version, f"little {version}", folder / LIBRARY)
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
