"""The list of a tenant's batches, from the catalogue: a cache that each batch's journal fills.

A batch whose journal has not changed is not replayed again. Search texts wait for a search
to be offered: index values do not lie in a second place before anybody needs them there.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from scanstation.model import Batch, Document
from scanstation.store.catalogue import BatchSummary, Catalogue, OutboxEntry
from scanstation.workflow.session import BatchSession
from scanstation.workflow.workspace import Workspace


def list_batches(workspace: Workspace) -> list[BatchSummary]:
    """Return all batches of the tenant by opening time; see ``store.catalogue.UNREADABLE``."""
    if not workspace.folders():
        return []

    def summarise(folder: Path) -> BatchSummary:
        with BatchSession.open(folder, workspace.actor, write=False) as session:
            return summary_of(session.batch())

    with closing(Catalogue(workspace.folder, summarise)) as catalogue:
        return catalogue.all()


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
        reason=transfer.reason,
        permanent=transfer.permanent,
        remote_id=transfer.remote_id,
    )
