"""Dragging pages within the thumbnails, and files onto them."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QMimeData, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QDrag,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QPainter,
    QPixmap,
)
from PySide6.QtWidgets import QAbstractItemView, QWidget

from scanstation.model import Page, PageKind
from scanstation.ui.language import Speech
from scanstation.ui.theme import Theme
from scanstation.ui.widgets.thumbnails_chosen import ChosenList

PAGES_TYPE = "application/x-scanstation-pages"
EDGE = 28
"""Pixels from the edge within which a drag scrolls."""
SCROLL_MS = 40


class DragList(ChosenList):
    """Lets pages be dragged and files be dropped.

    Signals:
        move_requested(page_ids, document_id, before_page_id): pages were dragged into a
            document, before one of its pages or (empty) to its end.
        dropped_files(paths): files were dropped from outside.
    """

    move_requested = Signal(list, str, str)
    dropped_files = Signal(list)

    def __init__(
        self, speech: Speech, theme: Theme, *, grouped: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(speech, theme, grouped=grouped, parent=parent)
        self._drop_row, self._drop_after = -1, False
        self._movable = True
        self._scrolling = QTimer(self, interval=SCROLL_MS)
        self._scrolling.timeout.connect(self._scroll_on)
        self._scroll_by = 0
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)

    def set_movable(self, movable: bool) -> None:
        """Whether pages may be dragged to another place (not in a batch opened for reading)."""
        self._movable = movable
        self.setDragEnabled(movable)

    def startDrag(self, actions: Qt.DropAction) -> None:
        """See Qt: the selected document pages are dragged."""
        rows = (self.pages.row(page_id) for page_id in self.selected_pages())
        chosen = [page for page in map(self.pages.page, rows) if page.kind is PageKind.DOCUMENT]
        if not chosen or not self._movable:
            return
        data = QMimeData()
        data.setData(PAGES_TYPE, QByteArray("\n".join(page.id for page in chosen).encode()))
        drag = QDrag(self)
        drag.setMimeData(data)
        drag.setPixmap(self._grabbed(chosen[0]))
        drag.exec(Qt.DropAction.MoveAction)

    def _grabbed(self, page: Page) -> QPixmap:
        """Return the picture that travels with the pointer."""
        place = self.visualRect(self.pages.index(self.pages.row(page.id)))
        return self.viewport().grab(place.intersected(self.viewport().rect()))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """See Qt."""
        self._judge(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """See Qt: show where the pages would come, scroll at the edges."""
        if not self._judge(event):
            return
        if event.mimeData().hasFormat(PAGES_TYPE):
            self._aim(event.position().toPoint())
            self._scroll_at(event.position().toPoint())

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """See Qt."""
        self._end_drag()

    def dropEvent(self, event: QDropEvent) -> None:
        """See Qt."""
        data = event.mimeData()
        if data.hasFormat(PAGES_TYPE):
            self._aim(event.position().toPoint())
            moved = bytes(data.data(PAGES_TYPE).data()).decode().split("\n")
            self._ask_to_move(moved)
            event.setDropAction(Qt.DropAction.CopyAction)  # the model moves them, not the view
            event.accept()
        else:
            paths = [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
            if paths:
                event.acceptProposedAction()
                self.dropped_files.emit(paths)
        self._end_drag()

    def drop_place(self) -> tuple[str, str]:
        """Return document and page before which a drop would come, both empty for nowhere."""
        if self._drop_row < 0:
            return "", ""
        layout = self.geometry_now()
        block = layout.blocks[layout.block_of(self._drop_row)]
        document = block.document or self.pages.page(self._drop_row).document
        for page in self.pages.pages[self._drop_row + self._drop_after :]:
            if page.kind is PageKind.DOCUMENT:
                here = page.document == document or not document
                return (page.document, page.id) if here else (document, "")
        return document, ""

    def paint_drop(self, painter: QPainter) -> None:
        """Paint the mark where the pages would come."""
        if self._drop_row < 0:
            return
        place = self.visualRect(self.pages.index(self._drop_row))
        self._painter.drop_mark(painter, QRect(place), self._drop_after)

    def _ask_to_move(self, moved: list[str]) -> None:
        document, before = self.drop_place()
        known = [page_id for page_id in moved if self.pages.row(page_id) >= 0]
        if document and known and before not in known:
            self.move_requested.emit(known, document, before)

    def _judge(self, event: QDragMoveEvent) -> bool:
        data = event.mimeData()
        own = data.hasFormat(PAGES_TYPE) and self._movable
        if own or any(url.isLocalFile() for url in data.urls()):
            event.accept()
            return True
        event.ignore()
        return False

    def _aim(self, point: QPoint) -> None:
        layout = self.geometry_now()
        self._drop_row = layout.nearest(point.x(), point.y() + self.verticalOffset())
        if self._drop_row >= 0:
            place = self.visualRect(self.pages.index(self._drop_row))
            self._drop_after = point.x() > place.center().x()
        self.viewport().update()

    def _scroll_at(self, point: QPoint) -> None:
        below = point.y() - (self.viewport().height() - EDGE)
        self._scroll_by = below if below > 0 else min(0, point.y() - EDGE)
        if self._scroll_by and not self._scrolling.isActive():
            self._scrolling.start()

    def _scroll_on(self) -> None:
        if not self._scroll_by:
            self._scrolling.stop()
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + self._scroll_by)

    def _end_drag(self) -> None:
        self._drop_row, self._scroll_by = -1, 0
        self._scrolling.stop()
        self.viewport().update()
