"""Opening SQLite files, and SQLite's errors in the operator's words."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

from scanstation.errors import (
    BatchLocked,
    JournalBroken,
    StoreFull,
    StoreNotWritable,
    Text,
)
from scanstation.store.durable import extended
from scanstation.store.journal_schema import CHUNK

Access = Literal["rwc", "rw", "ro", "immutable"]

SQLITE_ERRORS = (sqlite3.Error, UnicodeDecodeError)
"""A damaged schema also shows as an error message that cannot be decoded."""

UNREADABLE = Text("ist nicht lesbar", "cannot be read")
_PRIMARY = 0xFF  # the low byte of an extended result code (sqlite.org/rescode.html)
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


def connect(path: Path, access: Access) -> sqlite3.Connection:
    """Open a database file; transactions are begun and ended by SQL only.

    ``immutable`` promises that nobody changes the file: SQLite takes no lock and makes no
    file beside it.
    """
    query = "mode=ro&immutable=1" if access == "immutable" else f"mode={access}"
    return sqlite3.connect(
        f"file:{quote(os.fsencode(extended(path.absolute())))}?{query}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=10,
    )


@contextmanager
def sqlite_errors(path: Path) -> Iterator[None]:
    """Turn SQLite's errors about ``path`` into leaves of the error tree.

    Raises:
        StoreFull, StoreNotWritable, BatchLocked, JournalBroken: see each.
    """
    try:
        yield
    except SQLITE_ERRORS as error:
        raise _translated(error, path) from error


def fetch_rows(connection: sqlite3.Connection, after: int) -> list[tuple[Any, ...]]:
    """Return the next rows after a number as they stand in the file, unchecked.

    Text that is no UTF-8 any more comes with surrogates, so that its row can be named.
    """
    try:
        return connection.execute(CHUNK, (after,)).fetchall()
    except (sqlite3.OperationalError, UnicodeDecodeError):
        connection.text_factory = _lenient
        try:
            return connection.execute(CHUNK, (after,)).fetchall()
        finally:
            connection.text_factory = str


def _lenient(text: bytes) -> str:
    return text.decode("utf-8", "surrogateescape")


def _translated(error: Exception, path: Path) -> Exception:
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & _PRIMARY
    if code == sqlite3.SQLITE_FULL or (code == sqlite3.SQLITE_IOERR and _disk_is_full(path)):
        return StoreFull(path=path)
    if code in _BUSY:
        return BatchLocked(batch=path.parent.name)
    if code in _DAMAGED:
        return JournalBroken(object=path.name, reason=UNREADABLE)
    return StoreNotWritable(path=path, reason=str(error))


def _disk_is_full(path: Path) -> bool:
    # Growing the shared memory file of a full disk is an I/O error to SQLite.
    return shutil.disk_usage(path.parent).free < 128 * 1024
