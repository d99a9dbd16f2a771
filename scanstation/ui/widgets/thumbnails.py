"""The pages of a batch as thumbnails: grouped by documents, or as they come from the feeder.

A list view for the keyboard, the selection and screen readers; layout and painting are its own,
because only what is seen may cost anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFocusEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QRegion,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QWidget

from scanstation.errors import Text
from scanstation.model import Batch, Page, PageKind
from scanstation.ui.images import PageImages
from scanstation.ui.language import Speech
from scanstation.ui.models.page_words import DocumentState
from scanstation.ui.models.pages import PageListModel
from scanstation.ui.theme import Theme
from scanstation.ui.widgets.thumbnails_drag import DragList
from scanstation.ui.widgets.thumbnails_flow import FlowLayout
from scanstation.ui.widgets.thumbnails_layout import Cell, ThumbnailLayout, blocks
from scanstation.ui.widgets.thumbnails_paint import CellState, ThumbnailPainter

SMALLEST, LARGEST, STEP = 96, 256, 32
NAME = Text("Seiten des Stapels", "Pages of the batch")
Index = QModelIndex | QPersistentModelIndex
Geometry = ThumbnailLayout | FlowLayout
Flag = QItemSelectionModel.SelectionFlag


class ThumbnailView(DragList):
    """Shows a batch and what is selected in it.

    Signals:
        current_changed(page_id): another page is current; empty if none is.
        selection_changed(): ``selected_pages`` is another.
        page_activated(page_id): double click or Enter.
        document_pressed(document_id): a document's header was clicked.
        move_requested(page_ids, document_id, before_page_id): pages were dragged into a
            document, before one of its pages or (empty) to its end.
        dropped_files(paths): files were dropped from outside.
        size_changed(pixels): by Ctrl+wheel or ``set_thumbnail_size``.
    """

    current_changed = Signal(str)
    selection_changed = Signal()
    page_activated = Signal(str)
    document_pressed = Signal(str)
    move_requested = Signal(list, str, str)
    dropped_files = Signal(list)
    size_changed = Signal(int)

    def __init__(
        self,
        images: PageImages,
        speech: Speech,
        theme: Theme,
        *,
        grouped: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._images, self._speech, self._theme = images, speech, theme
        self._grouped = grouped
        self._follow = not grouped
        self._size = 128
        self._hint = Text("", "")
        self._asked: dict[str, Page] = {}
        self._layout: Geometry | None = None
        self._anchor: tuple[str, int] | None = None
        self._painter = ThumbnailPainter(theme, speech, self.font())
        self.pages = PageListModel(speech, self)
        self.setModel(self.pages)
        self._set_up()

    def _set_up(self) -> None:
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.prepare_drag()
        self.activated.connect(self._activate)
        for signal in (
            self.pages.modelReset,
            self.pages.rowsInserted,
            self.pages.rowsRemoved,
            self.pages.layoutChanged,
        ):
            signal.connect(self._forget_layout)
        self.pages.rowsAboutToBeInserted.connect(self._remember_place)
        self.pages.rowsAboutToBeRemoved.connect(self._remember_place)
        self._images.thumbnail_ready.connect(self._repaint_page)
        self._speech.name(self, NAME)
        self._speech.on_change(self, self.viewport().update)
        self._theme.changed.connect(self.viewport().update)

    # What the places of the window use.

    def show_batch(self, batch: Batch | None) -> None:
        """Show the newest snapshot."""
        former = self.pages.pages[:1]
        self.pages.show(batch)
        if batch is not None and batch.pages and (not former or not self.currentIndex().isValid()):
            self._begin()
        # Kinds and documents may have changed without a row having moved.
        self._forget_layout()

    def set_states(self, states: Mapping[str, DocumentState], doubtful: Iterable[str] = ()) -> None:
        """Show the documents' states by id, and which pages have an open doubt."""
        self.pages.set_states(states, frozenset(doubtful))

    def set_hint(self, text: Text) -> None:
        """Say what to do while there are no pages."""
        self._hint = text
        self.viewport().update()

    @property
    def thumbnail_size(self) -> int:
        """The longer side of a thumbnail in pixels."""
        return self._size

    def set_thumbnail_size(self, size: int) -> None:
        """Change the size, within 96 to 256 pixels."""
        size = min(max(size, SMALLEST), LARGEST)
        if size != self._size:
            self._remember_place()
            self._size = size
            self._forget_layout()
            self.size_changed.emit(size)

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

    def visible_pages(self) -> tuple[str, ...]:
        """Return the ids of the pages that are seen now."""
        rows = [row for _, part in self._visible() for row in part]
        return tuple(self.pages.page(row).id for row in rows)

    # Geometry.

    def geometry_now(self) -> Geometry:
        """Return the layout, made anew if pages or sizes have changed."""
        if self._layout is None:
            pages, width = self.pages.pages, self.viewport().width()
            sizes = self._painter.metrics(self._size)
            if self._grouped:
                self._layout = ThumbnailLayout(blocks(pages), sizes, width)
            else:
                self._layout = FlowLayout(pages, sizes, width)
        return self._layout

    def visualRect(self, index: Index) -> QRect:
        """See Qt."""
        if not index.isValid():
            return QRect()
        return self._on_screen(self.geometry_now().rect(index.row()))

    def indexAt(self, point: QPoint) -> QModelIndex:
        """See Qt."""
        row = self.geometry_now().row_at(point.x(), point.y() + self.verticalOffset())
        return self.pages.index(row) if row >= 0 else QModelIndex()

    def scrollTo(
        self,
        index: Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """See Qt; a document's header stays in sight with its first row."""
        if not index.isValid():
            return
        layout = self.geometry_now()
        cell = layout.rect(index.row())
        header = layout.header(layout.block_of(index.row()))
        top = header.y if cell.y - header.y <= header.height + cell.height else cell.y
        bar, height = self.verticalScrollBar(), self.viewport().height()
        if hint == QAbstractItemView.ScrollHint.PositionAtCenter:
            bar.setValue(cell.y + cell.height // 2 - height // 2)
        elif top < bar.value() or hint == QAbstractItemView.ScrollHint.PositionAtTop:
            bar.setValue(top)
        elif cell.y + cell.height > bar.value() + height:
            bar.setValue(cell.y + cell.height - height)

    def verticalOffset(self) -> int:
        """See Qt."""
        return self.verticalScrollBar().value()

    def horizontalOffset(self) -> int:
        """See Qt."""
        return 0

    def isIndexHidden(self, index: Index) -> bool:
        """See Qt."""
        return False

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        """See Qt: everything that shows, selections change rarely enough."""
        return QRegion(self.viewport().rect())

    def doItemsLayout(self) -> None:
        """See Qt."""
        QAbstractItemView.doItemsLayout(self)

    def updateGeometries(self) -> None:
        """See Qt: the scroll bar follows the layout, and the page that was on top stays there."""
        layout, bar = self.geometry_now(), self.verticalScrollBar()
        at_end = bar.value() >= bar.maximum()
        bar.setPageStep(self.viewport().height())
        bar.setSingleStep(max(20, layout.metrics.cell_height // 3))
        bar.setRange(0, max(0, layout.height - self.viewport().height()))
        if self._follow and at_end:
            bar.setValue(bar.maximum())
        elif self._anchor is not None:
            row = self.pages.row(self._anchor[0])
            if row >= 0:
                bar.setValue(layout.rect(row).y + self._anchor[1])
        self._anchor = None

    # Keyboard and mouse.

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

    # What Qt tells.

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

    def resizeEvent(self, event: QResizeEvent) -> None:
        """See Qt: the page on top stays on top."""
        if event.oldSize().width() != event.size().width():
            self._remember_place()
            self._layout = None
        QAbstractItemView.resizeEvent(self, event)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
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

    def changeEvent(self, event: QEvent) -> None:
        """A larger system font needs larger captions."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.ApplicationFontChange):
            self._painter = ThumbnailPainter(self._theme, self._speech, self.font())
            self._forget_layout()

    # Painting.

    def paintEvent(self, event: QPaintEvent) -> None:
        """See Qt."""
        painter = QPainter(self.viewport())
        try:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.fillRect(event.rect(), self._theme.colour("base"))
            if self.pages.pages:
                self._ask_for(self._paint_rows(painter, event), event)
                self.paint_drop(painter)
            else:
                room = self.viewport().rect().adjusted(24, 24, -24, -24)
                self._painter.hint(painter, room, self._speech.say(self._hint))
        finally:
            painter.end()

    def _paint_rows(self, painter: QPainter, event: QPaintEvent) -> dict[str, Page]:
        """Paint what is to be painted and return the pages whose picture is still to come."""
        missing: dict[str, Page] = {}
        selection, current = self.selectionModel(), self.currentIndex().row()
        focused, region = self.hasFocus(), event.region()
        for number, rows in self._visible():
            self._paint_header(painter, number, current)
            for row in rows:
                place = self._on_screen(self.geometry_now().rect(row))
                if not region.intersects(place):
                    continue
                page = self.pages.page(row)
                state = CellState(
                    selected=selection.isSelected(self.pages.index(row)),
                    current=row == current,
                    focused=focused,
                    doubtful=self.pages.doubtful(page),
                    broken=self._images.broken(page) is not None,
                )
                if not self._paint_page(painter, place, page, state):
                    missing[page.id] = page
        return missing

    def _paint_header(self, painter: QPainter, number: int, current: int) -> None:
        layout = self.geometry_now()
        block = layout.blocks[number]
        document = self.pages.document(block.document)
        if not block.header or document is None:
            return
        here = current >= 0 and self.pages.page(current).document == block.document
        place = self._on_screen(layout.header(number))
        state = self.pages.state(document.id)
        self._painter.header(painter, place, document, self.pages.title(document), state, here)

    def _paint_page(self, painter: QPainter, place: QRect, page: Page, state: CellState) -> bool:
        """Return whether everything was there to paint."""
        if page.kind is PageKind.SEPARATOR:
            paint = self._painter.divider if self._grouped else self._painter.narrow_divider
            paint(painter, place, page, state)
            return True
        picture = self._images.thumbnail(page, self._decoded_size())
        self._painter.cell(painter, place, page, picture, state)
        return picture is not None

    def _ask_for(self, missing: dict[str, Page], event: QPaintEvent) -> None:
        """What was asked for and has left the screen need not be decoded."""
        if event.rect() != self.viewport().rect():
            self._asked.update(missing)
            return
        gone = [page for page_id, page in self._asked.items() if page_id not in missing]
        if gone:
            self._images.withdraw(gone, self._decoded_size())
        self._asked = missing

    def _visible(self) -> Iterable[tuple[int, range]]:
        top = self.verticalOffset()
        return self.geometry_now().visible(top, top + self.viewport().height())

    def _decoded_size(self) -> int:
        """Pixels of the device, in few steps so that a moving slider does not decode each time."""
        return round(-(-self._size // STEP) * STEP * self.devicePixelRatioF())

    def _on_screen(self, cell: Cell) -> QRect:
        return QRect(cell.x, cell.y - self.verticalOffset(), cell.width, cell.height)

    def _repaint_page(self, page_id: str) -> None:
        row = self.pages.row(page_id)
        if row >= 0 and self.isVisible():
            self.viewport().update(self._on_screen(self.geometry_now().rect(row)))

    # Staying in place.

    def _begin(self) -> None:
        """A batch was opened: its first page is current, or the feeder's end is shown."""
        if not self._follow:
            self.selectionModel().setCurrentIndex(self.pages.index(0), Flag.ClearAndSelect)

    def _activate(self, index: QModelIndex) -> None:
        self.page_activated.emit(self.pages.page(index.row()).id)

    def _forget_layout(self) -> None:
        self._layout = None
        self.scheduleDelayedItemsLayout()

    def _remember_place(self) -> None:
        """Remember the page on top, so that pages inserted above do not move what is seen."""
        if self._layout is None or not self._layout.rows or self._anchor is not None:
            return
        row = self._layout.nearest(0, self.verticalOffset())
        if 0 <= row < len(self.pages.pages):
            distance = self.verticalOffset() - self._layout.rect(row).y
            self._anchor = (self.pages.page(row).id, distance)
