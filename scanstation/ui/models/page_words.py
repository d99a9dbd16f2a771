"""What pages and documents are called, on the screen and by a screen reader."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from scanstation.errors import Language, Text
from scanstation.model import Batch, Document, Page, PageKind, Problem


class DocumentState(StrEnum):
    """How far a document is; the first that applies counts."""

    DOUBT = "doubt"
    MISSING = "missing"
    READY = "ready"


STATE_WORDS = {
    DocumentState.DOUBT: Text("Zweifel", "doubt"),
    DocumentState.MISSING: Text("Feld fehlt", "field missing"),
    DocumentState.READY: Text("bereit", "ready"),
}
KIND_WORDS = {
    PageKind.SEPARATOR: Text("Trennblatt", "separator"),
    PageKind.BLANK: Text("leer", "blank"),
    PageKind.REJECTED: Text("verworfen", "rejected"),
    PageKind.REPLACED: Text("ersetzt", "replaced"),
}
BLANK_SCORE = Text("leer {score:.0%}", "blank {score:.0%}")
DOUBT = Text("Zweifel", "doubt")
UNREADABLE = Text("Bild nicht lesbar", "image unreadable")
HEADER = Text("{number}  {title}", "{number}  {title}")
ONE_PAGE = Text("1 Seite", "1 page")
PAGES = Text("{count} Seiten", "{count} pages")
DIVIDER = {
    "front": Text("Trennblatt · Bl. {sheet}", "Separator · sheet {sheet}"),
    "back": Text("Rückseite", "Back"),
}

_PAGE = Text("Seite {number} von {total}", "Page {number} of {total}")
_DOCUMENT = Text("Dokument {number}", "Document {number}")
_SIDES = {
    "front": Text("Vorderseite", "front side"),
    "back": Text("Rückseite", "back side"),
}
_KINDS_SPOKEN = {
    PageKind.SEPARATOR: Text("Trennblatt erkannt", "separator sheet recognised"),
    PageKind.BLANK: Text("Leerseite", "blank page"),
    PageKind.REJECTED: Text("verworfen", "rejected"),
    PageKind.REPLACED: Text("durch neuen Scan ersetzt", "replaced by a new scan"),
}
_BLANK_SPOKEN = Text("Leerseite zu {score:.0%}", "blank page, {score:.0%}")
_DOUBT_SPOKEN = Text("Zweifel offen", "open doubt")
_OPENS = Text("Dokument beginnt hier", "document begins here")
_PRINTED = Text("Aufdruck des Geräts: {text}", "printed by the device: {text}")


@dataclass(frozen=True, slots=True)
class PageInBatch:
    """A page with its surroundings, as far as words need them."""

    page: Page
    total: int
    document: Document | None = None
    doubtful: bool = False


def document_states(
    batch: Batch, problems: Iterable[Problem], doubtful: Iterable[str]
) -> dict[str, DocumentState]:
    """Return the state of each document by its id.

    Args:
        problems: what stands against the release.
        doubtful: ids of pages with an open doubt.
    """
    by_number = {document.number: document.id for document in batch.documents}
    states = dict.fromkeys(by_number.values(), DocumentState.READY)
    for problem in problems:
        if problem.document in by_number:
            states[by_number[problem.document]] = DocumentState.MISSING
    for page in doubtful:
        document = batch.page(page).document if page in batch.page_index else ""
        if document in states:
            states[document] = DocumentState.DOUBT
    return states


def spoken(view: PageInBatch, language: Language) -> str:
    """Return how a screen reader calls a page."""
    page, document = view.page, view.document
    parts = [_PAGE.say(language, number=page.number, total=view.total)]
    if document is not None:
        parts.append(_DOCUMENT.say(language, number=document.number))
    parts.append(_SIDES[page.side].say(language))
    kind = kind_spoken(page, language)
    if kind:
        parts.append(kind)
    if view.doubtful:
        parts.append(_DOUBT_SPOKEN.say(language))
    if document is not None and document.opening.page == page.id:
        parts.append(_OPENS.say(language))
    printed = page.device_fact.reading.printed if page.device_fact is not None else ""
    if printed:
        parts.append(_PRINTED.say(language, text=printed))
    return ", ".join(parts)


def kind_spoken(page: Page, language: Language) -> str:
    """Return what kind of page it is, empty for a page of a document."""
    if page.kind is PageKind.BLANK and page.facts is not None:
        return _BLANK_SPOKEN.say(language, score=page.facts.blank.blank_score)
    text = _KINDS_SPOKEN.get(page.kind)
    return text.say(language) if text else ""


def kind_word(page: Page, language: Language) -> str:
    """Return the short word under a thumbnail, empty for a page of a document."""
    if page.kind is PageKind.BLANK and page.facts is not None:
        return BLANK_SCORE.say(language, score=page.facts.blank.blank_score)
    text = KIND_WORDS.get(page.kind)
    return text.say(language) if text else ""


def count_word(count: int, language: Language) -> str:
    """Return how many pages, in words."""
    return ONE_PAGE.say(language) if count == 1 else PAGES.say(language, count=count)
