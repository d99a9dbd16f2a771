"""One line of the batch list from a batch's journal.

What was read of the batches that changed last is kept: a batch that somebody scans into changes
with every page, and is asked for again and again. Then only its new rows are read.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from scanstation import events
from scanstation.errors import JournalBroken
from scanstation.model import Batch, BatchState, Document
from scanstation.replay import Replayer
from scanstation.store.batch import BatchFolder
from scanstation.store.catalogue import BatchSummary, IndexedValue, OutboxEntry
from scanstation.workflow.session import readable

__all__ = ["FILE_MARK", "Summaries", "correction_text", "file_text", "summary_of"]

FILE_MARK = "file:"
CORRECTION_MARK = "corrects:"
KEPT = 2
"""Batches: as many as one station works on at a time."""


class Summaries:
    """Makes summaries, for any thread; journals that did not change are the catalogue's concern."""

    def __init__(self) -> None:
        self._kept: dict[Path, Replayer] = {}
        self._lock = threading.Lock()

    def make(self, folder: Path) -> BatchSummary:
        """Return the summary of the batch in a folder.

        Raises:
            JournalBroken: the journal is not what was appended, or not understood.
            StoreError: it cannot be read; see the leaves.
        """
        with self._lock, BatchFolder.open(folder, write=False) as store:
            with readable():
                replayer = _read_on(store, self._kept.pop(folder, Replayer()))
                batch = replayer.batch()
            if batch.state is BatchState.OPEN:
                self._keep(folder, replayer)
            texts = (*_files(replayer), *_corrections(batch))
            return replace(summary_of(batch), texts=texts, values=tuple(_values(batch)))

    def _keep(self, folder: Path, replayer: Replayer) -> None:
        self._kept[folder] = replayer
        while len(self._kept) > KEPT:
            self._kept.pop(next(iter(self._kept)))


def _read_on(store: BatchFolder, replayer: Replayer) -> Replayer:
    """Read what is new; everything, if the journal is another one or rows were erased since."""
    before = replayer.number
    if before:
        try:
            store.journal.require(before, replayer.head)
        except JournalBroken:
            return _read_on(store, Replayer())
    replayer.feed(store.journal.read(after=before))
    erased = replayer.last(events.Purged) is not None
    return _read_on(store, Replayer()) if before and erased else replayer


def _files(replayer: Replayer) -> Iterator[tuple[str, str]]:
    captured = replayer.every(events.PageCaptured)
    for frame in sorted({one.frame for one in captured if one.frame and one.source}):
        yield "", file_text(frame)


def _corrections(batch: Batch) -> Iterator[tuple[str, str]]:
    """A batch that was given up corrects nothing any more."""
    if batch.state is BatchState.ABANDONED:
        return
    for document in batch.documents:
        for old in document.corrects:
            yield document.id, correction_text(old.document)


def _values(batch: Batch) -> Iterator[IndexedValue]:
    for document in batch.documents:
        for name, value in document.fields.items():
            yield IndexedValue(document.id, document.number, name, value.value)


def correction_text(document: str) -> str:
    """Return what the catalogue keeps of a document, by its id, that another batch corrects."""
    return f"{CORRECTION_MARK}{document}"


def file_text(frame: str) -> str:
    """Return what the catalogue keeps of a file's frame id: a digest, as it may hold a name."""
    return f"{FILE_MARK}{hashlib.sha256(frame.encode()).hexdigest()}"


def summary_of(batch: Batch) -> BatchSummary:
    """Return a batch's line of the list and its part of the outbox."""
    return BatchSummary(
        batch=batch.id,
        state=batch.state.value,
        pages=len(batch.pages),
        documents=len(batch.documents),
        operator=batch.operator,
        opened=batch.opened,
        received=batch.received,
        box=batch.box,
        rows=batch.rows,
        outbox=tuple(_entry(batch, one) for one in batch.documents if one.package_path),
        in_flight=batch.in_flight,
        released=batch.released,
    )


def _entry(batch: Batch, document: Document) -> OutboxEntry:
    transfer = document.transfer
    if transfer is None:
        return OutboxEntry(
            document.id, document.number, document.package, batch.profile.target, "prepared"
        )
    return OutboxEntry(
        document=document.id,
        number=document.number,
        package=document.package,
        target=transfer.target,
        state=transfer.state.value,
        reason=transfer.reason.de,
        permanent=transfer.permanent,
        remote_id=transfer.remote_id,
    )
