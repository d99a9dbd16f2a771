"""Document classes, words and documents for the tests of indexing."""

from __future__ import annotations

from datetime import date

from scanstation.errors import Text
from scanstation.indexing.matching import PageText
from scanstation.model import (
    Box,
    Document,
    DocumentClass,
    FieldKind,
    FieldSpec,
    IndexValue,
    Opening,
    ValueSource,
    Word,
)

TODAY = date(2026, 11, 22)
NUMBER = r"\d{2}\.\d{1,2}-\d{1,5}/\d{4}"
CASE = FieldSpec(
    "case_number",
    Text("Aktenzeichen", "Case number"),
    FieldKind.CASE_NUMBER,
    required=True,
    pattern=NUMBER,
    sheet_value="case_number",
    ocr_pattern=rf"(?i)aktenzeichen\W*(?P<value>{NUMBER})",
    lookup="akten",
    max_length=20,
)
DATE = FieldSpec("document_date", Text("Datum", "Date"), FieldKind.DATE)
PERSON = FieldSpec("person", Text("Name", "Name"), lookup="akten", lookup_column="person")
AMOUNT = FieldSpec("amount", Text("Betrag", "Amount"), FieldKind.NUMBER)
KIND = FieldSpec("kind", Text("Art", "Kind"), FieldKind.CHOICE, choices=("Antrag", "Nachweis"))
CLASS = DocumentClass("antrag", Text("Antrag", "Application"), (CASE, DATE, PERSON, AMOUNT, KIND))


def page(*lines: str, confidence: float = 0.96, name: str = "p1") -> PageText:
    """A page whose words lie on a grid: 10 pixels a word, 20 a line."""
    words = [
        Word(text, Box(place * 10, row * 20, place * 10 + 9, row * 20 + 15), confidence, row)
        for row, line in enumerate(lines)
        for place, text in enumerate(line.split())
    ]
    return PageText(name, tuple(words))


def opening(case_number: str = "", sure: bool = True, **more: str) -> Opening:
    values = {**({"case_number": case_number} if case_number else {}), **more}
    return Opening(
        "d1",
        "p1",
        "own_sheet",
        0.99,
        values,
        ("s1", "s2"),
        case_number_sure=sure and bool(case_number),
    )


def value(
    text: str, source: ValueSource = ValueSource.OPERATOR, confirmed_by: str = ""
) -> IndexValue:
    return IndexValue(text, source, 1.0, confirmed_by=confirmed_by)


def document(opened: Opening | None = None, **fields: IndexValue) -> Document:
    return Document("d1", 1, ("p1",), "antrag", opened or opening(), dict(fields))
