"""The list of a chooser in a narrow column shows every entry whole, also one that comes late."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from scanstation.ui.widgets.wide_list import MOST_ROWS, WideComboBox

pytestmark = pytest.mark.qt_log_ignore(
    "propagateSizeHints", "does not support raise", "grabbing the keyboard"
)
"""A list that opens, on a screen that is none."""

LONG = "Netzwerkscanner im Flur des zweiten Obergeschosses (10.20.30.40)"


@pytest.fixture
def chooser(qtbot: QtBot) -> Iterator[WideComboBox]:
    made = WideComboBox()
    qtbot.addWidget(made)
    made.resize(160, 26)
    made.show()
    yield made
    made.hidePopup()


def cut_off(chooser: WideComboBox) -> list[str]:
    """Return the entries that are not seen whole in the open list."""
    view, metrics = chooser.view(), chooser.view().fontMetrics()
    room = view.viewport().rect()
    found = []
    for row in range(min(chooser.count(), MOST_ROWS)):
        place = view.visualRect(chooser.model().index(row, 0))
        wide = metrics.horizontalAdvance(chooser.itemText(row))
        if place.top() < 0 or place.bottom() > room.bottom() or wide > room.width():
            found.append(chooser.itemText(row))
    return found


def test_long_names_are_read_whole_though_the_column_is_narrow(
    qtbot: QtBot, chooser: WideComboBox
) -> None:
    chooser.addItems(["Scanner", LONG])
    chooser.showPopup()
    qtbot.waitUntil(chooser.view().isVisible)
    assert cut_off(chooser) == []


def test_the_open_list_grows_with_what_is_found(qtbot: QtBot, chooser: WideComboBox) -> None:
    chooser.addItems(["Scanner"])
    chooser.showPopup()
    qtbot.waitUntil(chooser.view().isVisible)
    for number in range(4):
        chooser.addItem("")
        chooser.setItemText(chooser.count() - 1, f"{number} {LONG}")
    qtbot.waitUntil(lambda: cut_off(chooser) == [])


def test_a_very_long_list_scrolls(qtbot: QtBot, chooser: WideComboBox) -> None:
    chooser.addItems([f"Scanner {number}" for number in range(40)])
    chooser.showPopup()
    qtbot.waitUntil(chooser.view().isVisible)
    assert cut_off(chooser) == []
    assert chooser.view().verticalScrollBar().maximum() > 0
