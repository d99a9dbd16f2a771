"""Erasing what may go: images and personal data of a finished batch, provably.

Raw pages go only after a quality check and a receipt of a real target (A.NB.2); a training
receipt frees nothing. The chain of the journal stays, so that what happened can still be
shown.
"""

from __future__ import annotations

from dataclasses import dataclass

from scanstation import events
from scanstation.errors import PurgeRefused
from scanstation.model import Batch, BatchState
from scanstation.store.batch import BatchFolder, close_batch, is_closed
from scanstation.workflow.session import BatchSession
from scanstation.workflow.workspace import Workspace

PERSONAL = frozenset(
    {
        events.FieldSet.type,
        events.FieldsFilled.type,
        events.Separated.type,
        events.AnomalyNoted.type,
        events.AnomalyAnswered.type,
        events.Checked.type,
        events.PageRejected.type,
    }
)
"""Rows whose payload may name people or case numbers."""


@dataclass(frozen=True, slots=True)
class Purged:
    """How much was erased."""

    batch: str
    blobs: int
    rows: int


def purge(workspace: Workspace, name: str, reason: str) -> Purged:
    """Erase images, texts and personal payloads of a closed or abandoned batch.

    Raises:
        PurgeRefused: something of the batch is still needed.
        BatchUnknown, BatchLocked: see each.
    """
    folder = workspace.locate(name)
    closed = is_closed(folder)
    store = BatchFolder.reopen(folder) if closed else BatchFolder.open(folder, write=True)
    with BatchSession(store, workspace.actor) as session:
        batch = session.batch()
        _require_purgeable(batch)
        rows = tuple(row.number for row in session.rows() if row.type in PERSONAL and row.payload)
        blobs = _blobs(batch)
        cites = store.closing.sha256 if store.closing else ""
        session.append(events.Purged(rows, blobs, reason, cites))
        for blob in blobs:
            session.blobs.erase(blob)
        close_batch(store)
    return Purged(batch.id, len(blobs), len(rows))


def _require_purgeable(batch: Batch) -> None:
    if batch.state is BatchState.ABANDONED:
        return
    if batch.state is not BatchState.CLOSED:
        raise PurgeRefused(
            reason_de="nicht jedes Dokument ist bestätigt gespeichert.",
            reason_en="not every document is verified yet.",
        )
    if any(one.transfer is None or one.transfer.training for one in batch.documents):
        raise PurgeRefused(
            reason_de="die Quittungen stammen aus der Übung.",
            reason_en="its receipts are from training.",
        )
    if not any(check.passed for check in batch.checks):
        raise PurgeRefused(
            reason_de="es gibt keine bestandene Qualitätsprüfung.",
            reason_en="there is no passed quality check.",
        )


def _blobs(batch: Batch) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for page in batch.pages:
        for blob in (page.image.blob, page.thumbnail, page.words, page.original):
            if blob:
                found[blob] = None
    return tuple(found)
