"""Reads the rows of a journal for verification, past damage, without touching a file."""

from __future__ import annotations

import sqlite3
from contextlib import closing as closed_after
from dataclasses import dataclass, field
from pathlib import Path

from scanstation.store.batch import reading_connection
from scanstation.store.batch_layout import JOURNAL, LOCK
from scanstation.store.chain import origin
from scanstation.store.chain_check import ChainCheck, Columns, row_name
from scanstation.store.findings import (
    MISSING,
    NEWER_LAYOUT,
    UNREADABLE_FROM,
    Finding,
    filled,
)
from scanstation.store.journal import Row
from scanstation.store.journal_schema import LAYOUT, READING
from scanstation.store.lock import is_locked
from scanstation.store.snapshot import open_snapshot
from scanstation.store.sqlite_files import SQLITE_ERRORS, connect, fetch_rows


@dataclass(slots=True)
class Chain:
    """What could be read.

    Attributes:
        rows: the rows that are right.
        hashes: stored hash of each row by number, 0 for the origin.
        end: number of the last row.
        findings: rows that are not right, a file that cannot be read.
    """

    rows: list[Row] = field(default_factory=list)
    hashes: dict[int, str] = field(default_factory=dict)
    end: int = 0
    findings: list[Finding] = field(default_factory=list)


def read_chain(folder: Path, batch_id: str, *, finished: bool) -> Chain:
    """Read the journal of a batch.

    Args:
        folder: of the batch.
        batch_id: that row 1 must be bound to; if empty, row 1 is taken at its word.
        finished: whether a log beside the journal is to be ignored.
    """
    chain = Chain()
    path = folder / JOURNAL
    if not path.exists():
        chain.findings.append(Finding("journal", JOURNAL, MISSING))
        return chain
    try:
        with closed_after(_connection(folder, finished)) as connection:
            _follow(connection, chain, batch_id)
    except (*SQLITE_ERRORS, OSError):
        reason = filled(UNREADABLE_FROM, row=chain.end + 1)
        chain.findings.append(Finding("journal", JOURNAL, reason))
    return chain


def _connection(folder: Path, finished: bool) -> sqlite3.Connection:
    """Choose how to look.

    Beside a writer through SQLite: closing a file that SQLite has open in the same process
    would drop its locks (sqlite.org/howtocorrupt.html, 2.2). Otherwise as bytes in memory.
    """
    if finished:
        return connect(folder / JOURNAL, "immutable")
    if is_locked(folder / LOCK):
        return reading_connection(folder / JOURNAL)
    return open_snapshot(folder / JOURNAL)


def _follow(connection: sqlite3.Connection, chain: Chain, batch_id: str) -> None:
    connection.executescript(READING)  # as strict as the program itself
    (layout,) = connection.execute("PRAGMA user_version").fetchone()
    if layout > LAYOUT:  # refused when it is opened, so it is not as it should be
        chain.findings.append(Finding("journal", JOURNAL, filled(NEWER_LAYOUT, layout=layout)))
    check = ChainCheck(0, origin(batch_id) if batch_id else _stated_origin(connection))
    chain.hashes[0] = check.head
    while chunk := fetch_rows(connection, check.number):
        for columns in chunk:
            _step(check, columns, chain)
    for number, reason in sorted(check.unlawful().items()):
        chain.findings.append(Finding("row", row_name(number), reason))


def _step(check: ChainCheck, columns: Columns, chain: Chain) -> None:
    problem = check.step(columns)
    chain.end, chain.hashes[check.number] = check.number, check.head
    if problem is None:
        chain.rows.append(check.row(columns))
    else:
        number, reason = problem
        chain.findings.append(Finding("row", row_name(number), reason))


def _stated_origin(connection: sqlite3.Connection) -> str:
    found = connection.execute("SELECT previous FROM rows WHERE number = 1").fetchone()
    return "" if found is None else str(found[0])
