"""A dialog is as high as its words need at its width: nothing scrolls for want of a line."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout

from scanstation.ui.dialogs.dialog import Body, paragraph
from scanstation.ui.dialogs.reason import GIVE_UP
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
