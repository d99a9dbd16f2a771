"""Compiles all modules ahead: a start compiles nothing, and nothing is written into the program.

Files of bytecode belong to one minor version of Python, so a Python 3.13 of Debian makes them,
whichever version builds. They are of the kind that is never compared with the source
("unchecked-hash", PEP 552): times do not matter, and an installation on a slow disk reads each
module once. Sources stay, tracebacks quote them; many move into archives afterwards. Paths inside
are relative to the installation.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

from installer.problem import BuildRefused
from installer.windows.payload.downloads import cache

FOLDERS = ("app", "site")
TAG = "cpython-313"
UNCHECKED = (1).to_bytes(4, "little")
"""Flags of a file of bytecode that is believed without a look at its source."""

_SCRIPT = Path(__file__).parent / "compiler.sh"


def compile_all(payload: Path) -> None:
    """Write a file of bytecode beside every module of the payload.

    Raises:
        BuildRefused: a module cannot be compiled, or the compiler's bytecode is not the kind that
            the payload's Python reads.
    """
    options = ["-q", "-f", "-o", "0", "-j", "1", "--invalidation-mode", "unchecked-hash"]
    done = subprocess.run(
        # neither site-packages nor the account's settings; a fixed order of sets
        [*_python(), "-s", "-S", "-m", "compileall", *options, *FOLDERS],
        cwd=payload,
        env={"PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8"},
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
    )
    if done.returncode:
        raise BuildRefused(f"not compiled: {(done.stdout + done.stderr).strip()[-1000:]}")
    check(payload)


def check(payload: Path) -> None:
    """Check that every module has its bytecode, of the kind that the payload's Python reads.

    Raises:
        BuildRefused: names the first module for which it is not so.
    """
    head = magic(payload / "python" / "python313.zip") + UNCHECKED
    for path in modules(payload):
        beside = bytecode(path)
        if not beside.is_file():
            raise BuildRefused(f"{path.relative_to(payload)}: not compiled")
        if beside.read_bytes()[: len(head)] != head:
            raise BuildRefused(f"{beside.relative_to(payload)}: not of the payload's Python")


def bytecode(module: Path) -> Path:
    """Return where Python looks for the bytecode of a module (PEP 3147)."""
    return module.parent / "__pycache__" / f"{module.stem}.{TAG}.pyc"


def modules(payload: Path) -> list[Path]:
    """Return every module and script of the program and of the packages."""
    return sorted(path for name in FOLDERS for path in (payload / name).rglob("*.py"))


def magic(library: Path) -> bytes:
    """Return the four bytes that say for which Python bytecode is, from a zipped library."""
    with zipfile.ZipFile(library) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".pyc"))
        return archive.read(name)[:4]


def _python() -> Sequence[str]:
    """Return the command that starts the compiler's Python: by its own loader and libraries."""
    usr = _root() / "usr"
    loader = next(usr.glob("lib64/ld-linux-*.so.*"), None) or next(usr.glob("lib/ld-linux-*.so.*"))
    libraries = next(usr.glob("lib/*-linux-gnu*"))
    return (str(loader), "--library-path", str(libraries), str(usr / "bin" / "python3.13"))


def _root() -> Path:
    root = cache() / "compiler"
    if not root.is_dir():
        root.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=root.parent, prefix="compiler.") as work:
            _make(Path(work) / "root")
            if not root.is_dir():
                shutil.move(Path(work) / "root", root)
    return root


def _make(folder: Path) -> None:
    command = ["bash", str(_SCRIPT), str(folder)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=600)
    if done.returncode:
        raise BuildRefused(f"no Python 3.13 to compile with: {done.stderr.strip()[-1000:]}")
