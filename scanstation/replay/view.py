"""From the folded dictionaries to the frozen ``Batch``."""

from __future__ import annotations

from dataclasses import replace

from scanstation.model import (
    Anomaly,
    Batch,
    BatchState,
    Document,
    IndexValue,
    Ledger,
    Opening,
    Page,
    PageKind,
    Predecessor,
    Quarter,
    ShownPage,
    UploadState,
)
from scanstation.replay.fold import Fold, PageRecord

SKEW_TRUST = 0.3
"""Below this score a skew angle is noise (few lines) and is not taken back."""


def view(fold: Fold, rows: int, head: str) -> Batch:
    """Return the batch that the fold describes.

    Raises:
        ValueError: the journal does not begin with the opening of a batch.
    """
    if fold.opened is None:
        raise ValueError("the journal does not begin with the opening of a batch")
    described = fold.described or fold.opened
    spans = fold.spans()
    owner = {page: opening.document for opening, pages in spans for page in pages}
    anomalies = _anomalies(fold)
    pages = tuple(_page(fold, page, owner.get(page, ""), anomalies) for page in fold.order)
    documents = tuple(
        _document(fold, number, opening, tuple(members))
        for number, (opening, members) in enumerate(spans, 1)
    )
    return Batch(
        id=fold.opened.batch,
        tenant=fold.opened.tenant,
        profile=fold.opened.profile,
        operator=fold.opened.operator,
        station=fold.opened.station,
        opened=fold.opened_at,
        received=described.received,
        box=described.box,
        state=_state(fold, documents),
        pages=pages,
        documents=documents,
        anomalies=anomalies,
        checks=tuple(fold.checks),
        ledger=_ledger(fold),
        head=head,
        rows=rows,
        in_flight=_in_flight(fold),
        openings={opening.page: opening for opening, _ in spans},
        joined=frozenset(fold.joined),
        content_row=fold.content_row,
        moved_on=fold.moved_on,
        kinds_by_hand=dict(fold.hand_kinds),
        boundaries_by_hand={page: one.document for page, one in fold.hand_openings.items()},
        page_index={page: place for place, page in enumerate(fold.order)},
        shown=_shown(fold, pages),
        corrects=fold.correction.of if fold.correction else "",
        correction_reason=fold.explained.reason if fold.explained else "",
        former_values=dict(fold.explained.values) if fold.explained else {},
    )


def _shown(fold: Fold, pages: tuple[Page, ...]) -> dict[str, frozenset[str]]:
    """A page that was turned or went to another document since has to be looked at again."""
    found = {}
    for page in pages:
        views = fold.shown.get(page.id)
        seen = views.get(ShownPage(page.id, page.document, page.rotation)) if views else None
        if seen:
            found[page.id] = frozenset(seen)
    return found


def _page(fold: Fold, page: str, document: str, anomalies: tuple[Anomaly, ...]) -> Page:
    record = fold.pages[page]
    captured = record.captured
    rotation = _rotation(fold, record)
    noted = tuple(one.kind for one in anomalies if one.page == page)
    return Page(
        id=page,
        number=record.number,
        sheet_id=captured.sheet,
        sheet=record.sheet,
        side=captured.side,
        image=captured.image,
        kind=fold.kind(page),
        device=captured.device,
        document=document,
        facts=record.facts,
        rotation=rotation,
        skew=_skew(fold, record),
        thumbnail=record.thumbnail,
        words=record.words if record.words_rotation == rotation else "",
        anomalies=captured.anomalies + noted,
        original=captured.original,
        source=captured.source,
        scanned_by=record.scanned_by,
    )


def _rotation(fold: Fold, record: PageRecord) -> Quarter:
    """By hand before OSD before line structure; unsure line structure turns nothing."""
    if record.hand_rotation is not None:
        return record.hand_rotation
    if fold.opened is None or not fold.opened.profile.imaging.orient:
        return 0
    if record.seen_rotation is not None:
        return record.seen_rotation
    if record.facts is None or not record.facts.orientation.sure:
        return 0
    return record.facts.orientation.rotation


def _skew(fold: Fold, record: PageRecord) -> float:
    if fold.opened is None or record.facts is None or not fold.opened.profile.imaging.deskew:
        return 0.0
    skew = record.facts.skew
    return skew.degrees if skew.score >= SKEW_TRUST else 0.0


def _document(fold: Fold, number: int, opening: Opening, pages: tuple[str, ...]) -> Document:
    record = fold.documents.get(opening.document)
    default = fold.opened.profile.document_class if fold.opened else ""
    corrects = _predecessors(fold, pages)
    if record is None:
        return Document(opening.document, number, pages, default, opening, corrects=corrects)
    return Document(
        id=opening.document,
        number=number,
        pages=pages,
        document_class=record.hand_class or record.found_class or default,
        opening=opening,
        fields=_fields(record.found, record.by_hand),
        package=record.package,
        package_path=record.package_path,
        transfer=record.transfer,
        class_by_hand=bool(record.hand_class),
        corrects=corrects,
    )


def _predecessors(fold: Fold, pages: tuple[str, ...]) -> tuple[Predecessor, ...]:
    """Return the old documents that the pages come from, in their order."""
    if fold.correction is None:
        return ()
    olds = {fold.correction.pages.get(page) for page in pages}
    return tuple(one for one in fold.correction.documents if one.document in olds)


def _fields(
    found: dict[str, IndexValue], by_hand: dict[str, IndexValue | None]
) -> dict[str, IndexValue]:
    merged: dict[str, IndexValue | None] = {**found, **by_hand}
    return {name: value for name, value in merged.items() if value is not None}


def _anomalies(fold: Fold) -> tuple[Anomaly, ...]:
    every = [*fold.noted, *fold.separation_noted]
    return tuple(replace(one, answer=fold.answers.get(one.key, "")) for one in every)


def _ledger(fold: Fold) -> Ledger:
    kinds = [fold.kind(page) for page in fold.order]
    return Ledger(
        captured=len(kinds),
        documents=kinds.count(PageKind.DOCUMENT),
        separators=kinds.count(PageKind.SEPARATOR),
        blank=kinds.count(PageKind.BLANK),
        rejected=kinds.count(PageKind.REJECTED),
        replaced=kinds.count(PageKind.REPLACED),
        fed=_fed(fold),
        sheets=_sheets(fold),
        expected_sheets=_expected_sheets(fold),
        skipped=sum(one.kind == "sheet_skipped" for one in fold.noted),
    )


def _expected_sheets(fold: Fold) -> int | None:
    described = fold.described or fold.opened
    return described.expected_sheets if described else None


def _sheets(fold: Fold) -> int:
    """Return how many sheets of paper there were: one inserted as a rescan is the same one."""
    first = {
        fold.pages[new].captured.sheet: fold.pages[old].captured.sheet
        for old, new in fold.replaced.items()
        if fold.pages[new].captured.before
    }
    counted = set()
    for page in fold.order:
        if fold.kind(page) is PageKind.REPLACED:
            continue
        sheet = fold.pages[page].captured.sheet
        seen: set[str] = set()
        while sheet in first and sheet not in seen:
            seen.add(sheet)
            sheet = first[sheet]
        counted.add(sheet)
    return len(counted)


def _fed(fold: Fold) -> int | None:
    """A feed that broke off without a count is taken at what arrived; an anomaly says so."""
    if any(not feed.ended for feed in fold.feeds.values()):
        return None
    counts = (feed.captured if feed.frames is None else feed.frames for feed in fold.feeds.values())
    return sum(counts)


def _state(fold: Fold, documents: tuple[Document, ...]) -> BatchState:
    if fold.closed:
        return BatchState.CLOSED
    if fold.given_up:
        return BatchState.ABANDONED
    if not fold.released:
        return BatchState.OPEN
    transfers = [document.transfer for document in documents]
    final = (UploadState.VERIFIED, UploadState.SUPERSEDED)
    if transfers and all(one and one.state in final for one in transfers):
        return BatchState.SENT
    if documents and all(document.package_path for document in documents):
        return BatchState.EXPORTED
    return BatchState.RELEASED


def _in_flight(fold: Fold) -> str:
    if any(not feed.ended for feed in fold.feeds.values()):
        return "feed"
    if any(record.exporting for record in fold.documents.values()):
        return "export"
    sending = (record.transfer for record in fold.documents.values())
    return "upload" if any(t and t.state is UploadState.SENDING for t in sending) else ""
