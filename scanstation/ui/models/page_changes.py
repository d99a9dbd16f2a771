"""What happened to a list between two snapshots, in the words of an item model.

Unchanged ends are skipped by identity at C speed, so that a page added to ten thousand costs
nothing worth measuring.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scanstation.model import Page


@dataclass(frozen=True, slots=True)
class Removed:
    """Rows ``first`` to ``last`` (inclusive) went."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Inserted:
    """Pages came before row ``first``."""

    first: int
    pages: tuple[Page, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """Rows from ``first`` on took another order: ``order[i]`` says where row ``i`` was."""

    first: int
    order: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Updated:
    """Rows from ``first`` on show these pages now; they are the same by their ids."""

    first: int
    pages: tuple[Page, ...]


Change = Removed | Inserted | Moved | Updated


def changes(old: Sequence[Page], new: Sequence[Page]) -> Iterator[Change]:
    """Yield the steps that turn one list into the other, each seen after the ones before."""
    start = _same(old, new)
    end = _same(old[start:][::-1], new[start:][::-1])
    before, after = old[start : len(old) - end], new[start : len(new) - end]
    kept = {page.id for page in before} & {page.id for page in after}
    yield from _removals(before, kept, start)
    left = [page for page in before if page.id in kept]
    yield from _moves(left, [page for page in after if page.id in kept], start)
    yield from _insertions(after, kept, start)
    yield from _updates({page.id: page for page in left}, after, start)


def _same(old: Sequence[Page], new: Sequence[Page]) -> int:
    """Return how many leading pages are the identical objects."""
    alike = list(map(operator.is_, old, new))
    return alike.index(False) if False in alike else len(alike)


def _removals(before: Sequence[Page], kept: set[str], start: int) -> Iterator[Removed]:
    gone = [row for row, page in enumerate(before) if page.id not in kept]
    for first, last in reversed(list(_runs(gone))):
        yield Removed(start + first, start + last)


def _moves(left: list[Page], wanted: list[Page], start: int) -> Iterator[Moved]:
    where = {page.id: row for row, page in enumerate(left)}
    order = tuple(where[page.id] for page in wanted)
    if order != tuple(range(len(order))):
        yield Moved(start, order)


def _insertions(after: Sequence[Page], kept: set[str], start: int) -> Iterator[Inserted]:
    come = [row for row, page in enumerate(after) if page.id not in kept]
    for first, last in _runs(come):
        yield Inserted(start + first, tuple(after[first : last + 1]))


def _updates(known: dict[str, Page], after: Sequence[Page], start: int) -> Iterator[Updated]:
    other = [row for row, page in enumerate(after) if known.get(page.id, page) is not page]
    for first, last in _runs(other):
        yield Updated(start + first, tuple(after[first : last + 1]))


def _runs(rows: list[int]) -> Iterator[tuple[int, int]]:
    """Yield first and last of each run of neighbours."""
    for place, row in enumerate(rows):
        if place == 0 or rows[place - 1] != row - 1:
            first = row
        if place + 1 == len(rows) or rows[place + 1] != row + 1:
            yield first, row
