"""Letters and keys of the menus stand for one thing each."""

from __future__ import annotations

from collections import Counter

import pytest

from scanstation.ui.command_table import MENUS, TABLE


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("menu", MENUS)
def test_a_letter_of_a_menu_stands_for_one_entry(menu: str, language: str) -> None:
    texts = [getattr(one.text, language) for one in TABLE if one.menu == menu]
    letters = Counter(text[text.index("&") + 1].lower() for text in texts if "&" in text)
    assert [letter for letter, count in letters.items() if count > 1] == []
