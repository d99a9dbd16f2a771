from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanstation.errors import BlobChanged
from scanstation.model import Box, Word
from scanstation.ocr import tsv, words
from scanstation.ocr.engine import Recognition

EDGE = st.integers(0, 20000)
BOXES = st.builds(Box, EDGE, EDGE, EDGE, EDGE)
WORDS = st.builds(Word, st.text(min_size=1), BOXES, st.floats(0, 1), st.integers(0, 400))
RECOGNITIONS = st.builds(
    Recognition,
    st.lists(WORDS, max_size=8).map(tuple),
    st.floats(0, 1),
    st.text(),
    st.text(),
    st.text(),
    st.floats(0.1, 2),
)


def page(*rows: str) -> tuple[Word, ...]:
    """Words of 10 pixels a letter, lines of 20 pixels."""
    placed = []
    for number, row in enumerate(rows):
        left = 0
        for text in row.split():
            right = left + 10 * len(text)
            placed.append(Word(text, Box(left, 20 * number, right, 20 * number + 18), 0.9, number))
            left = right + 10
    return tuple(placed)


@given(RECOGNITIONS)
def test_words_survive_their_blob(recognition: Recognition) -> None:
    data = words.encode(recognition)
    assert words.decode(data) == recognition
    assert words.encode(words.decode(data)) == data


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b"[]", b'{"version":2,"words":[]}', b'{"version":1,"words":[["a"]]}', b"\xff"],
)
def test_a_foreign_blob_is_refused(data: bytes) -> None:
    with pytest.raises(BlobChanged):
        words.decode(data)


@pytest.mark.parametrize(
    "row",
    [
        ["a", 1, 2, 3, 4, 0.5],
        ["a", 1, 2, 3, 4, 0.5, 0, 0],
        [7, 1, 2, 3, 4, 0.5, 0],
        ["a", 1.5, 2, 3, 4, 0.5, 0],
        ["a", "1", 2, 3, 4, 0.5, 0],
        ["a", 1, 2, 3, True, 0.5, 0],
        ["a", 1, 2, 3, 4, "0.5", 0],
        ["a", 1, 2, 3, 4, 0.5, None],
    ],
)
def test_a_row_that_is_no_word_is_refused_wherever_it_stands(row: list[object]) -> None:
    good: list[object] = ["a", 1, 2, 3, 4, 0.5, 0]
    for rows in ([row], [good, row], [row, good]):
        with pytest.raises(BlobChanged):
            words.decode(blob(rows))


def test_a_whole_number_is_a_confidence() -> None:
    (word,) = words.decode(blob([["a", 1, 2, 3, 4, 1, 0]])).words
    assert word == Word("a", Box(1, 2, 3, 4), 1.0, 0)


def blob(rows: list[list[object]]) -> bytes:
    head = json.loads(words.encode(Recognition((), 1.0, "engine", "1", "model", 1.0)))
    return json.dumps({**head, "words": rows}).encode()


def test_text_has_a_line_for_a_line() -> None:
    assert words.text(page("Größe der Wohnung", "52 m²")) == "Größe der Wohnung\n52 m²"
    assert words.text(()) == ""


def test_a_pattern_finds_its_words_and_their_place() -> None:
    placed = page("Ihr Zeichen", "Aktenzeichen: 50.1-123/2026 vom")
    pattern = re.compile(r"Aktenzeichen:\s+(?P<value>\d\d\.\d-\d+/\d{4})")
    (found,) = words.search(placed, pattern)
    assert found.text == "50.1-123/2026"
    assert [word.text for word in found.words] == ["50.1-123/2026"]
    assert found.box == placed[3].box
    assert found.confidence == 0.9


def test_a_match_over_a_line_end_spans_both_lines() -> None:
    placed = page("eins zwei", "drei")
    (found,) = words.search(placed, re.compile(r"zwei\s+drei"))
    assert [word.text for word in found.words] == ["zwei", "drei"]
    assert found.box == Box(0, 0, 90, 38)


def test_a_part_of_a_word_touches_the_whole_word() -> None:
    (found,) = words.search(page("Bescheidnummer:4711"), re.compile(r"\d+"))
    assert (found.text, found.words[0].text) == ("4711", "Bescheidnummer:4711")


@given(st.lists(st.text("abcä", min_size=1, max_size=4), min_size=1, max_size=9))
def test_every_word_is_found_at_its_own_place(texts: list[str]) -> None:
    placed = page(" ".join(texts[:4]), " ".join(texts[4:]))
    found = [hit.words for hit in words.search(placed, re.compile(r"\S+"))]
    assert found == [(word,) for word in placed]


def test_a_rubber_band_takes_words_by_their_centre() -> None:
    placed = page("eins zwei", "drei vier")
    assert [word.text for word in words.inside(placed, Box(45, 0, 95, 20))] == ["zwei"]
    assert [word.text for word in words.inside(placed, Box(0, 0, 500, 500))] == [
        "eins",
        "zwei",
        "drei",
        "vier",
    ]


def test_confidence_is_weighted_by_length() -> None:
    box = Box(0, 0, 1, 1)
    assert tsv.confidence((Word("a", box, 0.0, 0), Word("abc", box, 1.0, 0))) == 0.75
