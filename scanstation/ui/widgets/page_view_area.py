"""Pages of a batch as sheets on the desk, painted from pictures as they come."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace
from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from scanstation.errors import Text
from scanstation.model import Page
from scanstation.ui.images import PageImages
from scanstation.ui.language import Speech
from scanstation.ui.models.page_words import UNREADABLE, PageInBatch
from scanstation.ui.theme import Theme
from scanstation.ui.widgets.page_view_canvas import Canvas
from scanstation.ui.widgets.page_view_desk import PageDesk
from scanstation.ui.widgets.page_view_geometry import Sheet, beside, sheet_geometry

GAP = 60
SIDES = {"front": Text("Vorderseite", "Front"), "back": Text("Rückseite", "Back")}
SHEET = Text("Blatt {sheet}", "Sheet {sheet}")
ORIGINAL, RESULT = Text("Original", "Original"), Text("Ergebnis", "Result")


class Arrangement(StrEnum):
    """What is shown side by side."""

    SINGLE = "single"
    PAIR = "pair"
    BESIDE = "beside"
    COMPARE = "compare"


class PageArea(PageDesk):
    """Shows sheets upright; the picture is painted in slices, see ``Canvas``.

    Attributes:
        settled: what was painted last is what belongs there, and no slice of it is missing.

    Signals:
        painted(page_id): a page was painted from a picture of the wanted size; once, until
            another page is shown.
    """

    painted = Signal(str)

    def __init__(
        self, images: PageImages, speech: Speech, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._images, self._speech, self._theme = images, speech, theme
        self._shown: PageInBatch | None = None
        self._other: Page | None = None
        self._ahead: tuple[Page, ...] = ()
        self._arrangement = Arrangement.SINGLE
        self._canvas = Canvas()
        self.settled = False
        self._prefetched: Hashable = None
        self._sharp: set[Hashable] = set()
        images.picture_ready.connect(self._picture_ready)
        theme.changed.connect(self.viewport().update)
        speech.changed.connect(self._lay_out)

    # What is shown.

    def show_page(
        self,
        shown: PageInBatch | None,
        *,
        other: Page | None = None,
        ahead: Sequence[Page] = (),
    ) -> None:
        """Show a page.

        Args:
            other: the other side of its sheet, for the pair, or what it is compared with.
            ahead: pages that will probably be shown next, the likeliest first.
        """
        former = self._shown.page.id if self._shown else ""
        if (shown.page.id if shown else "") != former:
            self._sharp.clear()
        self._shown, self._other, self._ahead = shown, other, tuple(ahead)
        self._prefetched = None
        self._lay_out()
        if (shown.page.id if shown else "") != former:
            self.verticalScrollBar().setValue(0)
            self.horizontalScrollBar().setValue(0)

    @property
    def page(self) -> Page | None:
        """The page that is shown."""
        return self._shown.page if self._shown else None

    def set_arrangement(self, arrangement: Arrangement) -> None:
        """Show the page alone, beside its other side, or its original beside the result."""
        if arrangement != self._arrangement:
            self._arrangement = arrangement
            self._lay_out()

    def _lay_out(self) -> None:
        say = self._speech.say
        sheets: list[tuple[Page, str]] = []
        if self._shown is not None:
            page = self._shown.page
            sheets = [(page, "")]
            if self._arrangement is Arrangement.PAIR and self._other is not None:
                pair = sorted((page, self._other), key=lambda one: one.side != "front")
                sheets = [(one, say(SIDES[one.side])) for one in pair]
            elif self._arrangement is Arrangement.BESIDE and self._other is not None:
                sheets = [(one, say(SHEET, sheet=one.sheet)) for one in (self._other, page)]
            elif self._arrangement is Arrangement.COMPARE:
                as_scanned = replace(page, rotation=0, skew=0.0)
                sheets = [(as_scanned, say(ORIGINAL)), (page, say(RESULT))]
        self._sheets = beside(
            [
                (page, sheet_geometry(page.image, page.rotation, page.skew), caption)
                for page, caption in sheets
            ],
            GAP,
        )
        self._apply_scale()

    def _apply_scale(self) -> None:
        super()._apply_scale()
        if self._sheets and self.isVisible():  # a hidden view must not drop what another waits for
            pages = [sheet.page for sheet in self._sheets]
            self._images.want_pictures(pages, self._longest(self._sheets[0]))

    def _longest(self, sheet: Sheet) -> int:
        """Device pixels of the longer side of a sheet's picture."""
        there, image = self.to_screen(sheet), sheet.page.image
        across = image.width * _length(there.m11(), there.m12())
        down = image.height * _length(there.m21(), there.m22())
        return round(max(across, down) * self.devicePixelRatioF())

    # Painting.

    def paintEvent(self, event: QPaintEvent) -> None:
        """Show the finished picture; make a slice of the next one if it is not finished."""
        pictures = [
            self._images.picture(sheet.page, self._longest(sheet)) for sheet in self._sheets
        ]
        finished = self._canvas.make(
            self._key(pictures),
            self.viewport().size(),
            self.devicePixelRatioF(),
            lambda painter, band: self._paint_desk(painter, band, pictures),
        )
        self.settled = finished
        painter = QPainter(self.viewport())
        try:
            if self._canvas.pixmap is None:
                painter.fillRect(self.viewport().rect(), self._theme.colour("desk"))
            else:
                painter.drawPixmap(0, 0, self._canvas.pixmap)
            if finished:
                self.paint_over(painter, pictures)
        finally:
            painter.end()
        if finished:
            self._after_painting()
        else:
            QTimer.singleShot(0, self.viewport(), self.viewport().update)

    def paint_over(self, painter: QPainter, pictures: list[QImage | None]) -> None:
        """Paint what lies over the sheets: their captions here, more in subclasses."""
        painter.setPen(self._theme.colour("text"))
        for sheet in self._sheets:
            if sheet.caption:
                corner = self._to_view().map(sheet.rect.topLeft())
                painter.drawText(corner - QPointF(0, 6), sheet.caption)

    def _key(self, pictures: list[QImage | None]) -> Hashable:
        """What the picture on the screen depends on."""
        there = self._to_view()
        places = (self._scale, there.dx(), there.dy())
        shown = tuple(
            (
                sheet.page.image.blob,
                sheet.page.rotation,
                sheet.page.skew,
                sheet.left,
                picture.cacheKey() if picture else self._fallback_key(sheet.page),
            )
            for sheet, picture in zip(self._sheets, pictures, strict=True)
        )
        room = self.viewport().size()
        sizes = (room.width(), room.height(), self.devicePixelRatioF())
        return (*sizes, *places, shown, self._theme.scheme.name, self._speech.language)

    def _fallback_key(self, page: Page) -> Hashable:
        small = self._images.placeholder(page)
        return (small.cacheKey() if small else 0, self._images.broken(page) is None)

    def _paint_desk(self, painter: QPainter, band: QRectF, pictures: list[QImage | None]) -> None:
        painter.fillRect(band, self._theme.colour("desk"))
        view = self._to_view()
        for sheet, picture in zip(self._sheets, pictures, strict=True):
            place = view.mapRect(sheet.rect)
            painter.fillRect(place, self._theme.colour("paper"))
            if picture is not None:
                image = sheet.page.image
                painter.save()
                painter.setTransform(self.to_screen(sheet), combine=True)
                painter.drawImage(QRectF(0, 0, image.width, image.height), picture)
                painter.restore()
            else:
                self._paint_fallback(painter, place, sheet.page)
            painter.setPen(self._theme.colour("line"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(place)

    def _paint_fallback(self, painter: QPainter, place: QRectF, page: Page) -> None:
        """Before the picture is there its thumbnail says which page it is."""
        small = self._images.placeholder(page)
        if small is not None:
            painter.drawPixmap(place, small, QRectF(small.rect()))
        if self._images.broken(page) is not None:
            painter.setPen(self._theme.colour("source"))
            middle = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(place, middle, self._speech.say(UNREADABLE))

    def _after_painting(self) -> None:
        """Say which pages are seen now; once all are, their neighbours may be decoded."""
        waiting = False
        for sheet in self._sheets:
            if not self._images.has_picture(sheet.page, self._longest(sheet)):
                waiting = True
            elif (sight := _sight(sheet.page)) not in self._sharp:
                self._sharp.add(sight)
                self.painted.emit(sheet.page.id)
        if self._sheets and not waiting:
            self._prefetch(self._longest(self._sheets[0]))

    def _prefetch(self, longest: int) -> None:
        if self._prefetched != longest:
            self._prefetched = longest
            self._images.prefetch(self._ahead, longest)

    def _picture_ready(self, page_id: str) -> None:
        if any(sheet.page.id == page_id for sheet in self._sheets):
            self.viewport().update()


def _sight(page: Page) -> Hashable:
    """Turned or put into another document a page is another sight, and told again."""
    return page.id, page.rotation, page.document


def _length(x: float, y: float) -> float:
    return float((x * x + y * y) ** 0.5)
