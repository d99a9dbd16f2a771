"""The state of a batch is the pure fold of its journal: ``replay(rows)``.

Undo is an event of its own: an edit whose row was undone, and not redone since, is left
out of the fold, and with it what was separated and filled in from a state that it belonged to.
A row whose payload was erased by a purge keeps its place and changes nothing, but for those
whose type says enough.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from scanstation import events
from scanstation.errors import Text
from scanstation.model import Batch
from scanstation.replay.fold import CONTENT, Fold, Stamp
from scanstation.replay.view import view

EventType = TypeVar("EventType", bound=events.Event)


DERIVED = (events.Separated, events.FieldsFilled)
"""What the program found out from the state as it was."""

ENDS_HISTORY = (events.Released, events.CorrectionOpened)
"""What nobody undoes any more, and everything before it with it."""

ERASED: dict[str, events.Event] = {
    events.Withdrawn.type: events.Withdrawn(""),
    events.BatchGivenUp.type: events.BatchGivenUp(""),
}
"""Events that say enough by their type when their payload was erased."""


class JournalRow(Protocol):
    """What replay needs of a row; ``payload`` is None once erased."""

    @property
    def number(self) -> int:
        """Place in the journal, from 1."""

    @property
    def time(self) -> str:
        """UTC, ISO 8601."""

    @property
    def operator(self) -> str:
        """Name or pseudonym of the acting person."""

    @property
    def station(self) -> str:
        """Name of the machine."""

    @property
    def type(self) -> str:
        """Event type."""

    @property
    def version(self) -> int:
        """Version of the event type."""

    @property
    def hash(self) -> str:
        """Hash of the row."""

    @property
    def payload(self) -> dict[str, Any] | None:
        """The event's payload."""


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


class Replayer:
    """Keeps decoded rows, so that a growing journal is decoded once.

    ``feed`` takes new rows in order; ``batch`` folds everything fed so far.
    """

    def __init__(self) -> None:
        self._read: list[tuple[JournalRow, events.Event | None]] = []
        self._batch: Batch | None = None

    def feed(self, rows: Iterable[JournalRow]) -> None:
        """Take rows that follow the last one.

        Raises:
            KeyError: a row has a type that this program does not know.
        """
        self._read.extend((row, _event(row)) for row in rows)
        self._batch = None

    @property
    def number(self) -> int:
        """Number of the last row fed, 0 before the first."""
        return self._read[-1][0].number if self._read else 0

    def batch(self) -> Batch:
        """Return the batch that all rows describe.

        Raises:
            ValueError: the rows do not begin with the opening of a batch.
        """
        if self._batch is None:
            self._batch = self._fold()
        return self._batch

    def last(self, kind: type[EventType]) -> EventType | None:
        """Return the newest event of a type that is in force, None if there is none."""
        found = self.every(kind)
        return found[-1] if found else None

    def every(self, kind: type[EventType]) -> list[EventType]:
        """Return all events of a type that are in force, oldest first."""
        void = _void(self._read)
        return [e for row, e in self._read if isinstance(e, kind) and row.number not in void]

    def history(self) -> History:
        """Return what undo and redo would take next."""
        return _history(self._read)

    def _fold(self) -> Batch:
        void = _void(self._read)
        fold = Fold()
        for row, event in self._read:
            if event is not None and row.number not in void:
                fold.apply(event, Stamp(row.number, row.time, row.operator, row.station))
            if isinstance(event, events.Undone | events.Redone):
                self._changed_back(fold, event.row, row.number)
        head = self._read[-1][0].hash if self._read else ""
        return view(fold, len(self._read), head)

    def _changed_back(self, fold: Fold, edit: int, row: int) -> None:
        """Taking back an edit of pages changes them just as the edit did."""
        if isinstance(self._read[edit - 1][1], CONTENT):
            fold.content_row = row


def replay(rows: Iterable[JournalRow]) -> Batch:
    """Return the batch that the rows describe.

    Raises:
        ValueError: the rows do not begin with the opening of a batch.
        KeyError: a row has a type that this program does not know.
    """
    replayer = Replayer()
    replayer.feed(rows)
    return replayer.batch()


def _event(row: JournalRow) -> events.Event | None:
    if row.payload is None:
        return ERASED.get(row.type)
    return events.decode(row.type, row.version, row.payload)


def _void(read: Iterable[tuple[JournalRow, events.Event | None]]) -> set[int]:
    """Return the edits that are undone, and what was derived while other edits were in force.

    A derived row speaks of now only if the edits before it that were undone then are those
    that are undone now: else a document would keep the place that a move, since taken back,
    had given it.
    """
    undone: set[int] = set()
    derived: dict[int, frozenset[int]] = {}
    for row, event in read:
        if isinstance(event, events.Undone):
            undone.add(event.row)
        elif isinstance(event, events.Redone):
            undone.discard(event.row)
        elif isinstance(event, DERIVED):
            derived[row.number] = frozenset(undone)
    stale = {
        number
        for number, then in derived.items()
        if then != {row for row in undone if row < number}
    }
    return undone | stale


def history(rows: Iterable[JournalRow]) -> History:
    """Return what can be undone and redone; a release ends both."""
    return _history((row, _event(row)) for row in rows)


def _history(read: Iterable[tuple[JournalRow, events.Event | None]]) -> History:
    done: list[int] = []
    taken_back: list[int] = []
    edits: dict[int, events.Event] = {}
    steps: dict[int, events.StepTaken] = {}
    for row, event in read:
        if isinstance(event, events.Undone):
            done.remove(event.row)
            taken_back.append(event.row)
        elif isinstance(event, events.Redone):
            taken_back.remove(event.row)
            done.append(event.row)
        elif isinstance(event, ENDS_HISTORY):
            done, taken_back = [], []
        elif isinstance(event, events.StepTaken):
            steps.update(dict.fromkeys(event.rows, event))
        elif event is not None and event.undoable:
            done.append(row.number)
            taken_back = []
            edits[row.number] = event
    return History(
        tuple(done),
        tuple(taken_back),
        _step(done[-1:], edits, steps),
        _step(taken_back[-1:], edits, steps),
    )


def _step(
    last: list[int], edits: dict[int, events.Event], steps: dict[int, events.StepTaken]
) -> Step | None:
    if not last:
        return None
    taken = steps.get(last[0])
    rows = taken.rows if taken else (last[0],)
    return Step(rows, tuple(edits[row] for row in rows), taken.text if taken else None)


__all__ = ["History", "JournalRow", "Replayer", "Step", "history", "replay"]
