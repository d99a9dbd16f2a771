"""Keys that would mean two things at once, and what differs from the program's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from PySide6.QtGui import QKeySequence

from scanstation.ui.commands import Command

Keys = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two commands that the same key would give in the same place."""

    key: str
    first: Command
    second: Command


def conflicts(table: Sequence[Command], keys: Keys) -> list[Conflict]:
    """Return every key that two commands of one place would have."""
    return [
        Conflict(key, first, second)
        for first, second in combinations(table, 2)
        if "" in (first.place, second.place) or first.place == second.place
        for key in _common(keys.get(first.id, first.keys), keys.get(second.id, second.keys))
    ]


def differing(table: Sequence[Command], keys: Keys) -> dict[str, tuple[str, ...]]:
    """Return the keys that are not the program's own, for the file."""
    return {
        one.id: tuple(keys[one.id])
        for one in table
        if one.id in keys and _normal(keys[one.id]) != _normal(one.keys)
    }


def _common(first: Sequence[str], second: Sequence[str]) -> Iterator[str]:
    taken = _normal(second)
    yield from (key for key in _normal(first) if key in taken)


def _normal(keys: Sequence[str]) -> list[str]:
    portable = QKeySequence.SequenceFormat.PortableText
    return [QKeySequence(key).toString(portable) for key in keys]
