"""What is to be decoded, in the order in which somebody looks at it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from scanstation.model import Quarter


class Urgency(IntEnum):
    """What is decoded first: the page looked at, its neighbours in the list, then guesses."""

    PICTURE = 0
    THUMBNAIL = 1
    AHEAD = 2


@dataclass(frozen=True, slots=True)
class Wish:
    """One decoding: a blob at a size (0 is as stored), turned by a quarter."""

    blob: str
    longest: int
    rotation: Quarter = 0
    thumbnail: bool = False


class Requests:
    """Wishes of all threads: the most urgent kind first, within it the newest.

    A wish that falls behind ``limit`` newer ones of its kind is dropped: whoever still shows it
    asks again when painting.
    """

    def __init__(self, limit: int = 512) -> None:
        self._limit = limit
        self._waiting: dict[Urgency, OrderedDict[Wish, None]] = {
            urgency: OrderedDict() for urgency in Urgency
        }
        self._in_work: set[Wish] = set()
        self._changed = threading.Condition()
        self._open = True
        self.dropped = 0

    def ask(self, wish: Wish, urgency: Urgency) -> None:
        """Put a wish on top of its kind, out of any less urgent one; once if it is in work."""
        with self._changed:
            if wish in self._in_work:
                return
            for kind, waiting in self._waiting.items():
                if kind < urgency and wish in waiting:
                    return
                waiting.pop(wish, None)
            waiting = self._waiting[urgency]
            waiting[wish] = None
            if len(waiting) > self._limit:
                waiting.popitem(last=False)
                self.dropped += 1
            self._changed.notify()

    def only(self, wishes: Iterable[Wish], urgency: Urgency) -> None:
        """Forget all wishes of a kind but these."""
        kept = set(wishes)
        with self._changed:
            waiting = self._waiting[urgency]
            for wish in [one for one in waiting if one not in kept]:
                del waiting[wish]
                self.dropped += 1

    def withdraw(self, wishes: Iterable[Wish]) -> None:
        """Forget thumbnails that nobody looks at any more."""
        with self._changed:
            waiting = self._waiting[Urgency.THUMBNAIL]
            for wish in wishes:
                if waiting.pop(wish, self) is None:
                    self.dropped += 1

    def take(self) -> Wish | None:
        """Wait for the next wish, which is in work until ``done``; None once closed."""
        with self._changed:
            while self._open:
                for waiting in self._waiting.values():
                    if waiting:
                        wish, _ = waiting.popitem(last=True)
                        self._in_work.add(wish)
                        return wish
                self._changed.wait()
            return None

    def done(self, wish: Wish) -> None:
        """A wish that was taken has been answered."""
        with self._changed:
            self._in_work.discard(wish)

    def clear(self) -> None:
        """Forget everything."""
        with self._changed:
            for waiting in self._waiting.values():
                waiting.clear()

    def close(self) -> None:
        """Let every waiting thread go."""
        with self._changed:
            self._open = False
            self._changed.notify_all()

    def __len__(self) -> int:
        with self._changed:
            return sum(map(len, self._waiting.values()))
