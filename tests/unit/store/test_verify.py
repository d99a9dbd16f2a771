"""Verification names objects, takes proofs from outside, and touches nothing."""

from __future__ import annotations

import dataclasses
import os
import shutil
from pathlib import Path

import pytest

from scanstation.errors import BatchUnknown
from scanstation.events import Exported
from scanstation.store.batch import BatchFolder, close_batch
from scanstation.store.closing import encode_record
from scanstation.store.verify import verify_batch
from scanstation.testing.journal_contract import BATCH
from tests.unit.store.builders import (
    append,
    as_it_lies,
    closed_batch,
    contents,
    exported,
    new_batch,
    page,
    remark,
    rows_of,
    without_root,
)
from tests.unit.store.test_sqlite_journal import tampered


def named(folder: Path, *heads: str) -> list[str]:
    return [finding.object for finding in verify_batch(folder, known_heads=heads)]


def test_nothing_is_touched(tmp_path: Path) -> None:
    with new_batch(tmp_path) as batch:
        copy = as_it_lies(batch.folder, tmp_path / "kopie")
    for folder in (copy, batch.folder, closed_batch(tmp_path / "z")[0]):
        before = contents(folder)
        assert verify_batch(folder) == []
        assert contents(folder) == before


def test_a_medium_that_cannot_be_written_is_enough(open_path: Path) -> None:
    with new_batch(open_path) as batch:
        copies = [as_it_lies(batch.folder, open_path / "kopie")]
    copies.append(closed_batch(open_path / "z")[0])
    for folder in copies:
        for path in (*folder.rglob("*"), folder):
            path.chmod(0o555 if path.is_dir() else 0o444)
        folder.parents[1].chmod(0o755)
        folder.parent.chmod(0o755)
    (open_path / "z").chmod(0o755)
    with without_root():
        assert [verify_batch(folder) for folder in copies] == [[], []]


def test_a_batch_that_is_being_written(tmp_path: Path) -> None:
    with new_batch(tmp_path) as batch:
        for number in range(3, 30):
            page(batch, number)
            assert verify_batch(batch.folder) == []
        # SQLite's locks of this process are still there: the writer goes on undisturbed.
        page(batch, 30)
        (next(iter((batch.folder / "blobs").iterdir()))).unlink()
        assert len(verify_batch(batch.folder)) == 1


def test_a_removed_blob_is_named_with_its_row(tmp_path: Path) -> None:
    for folder in (closed_batch(tmp_path / "a")[0], new_folder(tmp_path / "b")):
        (row, *_) = rows_of(folder)
        assert row.payload is not None
        blob = row.payload["image"]["blob"]
        (folder / "blobs" / blob).unlink()
        (finding,) = verify_batch(folder)
        assert finding.object == f"blobs/{blob}"
        assert finding.reason.de == "fehlt; Zeile 1 nennt es"


def new_folder(place: Path) -> Path:
    with new_batch(place) as batch:
        pass
    return batch.folder


def test_an_unreadable_blob_is_named(open_path: Path) -> None:
    folder = new_folder(open_path)
    for path in (*folder.rglob("*"), *folder.parents[:2], folder):
        path.chmod(0o755 if path.is_dir() else 0o644)
    blob = sorted((folder / "blobs").iterdir())[1]
    blob.chmod(0)
    with without_root():
        assert named(folder) == [f"blobs/{blob.name}"]


def test_cut_rows_are_named_by_a_head_that_left_the_house(tmp_path: Path) -> None:
    """Somebody rewrites the whole batch, witness included; only the proof outside tells."""
    with new_batch(tmp_path) as batch:
        shorter = as_it_lies(batch.folder, tmp_path / "kürzer")
        page(batch, 3)
        head = exported(batch)
    assert named(batch.folder, head) == []
    assert named(shorter) == []
    (finding,) = verify_batch(shorter, known_heads=[head])
    assert finding.object == "journal.sqlite"
    assert head in finding.reason.en


def test_an_export_whose_head_is_gone_is_named(tmp_path: Path) -> None:
    with new_batch(tmp_path) as batch:
        exported(batch)
        other = as_it_lies(batch.folder, tmp_path / "kopie")
    assert named(other) == []
    with new_batch(tmp_path / "b", pages=1) as rewritten:
        append(rewritten, Exported("d", "p", "out", {}, "2" * 64, rows_of(other)[1].hash))
    assert named(rewritten.folder) == ["journal.sqlite#2"]


def test_cut_rows_are_named_by_the_witness(tmp_path: Path) -> None:
    folder = new_folder(tmp_path)
    tampered(folder, "DELETE FROM payloads WHERE number > 1", "DELETE FROM rows WHERE number > 1")
    assert "journal.sqlite#3" in named(folder)


@pytest.mark.parametrize("lost", ["journal.sqlite", "closing.json", "blobs"])
def test_a_missing_part_is_named(tmp_path: Path, lost: str) -> None:
    folder, _ = closed_batch(tmp_path)
    path = folder / lost
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    expected = {"closing.json": "head", "blobs": "blobs/"}.get(lost, lost)
    assert any(name.startswith(expected) for name in named(folder))


def test_an_empty_folder_is_no_batch(tmp_path: Path) -> None:
    (tmp_path / BATCH).mkdir()
    with pytest.raises(BatchUnknown):
        verify_batch(tmp_path / BATCH)


def test_a_log_beside_a_closed_journal_is_named(tmp_path: Path) -> None:
    with new_batch(tmp_path) as batch:
        log = (batch.folder / "journal.sqlite-wal").read_bytes()
        close_batch(batch)
    (batch.folder / "journal.sqlite-wal").write_bytes(log)
    assert named(batch.folder) == ["journal.sqlite-wal"]
    (batch.folder / "journal.sqlite-wal").write_bytes(b"")
    assert named(batch.folder) == []


def test_the_record_of_another_batch_is_named(tmp_path: Path) -> None:
    folder, record = closed_batch(tmp_path)
    forged = dataclasses.replace(record, batch="00000000-0000-4000-8000-000000000000")
    (folder / "closing.json").write_bytes(encode_record(forged))
    assert named(folder) == ["closing.json"]


def test_a_copy_under_another_name_is_checked_too(tmp_path: Path) -> None:
    folder, _ = closed_batch(tmp_path)
    copy = shutil.copytree(folder, tmp_path / "Kopie für die Revision")
    assert named(copy) == []
    os.truncate(copy / "journal.sqlite", 4096)
    assert "journal.sqlite" in named(copy)


def test_several_findings_come_together(tmp_path: Path) -> None:
    with new_batch(tmp_path, pages=6) as batch:
        append(batch, remark())
    first, second, *_ = sorted((batch.folder / "blobs").iterdir())
    first.write_bytes(b"other")
    second.unlink()
    tampered(
        batch.folder,
        "UPDATE rows SET operator = 'x' WHERE number = 2",
        "UPDATE payloads SET body = '{}' WHERE number = 7",
    )
    expected = {
        "journal.sqlite#2",
        "journal.sqlite#7",
        f"blobs/{first.name}",
        f"blobs/{second.name}",
    }
    found = set(named(batch.folder))
    # The blob of a row that cannot be believed is not looked for.
    assert found in (expected, expected - {f"blobs/{second.name}"})


def test_a_reader_and_verify_agree_about_an_empty_batch(tmp_path: Path) -> None:
    with BatchFolder.create(tmp_path, BATCH) as batch:
        assert verify_batch(batch.folder) == []
    assert verify_batch(batch.folder) == []
    assert named(batch.folder, batch.journal._origin) == []
