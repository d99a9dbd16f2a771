"""Compiles the programs that are the project's own: the launchers and the TWAIN workers."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from installer.problem import BuildRefused
from installer.windows.payload.icon import write_icon
from installer.windows.payload.locks import ROOT

SOURCES = ROOT / "installer" / "windows"


def install_launchers(folder: Path, version: str) -> None:
    """Compile ``scanstation.exe`` and ``scanstationw.exe`` into a folder.

    Raises:
        BuildRefused: the compiler is missing or refuses.
    """
    with tempfile.TemporaryDirectory() as work:
        icon = Path(work) / "scanstation.ico"
        write_icon(icon)
        _run("launcher", str(folder), str(icon), version)


def install_workers(folder: Path) -> None:
    """Compile ``scanstation-twain32.exe`` and ``scanstation-twain64.exe`` into a folder.

    Raises:
        BuildRefused: a compiler is missing or refuses.
    """
    _run("twainworker", str(folder))


def _run(name: str, *arguments: str) -> None:
    command = ["bash", str(SOURCES / name / "build.sh"), *arguments]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=300)
    if done.returncode:
        raise BuildRefused(f"{name}: {done.stderr.strip()[-1000:]}")
