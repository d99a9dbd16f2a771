"""What stands against the release of a batch: reasons with the place to jump to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scanstation.errors import Text
from scanstation.model import Batch, Check, DocumentClass, Page, PageKind, Problem
from scanstation.workflow import check as checking
from scanstation.workflow.edit_words import filled
from scanstation.workflow.places import Places

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
NOT_SHOWN = Text(
    "Die erste Seite von Dokument {document} hat noch niemand angesehen.",
    "Nobody has looked at the first page of document {document} yet.",
)
NOT_IN_SAMPLE = Text(
    "Die Seite gehört zur Stichprobe und ist noch nicht angesehen.",
    "The page belongs to the sample and was not looked at yet.",
)
NOT_LOOKED_AT = Text("Noch nicht angesehen: Seite {pages}.", "Not looked at yet: page {pages}.")

NOT_SHOWN_CODE = "not_shown"
NOT_CHECKED_CODE = "not_checked"
OF_A_PAGE = frozenset({NOT_SHOWN_CODE, "not_analysed"})


def batch_problems(batch: Batch) -> Iterator[Problem]:
    """Yield what is wrong with the batch whoever releases it."""
    if not batch.documents:
        yield Problem("no_document", NO_DOCUMENT)
    if not batch.ledger.balanced:
        yield from (Problem("ledger", text) for text in _unbalanced(batch))
    places = Places(batch)
    unreadable = {one.page for one in batch.anomalies if one.kind == "unreadable_image"}
    for page in batch.pages:
        if page.facts is None and page.kind is PageKind.DOCUMENT and page.id not in unreadable:
            yield _at(places, page, "not_analysed", NOT_ANALYSED)
    for doubt in checking.open_doubts(batch):
        document, number = places.numbers(places.page(doubt))
        yield Problem("doubt", doubt.text, document, page=number)


def _unbalanced(batch: Batch) -> Iterator[Text]:
    ledger = batch.ledger
    if ledger.fed is None:
        yield STILL_FEEDING
    elif ledger.fed != ledger.captured:
        yield filled(UNBALANCED_PAGES, captured=ledger.captured, fed=ledger.fed)
    if not ledger.sheets_agree:
        yield filled(UNBALANCED_SHEETS, sheets=ledger.sheets, expected=ledger.expected_sheets)


def check_problems(
    batch: Batch, classes: Sequence[DocumentClass], operator: str
) -> Iterator[Problem]:
    """Yield what a quality check still wants; ``operator`` is who would make it now."""
    last = checking.last_check(batch)
    # A.AM.IN.SH.1 and SH.5: four eyes, and every page.
    high = any(one.integrity == "sehr hoch" for one in classes)
    yield from _not_shown(batch, last, operator, whole=high)
    if last is None:
        yield Problem(NOT_CHECKED_CODE, NOT_CHECKED)
        return
    if not last.passed:
        yield Problem("check_failed", CHECK_FAILED)
    if high:
        if last.by in scanners(batch):
            yield Problem("same_person", SAME_PERSON)
        if len(last.sample) < batch.ledger.documents:
            yield Problem("whole_check", WHOLE_CHECK)


def scanners(batch: Batch) -> set[str]:
    """Return who stood at the device for any page."""
    return {page.scanned_by for page in batch.pages}


def _not_shown(
    batch: Batch, last: Check | None, operator: str, *, whole: bool
) -> Iterator[Problem]:
    """First pages that nobody saw; while nothing is checked, also the rest of the sample."""
    unseen = set(checking.unseen_documents(batch))
    first = {one.pages[0]: one.number for one in batch.documents if one.number in unseen}
    sample = checking.missing(batch, operator, whole=whole) if last is None else ()
    waiting = {page.id for page in sample} | set(first)
    places = Places(batch)
    for page in batch.pages:
        if page.id in first:
            text = filled(NOT_SHOWN, document=first[page.id])
            yield _at(places, page, NOT_SHOWN_CODE, text)
        elif page.id in waiting:
            yield _at(places, page, NOT_SHOWN_CODE, NOT_IN_SAMPLE)


def _at(places: Places, page: Page, code: str, text: Text) -> Problem:
    document, number = places.numbers(page)
    return Problem(code, text, document, page=number)


def problem_sentence(one: Problem) -> Text:
    """Return a problem with its place; what names its place itself stays as it is."""
    if one.code == "doubt" or not (one.document or one.page):
        return one.text
    if one.code in OF_A_PAGE:
        place = Text(f"Seite {one.page}: ", f"Page {one.page}: ")
    else:
        place = Text(f"Dokument {one.document}: ", f"Document {one.document}: ")
    return Text(place.de + one.text.de, place.en + one.text.en)


def summary(found: Sequence[Problem]) -> tuple[Text, ...]:
    """Return the sentences of a refusal: pages that were not looked at share one."""
    pages = [one.page for one in found if one.code == NOT_SHOWN_CODE]
    said = [problem_sentence(one) for one in found if one.code != NOT_SHOWN_CODE]
    if pages:
        said.append(filled(NOT_LOOKED_AT, pages=", ".join(str(page) for page in pages)))
    return tuple(said)
