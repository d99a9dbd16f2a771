"""Runs an iterator in a thread of its own, one item ahead of whoever takes them.

    thread    [make 1][make 2]        [make 3]        ...
    taker             [use 1 ........][use 2 ........]

A feeder that waits while a page is on its way to the station loses time on every sheet; one
that runs further ahead would pull sheets that nobody may want any more.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Generic, TypeVar

Item = TypeVar("Item")

ROOM = 2
"""Items that exist at a time: the one in use and the one being made."""


@dataclass(frozen=True, slots=True)
class _Failed:
    error: BaseException


class Ahead(Generic[Item]):
    """An iterator over the items of another one; its errors come at their place."""

    def __init__(self, items: Iterator[Item]) -> None:
        self._items = items
        self._room = threading.Semaphore(ROOM)
        self._made: SimpleQueue[Item | _Failed | None] = SimpleQueue()
        self._closed = False
        self._in_use = False
        self._thread = threading.Thread(target=self._make, daemon=True)
        self._thread.start()

    def __iter__(self) -> Iterator[Item]:
        return self

    def __next__(self) -> Item:
        if self._in_use:
            self._room.release()
        made = self._made.get()
        self._in_use = made is not None and not isinstance(made, _Failed)
        if made is None:
            self._made.put(None)  # asked again, it has ended again
            raise StopIteration
        if isinstance(made, _Failed):
            self._made.put(None)
            raise made.error
        return made

    def close(self) -> None:
        """Make nothing more; wait until what is being made is done."""
        self._closed = True
        self._room.release()
        self._thread.join()

    def _make(self) -> None:
        try:
            while self._wanted():
                self._made.put(next(self._items))
        except StopIteration:
            self._made.put(None)
        except BaseException as error:  # raised again where the items are taken
            self._made.put(_Failed(error))

    def _wanted(self) -> bool:
        self._room.acquire()
        if self._closed:
            self._made.put(None)
        return not self._closed
