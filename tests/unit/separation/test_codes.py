"""Codes of our own sheets: round trip, and no damage that reads as another sheet."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanstation.errors import UsageError
from scanstation.separation.codes import (
    DamagedCode,
    SheetCode,
    SheetNumber,
    check_characters,
    format_code128,
    format_qr,
    mod_1271_36,
    new_job,
    parse,
)

words = st.text(max_size=20)
jobs = st.text("0123456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=8, max_size=8)
sheet_codes = st.builds(
    SheetCode,
    job=jobs,
    number=st.integers(1, 9999),
    total=st.integers(1, 9999),
    tenant=words,
    document_class=words,
    case_number=words,
    expected_pages=st.integers(0, 999),
    values=st.dictionaries(st.text(min_size=1, max_size=8), st.text(max_size=8), max_size=2),
)
CODE = SheetCode(
    "K7Q2M9XA", 3, 12, "uebung", "antrag", "50.1-123/2026", 4, {"person": "Müller | Söhne; a=b"}
)
ASCII = [chr(code) for code in range(32, 127)]


@given(sheet_codes)
def test_qr_reads_back_whatever_it_carries(code: SheetCode) -> None:
    text = format_qr(code) if _short(code) else ""
    assert not text or (text.isascii() and parse(text) == code)


def _short(code: SheetCode) -> bool:
    try:
        format_qr(code)
    except UsageError:
        return False
    return True


@given(jobs, st.integers(1, 999_999_999))
def test_code128_reads_back(job: str, number: int) -> None:
    assert parse(format_code128(SheetNumber(job, number))) == SheetNumber(job, number)


@pytest.mark.parametrize("text", [format_qr(CODE), format_code128(CODE)])
def test_every_changed_character_is_found(text: str) -> None:
    original = parse(text)
    for place in range(len(text)):
        for letter in ASCII:
            changed = text[:place] + letter + text[place + 1 :]
            if changed != text:
                read = parse(changed)
                assert read is None or isinstance(read, DamagedCode), changed
                assert read != original


@pytest.mark.parametrize("text", [format_qr(CODE), format_code128(CODE)])
def test_every_swap_of_neighbours_is_found(text: str) -> None:
    for place in range(len(text) - 1):
        swapped = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
        if swapped != text:
            read = parse(swapped)
            assert read is None or isinstance(read, DamagedCode), swapped


@given(sheet_codes.filter(_short), st.data())
def test_no_damage_of_any_code_reads_as_a_sheet(code: SheetCode, data: st.DataObject) -> None:
    text = format_qr(code)
    place = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.sampled_from(ASCII).filter(lambda one: one != text[place]))
    read = parse(text[:place] + letter + text[place + 1 :])
    assert read is None or isinstance(read, DamagedCode)


@given(jobs, st.integers(1, 9999), st.data())
def test_check_characters_find_swaps_at_any_distance(
    job: str, number: int, data: st.DataObject
) -> None:
    text = format_code128(SheetNumber(job, number))
    first = data.draw(st.integers(4, len(text) - 2))
    second = data.draw(st.integers(first + 1, len(text) - 1))
    letters = list(text)
    letters[first], letters[second] = letters[second], letters[first]
    swapped = "".join(letters)
    assert swapped == text or isinstance(parse(swapped), DamagedCode)


def test_check_characters_are_those_of_the_standard() -> None:
    # ISO/IEC 7064 MOD 1271-36: "ISO79" is followed by "3W", the standard's own example.
    assert mod_1271_36("ISO79") == "3W"


@pytest.mark.parametrize(
    "text", ["", "PATCHT", "50.1-123/2026", "https://example.org/SST1|", "SST"]
)
def test_foreign_texts_are_none_of_ours(text: str) -> None:
    assert parse(text) is None


@given(st.text())
def test_no_text_at_all_raises(text: str) -> None:
    parse(text)
    parse("SST1|" + text)
    parse("SST1" + text)


def test_a_damaged_code_is_told_from_a_foreign_one() -> None:
    good = format_qr(CODE)
    assert parse(good.replace("50.1-123", "50.1-124")) == DamagedCode("check")
    assert parse(good[:-3]) == DamagedCode("check")
    assert parse("XST1" + good[4:]) == DamagedCode("check")
    assert parse("SST2" + good[4:]) == DamagedCode("check")
    assert parse("SST1") == DamagedCode("form")


def test_a_form_of_a_later_version_is_ours_but_unread() -> None:
    from scanstation.separation.codes import crc

    body = "SST2|whatever|comes"
    assert parse(f"{body}|{crc(body)}") == DamagedCode("form")


def test_values_that_would_not_read_reliably_are_refused() -> None:
    with pytest.raises(UsageError):
        format_qr(SheetCode("K7Q2M9XA", 1, 1, "uebung", values={"note": "ä" * 200}))


def test_check_characters_for_people_and_fresh_jobs() -> None:
    assert check_characters(CODE) == format_code128(CODE)[-2:]
    made = {new_job() for _ in range(50)}
    assert len(made) == 50
    assert all(parse(format_code128(SheetNumber(job, 1))) == SheetNumber(job, 1) for job in made)
