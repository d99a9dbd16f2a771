"""Both blob stores keep the contract."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from scanstation.store.batch import BatchFolder
from scanstation.store.blobs import Blobs
from scanstation.store.memory import MemoryBlobs
from scanstation.testing.blob_contract import BlobContract
from scanstation.testing.journal_contract import BATCH


class TestFolderBlobs(BlobContract):
    @contextmanager
    def make_blobs(self, folder: Path) -> Iterator[Blobs]:
        with BatchFolder.create(folder / "Mandant Süd", BATCH) as batch:
            yield batch.blobs


class TestMemoryBlobs(BlobContract):
    def make_blobs(self, folder: Path) -> nullcontext[Blobs]:
        return nullcontext(MemoryBlobs())
