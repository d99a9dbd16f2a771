"""A corrected version of documents that were sent: a new batch that names what it corrects.

A release cannot be withdrawn once sending began, and what a target holds is never changed behind
its back. So the documents' pages go, the same images under new ids, into a batch of their own,
where people edit, index, check and release again.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing

from scanstation import events
from scanstation.errors import BlobChanged, CorrectionRefused, Text
from scanstation.model import Batch, BatchState, Document, UploadState
from scanstation.workflow import index, separate
from scanstation.workflow.abandon import abandon
from scanstation.workflow.carry import Carried, carried_events
from scanstation.workflow.catalogue import correcting_batch
from scanstation.workflow.edit_rules import document_by_number
from scanstation.workflow.session import BatchSession
from scanstation.workflow.supersede import (
    FINISHED,
    failed_for_good,
    replaceable,
    successor_alive,
    supersede,
)
from scanstation.workflow.workspace import Workspace

PURGED = Text("die Rohbilder sind gelöscht.", "the raw pages are deleted.")
NOT_SENT = Text(
    "Dokument {number} ist noch nicht gesendet; bitte die Freigabe zurücknehmen.",
    "document {number} is not sent yet; withdraw the release instead.",
)
ON_THE_WAY = Text(
    "Dokument {number} ist unterwegs; bitte warten, bis es bestätigt oder endgültig "
    "gescheitert ist.",
    "document {number} is on its way; wait until it is verified or has failed for good.",
)
REPLACED = Text(
    "Dokument {number} ist schon berichtigt, im Stapel {batch}.",
    "document {number} is corrected already, in batch {batch}.",
)
NO_REASON = Text("es fehlt die Begründung.", "the reason is missing.")
NO_DOCUMENT = Text("es ist kein Dokument genannt.", "no document is named.")
BROKEN_OFF = "Berichtigung abgebrochen"


def correct(
    workspace: Workspace,
    name: str,
    documents: Sequence[int],
    reason: str,
    lookups: index.Lookups | None = None,
) -> BatchSession:
    """Open a batch with the pages of sent documents and return it; the caller closes it.

    Documents that failed for good are final from then on: the new batch takes their place.

    Args:
        name: of the batch that they were sent from.
        documents: their numbers in it.
        reason: stands in the transfer note.

    Raises:
        CorrectionRefused: one of them is not sent, on its way, corrected already or purged.
        EditRefused: there is no document of this number.
        BatchUnknown, BatchLocked, BlobMissing, BlobChanged, StoreError: see each.
    """
    if not reason.strip():
        raise _refused(NO_REASON)
    with closing(workspace.read(name)) as looked:
        chosen = _chosen(workspace, looked, documents)
        open_ = looked.batch().state not in FINISHED
        failed = open_ and any(replaceable(one) for one in chosen)
    # Who may write the old batch is the only one who could send it meanwhile.
    with closing(workspace.open(name) if failed else workspace.read(name)) as old:
        chosen = _chosen(workspace, old, documents)
        new = _created(workspace, old, chosen, reason.strip())
        try:
            if failed:
                supersede(old, {one.id for one in chosen}, new.batch().id)
            separate.run(new)
            index.refresh(workspace, new, lookups)
        except BaseException:
            new.close()
            raise
    return new


def _chosen(workspace: Workspace, old: BatchSession, numbers: Sequence[int]) -> list[Document]:
    batch = old.batch()
    if old.last(events.Purged) is not None:
        raise _refused(PURGED)
    found = [document_by_number(batch, number) for number in sorted(set(numbers))]
    if not found:
        raise _refused(NO_DOCUMENT)
    for document in found:
        require_correctable(workspace, batch, document)
    return found


def require_correctable(workspace: Workspace, batch: Batch, document: Document) -> None:
    """Refuse what is not sent, on its way or corrected already.

    Raises:
        CorrectionRefused: it says which.
    """
    transfer = document.transfer
    if transfer is None or transfer.state is UploadState.PREPARED:
        raise _refused(NOT_SENT, number=document.number)
    if transfer.state is UploadState.SUPERSEDED:
        if successor_alive(workspace, document):
            raise _refused(REPLACED, number=document.number, batch=transfer.superseded_by)
    elif transfer.state is not UploadState.VERIFIED and not failed_for_good(document):
        raise _refused(ON_THE_WAY, number=document.number)
    elif other := correcting_batch(workspace, document.id):
        # The closed journal of the old batch cannot say so: the catalogue of all others does.
        raise _refused(REPLACED, number=document.number, batch=other)
    if batch.state is BatchState.ABANDONED:  # pragma: no cover - nothing of it was ever sent
        raise _refused(NOT_SENT, number=document.number)


def _created(
    workspace: Workspace, old: BatchSession, chosen: Sequence[Document], reason: str
) -> BatchSession:
    """Create the batch whole: images first, each checked against its name, then all rows at once.

    A batch that could not be filled is given up, so that nobody takes it for a correction.
    """
    batch = old.batch()
    carried = Carried.of(batch, chosen)
    new = workspace.create(batch.profile, batch.received, batch.box)
    try:
        for blob in carried.blobs:
            if new.blobs.put_file(old.blob_path(blob)) != blob:
                raise BlobChanged(object=f"blobs/{blob}")
        new.append(*carried_events(old, carried, reason))
    except BaseException:
        if not new.batch().pages:
            abandon(new, BROKEN_OFF)
        new.close()
        raise
    return new


def _refused(text: Text, **details: object) -> CorrectionRefused:
    return CorrectionRefused(
        reason_de=text.say("de", **details), reason_en=text.say("en", **details)
    )
