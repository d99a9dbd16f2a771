"""German dates and numbers, and the check digits of case numbers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanstation.indexing.values import canonical, mod97, parse_date, parse_number
from tests.unit.indexing.samples import AMOUNT, CASE, DATE, KIND, TODAY

MONTHS = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
]


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_every_date_reads_back_from_every_way_of_writing(day: date) -> None:
    for text in (
        day.isoformat(),
        f"{day.day}.{day.month}.{day.year}",
        f"{day:%d.%m.%Y}",
        f"{day.day}. {day.month}. {day.year}",
        f"{day.day}. {MONTHS[day.month - 1]} {day.year}",
        f"{day.day}.{MONTHS[day.month - 1].upper()} {day.year}",
        f"{day.day}. {MONTHS[day.month - 1][:3]}. {day.year}" if day.month != 5 else str(day),
    ):
        assert parse_date(text, TODAY) == day, text


@pytest.mark.parametrize(
    ("text", "year"), [("1.2.26", 2026), ("1.2.27", 2027), ("1.2.28", 1928), ("1.2.99", 1999)]
)
def test_short_years(text: str, year: int) -> None:
    assert parse_date(text, TODAY) == date(year, 2, 1)


@pytest.mark.parametrize(
    "text",
    ["", "30.2.2026", "1.13.2026", "2026-13-01", "50.1-123/2026", "1.2.026", "heute", "1.2."],
)
def test_no_dates(text: str) -> None:
    assert parse_date(text, TODAY) is None


def test_months_in_short_and_old_spelling() -> None:
    for text in ("3. Sept. 2026", "3. Sep 2026", "3. September 2026"):
        assert parse_date(text, TODAY) == date(2026, 9, 3)
    for text in ("3. Maerz 2026", "3. Mrz 2026"):
        expected = date(2026, 3, 3) if "ae" in text else None
        assert parse_date(text, TODAY) == expected


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.234,56", "1234.56"),
        ("1234,5", "1234.5"),
        ("-3", "-3"),
        ("12.50", "12.50"),
        ("1.234.567", "1234567"),
        ("689,60 €", "689.60"),
        ("EUR 5", "5"),
    ],
)
def test_numbers(text: str, number: str) -> None:
    assert parse_number(text) == Decimal(number)


@pytest.mark.parametrize("text", ["", "1,2,3", "1.23,4,5", "abc", "1e5", "NaN", "--1", "1.2.3"])
def test_no_numbers(text: str) -> None:
    assert parse_number(text) is None


def test_the_one_form_that_is_kept() -> None:
    assert canonical(DATE, " 20. November  2026", TODAY) == "2026-11-20"
    assert canonical(DATE, "irgendwann", TODAY) == "irgendwann"
    assert canonical(AMOUNT, "1.234,50 €", TODAY) == "1234.50"
    assert canonical(KIND, "ANTRAG", TODAY) == "Antrag"
    assert canonical(CASE, " 50.1-1/2026 ", TODAY) == "50.1-1/2026"


def test_mod97_is_that_of_the_iban() -> None:
    # ISO 13616: DE89 3704 0044 0532 0130 00, country and check digits moved to the end.
    assert mod97("3704 0044 0532 0130 00 DE 89")
    assert not mod97("3704 0044 0532 0130 00 DE 98")
    assert mod97("794-44")
    assert not mod97("")
    assert not mod97("-/")


@given(st.integers(1, 10**12), st.integers(0, 9), st.data())
def test_mod97_finds_every_wrong_digit(number: int, digit: int, data: st.DataObject) -> None:
    text = f"{number}{98 - number * 100 % 97:02d}"
    place = data.draw(st.integers(0, len(text) - 1))
    changed = text[:place] + str(digit) + text[place + 1 :]
    assert mod97(text)
    assert mod97(changed) == (changed == text)
