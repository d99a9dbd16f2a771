from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from installer.windows.packages.short_names import is_short, with_short_names

SHORT = re.compile(r"[A-Z0-9_-]{1,6}~1(\.[A-Z0-9_-]{1,3})?")
NAMES = st.text(st.sampled_from("abAB01._-+ äÖß~"), min_size=1, max_size=20).filter(
    lambda name: name.strip(". ") != ""
)


@pytest.mark.parametrize("name", ["a", "A.B", "12345678.123", "__init__.py", "Qt6Core.dll"])
def test_a_short_name_stays_alone(name: str) -> None:
    assert is_short(name)
    assert with_short_names([name]) == {name: name}


@pytest.mark.parametrize(
    "name", ["123456789", "a.html", "a.b.c", ".pth", "a b", "Übung", "a+b", "python313._pth"]
)
def test_a_long_name_gets_a_short_one_beside_it(name: str) -> None:
    short, long = with_short_names([name])[name].split("|")
    assert long == name
    assert SHORT.fullmatch(short)


@given(st.sets(NAMES, max_size=30))
def test_no_two_files_of_a_folder_share_a_short_name(names: set[str]) -> None:
    names = set({name.lower(): name for name in names}.values())
    given_names = with_short_names(names)
    assert given_names.keys() == names
    shorts = [text.split("|")[0].upper() for text in given_names.values()]
    assert len(set(shorts)) == len(shorts)
    assert all(is_short(short) for short in shorts)


@given(st.sets(NAMES, max_size=10), NAMES)
def test_a_file_keeps_its_short_name_whatever_comes_beside_it(names: set[str], more: str) -> None:
    before, after = with_short_names(names), with_short_names(names | {more})
    taken = after[more].split("|")[0].upper()
    for name in names - {more}:
        if before[name].split("|")[0].upper() != taken:
            assert after[name] == before[name]
