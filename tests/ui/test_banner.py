"""A notice's choices: once each, by click and by key."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from scanstation.errors import Text
from scanstation.ui.language import Speech
from scanstation.ui.theme import Theme
from scanstation.ui.widgets.banner import Banner, Choice
from tests.ui.driving import settle, wait_for

GO = Text("Weiter", "Go on")


@pytest.fixture
def taken() -> list[str]:
    """What was chosen."""
    return []


@pytest.fixture
def banner(qtbot: QtBot, qapp: QApplication, taken: list[str]) -> Banner:
    found = Banner(Speech("de"), Theme("light"))
    qtbot.addWidget(found)
    found.note(GO, [Choice(GO, lambda: taken.append("a")), Choice(GO, lambda: taken.append("b"))])
    found.show()
    return found


def choices(banner: Banner) -> list[QPushButton]:
    return [one for one in banner.findChildren(QPushButton) if one.text() == "Weiter"]


def test_a_double_click_chooses_once(banner: Banner, taken: list[str]) -> None:
    one, other = choices(banner)
    QTest.mouseClick(one, Qt.MouseButton.LeftButton)
    QTest.mouseClick(one, Qt.MouseButton.LeftButton)
    QTest.mouseClick(other, Qt.MouseButton.LeftButton)
    assert taken == ["a"]


def test_a_notice_that_still_stands_can_be_answered_again(banner: Banner, taken: list[str]) -> None:
    one, other = choices(banner)
    QTest.mouseClick(one, Qt.MouseButton.LeftButton)

    def answered() -> bool:
        other.click()
        return "b" in taken

    wait_for(answered, "the other choice")
    assert taken == ["a", "b"]


def test_the_next_notice_can_be_answered_at_once(banner: Banner, taken: list[str]) -> None:
    choices(banner)[0].click()
    banner.note(GO, [Choice(GO, lambda: taken.append("c"))])
    banner.take_focus()
    focus = banner.focusWidget()
    assert isinstance(focus, QPushButton)
    focus.click()
    assert taken == ["a", "c"]


def test_a_key_that_is_held_down_chooses_nothing(banner: Banner, taken: list[str]) -> None:
    (one, _) = choices(banner)
    for held in (True, False):
        none = Qt.KeyboardModifier.NoModifier
        event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, none, "\r", held)
        QApplication.sendEvent(one, event)
        assert taken == ([] if held else ["a"])


class Typing(NamedTuple):
    """A notice over a field in which somebody types; the window lives as long as this."""

    banner: Banner
    field: QLineEdit
    window: QWidget


@pytest.fixture
def typing(qtbot: QtBot, qapp: QApplication) -> Typing:
    window = QWidget()
    column = QVBoxLayout(window)
    banner = Banner(Speech("de"), Theme("light"), window)
    follows, field = QLineEdit(window), QLineEdit(window)
    for one in (banner, follows, field):
        column.addWidget(one)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    field.setFocus()
    return Typing(banner, field, window)


def test_a_notice_that_goes_takes_no_focus(typing: Typing) -> None:
    banner, field, _ = typing
    banner.note(GO)
    banner.clear()
    settle()
    assert QApplication.focusWidget() is field


def test_a_notice_that_had_the_focus_once_takes_none(typing: Typing) -> None:
    banner, field, _ = typing
    banner.note(GO, [Choice(GO, lambda: None)])
    assert banner.has_focus()
    field.setFocus()
    banner.clear()
    settle()
    assert QApplication.focusWidget() is field


def test_the_focus_of_a_notice_that_goes_is_not_lost(typing: Typing) -> None:
    banner = typing.banner
    banner.note(GO, [Choice(GO, lambda: None)])
    assert banner.has_focus()
    banner.clear()
    settle()
    assert isinstance(QApplication.focusWidget(), QLineEdit)


def test_the_focus_of_a_choice_that_goes_is_not_lost(typing: Typing) -> None:
    banner = typing.banner
    banner.note(GO, [Choice(GO, lambda: None)])
    banner.note(GO)
    settle()
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.isVisible()
