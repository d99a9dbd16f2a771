"""What differs between two copies of the declarations of IT."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from scanstation.settings.shared import Taken, folder_of
from scanstation.settings.values import Settings

Paths = tuple[str, ...]
"""Of files, below ``tenants``, with ``/``; sorted."""


@dataclass(frozen=True, slots=True)
class DeclarationChanges:
    """Files that came, that say something else now, and that went."""

    new: Paths = ()
    changed: Paths = ()
    gone: Paths = ()

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.gone)


def declaration_changes(settings: Settings, before: Taken, after: Taken) -> DeclarationChanges:
    """Compare what counted before with what counts now; ``take_over`` keeps both copies.

    Raises:
        OSError: a copy cannot be read.
    """
    if before.copy == after.copy:
        return DeclarationChanges()
    old, new = (_content(settings, one) for one in (before, after))
    return DeclarationChanges(
        tuple(sorted(new.keys() - old.keys())),
        tuple(sorted(one for one in new.keys() & old.keys() if new[one] != old[one])),
        tuple(sorted(old.keys() - new.keys())),
    )


def _content(settings: Settings, taken: Taken) -> dict[str, bytes]:
    """Return the bytes by path; nothing where nothing was ever taken."""
    if not taken.copy:
        return {}
    folder: Path = folder_of(settings) / taken.copy / "tenants"
    files = (one for one in folder.rglob("*") if one.is_file())
    return {one.relative_to(folder).as_posix(): one.read_bytes() for one in files}
