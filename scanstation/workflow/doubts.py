"""The queue of doubts: one key to the next, one to accept, one to correct.

Accepting and correcting are one step of undo each. A doubt that was overtaken (answered, its
value changed, its pages gone) is refused instead of deciding about something else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from scanstation import events
from scanstation.errors import EditRefused
from scanstation.model import Batch, BatchState, Document, PageKind, Problem
from scanstation.workflow import doubt_words as words
from scanstation.workflow import release
from scanstation.workflow.check import open_doubts
from scanstation.workflow.doubt_model import (
    ONWARD,
    Acceptance,
    Correction,
    CorrectionKind,
    Doubt,
    Onward,
)
from scanstation.workflow.doubt_queue import Queue
from scanstation.workflow.edit_rules import (
    blanking,
    joining,
    page_by_number,
    rejecting,
    restoring,
    splitting,
)
from scanstation.workflow.index import Lookups
from scanstation.workflow.session import BatchSession, undisturbed
from scanstation.workflow.workspace import Workspace

__all__ = [
    "Acceptance",
    "Correction",
    "CorrectionKind",
    "Doubt",
    "Onward",
    "accept",
    "correct",
    "queue",
]

FOREIGN = "gehört einem anderen Mandanten"
REJECTED = "bei einem Zweifel verworfen"
FED_TWICE = "doppelt eingezogen"


def queue(
    workspace: Workspace,
    session: BatchSession | Batch,
    problems: Sequence[Problem] | None = None,
    lookups: Lookups | None = None,
) -> tuple[Doubt, ...]:
    """Return the doubts of a batch in the order of its documents.

    Args:
        problems: what stands against the release, if it is known already (a batch without
            session needs it).
    """
    batch = session if isinstance(session, Batch) else session.batch()
    if problems is None and isinstance(session, BatchSession):
        problems = release.problems(workspace, session, lookups)
    return Queue(batch, problems or (), workspace.configuration.classes).all()


@undisturbed
def accept(workspace: Workspace, session: BatchSession, doubt: Doubt, text: str = "") -> None:
    """Let the proposal hold, in the acting person's name.

    Args:
        text: the answer that is recorded instead of the usual one.

    Raises:
        EditRefused: the doubt does not stand any more.
    """
    batch = session.require(BatchState.OPEN)
    session.append_step(doubt.title, *_accepting(batch, session.actor.operator, doubt, text))


@undisturbed
def correct(
    workspace: Workspace, session: BatchSession, doubt: Doubt, correction: Correction
) -> Onward:
    """Do what was chosen instead, and return where the person goes on.

    Raises:
        EditRefused: the doubt does not stand any more, or this is no correction of it.
    """
    batch = session.require(BatchState.OPEN)
    if correction not in doubt.corrections:
        raise _gone()
    if correction.name in ONWARD:
        return Onward(
            correction.name,  # type: ignore[arg-type]
            doubt.document,
            correction.page or doubt.page,
            doubt.field,
        )
    answer = _answers(batch, doubt, correction.text.de)
    session.append_step(correction.text, *_correcting(batch, doubt, correction), *answer)
    return Onward()


def _accepting(batch: Batch, operator: str, doubt: Doubt, text: str) -> list[events.Event]:
    match doubt.accept.name:
        case "confirm":
            return [_confirmation(batch, operator, doubt)]
        case "keep_class":
            document = _document(batch, doubt)
            if document.document_class != doubt.accept.value or document.class_by_hand:
                raise _gone()
            return [events.ClassSet(document.id, document.document_class)]
        case "keep_page":
            page = page_by_number(batch, doubt.page)
            if page.kind is not PageKind.DOCUMENT:
                raise _gone()
            return [events.PageKindSet(page.id, PageKind.DOCUMENT)]
        case "keep_boundary":
            return [*_kept(batch, doubt), *_answers(batch, doubt, text)]
    return list(_answers(batch, doubt, text))


def _confirmation(batch: Batch, operator: str, doubt: Doubt) -> events.Event:
    """Exactly the value that was shown is confirmed, no other that came meanwhile."""
    document = _document(batch, doubt)
    value = document.fields.get(doubt.field)
    if value is None or value.value != doubt.accept.value:
        raise _gone()
    return events.FieldSet(document.id, doubt.field, replace(value, confirmed_by=operator))


def _kept(batch: Batch, doubt: Doubt) -> list[events.Event]:
    """A separator that no document follows has no boundary to keep."""
    document = _of_anomaly(batch, doubt)
    if document is None:
        return []
    return [events.BoundarySet(document.opening.page, document.id)]


def _answers(batch: Batch, doubt: Doubt, text: str) -> list[events.Event]:
    """Return the answer to an anomaly; other doubts are answered by what was done."""
    if doubt.kind in ("value", "class_unknown", "blank_near"):
        return []
    for one in open_doubts(batch):
        if one.key == doubt.key:
            return [events.AnomalyAnswered(one.row, one.key, text or doubt.accept.value)]
    raise _gone()


def _correcting(batch: Batch, doubt: Doubt, correction: Correction) -> list[events.Event]:
    match correction.name:
        case "join":
            return [_joined(batch, doubt)]
        case "no_separator":
            return _no_separator(batch, doubt)
        case "join_next":
            return [joining(batch, correction.page)]
        case "split":
            return [splitting(batch, correction.page)]
        case "keep":
            return [restoring(batch, correction.page)]
        case "drop":
            return [blanking(batch, correction.page)]
        case "reject":
            return [rejecting(batch, correction.page, REJECTED)]
        case "reject_sheet":
            return _sheet_rejected(batch, correction.page)
        case "reject_document":
            document = _of_anomaly(batch, doubt)
            pages = document.pages if document else ()
            return [events.PageRejected(page, FOREIGN) for page in pages]
    raise _gone()


def _sheet_rejected(batch: Batch, number: int) -> list[events.Event]:
    """Both sides go; what was rejected already stays as it is."""
    sheet = page_by_number(batch, number).sheet_id
    out = {PageKind.REJECTED, PageKind.REPLACED}
    sides = [one for one in batch.pages if one.sheet_id == sheet and one.kind not in out]
    if not sides:
        raise _gone()
    return [rejecting(batch, one.number, FED_TWICE) for one in sides]


def _joined(batch: Batch, doubt: Doubt) -> events.Event:
    document = _of_anomaly(batch, doubt)
    if document is None:
        raise _gone()
    return joining(batch, batch.page(document.opening.page).number)


def _no_separator(batch: Batch, doubt: Doubt) -> list[events.Event]:
    """The sheet is a letter's: its sides that are not blank count, and nothing begins there."""
    document = _of_anomaly(batch, doubt)
    if document is None:
        raise _gone()
    threshold = batch.profile.imaging.blank_threshold
    sides = [batch.page(page) for page in document.opening.separator]
    written = [one for one in sides if one.facts and one.facts.blank.blank_score < threshold]
    return [
        *(events.PageKindSet(one.id, PageKind.DOCUMENT) for one in written),
        *(events.BoundarySet(one.id, "") for one in written),
        events.BoundarySet(document.opening.page, ""),
    ]


def _of_anomaly(batch: Batch, doubt: Doubt) -> Document | None:
    """Return the document whose boundary an anomaly of a separator sheet is about."""
    page = page_by_number(batch, doubt.page).id
    for document in batch.documents:
        if page in document.opening.separator or page == document.opening.page:
            return document
    return None


def _document(batch: Batch, doubt: Doubt) -> Document:
    """Return the document that the doubt was about, whatever its number is now."""
    wanted = doubt.key.split(":")[1]
    for document in batch.documents:
        if document.id == wanted:
            return document
    raise _gone()


def _gone() -> EditRefused:
    return EditRefused(reason_de=words.GONE.de, reason_en=words.GONE.en)
