"""Suggestions: from the sheet, from the text with its place, from look-ups."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from scanstation.indexing.fields import validate
from scanstation.indexing.lookup import CsvCaseFiles
from scanstation.indexing.matching import corrections
from scanstation.indexing.suggest import fill, look_up, suggest
from scanstation.model import Box, Opening, ValueSource, Word
from tests.unit.indexing.samples import CASE, CLASS, TODAY, document, opening, page, value

AZ = "50.1-123/2026"


@pytest.fixture
def files(tmp_path: Path) -> dict[str, CsvCaseFiles]:
    path = tmp_path / "akten.csv"
    path.write_text(f"Az;person\n{AZ};Müller, Anna\n50.1-9/2026;\n", encoding="utf-8")
    return {"akten": CsvCaseFiles(path, "Az")}


def test_nothing_known_nothing_suggested() -> None:
    assert suggest(CLASS, opening(), [], today=TODAY) == {}


def test_the_sheets_values_come_first() -> None:
    opened = opening(AZ, document_date="20.11.2026", kind="nachweis")
    found = suggest(CLASS, opened, [page("Aktenzeichen: 50.2-1/2026")], today=TODAY)
    sheet, text = found["case_number"]
    assert (sheet.value, sheet.source, sheet.page) == (AZ, ValueSource.SEPARATOR, "s1")
    assert (text.value, text.source) == ("50.2-1/2026", ValueSource.OCR)
    assert found["document_date"][0].value == "2026-11-20"
    assert found["kind"][0].value == "Nachweis"


def test_a_barcode_of_a_page_that_stays_is_no_separator() -> None:
    kept = Opening("d1", "p1", "barcode", 0.99, {"case_number": AZ}, ("p1", "p2"))
    found = suggest(CLASS, kept, [], today=TODAY)["case_number"][0]
    assert found.source is ValueSource.BARCODE
    values = fill(CLASS, {"case_number": (found,)}, kept)
    codes = [one.code for one in validate(document(kept, **values), CLASS, today=TODAY)]
    assert codes == ["case_number_unconfirmed"]


def test_a_match_knows_its_place_on_the_page() -> None:
    text = page("Landkreis", f"Unser Aktenzeichen: {AZ} vom gestern", confidence=0.9)
    found = suggest(CLASS, opening(), [text], today=TODAY)["case_number"][0]
    assert found.region == Box(20, 20, 29, 35)
    assert found.page == "p1"
    assert found.confidence == pytest.approx(0.9 * 0.95)


def test_a_match_over_several_words_takes_their_box_and_the_worst_confidence() -> None:
    words = [
        Word("Datum:", Box(0, 0, 50, 10), 0.99, 0),
        Word("20.", Box(60, 1, 80, 10), 0.9, 0),
        Word("November", Box(85, 0, 150, 12), 0.7, 0),
        Word("2026", Box(155, 0, 190, 10), 0.95, 0),
        Word("20.", Box(0, 90, 9, 99), 0.99, 1),
    ]
    text = replace(page(), words=tuple(words))
    found = suggest(CLASS, opening(), [text], today=TODAY)["document_date"][0]
    assert found.value == "2026-11-20"
    assert found.region == Box(60, 0, 190, 12)
    assert found.confidence == pytest.approx(0.7 * 0.95)


def test_the_date_of_the_letter_is_not_the_birthday() -> None:
    text = page(
        "Frau Müller, geb. 1.2.1960",
        "Geburtsdatum 1.2.1960",
        "Ihr Schreiben vom 3.10.2026",
        "Erlingstedt, 9. November 2026",
        "Termin am 24.12.2026",
    )
    found = suggest(CLASS, opening(), [text], today=TODAY)["document_date"]
    assert [one.value for one in found] == ["2026-11-09", "2026-10-03"]


def test_dates_are_read_on_the_first_page_only_and_numbers_on_all() -> None:
    pages = [page("x"), page("Datum: 1.1.2026", f"Aktenzeichen {AZ}", name="p2")]
    found = suggest(CLASS, opening(), pages, today=TODAY)
    assert "document_date" not in found
    assert found["case_number"][0].page == "p2"


def test_a_bare_case_number_and_one_that_ocr_confused() -> None:
    found = suggest(CLASS, opening(), [page(f"Betreff ({AZ})")], today=TODAY)["case_number"]
    assert found[0].value == AZ
    confused = suggest(CLASS, opening(), [page("Az 5O.l-I23/2O26")], today=TODAY)
    assert "case_number" not in confused
    confused = suggest(CLASS, opening(), [page("Az 5O.1-I23/2026")], today=TODAY)
    assert [one.value for one in confused["case_number"]] == [AZ]
    assert fill(CLASS, confused, opening()) == {}


def test_corrections_change_as_little_as_they_can() -> None:
    def is_number(text: str) -> bool:
        return text.isascii() and text.isdigit()

    assert list(corrections("1O5", is_number)) == ["105"]
    assert list(corrections("l2B", is_number)) == ["128"]
    assert list(corrections("123", is_number)) == []
    assert list(corrections("OOOO", is_number)) == []
    assert next(iter(corrections("A8", lambda one: one == "AB"))) == "AB"


def test_a_case_number_from_text_is_filled_but_waits_for_a_person() -> None:
    found = suggest(CLASS, opening(), [page(f"Aktenzeichen: {AZ}")], today=TODAY)
    values = fill(CLASS, found, opening())
    assert values["case_number"].value == AZ
    codes = [one.code for one in validate(document(None, **values), CLASS, today=TODAY)]
    assert codes == ["case_number_unconfirmed"]


def test_the_document_before_is_offered_never_filled() -> None:
    before = document(case_number=value(AZ, confirmed_by="x"), kind=value("Antrag"))
    found = suggest(CLASS, opening(), [], today=TODAY, previous=before)
    assert found["kind"][0].source is ValueSource.PREVIOUS
    assert found["case_number"][0].confirmed_by == ""
    assert fill(CLASS, found, opening()) == {}


def test_a_choice_is_found_as_a_whole_word() -> None:
    found = suggest(
        CLASS, opening(), [page("Dies ist ein NACHWEIS, kein Antragsteller")], today=TODAY
    )
    assert [one.value for one in found["kind"]] == ["Nachweis"]


def test_an_exact_hit_fills_what_the_list_knows(files: dict[str, CsvCaseFiles]) -> None:
    opened = opening(AZ)
    values = fill(CLASS, suggest(CLASS, opened, [], today=TODAY), opened, files)
    assert (values["person"].value, values["person"].source) == ("Müller, Anna", ValueSource.LOOKUP)
    assert values["person"].confidence == 1.0
    other = opening("50.1-9/2026")
    assert "person" not in fill(CLASS, suggest(CLASS, other, [], today=TODAY), other, files)
    missing = opening("50.1-8/2026")
    assert "person" not in fill(CLASS, suggest(CLASS, missing, [], today=TODAY), missing, files)


def test_a_guess_makes_only_a_guess(files: dict[str, CsvCaseFiles]) -> None:
    found = suggest(CLASS, opening(), [page(f"Aktenzeichen: {AZ}")], today=TODAY)
    values = fill(CLASS, found, opening(), files)
    assert values["person"].confidence == values["case_number"].confidence < 1.0


def test_answers_for_the_check(files: dict[str, CsvCaseFiles]) -> None:
    assert look_up(CLASS, {"case_number": value(AZ)}, files)["case_number"].hit
    assert (
        look_up(CLASS, {"case_number": value("50.1-8/2026")}, files)["case_number"].state == "miss"
    )
    assert look_up(CLASS, {}, files) == {}
    assert look_up(CLASS, {"case_number": value(AZ)}, {}) == {}
    without = replace(CLASS, fields=(replace(CASE, lookup=""),))
    assert look_up(without, {"case_number": value(AZ)}, files) == {}
