"""Codes of words: a page's words at once are the words one by one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scanstation.export.text_layer import CharacterCodes

TEXTS = st.lists(st.text(st.characters(exclude_categories=[]), max_size=8), max_size=8)
PLAIN = st.lists(st.text("aÄß€ 0\u2026", max_size=8), max_size=8)


@given(TEXTS | PLAIN)
def test_all_words_at_once_have_the_codes_of_each(texts: list[str]) -> None:
    at_once, one_by_one = CharacterCodes({}), CharacterCodes({})
    assert at_once.encode_all(texts) == [one_by_one.encode(text) for text in texts]
    assert at_once.beyond == one_by_one.beyond
