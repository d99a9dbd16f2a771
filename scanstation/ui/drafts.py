"""Values that were typed and wait to be written: nobody's refresh hides them. No Qt in here.

(none) --typed--> waiting --written--> (none)
                    | ^
             refused| |typed, tried again
                    v |
                   failed
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from scanstation.model import Box, IndexValue

Key = tuple[str, str]
"""Document and field."""

Region = tuple[str, Box]
"""Page and place on it."""

Origin = Region | IndexValue | None
"""Where a text that was not typed comes from: words of the page, or a suggestion."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A value on its way; ``serial`` tells a newer one from it, ``origin`` where it came from."""

    value: str
    serial: int
    failed: bool = False
    origin: Origin = None


class Drafts:
    """The newest value of every field that is not written yet."""

    def __init__(self) -> None:
        self._drafts: dict[Key, Draft] = {}
        self._serial = 0

    def put(self, key: Key, value: str, origin: Origin = None) -> Draft:
        """Keep a value that was typed or taken over, and return its draft.

        One that was refused and is tried again still comes from where it came from.
        """
        self._serial += 1
        before = self._drafts.get(key)
        if origin is None and before is not None and before.failed and before.value == value:
            origin = before.origin
        self._drafts[key] = Draft(value, self._serial, origin=origin)
        return self._drafts[key]

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
