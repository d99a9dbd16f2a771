"""A tenant's list of batches, outbox and search: a cache in ``catalogue.sqlite``.

Never the truth: each entry carries a mark of the journal it was made from, entries whose
mark is out of date are made again from their batch, and a file that is missing, broken or
of another version is thrown away and built anew. Where the folder cannot be written, the
cache lives in memory.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from typing import TypeVar

from scanstation.errors import ScanstationError
from scanstation.store.batch_layout import JOURNAL, batch_folders
from scanstation.store.closing import NAME as CLOSING
from scanstation.store.closing import read_record
from scanstation.store.durable import create_file, extended, make_private_folder, remove
from scanstation.store.sqlite_files import SQLITE_ERRORS, connect
from scanstation.store.witness import read_witness

NAME = "catalogue.sqlite"
UNREADABLE = "unreadable"
"""State of a batch whose journal cannot be read; ``scanstation verify`` says why."""

Result = TypeVar("Result")
_DAMAGE = (*SQLITE_ERRORS, TypeError, ValueError)
"""A damaged schema also shows as columns that are too many, too few or of another type."""

_VERSION = 2
_SCHEMA = f"""
PRAGMA journal_mode = WAL;
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS batches (
    batch TEXT PRIMARY KEY, state TEXT, pages INTEGER, documents INTEGER, operator TEXT,
    opened TEXT, received TEXT, box TEXT, rows INTEGER, in_flight TEXT, mark TEXT);
CREATE TABLE IF NOT EXISTS outbox (
    batch TEXT, document TEXT, number INTEGER, package TEXT, target TEXT, state TEXT,
    reason TEXT, permanent INTEGER, remote_id TEXT, PRIMARY KEY (batch, document, target));
CREATE TABLE IF NOT EXISTS texts (batch TEXT, document TEXT, text TEXT, folded TEXT);
CREATE INDEX IF NOT EXISTS texts_of ON texts (batch);
PRAGMA user_version = {_VERSION};
COMMIT;
"""

_INSERT = "INSERT INTO {} VALUES ({})"
_COLUMNS = 10  # of a summary without outbox and texts
_PERMANENT = 6  # place of the only truth value in an outbox entry


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """How far one document has come on its way to one target."""

    document: str
    number: int
    package: str
    target: str
    state: str
    reason: str = ""
    permanent: bool = False
    remote_id: str = ""


@dataclass(frozen=True, slots=True)
class BatchSummary:
    """One line of the batch list, with what the tenant's outbox and search show of it.

    Attributes:
            pages, documents: counts.
        opened: UTC time of the first row.
        rows: number of the journal's last row that is in the summary.
        in_flight: what was under way when the journal ended, empty if nothing.
        texts: (document id, text) pairs that ``search`` looks through.
    """

    batch: str
    state: str
    pages: int = 0
    documents: int = 0
    operator: str = ""
    opened: str = ""
    received: str = ""
    box: str = ""
    rows: int = 0
    outbox: tuple[OutboxEntry, ...] = ()
    texts: tuple[tuple[str, str], ...] = ()
    in_flight: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A search text that holds what was looked for."""

    batch: str
    document: str
    text: str


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
        plain = astuple(replace(summary, outbox=(), texts=()))
        columns = (*plain[: _COLUMNS - 1], summary.in_flight)
        entries = [(summary.batch, *astuple(entry)) for entry in summary.outbox]
        texts = [(summary.batch, *pair, pair[1].casefold()) for pair in summary.texts]
        with _transaction(self._connection) as connection:
            self._forget(summary.batch)
            connection.execute(_INSERT.format("batches", _marks(_COLUMNS + 1)), (*columns, mark))
            connection.executemany(_INSERT.format("outbox", _marks(9)), entries)
            connection.executemany(_INSERT.format("texts", _marks(4)), texts)

    def _forget(self, batch: str) -> None:
        for table in ("batches", "outbox", "texts"):
            self._connection.execute(f"DELETE FROM {table} WHERE batch = ?", (batch,))  # noqa: S608

    def _summaries(self) -> list[BatchSummary]:
        entries: dict[str, list[OutboxEntry]] = {}
        for batch, *columns in self._connection.execute("SELECT * FROM outbox ORDER BY number"):
            columns[_PERMANENT] = bool(columns[_PERMANENT])
            entries.setdefault(batch, []).append(OutboxEntry(*columns))
        found = self._connection.execute("SELECT * FROM batches ORDER BY opened, batch")
        return [
            replace(
                BatchSummary(*columns[: _COLUMNS - 1]),
                outbox=tuple(entries.get(columns[0], ())),
                in_flight=columns[_COLUMNS - 1],
            )
            for columns in found
        ]


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
    """Return a text that changes whenever the batch does: its end and its files' state."""
    files = (JOURNAL, f"{JOURNAL}-wal", CLOSING)
    return f"{read_witness(folder)} {[_state(folder / name) for name in files]}"


def _rows(folder: Path) -> int:
    seen = read_witness(folder)
    if seen is not None:
        return seen.number
    try:
        record = read_record(folder)
    except ScanstationError:
        return -1
    return -1 if record is None else record.rows


def _state(path: Path) -> tuple[int, int]:
    try:
        status = Path(extended(path)).stat()
    except OSError:
        return 0, 0
    # A reader makes an empty log; that changes nothing.
    return (status.st_size, status.st_mtime_ns) if status.st_size else (0, 0)


def _marks(count: int) -> str:
    return ", ".join("?" * count)
