"""Batch folders: creation, one writer, many readers, closing, purge, crashes in between."""

from __future__ import annotations

import stat
import subprocess
import sys
import uuid
from pathlib import Path

import pytest

from scanstation.errors import BatchClosed as Closed
from scanstation.errors import (
    BatchLocked,
    BatchUnknown,
    JournalBroken,
    NotALocalDisk,
    StoreNotWritable,
)
from scanstation.events import Purged
from scanstation.store import batch as batch_module
from scanstation.store import batch_layout, local_disk
from scanstation.store.batch import (
    BatchFolder,
    FirstRows,
    batch_folders,
    close_batch,
    is_closed,
)
from scanstation.store.closing import file_sha256, read_record
from scanstation.store.verify import verify_batch
from scanstation.store.witness import create_witness
from scanstation.testing.journal_contract import BATCH
from tests.unit.store.builders import (
    SECRET,
    append,
    closed_batch,
    contents,
    new_batch,
    page,
    remark,
    rows_of,
    without_root,
)

OPEN_FOR_WRITING = """
import sys
from pathlib import Path
from scanstation.errors import BatchLocked
from scanstation.store.batch import BatchFolder
try:
    BatchFolder.open(Path(sys.argv[1]), write=True).close()
except BatchLocked:
    print("locked")
else:
    print("free")
"""


def asked_elsewhere(folder: Path) -> str:
    command = [sys.executable, "-c", OPEN_FOR_WRITING, str(folder)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@pytest.mark.posix
def test_a_batch_is_found_where_it_was_created(tmp_path: Path) -> None:
    tenant = tmp_path / "Kreis Größe 100 % #1?" / ("lang" * 30)
    ids = [str(uuid.uuid4()) for _ in range(3)]
    for batch_id in ids:
        BatchFolder.create(tenant, batch_id).close()
    assert [folder.name for folder in batch_folders(tenant)] == sorted(ids)
    assert batch_folders(tmp_path / "niemand") == []
    assert all(verify_batch(folder) == [] for folder in batch_folders(tenant))


@pytest.mark.posix
def test_only_the_owner_may_look_inside(tmp_path: Path) -> None:
    with new_batch(tmp_path) as batch:
        for path in (batch.folder, *batch.folder.rglob("*")):
            assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_a_batch_is_not_created_twice(tmp_path: Path) -> None:
    with new_batch(tmp_path) as batch, pytest.raises(FileExistsError):
        BatchFolder.create(tmp_path / "Mandant Süd", batch.batch_id)
    assert len(rows_of(batch.folder)) == 3


def test_an_id_that_is_no_uuid_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="badly formed"):
        BatchFolder.create(tmp_path, "../elsewhere")


def test_an_unknown_batch_is_said_so(tmp_path: Path) -> None:
    for write in (True, False):
        with pytest.raises(BatchUnknown):
            BatchFolder.open(tmp_path / BATCH, write=write)


def test_an_unfinished_creation_is_invisible_and_removed(tmp_path: Path) -> None:
    leftover = tmp_path / "batches" / f".new-{BATCH}"
    (leftover / "blobs").mkdir(parents=True)
    (leftover / "journal.sqlite").write_bytes(b"")
    assert batch_folders(tmp_path) == []
    BatchFolder.create(tmp_path, BATCH).close()
    assert not leftover.exists()


def test_one_writer_at_a_time_in_all_processes(tmp_path: Path) -> None:
    with new_batch(tmp_path) as batch:
        with pytest.raises(BatchLocked):
            BatchFolder.open(batch.folder, write=True)
        assert asked_elsewhere(batch.folder) == "locked"
    assert asked_elsewhere(batch.folder) == "free"


def test_the_lock_dies_with_its_process(tmp_path: Path) -> None:
    with new_batch(tmp_path) as batch:
        pass
    script = OPEN_FOR_WRITING.replace(".close()", "\n    print('mine', flush=True); input()")
    command = [sys.executable, "-c", script, str(batch.folder)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "mine\n"
        assert asked_elsewhere(batch.folder) == "locked"
        child.kill()
    assert asked_elsewhere(batch.folder) == "free"


def test_readers_see_what_the_writer_appends(tmp_path: Path) -> None:
    with new_batch(tmp_path) as batch, BatchFolder.open(batch.folder, write=False) as reader:
        assert len(list(reader.journal.read())) == 3
        page(batch, 3)
        assert [row.number for row in reader.journal.read(after=3)] == [4]
        assert reader.journal.head() == batch.journal.head()
        with pytest.raises(StoreNotWritable):
            append(reader, remark())


def test_temporary_files_of_a_killed_writer_are_removed(tmp_path: Path) -> None:
    with new_batch(tmp_path) as batch:
        (batch.temp / "seite.part").write_bytes(b"half a page")
        (batch.temp / "ordner").mkdir()
        (batch.temp / "ordner" / "datei").write_bytes(b"x")
        (batch.folder / ".closing.json.1a.part").write_bytes(b"{")
    with BatchFolder.open(batch.folder, write=False):
        assert len(list(batch.temp.iterdir())) == 2
    with BatchFolder.open(batch.folder, write=True):
        assert list(batch.temp.iterdir()) == []
        assert not (batch.folder / ".closing.json.1a.part").exists()


@pytest.mark.posix
def test_a_network_share_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(f"36 35 98:0 / {tmp_path} rw - cifs //server/share rw\n")
    with new_batch(tmp_path) as batch:
        pass
    monkeypatch.setattr(local_disk, "_MOUNTS", mounts)
    for write in (True, False):
        with pytest.raises(NotALocalDisk) as caught:
            BatchFolder.open(batch.folder, write=write)
    assert "Netzlaufwerk (cifs)" in caught.value.sentence("de")
    with pytest.raises(NotALocalDisk):
        BatchFolder.create(tmp_path / "neu", BATCH)
    assert not (tmp_path / "neu").exists()


@pytest.mark.posix
def test_a_reader_needs_no_right_to_write(open_path: Path) -> None:
    with new_batch(open_path) as batch:
        page(batch, 3)
        copy = open_path / "kopie" / batch.batch_id
        copy.mkdir(parents=True)
        for name in ("journal.sqlite", "journal.sqlite-wal", "head"):
            (copy / name).write_bytes((batch.folder / name).read_bytes())
    copy.chmod(0o555)
    before = contents(copy)
    with without_root():
        assert [row.number for row in rows_of(copy)] == [1, 2, 3, 4]
        with pytest.raises(StoreNotWritable):
            BatchFolder.open(copy, write=True)
    assert contents(copy) == before


@pytest.mark.posix
def test_a_writer_without_rights_is_told(open_path: Path) -> None:
    tenant = open_path / "mandant"
    tenant.mkdir(mode=0o555)
    with without_root(), pytest.raises(StoreNotWritable) as caught:
        BatchFolder.create(tenant, BATCH)
    assert "mandant" in str(caught.value)


class TestClosing:
    def test_the_record_accounts_for_the_file(self, tmp_path: Path) -> None:
        folder, record = closed_batch(tmp_path)
        rows = rows_of(folder)
        assert (record.rows, record.head) == (rows[-1].number, rows[-1].hash)
        assert record.journal == file_sha256(folder / "journal.sqlite")
        assert record.batch == folder.name
        assert read_record(folder) == record
        assert is_closed(folder)

    def test_nothing_touches_the_journal_afterwards(self, tmp_path: Path) -> None:
        folder, _ = closed_batch(tmp_path)
        before = contents(folder)
        for _ in range(2):
            assert len(rows_of(folder)) == 4
            assert verify_batch(folder) == []
            with pytest.raises(Closed):
                BatchFolder.open(folder, write=True)
        assert contents(folder) == before

    def test_a_log_of_before_is_moved_into_the_file(self, tmp_path: Path) -> None:
        with new_batch(tmp_path) as batch, BatchFolder.open(batch.folder, write=False) as reader:
            assert len(list(reader.journal.read())) == 3
            close_batch(batch)
            assert verify_batch(batch.folder) == []

    def test_a_crash_before_the_record_leaves_an_open_batch(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def crash(*_: object) -> None:
            raise KeyboardInterrupt

        with new_batch(tmp_path) as batch:
            monkeypatch.setattr(batch_module, "write_record", crash)
            with pytest.raises(KeyboardInterrupt):
                close_batch(batch)
        monkeypatch.undo()
        assert verify_batch(batch.folder) == []
        with BatchFolder.open(batch.folder, write=True) as again:
            close_batch(again)
        assert verify_batch(batch.folder) == []

    def test_a_crash_after_the_record_leaves_a_closed_batch(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def crash_at_head(path: Path) -> None:
            if path.name == "head":
                raise KeyboardInterrupt

        with new_batch(tmp_path) as batch:
            monkeypatch.setattr(batch_module, "remove", crash_at_head)
            with pytest.raises(KeyboardInterrupt):
                close_batch(batch)
        assert (batch.folder / "head").exists()
        assert verify_batch(batch.folder) == []
        with pytest.raises(Closed):
            BatchFolder.open(batch.folder, write=True)


class TestPurge:
    def purge(self, folder: Path) -> None:
        with BatchFolder.reopen(folder) as batch:
            blobs = tuple(batch.blobs)
            assert batch.closing is not None
            cites = batch.closing.sha256
            append(batch, Purged(rows=(1, 2, 3, 4), blobs=blobs, reason="Frist", cites=cites))
            for name in blobs:
                batch.blobs.erase(name)
            close_batch(batch)

    def test_personal_data_is_gone_and_the_chain_verifies(self, tmp_path: Path) -> None:
        with new_batch(tmp_path) as batch:
            append(batch, remark(SECRET))
            append(batch, remark(SECRET * 400))
            old = close_batch(batch)
        heads = [row.hash for row in rows_of(batch.folder)]
        self.purge(batch.folder)
        with BatchFolder.reopen(batch.folder) as again:
            assert again.closing is not None
            cites = again.closing.sha256
            append(again, Purged(rows=(5,), blobs=(), reason="Frist", cites=cites))
            close_batch(again)
        assert verify_batch(batch.folder, known_heads=[*heads, old.head]) == []
        for data, _ in contents(batch.folder).values():
            assert b"Mustermann" not in data

    def test_the_new_record_cites_the_old(self, tmp_path: Path) -> None:
        folder, old = closed_batch(tmp_path)
        self.purge(folder)
        record = read_record(folder)
        assert record is not None
        assert record.cites == old.sha256
        assert record.rows == old.rows + 1
        assert verify_batch(folder) == []
        assert not (folder / "journal.sqlite-wal").exists()

    def test_a_record_that_no_purge_cites_is_named(self, tmp_path: Path) -> None:
        folder, _ = closed_batch(tmp_path)
        with BatchFolder.reopen(folder) as batch:
            append(batch, remark())
            close_batch(batch)
        assert [finding.object for finding in verify_batch(folder)] == ["closing.json"]

    def test_reopened_and_left_alone_it_keeps_its_record(self, tmp_path: Path) -> None:
        folder, old = closed_batch(tmp_path)
        with BatchFolder.reopen(folder) as batch:
            assert close_batch(batch) == old
        assert verify_batch(folder) == []

    @pytest.mark.parametrize("appended", [False, True])
    def test_a_crash_in_between_leaves_an_open_batch(self, tmp_path: Path, appended: bool) -> None:
        folder, old = closed_batch(tmp_path)
        with BatchFolder.reopen(folder) as batch:
            if appended:
                purge = Purged(rows=(1,), blobs=(), reason="Frist", cites=old.sha256)
                append(batch, purge)
        assert verify_batch(folder) == []
        assert not is_closed(folder)
        with BatchFolder.open(folder, write=True) as again:
            assert again.closing == old
            close_batch(again)
        assert verify_batch(folder) == []

    def test_blobs_that_a_crash_left_are_erased_at_closing(self, tmp_path: Path) -> None:
        with new_batch(tmp_path) as batch:
            gone, *kept = batch.blobs
            append(batch, Purged(rows=(), blobs=(gone,), reason="Frist"))
        with BatchFolder.open(batch.folder, write=True) as again:
            close_batch(again)
            assert list(again.blobs) == kept
        assert verify_batch(batch.folder) == []

    def test_a_cut_tail_of_a_reopened_batch_is_named(self, tmp_path: Path) -> None:
        folder, old = closed_batch(tmp_path)
        with new_batch(tmp_path / "anders", pages=1) as other:
            shorter = (other.folder / "journal.sqlite").read_bytes()
        create_witness(folder, 0, "", old.sha256)
        (folder / "journal.sqlite").write_bytes(shorter)
        assert f"journal.sqlite#{old.rows}" in {f.object for f in verify_batch(folder)}


class TestDamage:
    def test_a_lost_witness_stops_the_writer_but_not_the_reader(self, tmp_path: Path) -> None:
        with new_batch(tmp_path) as batch:
            pass
        (batch.folder / "head").unlink()
        with pytest.raises(JournalBroken):
            BatchFolder.open(batch.folder, write=True)
        assert len(rows_of(batch.folder)) == 3
        assert [finding.object for finding in verify_batch(batch.folder)] == ["head"]

    def test_a_damaged_log_is_kept_for_rescue(self, tmp_path: Path) -> None:
        with new_batch(tmp_path) as batch:
            log = (batch.folder / "journal.sqlite-wal").read_bytes()
            database = (batch.folder / "journal.sqlite").read_bytes()
            head = (batch.folder / "head").read_bytes()
        damaged = bytearray(log)
        damaged[200] ^= 1
        (batch.folder / "journal.sqlite").write_bytes(database)
        (batch.folder / "journal.sqlite-wal").write_bytes(damaged)
        (batch.folder / "head").write_bytes(head)
        for write in (True, False):
            with pytest.raises(JournalBroken):
                BatchFolder.open(batch.folder, write=write)
        assert (batch.folder / "journal.sqlite-wal").read_bytes() == damaged
        assert (batch.folder / "journal.sqlite").read_bytes() == database

    def test_the_journal_of_another_batch_is_noticed(self, tmp_path: Path) -> None:
        with new_batch(tmp_path) as batch:
            pass
        other = tmp_path / "Mandant Süd" / "batches" / str(uuid.uuid4())
        batch.folder.rename(other)
        with pytest.raises(JournalBroken):
            rows_of(other)
        assert "journal.sqlite#1" in {finding.object for finding in verify_batch(other)}


def test_a_batch_is_never_there_without_its_first_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed anywhere in its creation, a batch is not there; later it holds its rows."""
    first = FirstRows((remark("eins"), remark("zwei")), "anna", "platz")

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(batch_layout, "rename_folder", die)
        with pytest.raises(KeyboardInterrupt):
            BatchFolder.create(tmp_path, BATCH, first=first)
    assert batch_folders(tmp_path) == []
    BatchFolder.create(tmp_path, BATCH, first=first).close()
    (folder,) = batch_folders(tmp_path)
    assert verify_batch(folder) == []
    with BatchFolder.open(folder, write=False) as batch:
        assert [row.number for row in batch.journal.read()] == [1, 2]
