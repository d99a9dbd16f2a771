"""The recorded program: captures pages as the workflow does, closes, purges, goes on.

Arguments: the tenant's folder, the file for acknowledgements. A line there is a promise,
written only after what it names is durable:

    page <batch> <row> <blob>     closed <batch>     purged <batch> <row>
"""

from __future__ import annotations

import sys
import uuid
from collections.abc import Callable
from pathlib import Path

from scanstation.events import BatchClosed, FeedEnded, Purged
from scanstation.store.batch import BatchFolder, close_batch
from tests.unit.store.builders import append, captured, remark

Promise = Callable[[str], None]


def capture(batch: BatchFolder, numbers: range, promise: Promise) -> None:
    for number in numbers:
        blob = batch.blobs.put(f"{batch.batch_id} {number} ".encode() * (20 + 9 * number))
        rows = append(batch, captured(blob, number))
        promise(f"page {batch.batch_id} {rows[-1].number} {blob}")


def first_batch(tenant: Path, promise: Promise) -> None:
    """Several sittings; a small log, so that it is moved into the file and begun anew."""
    batch_id = str(uuid.uuid4())
    with BatchFolder.create(tenant, batch_id) as batch:
        batch.journal._connection.execute("PRAGMA wal_autocheckpoint = 12")
        capture(batch, range(8), promise)
        append(batch, remark("lang " * 1500), FeedEnded("feed", 8, 8, "end"))
        capture(batch, range(8, 12), promise)
    with BatchFolder.open(batch.folder, write=True) as batch:
        capture(batch, range(12, 15), promise)
        append(batch, BatchClosed())
        record = close_batch(batch)
        promise(f"closed {batch_id}")
    with BatchFolder.reopen(batch.folder) as batch:
        gone = sorted(batch.blobs)[0]
        purge = Purged(rows=(1, 2, 9), blobs=(gone,), reason="Frist", cites=record.sha256)
        (row,) = append(batch, purge)
        promise(f"purged {batch_id} {row.number} {gone}")
        batch.blobs.erase(gone)
        close_batch(batch)
        promise(f"closed {batch_id}")


def second_batch(tenant: Path, promise: Promise) -> None:
    """The power goes while the batch is open and its log is never moved."""
    batch = BatchFolder.create(tenant, str(uuid.uuid4()))
    source = tenant / "eingang.pdf"
    source.write_bytes(b"imported " * 700)
    blob = batch.blobs.put_file(source)
    rows = append(batch, captured(blob, 0))
    promise(f"page {batch.batch_id} {rows[-1].number} {blob}")
    capture(batch, range(1, 10), promise)


def main(tenant: Path, acknowledgements: Path) -> None:
    with acknowledgements.open("wb", buffering=0) as outside:

        def promise(line: str) -> None:
            outside.write(line.encode() + b"\n")

        first_batch(tenant, promise)
        second_batch(tenant, promise)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
