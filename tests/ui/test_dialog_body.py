"""A dialog is as high as its words need at its width: nothing scrolls for want of a line."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QVBoxLayout

from scanstation.errors import Language
from scanstation.ui.dialogs.dialog import Body, paragraph
from scanstation.ui.dialogs.reason import GIVE_UP, give_up_dialog, withdraw_dialog
from tests.ui.conftest import OpenWindow
from tests.ui.driving import settle

WIDTHS = range(330, 480)
"""Pixels; at some of them the last word just fits into a line."""


def test_nothing_scrolls_at_the_height_that_is_asked_for(open_window: OpenWindow) -> None:
    window = open_window("en")
    body = Body(window)
    column = QVBoxLayout(body.content)
    column.addWidget(paragraph(window.services, body.content, GIVE_UP[1]))
    body.show()
    settle()
    for width in WIDTHS:
        body.resize(width, body.wanted_height(width))
        settle(1)
        assert body.verticalScrollBar().maximum() == 0, width


@pytest.mark.parametrize("language", ["de", "en"])
def test_no_dialog_that_asks_for_a_reason_scrolls(
    open_window: OpenWindow, language: Language
) -> None:
    window = open_window(language)
    for make in (give_up_dialog, withdraw_dialog):
        dialog = make(window.services, window)
        dialog.open()
        settle(5)
        assert dialog._body.verticalScrollBar().maximum() == 0
        dialog.reject()
        settle()
