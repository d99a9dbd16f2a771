"""Every control of every place and dialog: a name, a role, a place in the tab order, a focus."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QGroupBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QTabBar,
    QToolButton,
    QWidget,
)
from shiboken6 import isValid

from scanstation.errors import Language
from tests.ui.conftest import SCREEN, OpenBatchWindow
from tests.ui.driving import Operator, settle
from tests.ui.vocabulary import tables
from tests.ui.walking import Surface, describe, dialogs, interactive, parts, surfaces

SILENT = {QAccessible.Role.NoRole, QAccessible.Role.Client, QAccessible.Role.Pane}
MOST_STOPS = 200
SLACK = 2


def collect(window: QWidget, look: Callable[[Surface], list[str]]) -> dict[str, list[str]]:
    """Return what is wrong on each surface."""
    found = {one.name: look(one) for one in surfaces(window)}  # type: ignore[arg-type]
    return {name: wrong for name, wrong in found.items() if wrong}


def test_every_dialog_is_walked_through(open_busy_window: OpenBatchWindow) -> None:
    tables()  # loads every module
    ours = {one for one in _subclasses(QDialog) if one.__module__.startswith("scanstation.")}
    leaves = {one for one in ours if not one.__subclasses__()}
    shown = {type(one.widget) for one in dialogs(open_busy_window())}
    assert not {one.__name__ for one in leaves} - {one.__name__ for one in shown}


def _subclasses(kind: type) -> set[type]:
    found: set[type] = set(kind.__subclasses__())
    return found.union(*(_subclasses(one) for one in found)) if found else found


def test_every_control_has_a_name_and_a_role(open_busy_window: OpenBatchWindow) -> None:
    assert not collect(open_busy_window(), _nameless)


def _nameless(surface: Surface) -> list[str]:
    wrong = []
    for widget in interactive(surface.widget):
        read = QAccessible.queryAccessibleInterface(widget)
        if not read.text(QAccessible.Text.Name).strip():
            wrong.append(f"no name: {describe(widget)}")
        if read.role() in SILENT:
            wrong.append(f"role {read.role().name}: {describe(widget)}")
    return wrong


def test_every_control_is_reached_by_tab(
    open_busy_window: OpenBatchWindow, person: Operator
) -> None:
    assert not collect(open_busy_window(), lambda one: _unreached(one, person))


def _unreached(surface: Surface, person: Operator) -> list[str]:
    wanted = [one for one in interactive(surface.widget) if one.isEnabled()]
    reached = _round(surface.widget, person)
    stayed = interactive(surface.widget)  # a notice that something is being read goes by itself
    wrong = []
    for widget in (one for one in wanted if isValid(one) and one in stayed):
        stands_for = widget.focusProxy() or widget
        if isinstance(widget, QRadioButton):
            group = surface.widget.findChildren(QRadioButton)
            group = [one for one in group if one.parentWidget() is widget.parentWidget()]
            if any(one in reached for one in group):
                continue
        if widget not in reached and stands_for not in reached and not _a_twin(widget):
            wrong.append(describe(widget))
    return wrong


def _a_twin(widget: QWidget) -> bool:
    """A tool button of the menu bar, or one whose field it belongs to."""
    return isinstance(widget, QToolButton) and widget.objectName() == "qt_menubar_ext_button"


def _round(window: QWidget, person: Operator) -> set[QWidget]:
    """Press Tab until the focus comes round."""
    reached: list[QWidget] = []
    for _ in range(MOST_STOPS):
        person.press("Tab")
        widget = QApplication.focusWidget()
        if widget is None or (reached and widget is reached[0]):
            break
        if widget in reached and reached.index(widget) > 0 and widget is not reached[-1]:
            break
        reached.append(widget)
    return set(reached)


def test_the_focus_is_seen_on_every_control(open_busy_window: OpenBatchWindow) -> None:
    assert not collect(open_busy_window(), _unseen_focus)


def _unseen_focus(surface: Surface) -> list[str]:
    wrong = []
    for widget in interactive(surface.widget):
        if not widget.isEnabled() or widget.focusPolicy() == Qt.FocusPolicy.NoFocus:
            continue
        surface.widget.setFocus()
        settle()
        before = _picture(widget)
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        settle()
        if _differing(before, _picture(widget)) < 20:
            wrong.append(describe(widget))
    return wrong


def _picture(widget: QWidget) -> QImage:
    return widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def _differing(one: QImage, other: QImage) -> int:
    if one.size() != other.size():
        return one.width()
    pairs = zip(
        memoryview(one.constBits()).cast("I"),
        memoryview(other.constBits()).cast("I"),
        strict=True,
    )
    return sum(a != b for a, b in pairs)


@pytest.mark.parametrize("language", ["de", "en"])
def test_no_text_is_cut_off(open_busy_window: OpenBatchWindow, language: Language) -> None:
    window = open_busy_window(language)
    assert (window.width(), window.height()) == SCREEN
    assert not collect(window, cut_off)


def cut_off(surface: Surface) -> list[str]:
    """Return the texts that do not fit into their widgets, and controls outside the window."""
    wrong = []
    for _, widget in parts(surface.widget):
        if not widget.isVisibleTo(surface.widget) or widget.visibleRegion().isEmpty():
            continue
        lacking = _lacking(widget)
        if lacking > SLACK:
            wrong.append(f"{lacking} px: {describe(widget)}")
    return wrong


def _lacking(widget: QWidget) -> int:
    """Return how many pixels a text is short of."""
    if isinstance(widget, QLabel):
        return _label(widget)
    if isinstance(widget, QPushButton | QCheckBox | QRadioButton | QToolButton):
        return widget.sizeHint().width() - widget.width()
    if isinstance(widget, QTabBar):
        return widget.sizeHint().width() - widget.width()
    if isinstance(widget, QLineEdit) and not isinstance(widget.parentWidget(), QComboBox):
        room = widget.width() - 14
        return widget.fontMetrics().horizontalAdvance(widget.placeholderText()) - room
    if isinstance(widget, QComboBox) and not widget.isEditable():
        room = widget.width() - 34
        return widget.fontMetrics().horizontalAdvance(widget.currentText()) - room
    if isinstance(widget, QGroupBox):
        return widget.fontMetrics().horizontalAdvance(widget.title()) + 22 - widget.width()
    return 0


def _label(label: QLabel) -> int:
    if label.pixmap() and not label.pixmap().isNull():
        return 0
    if label.wordWrap():
        return label.heightForWidth(label.width()) - label.height()
    hint = label.sizeHint()
    return max(hint.width() - label.width(), hint.height() - label.height())


def test_nothing_lies_over_something_else(open_busy_window: OpenBatchWindow) -> None:
    assert not collect(open_busy_window(), _overlapping)


def _overlapping(surface: Surface) -> list[str]:
    """Controls of one parent never lie over each other."""
    controls = [
        one
        for _, one in parts(surface.widget)
        if isinstance(one, QLabel | QAbstractButton | QLineEdit | QComboBox)
        and one.isVisibleTo(surface.widget)
        and not one.visibleRegion().isEmpty()
    ]
    wrong = []
    for place, one in enumerate(controls):
        for other in controls[place + 1 :]:
            if one.isAncestorOf(other) or one.window() is not other.window():
                continue
            if other.parentWidget() is not one.parentWidget():
                continue
            if one.geometry().intersects(other.geometry()) and one.mapTo(
                surface.widget, QPoint()
            ) != other.mapTo(surface.widget, QPoint()):
                wrong.append(f"{describe(one)} and {describe(other)}")
    return wrong
