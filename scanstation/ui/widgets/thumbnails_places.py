"""A list view whose items lie where a layout of its own says.

A list view for the keyboard, the selection and screen readers; Qt's own layout would look at
every page.
"""

from __future__ import annotations

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QRegion, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from scanstation.ui.language import Speech
from scanstation.ui.models.pages import PageListModel
from scanstation.ui.theme import Theme
from scanstation.ui.widgets.thumbnails_flow import FlowLayout
from scanstation.ui.widgets.thumbnails_layout import Cell, ThumbnailLayout, blocks
from scanstation.ui.widgets.thumbnails_paint import ThumbnailPainter

SMALLEST, LARGEST, STEP = 96, 256, 32
Index = QModelIndex | QPersistentModelIndex
Geometry = ThumbnailLayout | FlowLayout


class PlacedList(QListView):
    """Places pages, and keeps what is seen in its place when others come or go.

    Signals:
        size_changed(pixels): of the thumbnails.
    """

    size_changed = Signal(int)

    def __init__(
        self, speech: Speech, theme: Theme, *, grouped: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._speech, self._theme = speech, theme
        self._grouped = grouped
        self._follow = not grouped
        self._size = 128
        self._layout: Geometry | None = None
        self._anchor: tuple[str, int] | None = None
        self._painter = ThumbnailPainter(theme, speech, self.font())
        self.pages = PageListModel(speech, self)
        self.setModel(self.pages)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        for signal in (
            self.pages.modelReset,
            self.pages.rowsInserted,
            self.pages.rowsRemoved,
            self.pages.layoutChanged,
        ):
            signal.connect(self._forget_layout)
        self.pages.rowsAboutToBeInserted.connect(self._remember_place)
        self.pages.rowsAboutToBeRemoved.connect(self._remember_place)

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

    def resizeEvent(self, event: QResizeEvent) -> None:
        """See Qt: the page on top stays on top."""
        if event.oldSize().width() != event.size().width():
            self._remember_place()
            self._layout = None
        QAbstractItemView.resizeEvent(self, event)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """See Qt."""
        self.viewport().update()

    def changeEvent(self, event: QEvent) -> None:
        """A larger system font needs larger captions."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.ApplicationFontChange):
            self._painter = ThumbnailPainter(self._theme, self._speech, self.font())
            self._forget_layout()

    def _on_screen(self, cell: Cell) -> QRect:
        return QRect(cell.x, cell.y - self.verticalOffset(), cell.width, cell.height)

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
