"""A person at the keyboard of the real window, whose keys are counted."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

WAIT_SECONDS = 120.0
"""Nothing is measured by it: a machine under load is slow, a hanging window is a failure."""


def wait_for(
    predicate: Callable[[], object], what: str = "", seconds: float = WAIT_SECONDS
) -> None:
    """Let the window live until something holds.

    Raises:
        AssertionError: it did not come to hold.
    """
    end = time.monotonic() + seconds
    while not predicate():
        assert time.monotonic() < end, f"waited in vain for {what or predicate}"
        QTest.qWait(5)


def settle(rounds: int = 3) -> None:
    """Let the events that are there be handled, deletions included."""
    for _ in range(rounds):
        QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


class Operator:
    """Presses keys as a person does: into whatever window and widget has the focus.

    Attributes:
        keys: how many were pressed; typed text is not counted.
    """

    def __init__(self) -> None:
        self.keys = 0
        self.pressed: list[str] = []

    def press(self, *keys: str) -> None:
        """Press keys one after the other, named as ``QKeySequence`` reads them."""
        for one in keys:
            self.keys += 1
            self.pressed.append(one)
            combination = QKeySequence(one)[0]  # type: ignore[index]
            QTest.keyClick(focus_window(), combination.key(), combination.keyboardModifiers())
            settle(1)

    def type_text(self, text: str) -> None:
        """Type a text into the field that has the focus."""
        for letter in text:
            widget: QWidget | None = QApplication.focusWidget()
            assert widget is not None, "nothing has the focus"
            QTest.keyClicks(widget, letter)
        settle(1)

    def walk_to(self, name: str, key: str = "Tab", most: int = 80) -> None:
        """Go on with Tab until the widget with this accessible name has the focus."""
        for _ in range(most):
            widget = QApplication.focusWidget()
            if widget is not None and widget.accessibleName() == name:
                return
            self.press(key)
        raise AssertionError(f"{name} is not reached by {key}")


def focus_window() -> QWindow:
    """Return the window that gets the keys.

    Raises:
        AssertionError: none does.
    """
    found: QWindow | None = QGuiApplication.focusWindow()
    if found is None:
        active: QWidget | None = QApplication.activeWindow()
        found = active.windowHandle() if active is not None else None
    assert found is not None, "no window has the focus"
    return found


def focused_name() -> str:
    """Return the accessible name of what has the focus."""
    widget = QApplication.focusWidget()
    return widget.accessibleName() if widget is not None else ""


NO_MODIFIER = Qt.KeyboardModifier.NoModifier
