"""Old documents that never arrived are final before their corrected version goes.

    old batch        failed (permanent) ----------- superseded by the new batch
    new batch    created, whole ... open ... | ... released -> sent

The new batch is written first: killed in between, nothing is lost, and the new batch cannot be
released before the old document is final. So one of both is sent, never both.
"""

from __future__ import annotations

from contextlib import closing

from scanstation import events
from scanstation.errors import BatchUnknown
from scanstation.model import Batch, BatchState, Document, UploadState
from scanstation.workflow.session import BatchSession
from scanstation.workflow.workspace import Workspace

FINISHED = frozenset({BatchState.CLOSED, BatchState.ABANDONED})


def settle(workspace: Workspace, batch: Batch) -> None:
    """Make the documents that a batch corrects final, where they are not yet.

    Raises:
        BatchLocked: somebody works on the old batch, or sends it.
    """
    if not batch.corrects:
        return
    documents = {old.document for one in batch.documents for old in one.corrects}
    try:
        with closing(workspace.read(batch.corrects)) as looked:
            waiting = _waiting(looked.batch(), documents)
    except BatchUnknown:
        return
    if waiting:
        with closing(workspace.open(batch.corrects)) as old:
            supersede(old, documents, batch.id)


def supersede(old: BatchSession, documents: set[str], by: str) -> None:
    """Say of documents that were not stored that another batch takes their place."""
    batch = old.batch()
    waiting = [
        one
        for one in batch.documents
        if one.id in documents and replaceable(one) and batch.state not in FINISHED
    ]
    if waiting:
        old.append(*(events.Superseded(one.id, by) for one in waiting))


def _waiting(batch: Batch, documents: set[str]) -> list[Document]:
    if batch.state in FINISHED:
        return []
    return [one for one in batch.documents if one.id in documents and failed_for_good(one)]


def failed_for_good(document: Document) -> bool:
    """Whether only a person can bring the document further."""
    transfer = document.transfer
    return bool(transfer and transfer.state is UploadState.FAILED and transfer.permanent)


def replaceable(document: Document) -> bool:
    """Whether a corrected version may take the place of a document that is not stored."""
    transfer = document.transfer
    superseded = transfer is not None and transfer.state is UploadState.SUPERSEDED
    return superseded or failed_for_good(document)


def successor_finished(workspace: Workspace, document: Document) -> bool:
    """Whether the corrected version of a superseded document is stored, or was given up.

    Giving up is a person's word, with a reason, that nothing is to be sent.
    """
    transfer = document.transfer
    if transfer is None or transfer.state is not UploadState.SUPERSEDED:
        return False
    try:
        with closing(workspace.read(transfer.superseded_by)) as session:
            batch = session.batch()
    except BatchUnknown:
        return False
    if batch.state is BatchState.ABANDONED:
        return True
    done = [one.transfer for one in batch.documents]
    return batch.state is BatchState.CLOSED and all(
        one is not None and not one.training for one in done
    )


def successor_alive(workspace: Workspace, document: Document) -> bool:
    """Whether a corrected version is there that was not given up."""
    transfer = document.transfer
    if transfer is None or not transfer.superseded_by:
        return False
    try:
        with closing(workspace.read(transfer.superseded_by)) as session:
            return session.batch().state is not BatchState.ABANDONED
    except BatchUnknown:
        return False
