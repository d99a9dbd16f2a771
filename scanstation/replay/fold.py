"""The fold itself: one method an event type, changing plain dictionaries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from scanstation import events
from scanstation.model import (
    Anomaly,
    Check,
    Opening,
    PageKind,
    ShownPage,
)
from scanstation.replay.changes import Changes
from scanstation.replay.fold_delivery import DELIVERY
from scanstation.replay.fold_separation import SEPARATION
from scanstation.replay.records import (
    DocumentRecord,
    FeedRecord,
    PageRecord,
    SeparationRun,
    Stamp,
)
from scanstation.replay.spans import Spans

__all__ = ["CONTENT", "Fold", "PageRecord", "Stamp"]


@dataclass(slots=True)
class Fold:
    """Folds events into dictionaries; ``view`` turns them into a ``Batch``."""

    opened: events.BatchOpened | None = None
    opened_at: str = ""
    order: list[str] = field(default_factory=list)
    pages: dict[str, PageRecord] = field(default_factory=dict)
    sheets: dict[str, int] = field(default_factory=dict)
    feeds: dict[str, FeedRecord] = field(default_factory=dict)
    found_openings: dict[str, Opening] = field(default_factory=dict)
    moved_on: bool = False
    """Whether pages took other places since the last separation run."""
    hand_openings: dict[str, Opening] = field(default_factory=dict)
    joined: set[str] = field(default_factory=set)
    found_kinds: dict[str, PageKind] = field(default_factory=dict)
    hand_kinds: dict[str, PageKind] = field(default_factory=dict)
    rejected: set[str] = field(default_factory=set)
    replaced: dict[str, str] = field(default_factory=dict)
    """Page -> the page that took its place."""
    documents: dict[str, DocumentRecord] = field(default_factory=dict)
    noted: list[Anomaly] = field(default_factory=list)
    separation_noted: list[Anomaly] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    checks: list[Check] = field(default_factory=list)
    released: str = ""
    """UTC time of the release, empty if there is none."""
    given_up: bool = False
    closed: bool = False
    content_row: int = 0
    described: events.BatchDescribed | None = None
    shown: dict[str, dict[ShownPage, set[str]]] = field(default_factory=dict)
    """Page -> how it was shown, to whom."""
    correction: events.CorrectionOpened | None = None
    explained: events.CorrectionExplained | None = None
    run: SeparationRun = field(default_factory=SeparationRun)
    filled_row: int = 0
    """The newest row that filled in fields, 0 if none."""
    changes: Changes = field(default_factory=Changes)
    """What the view has not taken in yet."""

    def apply(self, event: events.Event, stamp: Stamp) -> None:
        """Fold one event; types without a handler change no state.

        Neither does what speaks of a page whose own row was erased by a purge.
        """
        handler = HANDLERS.get(type(event))
        if handler is None or self._speaks_of_erased(event):
            return
        handler(self, event, stamp)
        self.changes.note(event)
        if isinstance(event, CONTENT):
            self.content_row = stamp.number

    def _speaks_of_erased(self, event: events.Event) -> bool:
        if isinstance(event, events.PageCaptured):
            return False
        named = (getattr(event, "page", ""), getattr(event, "by", ""))
        return any(page and page not in self.pages for page in named)

    def kind(self, page: str) -> PageKind:
        """Return the ledger bucket of a page: replaced, rejected, by hand, found, document."""
        if page in self.replaced:
            return PageKind.REPLACED
        if page in self.rejected:
            return PageKind.REJECTED
        found = self.found_kinds.get(page, PageKind.DOCUMENT)
        return self.hand_kinds.get(page, found)

    def spans(self) -> list[tuple[Opening, list[str]]]:
        """Return the documents in order: opening and document pages."""
        found = Spans()
        found.find(self)
        return [(span.opening, span.pages) for span in found.every]

    def opening(self, page: str) -> Opening | None:
        """Return the opening set at exactly this page, the hand's before the found one."""
        if page in self.hand_openings:
            return self.hand_openings[page]
        return None if page in self.joined else self.found_openings.get(page)

    def document(self, document: str) -> DocumentRecord:
        """Return the record of a document, new if this is the first word of it."""
        return self.documents.setdefault(document, DocumentRecord())


def _batch_opened(fold: Fold, event: events.BatchOpened, stamp: Stamp) -> None:
    fold.opened, fold.opened_at = event, stamp.time


def _batch_described(fold: Fold, event: events.BatchDescribed, _: Stamp) -> None:
    fold.described = event


def _correction_opened(fold: Fold, event: events.CorrectionOpened, _: Stamp) -> None:
    fold.correction = event


def _correction_explained(fold: Fold, event: events.CorrectionExplained, _: Stamp) -> None:
    fold.explained = event


def _feed_started(fold: Fold, event: events.FeedStarted, _: Stamp) -> None:
    fold.feeds[event.feed] = FeedRecord()


def _feed_ended(fold: Fold, event: events.FeedEnded, _: Stamp) -> None:
    feed = fold.feeds.setdefault(event.feed, FeedRecord())
    feed.ended, feed.frames = True, event.frames


def _page_captured(fold: Fold, event: events.PageCaptured, stamp: Stamp) -> None:
    sheet = fold.sheets.setdefault(event.sheet, len(fold.sheets) + 1)
    by = event.scanned_by or stamp.operator
    fold.pages[event.page] = PageRecord(event, len(fold.pages) + 1, sheet, by)
    fold.feeds.setdefault(event.feed, FeedRecord()).captured += 1
    place = fold.order.index(event.before) if event.before in fold.pages else len(fold.order)
    fold.order.insert(place, event.page)


def _page_analysed(fold: Fold, event: events.PageAnalysed, _: Stamp) -> None:
    page = fold.pages[event.page]
    page.facts, page.thumbnail = event.facts, event.thumbnail


def _orientation_recognised(fold: Fold, event: events.OrientationRecognised, _: Stamp) -> None:
    if event.fact.sure:
        fold.pages[event.page].seen_rotation = event.fact.rotation


def _anomaly_noted(fold: Fold, event: events.AnomalyNoted, stamp: Stamp) -> None:
    fold.noted.append(
        Anomaly(
            event.kind,
            event.text,
            event.page,
            event.sheet,
            stamp.number,
            event.needs_answer,
            like=event.like,
        )
    )


def _anomaly_answered(fold: Fold, event: events.AnomalyAnswered, _: Stamp) -> None:
    fold.answers[event.key] = event.answer


def _boundary_set(fold: Fold, event: events.BoundarySet, _: Stamp) -> None:
    if not event.document:
        fold.hand_openings.pop(event.page, None)
        fold.joined.add(event.page)
        return
    fold.joined.discard(event.page)
    found = fold.found_openings.get(event.page)
    base = found or Opening(event.document, event.page, "", 1.0)
    fold.hand_openings[event.page] = replace(
        base, document=event.document, reason="hand", confidence=1.0, by_hand=True
    )


def _page_kind_set(fold: Fold, event: events.PageKindSet, _: Stamp) -> None:
    if event.kind is None:
        fold.hand_kinds.pop(event.page, None)
    else:
        fold.hand_kinds[event.page] = event.kind


def _page_moved(fold: Fold, event: events.PageMoved, _: Stamp) -> None:
    spans = {opening.document: (opening, pages) for opening, pages in fold.spans()}
    _leave(fold, event.page, spans)
    fold.moved_on = True
    opening, pages = spans.get(event.document, (None, []))
    fold.shown.pop(event.page, None)
    fold.order.remove(event.page)
    before = event.before or _after(fold, [page for page in pages if page != event.page])
    place = fold.order.index(before) if before in fold.order else len(fold.order)
    fold.order.insert(place, event.page)
    if opening is not None and before == opening.page != event.page:
        _hand_over(fold, opening, event.page)


def _leave(fold: Fold, page: str, spans: dict[str, tuple[Opening, list[str]]]) -> None:
    """An opening page that goes away leaves its opening to the next page of its document.

    Where there is none, the document ends: the page must not open it in the middle of the
    one that it goes to.
    """
    for opening, pages in spans.values():
        if opening.page != page:
            _pass_on_join(fold, page, pages)
            continue
        rest = [other for other in pages if other != page]
        if rest:
            _hand_over(fold, opening, rest[0])
        else:
            fold.hand_openings.pop(page, None)
            fold.found_openings.pop(page, None)


def _pass_on_join(fold: Fold, page: str, pages: list[str]) -> None:
    """A boundary that a person removed stays removed when the page behind it goes away."""
    if page in pages and page in fold.joined:
        fold.joined.discard(page)
        fold.joined.update(pages[pages.index(page) + 1 :][:1])


def _hand_over(fold: Fold, opening: Opening, page: str) -> None:
    fold.hand_openings.pop(opening.page, None)
    fold.joined.add(opening.page)
    fold.joined.discard(page)
    fold.hand_openings[page] = replace(opening, page=page, by_hand=True)


def _after(fold: Fold, pages: list[str]) -> str:
    """Return the page that follows the last of ``pages`` in the stack, empty at the end."""
    if not pages:
        return ""
    place = fold.order.index(pages[-1]) + 1
    return fold.order[place] if place < len(fold.order) else ""


def _page_rotated(fold: Fold, event: events.PageRotated, _: Stamp) -> None:
    fold.pages[event.page].hand_rotation = event.rotation


def _page_rejected(fold: Fold, event: events.PageRejected, _: Stamp) -> None:
    fold.rejected.add(event.page)


def _page_restored(fold: Fold, event: events.PageRestored, _: Stamp) -> None:
    fold.rejected.discard(event.page)
    fold.replaced.pop(event.page, None)


def _page_replaced(fold: Fold, event: events.PageReplaced, _: Stamp) -> None:
    _leave(fold, event.by, {opening.document: (opening, pages) for opening, pages in fold.spans()})
    fold.moved_on = True
    # It opens what the replaced page opened, and nothing of its own any more.
    fold.hand_openings.pop(event.by, None)
    fold.found_openings.pop(event.by, None)
    fold.joined.discard(event.by)
    fold.replaced[event.page] = event.by
    fold.shown.pop(event.by, None)
    fold.order.remove(event.by)
    fold.order.insert(fold.order.index(event.page) + 1, event.by)


def _text_recognised(fold: Fold, event: events.TextRecognised, _: Stamp) -> None:
    page = fold.pages[event.page]
    page.words, page.words_rotation = event.words, event.rotation


def _class_set(fold: Fold, event: events.ClassSet, _: Stamp) -> None:
    fold.document(event.document).hand_class = event.document_class


def _field_set(fold: Fold, event: events.FieldSet, _: Stamp) -> None:
    fold.document(event.document).by_hand[event.name] = event.value


def _fields_filled(fold: Fold, event: events.FieldsFilled, stamp: Stamp) -> None:
    for record in fold.documents.values():
        record.found, record.found_class = {}, ""
    _fill(fold, event, stamp)


def _fields_changed(fold: Fold, event: events.FieldsChanged, stamp: Stamp) -> None:
    """It speaks of what ``base`` filled in and of no other state."""
    if fold.filled_row == event.base:
        _fill(fold, event, stamp)


def _fill(fold: Fold, event: events.FieldsFilled | events.FieldsChanged, stamp: Stamp) -> None:
    fold.filled_row = stamp.number
    for document, values in event.values.items():
        fold.document(document).found = dict(values)
    for document, name in event.classes.items():
        fold.document(document).found_class = name


CONTENT = (
    events.PageCaptured,
    events.Separated,
    events.SeparationChanged,
    events.BoundarySet,
    events.PageKindSet,
    events.PageMoved,
    events.PageRotated,
    events.PageRejected,
    events.PageRestored,
    events.PageReplaced,
)
"""What a quality check has looked at; a check before the last of them is out of date."""

HANDLERS: dict[type[events.Event], Callable[[Fold, Any, Stamp], None]] = {
    **DELIVERY,
    **SEPARATION,
    events.BatchOpened: _batch_opened,
    events.BatchDescribed: _batch_described,
    events.CorrectionOpened: _correction_opened,
    events.CorrectionExplained: _correction_explained,
    events.FeedStarted: _feed_started,
    events.FeedEnded: _feed_ended,
    events.PageCaptured: _page_captured,
    events.PageAnalysed: _page_analysed,
    events.OrientationRecognised: _orientation_recognised,
    events.AnomalyNoted: _anomaly_noted,
    events.AnomalyAnswered: _anomaly_answered,
    events.BoundarySet: _boundary_set,
    events.PageKindSet: _page_kind_set,
    events.PageMoved: _page_moved,
    events.PageRotated: _page_rotated,
    events.PageRejected: _page_rejected,
    events.PageRestored: _page_restored,
    events.PageReplaced: _page_replaced,
    events.TextRecognised: _text_recognised,
    events.ClassSet: _class_set,
    events.FieldSet: _field_set,
    events.FieldsFilled: _fields_filled,
    events.FieldsChanged: _fields_changed,
}
