"""Progress of long work as a value that a terminal or a window can show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from scanstation.errors import Text


@dataclass(frozen=True, slots=True)
class Progress:
    """``done`` of ``total`` (None while unknown) of the work that ``what`` names."""

    what: Text
    done: int
    total: int | None = None


Report = Callable[[Progress], None]


def silent(progress: Progress) -> None:
    """Report nothing."""
