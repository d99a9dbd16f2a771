"""The pages of a batch as thumbnails: grouped by documents, or as they come from the feeder.

PlacedList    where pages lie
ChosenList    the current page and the selected ones
DragList      pages dragged to another place, files dropped
ThumbnailView what they look like; only what is seen is painted and decoded
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from scanstation.errors import Text
from scanstation.model import Batch, Page, PageKind
from scanstation.ui.images import PageImages
from scanstation.ui.language import Speech
from scanstation.ui.models.page_words import DocumentState
from scanstation.ui.theme import Theme
from scanstation.ui.widgets.thumbnails_cells import Look, PaintedCells
from scanstation.ui.widgets.thumbnails_chosen import Flag
from scanstation.ui.widgets.thumbnails_drag import DragList
from scanstation.ui.widgets.thumbnails_paint import CellState
from scanstation.ui.widgets.thumbnails_places import LARGEST, SMALLEST, STEP

__all__ = ["LARGEST", "SMALLEST", "STEP", "ThumbnailView"]

NAME = Text("Seiten des Stapels", "Pages of the batch")


class ThumbnailView(DragList):
    """Shows a batch."""

    def __init__(
        self,
        images: PageImages,
        speech: Speech,
        theme: Theme,
        *,
        grouped: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(speech, theme, grouped=grouped, parent=parent)
        self._images = images
        self._hint = Text("", "")
        self._asked: dict[str, Page] = {}
        self._cells = PaintedCells()
        images.thumbnail_ready.connect(self._repaint_page)
        speech.name(self, NAME)
        speech.on_change(self, self.viewport().update)
        theme.changed.connect(self.viewport().update)

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

    def visible_pages(self) -> tuple[str, ...]:
        """Return the ids of the pages that are seen now."""
        rows = [row for _, part in self._visible() for row in part]
        return tuple(self.pages.page(row).id for row in rows)

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
        separator = page.kind is PageKind.SEPARATOR
        picture = None if separator else self._images.thumbnail(page, self._decoded_size())

        def draw(inner: QPainter, rect: QRect) -> None:
            if not separator:
                self._painter.cell(inner, rect, page, picture, state)
            elif self._grouped:
                self._painter.divider(inner, rect, page, state)
            else:
                self._painter.narrow_divider(inner, rect, page, state)

        look, ground = self._look(place, picture, state), self._theme.colour("base")
        self._cells.paint(painter, place.topLeft(), page, look, ground, draw)
        return separator or picture is not None

    def _look(self, place: QRect, picture: QPixmap | None, state: CellState) -> Look:
        return Look(
            painter=self._painter,
            scheme=self._theme.scheme.name,
            language=self._speech.language,
            width=place.width(),
            height=place.height(),
            ratio=self.devicePixelRatioF(),
            picture=picture.cacheKey() if picture is not None else 0,
            state=state,
        )

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

    def _repaint_page(self, page_id: str) -> None:
        row = self.pages.row(page_id)
        if row >= 0 and self.isVisible():
            self.viewport().update(self._on_screen(self.geometry_now().rect(row)))

    def _begin(self) -> None:
        """A batch was opened: its first page is current, or the feeder's end is shown."""
        if not self._follow:
            self.selectionModel().setCurrentIndex(self.pages.index(0), Flag.ClearAndSelect)
