"""Documents as stretches of the stack, found anew only where something changed.

An opening whose page is no document page passes on to the next one. Pages before the first
opening belong to the first document.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from scanstation.model import Document, Opening, PageKind

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
    document: Document | None = None
    """The document made of it, kept by the view."""


@dataclass(slots=True)
class Spans:
    """All documents of a stack, in order.

    After a document page nothing is pending: from there on the rest depends on the rest of
    the stack alone. So a change is followed up to the next old end of a document.
    """

    every: list[Span] = field(default_factory=list)

    def find(self, stack: Stack) -> None:
        """Find every document anew."""
        self.every = _Walk(stack, [], 0).run(())[0]

    def update(self, stack: Stack, first: int, last: int) -> range:
        """Find the documents anew around changed places of the stack; return the places walked.

        Args:
            first, last: the changes lie at these places and between them; appended pages are
                changes at their places, pages that went to other places need ``find``.
        """
        ends = [span.end for span in self.every]
        kept = bisect_left(ends, first)
        walk = _Walk(stack, self.every[:kept], ends[kept - 1] + 1 if kept else 0)
        self.every, walked = walk.run(self.every[kept:], last)
        return walked


class _Walk:
    """One way along the stack; documents found before are never changed, only replaced."""

    def __init__(self, stack: Stack, done: list[Span], start: int) -> None:
        self._stack = stack
        self._done = done
        self._start = start
        self._own = len(done)  # from here on the walk made them itself
        self._leading: list[str] = []

    def run(self, old: Sequence[Span], last: int = 0) -> tuple[list[Span], range]:
        """Walk to the end, or behind ``last`` to an end of an old document."""
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
            if place in ends and place >= last and self._done:
                return self._done + list(old[ends[place] :]), range(self._start, place + 1)
        return self._done, range(self._start, len(order))

    def _take(self, page: str, place: int, opening: Opening | None) -> None:
        if opening is not None:
            here = opening if opening.page == page else replace(opening, page=page)
            self._done.append(Span(here, [*self._leading, page], place))
            self._leading = []
        elif not self._done:
            self._leading.append(page)
        else:
            self._extend(page, place)

    def _extend(self, page: str, place: int) -> None:
        before = self._done[-1]
        if len(self._done) > self._own:
            before.pages.append(page)
            before.end = place
            return
        self._done[-1] = Span(before.opening, [*before.pages, page], place)
        self._own = len(self._done) - 1
