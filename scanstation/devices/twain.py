"""Scanners of Windows through their TWAIN drivers ("data sources").

Addresses: ``twain:64:`` or ``twain:32:`` and the source's product name. A driver has the bitness
that its vendor built, many only 32; a process loads drivers of its own bitness only. So there are
two programs of one C source (``installer/windows/twainworker``), which speak the protocol and are
started directly. This module only says where they are.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

FOLDER_VARIABLE = "SCANSTATION_TWAIN_FOLDER"
"""Names the folder with the programs, instead of ``twain`` beside the Python executable."""

FILE_NAMES = {"64": "scanstation-twain64.exe", "32": "scanstation-twain32.exe"}


def folder() -> Path:
    """Return the folder in which the programs are looked for."""
    named = os.environ.get(FOLDER_VARIABLE)
    return Path(named) if named else Path(sys.executable).parent / "twain"


def programs() -> dict[str, Path]:
    """Return the installed programs by bitness; none on systems without TWAIN."""
    paths = {bits: folder() / name for bits, name in FILE_NAMES.items()}
    return {bits: path for bits, path in paths.items() if path.is_file()}
