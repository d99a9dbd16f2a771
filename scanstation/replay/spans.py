"""Documents as stretches of the stack, found anew only where something changed.

An opening whose page is no document page passes on to the next one. Pages before the first
opening belong to the first document.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from scanstation.model import Opening, PageKind

__all__ = ["Span", "Spans", "Stack"]


class Stack(Protocol):
    """What the documents depend on."""

    order: list[str]

    def kind(self, page: str) -> PageKind:
        """Return the bucket of a page."""

    def opening(self, page: str) -> Opening | None:
        """Return what opens at exactly this page."""


@dataclass(slots=True)
class Span:
    """A document's pages; ``end`` is the place of the last one in the stack."""

    opening: Opening
    pages: list[str]
    end: int


@dataclass(slots=True)
class Spans:
    """All documents of a stack, in order.

    After a document page nothing is pending: from there on the rest depends on the rest of
    the stack alone. So a change is followed up to the next old end of a document.

    Attributes:
        walked: places of the stack that were gone over the last time.
        kept: so many documents at the beginning were left as they are.
        tail: so many at the end were.
    """

    every: list[Span] = field(default_factory=list)
    walked: range = range(0)
    kept: int = 0
    tail: int = 0

    def find(self, stack: Stack) -> None:
        """Find every document anew."""
        self._walk(stack, 0, [], 0)

    def update(self, stack: Stack, places: Iterable[int]) -> None:
        """Find the documents anew around changed places of the stack.

        Args:
            places: of changes and of appended pages; pages that went to other places need
                ``find``.
        """
        changed = sorted(places)
        if not changed:
            self.walked, self.kept, self.tail = range(0), len(self.every), 0
            return
        kept = bisect_left(self.every, changed[0], key=lambda span: span.end)
        self._walk(stack, kept, self.every[kept:], changed[-1])

    def _walk(self, stack: Stack, kept: int, old: list[Span], last: int) -> None:
        start = self.every[kept - 1].end + 1 if kept else 0
        walk = _Walk(stack, self.every[:kept], start)
        self.tail = walk.run(old, last)
        self.every, self.walked = walk.done, range(start, walk.stop)
        self.kept = min(kept, walk.own)


class _Walk:
    """One way along the stack; documents found before are never changed, only replaced.

    Attributes:
        done: the documents so far; from ``own`` on the walk made them itself.
        stop: where it ended.
    """

    def __init__(self, stack: Stack, done: list[Span], start: int) -> None:
        self.done = done
        self.own = len(done)
        self.stop = len(stack.order)
        self._stack = stack
        self._start = start
        self._leading: list[str] = []

    def run(self, old: Sequence[Span], last: int) -> int:
        """Walk to the end, or behind ``last`` to an end of an old document.

        Returns:
            how many of the old documents at the end are taken over.
        """
        order, kind, opening = self._stack.order, self._stack.kind, self._stack.opening
        ends = {span.end: after for after, span in enumerate(old, 1)}
        pending: Opening | None = None
        for place in range(self._start, len(order)):
            page = order[place]
            found = opening(page) or pending
            if kind(page) is not PageKind.DOCUMENT:
                pending = found
                continue
            pending = None
            self._take(page, place, found)
            if place in ends and place >= last and self.done:
                self.done += old[ends[place] :]
                self.stop = place + 1
                return len(old) - ends[place]
        return 0

    def _take(self, page: str, place: int, opening: Opening | None) -> None:
        if opening is not None:
            here = opening if opening.page == page else replace(opening, page=page)
            self.done.append(Span(here, [*self._leading, page], place))
            self._leading = []
        elif not self.done:
            self._leading.append(page)
        else:
            self._extend(page, place)

    def _extend(self, page: str, place: int) -> None:
        before = self.done[-1]
        if len(self.done) > self.own:
            before.pages.append(page)
            before.end = place
            return
        self.done[-1] = Span(before.opening, [*before.pages, page], place)
        self.own = len(self.done) - 1
