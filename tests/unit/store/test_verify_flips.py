"""Property: no flipped bit goes by unnoticed where it matters."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scanstation.errors import ScanstationError
from scanstation.events import BatchClosed, Purged
from scanstation.store.batch import BatchFolder, close_batch
from scanstation.store.journal import Row
from scanstation.store.verify import verify_batch
from tests.unit.store.builders import (
    append,
    as_it_lies,
    closed_batch,
    exported,
    new_batch,
    remark,
    rows_of,
)

HEADER, PAGE = 100, 4096
QUICK = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
FLIP = st.integers(0, 7).map(lambda bit: 1 << bit)


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished batch that has been purged once."""
    folder, record = closed_batch(tmp_path_factory.mktemp("abgeschlossen"), pages=4)
    with BatchFolder.reopen(folder) as batch:
        append(batch, Purged(rows=(2,), blobs=(), reason="Frist", cites=record.sha256))
        close_batch(batch)
    assert verify_batch(folder) == []
    return folder


@pytest.fixture(scope="module")
def logged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A batch whose writer was killed: rows in the file and newer ones in the log."""
    place = tmp_path_factory.mktemp("offen")
    with new_batch(place, pages=3) as batch:
        exported(batch)
        append(batch, Purged(rows=(1,), blobs=(), reason="Frist"))
        append(batch, remark("x" * 9000))
        append(batch, remark("kurz"), remark("zwei"))
        append(batch, remark("lang" * 500))
        folder = as_it_lies(batch.folder, place / "kopie")
    assert (folder / "journal.sqlite-wal").stat().st_size > 20_000
    assert verify_batch(folder) == []
    return folder


@pytest.fixture(scope="module")
def resting(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An open batch whose program ended: everything in the file, no log."""
    with new_batch(tmp_path_factory.mktemp("ruhend"), pages=6) as batch:
        exported(batch)
        append(batch, remark("x" * 9000))
        append(batch, Purged(rows=(1,), blobs=(), reason="Frist"))
        append(batch, remark())
    assert not (batch.folder / "journal.sqlite-wal").exists()
    return batch.folder


def offsets(data: st.DataObject, size: int) -> int:
    """Draw a place: anywhere, in the header, or at the start of a page, where structure lies."""
    anywhere = st.integers(0, size - 1)
    header = st.integers(0, min(HEADER, size) - 1)
    structure = st.builds(
        lambda page, within: min(page * PAGE + within, size - 1),
        st.integers(0, size // PAGE),
        st.integers(0, 40),
    )
    return data.draw(st.one_of(anywhere, header, structure), label="offset")


class Flipped:
    """A file with one bit flipped, put right again at the end."""

    def __init__(self, path: Path, offset: int, bit: int) -> None:
        self.path, self.before = path, path.read_bytes()
        self.after = bytearray(self.before)
        self.after[offset] ^= bit

    def __enter__(self) -> None:
        self.path.write_bytes(self.after)

    def __exit__(self, *_: object) -> None:
        self.path.write_bytes(self.before)


@QUICK
@given(data=st.data(), bit=FLIP)
def test_a_flip_in_a_closed_journal_names_the_journal(
    closed: Path, data: st.DataObject, bit: int
) -> None:
    journal = closed / "journal.sqlite"
    with Flipped(journal, offsets(data, journal.stat().st_size), bit):
        assert "journal.sqlite" in {finding.object for finding in verify_batch(closed)}
    assert verify_batch(closed) == []


def test_every_flip_in_a_closing_record_names_it(closed: Path) -> None:
    record = closed / "closing.json"
    for offset in range(record.stat().st_size):
        for bit in (1, 0x20, 0x80):
            with Flipped(record, offset, bit):
                assert "closing.json" in {finding.object for finding in verify_batch(closed)}


@QUICK
@given(data=st.data(), bit=FLIP)
def test_a_flip_in_a_blob_names_it(closed: Path, data: st.DataObject, bit: int) -> None:
    blob = data.draw(st.sampled_from(sorted((closed / "blobs").iterdir())))
    with Flipped(blob, data.draw(st.integers(0, blob.stat().st_size - 1)), bit):
        assert [finding.object for finding in verify_batch(closed)] == [f"blobs/{blob.name}"]


def replayed(folder: Path) -> list[Row] | None:
    """Return the rows that the program itself reads, None if it refuses."""
    try:
        return rows_of(folder)
    except ScanstationError:
        return None
    finally:
        (folder / "journal.sqlite-shm").unlink(missing_ok=True)


def check_open(folder: Path, name: str, data: st.DataObject, bit: int, rows: list[Row]) -> None:
    path = folder / name
    with Flipped(path, offsets(data, path.stat().st_size), bit):
        found = verify_batch(folder)
        assert found or replayed(folder) == rows
        flipped = replayed(folder)
        if flipped != rows:
            # What the program would not accept either is named; what it reads is never wrong.
            assert flipped is None
            assert found


@QUICK
@given(data=st.data(), bit=FLIP)
def test_an_open_batch_at_rest(resting: Path, data: st.DataObject, bit: int) -> None:
    rows = rows_of(resting)
    name = data.draw(st.sampled_from(["journal.sqlite"] * 4 + ["head"]))
    (resting / "journal.sqlite-shm").unlink(missing_ok=True)
    (resting / "journal.sqlite-wal").unlink(missing_ok=True)
    check_open(resting, name, data, bit, rows)


@pytest.mark.parametrize("offset", range(60, 64))
def test_a_flip_in_the_number_of_the_layout_is_named(resting: Path, offset: int) -> None:
    """SQLite keeps it in the header (sqlite.org/fileformat.html, 1.3); a newer one is refused."""
    journal, rows = resting / "journal.sqlite", rows_of(resting)
    for bit in (1 << power for power in range(8)):
        with Flipped(journal, offset, bit):
            found = verify_batch(resting)
            assert [finding.object for finding in found] == ["journal.sqlite"] or (
                replayed(resting) == rows  # a negative number is an older one
            )


@QUICK
@given(data=st.data(), bit=FLIP)
def test_an_open_batch_after_a_kill(logged: Path, data: st.DataObject, bit: int) -> None:
    rows = rows_of(logged)
    names = ["journal.sqlite"] + ["journal.sqlite-wal"] * 3 + ["head"]
    check_open(logged, data.draw(st.sampled_from(names)), data, bit, rows)


@QUICK
@given(keep=st.floats(0, 1))
def test_a_cut_log_is_named_by_the_row_it_reached(logged: Path, keep: float) -> None:
    log = logged / "journal.sqlite-wal"
    before = log.read_bytes()
    log.write_bytes(before[: int(len(before) * keep * 0.99)])
    try:
        assert "journal.sqlite#9" in {finding.object for finding in verify_batch(logged)}
    finally:
        log.write_bytes(before)


def test_a_closed_batch_has_no_byte_that_does_not_count(closed: Path) -> None:
    """The files of a closed batch are exactly those whose every byte is checked."""
    names = {path.name for path in closed.iterdir()}
    assert names == {"journal.sqlite", "closing.json", "blobs", "temp", "lock"}
    assert (closed / "lock").stat().st_size == 0


def test_closing_leaves_nothing_to_replay_differently(tmp_path: Path) -> None:
    with new_batch(tmp_path) as batch:
        before = list(batch.journal.read())
        closed_row = append(batch, BatchClosed())
        close_batch(batch)
    assert rows_of(batch.folder) == before + closed_row
