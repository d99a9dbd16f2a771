"""Which version of SANE drives a device.

SANE tells no firmware, and its own version number (``sane_init``) is that of the interface. What
an update of the package changes is the version in the names of the library and of the vendor's
backend, which this process has loaded: ``libsane.so.1.2.1``, ``libsane-fujitsu.so.1.2.1``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

MAPS = Path("/proc/self/maps")
LIBRARY = re.compile(r"/libsane(?:-(?P<backend>[^/]+))?\.so\.(?P<version>[\d.]+)$")


def version(backend: str, files: Iterable[str] | None = None) -> str:
    """Return library and backend with their versions, empty where nobody knows them.

    Args:
        backend: as the device's name begins.
        files: instead of those that this process has loaded.
    """
    found = {
        one["backend"] or "": one["version"] for one in map(LIBRARY.search, _all(files)) if one
    }
    own, library = found.get(backend, ""), found.get("", "")
    named = [f"SANE {library}" if library else "", f"{backend} {own}" if own else ""]
    return ", ".join(one for one in named if one)


def _all(files: Iterable[str] | None) -> Iterable[str]:
    if files is not None:
        return files
    try:
        lines = MAPS.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:  # another system than Linux
        return ()
    return {line.split(maxsplit=5)[-1] for line in lines}
