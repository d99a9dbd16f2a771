"""Words are found, gone through, and taken by mouse and by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, QPointF
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from scanstation.model import (
    Box,
    Quarter,
)
from scanstation.ui.widgets.page_view import PageView
from scanstation.ui.widgets.page_view_geometry import (
    sheet_geometry,
)
from scanstation.ui.widgets.page_view_words import WordCursor, taken, word_at
from tests.builders.pages import page
from tests.ui.page_view.pages_shown import (
    KEY,
    LEFT,
    NONE,
    QUARTERS,
    SHIFT,
    WORDS,
    grabbed,
    shown,
    word_on_screen,
)


def test_words_are_found_and_joined_in_reading_order() -> None:
    assert word_at(WORDS, QPointF(210, 110)) == 1
    assert word_at(WORDS, QPointF(190, 110)) == -1
    chosen = taken(WORDS[1:3])
    assert chosen is not None
    assert (chosen.text, chosen.box) == ("auf Grundsicherung", Box(200, 100, 380, 120))
    assert taken([]) is None


@given(st.lists(st.sampled_from(["left", "right", "up", "down", "more", "home", "end"])))
def test_the_cursor_stays_among_the_words(steps: list[str]) -> None:
    cursor = WordCursor(WORDS, sheet_geometry(page(1).image).to_sheet)
    act: dict[str, Callable[[], None]] = {
        "left": lambda: cursor.step(-1),
        "right": lambda: cursor.step(1),
        "up": lambda: cursor.line(-1),
        "down": lambda: cursor.line(1),
        "more": lambda: cursor.step(1, extend=True),
        "home": lambda: cursor.put(0),
        "end": lambda: cursor.put(99),
    }
    for step in steps:
        act[step]()
        assert cursor.at in cursor.chosen()
        assert set(cursor.chosen()) <= set(range(len(WORDS)))
        assert cursor.taken() is not None


def test_down_goes_to_the_word_below_also_on_a_turned_page() -> None:
    upright = WordCursor(WORDS, sheet_geometry(page(1).image).to_sheet)
    upright.put(2)
    upright.line(1)
    assert upright.words[upright.at].text == "Müller"
    upright.line(-1)
    assert upright.words[upright.at].text == "Grundsicherung"


@pytest.mark.parametrize("rotation", QUARTERS)
@pytest.mark.parametrize("skew", [0.0, 3.0])
def test_a_clicked_word_is_taken(
    qtbot: QtBot, view: PageView, rotation: Quarter, skew: float
) -> None:
    view.fit()
    shown(qtbot, view, replace(page(1), rotation=rotation, skew=skew))
    view.take_words(True)
    with qtbot.waitSignal(view.words_taken) as chosen:
        QTest.mouseClick(view.viewport(), LEFT, NONE, word_on_screen(view, 4))
    assert chosen.args == ["Müller", "p1", WORDS[4].box]
    assert not view.taking


def test_a_click_beside_words_takes_nothing(qtbot: QtBot, view: PageView) -> None:
    shown(qtbot, view, page(1))
    view.take_words(True)
    with qtbot.assertNotEmitted(view.words_taken):
        QTest.mouseClick(view.viewport(), LEFT, NONE, QPoint(450, 600))
        view.take_words(False)
        QTest.mouseClick(view.viewport(), LEFT, NONE, word_on_screen(view, 4))


@pytest.mark.parametrize("rotation", [0, 90])
def test_framed_words_are_taken_in_reading_order(
    qtbot: QtBot, view: PageView, rotation: Quarter
) -> None:
    view.fit()
    shown(qtbot, view, replace(page(1), rotation=rotation))
    view.take_words(True)
    ends = [word_on_screen(view, 1), word_on_screen(view, 4)]
    start = QPoint(max(end.x() for end in ends) + 6, min(end.y() for end in ends) - 6)
    end = QPoint(min(end.x() for end in ends) - 6, max(end.y() for end in ends) + 6)
    with qtbot.waitSignal(view.words_taken) as chosen:
        QTest.mousePress(view.viewport(), LEFT, NONE, start)
        QTest.mouseMove(view.viewport(), end)
        QTest.mouseRelease(view.viewport(), LEFT, NONE, end)
    assert chosen.args is not None
    assert chosen.args[0] == "auf Grundsicherung Müller"


def test_words_are_taken_by_keyboard_alone(qtbot: QtBot, view: PageView) -> None:
    shown(qtbot, view, page(1))
    begun: list[bool] = []
    view.take_changed.connect(begun.append)
    view.take_words(True)
    QTest.keyClick(view, KEY.Key_Right)
    QTest.keyClick(view, KEY.Key_Right)
    QTest.keyClick(view, KEY.Key_Down)
    QTest.keyClick(view, KEY.Key_Left, SHIFT)
    with qtbot.waitSignal(view.words_taken) as chosen:
        QTest.keyClick(view, KEY.Key_Return)
    assert chosen.args == ["Anna Müller", "p1", Box(100, 200, 380, 220)]
    view.take_words(True)
    for letter in "mü":
        key = QKeyEvent(QEvent.Type.KeyPress, KEY.Key_unknown, NONE, letter)
        QApplication.sendEvent(view, key)
    with qtbot.waitSignal(view.words_taken) as chosen:
        QTest.keyClick(view, KEY.Key_Return)
    assert chosen.args is not None
    assert chosen.args[0] == "Müller"
    view.take_words(True)
    with qtbot.assertNotEmitted(view.words_taken):
        QTest.keyClick(view, KEY.Key_Escape)
    assert begun == [True, False, True, False, True, False]


def test_without_words_enter_takes_nothing_and_escape_ends(qtbot: QtBot, view: PageView) -> None:
    shown(qtbot, view, page(1))
    view.set_words("p1", ())
    view.take_words(True)
    with qtbot.assertNotEmitted(view.words_taken):
        QTest.keyClick(view, KEY.Key_Return)
    assert view.taking
    QTest.keyClick(view, KEY.Key_Escape)
    assert not view.taking


def test_the_word_under_the_pointer_lights_up(qtbot: QtBot, view: PageView) -> None:
    shown(qtbot, view, page(1))
    dark = grabbed(view)
    QTest.mouseMove(view.viewport(), word_on_screen(view, 4))
    assert grabbed(view) != dark
    QTest.mouseMove(view.viewport(), QPoint(450, 600))
    assert grabbed(view) == dark
