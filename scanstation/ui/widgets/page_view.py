"""One page, large: words, symbols and sources over it, a magnifier, a card for a doubt."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from PySide6.QtCore import QEvent, QObject, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from scanstation.errors import Text
from scanstation.model import Box, Word
from scanstation.ui.images import PageImages
from scanstation.ui.language import Speech
from scanstation.ui.models.page_words import UNREADABLE, spoken
from scanstation.ui.theme import Theme
from scanstation.ui.widgets import page_view_overlay as overlay
from scanstation.ui.widgets.magnifier import Magnifier
from scanstation.ui.widgets.page_view_area import Arrangement
from scanstation.ui.widgets.page_view_desk import Zoom
from scanstation.ui.widgets.page_view_geometry import Sheet, box_rect
from scanstation.ui.widgets.page_view_taking import WordArea

__all__ = ["Arrangement", "PageView", "Zoom"]

NO_PAGE = Text("Keine Seite", "No page")
RECOGNISED = Text("Erkannter Text: {words}", "Recognised text: {words}")
SPOKEN_CHARACTERS = 2000


@runtime_checkable
class Docked(Protocol):
    """A card that knows how high it is when it is so wide."""

    def height_in(self, width: int) -> int:
        """Return it."""


class PageView(WordArea):
    """Shows a page and what is known about places on it."""

    _card: QWidget | None = None
    _source: tuple[str, Box] | None = None

    def __init__(
        self, images: PageImages, speech: Speech, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(images, speech, theme, parent)
        self._codes_shown = False
        self._magnifier = Magnifier()
        speech.on_change(self, self._describe)

    # What the places of the window use.

    def show_codes(self, shown: bool) -> None:
        """Outline the symbols that were read."""
        self._codes_shown = shown
        self.viewport().update()

    def outline(self, page_id: str, box: Box | None) -> None:
        """Frame the place that a value came from and scroll to it; None frames nothing."""
        self._source = (page_id, box) if box is not None else None
        sheet = self._sheet_of(page_id)
        if box is not None and sheet is not None:
            self.reveal(self.to_screen(sheet).mapRect(box_rect(box)))
        self.viewport().update()

    @property
    def source(self) -> tuple[str, Box] | None:
        """Page and place that are framed now."""
        return self._source

    def toggle_magnifier(self) -> None:
        """Show the magnifier at the pointer, else in the middle; or hide it."""
        pointer = self.viewport().mapFromGlobal(self.cursor().pos())
        inside = self.viewport().rect()
        self._magnifier.toggle(pointer if inside.contains(pointer) else inside.center())
        self.viewport().update()

    def set_card(self, card: QWidget | None) -> None:
        """Lay a widget below the page, or none; while it is shown the page has less room."""
        if self._card is not None and self._card is not card:
            self._card.removeEventFilter(self)
            self._card.hide()
            self._card.setParent(None)
        self._card = card
        if card is not None:
            card.setParent(self)
            card.installEventFilter(self)
            card.show()
        self._place_card()

    def set_words(self, page_id: str, words: tuple[Word, ...]) -> None:
        """Give the recognised words of the page that is shown, or of its other side."""
        super().set_words(page_id, words)
        self._describe()

    # Painting.

    def paint_over(self, painter: QPainter, pictures: list[QImage | None]) -> None:
        """Paint words, symbols, source, magnifier and focus, in this order."""
        super().paint_over(painter, pictures)
        for sheet in self.sheets():
            self._paint_places(painter, sheet)
        if self._magnifier.on:
            self._paint_magnifier(painter)
        if self.hasFocus():
            painter.setPen(QPen(self._theme.colour("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))

    def _paint_places(self, painter: QPainter, sheet: Sheet) -> None:
        there, theme = self.to_screen(sheet), self._theme
        if self._codes_shown and sheet.page.facts is not None:
            codes = sheet.page.facts.barcode.barcodes
            room = QRectF(self.viewport().rect())
            overlay.paint_codes(painter, theme, there, codes, self.font(), room)
        if self._source is not None and self._source[0] == sheet.page.id:
            overlay.paint_source(painter, theme, there, self._source[1])

    def _paint_magnifier(self, painter: QPainter) -> None:
        sheet = self.sheet_at(QPointF(self._magnifier.centre))
        if sheet is None:
            return
        picture = self._images.picture(sheet.page)
        if picture is None:
            return
        size = QSize(sheet.page.image.width, sheet.page.image.height)
        colours = (
            self._theme.colour("desk"),
            self._theme.colour("paper"),
            self._theme.colour("focus"),
        )
        there, room = self.to_screen(sheet), self.viewport().rect()
        self._magnifier.paint(painter, room, picture, size, there, colours)

    # Mouse and keyboard.

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The magnifier follows the pointer."""
        if self._magnifier.on:
            self._magnifier.centre = event.position().toPoint()
            self.viewport().update()
        super().mouseMoveEvent(event)

    def event(self, event: QEvent) -> bool:
        """Keys that move the magnifier are not the window's; a card may need another size."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            keys = (
                Qt.Key.Key_Left,
                Qt.Key.Key_Right,
                Qt.Key.Key_Up,
                Qt.Key.Key_Down,
                Qt.Key.Key_Escape,
            )
            control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            if self._magnifier.on and event.key() in keys and not control:
                event.accept()
                return True
        if event.type() == QEvent.Type.LayoutRequest:
            self._place_card()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the magnifier, else see ``WordArea``."""
        if self._magnifier.on and not self.taking and self._key_in_magnifier(event):
            self.viewport().update()
            return
        super().keyPressEvent(event)

    def _key_in_magnifier(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape:
            self._magnifier.on = False
            return True
        fast = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        return self._magnifier.move(event.key(), fast=fast, within=self.viewport().rect())

    def _lay_out(self) -> None:
        """A page was put on the desk: no source of the former one stays framed."""
        super()._lay_out()
        if self._source is not None and self._sheet_of(self._source[0]) is None:
            self._source = None
        self._describe()

    def _describe(self) -> None:
        """Tell a screen reader which page this is, and what stands on it."""
        if self._shown is None:
            self.setAccessibleName(self._speech.say(NO_PAGE))
            self.setAccessibleDescription("")
            return
        self.setAccessibleName(spoken(self._shown, self._speech.language))
        text = " ".join(word.text for word in self._own_words())[:SPOKEN_CHARACTERS]
        broken = self._images.broken(self._shown.page) is not None
        described = self._speech.say(UNREADABLE) if broken else ""
        if text:
            described = self._speech.say(RECOGNISED, words=text)
        self.setAccessibleDescription(described)

    def _picture_ready(self, page_id: str) -> None:
        super()._picture_ready(page_id)
        self._describe()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The page has its room back when the card goes."""
        kinds = (QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.LayoutRequest)
        if watched is self._card and event.type() in kinds:
            self._place_card()
        return super().eventFilter(watched, event)

    def _place_card(self) -> None:
        """Give the card the lower part of the view, at most half of it."""
        card, taken = self._card, 0
        if card is not None and not card.isHidden():
            wide = self.viewport().width()
            wanted = card.height_in(wide) if isinstance(card, Docked) else card.sizeHint().height()
            taken = min(wanted, self.height() // 2)
        if self.viewportMargins().bottom() != taken:
            self.setViewportMargins(0, 0, 0, taken)
        if card is not None and taken:
            room = self.viewport().geometry()
            card.setGeometry(QRect(room.left(), room.bottom() + 1, room.width(), taken))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """See Qt."""
        super().resizeEvent(event)
        self._place_card()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """See Qt."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """See Qt."""
        super().focusOutEvent(event)
        self.viewport().update()
