"""A journal in one SQLite file of a local disk.

Write-ahead log with ``synchronous=FULL``: a commit returns when its frames are synced.
One connection of one process writes (the batch's lock sees to that); any number of
connections read at the same time.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from scanstation.errors import BatchClosed, JournalBroken, JournalConflict, StoreNotWritable, Text
from scanstation.events import Event
from scanstation.store.appending import Encoded, chained, check_erasable, encoded
from scanstation.store.chain import origin
from scanstation.store.chain_check import PURGED, ROW_MISSING, ChainCheck, row_name
from scanstation.store.durable import create_file, sync_folder
from scanstation.store.journal import Clock, Row, Subscriber, stamp, utc_now
from scanstation.store.journal_schema import (
    ADD_PAYLOAD,
    ADD_ROW,
    AT,
    ERASE,
    LAST,
    READING,
    SCHEMA,
    WRITING,
)
from scanstation.store.sqlite_files import connect, fetch_rows, sqlite_errors
from scanstation.store.subscribers import Subscribers
from scanstation.store.witness import Witness

_LOG = logging.getLogger(__name__)
READ_ONLY = Text("nur zum Lesen geöffnet", "opened for reading only")


def create_journal(path: Path) -> None:
    """Create an empty journal file, durable and closed again."""
    os.close(create_file(path))
    connection = connect(path, "rw")
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(WRITING)
        connection.executescript(f"BEGIN; {SCHEMA} COMMIT;")
    finally:
        connection.close()
    sync_folder(path.parent)


class SqliteJournal:
    """The ``Journal`` protocol on an open connection.

    Args:
        path: the journal file, for messages.
        connection: see ``scanstation.store.sqlite_files.connect``.
        batch_id: UUID that row 1 is bound to.
        witness: given to the one writer, None to readers.
    """

    def __init__(
        self,
        path: Path,
        connection: sqlite3.Connection,
        batch_id: str,
        *,
        witness: Witness | None = None,
        clock: Clock = utc_now,
    ) -> None:
        self._path = path
        self._connection = connection
        self._origin = origin(batch_id)
        self._witness = witness
        self._clock = clock
        self._lock = threading.RLock()
        self._subscribers = Subscribers()
        self._closed = False
        with sqlite_errors(path):
            connection.executescript(READING if witness is None else READING + WRITING)

    def append(
        self, after_number: int, events: Sequence[Event], *, operator: str, station: str
    ) -> list[Row]:
        """See ``Journal.append``."""
        if self._witness is None:
            raise StoreNotWritable(path=self._path, reason=READ_ONLY)
        prepared = encoded(events)
        with self._lock:
            rows = self._commit(after_number, prepared, operator, station)
            if rows:
                _testify(self._witness, rows[-1])
                self._subscribers.tell(rows)
            if any(event.erases for event in prepared):
                self.checkpoint()
        return rows

    def read(self, after: int = 0) -> Iterator[Row]:
        """See ``Journal.read``; rows come in chunks, so no transaction stays open."""
        check = ChainCheck(after, self._hash_at(after))
        while chunk := self._chunk(check.number):
            for columns in chunk:
                yield check.follow(columns)
        check.finish()

    def subscribe(self, callback: Subscriber) -> Callable[[], None]:
        """See ``Journal.subscribe``."""
        return self._subscribers.add(callback)

    def head(self) -> tuple[int, str]:
        """See ``Journal.head``."""
        with self._opened():
            return self._last()

    def require(self, number: int, head: str) -> None:
        """Check that row ``number`` is there with this hash (a witness or an export says so).

        Raises:
            JournalBroken: it is not.
        """
        if self._hash_at(number) != head:
            raise JournalBroken(object=row_name(number), reason=ROW_MISSING)

    def checkpoint(self) -> bool:
        """Move the log into the file and empty it; False if a reader was in the way."""
        with self._opened():
            busy, _, _ = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy

    def close(self) -> None:
        """See ``Journal.close``; the writer leaves one file without a log beside it."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            if self._witness is not None:
                with suppress(sqlite3.Error):  # a damaged file is closed all the same
                    self._witness.write(*self._last(), sync=True)
                self._witness.close()
            self._connection.close()

    @contextmanager
    def _opened(self) -> Iterator[None]:
        """Hold the connection; who comes too late hears so, and not of a broken journal."""
        with self._lock, sqlite_errors(self._path):
            if self._closed:
                raise BatchClosed(batch=self._path.parent.name)
            yield

    def _commit(
        self, after_number: int, events: list[Encoded], operator: str, station: str
    ) -> list[Row]:
        with self._opened():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                rows = self._insert(after_number, events, operator, station)
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
        return rows

    def _insert(
        self, after_number: int, events: list[Encoded], operator: str, station: str
    ) -> list[Row]:
        head = self._last()
        if head[0] != after_number:
            raise JournalConflict(expected=after_number, found=head[0])
        time = stamp(self._clock())
        rows = list(chained(events, head, time=time, operator=operator, station=station))
        for row, event in zip(rows, events, strict=True):
            self._insert_row(row, event)
        return rows

    def _insert_row(self, row: Row, event: Encoded) -> None:
        columns = (row.number, row.time, row.operator, row.station, row.type, row.version)
        chain = (row.payload_hash, row.previous, row.hash)
        self._connection.execute(ADD_ROW, columns + chain)
        self._connection.execute(ADD_PAYLOAD, (row.number, event.salt, event.body))
        if event.type == PURGED:
            found = self._connection.execute("SELECT number FROM rows WHERE type = ?", (PURGED,))
            check_erasable(event, row.number, frozenset(number for (number,) in found))
            self._connection.executemany(ERASE, ((erased,) for erased in event.erases))

    def _last(self) -> tuple[int, str]:
        found = self._connection.execute(LAST).fetchone()
        return found if found is not None else (0, self._origin)

    def _hash_at(self, number: int) -> str:
        if number == 0:
            return self._origin
        with self._opened():
            found = self._connection.execute(AT, (number,)).fetchone()
        if found is None:
            raise JournalBroken(object=row_name(number), reason=ROW_MISSING)
        return str(found[0])

    def _chunk(self, after: int) -> list[tuple[object, ...]]:
        with self._opened():
            return fetch_rows(self._connection, after)


def _testify(witness: Witness, last: Row) -> None:
    """Note the end; that it cannot be noted does not undo a commit, an older one stays valid."""
    try:
        witness.write(last.number, last.hash)
    except OSError as error:
        _LOG.warning("the witness of the journal could not be written: %s", error.strerror)
