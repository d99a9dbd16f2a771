"""Values for index fields from what is known: sheet, text, look-up, the document before.

Every suggestion is an ``IndexValue`` with its source, confidence and place on the page.
``fill`` takes over what may stand in a field before a person has looked; a case number that
did not come from a separator sheet stays unconfirmed there (``fields.validate``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from scanstation.indexing.fields import counts_without_person
from scanstation.indexing.lookup import UNKNOWN, Answer, CaseFiles
from scanstation.indexing.matching import Hit, PageText, corrections, hit, lines, search
from scanstation.indexing.values import DATES, canonical, date_of
from scanstation.model import (
    Document,
    DocumentClass,
    FieldKind,
    FieldSpec,
    IndexValue,
    Opening,
    ValueSource,
)

Suggestions = dict[str, tuple[IndexValue, ...]]
"""By field, best first."""

FILL_FROM = 0.5
"""Confidence from which a suggestion is put into an empty field."""
_PREVIOUS = 0.3
_CORRECTED = 0.45
_DIGIT = re.compile(r"\d")
_BIRTH = re.compile(r"(?i)\bgeb(?:\.|oren|urtsdatum|urtstag)?\b|geburts")
_DATED = re.compile(
    r"(?i)\b(?:\w*datum|date)\b|,\s*den\s|^[^\W\d_][\w .()/-]{2,40},\s*\d{1,2}\.[\w .]+$"
)
"""Lines that say what date they carry: Datum: ..., Musterstadt, den ..., Musterstadt, 9. März."""


def suggest(
    document_class: DocumentClass,
    opening: Opening,
    pages: Sequence[PageText],
    *,
    today: date,
    previous: Document | None = None,
) -> Suggestions:
    """Return suggestions by field; fields without any are left out.

    Args:
        opening: the document's own opening; its values belong to this document only.
        pages: the recognised text of the document's pages, in order.
        today: for the century of short dates.
        previous: the document before, whose values a person may want to repeat.
    """
    result: Suggestions = {}
    for spec in document_class.fields:
        every = [
            *_from_sheet(spec, opening, today),
            *_from_text(spec, pages, today),
        ]
        if every:
            result[spec.name] = _best_first(every)
    return with_previous(document_class, result, previous)


def _best_first(every: Sequence[IndexValue]) -> tuple[IndexValue, ...]:
    """Each value once, with the confidence of its best source."""
    unique: dict[str, IndexValue] = {}
    for value in sorted(every, key=lambda one: -one.confidence):
        unique.setdefault(value.value, value)
    return tuple(unique.values())


def with_previous(
    document_class: DocumentClass, known: Suggestions, previous: Document | None
) -> Suggestions:
    """Return suggestions with the values of the document before among them."""
    result = dict(known)
    for spec in document_class.fields:
        every = [*known.get(spec.name, ()), *_from_previous(spec, previous)]
        if every:
            result[spec.name] = _best_first(every)
    return result


def fill(
    document_class: DocumentClass,
    suggestions: Suggestions,
    opening: Opening,
    lookups: Mapping[str, CaseFiles] | None = None,
) -> dict[str, IndexValue]:
    """Return the values that fields get without a person, look-ups included.

    Nothing is repeated from the document before. Look-up columns are filled from the case
    number's exact hit, with the confidence of the case number itself.
    """
    filled: dict[str, IndexValue] = {}
    for name, every in suggestions.items():
        usable = [
            one
            for one in every
            if one.source is not ValueSource.PREVIOUS and one.confidence >= FILL_FROM
        ]
        if usable:
            filled[name] = usable[0]
    for name, value in _from_lookup(document_class, filled, opening, lookups or {}).items():
        filled.setdefault(name, value)
    return filled


def look_up(
    document_class: DocumentClass,
    fields: Mapping[str, IndexValue],
    lookups: Mapping[str, CaseFiles],
) -> dict[str, Answer]:
    """Return what the look-ups say about the document's values, by field, for ``validate``.

    A list that cannot be asked makes the answer unknown (``CachedCaseFiles`` has asked its
    cache by then); errors of the list itself go on to the caller.
    """
    answers: dict[str, Answer] = {}
    for spec in document_class.fields:
        value = fields.get(spec.name)
        keyed = spec.kind in (FieldKind.CASE_NUMBER, FieldKind.LOOKUP)
        if keyed and spec.lookup in lookups and value is not None and value.value:
            answers[spec.name] = lookups[spec.lookup].exact(value.value)
    return answers


def _from_sheet(spec: FieldSpec, opening: Opening, today: date) -> Iterator[IndexValue]:
    """A value of the sheet; of a page that stays in the document it is just a barcode's."""
    text = opening.values.get(spec.sheet_value) or opening.values.get(spec.name)
    if not text:
        return
    kept = opening.page in opening.separator
    source = ValueSource.BARCODE if kept else ValueSource.SEPARATOR
    page = opening.separator[0] if opening.separator else opening.page
    yield IndexValue(canonical(spec, text, today), source, opening.confidence, page)


def _from_previous(spec: FieldSpec, previous: Document | None) -> Iterator[IndexValue]:
    value = previous.fields.get(spec.name) if previous else None
    if value is not None and value.value:
        yield IndexValue(value.value, ValueSource.PREVIOUS, _PREVIOUS)


def _from_text(spec: FieldSpec, pages: Sequence[PageText], today: date) -> Iterator[IndexValue]:
    """Matches on later pages count a little less: a letter names its matter at the top."""
    for place, page in enumerate(pages):
        for found, trust in _hits(spec, page, first=place == 0, today=today):
            confidence = found.confidence * trust * 0.97 ** min(place, 10)
            text = canonical(spec, found.text, today)
            yield IndexValue(text, ValueSource.OCR, confidence, page.page, found.region)


def _hits(spec: FieldSpec, page: PageText, first: bool, today: date) -> Iterator[tuple[Hit, float]]:
    if spec.ocr_pattern:
        for found in search(re.compile(spec.ocr_pattern), page.words):
            yield found, 0.95
    elif spec.kind is FieldKind.DATE and first:
        yield from _dates(page, today)
    elif spec.kind is FieldKind.CHOICE and first:
        yield from _choices(spec, page)
    if spec.kind is FieldKind.CASE_NUMBER and spec.pattern:
        yield from _bare_numbers(spec, page)


def _dates(page: PageText, today: date) -> Iterator[tuple[Hit, float]]:
    """Dates of the first page: marked as date first, then by place; no birthdays, no future."""
    trust = 0.8
    for line in lines(page.words):
        if _BIRTH.search(line.text):
            continue
        for match in DATES.finditer(line.text):
            day = date_of(match, today)
            found = hit(line, *match.span())
            if found is None or day is None or day > today:
                continue
            yield found, 0.95 if _DATED.search(line.text) else trust
            trust = max(trust - 0.05, 0.55)


def _choices(spec: FieldSpec, page: PageText) -> Iterator[tuple[Hit, float]]:
    """A choice that stands on the page as a whole word."""
    for choice in spec.choices:
        pattern = re.compile(rf"(?i)\b{re.escape(choice)}\b")
        for found in search(pattern, page.words):
            yield replace(found, text=choice), 0.7


def _bare_numbers(spec: FieldSpec, page: PageText) -> Iterator[tuple[Hit, float]]:
    """Case numbers without a word before them, and those that OCR may have misread."""
    pattern = re.compile(spec.pattern)
    for line in lines(page.words):
        for word, (start, end) in zip(line.words, line.spans, strict=True):
            read = _number_in(word.text, pattern)
            found = hit(line, start, end) if read else None
            if read is not None and found is not None:
                text, trust = read
                yield replace(found, text=text), trust


def _number_in(word: str, pattern: re.Pattern[str]) -> tuple[str, float] | None:
    """Return the number that a word is, or may have been before OCR misread it, and the trust.

    A word without a single digit is a word: trying what it may have been is most of the work.
    """
    text = word.strip(".,;:()[]„“\"'")
    if len(text) < 4:
        return None
    if pattern.fullmatch(text):
        return text, 0.8
    if _DIGIT.search(text) is None:
        return None
    better = next(corrections(text, lambda one: pattern.fullmatch(one) is not None), None)
    return None if better is None else (better, _CORRECTED)


def _from_lookup(
    document_class: DocumentClass,
    filled: Mapping[str, IndexValue],
    opening: Opening,
    lookups: Mapping[str, CaseFiles],
) -> dict[str, IndexValue]:
    key = next((f for f in document_class.fields if f.kind is FieldKind.CASE_NUMBER), None)
    number = filled.get(key.name) if key else None
    if key is None or number is None:
        return {}
    answers = look_up(document_class, {key.name: number}, lookups)
    answer = answers.get(key.name, UNKNOWN)
    if answer.case_file is None or not answer.hit:
        return {}
    sure = counts_without_person(number, opening, answer)
    confidence = 1.0 if sure else number.confidence
    values = answer.case_file.values
    return {
        spec.name: IndexValue(values[spec.lookup_column], ValueSource.LOOKUP, confidence)
        for spec in document_class.fields
        if spec.lookup_column and spec.lookup == key.lookup and values.get(spec.lookup_column)
    }
