"""Going through the doubts once: each keeps its number while the others are answered. No Qt.

none --a doubt is shown--> under way --none is open any more, another batch--> none
"""

from __future__ import annotations

from collections.abc import Sequence


class DoubtRound:
    """Remembers the doubts that were answered since the first one was shown."""

    def __init__(self) -> None:
        self._batch = ""
        self._keys: list[str] = []

    def follow(self, batch: str, waiting: Sequence[str]) -> None:
        """Take the doubts that are open now, in their order; the round ends with the last."""
        if batch != self._batch or not waiting:
            self._batch, self._keys = batch, []
        elif self._keys:
            self._keys = merged(self._keys, waiting)

    def place(self, batch: str, waiting: Sequence[str], shown: str) -> tuple[int, int]:
        """Return number of the doubt that is shown, and how many the round has."""
        if batch != self._batch:
            self._batch, self._keys = batch, []
        self._keys = merged(self._keys, waiting)
        if shown not in self._keys:
            self._keys.append(shown)  # newer than what was examined last
        return self._keys.index(shown) + 1, len(self._keys)


def merged(former: Sequence[str], waiting: Sequence[str]) -> list[str]:
    """Return the open doubts in their order, and each answered one behind the one before it."""
    every, open_now = list(waiting), set(waiting)
    before = ""
    for key in former:
        if key not in open_now:
            every.insert(every.index(before) + 1 if before else 0, key)
        before = key
    return every
