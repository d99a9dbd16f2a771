"""What undo and redo would take next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scanstation import events
from scanstation.errors import Text
from scanstation.replay.journal_row import JournalRow, event_of

__all__ = ["Edits", "History", "Step", "history"]

ENDS_HISTORY = (events.Released, events.CorrectionOpened)
"""What nobody undoes any more, and everything before it with it."""


@dataclass(frozen=True, slots=True)
class Step:
    """Edits that are taken back and repeated as one; ``text`` names them if a row does."""

    rows: tuple[int, ...]
    edits: tuple[events.Event, ...]
    text: Text | None = None


@dataclass(frozen=True, slots=True)
class History:
    """Rows that undo and redo would take next, newest last, and the steps these are part of."""

    undoable: tuple[int, ...]
    redoable: tuple[int, ...]
    undo: Step | None = None
    redo: Step | None = None


class Edits:
    """Keeps the edits that are done and those that are taken back, row by row."""

    def __init__(self) -> None:
        self._done: list[int] = []
        self._taken_back: list[int] = []
        self._edits: dict[int, events.Event] = {}
        self._steps: dict[int, events.StepTaken] = {}

    def take(self, number: int, event: events.Event | None) -> None:
        """Take in the next row; what cannot be taken back any more stays as it is."""
        if isinstance(event, events.Undone):
            _hand_over(event.row, self._done, self._taken_back)
        elif isinstance(event, events.Redone):
            _hand_over(event.row, self._taken_back, self._done)
        elif isinstance(event, ENDS_HISTORY):
            self._done, self._taken_back = [], []
        elif isinstance(event, events.StepTaken):
            self._steps.update(dict.fromkeys(event.rows, event))
        elif event is not None and event.undoable:
            self._done.append(number)
            self._taken_back = []
            self._edits[number] = event

    def history(self) -> History:
        """Return what undo and redo would take next."""
        return History(
            tuple(self._done),
            tuple(self._taken_back),
            self._step(self._done),
            self._step(self._taken_back),
        )

    def _step(self, rows: list[int]) -> Step | None:
        if not rows:
            return None
        taken = self._steps.get(rows[-1])
        every = taken.rows if taken else (rows[-1],)
        edits = tuple(self._edits[row] for row in every)
        return Step(every, edits, taken.text if taken else None)


def _hand_over(row: int, before: list[int], after: list[int]) -> None:
    if row in before:
        before.remove(row)
        after.append(row)


def history(rows: Iterable[JournalRow]) -> History:
    """Return what can be undone and redone; a release ends both."""
    edits = Edits()
    for row in rows:
        edits.take(row.number, event_of(row))
    return edits.history()
