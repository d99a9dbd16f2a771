"""Puts modules into archives that Python imports from: a start opens one file instead of hundreds.

On Windows opening a file is dear, for the system and for virus scanners, and so is installing one.
The program's modules become ``app/scanstation.zip``, packages of modules alone
``site/packages.zip`` (docs.python.org/3/library/zipimport.html). Sources go along: tracebacks quote
them. Nothing is compressed inside, because the packages compress the whole.
"""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Iterable
from pathlib import Path

from installer.windows.payload.compiled import TAG, bytecode

PROGRAM = "app/scanstation.zip"
PACKAGES = "site/packages.zip"
EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The first time that an archive can hold: the same bytes whenever it is made."""

_PLACE = re.compile(r"__file__|__path__|\bget_data\b|importlib[._]resources")
"""By these a module asks for its own place, where an archive has no files for it."""


def pack(payload: Path) -> None:
    """Move the modules of a payload into its archives, and the program's resources beside them."""
    app, site = payload / "app", payload / "site"
    (app / "scanstation" / "resources").rename(app / "resources")
    _archive(payload / PROGRAM, app, [app / "scanstation"])
    _archive(payload / PACKAGES, site, packable(site))


def packable(site: Path) -> list[Path]:
    """Return the packages and modules that work from an archive.

    They hold modules alone, none of these asks where it lies, and each of their folders is a
    package: not every zipimport finds a folder without ``__init__``.
    """
    return [one for one in sorted(site.iterdir()) if _only_modules(one)]


def _only_modules(top: Path) -> bool:
    files = [path for path in _below(top) if path.suffix != ".pyc"]  # none in __pycache__ itself
    folders = {place for path in files for place in path.parents if place.is_relative_to(top)}
    return (
        bool(files)
        and all((folder / "__init__.py").is_file() for folder in folders)
        and all(
            path.suffix == ".py" and not _PLACE.search(path.read_text("utf-8", "replace"))
            for path in files
        )
    )


def _archive(archive: Path, folder: Path, tops: Iterable[Path]) -> None:
    """Move what lies below ``tops`` into an archive, by its path below ``folder``."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as made:
        for top in tops:
            for path in _below(top):
                made.writestr(_entry(path, folder), path.read_bytes())
                path.unlink()
            shutil.rmtree(top, ignore_errors=True)
    for left in (one for one in folder.iterdir() if one.is_dir() and not any(one.iterdir())):
        left.rmdir()  # __pycache__ of modules that lay here alone


def _entry(path: Path, folder: Path) -> zipfile.ZipInfo:
    """Bytecode lies beside its source there, under its name."""
    if path.suffix == ".pyc":
        path = path.parent.parent / path.name.replace(f".{TAG}.", ".")
    entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), EARLIEST)
    entry.external_attr = 0o644 << 16
    return entry


def _below(top: Path) -> list[Path]:
    if top.is_file():
        return [path for path in (top, bytecode(top)) if path.is_file()]
    return sorted(path for path in top.rglob("*") if path.is_file())
