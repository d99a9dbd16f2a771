"""Whether a document's index is complete and right: a list of problems, never an exception."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from scanstation.errors import Text
from scanstation.indexing.lookup import UNKNOWN, Answer
from scanstation.indexing.values import mod97, parse_date, parse_number
from scanstation.model import (
    Document,
    DocumentClass,
    FieldKind,
    FieldSpec,
    IndexValue,
    Opening,
    Problem,
    ValueSource,
)

_OLDEST = date(1870, 1, 1)
"""Nothing older lies in a current file of a German administration; older is a misreading."""

Found = tuple[str, Text]


def validate(
    document: Document,
    document_class: DocumentClass,
    *,
    today: date,
    answers: Mapping[str, Answer] | None = None,
) -> list[Problem]:
    """Return what still stands against the release of a document, in the order of its fields.

    Codes: ``required``, ``too_long``, ``pattern``, ``date``, ``date_implausible``, ``number``,
    ``choice``, ``check_digit``, ``unknown_case_number``, ``not_in_list``,
    ``case_number_unconfirmed``.

    Args:
        today: the day of the check, for plausible dates.
        answers: what the look-ups say, by field (``lookup``); missing counts as unknown.
    """
    problems: list[Problem] = []
    for spec in document_class.fields:
        value = document.fields.get(spec.name)
        answer = (answers or {}).get(spec.name, UNKNOWN)
        for code, text in _problems(spec, value, document.opening, answer, today):
            problems.append(Problem(code, text, document.number, spec.name))
    return problems


def counts_without_person(value: IndexValue, opening: Opening, answer: Answer) -> bool:
    """Return whether a case number needs no confirmation.

    Only one from a separator sheet can, and there only with a right check digit or an exact
    look-up hit; one from OCR, a look-up or the document before is always a suggestion.
    """
    if value.source is not ValueSource.SEPARATOR:
        return False
    printed = opening.values.get("case_number") == value.value
    return (opening.case_number_sure and printed) or answer.hit


def _problems(
    spec: FieldSpec, value: IndexValue | None, opening: Opening, answer: Answer, today: date
) -> Iterator[Found]:
    if value is None or not value.value.strip():
        if spec.required:
            yield "required", _text(spec, "fehlt", "is missing")
        return
    text = value.value
    if len(text) > spec.max_length:
        count = spec.max_length
        yield (
            "too_long",
            _text(spec, f"ist länger als {count} Zeichen", f"is longer than {count} characters"),
        )
    if spec.pattern and re.fullmatch(spec.pattern, text) is None:
        yield "pattern", _text(spec, "hat nicht die übliche Form", "does not have the usual form")
    yield from _by_kind(spec, text, today)
    if spec.kind is FieldKind.CASE_NUMBER:
        yield from _case_number(spec, value, opening, answer)
    elif spec.kind is FieldKind.LOOKUP and answer.state == "miss" and not value.confirmed_by:
        yield "not_in_list", _text(spec, "steht nicht in der Liste", "is not in the list")


def _by_kind(spec: FieldSpec, text: str, today: date) -> Iterator[Found]:
    if spec.kind is FieldKind.DATE:
        yield from _date(spec, text, today)
    elif spec.kind is FieldKind.NUMBER and parse_number(text) is None:
        yield "number", _text(spec, "ist keine Zahl", "is not a number")
    elif spec.kind is FieldKind.CHOICE and text not in spec.choices:
        every = ", ".join(spec.choices)
        yield "choice", _text(spec, f"muss eines von {every} sein", f"must be one of {every}")


def _date(spec: FieldSpec, text: str, today: date) -> Iterator[Found]:
    """Tomorrow is plausible: stations and headquarters need not share a midnight."""
    day = parse_date(text, today)
    if day is None:
        yield "date", _text(spec, "ist kein Datum", "is not a date")
    elif not _OLDEST <= day <= today + timedelta(days=1):
        yield (
            "date_implausible",
            _text(
                spec,
                "liegt in der Zukunft oder zu weit zurück",
                "lies in the future or too far back",
            ),
        )


def _case_number(
    spec: FieldSpec, value: IndexValue, opening: Opening, answer: Answer
) -> Iterator[Found]:
    if spec.check == "mod97" and not mod97(value.value):
        yield "check_digit", _text(spec, "hat eine falsche Prüfziffer", "has a wrong check digit")
    if spec.check == "lookup" and not answer.hit:
        missing = answer.state == "miss"
        de = "gibt es in der Liste nicht" if missing else "konnte nicht nachgeschlagen werden"
        en = "is not in the list" if missing else "could not be looked up"
        # A person may know a case file that is newer than the list.
        if missing or not value.confirmed_by:
            yield "unknown_case_number", _text(spec, de, en)
    if not value.confirmed_by and not counts_without_person(value, opening, answer):
        yield (
            "case_number_unconfirmed",
            _text(spec, "muss von einer Person bestätigt werden", "must be confirmed by a person"),
        )


def _text(spec: FieldSpec, de: str, en: str) -> Text:
    return Text(f"{spec.title.de} {de}.", f"{spec.title.en} {en}.")
