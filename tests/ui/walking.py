"""Goes through every place and every dialog, and reads what a person meets there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QDialog,
    QGroupBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QProgressBar,
    QScrollBar,
    QSlider,
    QSpinBox,
    QSplitterHandle,
    QTabBar,
    QTextEdit,
    QToolButton,
    QWidget,
)

from scanstation.ui.dialogs import all_dialogs
from scanstation.ui.main_window import MainWindow
from tests.ui.driving import settle

Strings = dict[str, str]
"""What is shown, by where it stands."""

INTERACTIVE = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QSlider,
    QTabBar,
    QTextEdit,
)
_PARTS = ("toolTip", "statusTip", "whatsThis", "accessibleName", "accessibleDescription")
_ROLES = {
    "shown": Qt.ItemDataRole.DisplayRole,
    "tip": Qt.ItemDataRole.ToolTipRole,
    "read": Qt.ItemDataRole.AccessibleTextRole,
    "described": Qt.ItemDataRole.AccessibleDescriptionRole,
}
MOST_ROWS = 300


@dataclass(frozen=True)
class Surface:
    """A place or a dialog, shown."""

    name: str
    widget: QWidget


def places(window: MainWindow) -> Iterator[Surface]:
    """Show one place after the other."""
    for place in window.places:
        window.go(place.key)
        settle()
        yield Surface(place.key, window)


def dialogs(window: MainWindow) -> Iterator[Surface]:
    """Show one dialog after the other."""
    for name in all_dialogs():
        with dialog(window, name) as shown:
            yield Surface(name, shown)


@contextmanager
def dialog(window: MainWindow, name: str) -> Iterator[QDialog]:
    """Show a dialog as an example of it."""
    made = all_dialogs()[name](window.services, window)
    made.open()
    settle(10)
    try:
        yield made
    finally:
        made.close()
        made.deleteLater()
        settle()


def surfaces(window: MainWindow) -> Iterator[Surface]:
    """Show every place, then every dialog."""
    yield from places(window)
    yield from dialogs(window)


def parts(root: QWidget) -> Iterator[tuple[str, QWidget]]:
    """Yield a widget and everything in it, each with a name that stays over a change of words."""
    yield type(root).__name__, root
    yield from _children(root, type(root).__name__)


def _children(parent: QObject, above: str) -> Iterator[tuple[str, QWidget]]:
    seen: dict[str, int] = {}
    for child in parent.children():
        kind = type(child).__name__
        seen[kind] = seen.get(kind, 0) + 1
        path = f"{above}/{kind}{seen[kind]}"
        if isinstance(child, QDialog) and child.isWindow():
            continue
        if isinstance(child, QToolButton) and isinstance(parent, QTabBar):
            continue  # Qt's own arrows, which it names once
        if isinstance(child, QWidget):
            yield path, child
            yield from _children(child, path)


def strings(root: QWidget) -> Strings:
    """Return every text that a person reads or hears there."""
    found: Strings = {}
    for path, widget in parts(root):
        for name, value in _texts(widget):
            if value.strip():
                found[f"{path}.{name}"] = value
    return found


def _texts(widget: QWidget) -> Iterator[tuple[str, str]]:
    for part in _PARTS:
        yield part, str(getattr(widget, part)())
    if widget.isWindow():
        yield "title", widget.windowTitle()
    for number, action in enumerate(widget.actions()):
        yield from _action(number, action)
    yield from _own(widget)
    if isinstance(widget, QAbstractItemView) and not isinstance(widget, QHeaderView):
        model = widget.model()
        if model is not None:
            yield from _model(model)


def _own(widget: QWidget) -> Iterator[tuple[str, str]]:
    if isinstance(widget, QLabel | QAbstractButton):
        yield "text", widget.text()
    elif isinstance(widget, QGroupBox | QMenu):
        yield "title", widget.title()
    elif isinstance(widget, QLineEdit):
        yield "placeholder", widget.placeholderText()
    elif isinstance(widget, QTabBar):
        for number in range(widget.count()):
            yield f"tab{number}", widget.tabText(number)
            yield f"tabtip{number}", widget.tabToolTip(number)
    elif isinstance(widget, QComboBox):
        for number in range(widget.count()):
            yield f"item{number}", widget.itemText(number)
    elif isinstance(widget, QSpinBox):
        yield "spin", f"{widget.prefix()} {widget.suffix()} {widget.specialValueText()}"
    elif isinstance(widget, QProgressBar):
        yield "progress", widget.text()


def _action(number: int, action: QAction) -> Iterator[tuple[str, str]]:
    name = action.objectName() or f"action{number}"
    yield f"{name}.text", action.text()
    yield f"{name}.tip", action.toolTip()


def _model(model: QAbstractItemModel) -> Iterator[tuple[str, str]]:
    for column in range(_columns(model, QModelIndex())):
        value = model.headerData(column, Qt.Orientation.Horizontal)
        yield f"header{column}", str(value or "")
    yield from _rows(model, QModelIndex(), "")


def _columns(model: QAbstractItemModel, parent: QModelIndex) -> int:
    """A list has one; Qt keeps its method to itself."""
    return 1 if isinstance(model, QAbstractListModel) else model.columnCount(parent)


def _rows(model: QAbstractItemModel, parent: QModelIndex, above: str) -> Iterator[tuple[str, str]]:
    for row in range(min(MOST_ROWS, model.rowCount(parent))):
        for column in range(_columns(model, parent)):
            index = model.index(row, column, parent)
            for name, role in _ROLES.items():
                value = model.data(index, role)
                if isinstance(value, str):
                    yield f"{above}{row},{column}.{name}", value
            if column == 0 and model.rowCount(index):
                yield from _rows(model, index, f"{above}{row}/")


def interactive(root: QWidget) -> list[QWidget]:
    """Return every visible control of a surface that a person works with."""
    return [
        widget
        for _, widget in parts(root)
        if isinstance(widget, INTERACTIVE)
        and widget.isVisibleTo(root)
        and not widget.visibleRegion().isEmpty()
        and not _is_part(widget)
    ]


def _is_part(widget: QWidget) -> bool:
    """Whether a widget belongs to a larger control that stands for it."""
    above = widget.parentWidget()
    if isinstance(widget, QScrollBar | QHeaderView | QSplitterHandle):
        return True
    if isinstance(above, QAbstractSpinBox | QComboBox | QTabBar | QLineEdit | QHeaderView):
        return True
    while above is not None:
        if isinstance(above, QMenu) or above.inherits("QCalendarWidget"):
            return True
        if above.inherits("QComboBoxPrivateContainer"):
            return True
        above = above.parentWidget()
    return False


def describe(widget: QWidget) -> str:
    """Return what a failed test calls a widget."""
    name = widget.accessibleName() or widget.objectName() or getattr(widget, "text", str)()
    above = widget.parentWidget()
    return f"{type(above).__name__}/{type(widget).__name__} {name!r}"
