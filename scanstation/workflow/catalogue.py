"""The list of a tenant's batches, from the catalogue: a cache that each batch's journal fills.

A batch whose journal has not changed is not replayed again. Search texts wait for a search
to be offered: index values do not lie in a second place before anybody needs them there.
"""

from __future__ import annotations

import hashlib
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from scanstation import events
from scanstation.model import Batch, Document
from scanstation.store.catalogue import BatchSummary, Catalogue, OutboxEntry
from scanstation.workflow.session import BatchSession
from scanstation.workflow.workspace import Workspace

FILE_MARK = "file:"


def list_batches(workspace: Workspace) -> list[BatchSummary]:
    """Return all batches of the tenant by opening time; see ``store.catalogue.UNREADABLE``."""
    if not workspace.folders():
        return []
    with closing(open_catalogue(workspace)) as catalogue:
        return catalogue.all()


def imported_files(workspace: Workspace) -> dict[str, str]:
    """Return the batch of every file that a watched folder delivered, by ``file_text``."""
    with closing(open_catalogue(workspace)) as catalogue:
        return {hit.text: hit.batch for hit in catalogue.search(FILE_MARK)}


def open_catalogue(workspace: Workspace) -> Catalogue:
    """Return the tenant's catalogue; the caller closes it."""

    def summarise(folder: Path) -> BatchSummary:
        with BatchSession.open(folder, workspace.actor, write=False) as session:
            captured = session.every(events.PageCaptured)
            files = {one.frame for one in captured if one.frame and one.source}
            texts = tuple(("", file_text(frame)) for frame in sorted(files))
            return replace(summary_of(session.batch()), texts=texts)

    return Catalogue(workspace.folder, summarise)


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
