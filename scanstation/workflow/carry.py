"""The pages of sent documents as events of a new batch: the same images under new ids."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from scanstation import events
from scanstation.model import (
    Batch,
    Document,
    IndexValue,
    OrientationFact,
    Page,
    PageKind,
    Predecessor,
    UploadState,
    ValueSource,
)
from scanstation.separation.marks import PageView
from scanstation.separation.rules import separate
from scanstation.store.journal import Row
from scanstation.workflow.note import rejections, stretch
from scanstation.workflow.session import BatchSession, new_id

KEPT = (PageKind.DOCUMENT, PageKind.BLANK, PageKind.REJECTED)
"""A page that was left out by mistake may be the reason; separators and replaced pages stay."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What goes over, and the new names of it.

    Attributes:
        pages: by document, in stack order.
        ids: new page ids by old ones; sheets, documents: the same of theirs.
    """

    batch: Batch
    documents: tuple[Document, ...]
    pages: dict[str, tuple[Page, ...]]
    ids: dict[str, str] = field(default_factory=dict)
    sheets: dict[str, str] = field(default_factory=dict)
    new_documents: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, batch: Batch, documents: Sequence[Document]) -> Carried:
        """Choose the pages of documents and name everything anew."""
        pages = {
            one.id: tuple(page for page in stretch(batch, one) if page.kind in KEPT)
            for one in documents
        }
        every = [page for kept in pages.values() for page in kept]
        return cls(
            batch=batch,
            documents=tuple(documents),
            pages=pages,
            ids={page.id: new_id() for page in every},
            sheets={sheet: new_id() for sheet in dict.fromkeys(page.sheet_id for page in every)},
            new_documents={one.id: new_id() for one in documents},
        )

    @property
    def every(self) -> list[Page]:
        """All pages in the order of the new stack."""
        return [page for one in self.documents for page in self.pages[one.id]]

    @property
    def blobs(self) -> list[str]:
        """Names of everything that the new batch needs of the old one."""
        names = (
            name
            for page in self.every
            for name in (page.image.blob, page.thumbnail, page.words, page.original)
        )
        return list(dict.fromkeys(name for name in names if name))


def carried_events(old: BatchSession, carried: Carried, reason: str) -> list[events.Event]:
    """Return everything that the new batch begins with."""
    feed = new_id()
    options = carried.batch.profile.scan
    return [
        events.FeedStarted(feed, f"correction:{carried.batch.id}", options),
        *_captures(old.rows(), carried, feed),
        events.FeedEnded(feed, len(carried.every), len(carried.sheets), "end"),
        *_facts(old, carried),
        *_decisions(old.rows(), carried),
        *_anomalies(old, carried),
        events.CorrectionExplained(reason, _values(carried)),
        _opened(carried),
    ]


def _captures(rows: Sequence[Row], carried: Carried, feed: str) -> Iterator[events.Event]:
    """Who scanned it, when, and what the device said of it go along."""
    found: dict[str, tuple[events.PageCaptured, str]] = {}
    for row in rows:
        if row.type == events.PageCaptured.type and row.payload is not None:
            captured = events.decode(row.type, row.version, row.payload)
            if isinstance(captured, events.PageCaptured):
                found[captured.page] = (captured, captured.scanned_at or row.time)
    for page in carried.every:
        captured, time = found[page.id]
        yield replace(
            captured,
            page=carried.ids[page.id],
            sheet=carried.sheets[page.sheet_id],
            feed=feed,
            frame="",
            before="",
            scanned_at=time,
            scanned_by=page.scanned_by,
        )


def _facts(old: BatchSession, carried: Carried) -> Iterator[events.Event]:
    """What the program found out about the pages, as they were turned in the end."""
    texts = {one.page: one for one in old.every(events.TextRecognised)}
    orients = carried.batch.profile.imaging.orient
    for page in carried.every:
        new = carried.ids[page.id]
        if page.facts is not None:
            yield events.PageAnalysed(new, page.facts, page.thumbnail)
        if orients:
            turned = OrientationFact("former-version", "1", 1.0, page.rotation, True)
            yield events.OrientationRecognised(new, turned)
        elif page.rotation:
            yield events.PageRotated(new, page.rotation)
        if page.words:
            yield replace(texts[page.id], page=new)


def _decisions(rows: Sequence[Row], carried: Carried) -> Iterator[events.Event]:
    """What people decided: pages in or out, where documents begin, what class they are."""
    batch, reasons = carried.batch, rejections(rows)
    for page in carried.every:
        if page.kind is PageKind.REJECTED:
            yield events.PageRejected(carried.ids[page.id], reasons.get(page.id, ""))
        elif page.id in batch.kinds_by_hand:
            yield events.PageKindSet(carried.ids[page.id], batch.kinds_by_hand[page.id])
    for joined in _found_inside(carried):
        yield events.BoundarySet(joined, "")
    for one in carried.documents:
        new = carried.new_documents[one.id]
        yield events.BoundarySet(carried.ids[one.pages[0]], new)
        if one.class_by_hand or one.document_class != batch.profile.document_class:
            yield events.ClassSet(new, one.document_class)


def _found_inside(carried: Carried) -> list[str]:
    """Return where separation would begin a document that was none: a person joined it."""
    batch = carried.batch
    views = [_view(carried, number, page) for number, page in enumerate(carried.every, 1)]
    first = {carried.ids[one.pages[0]]: carried.new_documents[one.id] for one in carried.documents}
    outcome = separate(
        views,
        batch.profile.separation,
        imaging=batch.profile.imaging,
        tenant=batch.tenant,
        known={},
        new_id=new_id,
        hand=first,
    )
    begins = {views[0].id} if views else set()
    return [one.page for one in outcome.openings if one.page not in first.keys() | begins]


def _view(carried: Carried, number: int, page: Page) -> PageView:
    sheets = list(carried.sheets)
    return PageView(
        id=carried.ids[page.id],
        sheet_id=carried.sheets[page.sheet_id],
        sheet=sheets.index(page.sheet_id) + 1,
        number=number,
        side=page.side,
        facts=page.facts,
        kind_by_hand=carried.batch.kinds_by_hand.get(page.id),
        out=page.kind if page.kind is PageKind.REJECTED else None,
        imported=bool(page.source),
        device=page.device_fact.reading if page.device_fact is not None else None,
    )


def _anomalies(old: BatchSession, carried: Carried) -> Iterator[events.Event]:
    """What was noted at the device about these pages and sheets, with what people answered."""
    answers = {one.key: one.answer for one in carried.batch.anomalies}
    numbers = {page.sheet: place for place, page in enumerate(_first_of_sheets(carried), 1)}
    for one in old.every(events.AnomalyNoted):
        page = carried.ids.get(one.page, "")
        if not (page or (not one.page and one.sheet in numbers)):
            continue
        noted = replace(one, page=page, sheet=numbers.get(one.sheet, 0))
        yield noted
        answer = answers.get(f"{one.kind}:{one.page}:{one.sheet}", "")
        if answer:
            key = f"{noted.kind}:{noted.page}:{noted.sheet}"
            yield events.AnomalyAnswered(0, key, answer)


def _first_of_sheets(carried: Carried) -> list[Page]:
    first: dict[str, Page] = {}
    for page in carried.every:
        first.setdefault(page.sheet_id, page)
    return list(first.values())


def _values(carried: Carried) -> dict[str, dict[str, IndexValue]]:
    """Return old values as suggestions; nobody has confirmed them for the new document."""
    return {
        one.id: {
            name: replace(
                value,
                source=ValueSource.FORMER,
                page=carried.ids.get(value.page, ""),
                confirmed_by="",
            )
            for name, value in one.fields.items()
        }
        for one in carried.documents
    }


def _opened(carried: Carried) -> events.CorrectionOpened:
    return events.CorrectionOpened(
        of=carried.batch.id,
        documents=tuple(_predecessor(carried.batch, one) for one in carried.documents),
        pages={
            carried.ids[page.id]: one.id
            for one in carried.documents
            for page in carried.pages[one.id]
        },
    )


def _predecessor(batch: Batch, document: Document) -> Predecessor:
    transfer = document.transfer
    stored = transfer is not None and transfer.state is UploadState.VERIFIED
    return Predecessor(
        batch=batch.id,
        document=document.id,
        number=document.number,
        package=document.package,
        target=transfer.target if transfer else "",
        receipt=transfer.receipt if transfer and stored else "",
    )
