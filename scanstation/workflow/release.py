"""Release: refused with every reason at once, so that an operator mends them in one go."""

from __future__ import annotations

from collections.abc import Iterator

from scanstation import events
from scanstation.errors import ReleaseRefused, StateRefused, Text
from scanstation.export.package import discard_package
from scanstation.model import Batch, BatchState, DocumentClass, PageKind, Problem, UploadState
from scanstation.workflow import index
from scanstation.workflow.check import open_doubts
from scanstation.workflow.lookups import open_lookups
from scanstation.workflow.session import BatchSession, undisturbed
from scanstation.workflow.words import BATCH_STATES, BEING_SENT
from scanstation.workflow.workspace import Workspace

NO_DOCUMENT = Text("Der Stapel hat kein Dokument.", "The batch has no document.")
UNBALANCED_PAGES = Text(
    "Die Seitenbilanz geht nicht auf: {captured} Seiten sind erfasst, "
    "das Gerät hat {fed} gemeldet.",
    "The pages do not add up: {captured} are captured, the device reported {fed}.",
)
UNBALANCED_SHEETS = Text(
    "Die Blattbilanz geht nicht auf: {sheets} Blätter sind erfasst, gezählt waren {expected}.",
    "The sheets do not add up: {sheets} are captured, {expected} were counted.",
)
STILL_FEEDING = Text("Ein Einzug ist noch nicht beendet.", "A feed has not ended yet.")
NOT_ANALYSED = Text("Die Seite ist noch nicht ausgewertet.", "The page is not analysed yet.")
NOT_CHECKED = Text(
    "Nach der letzten Änderung ist keine Qualitätsprüfung festgehalten.",
    "No quality check is recorded after the last change.",
)
CHECK_FAILED = Text(
    "Die letzte Qualitätsprüfung hat Mängel festgestellt.",
    "The last quality check found defects.",
)
SAME_PERSON = Text(
    "Bei sehr hohem Schutzbedarf prüft eine andere Person als die, die gescannt hat.",
    "With very high protection need another person checks than the one who scanned.",
)
WHOLE_CHECK = Text(
    "Bei sehr hohem Schutzbedarf wird jede Seite geprüft.",
    "With very high protection need every page is checked.",
)


def problems(
    workspace: Workspace, session: BatchSession, lookups: index.Lookups | None = None
) -> tuple[Problem, ...]:
    """Return everything that stands against the release, in the order of the batch."""
    batch = session.batch()
    if lookups is None:
        lookups = open_lookups(workspace, batch.profile)
    found = [*_batch_problems(batch), *index.problems(workspace, batch, lookups)]
    classes = [index.class_of(workspace, one) for one in batch.documents]
    scanned_by = {row.operator for row in session.rows() if row.type == events.PageCaptured.type}
    return (*found, *_check_problems(batch, classes, scanned_by))


@undisturbed
def release(
    workspace: Workspace, session: BatchSession, lookups: index.Lookups | None = None
) -> None:
    """Release the batch for export.

    Raises:
        StateRefused: it is not open.
        ReleaseRefused: ``details["problems"]`` lists every reason.
    """
    session.require(BatchState.OPEN)
    found = problems(workspace, session, lookups)
    if found:
        raise ReleaseRefused(
            problems=found,
            problems_de=" ".join(problem_sentence(one).de for one in found),
            problems_en=" ".join(problem_sentence(one).en for one in found),
        )
    session.append(events.Released())


@undisturbed
def withdraw(workspace: Workspace, session: BatchSession, reason: str) -> None:
    """Take a release back as long as nothing was sent; its packages are removed.

    Raises:
        StateRefused: it is not released, or sending has begun.
    """
    batch = session.require(BatchState.RELEASED, BatchState.EXPORTED)
    states = {one.transfer.state for one in batch.documents if one.transfer}
    if states - {UploadState.PREPARED}:
        raise StateRefused(state=BEING_SENT, needed=BATCH_STATES[BatchState.EXPORTED])
    session.append(events.Withdrawn(reason))
    for document in batch.documents:
        if document.package and workspace.packages.is_dir():
            discard_package(workspace.packages, document.package)


def problem_sentence(one: Problem) -> Text:
    """Return a problem with its place."""
    if one.document:
        place = Text(f"Dokument {one.document}: ", f"Document {one.document}: ")
    elif one.page:
        place = Text(f"Seite {one.page}: ", f"Page {one.page}: ")
    else:
        return one.text
    return Text(place.de + one.text.de, place.en + one.text.en)


def _batch_problems(batch: Batch) -> Iterator[Problem]:
    if not batch.documents:
        yield Problem("no_document", NO_DOCUMENT)
    if not batch.ledger.balanced:
        yield from (Problem("ledger", text) for text in _unbalanced(batch))
    unreadable = {one.page for one in batch.anomalies if one.kind == "unreadable_image"}
    for page in batch.pages:
        if page.facts is None and page.kind is PageKind.DOCUMENT and page.id not in unreadable:
            yield Problem("not_analysed", NOT_ANALYSED, page=page.number)
    for doubt in open_doubts(batch):
        number = batch.page(doubt.page).number if doubt.page in batch.page_index else 0
        yield Problem("doubt", doubt.text, page=number)


def _unbalanced(batch: Batch) -> Iterator[Text]:
    ledger = batch.ledger
    if ledger.fed is None:
        yield STILL_FEEDING
    elif ledger.fed != ledger.captured:
        yield _filled(UNBALANCED_PAGES, captured=ledger.captured, fed=ledger.fed)
    if ledger.expected_sheets not in (None, ledger.sheets):
        yield _filled(UNBALANCED_SHEETS, sheets=ledger.sheets, expected=ledger.expected_sheets)


def _filled(text: Text, **details: object) -> Text:
    return Text(text.say("de", **details), text.say("en", **details))


def _check_problems(
    batch: Batch, classes: list[DocumentClass], scanned_by: set[str]
) -> Iterator[Problem]:
    last = batch.checks[-1] if batch.checks else None
    if last is None or last.row < batch.content_row:
        yield Problem("not_checked", NOT_CHECKED)
        return
    if not last.passed:
        yield Problem("check_failed", CHECK_FAILED)
    # A.AM.IN.SH.1 and SH.5: four eyes, and every page.
    if any(one.integrity == "sehr hoch" for one in classes):
        if last.by in scanned_by:
            yield Problem("same_person", SAME_PERSON)
        if len(last.sample) < batch.ledger.documents:
            yield Problem("whole_check", WHOLE_CHECK)
