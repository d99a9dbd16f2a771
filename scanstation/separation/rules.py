"""Facts and a rule in, documents out: a pure function that can run again on every new fact.

What is defined for the awkward stacks:

* two separators in a row: the later one opens the document; the earlier one is reported,
  and asked about if it was made for a certain letter (it carries values);
* a separator at the start opens the first document; one at the end opens nothing and is
  reported; none at all makes the stack one document and says so;
* a separator is a sheet: front and back leave together and make one boundary, whatever
  the back shows; it works from either side and from either edge;
* pages before the first separator are a document of their own;
* a kept separator is the first sheet of its document;
* a sheet with codes that contradict each other separates, but none of its values counts;
* blank sides get the kind ``blank`` where the profile says so; a side that is only just
  blank, or the blank front of a sheet whose back was never scanned, is asked about.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from scanstation.errors import Text
from scanstation.model import (
    Anomaly,
    Batch,
    ImagingOptions,
    Opening,
    PageKind,
    SeparationRule,
)
from scanstation.separation.codes import SheetCode
from scanstation.separation.findings import Stack, anomalies
from scanstation.separation.identity import document_ids
from scanstation.separation.marks import PageView, Separator, is_blank, separator
from scanstation.separation.segments import Removed, Segment, Segments, find_cuts, slice_up

REASONS = {
    "start": Text("Anfang des Stapels", "start of the batch"),
    "own_sheet": Text("Trennblatt (QR-Code)", "separator sheet (QR code)"),
    "own_number": Text("Trennblatt (Strichcode)", "separator sheet (Code 128)"),
    "own_damaged": Text("Trennblatt, Code beschädigt", "separator sheet, damaged code"),
    "patch": Text("Patchcode", "patch code"),
    "patcht": Text("Barcode PATCHT", "barcode PATCHT"),
    "barcode": Text("Barcode nach Profil", "barcode by profile"),
    "device_code": Text("Code, vom Gerät gelesen", "code read by the device"),
    "device_patch": Text("Patchcode, vom Gerät gelesen", "patch code read by the device"),
    "blank": Text("Leerblatt", "blank sheet"),
    "count": Text("Seitenzahl", "page count"),
    "hand": Text("von Hand", "by hand"),
}
"""Words for the parts of ``Opening.reason``, which are joined by ``+``."""

_CAUSES = {"start": 1.0, "hand": 1.0, "count": 0.9}


@dataclass(frozen=True, slots=True)
class Separation:
    """The outcome over all pages.

    Attributes:
        openings: boundaries found without a person, in stack order. A boundary that a person
            set stays in the journal's own event and is not repeated here; one that a person
            removed is left out.
        documents: document pages by document id, a person's boundaries included.
        kinds: every page and exactly one kind, a person's word included.
        found: kinds that the detectors alone give, without ``document``.
        anomalies: what a person should know; ``needs_answer`` holds the release back.
        candidates: by anomaly key the pages on which a missing separator may have been.
        pending: pages whose facts are still missing.
    """

    openings: tuple[Opening, ...]
    documents: dict[str, tuple[str, ...]]
    kinds: dict[str, PageKind]
    found: dict[str, PageKind]
    anomalies: tuple[Anomaly, ...]
    candidates: dict[str, tuple[str, ...]]
    pending: tuple[str, ...]

    @property
    def stops(self) -> bool:
        """Whether a sheet of another tenant lies in the stack: scanning stops for a decision."""
        return any(one.kind == "foreign_tenant" for one in self.anomalies)


def page_views(batch: Batch) -> tuple[PageView, ...]:
    """Return the batch's pages as separation sees them."""
    return tuple(
        PageView(
            id=page.id,
            sheet_id=page.sheet_id,
            sheet=page.sheet,
            number=page.number,
            side=page.side,
            facts=page.facts,
            kind_by_hand=batch.kinds_by_hand.get(page.id),
            out=page.kind if page.kind in (PageKind.REJECTED, PageKind.REPLACED) else None,
            imported=bool(page.source),
            device=page.device_fact.reading if page.device_fact is not None else None,
        )
        for page in batch.pages
    )


def separate(
    pages: Sequence[PageView],
    rule: SeparationRule,
    *,
    imaging: ImagingOptions,
    tenant: str,
    known: Mapping[str, Opening],
    joined: frozenset[str] = frozenset(),
    new_id: Callable[[], str],
    printed: Mapping[tuple[str, int], SheetCode] | None = None,
    hand: Mapping[str, str] | None = None,
    former: Mapping[str, str] | None = None,
    complete: bool = True,
) -> Separation:
    """Return documents, kinds and anomalies of a stack.

    Args:
        pages: in stack order.
        tenant: name of the batch's tenant.
        known: openings in force by page (``Batch.openings``), a person's marked ``by_hand``.
        joined: pages whose boundary a person removed.
        new_id: makes ids for documents that were not there before.
        printed: what stands on the sheets of known print jobs, by job and number: fills in
            where only the Code 128 of a sheet can be read.
        hand: document ids of boundaries by hand, by the page at which the person set each;
            without it they are taken from ``known``, where one that has no document page of
            its own just now is missing.
        former: document ids by the page that they once opened at: a document whose pages all
            went away and came back (blank by mistake, undone) is still the same one.
        complete: whether the feed has ended; what can only be judged at the end (nothing
            after a separator, pages missing in the last document) waits for it.
    """
    separators = _separators(pages, rule, imaging, printed or {})
    found = {page.id: _found_kind(page, separators, imaging) for page in pages}
    kinds = {page.id: page.out or page.kind_by_hand or found[page.id] for page in pages}
    by_hand = _by_hand(known) if hand is None else hand
    cuts = find_cuts(pages, separators, frozenset(by_hand), rule.page_count)
    cut_up = slice_up(pages, cuts, kinds, found, Removed(joined, frozenset(known)))
    ids = document_ids(cut_up.segments, known, by_hand, former or {}, new_id)
    stack = Stack(tuple(pages), rule, imaging, tenant, separators, kinds, cut_up, complete)
    return _outcome(stack, found, ids)


def _by_hand(known: Mapping[str, Opening]) -> dict[str, str]:
    return {page: opening.document for page, opening in known.items() if opening.by_hand}


def _outcome(stack: Stack, found: Mapping[str, PageKind], ids: Sequence[str]) -> Separation:
    noted, candidates = anomalies(stack)
    segments = stack.cut_up.segments
    return Separation(
        openings=_openings(stack.cut_up, ids, stack.tenant),
        documents={i: one.pages for i, one in zip(ids, segments, strict=True)},
        kinds=dict(stack.kinds),
        found={page: kind for page, kind in found.items() if kind is not PageKind.DOCUMENT},
        anomalies=noted,
        candidates=candidates,
        pending=tuple(page.id for page in stack.pages if page.facts is None and page.out is None),
    )


def _separators(
    pages: Sequence[PageView],
    rule: SeparationRule,
    imaging: ImagingOptions,
    printed: Mapping[tuple[str, int], SheetCode],
) -> dict[str, Separator]:
    """Evidence by sheet id; rejected and replaced sides have no say."""
    sheets: dict[str, list[PageView]] = {}
    for page in pages:
        if page.out is None:
            sheets.setdefault(page.sheet_id, []).append(page)
    found = {sheet: separator(sides, rule, imaging, printed) for sheet, sides in sheets.items()}
    return {sheet: evidence for sheet, evidence in found.items() if evidence is not None}


def _found_kind(
    page: PageView, separators: Mapping[str, Separator], imaging: ImagingOptions
) -> PageKind:
    sheet = separators.get(page.sheet_id)
    if sheet is not None and page.out is None and not sheet.keep:
        return PageKind.SEPARATOR
    carries = sheet is not None and sheet.place == page.id
    if imaging.drop_blank and not carries and is_blank(page, imaging):
        return PageKind.BLANK
    return PageKind.DOCUMENT


def _openings(cut_up: Segments, ids: Sequence[str], tenant: str) -> tuple[Opening, ...]:
    return tuple(
        _opening(segment, document, tenant)
        for segment, document in zip(cut_up.segments, ids, strict=True)
        if segment.separator is not None or segment.causes != ("hand",)
    )


def _opening(segment: Segment, document: str, tenant: str) -> Opening:
    sheet = segment.separator
    causes = tuple(cause for cause in segment.causes if cause != "hand")
    if sheet is None:
        confidence = max((_CAUSES[cause] for cause in causes), default=1.0)
        return Opening(document, segment.place, "+".join(causes), confidence)
    return Opening(
        document=document,
        page=segment.place,
        reason="+".join(sheet.reasons),
        confidence=sheet.confidence,
        values=sheet_values(sheet, tenant),
        separator=sheet.pages,
        case_number_sure=_case_number_sure(sheet, tenant),
    )


def sheet_values(sheet: Separator, tenant: str) -> dict[str, str]:
    """Return what a sheet says about the document it opens; nothing if it is not to be trusted.

    Names: ``case_number``, ``document_class``, ``expected_pages``, the sheet's free values
    and the profile's ``value_field`` of a barcode rule.
    """
    code = sheet.code
    if sheet.contradiction or (code is not None and code.tenant != tenant):
        return {}
    values = dict(sheet.values)
    if code is not None:
        values.update(code.values)
        values["case_number"] = code.case_number
        values["document_class"] = code.document_class
        values["expected_pages"] = str(code.expected_pages or "")
    return {name: value for name, value in values.items() if value}


def _case_number_sure(sheet: Separator, tenant: str) -> bool:
    """The check is part of reading a code: one that failed never becomes a ``SheetCode``."""
    code = sheet.code
    return code is not None and code.tenant == tenant and bool(code.case_number)
