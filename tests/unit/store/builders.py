"""Small real batches for the tests of the store."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scanstation.errors import Text
from scanstation.events import AnomalyNoted, BatchClosed, Event, Exported, PageCaptured
from scanstation.model import Image, Mode
from scanstation.store.batch import BatchFolder, close_batch
from scanstation.store.closing import ClosingRecord
from scanstation.store.journal import Row
from scanstation.testing.journal_contract import BATCH

NOBODY = 65534
SECRET = "Hildegard Mustermann, Aktenzeichen 51.22-4711"


def append(batch: BatchFolder, *events: Event) -> list[Row]:
    return batch.journal.append(
        batch.journal.head()[0], events, operator="Müller", station="Zimmer 7"
    )


def page(batch: BatchFolder, number: int) -> Row:
    """Put a blob and append the row that names it, like a captured page."""
    blob = batch.blobs.put(f"picture {number} ".encode() * 40)
    return append(batch, captured(blob, number))[0]


def captured(blob: str, number: int) -> PageCaptured:
    image = Image(blob, "image/jpeg", 2480, 3508, (300.0, 300.0), Mode.GREY)
    sheet, device = f"sheet {number}", "simulated"
    return PageCaptured(f"page {number}", sheet, "front", image, device, feed="feed")


def remark(text: str = SECRET, sheet: int = 1) -> AnomalyNoted:
    return AnomalyNoted(kind="remark", text=Text(text, text), sheet=sheet)


def exported(batch: BatchFolder) -> str:
    """Append an export as the workflow does and return the head its transfer note names."""
    head = batch.journal.head()[1]
    files = {"document.pdf": "1" * 64}
    append(batch, Exported("document", "package", "out/1", files, "2" * 64, head))
    return head


@contextmanager
def new_batch(folder: Path, pages: int = 3) -> Iterator[BatchFolder]:
    with BatchFolder.create(folder / "Mandant Süd", BATCH) as batch:
        for number in range(pages):
            page(batch, number)
        yield batch


def closed_batch(folder: Path, pages: int = 3) -> tuple[Path, ClosingRecord]:
    with new_batch(folder, pages) as batch:
        append(batch, BatchClosed())
        return batch.folder, close_batch(batch)


def rows_of(folder: Path) -> list[Row]:
    with BatchFolder.open(folder, write=False) as batch:
        return list(batch.journal.read())


def as_it_lies(folder: Path, target: Path) -> Path:
    """Copy a batch that is being written, as a killed process would leave it."""
    copy = target / folder.name
    shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("*-shm"))
    return copy


def contents(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Return every file's bytes and time of change."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in files
    }


@contextmanager
def small_disk(folder: Path, kilobytes: int) -> Iterator[Path]:
    """Mount a real file system of this size (needs root or sudo, as set-up does)."""
    folder.mkdir()
    root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    options = f"size={kilobytes}k,mode=777"
    subprocess.run([*root, "mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run([*root, "umount", folder], check=True)


@contextmanager
def without_root() -> Iterator[None]:
    """Act as an account that root's exemption from rights does not help."""
    if os.geteuid() != 0:
        yield
        return
    os.setegid(NOBODY)
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)
