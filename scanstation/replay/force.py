"""Which rows count: not those that are undone, nor what was derived from a state that is gone.

A derived row speaks of now only if the edits before it that were undone then are those that
are undone now: else a document would keep the place that a move, since taken back, had given
it. So an edit voids what was derived while it stood otherwise than it stands now::

    edit ......... undone ......... redone ......... undone       (undone now)
         derived           derived          derived          derived
         void              counts           void             counts
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from scanstation import events

__all__ = ["DERIVED", "Force"]

DERIVED = (events.Separated, events.SeparationChanged, events.FieldsFilled, events.FieldsChanged)
"""What the program found out from the state as it was."""


class Force:
    """Follows the rows; ``turned`` is the last one that took an edit back or repeated it."""

    def __init__(self) -> None:
        self.turned = 0
        self._void: frozenset[int] = frozenset()
        self._turns: dict[int, list[int]] = {}
        self._derived: list[int] = []
        self._current = True

    def take(self, number: int, event: events.Event | None) -> None:
        """Take in the next row."""
        if isinstance(event, events.Undone | events.Redone):
            self.turned = number
            turns = self._turns.setdefault(event.row, [])
            if len(turns) % 2 != isinstance(event, events.Undone):
                turns.append(number)
                self._current = False
        elif isinstance(event, DERIVED):
            self._derived.append(number)

    @property
    def void(self) -> frozenset[int]:
        """The rows that do not count now."""
        if not self._current:
            undone = {edit for edit, turns in self._turns.items() if len(turns) % 2}
            stale = (row for start, end in self._otherwise() for row in self._between(start, end))
            self._void = frozenset(undone.union(stale))
            self._current = True
        return self._void

    def _otherwise(self) -> Iterator[tuple[int, int]]:
        """Yield the rows between which an edit stood otherwise than now."""
        for edit, turns in self._turns.items():
            ends = [edit, *turns]
            for place in range(len(turns) - 1, -1, -2):
                yield ends[place], ends[place + 1]

    def _between(self, start: int, end: int) -> list[int]:
        return self._derived[bisect_right(self._derived, start) : bisect_left(self._derived, end)]
