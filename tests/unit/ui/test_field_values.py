"""Values as they are typed and shown: every shown value is read back as the kept one."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanstation.errors import Language, Text
from scanstation.model import FieldKind, FieldSpec
from scanstation.ui.widgets.field_values import displayed, example, kept, mask

DAY = FieldSpec("day", Text("Tag", "Day"), FieldKind.DATE)
AMOUNT = FieldSpec("amount", Text("Betrag", "Amount"), FieldKind.NUMBER)
TODAY = date(2026, 11, 22)
CASE = r"\d{2}\.\d{1,2}-\d{1,5}/\d{4}"


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from(["de", "en"]))
def test_a_shown_date_means_the_kept_one(day: date, language: Language) -> None:
    assert kept(DAY, displayed(DAY, day.isoformat(), language), TODAY) == day.isoformat()


@given(st.decimals(-99999, 99999, places=2), st.sampled_from(["de", "en"]))
def test_a_shown_number_means_the_kept_one(amount: object, language: Language) -> None:
    value = kept(AMOUNT, str(amount), TODAY)
    assert kept(AMOUNT, displayed(AMOUNT, value, language), TODAY) == value


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("201126", "2026-11-20"),
        ("20112026", "2026-11-20"),
        ("20.11.", "2026-11-20"),
        ("23.11.", "2025-11-23"),
        ("1/2/26", "2026-02-01"),
        ("2026-11-20", "2026-11-20"),
        ("20. November 2026", "2026-11-20"),
        ("31.02.2026", "31.02.2026"),
        ("gestern", "gestern"),
        ("", ""),
    ],
)
def test_dates_may_be_typed_short(typed: str, meant: str) -> None:
    assert kept(DAY, typed, TODAY) == meant


@given(st.integers(0, 364))
def test_a_day_without_a_year_never_lies_ahead(ago: int) -> None:
    day = TODAY - timedelta(days=ago)
    assert kept(DAY, f"{day.day}.{day.month}.", TODAY) == day.isoformat()


@pytest.mark.parametrize(
    ("pattern", "shown"),
    [
        (CASE, "12.12-12345/1234"),
        (r"[A-Z]{2}-\d{4}", "AA-1234"),
        (r"(a|b)\d+", ""),
        (r"\d+", ""),
        ("", ""),
    ],
)
def test_an_example_has_the_form_of_its_pattern(pattern: str, shown: str) -> None:
    assert example(pattern) == shown
    assert not shown or re.fullmatch(pattern, shown)


def test_a_date_has_a_mask_in_both_languages() -> None:
    assert (mask(DAY, "de"), mask(DAY, "en")) == ("TT.MM.JJJJ", "DD/MM/YYYY")
    assert mask(AMOUNT, "de") == ""
