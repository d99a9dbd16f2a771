"""The documents of a sent batch as people know them, and which of them can be corrected now."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass

from scanstation import events
from scanstation.errors import NOTHING, CorrectionRefused, Text
from scanstation.model import Batch, Document, UploadState
from scanstation.workflow.correct import PURGED, require_correctable
from scanstation.workflow.outbox_rows import case_number
from scanstation.workflow.session import BatchSession
from scanstation.workflow.workspace import Workspace

SUBJECT = "subject"
"""What the field is called that says what a letter is about."""


@dataclass(frozen=True, slots=True)
class SentDocument:
    """One document of a batch.

    Attributes:
        title: of its document class.
        pages: how many there are.
        state: None before its release.
        refusal: why it cannot be corrected now; ``NOTHING`` if it can.
    """

    number: int
    title: Text
    case_number: str
    subject: str
    pages: int
    state: UploadState | None
    receipt: str
    refusal: Text = NOTHING


def sent_documents(workspace: Workspace, name: str) -> tuple[SentDocument, ...]:
    """Return the documents of a batch in their order.

    Raises:
        BatchUnknown, JournalBroken: see each.
    """
    with closing(workspace.read(name)) as session:
        batch = session.batch()
        return tuple(_sent(workspace, session, batch, one) for one in batch.documents)


def _sent(
    workspace: Workspace, session: BatchSession, batch: Batch, document: Document
) -> SentDocument:
    name = document.document_class
    declared = workspace.configuration.classes.get(name)
    transfer = document.transfer
    subject = document.fields.get(SUBJECT)
    return SentDocument(
        number=document.number,
        title=declared.title if declared else Text(name, name),
        case_number=case_number(declared, document),
        subject=subject.value if subject else "",
        pages=len(document.pages),
        state=transfer.state if transfer else None,
        receipt=transfer.receipt if transfer else "",
        refusal=_refusal(workspace, session, batch, document),
    )


def _refusal(workspace: Workspace, session: BatchSession, batch: Batch, document: Document) -> Text:
    if session.last(events.Purged) is not None:
        return PURGED
    try:
        require_correctable(workspace, batch, document)
    except CorrectionRefused as error:
        return Text(str(error.details["reason_de"]), str(error.details["reason_en"]))
    return NOTHING
