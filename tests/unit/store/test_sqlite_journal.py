"""What the SQLite journal adds to the contract: durability, triggers, erasure, tampering."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scanstation.errors import JournalBroken, StoreFull
from scanstation.events import Purged
from scanstation.store import witness
from scanstation.store.batch import BatchFolder
from scanstation.store.journal_schema import READING, WRITING
from scanstation.store.verify import verify_batch
from scanstation.testing.journal_contract import BATCH
from tests.unit.store.builders import (
    append,
    as_it_lies,
    contents,
    new_batch,
    page,
    remark,
    rows_of,
    small_disk,
)

READ_ALL = """
import sys
from pathlib import Path
from scanstation.store import witness
from scanstation.store.batch import BatchFolder
from scanstation.store.verify import verify_batch
folder, seen = Path(sys.argv[1]), 0
while seen < int(sys.argv[2]):
    with BatchFolder.open(folder, write=False) as batch:
        number = sum(1 for _ in batch.journal.read())
    assert number >= seen, (number, seen)
    assert verify_batch(folder) == []
    seen = number
    print(seen, flush=True)
"""


def tampered(folder: Path, *statements: str) -> None:
    """Change the file as somebody with a database tool would, triggers out of the way."""
    with closing(sqlite3.connect(folder / "journal.sqlite", isolation_level=None)) as connection:
        triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in triggers.fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with new_batch(tmp_path) as batch:
        append(batch, remark("eins"), remark("zwei"))
    return batch.folder


def test_every_commit_is_synced_and_erasure_overwrites(tmp_path: Path) -> None:
    with new_batch(tmp_path) as batch:
        connection = batch.journal._connection
        settings = {
            name: connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "recursive_triggers", "secure_delete")
        }
    assert settings == {
        "journal_mode": "wal",
        "synchronous": 2,
        "recursive_triggers": 1,
        "secure_delete": 1,
    }


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE rows SET operator = 'jemand' WHERE number = 2",
        "UPDATE rows SET number = 17 WHERE number = 5",
        "DELETE FROM rows WHERE number = 5",
        "REPLACE INTO rows SELECT * FROM rows WHERE number = 3",
        "INSERT INTO rows SELECT number + 2, time, operator, station, type, version,"
        " payload_hash, previous, hash FROM rows WHERE number = 5",
        "UPDATE payloads SET body = '{}' WHERE number = 2",
        "DELETE FROM payloads WHERE number = 2",
        "REPLACE INTO payloads SELECT * FROM payloads WHERE number = 3",
        "INSERT INTO payloads VALUES (99, x'00', '{}')",
    ],
)
def test_triggers_keep_rows_and_payloads(folder: Path, statement: str) -> None:
    with closing(sqlite3.connect(folder / "journal.sqlite", isolation_level=None)) as connection:
        connection.executescript(READING + WRITING)
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute(statement)
    assert verify_batch(folder) == []


@pytest.mark.parametrize(
    ("statement", "row"),
    [
        ("UPDATE rows SET operator = 'jemand' WHERE number = 2", 2),
        ("UPDATE rows SET time = '2020-01-01T00:00:00.000000Z' WHERE number = 1", 1),
        ("UPDATE rows SET version = 2 WHERE number = 4", 4),
        ("UPDATE rows SET payload_hash = hash WHERE number = 4", 4),
        ("UPDATE rows SET hash = previous WHERE number = 5", 5),
        ("DELETE FROM rows WHERE number = 2", 2),
        ("DELETE FROM rows WHERE number = 1", 1),
        ("DELETE FROM rows WHERE number = 5", 5),
        ("DELETE FROM rows WHERE number >= 3", 5),
        ("UPDATE payloads SET body = '{}' WHERE number = 3", 3),
        ("UPDATE payloads SET salt = x'00' WHERE number = 3", 3),
        ("DELETE FROM payloads WHERE number = 3", 3),
        ("UPDATE rows SET station = CAST(x'ff' AS TEXT) WHERE number = 3", 3),
    ],
)
def test_tampering_is_found_when_reading_and_named(folder: Path, statement: str, row: int) -> None:
    tampered(folder, statement)
    with pytest.raises(JournalBroken):
        rows_of(folder)
    assert f"journal.sqlite#{row}" in {finding.object for finding in verify_batch(folder)}


def test_a_row_slipped_in_at_the_end_is_named(folder: Path) -> None:
    copy = "time, operator, station, type, version, payload_hash, previous, hash FROM rows"
    tampered(folder, f"INSERT INTO rows SELECT 6, {copy} WHERE number = 5")
    assert "journal.sqlite#6" in {finding.object for finding in verify_batch(folder)}


def test_damage_is_said_in_both_languages(folder: Path) -> None:
    tampered(folder, "UPDATE rows SET operator = 'x' WHERE number = 2")
    with pytest.raises(JournalBroken) as caught:
        rows_of(folder)
    assert "journal.sqlite#2 (ist verändert)" in caught.value.sentence("de")
    assert "journal.sqlite#2 (was changed)" in caught.value.sentence("en")


def test_times_are_kept_in_utc(tmp_path: Path) -> None:
    def noon() -> datetime:
        return datetime(2026, 7, 1, 12, 0, 0, 5, timezone(timedelta(hours=2)))

    with BatchFolder.create(tmp_path, BATCH, clock=noon) as batch:
        (row,) = append(batch, remark())
    assert row.time == "2026-07-01T10:00:00.000005Z"
    assert datetime.fromisoformat(row.time) == noon().astimezone(UTC)


def test_readers_of_other_processes_never_see_a_half_or_a_step_back(tmp_path: Path) -> None:
    with new_batch(tmp_path) as batch:
        command = [sys.executable, "-c", READ_ALL, str(batch.folder), "1200"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout is not None
            assert int(child.stdout.readline()) == 3
            while batch.journal.head()[0] < 1200:
                append(batch, *(remark("x" * 500) for _ in range(3)))
            steps = [int(line) for line in child.stdout]
        assert child.returncode == 0
        assert steps[-1] == 1200
        assert all(step % 3 == 0 for step in steps)


def test_a_thread_reads_while_another_appends(tmp_path: Path) -> None:
    with new_batch(tmp_path) as batch:
        done = threading.Event()
        counts: list[int] = []

        def read() -> None:
            while not done.is_set():
                counts.append(sum(1 for _ in batch.journal.read()))

        reader = threading.Thread(target=read)
        reader.start()
        for _ in range(150):
            append(batch, remark())
        done.set()
        reader.join()
        assert counts == sorted(counts)
        assert len(list(batch.journal.read())) == 153


def test_an_interrupted_append_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with new_batch(tmp_path) as batch:
        head = batch.journal.head()

        def interrupt(*_: object) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as patched:
            patched.setattr(batch.journal, "_insert_row", interrupt)
            with pytest.raises(KeyboardInterrupt):
                append(batch, remark())
        assert batch.journal.head() == head
        append(batch, remark())
    assert len(rows_of(batch.folder)) == 4


def test_a_commit_counts_although_the_witness_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with new_batch(tmp_path) as batch:
        with monkeypatch.context() as patched:
            patched.setattr(witness, "write_all", full)
            append(batch, remark())
        assert "No space left" in caplog.text
        assert verify_batch(batch.folder) == []
        append(batch, remark())
    assert len(rows_of(batch.folder)) == 5


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    sizes=st.lists(st.integers(1, 15_000), min_size=2, max_size=12),
    logged=st.booleans(),
    data=st.data(),
)
def test_erased_payloads_leave_no_trace_in_any_file(
    tmp_path_factory: pytest.TempPathFactory, sizes: list[int], logged: bool, data: st.DataObject
) -> None:
    doomed = data.draw(st.sets(st.integers(1, len(sizes)), min_size=1))
    with BatchFolder.create(tmp_path_factory.mktemp("b"), BATCH) as batch:
        for number, size in enumerate(sizes, start=1):
            append(batch, remark(("GEHEIM!" if number in doomed else "öffentlich") * size))
        if not logged:
            batch.journal.checkpoint()
        append(batch, Purged(rows=tuple(doomed), blobs=(), reason="Frist"))
        for name, (content, _) in contents(batch.folder).items():
            assert b"GEHEIM!" not in content, name
        rows = list(batch.journal.read())
    assert {row.number for row in rows if row.payload is None} == doomed
    assert verify_batch(batch.folder) == []


@pytest.mark.posix
def test_a_full_disk_takes_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    with small_disk(tmp_path / "voll", 600) as disk:
        with BatchFolder.create(disk / "mandant", BATCH) as batch:
            ballast = disk / "ballast"
            ballast.write_bytes(b"x" * 60_000)
            with pytest.raises(StoreFull) as caught:
                _append_for_ever(batch)
            acknowledged = batch.journal.head()[0]
            assert "Datenträger ist voll" in caught.value.sentence("de")
            assert acknowledged > 5
            assert len(list(batch.journal.read())) == acknowledged
            with pytest.raises(StoreFull):
                append(batch, *(remark("y" * 3000) for _ in range(50)))
            copy = as_it_lies(batch.folder, tmp_path / "stromausfall")
            assert len(rows_of(copy)) == acknowledged
            ballast.unlink()
            append(batch, remark("wieder Platz"))
        assert len(rows_of(batch.folder)) == acknowledged + 1
        assert verify_batch(batch.folder) == []


def _append_for_ever(batch: BatchFolder) -> None:
    number = 0
    while True:
        append(batch, remark("x" * 3000))
        number += 1
        assert batch.journal.head()[0] == number


def test_a_page_between_blob_and_row_is_harmless(tmp_path: Path) -> None:
    with new_batch(tmp_path) as batch:
        batch.blobs.put(b"a page whose row never came")
        page(batch, 4)
    assert verify_batch(batch.folder) == []
