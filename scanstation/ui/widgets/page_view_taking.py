"""Words over a page: lit up under the pointer, and taken into a field by mouse or keyboard.

looking --take_words(True)--> taking --words chosen, Esc or take_words(False)--> looking
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
)
from PySide6.QtWidgets import QWidget

from scanstation.errors import Text
from scanstation.model import Word
from scanstation.ui.images import PageImages
from scanstation.ui.language import Speech
from scanstation.ui.theme import Theme
from scanstation.ui.widgets import page_view_overlay as overlay
from scanstation.ui.widgets.page_view_area import PageArea
from scanstation.ui.widgets.page_view_geometry import Sheet, box_rect
from scanstation.ui.widgets.page_view_words import Taken, WordCursor, taken, word_at

TAKE = Text(
    "Wort anklicken oder Rahmen ziehen. Pfeiltasten gehen von Wort zu Wort, Buchstaben suchen, "
    "Umschalt erweitert, Enter übernimmt, Esc beendet.",
    "Click a word or drag a frame. Arrow keys go from word to word, letters search, "
    "Shift extends, Enter takes, Esc ends.",
)
NO_WORDS = Text(
    "Auf dieser Seite ist noch kein Text erkannt. Esc beendet.",
    "No text is recognised on this page yet. Esc ends.",
)
STRIP = 72
"""Pixels at the lower edge that the strip with the keys may cover."""
CLICK = 4
"""Pixels that a hand shakes in a click."""
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)


class WordArea(PageArea):
    """Shows words and lets them be taken.

    Signals:
        words_taken(text, page_id, box): words were chosen; ``box`` is a ``model.Box`` of stored
            pixels.
        take_changed(on): taking words has begun or ended.
    """

    words_taken = Signal(str, str, object)
    take_changed = Signal(bool)

    def __init__(
        self, images: PageImages, speech: Speech, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(images, speech, theme, parent)
        self._words: dict[str, tuple[Word, ...]] = {}
        self._words_shown = self._taking = False
        self._hover: tuple[Sheet, Word] | None = None
        self._cursor: WordCursor | None = None
        self._typed = ""
        self._pressed: QPoint | None = None
        self._band: QRect | None = None
        self.viewport().setMouseTracking(True)

    def set_words(self, page_id: str, words: tuple[Word, ...]) -> None:
        """Give the recognised words of the page that is shown, or of its other side."""
        shown = {sheet.page.id for sheet in self.sheets()} | {page_id}
        self._words = {one: known for one, known in self._words.items() if one in shown}
        self._words[page_id] = words
        self._hover = None
        self._new_cursor()
        self.viewport().update()

    def show_words(self, shown: bool) -> None:
        """Tint all recognised words, or only the one under the pointer."""
        self._words_shown = shown
        self.viewport().update()

    def take_words(self, taking: bool) -> None:
        """Begin or end taking words."""
        if taking == self._taking:
            return
        self._taking, self._band, self._typed = taking, None, ""
        self._new_cursor()
        if taking:
            self.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self._announce(self._speech.say(TAKE if self._own_words() else NO_WORDS))
        self.viewport().setCursor(
            Qt.CursorShape.CrossCursor if taking else Qt.CursorShape.ArrowCursor
        )
        self.take_changed.emit(taking)
        self.viewport().update()

    @property
    def taking(self) -> bool:
        """Whether words are being taken."""
        return self._taking

    # Painting.

    def paint_over(self, painter: QPainter, pictures: list[QImage | None]) -> None:
        """Paint the words, and in taking the frame and what to do."""
        super().paint_over(painter, pictures)
        for sheet in self.sheets():
            self._paint_words(painter, sheet)
        if self._band is not None:
            overlay.paint_frame(painter, self._theme, self._band)
        if self._taking:
            text = self._speech.say(TAKE if self._own_words() else NO_WORDS)
            overlay.paint_strip(painter, self._theme, self.viewport().rect(), text, self.font())

    def _paint_words(self, painter: QPainter, sheet: Sheet) -> None:
        there, theme = self.to_screen(sheet), self._theme
        if self._words_shown or self._taking:
            words = self._words.get(sheet.page.id, ())
            overlay.paint_words(painter, theme, there, words, strong=False)
        if self._hover is not None and self._hover[0] is sheet:
            overlay.paint_words(painter, theme, there, [self._hover[1]], strong=True)
        if self._taking and self._cursor is not None and self._is_own(sheet):
            chosen = [self._cursor.words[place] for place in self._cursor.chosen()]
            overlay.paint_words(painter, theme, there, chosen, strong=True)

    # Mouse.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to move the page, or to frame words."""
        if event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        self._pressed = event.position().toPoint()
        if not self._taking:
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the page or the frame, or light up the word under the pointer."""
        point = event.position().toPoint()
        if self._pressed is not None and self._taking:
            self._band = QRect(self._pressed, point).normalized()
        elif self._pressed is not None:
            by, self._pressed = point - self._pressed, point
            self.horizontalScrollBar().setValue(self.horizontalScrollBar().value() - by.x())
            self.verticalScrollBar().setValue(self.verticalScrollBar().value() - by.y())
            return
        elif not self._light_up(event.position()):
            return
        self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Take the word or those in the frame."""
        band, pressed = self._band, self._pressed
        self._band = self._pressed = None
        if not self._taking:
            self.viewport().setCursor(Qt.CursorShape.ArrowCursor)
        elif pressed is not None:
            if band is not None and max(band.width(), band.height()) > CLICK:
                self._take_framed(band)
            else:
                self._take_clicked(event.position())
        self.viewport().update()

    def leaveEvent(self, event: QEvent) -> None:
        """No word is under the pointer any more."""
        self._hover = None
        self.viewport().update()
        super().leaveEvent(event)

    # Keyboard.

    def event(self, event: QEvent) -> bool:
        """While words are taken their keys are not the window's."""
        if (
            self._taking
            and event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and _belongs_to_taking(event)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go through the words, else scroll."""
        if self._taking and self._key_in_taking(event):
            self.viewport().update()
            return
        super().keyPressEvent(event)

    def _key_in_taking(self, event: QKeyEvent) -> bool:
        key, cursor = event.key(), self._cursor
        if key == Qt.Key.Key_Escape:
            self.take_words(False)
            return True
        if cursor is None or not cursor.words:
            return False
        if key in _ENTER:
            self._take(self._own_id(), cursor.taken())
            return True
        if not self._move_cursor(cursor, event):
            return False
        self._show_cursor(cursor)
        return True

    def _move_cursor(self, cursor: WordCursor, event: QKeyEvent) -> bool:
        extend = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        steps: dict[int, Callable[[], None]] = {
            Qt.Key.Key_Left: lambda: cursor.step(-1, extend=extend),
            Qt.Key.Key_Right: lambda: cursor.step(1, extend=extend),
            Qt.Key.Key_Up: lambda: cursor.line(-1, extend=extend),
            Qt.Key.Key_Down: lambda: cursor.line(1, extend=extend),
            Qt.Key.Key_Home: lambda: cursor.put(0, extend=extend),
            Qt.Key.Key_End: lambda: cursor.put(len(cursor.words), extend=extend),
        }
        step = steps.get(event.key())
        if step is not None:
            self._typed = ""
            step()
            return True
        if event.key() == Qt.Key.Key_Backspace:
            self._typed = self._typed[:-1]
            return True
        if event.text().isprintable() and event.text():
            self._typed += event.text()
            if not cursor.find(self._typed):
                self._typed = event.text()
                cursor.find(self._typed)
            return True
        return False

    # Taking words.

    def _take_clicked(self, point: QPointF) -> None:
        found = self._word_under(point)
        if found is not None:
            self._take(found[0].page.id, taken([found[1]]))

    def _take_framed(self, band: QRect) -> None:
        """Words count when their centre lies in the frame as it is seen, upright or not."""
        sheet = self.sheet_at(QPointF(band.center()))
        if sheet is None:
            return
        there = self.to_screen(sheet)
        framed = [
            word
            for word in self._words.get(sheet.page.id, ())
            if band.contains(there.map(box_rect(word.box).center()).toPoint())
        ]
        self._take(sheet.page.id, taken(framed))

    def _take(self, page_id: str, chosen: Taken | None) -> None:
        if chosen is None:
            self._announce(self._speech.say(NO_WORDS))
            return
        self.take_words(False)
        self.words_taken.emit(chosen.text, page_id, chosen.box)

    def _new_cursor(self) -> None:
        own = self._sheet_of(self._own_id())
        words = self._own_words()
        self._cursor = WordCursor(words, own.geometry.to_sheet) if own and words else None

    def _show_cursor(self, cursor: WordCursor) -> None:
        sheet = self._sheet_of(self._own_id())
        word = cursor.words[cursor.at]
        if sheet is not None:
            self.reveal(self.to_screen(sheet).mapRect(box_rect(word.box)), STRIP)
        chosen = cursor.taken()
        self._announce(chosen.text if chosen else "")

    def _light_up(self, point: QPointF) -> bool:
        """Return whether another word is under the pointer now."""
        former, self._hover = self._hover, self._word_under(point)
        return former != self._hover

    def _word_under(self, point: QPointF) -> tuple[Sheet, Word] | None:
        sheet = self.sheet_at(point)
        if sheet is None:
            return None
        back, _ = self.to_screen(sheet).inverted()
        words = self._words.get(sheet.page.id, ())
        place = word_at(words, back.map(point))
        return (sheet, words[place]) if place >= 0 else None

    # Bits.

    def _lay_out(self) -> None:
        """A page was put on the desk: no word of the former one stays lit."""
        super()._lay_out()
        self._hover = self._band = None
        self._new_cursor()

    def _own_id(self) -> str:
        return self.page.id if self.page else ""

    def _own_words(self) -> tuple[Word, ...]:
        return self._words.get(self._own_id(), ())

    def _is_own(self, sheet: Sheet) -> bool:
        return sheet is self._sheet_of(self._own_id())

    def _sheet_of(self, page_id: str) -> Sheet | None:
        """Return the sheet of a page; the result, where the original lies beside it."""
        found = [sheet for sheet in self.sheets() if sheet.page.id == page_id]
        return found[-1] if found else None

    def _announce(self, text: str) -> None:
        if text and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))


def _belongs_to_taking(event: QKeyEvent) -> bool:
    """Letters search, so that they are no shortcuts while words are taken."""
    keys = (*_ENTER, *_ARROWS, Qt.Key.Key_Escape, Qt.Key.Key_Home, Qt.Key.Key_End)
    control = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    typed = bool(event.text()) and event.text().isprintable()
    return not event.modifiers() & control and (event.key() in keys or typed)
