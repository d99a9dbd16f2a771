"""Pictures kept in memory, the least recently used go first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Iterator
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class ByteCache(Generic[Key, Value]):
    """A mapping bounded by bytes; a value larger than the bound is kept alone."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._kept: OrderedDict[Key, tuple[Value, int]] = OrderedDict()
        self.bytes = 0

    def put(self, key: Key, value: Value, size: int) -> None:
        """Keep a value, and let older ones go."""
        self._drop(key)
        self._kept[key] = (value, size)
        self.bytes += size
        while self.bytes > self._limit and len(self._kept) > 1:
            self._drop(next(iter(self._kept)))

    def get(self, key: Key) -> Value | None:
        """Return a value and count it as used."""
        found = self._kept.get(key)
        if found is None:
            return None
        self._kept.move_to_end(key)
        return found[0]

    def clear(self) -> None:
        """Let everything go."""
        self._kept.clear()
        self.bytes = 0

    def _drop(self, key: Key) -> None:
        found = self._kept.pop(key, None)
        self.bytes -= found[1] if found else 0

    def __iter__(self) -> Iterator[Key]:
        return iter(tuple(self._kept))

    def __len__(self) -> int:
        return len(self._kept)
