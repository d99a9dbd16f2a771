"""What the folder of blobs adds to the contract."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from scanstation.errors import BlobChanged, FileUnreadable, StoreFull, StoreNotWritable
from scanstation.store.blobs import FolderBlobs
from tests.unit.store.builders import small_disk, without_root

CONTENT = bytes(range(256)) * 100


def made(folder: Path) -> FolderBlobs:
    (folder / "blobs").mkdir(parents=True)
    (folder / "temp").mkdir()
    return FolderBlobs(folder / "blobs", folder / "temp")


def test_a_changed_blob_is_not_believed(tmp_path: Path) -> None:
    blobs = made(tmp_path)
    name = blobs.put(CONTENT)
    (tmp_path / "blobs" / name).write_bytes(CONTENT[:-1] + b"x")
    with pytest.raises(BlobChanged) as caught:
        blobs.read(name)
    assert caught.value.details["object"] == f"blobs/{name}"


@pytest.mark.parametrize("damage", [b"", CONTENT[:-1], CONTENT[:-1] + b"x"])
def test_a_damaged_twin_is_written_again(tmp_path: Path, damage: bytes) -> None:
    blobs = made(tmp_path)
    name = blobs.put(CONTENT)
    (tmp_path / "blobs" / name).write_bytes(damage)
    assert blobs.put(CONTENT) == name
    assert blobs.read(name) == CONTENT


def test_nothing_but_the_blob_is_left(tmp_path: Path) -> None:
    blobs = made(tmp_path)
    source = tmp_path / "Datei"
    source.write_bytes(CONTENT)
    blobs.put(b"a")
    blobs.put(b"a")
    blobs.put_file(source)
    assert list((tmp_path / "temp").iterdir()) == []
    assert len(list((tmp_path / "blobs").iterdir())) == 2


def test_foreign_files_in_the_folder_are_no_blobs(tmp_path: Path) -> None:
    blobs = made(tmp_path)
    name = blobs.put(CONTENT)
    (tmp_path / "blobs" / "Thumbs.db").write_bytes(b"x")
    assert list(blobs) == [name]


def put_for_ever(blobs: FolderBlobs, names: list[str]) -> None:
    while True:
        names.append(blobs.put(len(names).to_bytes(4, "big") + CONTENT))


@pytest.mark.posix
def test_a_full_disk_is_said_and_leaves_nothing_behind(tmp_path: Path) -> None:
    with small_disk(tmp_path / "voll", 256) as disk:
        blobs = made(disk)
        names: list[str] = []
        source = tmp_path / "groß.pdf"
        source.write_bytes(CONTENT * 20)
        with pytest.raises(StoreFull):
            put_for_ever(blobs, names)
        with pytest.raises(StoreFull):
            blobs.put_file(source)
        assert names
        assert list(blobs) == sorted(names)
        assert all(hashlib.sha256(blobs.read(name)).hexdigest() == name for name in names)
        assert list((disk / "temp").iterdir()) == []
        blobs.erase(names[0])
        assert blobs.put(b"room again")


@pytest.mark.posix
def test_no_right_to_write_is_said(open_path: Path) -> None:
    blobs = made(open_path / "a")
    name = blobs.put(CONTENT)
    (open_path / "a" / "temp").chmod(0o555)
    (open_path / "a" / "blobs").chmod(0o555)
    with without_root():
        for attempt in (lambda: blobs.put(b"new"), lambda: blobs.erase(name)):
            with pytest.raises(StoreNotWritable) as caught:
                attempt()
            assert "Rechte des Ordners" in caught.value.sentence("de")


@pytest.mark.posix
def test_no_right_to_read_is_said(open_path: Path) -> None:
    blobs = made(open_path / "a")
    name = blobs.put(CONTENT)
    (open_path / "a" / "blobs" / name).chmod(0)
    with without_root(), pytest.raises(FileUnreadable):
        blobs.read(name)
