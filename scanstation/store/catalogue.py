"""A tenant's list of batches, outbox and search: a cache in ``catalogue.sqlite``.

Never the truth: each entry carries a mark of the journal it was made from, entries whose
mark is out of date are made again from their batch, and a file that is missing, broken or
of another version is thrown away and built anew. Where the folder cannot be written, the
cache lives in memory.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import astuple, replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from scanstation.errors import ScanstationError
from scanstation.store.batch_layout import JOURNAL, batch_folders
from scanstation.store.catalogue_entries import (
    BatchSummary,
    Hit,
    IndexedValue,
    OutboxEntry,
    local_day,
    needles,
    searchable,
)
from scanstation.store.closing import NAME as CLOSING
from scanstation.store.closing import read_record
from scanstation.store.durable import create_file, extended, make_private_folder, remove
from scanstation.store.sqlite_files import SQLITE_ERRORS, connect
from scanstation.store.witness import NAME as WITNESS
from scanstation.store.witness import read_witness

__all__ = [
    "NAME",
    "UNREADABLE",
    "BatchSummary",
    "Catalogue",
    "Hit",
    "IndexedValue",
    "OutboxEntry",
    "Summarise",
]

NAME = "catalogue.sqlite"
UNREADABLE = "unreadable"
"""State of a batch whose journal cannot be read; ``scanstation verify`` says why."""

Result = TypeVar("Result")
_Held = dict[str, list[IndexedValue]]
_DAMAGE = (*SQLITE_ERRORS, TypeError, ValueError)
"""A damaged schema also shows as columns that are too many, too few or of another type."""

_VERSION = 5
_SCHEMA = f"""
PRAGMA journal_mode = WAL;
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS batches (
    batch TEXT PRIMARY KEY, state TEXT, pages INTEGER, documents INTEGER, operator TEXT,
    opened TEXT, received TEXT, box TEXT, rows INTEGER, in_flight TEXT, released TEXT, mark TEXT);
CREATE TABLE IF NOT EXISTS outbox (
    batch TEXT, document TEXT, number INTEGER, package TEXT, target TEXT, state TEXT,
    reason TEXT, permanent INTEGER, remote_id TEXT, PRIMARY KEY (batch, document, target));
CREATE TABLE IF NOT EXISTS texts (batch TEXT, document TEXT, text TEXT, folded TEXT);
CREATE INDEX IF NOT EXISTS texts_of ON texts (batch);
CREATE TABLE IF NOT EXISTS indexed (
    batch TEXT, document TEXT, number INTEGER, field TEXT, value TEXT, folded TEXT);
CREATE INDEX IF NOT EXISTS indexed_of ON indexed (batch);
PRAGMA user_version = {_VERSION};
COMMIT;
"""

_INSERT = "INSERT INTO {} VALUES ({})"
_COLUMNS = 11  # of a summary without outbox and texts
_PLAIN = 9  # of these stand before the outbox
_PERMANENT = 6  # place of the only truth value in an outbox entry


Summarise = Callable[[Path], BatchSummary]
"""Makes the summary of the batch in a folder from its journal."""


class Catalogue:
    """The cache of one tenant; may be shared by threads and opened by several processes.

    Args:
        tenant_folder: holds ``batches`` and the cache.
        summarise: what an entry is made with; a batch for which it raises a
            ``ScanstationError`` is listed as ``UNREADABLE``.
    """

    def __init__(self, tenant_folder: Path, summarise: Summarise) -> None:
        self._tenant = tenant_folder
        self._path = tenant_folder / NAME
        self._summarise = summarise
        self._lock = threading.RLock()
        self._connection = self._open()

    def put(self, summary: BatchSummary) -> None:
        """Note a summary that was just made, sparing the next ``all`` to make it again.

        If the batch has more rows by now, the next ``all`` makes it again all the same.
        """
        folder = self._tenant / "batches" / summary.batch
        mark = _mark(folder) if _rows(folder) == summary.rows else ""
        with self._lock:
            self._safely(lambda: self._store(summary, mark))

    def all(self) -> list[BatchSummary]:
        """Return the up-to-date summaries of all batches by opening time, without texts."""
        with self._lock:
            self._safely(self._refresh)
            return self._safely(self._summaries)

    def outbox(self, *states: str) -> list[tuple[str, OutboxEntry]]:
        """Return (batch, entry) of everything in the outbox, or only in the given states."""
        return [
            (summary.batch, entry)
            for summary in self.all()
            for entry in summary.outbox
            if not states or entry.state in states
        ]

    def search(self, text: str) -> list[Hit]:
        """Return the texts that contain ``text``, whatever the case."""
        query = "SELECT batch, document, text FROM texts WHERE instr(folded, ?) ORDER BY 1, 2, 3"
        with self._lock:
            self._safely(self._refresh)
            found = self._safely(
                lambda: self._connection.execute(query, (text.casefold(),)).fetchall()
            )
        return [Hit(*columns) for columns in found]

    def find(self, text: str) -> list[tuple[BatchSummary, tuple[IndexedValue, ...]]]:
        """Return the batches that hold every word of ``text``, with the values that hold one.

        A word is looked for in index values, box, person, dates (local days, ISO or German)
        and at the beginning of the batch's id, whatever the case and however umlauts are
        written. Batches come by opening time; no word finds all.
        """
        with self._lock:
            self._safely(self._refresh)
            every = self._safely(self._summaries)
            held = [(word, self._safely(partial(self._holding, word))) for word in needles(text)]
        return [(one, values) for one in every if (values := _values(one, held)) is not None]

    def sweep(self) -> None:
        """Let nothing that was forgotten linger in the log beside the file."""
        with self._lock, suppress(*_DAMAGE):
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def rebuild(self) -> None:
        """Throw everything away and make it again from the batches."""
        with self._lock:
            self._begin_anew()
            self._safely(self._refresh)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    def _open(self) -> sqlite3.Connection:
        try:
            make_private_folder(self._tenant)
            with suppress(FileExistsError):
                os.close(create_file(self._path))
            return _prepared(connect(self._path, "rw"))
        except (*_DAMAGE, OSError):
            return self._opened_anew()

    def _opened_anew(self) -> sqlite3.Connection:
        try:
            for suffix in ("", "-wal", "-shm"):
                remove(self._path.with_name(NAME + suffix))
            os.close(create_file(self._path))
            return _prepared(connect(self._path, "rw"))
        except (*_DAMAGE, OSError):
            memory = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
            return _prepared(memory)

    def _begin_anew(self) -> None:
        self._connection.close()
        self._connection = self._opened_anew()

    def _safely(self, work: Callable[[], Result]) -> Result:
        """Do it; if the file turns out to be broken or in the way, once more without it."""
        try:
            return work()
        except _DAMAGE:
            self._begin_anew()
            self._refresh()
            return work()

    def _refresh(self) -> None:
        folders = {folder.name: folder for folder in batch_folders(self._tenant)}
        known = dict(self._connection.execute("SELECT batch, mark FROM batches"))
        for batch in known.keys() - folders.keys():
            with _transaction(self._connection):
                self._forget(batch)
        for batch, folder in folders.items():
            mark = _mark(folder)
            if known.get(batch) != mark:
                self._store(self._summary(folder), mark)

    def _summary(self, folder: Path) -> BatchSummary:
        try:
            return self._summarise(folder)
        except ScanstationError:
            return BatchSummary(folder.name, UNREADABLE)

    def _store(self, summary: BatchSummary, mark: str) -> None:
        plain = astuple(replace(summary, outbox=(), texts=(), values=()))
        columns = (*plain[:_PLAIN], summary.in_flight, summary.released)
        entries = [(summary.batch, *astuple(entry)) for entry in summary.outbox]
        texts = [(summary.batch, *pair, pair[1].casefold()) for pair in summary.texts]
        values = [(summary.batch, *astuple(one), searchable(one.value)) for one in summary.values]
        with _transaction(self._connection) as connection:
            self._forget(summary.batch)
            connection.executemany(_INSERT.format("indexed", _marks(6)), values)
            connection.execute(_INSERT.format("batches", _marks(_COLUMNS + 1)), (*columns, mark))
            connection.executemany(_INSERT.format("outbox", _marks(9)), entries)
            connection.executemany(_INSERT.format("texts", _marks(4)), texts)

    def _forget(self, batch: str) -> None:
        for table in ("batches", "outbox", "texts", "indexed"):
            self._connection.execute(f"DELETE FROM {table} WHERE batch = ?", (batch,))  # noqa: S608

    def _holding(self, word: Sequence[str]) -> _Held:
        holds = " OR ".join(["instr(folded, ?)"] * len(word))
        query = (
            "SELECT batch, document, number, field, value FROM indexed "  # noqa: S608
            f"WHERE {holds} ORDER BY number, field"
        )
        found: _Held = {}
        for batch, *columns in self._connection.execute(query, tuple(word)):
            found.setdefault(batch, []).append(IndexedValue(*columns))
        return found

    def _summaries(self) -> list[BatchSummary]:
        entries: dict[str, list[OutboxEntry]] = {}
        for batch, *columns in self._connection.execute("SELECT * FROM outbox ORDER BY number"):
            columns[_PERMANENT] = bool(columns[_PERMANENT])
            entries.setdefault(batch, []).append(OutboxEntry(*columns))
        found = self._connection.execute("SELECT * FROM batches ORDER BY opened, batch")
        return [_summary(columns, tuple(entries.get(columns[0], ()))) for columns in found]


def _summary(columns: Sequence[Any], entries: tuple[OutboxEntry, ...]) -> BatchSummary:
    in_flight, released = columns[_PLAIN:_COLUMNS]
    fields: list[Any] = [*columns[:_PLAIN], entries, (), in_flight, (), released]
    return BatchSummary(*fields)


def _values(
    summary: BatchSummary, held: Sequence[tuple[Sequence[str], _Held]]
) -> tuple[IndexedValue, ...] | None:
    """Return the values that hold a word, None if a word is found nowhere in the batch."""
    found: dict[IndexedValue, None] = {}
    for word, holding in held:
        values = holding.get(summary.batch)
        if not values and not _is_in(word, summary):
            return None
        found.update(dict.fromkeys(values or ()))
    return tuple(found)


def _is_in(word: Sequence[str], summary: BatchSummary) -> bool:
    day = local_day(summary.opened)
    own = searchable(summary.box, summary.operator, summary.received, day)
    return any(form in own or summary.batch.startswith(form) for form in word)


def _prepared(connection: sqlite3.Connection) -> sqlite3.Connection:
    try:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version not in (0, _VERSION):
            raise sqlite3.DatabaseError(f"a catalogue of version {version}")
        connection.execute("PRAGMA secure_delete = ON")
        if version == 0:
            connection.executescript(_SCHEMA)
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield connection
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _mark(folder: Path) -> str:
    """Return a text that changes whenever the batch does: its end and its files' state.

    Asked of every batch for every list, so by plain paths.
    """
    base = extended(folder) + os.sep
    files = (JOURNAL, f"{JOURNAL}-wal", CLOSING)
    return f"{_witness(base + WITNESS)} {[_state(base + name) for name in files]}"


def _witness(path: str) -> str:
    """A file's time may stand still between two writes, its slots count them."""
    try:
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123
            return hashlib.sha256(file.read()).hexdigest()
    except OSError:
        return ""


def _rows(folder: Path) -> int:
    seen = read_witness(folder)
    if seen is not None:
        return seen.number
    try:
        record = read_record(folder)
    except ScanstationError:
        return -1
    return -1 if record is None else record.rows


def _state(path: str) -> tuple[int, int]:
    try:
        status = os.stat(path)  # noqa: PTH116
    except OSError:
        return 0, 0
    # A reader makes an empty log; that changes nothing.
    return (status.st_size, status.st_mtime_ns) if status.st_size else (0, 0)


def _marks(count: int) -> str:
    return ", ".join("?" * count)
