"""Keeps what a journal says, row by row, so that each row is read and folded once."""

from __future__ import annotations

import heapq
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from scanstation import events
from scanstation.model import Anomaly, Batch, IndexValue, Opening, PageKind
from scanstation.replay.fold import CONTENT, Fold, Stamp
from scanstation.replay.force import Force
from scanstation.replay.growing import GrowingView
from scanstation.replay.history import Edits, History
from scanstation.replay.journal_row import JournalRow, event_of

__all__ = ["EventType", "Filled", "Found", "Replayer", "replay"]

EventType = TypeVar("EventType", bound=events.Event)


@dataclass(frozen=True, slots=True)
class Found:
    """The separation run that is in force.

    Attributes:
        row: its newest row, 0 if there is none.
        openings, kinds: by page; kinds without ``document``.
        anomalies: as the run said them.
        former: documents by the page that they ever opened at, by runs in force.
        continues: whether the next run may be written as the difference to this one.
    """

    row: int
    openings: Mapping[str, Opening]
    kinds: Mapping[str, PageKind]
    anomalies: tuple[Anomaly, ...]
    former: Mapping[str, str]
    continues: bool


@dataclass(frozen=True, slots=True)
class Filled:
    """What is filled in without a person.

    Attributes:
        row: the newest row that did, 0 if there is none.
        values, classes: by document, without the empty ones.
        continues: whether more may be written as the difference to this.
    """

    row: int
    values: Mapping[str, Mapping[str, IndexValue]]
    classes: Mapping[str, str]
    continues: bool


class Replayer:
    """Takes new rows in order with ``feed``; ``batch`` is the state after everything fed so far.

    New rows are folded onto the state that is there. Only after an undo or a redo everything
    is folded anew, without reading a row again.
    """

    def __init__(self) -> None:
        self._stamps: list[Stamp] = []
        self._events: list[events.Event | None] = []
        self._head = ""
        self._places: dict[type[events.Event], list[int]] = {}
        self._force = Force()
        self._edits = Edits()
        self._fold = Fold()
        self._folded = 0
        self._view = GrowingView()
        self._batch: Batch | None = None

    def feed(self, rows: Iterable[JournalRow]) -> None:
        """Take rows that follow the last one.

        Raises:
            KeyError: a row has a type that this program does not know.
        """
        for row in rows:
            self._take(row, event_of(row))

    @property
    def number(self) -> int:
        """Number of the last row fed, 0 before the first."""
        return self._stamps[-1].number if self._stamps else 0

    @property
    def head(self) -> str:
        """Hash of the last row fed, empty before the first."""
        return self._head

    def batch(self) -> Batch:
        """Return the batch that all rows describe; the same object until a row is fed.

        Pages and documents that did not change are the same objects as in the batch before.

        Raises:
            ValueError: the rows do not begin with the opening of a batch.
        """
        if self._batch is None:
            self._catch_up()
            try:
                self._batch = self._view.batch(self._fold, len(self._stamps), self._head)
            except BaseException:
                self._view, self._fold, self._folded = GrowingView(), Fold(), 0
                raise
        return self._batch

    def last(self, kind: type[EventType]) -> EventType | None:
        """Return the newest event of a type that is in force, None if there is none."""
        return next(self._in_force(kind, newest_first=True), None)

    def every(self, kind: type[EventType]) -> list[EventType]:
        """Return all events of a type that are in force, oldest first."""
        return list(self._in_force(kind))

    def history(self) -> History:
        """Return what undo and redo would take next."""
        return self._edits.history()

    def found(self) -> Found:
        """Return the separation run that is in force."""
        self._catch_up()
        fold, run = self._fold, self._fold.run
        return Found(
            row=run.row,
            openings=dict(fold.found_openings),
            kinds=dict(fold.found_kinds),
            anomalies=run.anomalies,
            former=dict(run.former),
            continues=self._force.turned < run.row and not fold.moved_on,
        )

    def filled(self) -> Filled:
        """Return what is filled in without a person."""
        self._catch_up()
        row, documents = self._fold.filled_row, self._fold.documents
        return Filled(
            row=row,
            values={name: dict(one.found) for name, one in documents.items() if one.found},
            classes={name: one.found_class for name, one in documents.items() if one.found_class},
            continues=self._force.turned < row,
        )

    def _take(self, row: JournalRow, event: events.Event | None) -> None:
        who, where = sys.intern(row.operator), sys.intern(row.station)
        stamp = Stamp(row.number, row.time, who, where)
        if event is not None:
            self._places.setdefault(type(event), []).append(row.number)
        self._force.take(row.number, event)
        self._edits.take(row.number, event)
        self._stamps.append(stamp)
        self._events.append(event)
        self._head, self._batch = row.hash, None

    def _in_force(
        self, kind: type[EventType], *, newest_first: bool = False
    ) -> Iterator[EventType]:
        step, void = -1 if newest_first else 1, self._force.void
        found = [places[::step] for one, places in self._places.items() if issubclass(one, kind)]
        for number in heapq.merge(*found, reverse=newest_first):
            event = self._events[number - 1]
            if isinstance(event, kind) and number not in void:
                yield event

    def _catch_up(self) -> None:
        """Fold what was fed; if other rows count than before, everything."""
        if self._force.turned > self._folded:
            self._fold, self._folded = Fold(), 0
        first, void = self._folded, self._force.void
        try:
            for stamp, event in zip(self._stamps[first:], self._events[first:], strict=True):
                if event is not None and stamp.number not in void:
                    self._take_in(event, stamp)
        except BaseException:
            self._fold, self._folded = Fold(), 0
            raise
        self._folded = len(self._stamps)

    def _take_in(self, event: events.Event, stamp: Stamp) -> None:
        self._fold.apply(event, stamp)
        if isinstance(event, events.Undone | events.Redone) and self._is_content(event.row):
            # Taking back an edit of pages changes them just as the edit did.
            self._fold.content_row = stamp.number

    def _is_content(self, row: int) -> bool:
        return isinstance(self._events[row - 1], CONTENT)


def replay(rows: Iterable[JournalRow]) -> Batch:
    """Return the batch that the rows describe.

    Raises:
        ValueError: the rows do not begin with the opening of a batch.
        KeyError: a row has a type that this program does not know.
    """
    replayer = Replayer()
    replayer.feed(rows)
    return replayer.batch()
