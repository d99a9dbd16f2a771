"""Pages chosen by keyboard and mouse."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QFocusEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from scanstation.ui.language import Speech
from scanstation.ui.theme import Theme
from scanstation.ui.widgets.thumbnails_places import STEP, Index, PlacedList

Flag = QItemSelectionModel.SelectionFlag


class ChosenList(PlacedList):
    """Knows the current page and the selected ones.

    Signals:
        current_changed(page_id): another page is current; empty if none is.
        selection_changed(): ``selected_pages`` is another.
        page_activated(page_id): double click or Enter.
        document_pressed(document_id): a document's header was clicked.
    """

    current_changed = Signal(str)
    selection_changed = Signal()
    page_activated = Signal(str)
    document_pressed = Signal(str)

    def __init__(
        self, speech: Speech, theme: Theme, *, grouped: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(speech, theme, grouped=grouped, parent=parent)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.activated.connect(self._activate)

    def current_page(self) -> str:
        """Return the current page's id, empty if there is none."""
        index = self.currentIndex()
        return self.pages.page(index.row()).id if index.isValid() else ""

    def set_current_page(self, page_id: str, *, select: bool = True) -> None:
        """Make a page the current one and scroll to it."""
        index = self.pages.index(self.pages.row(page_id))
        if index.isValid():
            flag = Flag.ClearAndSelect if select else Flag.NoUpdate
            self.selectionModel().setCurrentIndex(index, flag)

    def selected_pages(self) -> tuple[str, ...]:
        """Return the ids of the selected pages in the order of the stack."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return tuple(self.pages.page(row).id for row in rows)

    def select_pages(self, page_ids: Iterable[str]) -> None:
        """Select exactly these pages."""
        selection = QItemSelection()
        for page_id in page_ids:
            index = self.pages.index(self.pages.row(page_id))
            if index.isValid():
                selection.select(index, index)
        self.selectionModel().select(selection, Flag.ClearAndSelect)

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """See Qt."""
        layout, last = self.geometry_now(), len(self.pages.pages) - 1
        row = self.currentIndex().row()
        if last < 0:
            return QModelIndex()
        if row < 0:
            return self.pages.index(0)
        moves = QAbstractItemView.CursorAction
        screen = self.viewport().height()
        if action in (moves.MoveLeft, moves.MovePrevious):
            row -= 1
        elif action in (moves.MoveRight, moves.MoveNext):
            row += 1
        elif action == moves.MoveUp:
            row = layout.up(row)
        elif action == moves.MoveDown:
            row = layout.down(row)
        elif action == moves.MovePageUp:
            row = layout.above(row, screen)
        elif action == moves.MovePageDown:
            row = layout.above(row, -screen)
        else:
            row = 0 if action == moves.MoveHome else last
        return self.pages.index(min(max(row, 0), last))

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """See Qt: pages from one point to the other, as text is selected."""
        layout, offset = self.geometry_now(), self.verticalOffset()
        ends = [
            layout.nearest(point.x(), point.y() + offset)
            for point in (rect.topLeft(), rect.bottomRight())
        ]
        if min(ends) < 0:
            return
        selection = QItemSelection(self.pages.index(min(ends)), self.pages.index(max(ends)))
        self.selectionModel().select(selection, command)

    def keyboardSearch(self, search: str) -> None:
        """Letters and digits belong to the window's keys."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A document's header is clicked for the document."""
        layout = self.geometry_now()
        number = layout.header_at(event.position().toPoint().y() + self.verticalOffset())
        if number >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self.document_pressed.emit(layout.blocks[number].document)
            return
        super().mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl and the wheel change the size."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            step = STEP if event.angleDelta().y() > 0 else -STEP
            self.set_thumbnail_size(self._size + step)
            return
        QAbstractItemView.wheelEvent(self, event)

    def currentChanged(self, current: Index, previous: Index) -> None:
        """See Qt."""
        QAbstractItemView.currentChanged(self, current, previous)
        self.viewport().update()
        self.current_changed.emit(self.current_page())
        if current.isValid() and self.hasFocus():
            focused = QAccessibleEvent(self, QAccessible.Event.Focus)
            focused.setChild(current.row())
            QAccessible.updateAccessibility(focused)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """See Qt."""
        QAbstractItemView.selectionChanged(self, selected, deselected)
        self.viewport().update()
        self.selection_changed.emit()

    def dataChanged(self, top_left: Index, bottom_right: Index, roles: Sequence[int] = ()) -> None:
        """See Qt."""
        self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """See Qt: the frame shows where the focus is."""
        QAbstractItemView.focusInEvent(self, event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """See Qt."""
        QAbstractItemView.focusOutEvent(self, event)
        self.viewport().update()

    def _activate(self, index: QModelIndex) -> None:
        self.page_activated.emit(self.pages.page(index.row()).id)
