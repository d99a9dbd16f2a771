from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanstation.bench.edit_distance import edit_distance

TEXT = st.text(alphabet="abä\n ", max_size=14)


def plain(left: str, right: str) -> int:
    """The textbook table."""
    row = list(range(len(right) + 1))
    for number, letter in enumerate(left, 1):
        above, row = row, [number]
        for place, other in enumerate(right, 1):
            row.append(min(above[place] + 1, row[-1] + 1, above[place - 1] + (letter != other)))
    return row[-1]


@given(TEXT, TEXT)
def test_it_is_the_textbook_distance(left: str, right: str) -> None:
    assert edit_distance(left, right) == plain(left, right)


@pytest.mark.parametrize(
    ("left", "right", "distance"),
    [("", "", 0), ("", "abc", 3), ("abc", "", 3), ("Größe", "Grösse", 2), ("kitten", "sitting", 3)],
)
def test_known_distances(left: str, right: str, distance: int) -> None:
    assert edit_distance(left, right) == distance


def test_long_texts_that_differ_little() -> None:
    text = "Die Höhe der Miete hat sich geändert. " * 400
    assert edit_distance(text, text.replace("Höhe", "Hohe", 7)[:-3]) == 10
