"""The log as read here is the log as SQLite reads it, damaged or not."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scanstation.store.snapshot import merged, open_snapshot, read_merged

Content = list[tuple[int, str]]


@pytest.fixture(scope="module", params=[512, 4096, 65536])
def files(request: pytest.FixtureRequest) -> tuple[bytes, bytes]:
    """A database and its log, written by several transactions, begun anew once."""
    folder = Path(request.getfixturevalue("tmp_path_factory").mktemp("log"))
    with closing(sqlite3.connect(folder / "a.sqlite", isolation_level=None)) as connection:
        connection.execute(f"PRAGMA page_size = {request.param}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE t (n INTEGER PRIMARY KEY, text TEXT)")
        for number in range(30):
            connection.execute("INSERT INTO t VALUES (?, ?)", (number, "alt" * 40))
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
        for number in range(30, 45):
            connection.execute("INSERT INTO t VALUES (?, ?)", (number, f"neu {number}" * 30))
        connection.execute("DELETE FROM t WHERE n < 10")
        database = (folder / "a.sqlite").read_bytes()
        return database, (folder / "a.sqlite-wal").read_bytes()


def by_sqlite(folder: Path, database: bytes, log: bytes) -> Content | None:
    (folder / "b.sqlite").write_bytes(database)
    (folder / "b.sqlite-wal").write_bytes(log)
    try:
        with closing(sqlite3.connect(folder / "b.sqlite")) as connection:
            return content(connection)
    except sqlite3.Error:
        return None


def by_snapshot(folder: Path, database: bytes, log: bytes) -> Content | None:
    (folder / "c.sqlite").write_bytes(database)
    (folder / "c.sqlite-wal").write_bytes(log)
    try:
        with closing(open_snapshot(folder / "c.sqlite")) as connection:
            return content(connection)
    except sqlite3.Error:
        return None


def content(connection: sqlite3.Connection) -> Content:
    return connection.execute("SELECT n, text FROM t ORDER BY n").fetchall()


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_damaged_logs_are_read_as_sqlite_reads_them(
    files: tuple[bytes, bytes], tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    database, log = files
    damaged = bytearray(log[: data.draw(st.integers(0, len(log)))])
    near_start = st.integers(0, 31)
    for _ in range(data.draw(st.integers(0, 2)) if damaged else 0):
        anywhere = st.integers(0, len(damaged) - 1)
        place = data.draw(st.one_of(anywhere, near_start)) % len(damaged)
        damaged[place] ^= 1 << data.draw(st.integers(0, 7))
    folder = tmp_path_factory.mktemp("d")
    ours, theirs = (
        by_snapshot(folder, database, bytes(damaged)),
        by_sqlite(folder, database, bytes(damaged)),
    )
    # Of a header version it does not know SQLite refuses the log; we read the file alone.
    assert theirs is None or ours == theirs


def test_a_whole_log_is_applied(files: tuple[bytes, bytes], tmp_path: Path) -> None:
    database, log = files
    found = by_snapshot(tmp_path, database, log)
    assert found is not None
    assert [number for number, _ in found] == list(range(10, 45))
    assert by_snapshot(tmp_path, database, b"") != found


def test_a_log_beside_a_file_without_one_is_ignored(files: tuple[bytes, bytes]) -> None:
    database, log = files
    legacy = bytearray(database)
    legacy[18:20] = b"\x01\x01"
    assert merged(bytes(legacy), log) == bytes(legacy)


def test_reading_beside_a_working_writer_is_consistent(tmp_path: Path) -> None:
    """Between any two steps of a writer that moves its log again and again."""
    path = tmp_path / "a.sqlite"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA wal_autocheckpoint = 5")
        connection.execute("CREATE TABLE t (n INTEGER PRIMARY KEY, text TEXT)")
        for number in range(80):
            connection.execute("INSERT INTO t VALUES (?, ?)", (number, "x" * 700))
            with closing(open_snapshot(path)) as snapshot:
                assert content(snapshot) == content(connection)
    assert read_merged(path) == path.read_bytes()
