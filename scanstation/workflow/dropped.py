"""Paths that somebody dropped on the window or named on the command line, as files to import."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

LITTER = frozenset({"thumbs.db", "desktop.ini", ".ds_store"})
"""What systems put into folders by themselves."""


def files_of(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Return the files in the given order, folders replaced by the files below them.

    Files of a folder come in natural order (2 before 10), then those of its folders. Hidden files
    and what systems leave there are passed over; everything else is handed on, so that a file
    that cannot be imported is named instead of passed over.
    """
    found: list[Path] = []
    for path in paths:
        found += _below(path) if path.is_dir() else [path]
    return tuple(dict.fromkeys(found))


def natural(path: Path) -> list[tuple[int, str]]:
    """Return a key that orders names as people number them."""
    parts = re.findall(r"\d+|\D+", path.name.casefold())
    return [(int(part), "") if part.isdecimal() else (1 << 62, part) for part in parts]


def _below(folder: Path) -> list[Path]:
    entries = sorted((one for one in folder.iterdir() if not _litter(one)), key=natural)
    found = [one for one in entries if not one.is_dir()]
    for one in entries:
        if one.is_dir() and not one.is_symlink():
            found += _below(one)
    return found


def _litter(path: Path) -> bool:
    return path.name.startswith((".", "~$")) or path.name.casefold() in LITTER
