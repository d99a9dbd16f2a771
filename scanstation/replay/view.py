"""From the folded dictionaries to the frozen values of a ``Batch``, one function a part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

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


@dataclass(slots=True)
class Parts:
    """The parts of a batch that grow with it; the rest is read from the fold each time."""

    pages: tuple[Page, ...] = ()
    documents: tuple[Document, ...] = ()
    anomalies: tuple[Anomaly, ...] = ()
    ledger: Ledger | None = None
    in_flight: str = ""
    openings: dict[str, Opening] = field(default_factory=dict)
    joined: frozenset[str] = frozenset()
    kinds_by_hand: dict[str, PageKind] = field(default_factory=dict)
    boundaries_by_hand: dict[str, str] = field(default_factory=dict)
    page_index: dict[str, int] = field(default_factory=dict)
    shown: dict[str, frozenset[str]] = field(default_factory=dict)


def assemble(fold: Fold, parts: Parts, rows: int, head: str) -> Batch:
    """Return the batch.

    Raises:
        ValueError: the journal does not begin with the opening of a batch.
    """
    if fold.opened is None or parts.ledger is None:
        raise ValueError("the journal does not begin with the opening of a batch")
    described = fold.described or fold.opened
    return Batch(
        id=fold.opened.batch,
        tenant=fold.opened.tenant,
        profile=fold.opened.profile,
        operator=fold.opened.operator,
        station=fold.opened.station,
        opened=fold.opened_at,
        released=fold.released,
        received=described.received,
        box=described.box,
        state=_state(fold, parts.documents),
        pages=parts.pages,
        documents=parts.documents,
        anomalies=parts.anomalies,
        checks=tuple(fold.checks),
        ledger=parts.ledger,
        head=head,
        rows=rows,
        in_flight=parts.in_flight,
        openings=parts.openings,
        joined=parts.joined,
        content_row=fold.content_row,
        moved_on=fold.moved_on,
        kinds_by_hand=parts.kinds_by_hand,
        boundaries_by_hand=parts.boundaries_by_hand,
        page_index=parts.page_index,
        shown=parts.shown,
        corrects=fold.correction.of if fold.correction else "",
        correction_reason=fold.explained.reason if fold.explained else "",
        former_values=dict(fold.explained.values) if fold.explained else {},
    )


def shown_to(fold: Fold, page: Page) -> frozenset[str]:
    """A page that was turned or went to another document since has to be looked at again."""
    views = fold.shown.get(page.id)
    if not views:
        return frozenset()
    return frozenset(views.get(ShownPage(page.id, page.document, page.rotation), ()))


def make_page(fold: Fold, page: str, document: str, noted: tuple[str, ...]) -> Page:
    """Return a page; ``noted`` are the kinds of what was noted about it since its capture."""
    record = fold.pages[page]
    captured = record.captured
    rotation = _rotation(fold, record)
    as_it_stands = record.words_rotation == rotation
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
        words=record.words if as_it_stands else "",
        anomalies=captured.anomalies + noted,
        original=captured.original,
        source=captured.source,
        scanned_by=record.scanned_by,
        device_fact=captured.device_fact,
        former_words="" if as_it_stands else record.words,
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


def make_document(fold: Fold, number: int, opening: Opening, pages: tuple[str, ...]) -> Document:
    """Return a document with its number in the batch."""
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


def make_anomalies(fold: Fold) -> tuple[Anomaly, ...]:
    """Return what was noted, with the answers; what has none is the very same object."""
    every = [*fold.noted, *fold.separation_noted]
    if not fold.answers:
        return tuple(every)
    answers = [(one, fold.answers.get(one.key, "")) for one in every]
    return tuple(replace(one, answer=said) if said else one for one, said in answers)


def noted_kinds(anomalies: tuple[Anomaly, ...]) -> dict[str, tuple[str, ...]]:
    """Return the kinds of the anomalies by page."""
    found: dict[str, list[str]] = {}
    for one in anomalies:
        found.setdefault(one.page, []).append(one.kind)
    return {page: tuple(kinds) for page, kinds in found.items()}


def make_ledger(fold: Fold, kinds: Mapping[PageKind, int], sheets: int) -> Ledger:
    """Return the ledger of so many pages of each kind on so many sheets of paper."""
    return Ledger(
        captured=len(fold.order),
        documents=kinds.get(PageKind.DOCUMENT, 0),
        separators=kinds.get(PageKind.SEPARATOR, 0),
        blank=kinds.get(PageKind.BLANK, 0),
        rejected=kinds.get(PageKind.REJECTED, 0),
        replaced=kinds.get(PageKind.REPLACED, 0),
        fed=_fed(fold),
        sheets=sheets,
        expected_sheets=_expected_sheets(fold),
        skipped=sum(one.kind == "sheet_skipped" for one in fold.noted),
    )


def _expected_sheets(fold: Fold) -> int | None:
    described = fold.described or fold.opened
    return described.expected_sheets if described else None


def count_sheets(fold: Fold, sides: Mapping[str, int]) -> int:
    """Return how many sheets of paper there were: one inserted as a rescan is the same one.

    Args:
        sides: how many pages were captured of each sheet.
    """
    sheets = {old: fold.pages[old].captured.sheet for old in fold.replaced}
    rescanned = {new: fold.pages[new].captured for new in fold.replaced.values()}
    first = {
        rescanned[new].sheet: sheets[old]
        for old, new in fold.replaced.items()
        if rescanned[new].before
    }
    gone = Counter(sheets.values())
    touched = {*sheets.values(), *(one.sheet for one in rescanned.values())}
    left = [sheet for sheet in touched if gone[sheet] < sides[sheet]]
    return len(sides) - len(touched) + len({_origin(sheet, first) for sheet in left})


def _origin(sheet: str, first: Mapping[str, str]) -> str:
    seen: set[str] = set()
    while sheet in first and sheet not in seen:
        seen.add(sheet)
        sheet = first[sheet]
    return sheet


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


def in_flight(fold: Fold) -> str:
    """Return what is under way, empty if nothing is."""
    if any(not feed.ended for feed in fold.feeds.values()):
        return "feed"
    if any(record.exporting for record in fold.documents.values()):
        return "export"
    sending = (record.transfer for record in fold.documents.values())
    return "upload" if any(t and t.state is UploadState.SENDING for t in sending) else ""
