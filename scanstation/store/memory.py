"""Journal and blobs in memory, for tests of what stands on the protocols."""

from __future__ import annotations

import hashlib
import io
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from scanstation.errors import BatchClosed, BlobMissing, FileUnreadable, JournalConflict
from scanstation.events import Event
from scanstation.store.appending import chained, check_erasable, encoded
from scanstation.store.chain import origin
from scanstation.store.chain_check import PURGED
from scanstation.store.journal import Clock, Row, Subscriber, stamp, utc_now
from scanstation.store.subscribers import Subscribers


class MemoryJournal:
    """The ``Journal`` protocol on a list; durable as long as the process lives."""

    def __init__(self, batch_id: str, *, clock: Clock = utc_now) -> None:
        self._batch = batch_id
        self._origin = origin(batch_id)
        self._clock = clock
        self._closed = False
        self._rows: list[Row] = []
        self._subscribers = Subscribers()
        self._lock = threading.RLock()

    def append(
        self, after_number: int, events: Sequence[Event], *, operator: str, station: str
    ) -> list[Row]:
        """See ``Journal.append``."""
        prepared = encoded(events)
        with self._lock:
            head, time = self.head(), stamp(self._clock())
            if head[0] != after_number:
                raise JournalConflict(expected=after_number, found=head[0])
            new = list(chained(prepared, head, time=time, operator=operator, station=station))
            everything = self._rows + new
            purged = frozenset(row.number for row in everything if row.type == PURGED)
            for row, event in zip(new, prepared, strict=True):
                check_erasable(event, row.number, purged)
            erased = frozenset[int]().union(*(event.erases for event in prepared))
            self._rows = [_without(row, erased) for row in everything]
            if new:
                self._subscribers.tell(new)
        return new

    def read(self, after: int = 0) -> Iterator[Row]:
        """See ``Journal.read``."""
        self._require_open()
        yield from self._rows[after:]

    def subscribe(self, callback: Subscriber) -> Callable[[], None]:
        """See ``Journal.subscribe``."""
        return self._subscribers.add(callback)

    def head(self) -> tuple[int, str]:
        """See ``Journal.head``."""
        self._require_open()
        if not self._rows:
            return 0, self._origin
        return self._rows[-1].number, self._rows[-1].hash

    def close(self) -> None:
        """See ``Journal.close``."""
        self._closed = True

    def _require_open(self) -> None:
        if self._closed:
            raise BatchClosed(batch=self._batch)


def _without(row: Row, erased: frozenset[int]) -> Row:
    return replace(row, payload=None) if row.number in erased else row


class MemoryBlobs:
    """The ``Blobs`` protocol on a dict."""

    def __init__(self) -> None:
        self._contents: dict[str, bytes] = {}

    def put(self, data: bytes | bytearray | memoryview) -> str:
        """See ``Blobs.put``."""
        name = hashlib.sha256(data).hexdigest()
        self._contents.setdefault(name, bytes(data))
        return name

    def put_file(self, path: Path) -> str:
        """See ``Blobs.put_file``."""
        try:
            return self.put(path.read_bytes())
        except OSError as error:
            raise FileUnreadable(file=path.name, reason=error.strerror) from error

    def open(self, name: str) -> BinaryIO:
        """See ``Blobs.open``."""
        return io.BytesIO(self.read(name))

    def read(self, name: str) -> bytes:
        """See ``Blobs.read``."""
        if name not in self._contents:
            raise BlobMissing(object=name)
        return self._contents[name]

    def exists(self, name: str) -> bool:
        """See ``Blobs.exists``."""
        return name in self._contents

    def erase(self, name: str) -> None:
        """See ``Blobs.erase``."""
        self._contents.pop(name, None)

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._contents))
