"""The data files of the export: colour profile, font, schema of the transfer note."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

_PLACE = Path(__file__).parents[2]
_ROOTS = (
    (_PLACE.parent if _PLACE.suffix == ".zip" else _PLACE) / "resources",
    Path(__file__).parents[1] / "resources",
    Path(sys.prefix) / "share" / "scanstation" / "resources",
)
"""The checkout (or beside the archive of the modules), inside the package, the prefix of an
installation.

The settings know the same places; importing them would cost the export's process 0.3 s.
"""


@cache
def resource(relative: str) -> bytes:
    """Return a shipped file by its path below ``resources``; FileNotFoundError if it is missing."""
    for root in _ROOTS:
        path = root / relative
        if path.is_file():
            return path.read_bytes()
    raise FileNotFoundError(f"resources/{relative}")
