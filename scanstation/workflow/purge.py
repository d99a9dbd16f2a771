"""Erasing what may go: images, packages and personal data of a finished batch, provably.

Raw pages go only after a quality check and a receipt of a real target (A.NB.2); a training
receipt frees nothing. The chain of the journal stays, so that what happened can still be
shown.
"""

from __future__ import annotations

from dataclasses import dataclass

from scanstation import events
from scanstation.errors import PurgeRefused
from scanstation.export.package import discard_package
from scanstation.model import BatchState, Document, UploadState
from scanstation.store.batch import BatchFolder, close_batch
from scanstation.store.journal import Row
from scanstation.workflow.catalogue import forget_values
from scanstation.workflow.session import BatchSession
from scanstation.workflow.supersede import successor_finished
from scanstation.workflow.workspace import Workspace

PERSONAL = frozenset(
    {
        events.FieldSet.type,
        events.FieldsFilled.type,
        events.FieldsChanged.type,
        events.Separated.type,
        events.SeparationChanged.type,
        events.AnomalyNoted.type,
        events.AnomalyAnswered.type,
        events.Checked.type,
        events.PageRejected.type,
        events.PageAnalysed.type,
        events.Exported.type,
        events.UploadStep.type,
        events.Withdrawn.type,
        events.BatchGivenUp.type,
        events.CorrectionExplained.type,
    }
)
"""Rows whose payload may name people or case numbers (barcodes of a page are facts)."""


@dataclass(frozen=True, slots=True)
class Purged:
    """How much was erased."""

    batch: str
    blobs: int
    rows: int


def purge(workspace: Workspace, name: str, reason: str) -> Purged:
    """Erase images, texts and personal payloads of a closed or abandoned batch.

    Raises:
        PurgeRefused: something of the batch is still needed, or it was purged before.
        BatchUnknown, BatchLocked: see each.
    """
    folder = workspace.locate(name)
    # Looked at first: a refusal must leave a closed batch as it is.
    with workspace.read(name) as session:
        closed = session.store.is_closed
        require_purgeable(workspace, session, closed=closed)
    store = BatchFolder.reopen(folder) if closed else BatchFolder.open(folder, write=True)
    with BatchSession(store, workspace.actor) as session:
        purged = session.last(events.Purged) or _erase(session, reason)
        for started in session.every(events.ExportStarted):
            discard_package(workspace.packages, started.package)
        close_batch(store)
    forget_values(workspace)
    return Purged(folder.name, len(purged.blobs), len(purged.rows))


def _erase(session: BatchSession, reason: str) -> events.Purged:
    """Erase payloads with the event itself, then the blobs that it names: every one there is.

    Also those that no page names any more: of a killed run, of a page that was read again.
    """
    store = session.store
    rows = tuple(row.number for row in session.rows() if _is_personal(row))
    cites = store.closing.sha256 if store.closing else ""
    purged = events.Purged(rows, tuple(session.blobs), reason, cites)
    session.append(purged)
    for blob in purged.blobs:
        session.blobs.erase(blob)
    return purged


def _is_personal(row: Row) -> bool:
    """An imported page names its file, and people name files after people."""
    if row.payload is None:
        return False
    imported = row.type == events.PageCaptured.type and row.payload["source"] != ""
    return imported or _is_path(row) or row.type in PERSONAL


def _is_path(row: Row) -> bool:
    """A receipt stays as proof, unless its id is a path, which names a case file."""
    if row.type != events.ReceiptReceived.type or row.payload is None:
        return False
    return any(separator in row.payload["remote_id"] for separator in "/\\∕")


def require_purgeable(workspace: Workspace, session: BatchSession, *, closed: bool) -> None:
    """Refuse to erase what is still needed.

    Raises:
        PurgeRefused: it says what for.
    """
    if session.last(events.Purged) is not None:
        if not closed:
            return  # a purge that was killed is brought to its end
        raise PurgeRefused(
            reason_de="sie sind schon gelöscht.", reason_en="they are deleted already."
        )
    batch = session.batch()
    if batch.state is BatchState.ABANDONED:
        return
    if batch.state is not BatchState.CLOSED:
        raise PurgeRefused(
            reason_de="nicht jedes Dokument ist bestätigt gespeichert.",
            reason_en="not every document is verified yet.",
        )
    stored = [one for one in batch.documents if not _superseded(one)]
    if any(one.transfer is None or one.transfer.training for one in stored):
        raise PurgeRefused(
            reason_de="die Quittungen stammen von einem Übungsziel.",
            reason_en="the receipts are from a training target.",
        )
    superseded = [one for one in batch.documents if _superseded(one)]
    if not all(successor_finished(workspace, one) for one in superseded):
        raise PurgeRefused(
            reason_de="eine berichtigte Fassung ist noch nicht bestätigt gespeichert.",
            reason_en="a corrected version is not verified yet.",
        )
    if not any(check.passed for check in batch.checks):
        raise PurgeRefused(
            reason_de="es gibt keine bestandene Qualitätsprüfung.",
            reason_en="there is no passed quality check.",
        )


def _superseded(document: Document) -> bool:
    """Whether a corrected version took the document's place before it was stored."""
    return document.transfer is not None and document.transfer.state is UploadState.SUPERSEDED
