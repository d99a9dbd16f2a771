"""The bounded line of pages that wait for recognition, the most urgent first."""

from __future__ import annotations

import heapq
import itertools
import threading
from concurrent.futures import Future
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from scanstation.ocr.engine import RecognitionJob


class Priority(IntEnum):
    """What is read first."""

    ON_SCREEN = 0
    FIRST_PAGE = 1
    REST = 2


@dataclass(eq=False)
class Ticket:
    """A request, its answer to come, and how urgent it is."""

    kind: str
    job: RecognitionJob
    priority: Priority
    future: Future[Any] = field(default_factory=Future)


class WaitingLine:
    """First by priority, then by arrival.

    A full line makes ``put`` wait, except for the page on screen: an operator looks at it.
    """

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._heap: list[tuple[Priority, int, Ticket]] = []
        self._order = itertools.count()
        self._changed = threading.Condition()
        self._closed = False

    def put(self, ticket: Ticket) -> bool:
        """Line up; wait for room if need be. False if the line is closed."""
        with self._changed:
            urgent = ticket.priority is Priority.ON_SCREEN
            self._changed.wait_for(lambda: self._closed or urgent or self._room())
            if not self._closed:
                self._push(ticket)
            return not self._closed

    def take(self) -> Ticket | None:
        """Return the most urgent ticket, waiting for one; None when the line is closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._heap)
            if self._closed:
                return None
            ticket = heapq.heappop(self._heap)[2]
            self._changed.notify_all()
            return ticket

    def promote(self, future: Future[Any], priority: Priority) -> bool:
        """Move a waiting request forward; False if it waits no more."""
        with self._changed:
            found = next((entry for entry in self._heap if entry[2].future is future), None)
            if found is None or found[0] <= priority:
                return found is not None
            self._heap.remove(found)
            heapq.heapify(self._heap)
            found[2].priority = priority
            self._push(found[2])
            return True

    def close(self) -> list[Ticket]:
        """Close the line and return those that waited in it."""
        with self._changed:
            self._closed = True
            left = [ticket for _, _, ticket in sorted(self._heap)]
            self._heap.clear()
            self._changed.notify_all()
            return left

    def _room(self) -> bool:
        return len(self._heap) < self._capacity

    def _push(self, ticket: Ticket) -> None:
        heapq.heappush(self._heap, (ticket.priority, next(self._order), ticket))
        self._changed.notify_all()
