"""Scanners of Windows through their TWAIN drivers ("data sources").

Addresses: ``twain:64:`` or ``twain:32:`` and the source's product name. A driver has the bitness
that its vendor built, many only 32; a process loads drivers of its own bitness only. So there are
two programs of one C source (``installer/windows/twainworker``), which speak the protocol and are
started directly. This module only says where they are.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path

from scanstation.model import ScanOptions

FOLDER_VARIABLE = "SCANSTATION_TWAIN_FOLDER"
"""Names the folder with the programs, instead of ``twain`` beside Python (or its folder)."""

FILE_NAMES = {"64": "scanstation-twain64.exe", "32": "scanstation-twain32.exe"}


def folder() -> Path:
    """Return the folder in which the programs are looked for."""
    named = os.environ.get(FOLDER_VARIABLE)
    if named:
        return Path(named)
    beside = Path(sys.executable).parent / "twain"
    return beside if beside.is_dir() else Path(sys.prefix).parent / "twain"


def programs() -> dict[str, Path]:
    """Return the installed programs by bitness; none on systems without TWAIN."""
    paths = {bits: folder() / name for bits, name in FILE_NAMES.items()}
    return {bits: path for bits, path in paths.items() if path.is_file()}


DIALOG, CUSTOM_DATA = "dialog", "custom_data"


def without_dialog(asked: ScanOptions, taken: ScanOptions) -> ScanOptions:
    """Return what a new worker is told after the old one was lost: answers, not the question.

    A driver's dialog that was asked for by ``dialog=yes`` has been answered; it comes again only
    when somebody configures the device again.
    """
    if asked.extra.get(DIALOG) != "yes":
        return asked
    answered = {name: value for name, value in asked.extra.items() if name != DIALOG}
    if CUSTOM_DATA in taken.extra:
        answered[CUSTOM_DATA] = taken.extra[CUSTOM_DATA]
    return replace(asked, extra=answered)


def let_come_forward(options: ScanOptions, worker: int) -> None:
    """Let the window of a worker come before ours where its driver's dialog was asked for.

    Windows lets a process take the foreground only if the one that has it agrees
    (AllowSetForegroundWindow).

    Args:
        worker: its process id.
    """
    if sys.platform == "win32" and options.extra.get(DIALOG, "no") != "no":
        import ctypes

        ctypes.windll.user32.AllowSetForegroundWindow(worker)
