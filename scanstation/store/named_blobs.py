"""Which blobs the rows of a journal name, and which of them were purged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from scanstation.store.chain_check import PURGED
from scanstation.store.journal import Row

PLACES: dict[str, tuple[tuple[str, ...], ...]] = {
    "page_captured": (("image", "blob"), ("original",)),
    "page_analysed": (("thumbnail",),),
    "text_recognised": (("words",),),
}
"""Where the payload of an event type holds names of blobs; empty values name none."""


def named_in(row: Row) -> Iterator[str]:
    """Yield the blobs that a row names; an erased payload names none any more."""
    for place in PLACES.get(row.type, ()):
        value: Any = row.payload
        for key in place:
            value = value.get(key) if isinstance(value, dict) else None
        if isinstance(value, str) and value:
            yield value


def expected_blobs(rows: Iterable[Row]) -> dict[str, int]:
    """Return the blobs that must be there, each with the row that named it last."""
    expected: dict[str, int] = {}
    for row in rows:
        _fold(row, expected, set())
    return expected


def erased_blobs(rows: Iterable[Row]) -> frozenset[str]:
    """Return the blobs that ``purged`` events name and that no later row names again."""
    erased: set[str] = set()
    for row in rows:
        _fold(row, {}, erased)
    return frozenset(erased)


def _fold(row: Row, expected: dict[str, int], erased: set[str]) -> None:
    for name in named_in(row):
        expected[name] = row.number
        erased.discard(name)
    if row.type == PURGED and row.payload is not None:
        for name in row.payload["blobs"]:
            expected.pop(name, None)
            erased.add(name)
