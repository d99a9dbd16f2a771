"""Which batches there are, and what of the folders around them could not be looked into.

``batch_folders`` ends at the first folder that it cannot read; whoever looks for what is wrong
goes on to the next one.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from scanstation.errors import Text, why_unread
from scanstation.store.batch_layout import batches_folder, is_batch

MOST_NAMED = 5
"""Paths in one sentence; more are counted."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A folder or link that could not be looked into."""

    path: Path
    reason: Text


@dataclass(frozen=True, slots=True)
class Listing:
    """What was found.

    Attributes:
        folders: of batches, ordered by tenant and UUID.
    """

    folders: tuple[Path, ...] = ()
    unread: tuple[Unread, ...] = ()

    def unread_text(self) -> Text:
        """Return what could not be read, each with its reason."""
        named = self.unread[:MOST_NAMED]
        de = [f"{one.path} ({one.reason.de})" for one in named]
        en = [f"{one.path} ({one.reason.en})" for one in named]
        if more := len(self.unread) - len(named):
            de.append(f"{more} weitere")
            en.append(f"{more} more")
        return Text(", ".join(de), ", ".join(en))


def list_batches(tenant_folder: Path) -> Listing:
    """Return a tenant's batches; a tenant without any has none."""
    return _within(batches_folder(tenant_folder), is_batch)


def list_home(home: Path) -> Listing:
    """Return the batches of every tenant."""
    tenants = _within(home, _is_tenant)
    every = [list_batches(folder) for folder in tenants.folders]
    folders = tuple(folder for one in every for folder in one.folders)
    unread = tuple(folder for one in every for folder in one.unread)
    return Listing(folders, (*tenants.unread, *unread))


def _within(folder: Path, wanted: Callable[[Path], bool]) -> Listing:
    try:
        paths = sorted(folder.iterdir())
    except FileNotFoundError as error:
        return Listing(unread=(_unread(folder, error),) if os.path.lexists(folder) else ())
    except OSError as error:
        return Listing(unread=(_unread(folder, error),))
    folders, unread = [], []
    for path in paths:
        try:
            if _leads_somewhere(path) and wanted(path):
                folders.append(path)
        except OSError as error:
            unread.append(_unread(path, error))
    return Listing(tuple(folders), tuple(unread))


def _leads_somewhere(path: Path) -> bool:
    """A broken link is named; a folder that vanishes meanwhile is just not there any more."""
    if path.is_symlink():
        path.stat()
    return True


def _is_tenant(path: Path) -> bool:
    """No tenant's name begins with a point."""
    return not path.name.startswith(".") and path.is_dir()


def _unread(path: Path, error: OSError) -> Unread:
    return Unread(path, why_unread(error))
