"""How thumbnails, dividers and document headers look."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPixmap

from scanstation.model import Document, Page, PageKind
from scanstation.ui.language import Speech
from scanstation.ui.models.page_words import (
    DIVIDER,
    DOUBT,
    HEADER,
    STATE_WORDS,
    UNREADABLE,
    DocumentState,
    count_word,
    kind_word,
)
from scanstation.ui.theme import Theme
from scanstation.ui.widgets.signs import paint_sign
from scanstation.ui.widgets.thumbnails_layout import Metrics

PADDING = 6
PALE = 0.45
SELECTED = 0.22
"""Share of the accent in the ground of what is selected; words on it stay readable."""
STATE_COLOURS = {
    DocumentState.READY: "ok",
    DocumentState.DOUBT: "doubt",
    DocumentState.MISSING: "problem",
}
_CENTRE = Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class CellState:
    """What a cell shows besides its page."""

    selected: bool = False
    current: bool = False
    focused: bool = False
    doubtful: bool = False
    broken: bool = False


class ThumbnailPainter:
    """Paints with the colours and the language of the moment.

    Args:
        font: of the view; sizes follow it, so that a larger system font enlarges the captions.
    """

    def __init__(self, theme: Theme, speech: Speech, font: QFont) -> None:
        self._theme, self._speech = theme, speech
        self._font = font
        self._bold = QFont(font)
        self._bold.setBold(True)
        self._text = QFontMetrics(font)
        self._bold_text = QFontMetrics(self._bold)

    def metrics(self, size: int) -> Metrics:
        """Return the sizes for thumbnails with this longer side; A4 fits without being reduced."""
        line = self._text.height()
        return Metrics(
            cell_width=max(round(size * 0.72), line * 4) + 2 * PADDING,
            cell_height=size + line + 3 * PADDING,
            divider_width=max(line * 12, 160),
            divider_height=line + 10,
            header_height=line + 14,
            narrow_width=line + 16,
        )

    def header(
        self,
        painter: QPainter,
        rect: QRect,
        document: Document,
        title: str,
        state: DocumentState | None,
        current: bool,
    ) -> None:
        """Paint the line above a document: number, class, pages, state as sign and word."""
        painter.fillRect(rect.adjusted(0, 0, 0, -3), self._colour("alternate"))
        if current:
            painter.fillRect(
                QRect(rect.x(), rect.y(), 4, rect.height() - 3), self._colour("accent")
            )
        inner = rect.adjusted(10, 0, -10, -3)
        right = self._state(painter, inner, state)
        inner.setRight(right - 8)
        count = count_word(len(document.pages), self._speech.language)
        self._write(painter, inner, count, "muted", Qt.AlignmentFlag.AlignRight)
        inner.setRight(inner.right() - self._text.horizontalAdvance(count) - 8)
        words = self._speech.say(HEADER, number=document.number, title=title)
        painter.setFont(self._bold)
        painter.setPen(self._colour("text"))
        shown = self._bold_text.elidedText(words, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, _CENTRE, shown)

    def divider(self, painter: QPainter, rect: QRect, page: Page, state: CellState) -> None:
        """Paint a side of a separator sheet as a line with its words."""
        inner = rect.adjusted(2, 2, -2, -2)
        self._ground(painter, inner, state)
        text = self._speech.say(DIVIDER[page.side], sheet=page.sheet)
        bars = QRect(inner.x() + 4, inner.y() + 5, 14, inner.height() - 10)
        if page.side == "front":
            self._bars(painter, bars)
        words = inner.adjusted(24, 0, 0, 0)
        self._write(painter, words, text, "muted")
        end = words.x() + self._text.horizontalAdvance(text) + 8
        if end < inner.right() - 4:
            painter.setPen(self._colour("line"))
            middle = inner.center().y()
            painter.drawLine(end, middle, inner.right() - 4, middle)
        self._frame(painter, inner, state)

    def narrow_divider(self, painter: QPainter, rect: QRect, page: Page, state: CellState) -> None:
        """Paint a side of a separator sheet as an upright line with its words."""
        inner = rect.adjusted(2, 2, -2, -2)
        self._ground(painter, inner, state)
        text = self._speech.say(DIVIDER[page.side], sheet=page.sheet)
        painter.save()
        painter.translate(inner.bottomLeft())
        painter.rotate(-90)
        lying = QRect(0, 0, inner.height(), inner.width())
        if page.side == "front":
            self._bars(painter, QRect(6, (lying.height() - 14) // 2, 14, 14))
        words = lying.adjusted(26, 0, -4, 0)
        self._write(painter, words, text, "muted")
        end = words.x() + self._text.horizontalAdvance(text) + 8
        if end < lying.right() - 4:
            painter.setPen(self._colour("line"))
            painter.drawLine(end, lying.center().y(), lying.right() - 4, lying.center().y())
        painter.restore()
        self._frame(painter, inner, state)

    def cell(
        self, painter: QPainter, rect: QRect, page: Page, picture: QPixmap | None, state: CellState
    ) -> None:
        """Paint a page with its number and what is special about it."""
        inner = rect.adjusted(2, 2, -2, -2)
        self._ground(painter, inner, state)
        line = self._text.height()
        box = rect.adjusted(PADDING, PADDING, -PADDING, -(line + 2 * PADDING))
        pale = page.kind is not PageKind.DOCUMENT
        place = fitted(box, _upright_size(page, picture))
        painter.setOpacity(PALE if pale else 1.0)
        self._paper(painter, place, picture)
        painter.setOpacity(1.0)
        if page.kind in (PageKind.REJECTED, PageKind.REPLACED):
            self._strike(painter, place)
        caption = QRect(inner.x() + 4, box.bottom() + PADDING // 2 + 1, inner.width() - 8, line + 2)
        self._caption(painter, caption, page, state)
        self._frame(painter, inner, state)

    def hint(self, painter: QPainter, rect: QRect, text: str) -> None:
        """Paint what there is to do while there are no pages."""
        painter.setFont(self._font)
        painter.setPen(self._colour("muted"))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, text)

    def drop_mark(self, painter: QPainter, rect: QRect, after: bool) -> None:
        """Paint where dragged pages would come."""
        x = rect.right() if after else rect.left()
        painter.fillRect(QRect(x - 1, rect.top() + 2, 3, rect.height() - 4), self._colour("accent"))

    def _paper(self, painter: QPainter, place: QRectF, picture: QPixmap | None) -> None:
        if picture is None:
            painter.fillRect(place, self._colour("paper"))
        else:
            painter.drawPixmap(place, picture, QRectF(picture.rect()))
        painter.setPen(self._colour("line"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(place.adjusted(-0.5, -0.5, 0.5, 0.5))

    def _strike(self, painter: QPainter, place: QRectF) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._colour("source"), 2))
        painter.drawLine(place.bottomLeft(), place.topRight())
        painter.restore()

    def _caption(self, painter: QPainter, rect: QRect, page: Page, state: CellState) -> None:
        number = str(page.number)
        word, colour = kind_word(page, self._speech.language), "muted"
        if state.broken:
            word, colour = self._speech.say(UNREADABLE), "problem"
        elif state.doubtful:
            word, colour = self._speech.say(DOUBT), "doubt"
        self._write(painter, rect, number, "text")
        rest = rect.adjusted(self._text.horizontalAdvance(number) + 6, 0, 0, 0)
        if colour != "muted":
            size = self._text.ascent()
            sign = QRectF(rest.x(), rest.center().y() - size / 2 + 0.5, size, size)
            mark = DocumentState.DOUBT if colour == "doubt" else DocumentState.MISSING
            paint_sign(painter, sign, mark, self._colour(colour), self._colour("base"))
            rest.adjust(size + 3, 0, 0, 0)
        self._write(painter, rest, word, colour)

    def _state(self, painter: QPainter, rect: QRect, state: DocumentState | None) -> int:
        """Paint sign and word at the right end and return where they begin."""
        if state is None:
            return rect.right()
        colour = self._colour(STATE_COLOURS[state])
        word = self._speech.say(STATE_WORDS[state])
        self._write(painter, rect, word, STATE_COLOURS[state], Qt.AlignmentFlag.AlignRight)
        size = self._text.ascent() + 2
        left = rect.right() - self._text.horizontalAdvance(word) - size - 5
        place = QRectF(left, rect.center().y() - size / 2 + 1, size, size)
        paint_sign(painter, place, state, colour, self._colour("alternate"))
        return left

    def _ground(self, painter: QPainter, rect: QRect, state: CellState) -> None:
        if state.selected:
            tint = self._colour("accent")
            tint.setAlphaF(SELECTED)
            painter.fillRect(rect, tint)

    def _frame(self, painter: QPainter, rect: QRect, state: CellState) -> None:
        """The focus is seen on the current page; without the focus its frame is thin."""
        if not state.current:
            return
        pen = QPen(self._colour("focus"), 2 if state.focused else 1)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(rect.adjusted(0, 0, -1, -1))

    def _bars(self, painter: QPainter, rect: QRect) -> None:
        """A few bars of a barcode: the sign of a separator."""
        for offset, width in ((0, 2), (3, 1), (6, 3), (11, 1), (13, 1)):
            bar = QRect(rect.x() + offset, rect.y(), width, rect.height())
            painter.fillRect(bar, self._colour("muted"))

    def _write(
        self,
        painter: QPainter,
        rect: QRect,
        text: str,
        colour: str,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> None:
        if not text:
            return
        painter.setFont(self._font)
        painter.setPen(self._colour(colour))
        if self._text.horizontalAdvance(text) > rect.width():
            text = self._text.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, _CENTRE | align, text)

    def _colour(self, name: str) -> QColor:
        return self._theme.colour(name)


def fitted(box: QRect, size: tuple[float, float]) -> QRectF:
    """Return the largest rectangle of this shape, centred, at the bottom of a box."""
    factor = min(box.width() / size[0], box.height() / size[1])
    width, height = round(size[0] * factor), round(size[1] * factor)
    left = box.x() + (box.width() - width) // 2
    return QRectF(
        QPointF(left, box.y() + box.height() - height),
        QPointF(left + width, box.y() + box.height()),
    )


def _upright_size(page: Page, picture: QPixmap | None) -> tuple[float, float]:
    if picture is not None:
        return picture.width(), picture.height()
    image = page.image
    size = image.width / (image.dpi[0] or 1), image.height / (image.dpi[1] or 1)
    return size[::-1] if page.rotation in (90, 270) else size
