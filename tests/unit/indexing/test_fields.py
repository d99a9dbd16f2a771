"""Problems that stand against a release."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanstation.indexing.fields import counts_without_person, validate
from scanstation.indexing.lookup import Answer, CaseFile
from scanstation.model import Document, DocumentClass, FieldKind, IndexValue, Opening, ValueSource
from tests.unit.indexing.samples import (
    CASE,
    CLASS,
    KIND,
    TODAY,
    document,
    opening,
    value,
)

AZ = "50.1-123/2026"
HIT = Answer("hit", CaseFile(AZ))
MISS = Answer("miss")
UNKNOWN = Answer("unknown")


def codes(
    found: Document,
    document_class: DocumentClass = CLASS,
    answers: dict[str, Answer] | None = None,
) -> list[str]:
    return [one.code for one in validate(found, document_class, today=TODAY, answers=answers)]


def with_field(**changes: object) -> DocumentClass:
    return replace(CLASS, fields=(replace(CASE, **changes),))  # type: ignore[arg-type]


def test_a_complete_document_has_no_problems() -> None:
    found = document(
        case_number=value(AZ, confirmed_by="Ährenfeld"),
        document_date=value("2026-11-20"),
        amount=value("12.50"),
        kind=value("Antrag"),
    )
    assert codes(found) == []


@pytest.mark.parametrize("empty", [None, "", "  "])
def test_a_required_field_is_missing(empty: str | None) -> None:
    found = document() if empty is None else document(case_number=value(empty))
    problems = validate(found, CLASS, today=TODAY)
    assert [(one.code, one.field, one.document) for one in problems] == [
        ("required", "case_number", 1)
    ]
    assert problems[0].text.de == "Aktenzeichen fehlt."


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("case_number", "50.1-123/26", "pattern"),
        ("case_number", "x" * 21, "too_long"),
        ("document_date", "20.13.2026", "date"),
        ("document_date", "31.2.2026", "date"),
        ("document_date", "bald", "date"),
        ("document_date", "2026-11-24", "date_implausible"),
        ("document_date", "1026-11-24", "date_implausible"),
        ("amount", "zwölf", "number"),
        ("kind", "Antwort", "choice"),
    ],
)
def test_values_that_cannot_be(name: str, text: str, code: str) -> None:
    fields = {"case_number": value(AZ, confirmed_by="x"), name: value(text, confirmed_by="x")}
    assert code in codes(document(None, **fields))


@pytest.mark.parametrize("text", ["2026-11-23", "20.11.2026", "20. November 2026"])
def test_dates_as_people_write_them(text: str) -> None:
    assert codes(document(case_number=value(AZ, confirmed_by="x"), document_date=value(text))) == []


def test_a_case_number_from_a_sheet_with_its_check_counts() -> None:
    found = document(opening(AZ), case_number=value(AZ, ValueSource.SEPARATOR))
    assert codes(found) == []


@pytest.mark.parametrize("source", [one for one in ValueSource if one is not ValueSource.SEPARATOR])
@pytest.mark.parametrize("answer", [HIT, MISS, UNKNOWN])
def test_from_anywhere_else_it_waits_for_a_named_person(
    source: ValueSource, answer: Answer
) -> None:
    found = document(opening(AZ), case_number=value(AZ, source))
    assert codes(found, answers={"case_number": answer}) == ["case_number_unconfirmed"]
    named = document(opening(AZ), case_number=value(AZ, source, confirmed_by="Ährenfeld"))
    assert codes(named, answers={"case_number": answer}) == []


def test_from_a_sheet_without_check_it_needs_an_exact_hit() -> None:
    found = document(opening(AZ, sure=False), case_number=value(AZ, ValueSource.SEPARATOR))
    assert codes(found) == ["case_number_unconfirmed"]
    assert codes(found, answers={"case_number": UNKNOWN}) == ["case_number_unconfirmed"]
    assert codes(found, answers={"case_number": HIT}) == []


def test_a_value_that_is_not_the_printed_one_does_not_inherit_the_check() -> None:
    other = value("50.1-124/2026", ValueSource.SEPARATOR)
    assert codes(document(opening(AZ), case_number=other)) == ["case_number_unconfirmed"]


@given(
    st.sampled_from(ValueSource),
    st.booleans(),
    st.sampled_from([AZ, "50.1-9/2026", ""]),
    st.sampled_from([HIT, MISS, UNKNOWN]),
)
def test_nothing_but_a_proven_sheet_ever_counts(
    source: ValueSource, sure: bool, printed: str, answer: Answer
) -> None:
    opened = Opening("d", "p", "own_sheet", 1.0, {"case_number": printed}, case_number_sure=sure)
    counts = counts_without_person(IndexValue(AZ, source, 1.0), opened, answer)
    if counts:
        assert source is ValueSource.SEPARATOR
        assert (sure and printed == AZ) or answer.hit


def test_check_digits() -> None:
    spec = with_field(check="mod97", pattern="", lookup="")
    assert codes(document(case_number=value("794-44", confirmed_by="x")), spec) == []
    assert codes(document(case_number=value("794-45", confirmed_by="x")), spec) == ["check_digit"]


def test_a_number_that_must_be_in_the_list() -> None:
    spec = with_field(check="lookup")
    sheet = document(opening(AZ), case_number=value(AZ, ValueSource.SEPARATOR))
    assert codes(sheet, spec, {"case_number": HIT}) == []
    assert codes(sheet, spec, {"case_number": MISS}) == ["unknown_case_number"]
    assert codes(sheet, spec) == ["unknown_case_number"]
    named = document(opening(AZ), case_number=value(AZ, confirmed_by="x"))
    assert codes(named, spec) == []
    assert codes(named, spec, {"case_number": MISS}) == ["unknown_case_number"]


def test_look_up_fields() -> None:
    spec = replace(KIND, name="clerk", kind=FieldKind.LOOKUP, lookup="clerks", choices=())
    only = replace(CLASS, fields=(spec,))
    found = document(clerk=value("Nobody"))
    assert codes(found, only, {"clerk": MISS}) == ["not_in_list"]
    assert codes(found, only, {"clerk": UNKNOWN}) == []
    assert codes(document(clerk=value("N", confirmed_by="x")), only, {"clerk": MISS}) == []


def test_sentences_never_hold_the_value() -> None:
    found = document(case_number=value("GEHEIM-7"), document_date=value("GEHEIM"))
    for one in validate(found, CLASS, today=TODAY):
        assert "GEHEIM" not in one.text.de + one.text.en
        assert one.text.de != one.text.en
