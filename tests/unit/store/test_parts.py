"""Closing record, witness, local disks, locks and the blobs that rows name."""

from __future__ import annotations

import dataclasses
import errno
import threading
import typing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanstation.errors import BatchLocked, JournalBroken, StoreFull, StoreNotWritable
from scanstation.events import EVENT_TYPES, Purged, encode
from scanstation.model import Image
from scanstation.store.closing import ClosingRecord, decode_record, encode_record, read_record
from scanstation.store.durable import extended, store_errors, write_file
from scanstation.store.journal import Row
from scanstation.store.local_disk import require_local_disk, share_kind
from scanstation.store.lock import FileLock, is_locked
from scanstation.store.named_blobs import PLACES, erased_blobs, expected_blobs
from scanstation.store.witness import Witness, create_witness, read_witness
from tests.unit.store.builders import captured

HASH = st.text("0123456789abcdef", min_size=64, max_size=64)
RECORDS = st.builds(
    ClosingRecord,
    batch=st.uuids().map(str),
    rows=st.integers(0, 10**9),
    head=HASH,
    journal=HASH,
    time=st.text(max_size=30),
    cites=st.one_of(st.just(""), HASH),
)
MOUNTS = """\
21 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
22 21 0:20 / /home/amt rw - nfs4 server:/home rw
23 22 8:2 / /home/amt/lokal rw - xfs /dev/sdb1 rw
24 21 0:33 / /mnt/Scan\\040Ordner rw master:1 - cifs //nas/scan rw
25 21 0:40 / /mnt/fern rw - fuse.sshfs user@host: rw
26 21 0:41 / /mnt/ntfs rw - fuseblk /dev/sdc1 rw
27 21 0:42 / /mnt/beides rw - ext4 /dev/sdd1 rw
28 27 0:43 / /mnt/beides rw - 9p share rw
"""


class TestRecord:
    @settings(deadline=None)
    @given(record=RECORDS)
    def test_it_comes_back(self, record: ClosingRecord) -> None:
        assert decode_record(encode_record(record)) == record

    @settings(deadline=None)
    @given(record=RECORDS, data=st.data())
    def test_no_other_bytes_are_a_record(self, record: ClosingRecord, data: st.DataObject) -> None:
        content = bytearray(encode_record(record))
        for _ in range(data.draw(st.integers(1, 3))):
            content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
        if bytes(content) != encode_record(record):
            with pytest.raises(JournalBroken):
                decode_record(bytes(content))

    @pytest.mark.parametrize("content", [b"", b"null", b"[]", b"{}", b'{"check": 1}', b"\xff"])
    def test_rubbish_is_no_record(self, tmp_path: Path, content: bytes) -> None:
        (tmp_path / "closing.json").write_bytes(content)
        with pytest.raises(JournalBroken):
            read_record(tmp_path)

    def test_none_is_none(self, tmp_path: Path) -> None:
        assert read_record(tmp_path) is None


class TestWitness:
    def test_it_remembers_the_last(self, tmp_path: Path) -> None:
        create_witness(tmp_path, 0, "0" * 64, reopens="f" * 64)
        witness = Witness(tmp_path)
        for number in range(1, 6):
            witness.write(number, str(number) * 64, sync=number == 3)
            seen = read_witness(tmp_path)
            assert seen is not None
            assert (seen.number, seen.hash) == (number, str(number) * 64)
            assert seen.reopens == "f" * 64
        witness.close()
        witness.close()

    @settings(deadline=None)
    @given(slot=st.integers(0, 1), noise=st.binary(min_size=1, max_size=512))
    def test_a_torn_slot_leaves_the_other(
        self, tmp_path_factory: pytest.TempPathFactory, slot: int, noise: bytes
    ) -> None:
        folder = tmp_path_factory.mktemp("w")
        create_witness(folder, 7, "7" * 64)
        witness = Witness(folder)
        witness.write(8, "8" * 64)
        witness.close()
        content = bytearray((folder / "head").read_bytes())
        content[512 * slot : 512 * slot + len(noise)] = noise
        (folder / "head").write_bytes(content)
        seen = read_witness(folder)
        assert seen is not None
        assert seen.number in (7, 8)

    @pytest.mark.parametrize("content", [b"", b" " * 1024, b"\xff" * 1024, b"1 2 3 4 5\n" * 100])
    def test_rubbish_saw_nothing(self, tmp_path: Path, content: bytes) -> None:
        (tmp_path / "head").write_bytes(content)
        assert read_witness(tmp_path) is None


class TestLocalDisk:
    @pytest.mark.parametrize(
        ("path", "kind"),
        [
            ("/var/lib", ""),
            ("/home/amt/scan", "nfs4"),
            ("/home/amt/lokal/scan", ""),
            ("/home/amtsgericht", ""),
            ("/mnt/Scan Ordner/neu", "cifs"),
            ("/mnt/fern", "fuse.sshfs"),
            ("/mnt/ntfs/a", ""),
            ("/mnt/beides/a", "9p"),
        ],
    )
    def test_the_innermost_mount_decides(self, path: str, kind: str) -> None:
        assert share_kind(Path(path), MOUNTS) == kind

    def test_this_disk_is_local(self, tmp_path: Path) -> None:
        require_local_disk(tmp_path / "noch" / "nicht" / "da")


class TestLock:
    def test_a_waiting_lock_is_granted_when_free(self, tmp_path: Path) -> None:
        first = FileLock(tmp_path / "lock", name="x")
        granted = threading.Event()

        def wait() -> None:
            with FileLock(tmp_path / "lock", name="x", wait=True):
                granted.set()

        waiting = threading.Thread(target=wait)
        waiting.start()
        assert is_locked(tmp_path / "lock")
        assert not granted.is_set()
        first.close()
        first.close()
        waiting.join()
        assert granted.is_set()
        assert not is_locked(tmp_path / "lock")

    def test_who_holds_it_is_not_disturbed_by_questions(self, tmp_path: Path) -> None:
        with FileLock(tmp_path / "lock", name="Stapel 7"):
            assert all(is_locked(tmp_path / "lock") for _ in range(3))
            with pytest.raises(BatchLocked) as caught:
                FileLock(tmp_path / "lock", name="Stapel 7")
        assert "Stapel 7" in caught.value.sentence("de")

    def test_no_file_is_no_lock(self, tmp_path: Path) -> None:
        assert not is_locked(tmp_path / "lock")


class TestDurable:
    def test_a_file_is_replaced_whole(self, tmp_path: Path) -> None:
        write_file(tmp_path / "Größe.json", b"eins")
        write_file(tmp_path / "Größe.json", b"zwei")
        assert (tmp_path / "Größe.json").read_bytes() == b"zwei"
        assert [path.name for path in tmp_path.iterdir()] == ["Größe.json"]

    @pytest.mark.parametrize(
        ("number", "expected"),
        [
            (errno.ENOSPC, StoreFull),
            (errno.EDQUOT, StoreFull),
            (errno.EACCES, StoreNotWritable),
            (errno.EPERM, StoreNotWritable),
            (errno.EROFS, StoreNotWritable),
            (errno.EIO, StoreNotWritable),
        ],
    )
    @pytest.mark.posix
    def test_each_refusal_has_its_sentence(self, number: int, expected: type[Exception]) -> None:
        with pytest.raises(expected), store_errors(Path("x")):
            raise OSError(number, "reason")

    @pytest.mark.posix
    def test_paths_are_plain_here(self) -> None:
        assert extended(Path("/a b/ä")) == "/a b/ä"


class TestNamedBlobs:
    def test_every_event_that_names_blobs_is_known(self) -> None:
        """A new event with an image or one of these fields must be entered in PLACES."""
        naming = {"blob", "original", "thumbnail", "words"}
        for name, kind in EVENT_TYPES.items():
            hints = typing.get_type_hints(kind)
            fields = [field.name for field in dataclasses.fields(kind)]
            found = {field for field in fields if field in naming or hints[field] is Image}
            assert found == {place[0] for place in PLACES.get(name, ())}, name

    def test_what_is_named_again_after_a_purge_is_expected(self) -> None:
        rows = [row(1, captured("a" * 64, 1)), row(2, captured("b" * 64, 2))]
        purge = row(3, Purged(rows=(), blobs=("a" * 64, "b" * 64), reason="x"))
        again = row(4, captured("b" * 64, 3))
        assert expected_blobs(rows) == {"a" * 64: 1, "b" * 64: 2}
        assert expected_blobs([*rows, purge]) == {}
        assert expected_blobs([*rows, purge, again]) == {"b" * 64: 4}
        assert erased_blobs([*rows, purge, again]) == {"a" * 64}


def row(number: int, event: typing.Any) -> Row:
    kind, version, payload = encode(event)
    return Row(number, "", "", "", kind, version, "", "", "", payload)
