"""What a person should know about a separated stack, and what the release waits for.

Texts name sheets (Blatt) and pages (Seite) by their numbers, never a case number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from scanstation.errors import Text
from scanstation.model import Anomaly, ImagingOptions, PageKind, SeparationRule
from scanstation.separation.codes import SheetCode, SheetNumber
from scanstation.separation.marks import PageView, Separator, device_differs, is_blank
from scanstation.separation.numbering import Gap, Numbered, gaps, out_of_order, repeated
from scanstation.separation.segments import Segment, Segments

DOUBTFUL_BELOW = 0.8
"""Confidence of a boundary below which a person decides."""
NARROW = 0.2
"""Share of the room above the blank threshold in which a blank side is asked about."""


@dataclass(frozen=True, slots=True)
class Stack:
    """A separated stack as the checks see it."""

    pages: tuple[PageView, ...]
    rule: SeparationRule
    imaging: ImagingOptions
    tenant: str
    separators: Mapping[str, Separator]
    kinds: Mapping[str, PageKind]
    cut_up: Segments
    complete: bool


def anomalies(stack: Stack) -> tuple[tuple[Anomaly, ...], dict[str, tuple[str, ...]]]:
    """Return the anomalies in a fixed order, and candidate pages by anomaly key."""
    found: list[Anomaly] = []
    candidates: dict[str, tuple[str, ...]] = {}
    for check in (
        _sheets,
        _devices,
        _empty,
        _boundaries,
        _expected,
        _groups,
        _blanks,
        _nothing_found,
    ):
        found += check(stack)
    for anomaly, pages in _numbers(stack):
        found.append(anomaly)
        candidates[anomaly.key] = pages
    return tuple({one.key: one for one in found}.values()), candidates


def _sheets(stack: Stack) -> Iterator[Anomaly]:
    """Foreign tenants, damaged and contradicting codes, sheet by sheet."""
    for sheet in stack.separators.values():
        tenants = {code.tenant for code in sheet.codes}
        if tenants - {stack.tenant}:
            yield _anomaly(
                "foreign_tenant",
                sheet,
                f"Blatt {sheet.sheet} ist ein Trennblatt eines anderen Mandanten.",
                f"Sheet {sheet.sheet} is a separator sheet of another tenant.",
            )
        if sheet.contradiction:
            yield _anomaly(
                "codes_contradict",
                sheet,
                f"Die Codes auf Trennblatt {sheet.sheet} widersprechen sich.",
                f"The codes on separator sheet {sheet.sheet} contradict each other.",
            )
        if sheet.damaged and not sheet.codes:
            yield _anomaly(
                "damaged_code",
                sheet,
                f"Der Code auf Trennblatt {sheet.sheet} ist beschädigt; seine Angaben fehlen.",
                f"The code on separator sheet {sheet.sheet} is damaged; its values are missing.",
            )
        elif sheet.numbers and not sheet.codes:
            yield _anomaly(
                "values_unread",
                sheet,
                f"Auf Trennblatt {sheet.sheet} ist nur der Strichcode lesbar; "
                "seine Angaben fehlen.",
                f"On separator sheet {sheet.sheet} only the Code 128 reads; "
                "its values are missing.",
            )


def _devices(stack: Stack) -> Iterator[Anomaly]:
    """The device's own reader is a second opinion, and never overrules ours in silence."""
    for page in stack.pages:
        if device_differs(page, stack.rule):
            yield _page_anomaly(
                "device_differs",
                page,
                f"Das Gerät meldet an Blatt {page.sheet} einen anderen Code als den gelesenen.",
                f"The device reports another code at sheet {page.sheet} than the one read.",
            )


def _empty(stack: Stack) -> Iterator[Anomaly]:
    """Separators that no document follows; asked about if made for a certain letter."""
    for sheet, following in stack.cut_up.empty:
        if following:
            yield _anomaly(
                "separator_without_document",
                sheet,
                f"Nach Trennblatt {sheet.sheet} folgt gleich das nächste Trennblatt.",
                f"Separator sheet {sheet.sheet} is followed by the next separator sheet at once.",
                sheet.made_for_one,
            )
        elif stack.complete:
            yield _anomaly(
                "separator_at_end",
                sheet,
                f"Nach Trennblatt {sheet.sheet} folgt keine Seite mehr.",
                f"No page follows separator sheet {sheet.sheet}.",
                sheet.made_for_one,
            )


def _boundaries(stack: Stack) -> Iterator[Anomaly]:
    """Unsure separators; a boundary that a person set or removed is decided."""
    opened = [one.separator for one in stack.cut_up.segments if not one.by_hand]
    empty = [sheet for sheet, _ in stack.cut_up.empty]
    for sheet in (*opened, *empty):
        if sheet is not None and sheet.confidence < DOUBTFUL_BELOW:
            yield _anomaly(
                "boundary_unsure",
                sheet,
                f"Ob Blatt {sheet.sheet} ein Trennblatt ist, ist unsicher "
                f"({sheet.confidence:.0%}).",
                f"It is not certain that sheet {sheet.sheet} is a separator "
                f"({sheet.confidence:.0%}).",
            )


def _judged(stack: Stack) -> Iterator[Segment]:
    """Documents that are whole: all but the last one while the feed still runs."""
    segments = stack.cut_up.segments
    return iter(segments if stack.complete else segments[:-1])


def _expected(stack: Stack) -> Iterator[Anomaly]:
    """Pages with content against what the sheet says (TR-03138 A.AM.IN.H.7)."""
    if not stack.rule.expected_pages_checked:
        return
    views = {page.id: page for page in stack.pages}
    for segment in _judged(stack):
        sheet = segment.separator
        expected = sheet.code.expected_pages if sheet and sheet.code else 0
        if not sheet or not expected:
            continue
        members = [views[page] for page in segment.pages if page not in sheet.pages]
        if any(page.facts is None for page in members):
            continue
        counted = sum(_has_content(stack, page) for page in members)
        if counted != expected:
            yield _anomaly(
                "expected_pages_differ",
                sheet,
                f"Trennblatt {sheet.sheet} kündigt {expected} Seiten an, gezählt sind {counted}.",
                f"Separator sheet {sheet.sheet} announces {expected} pages, {counted} counted.",
            )


def _has_content(stack: Stack, page: PageView) -> bool:
    return page.kind_by_hand is PageKind.DOCUMENT or not is_blank(page, stack.imaging)


def _groups(stack: Stack) -> Iterator[Anomaly]:
    """A group with fewer sides than the page count: a side is missing, or one too many before."""
    count = stack.rule.page_count
    if not count:
        return
    out = {page.id for page in stack.pages if page.out}
    numbers = {page.id: page for page in stack.pages}
    sides_of_sheets = {side for sheet in stack.separators.values() for side in sheet.pages}
    for segment in _judged(stack):
        sides = [page for page in segment.every if page not in out | sides_of_sheets]
        if len(sides) % count:
            first = numbers[segment.page]
            yield Anomaly(
                "group_incomplete",
                Text(
                    f"Das Dokument ab Seite {first.number} hat {len(sides)} statt {count} Seiten.",
                    f"The document from page {first.number} has {len(sides)} "
                    f"instead of {count} pages.",
                ),
                first.id,
                first.sheet,
                needs_answer=True,
            )


def _blanks(stack: Stack) -> Iterator[Anomaly]:
    """Blank sides that a person should look at before they stay out of the export."""
    sides: dict[str, int] = {}
    for page in stack.pages:
        sides[page.sheet_id] = sides.get(page.sheet_id, 0) + 1
    room = 1.0 - stack.imaging.blank_threshold
    for page in stack.pages:
        dropped = stack.kinds[page.id] is PageKind.BLANK and page.kind_by_hand is None
        if not dropped or page.facts is None:
            continue
        if page.facts.blank.blank_score < stack.imaging.blank_threshold + NARROW * room:
            yield _page_anomaly(
                "blank_unsure",
                page,
                f"Seite {page.number} ist nur knapp leer.",
                f"Page {page.number} is only just blank.",
            )
        elif sides[page.sheet_id] == 1 and page.side == "front" and not page.imported:
            yield _page_anomaly(
                "blank_front",
                page,
                f"Blatt {page.sheet} ist vorn leer, die Rückseite wurde nicht gescannt: "
                "liegt es verkehrt?",
                f"The front of sheet {page.sheet} is blank, its back was not scanned: "
                "is it upside down?",
            )


def _nothing_found(stack: Stack) -> Iterator[Anomaly]:
    """A stack without any separator is one document; that is said, not asked."""
    rule = stack.rule
    separates = (
        rule.own_sheets or rule.patcht or rule.patch_codes or rule.barcodes or rule.blank_page
    )
    alone = len(stack.cut_up.segments) == 1 and not stack.separators
    sheets = {page.sheet_id for page in stack.pages if page.out is None}
    if stack.complete and separates and alone and len(sheets) > 1:
        yield Anomaly(
            "no_separator",
            Text(
                "Im Stapel ist kein Trennblatt; alle Seiten sind ein Dokument.",
                "There is no separator sheet in the batch; all pages are one document.",
            ),
        )


def _numbers(stack: Stack) -> Iterator[tuple[Anomaly, tuple[str, ...]]]:
    """Running numbers of each print job (design 7)."""
    if not stack.rule.numbered:
        return
    jobs = _jobs(stack)
    for numbered in jobs.values():
        for gap in gaps(numbered, stack.complete):
            yield _gap(stack, gap)
        for first in out_of_order(numbered):
            sheet = first.sheet
            yield (
                _anomaly(
                    "number_out_of_order",
                    sheet,
                    f"Trennblatt {sheet.sheet} trägt eine kleinere Nummer als das vorige.",
                    f"Separator sheet {sheet.sheet} has a lower number than the one before.",
                    False,
                ),
                (),
            )
        for again, apart in repeated(numbered):
            sheet = again.sheet
            yield (
                _anomaly(
                    "number_repeated",
                    sheet,
                    f"Trennblatt {sheet.sheet} liegt mit derselben Nummer schon im Stapel.",
                    f"Separator sheet {sheet.sheet} lies in the batch twice by its number.",
                    apart,
                ),
                (),
            )


def _jobs(stack: Stack) -> dict[str, list[Numbered]]:
    """Numbered sheets by print job, in stack order; sheets that contradict themselves have none."""
    places = {page.id: index for index, page in enumerate(stack.pages)}
    opened = {
        one.separator.sheet: one for one in stack.cut_up.segments if one.separator is not None
    }
    jobs: dict[str, list[Numbered]] = {}
    for sheet in sorted(stack.separators.values(), key=lambda one: places[one.place]):
        both: tuple[SheetCode | SheetNumber, ...] = (*sheet.codes, *sheet.numbers)
        identity = both[0] if both else None
        if identity is None or sheet.contradiction:
            continue
        segment = opened.get(sheet.sheet)
        followed = segment.every if segment else ()
        code = sheet.code
        one = Numbered(
            identity.number,
            sheet,
            followed,
            total=code.total if code else 0,
            personal=bool(code and code.case_number),
            before=places[sheet.place] > 0,
        )
        jobs.setdefault(identity.job, []).append(one)
    return jobs


def _gap(stack: Stack, gap: Gap) -> tuple[Anomaly, tuple[str, ...]]:
    which = f"{gap.first}" if gap.first == gap.last else f"{gap.first}–{gap.last}"
    span = _before(stack, gap.sheet) if gap.at_start else gap.pages
    candidates = _candidates(stack, span)
    sheets = ", ".join(str(number) for number in _sheet_numbers(stack, candidates)[:5])
    where = (f" Möglich: Blatt {sheets}.", f" Possibly sheet {sheets}.") if sheets else ("", "")
    side = ("vor", "before") if gap.at_start else ("nach", "after")
    anomaly = _anomaly(
        "missing_number_before" if gap.at_start else "missing_number",
        gap.sheet,
        f"Trennblatt Nr. {which} fehlt {side[0]} Blatt {gap.sheet.sheet}.{where[0]}",
        f"Separator no. {which} is missing {side[1]} sheet {gap.sheet.sheet}.{where[1]}",
        gap.needs_answer,
    )
    return anomaly, candidates


def _before(stack: Stack, sheet: Separator) -> tuple[str, ...]:
    places = [page.id for page in stack.pages]
    return tuple(places[: places.index(sheet.place)])


def _candidates(stack: Stack, span: Sequence[str]) -> tuple[str, ...]:
    """Sides on which the missing sheet may have been: bars seen but not read, else every front
    after the first sheet."""
    inside = set(span)
    views = [page for page in stack.pages if page.id in inside and page.out is None]
    views = [page for page in views if stack.kinds[page.id] is not PageKind.SEPARATOR]
    marked = [
        page.id
        for page in views
        if page.facts and (page.facts.barcode.suspected or page.facts.patch.patches)
    ]
    if marked:
        return tuple(marked)
    first = views[0].sheet_id if views else ""
    return tuple(page.id for page in views if page.side == "front" and page.sheet_id != first)


def _sheet_numbers(stack: Stack, pages: Sequence[str]) -> list[int]:
    wanted = set(pages)
    return list(dict.fromkeys(page.sheet for page in stack.pages if page.id in wanted))


def _anomaly(kind: str, sheet: Separator, de: str, en: str, needs_answer: bool = True) -> Anomaly:
    return Anomaly(kind, Text(de, en), sheet.place, sheet.sheet, needs_answer=needs_answer)


def _page_anomaly(kind: str, page: PageView, de: str, en: str) -> Anomaly:
    return Anomaly(kind, Text(de, en), page.id, page.sheet, needs_answer=True)
