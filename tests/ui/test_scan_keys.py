"""Letters of the place Scan: no two of what is shown together share one, nor with a menu."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel

from scanstation.errors import Language
from scanstation.ui import scan_notices as notices
from tests.ui.conftest import OpenWindow

BANNERS = (
    (notices.AGAIN, notices.SKIP, notices.STOP, notices.LOOK),
    (notices.GO_ON, notices.STOP, notices.LOOK),
    (notices.STOP_AND_LEAVE, notices.STAY),
    (notices.FEED_MORE, notices.TAKE_COUNT, notices.LATER),
    (notices.FEED_BACKS, notices.MORE_FRONTS, notices.NO_BACKS),
    (notices.BACKS_AGAIN, notices.KEEP_BACKS),
)


def letters_of(texts: list[str]) -> list[str]:
    return [text[text.index("&") + 1].lower() for text in texts if "&" in text]


@pytest.mark.parametrize("language", ["de", "en"])
def test_no_letter_stands_for_two_things(open_window: OpenWindow, language: Language) -> None:
    window = open_window(language)
    place = window.places[0]
    buttons, labels = place.findChildren(QAbstractButton), place.findChildren(QLabel)
    shown = [one.text() for one in buttons if one.isVisible()]
    shown += [one.text() for one in labels if one.isVisible()]
    menus = [action.text() for action in window.menuBar().actions()]
    for choices in BANNERS:
        banner = [choice.say(language) for choice in choices]
        counts = Counter(letters_of(shown + menus + banner))
        assert not [letter for letter, count in counts.items() if count > 1], banner
