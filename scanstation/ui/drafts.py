"""Values that were typed and wait to be written: nobody's refresh hides them. No Qt in here.

(none) --typed--> waiting --written--> (none)
                    | ^
             refused| |typed, tried again
                    v |
                   failed
"""

from __future__ import annotations

from dataclasses import dataclass, replace

Key = tuple[str, str]
"""Document and field."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A value on its way; ``serial`` tells a newer one from it."""

    value: str
    serial: int
    failed: bool = False


class Drafts:
    """The newest value of every field that is not written yet."""

    def __init__(self) -> None:
        self._drafts: dict[Key, Draft] = {}
        self._serial = 0

    def put(self, key: Key, value: str) -> int:
        """Keep a typed value and return its serial."""
        self._serial += 1
        self._drafts[key] = Draft(value, self._serial)
        return self._serial

    def written(self, key: Key, serial: int) -> None:
        """A value lies in the batch now; a newer one goes on waiting."""
        if self._is(key, serial):
            del self._drafts[key]

    def failed(self, key: Key, serial: int) -> None:
        """A value could not be written; it stays until it can be."""
        if self._is(key, serial):
            self._drafts[key] = replace(self._drafts[key], failed=True)

    def get(self, key: Key) -> Draft | None:
        """Return what waits for a field."""
        return self._drafts.get(key)

    def forget(self, key: Key) -> None:
        """Let go of a value whose field is gone."""
        self._drafts.pop(key, None)

    def clear(self) -> None:
        """Let go of everything: a person said so."""
        self._drafts.clear()

    def refused(self) -> tuple[Key, ...]:
        """Return the fields whose values could not be written."""
        return tuple(key for key, one in self._drafts.items() if one.failed)

    def __len__(self) -> int:
        return len(self._drafts)

    def _is(self, key: Key, serial: int) -> bool:
        found = self._drafts.get(key)
        return found is not None and found.serial == serial
