"""Questions whose answers change nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from scanstation.ui.lanes import Lane

if TYPE_CHECKING:
    from scanstation.indexing.lookup import CaseFile
    from scanstation.indexing.suggest import Suggestions
    from scanstation.model import DocumentClass, Word
    from scanstation.ui.desk import Desk

MOST_CASES = 20
BREATH_SECONDS = 0.005


@dataclass(frozen=True, slots=True)
class Classes:
    """Which document classes the tenant has, by name."""

    lane: ClassVar[Lane] = Lane.ASK

    def run(self, desk: Desk) -> Mapping[str, DocumentClass]:
        """Return them."""
        return dict(desk.workspace.configuration.classes)


@dataclass(frozen=True, slots=True)
class FindCases:
    """Case files that begin with what was typed; the cache answers while a target is away."""

    lookup: str
    text: str
    lane: ClassVar[Lane] = Lane.ASK

    def run(self, desk: Desk) -> tuple[CaseFile, ...]:
        """Search; a look-up that is not declared finds nothing."""
        known = desk.lookups().get(self.lookup)
        return known.search(self.text, MOST_CASES) if known is not None else ()


@dataclass(frozen=True, slots=True)
class Suggest:
    """What is known for the fields of a document, best first."""

    document: str
    lane: ClassVar[Lane] = Lane.ASK

    def run(self, desk: Desk) -> Suggestions:
        """Return suggestions by field; none where the document is not there any more."""
        from scanstation.workflow import index

        session = desk.session
        if session is None:
            return {}
        number = next((d.number for d in session.batch().documents if d.id == self.document), 0)
        return index.suggestions(desk.workspace, session, number) if number else {}


@dataclass(frozen=True, slots=True)
class WordsOf:
    """The words that were recognised on a page, by the blob that they lie in."""

    blob: str
    lane: ClassVar[Lane] = Lane.ASK

    def run(self, desk: Desk) -> tuple[Word, ...]:
        """Return them in reading order."""
        from scanstation.ocr.words import decode

        session = desk.session
        return decode(session.blobs.read(self.blob)).words if session is not None else ()


@dataclass(frozen=True, slots=True)
class ReadFirst:
    """Recognise a page before others: it is on the screen."""

    page: str
    lane: ClassVar[Lane] = Lane.ASK

    def run(self, desk: Desk) -> None:
        """Line it up in front."""
        desk.reading.prefer(self.page)


@dataclass(frozen=True, slots=True)
class SearchAhead:
    """Search the texts of the batch on the desk, so that its first edit need not wait for it."""

    batch: str
    lane: ClassVar[Lane] = Lane.SLOW

    def run(self, desk: Desk) -> None:
        """Search document by document, giving way to the window after each."""
        from scanstation.workflow import index

        session = desk.session
        if session is None or desk.read_only or session.batch().id != self.batch:
            return

        def go_on() -> bool:
            return not desk.ending.wait(BREATH_SECONDS) and desk.session is session

        desk.searching = True
        try:
            index.search_ahead(desk.workspace, session, go_on)
        finally:
            if desk.session is session:
                desk.searching = False
