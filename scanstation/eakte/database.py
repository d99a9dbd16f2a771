"""The register of the eAkte: one SQLite file, one writer, many readers."""

from __future__ import annotations

import queue
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from scanstation.eakte.cmis_types import own_columns
from scanstation.eakte.folding import folded

ROOT_ID = "root"

_SCHEMA = """
CREATE TABLE IF NOT EXISTS objects (
    id TEXT PRIMARY KEY,
    base TEXT NOT NULL,
    type TEXT NOT NULL,
    parent TEXT REFERENCES objects(id),
    name TEXT NOT NULL,
    description TEXT,
    created_by TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    modified_by TEXT NOT NULL,
    modified_at INTEGER NOT NULL,
    change_token INTEGER NOT NULL,
    stream TEXT,
    length INTEGER,
    media_type TEXT,
    file_name TEXT,
    sha256 TEXT,
    search TEXT NOT NULL DEFAULT '',
    UNIQUE (parent, name)
) STRICT;
CREATE INDEX IF NOT EXISTS objects_stream ON objects(stream) WHERE stream IS NOT NULL;
"""
_INDEXED = ("sst_caseNumber", "sst_packageId", "sst_documentId")


class Database:
    """Connections to the register.

    The journal mode is WAL with ``synchronous=FULL``: what :meth:`write` has committed
    survives the loss of the process and of the power.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.RLock()
        self._writer = self._connect()
        self._readers: queue.SimpleQueue[sqlite3.Connection] = queue.SimpleQueue()
        with closing(self._writer.execute("PRAGMA journal_mode=WAL")) as answer:
            answer.fetchone()
        _create_schema(self._writer)

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """Give the only writing connection inside a transaction; roll back on any error.

        Inside another :meth:`write` of the same thread it is part of that transaction.
        """
        with self._lock:
            if self._writer.in_transaction:
                yield self._writer
            else:
                with self._transaction():
                    yield self._writer

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._writer.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._writer.execute("COMMIT")
        except BaseException:
            if self._writer.in_transaction:  # a full disk has rolled back already
                self._writer.execute("ROLLBACK")
            raise

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """Give a connection that sees one consistent state."""
        try:
            connection = self._readers.get_nowait()
        except queue.Empty:
            connection = self._connect()
        try:
            connection.execute("BEGIN")
            yield connection
        finally:
            connection.execute("ROLLBACK")
            self._readers.put(connection)

    def close(self) -> None:
        """Close every connection; nothing may be under way."""
        while True:
            try:
                self._readers.get_nowait().close()
            except queue.Empty:
                break
        with self._lock:
            self._writer.close()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._path, isolation_level=None, check_same_thread=False, timeout=30
        )
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA case_sensitive_like=ON")  # else only for umlauts
        connection.create_function("folded", 1, _folded, deterministic=True)
        return connection


def _folded(text: object) -> str | None:
    return folded(text) if isinstance(text, str) else None


def _create_schema(connection: sqlite3.Connection) -> None:
    connection.executescript(_SCHEMA)
    present = {row["name"] for row in connection.execute("PRAGMA table_info(objects)")}
    for column, definition in own_columns().items():
        if column not in present:
            kind = "TEXT" if definition.type in ("string", "id") else "INTEGER"
            connection.execute(f'ALTER TABLE objects ADD COLUMN "{column}" {kind}')
    for column in _INDEXED:
        connection.execute(f'CREATE INDEX IF NOT EXISTS "by_{column}" ON objects("{column}")')
