"""SANE's values in memory and as text."""

from __future__ import annotations

import ctypes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanstation.devices.sane.control import converted, demand_offered
from scanstation.devices.sane.descriptors import (
    FIXED_ONE,
    WORD,
    Cap,
    Descriptor,
    RawDescriptor,
    Type,
    decode,
    describe,
    encode,
    shown,
    text_of,
)

WORDS = st.integers(-(2**31), 2**31 - 1)


def option(kind: Type, size: int = WORD, **values: object) -> Descriptor:
    cap = Cap.SOFT_SELECT | Cap.SOFT_DETECT
    return Descriptor(1, "o", "O", kind, "", size, cap, **values)  # type: ignore[arg-type]


@given(st.lists(WORDS, min_size=1, max_size=300))
def test_numbers_come_back_as_they_were_set(words: list[int]) -> None:
    value = words[0] if len(words) == 1 else tuple(words)
    array = option(Type.INT, WORD * len(words))
    assert decode(array, encode(array, value)) == value
    assert converted(array, shown(value)) == value


@given(WORDS)
def test_fixed_point_is_kept_to_the_last_bit(word: int) -> None:
    fixed = option(Type.FIXED)
    assert encode(fixed, word / FIXED_ONE) == word.to_bytes(4, "little", signed=True)
    assert decode(fixed, encode(fixed, word / FIXED_ONE)) == word / FIXED_ONE


@given(WORDS)
def test_the_text_of_a_fixed_number_differs_by_less_than_devices_tell(word: int) -> None:
    number = word / FIXED_ONE
    assert abs(float(shown(number)) - number) < 0.0001


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40))
def test_texts_come_back(text: str) -> None:
    string = option(Type.STRING, 200)
    assert decode(string, encode(string, text)) == text


@pytest.mark.parametrize(("text", "value"), [("yes", True), ("No", False), ("1", True)])
def test_switches(text: str, value: bool) -> None:
    switch = option(Type.BOOL)
    assert converted(switch, text) is value
    assert decode(switch, encode(switch, value)) is value
    assert shown(value) == ("yes" if value else "no")


@pytest.mark.parametrize(
    ("kind", "size", "text"),
    [
        (Type.INT, WORD, "1,2"),  # one word is wanted
        (Type.INT, 3 * WORD, "1"),
        (Type.INT, WORD, "many"),
        (Type.INT, WORD, "4294967296"),
        (Type.FIXED, WORD, "40000"),  # beyond 15 bits before the point
        (Type.FIXED, WORD, "nan"),
        (Type.FIXED, WORD, "inf"),
        (Type.INT, WORD, "inf"),
        (Type.INT, WORD, "1e400"),
        (Type.BOOL, WORD, "perhaps"),
        (Type.STRING, 4, "long"),  # no room for the zero byte
        (Type.BUTTON, 0, "yes"),
    ],
)
def test_what_does_not_fit_is_refused(kind: Type, size: int, text: str) -> None:
    wanted = option(kind, size)
    with pytest.raises(ValueError, match=r"^o$"):
        encode(wanted, converted(wanted, text))


def test_a_range_takes_what_the_device_rounds_and_no_more() -> None:
    ranged = option(Type.FIXED, limits=(0.0, 100.0, 10.0))
    for value in (0.0, 4.0, 100.0, 104.9):
        demand_offered(ranged, value)
    for value in (-5.1, 105.1, float("nan")):
        with pytest.raises(ValueError, match="o"):
            demand_offered(ranged, value)


def test_fixed_choices_are_found_in_spite_of_rounding() -> None:
    listed = option(Type.FIXED, choices=(round(12.1 * FIXED_ONE) / FIXED_ONE, 42.0))
    demand_offered(listed, 12.1)
    with pytest.raises(ValueError, match="o"):
        demand_offered(listed, 12.2)


def test_descriptors_of_backends_may_lack_everything() -> None:
    found = describe(3, RawDescriptor(type=5, unit=99))
    assert (found.name, found.title, found.unit, found.choices, found.limits) == (
        *("", "", "", ()),
        None,
    )
    assert not found.settable
    assert not found.readable


def test_a_list_of_texts_ends_with_nothing() -> None:
    texts = (ctypes.c_char_p * 3)(b"Grau", "Lochblätter".encode("latin-1"), None)
    raw = RawDescriptor(name=b"mode", type=3, size=20, cap=5, constraint_type=3)
    raw.constraint.strings = ctypes.cast(texts, ctypes.POINTER(ctypes.c_char_p))
    assert describe(1, raw).choices == ("Grau", "Lochblätter")
    assert text_of("für".encode()) == "für"


def test_an_option_of_a_kind_that_nobody_knows_does_not_cost_the_device() -> None:
    raw = RawDescriptor(name=b"later", title=b"Later", type=17, size=4, cap=int(Cap.SOFT_SELECT))
    found = describe(3, raw)
    assert (found.type, found.settable, found.readable) == (Type.GROUP, False, False)
