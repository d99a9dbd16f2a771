"""From facts to evidence: what on a sheet says that a document begins here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import prod
from typing import TypeVar

from scanstation.model import (
    Barcode,
    BarcodeRule,
    DeviceReading,
    ImagingOptions,
    PageFacts,
    PageKind,
    SeparationRule,
    Side,
)
from scanstation.separation.codes import DamagedCode, OwnCode, SheetCode, SheetNumber, parse

_Code = TypeVar("_Code", SheetCode, SheetNumber)

OWN_CODE = 0.99
OWN_NUMBER = 0.97
DAMAGED = 0.6
"""A damaged code of ours is very likely a separator, but a person must see it."""
PATCH = 0.95
"""Ceiling for bars alone: a table's rules can look like a patch code."""
READ_BY_DEVICE = 0.9
"""Where our detector read no code at all; a driver names no confidence."""
DEVICE_ALONE = 0.75
"""Where it saw no such patch code, or only other codes: a person must see it."""
NO_PLACE = ((0.0, 0.0), (0.0, 0.0), (0.0, 0.0), (0.0, 0.0))


@dataclass(frozen=True, slots=True)
class PageView:
    """What separation needs of a page.

    Attributes:
        out: ``REJECTED`` or ``REPLACED``: the page takes no part.
        kind_by_hand: what a person said the page is.
        imported: from a file, so the sheet's other side was never a question.
        device: what the device itself read.
    """

    id: str
    sheet_id: str
    sheet: int
    number: int
    side: Side
    facts: PageFacts | None = None
    kind_by_hand: PageKind | None = None
    out: PageKind | None = None
    imported: bool = False
    device: DeviceReading | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """One piece of evidence on one page."""

    page: str
    reason: str
    confidence: float
    code: OwnCode | None = None
    keep: bool = False
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Separator:
    """A sheet that separates, both its sides taken together.

    Attributes:
        pages: its sides that take part, in stack order.
        place: the first side that carries evidence.
        codes: the different codes of ours on it; more than one contradict each other.
        contradiction: two codes or two values that cannot both be true.
        keep: the sheet stays as first sheet of its document.
    """

    sheet: int
    pages: tuple[str, ...]
    place: str
    reasons: tuple[str, ...]
    confidence: float
    values: Mapping[str, str]
    keep: bool
    codes: tuple[SheetCode, ...] = ()
    numbers: tuple[SheetNumber, ...] = ()
    damaged: bool = False
    contradiction: bool = False

    @property
    def code(self) -> SheetCode | None:
        """The one code of ours on the sheet, None if there is none or they contradict."""
        return self.codes[0] if self.codes and not self.contradiction else None

    @property
    def made_for_one(self) -> bool:
        """Whether the sheet was made for one certain letter (it carries values)."""
        return bool(self.values or self.codes)


def separator(
    sides: Sequence[PageView],
    rule: SeparationRule,
    imaging: ImagingOptions,
    printed: Mapping[tuple[str, int], SheetCode],
) -> Separator | None:
    """Return the evidence of one sheet, None if nothing on it separates.

    Args:
        sides: the sides of the sheet that take part.
        printed: what is known to stand on sheets of earlier print jobs, by job and number.
    """
    marks = [mark for side in sides for mark in _marks(side, rule)]
    if not marks and rule.blank_page:
        marks = _blank_marks(sides, imaging)
    return _combine(sides, marks, rule, printed) if marks else None


def is_blank(page: PageView, imaging: ImagingOptions) -> bool:
    """Return whether the detector calls the side blank by the profile's threshold."""
    return page.facts is not None and page.facts.blank.blank_score >= imaging.blank_threshold


def _marks(page: PageView, rule: SeparationRule) -> Iterable[Mark]:
    """What a person said about a page silences its evidence, or is the evidence."""
    if page.kind_by_hand is PageKind.SEPARATOR:
        yield Mark(page.id, "hand", 1.0)
    elif page.kind_by_hand is not None:
        return
    if page.facts is None:
        return
    own = _own_marks(page.id, page.facts, rule)
    yield from own
    yield from (one for one in _device_marks(page, rule) if not _contradicts(one, own))


def device_differs(page: PageView, rule: SeparationRule) -> bool:
    """Return whether the device read something that cannot be true beside what we read."""
    if page.facts is None or page.device is None or page.out or page.kind_by_hand is not None:
        return False
    own, patch = _own_marks(page.id, page.facts, rule), page.device.patch
    names = {one.name for one in page.facts.patch.patches}
    other = bool(patch and names) and patch not in names and bool({patch, *names} & _wanted(rule))
    return other or any(_contradicts(one, own) for one in _device_marks(page, rule))


def _own_marks(page: str, facts: PageFacts, rule: SeparationRule) -> list[Mark]:
    found = [_barcode_mark(page, barcode, rule) for barcode in facts.barcode.barcodes]
    return [*(one for one in found if one is not None), *_patch_marks(page, facts, rule)]


def _device_marks(page: PageView, rule: SeparationRule) -> Iterable[Mark]:
    """Evidence that only the device read."""
    if page.device is None or page.facts is None:
        return
    seen = {one.text for one in page.facts.barcode.barcodes}
    score = DEVICE_ALONE if seen else READ_BY_DEVICE
    for one in page.device.barcodes:
        read = Barcode(one.format, one.text, NO_PLACE, "device", "", score)
        mark = None if one.text in seen else _barcode_mark(page.id, read, rule)
        if mark is not None:
            sure = min(mark.confidence, score)
            yield replace(mark, reason="device_code", confidence=sure)
    names = {one.name for one in page.facts.patch.patches}
    if page.device.patch in _wanted(rule) - names:
        yield Mark(page.id, "device_patch", DEVICE_ALONE, None, rule.keep_separator)


def _contradicts(mark: Mark, own: Sequence[Mark]) -> bool:
    """Whether a mark names another sheet, or other values, than our own marks of the page do."""
    identities = {found for one in own if (found := _identity(one))}
    values = {name: value for one in own for name, value in one.values.items()}
    identity = _identity(mark)
    other = identity is not None and bool(identities) and identity not in identities
    return other or any(values.get(name, value) != value for name, value in mark.values.items())


def _identity(mark: Mark) -> tuple[str, int] | None:
    code = mark.code
    return (code.job, code.number) if isinstance(code, SheetCode | SheetNumber) else None


def _barcode_mark(page: str, barcode: Barcode, rule: SeparationRule) -> Mark | None:
    code = parse(barcode.text) if rule.own_sheets else None
    if isinstance(code, SheetCode):
        return Mark(page, "own_sheet", OWN_CODE, code, rule.keep_separator)
    if isinstance(code, SheetNumber):
        return Mark(page, "own_number", OWN_NUMBER, code, rule.keep_separator)
    if isinstance(code, DamagedCode):
        return Mark(page, "own_damaged", DAMAGED, code, rule.keep_separator)
    if rule.patcht and barcode.text.strip().strip("*").upper() == "PATCHT":
        return Mark(page, "patcht", barcode.score, None, rule.keep_separator)
    for declared in rule.barcodes:
        values = _match(declared, barcode)
        if values is not None:
            keep = declared.keep or rule.keep_separator
            return Mark(page, "barcode", barcode.score, None, keep, values)
    return None


def _match(rule: BarcodeRule, barcode: Barcode) -> dict[str, str] | None:
    if rule.formats and _plain(barcode.format) not in {_plain(name) for name in rule.formats}:
        return None
    found = re.fullmatch(rule.pattern, barcode.text)
    if found is None:
        return None
    value = found["value"] if "value" in found.re.groupindex else barcode.text
    return {rule.value_field: value or ""} if rule.value_field else {}


def _plain(name: str) -> str:
    """``QR Code``, ``QRCode`` and ``qr-code`` are one format: readers spell them apart."""
    return "".join(character for character in name.casefold() if character.isalnum())


def _patch_marks(page: str, facts: PageFacts, rule: SeparationRule) -> Iterable[Mark]:
    """The best patch of the page; a T sheet fed upside down shows T at its other edge."""
    wanted = _wanted(rule)
    scores = [patch.score for patch in facts.patch.patches if patch.name in wanted]
    if scores:
        yield Mark(page, "patch", min(max(scores), PATCH), None, rule.keep_separator)


def _wanted(rule: SeparationRule) -> set[str]:
    wanted: set[str] = set(rule.patch_codes)
    return wanted | {"3"} if rule.accept_3_as_t and "T" in wanted else wanted


def _blank_marks(sides: Sequence[PageView], imaging: ImagingOptions) -> list[Mark]:
    """A sheet separates as blank only if every side of it is blank and nobody objects."""
    if any(not is_blank(side, imaging) or side.kind_by_hand is not None for side in sides):
        return []
    scores = [side.facts.blank.blank_score for side in sides if side.facts is not None]
    room = max(1.0 - imaging.blank_threshold, 1e-6)
    surplus = (min(scores) - imaging.blank_threshold) / room
    return [Mark(sides[0].id, "blank", 0.7 + 0.3 * surplus)]


def _combine(
    sides: Sequence[PageView],
    marks: Sequence[Mark],
    rule: SeparationRule,
    printed: Mapping[tuple[str, int], SheetCode],
) -> Separator:
    codes = _unique(mark.code for mark in marks if isinstance(mark.code, SheetCode))
    numbers = _unique(mark.code for mark in marks if isinstance(mark.code, SheetNumber))
    if not codes:
        codes = tuple(printed[key] for n in numbers if (key := (n.job, n.number)) in printed)
    identities = {(c.job, c.number) for c in codes} | {(n.job, n.number) for n in numbers}
    found = [(name, value) for mark in marks for name, value in mark.values.items()]
    values_differ = len(set(found)) != len(dict(found))
    contradiction = len(codes) > 1 or len(identities) > 1 or values_differ
    return Separator(
        sheet=sides[0].sheet,
        pages=tuple(side.id for side in sides),
        place=marks[0].page,
        reasons=tuple(dict.fromkeys(mark.reason for mark in marks)),
        confidence=_together(marks),
        values={} if contradiction else dict(found),
        keep=any(mark.keep for mark in marks),
        codes=codes,
        numbers=numbers,
        damaged=any(isinstance(mark.code, DamagedCode) for mark in marks),
        contradiction=contradiction,
    )


def _unique(items: Iterable[_Code]) -> tuple[_Code, ...]:
    result: list[_Code] = []
    for item in items:
        if item not in result:
            result.append(item)
    return tuple(result)


def _together(marks: Sequence[Mark]) -> float:
    """Noisy or over different kinds of evidence; the same kind twice proves nothing more."""
    best: dict[str, float] = {}
    for mark in marks:
        best[mark.reason] = max(best.get(mark.reason, 0.0), mark.confidence)
    return 1.0 - prod(1.0 - confidence for confidence in best.values())
