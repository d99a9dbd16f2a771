"""What every blob store must do; adapter authors subclass it in their tests."""

# ruff: noqa: D102 - the name of a test is its sentence

from __future__ import annotations

import hashlib
import threading
from abc import abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from scanstation.errors import BlobMissing, FileUnreadable
from scanstation.store.blobs import Blobs

CONTENT = bytes(range(256)) * 300
UNKNOWN = "0" * 64


class BlobContract:
    """Subclass, implement ``make_blobs``, and let pytest collect the class."""

    @abstractmethod
    def make_blobs(self, folder: Path) -> AbstractContextManager[Blobs]:
        """Return an empty store; leaving it gives its files back."""

    @pytest.fixture
    def blobs(self, tmp_path: Path) -> Iterator[Blobs]:
        with self.make_blobs(tmp_path) as blobs:
            yield blobs

    @pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
    def test_a_blob_is_named_by_its_hash(
        self, blobs: Blobs, kind: type[bytes | bytearray | memoryview]
    ) -> None:
        name = blobs.put(kind(CONTENT))
        assert name == hashlib.sha256(CONTENT).hexdigest()
        assert blobs.read(name) == CONTENT
        with blobs.open(name) as stream:
            assert stream.read() == CONTENT

    def test_a_reused_buffer_does_not_change_what_was_put(self, blobs: Blobs) -> None:
        buffer = bytearray(CONTENT)
        name = blobs.put(buffer)
        buffer[:4] = b"next"
        assert blobs.read(name) == CONTENT

    def test_wide_items_count_as_bytes(self, blobs: Blobs) -> None:
        name = blobs.put(memoryview(CONTENT).cast("H"))
        assert blobs.read(name) == CONTENT

    def test_an_empty_content_is_a_blob(self, blobs: Blobs) -> None:
        assert blobs.read(blobs.put(b"")) == b""

    def test_the_same_content_twice_is_one_blob(self, blobs: Blobs) -> None:
        assert blobs.put(CONTENT) == blobs.put(CONTENT)
        assert len(list(blobs)) == 1

    def test_a_file_is_copied(self, blobs: Blobs, tmp_path: Path) -> None:
        source = tmp_path / "Bescheid für Frau Größe.pdf"
        source.write_bytes(CONTENT * 20)
        name = blobs.put_file(source)
        source.unlink()
        assert name == hashlib.sha256(CONTENT * 20).hexdigest()
        assert blobs.read(name) == CONTENT * 20

    def test_file_and_content_are_one_blob(self, blobs: Blobs, tmp_path: Path) -> None:
        source = tmp_path / "a.bin"
        source.write_bytes(CONTENT)
        assert blobs.put_file(source) == blobs.put(CONTENT) == blobs.put_file(source)
        assert len(list(blobs)) == 1

    def test_an_unreadable_file_is_named(self, blobs: Blobs, tmp_path: Path) -> None:
        with pytest.raises(FileUnreadable) as caught:
            blobs.put_file(tmp_path / "fehlt.pdf")
        assert caught.value.details["file"] == "fehlt.pdf"
        assert list(blobs) == []

    def test_names_are_listed_in_order(self, blobs: Blobs) -> None:
        names = [blobs.put(bytes([value])) for value in range(20)]
        assert list(blobs) == sorted(names)
        assert all(blobs.exists(name) for name in names)

    @pytest.mark.parametrize("name", [UNKNOWN, "", "..", "../" + UNKNOWN, UNKNOWN.upper() + "A"])
    def test_an_unknown_name_is_missing(self, blobs: Blobs, name: str) -> None:
        assert not blobs.exists(name)
        with pytest.raises(BlobMissing):
            blobs.read(name)
        with pytest.raises(BlobMissing):
            blobs.open(name)

    def test_an_erased_blob_is_gone(self, blobs: Blobs) -> None:
        name, other = blobs.put(CONTENT), blobs.put(b"other")
        blobs.erase(name)
        blobs.erase(name)
        assert not blobs.exists(name)
        assert list(blobs) == [other]

    def test_threads_put_the_same_and_different_contents(self, blobs: Blobs) -> None:
        names: list[str] = []

        def work() -> None:
            names.extend(blobs.put(bytes([value]) * 5000) for value in range(30))

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(names) == 120
        assert set(blobs) == set(names)
        assert all(hashlib.sha256(blobs.read(name)).hexdigest() == name for name in blobs)
