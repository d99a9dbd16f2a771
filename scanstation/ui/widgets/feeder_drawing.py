"""A small drawing of the feeder that shows where to look; its words say the same."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from scanstation import errors
from scanstation.errors import ScanstationError, Text
from scanstation.ui.services import Services


class Trouble(StrEnum):
    """What the drawing shows."""

    NONE = "none"
    JAM = "jam"
    DOUBLE = "double"
    COVER = "cover"
    EMPTY = "empty"
    LOST = "lost"
    DISK = "disk"


WORDS = {
    Trouble.NONE: Text("Zeichnung: Blätter liegen im Einzug", "Drawing: sheets lie in the feeder"),
    Trouble.JAM: Text(
        "Zeichnung: Ein Blatt klemmt zwischen den Rollen des Einzugs",
        "Drawing: a sheet is stuck between the rollers of the feeder",
    ),
    Trouble.DOUBLE: Text(
        "Zeichnung: Zwei Blätter laufen zugleich in den Einzug",
        "Drawing: two sheets run into the feeder at once",
    ),
    Trouble.COVER: Text(
        "Zeichnung: Der Deckel des Einzugs steht offen",
        "Drawing: the cover of the feeder stands open",
    ),
    Trouble.EMPTY: Text("Zeichnung: Der Einzug ist leer", "Drawing: the feeder is empty"),
    Trouble.LOST: Text(
        "Zeichnung: Das Kabel des Geräts ist getrennt",
        "Drawing: the cable of the device is disconnected",
    ),
    Trouble.DISK: Text("Zeichnung: Der Datenträger ist voll", "Drawing: the disk is full"),
}

SHOWN: tuple[tuple[type[ScanstationError], Trouble], ...] = (
    (errors.PaperJam, Trouble.JAM),
    (errors.DoubleFeed, Trouble.DOUBLE),
    (errors.CoverOpen, Trouble.COVER),
    (errors.OutOfPaper, Trouble.EMPTY),
    (errors.ScanCancelled, Trouble.NONE),
    (errors.DeviceError, Trouble.LOST),
    (errors.StoreError, Trouble.DISK),
)
WIDTH, HEIGHT = 96.0, 64.0


def trouble_of(error: ScanstationError | None) -> Trouble:
    """Return what the drawing shows for an error."""
    return next((shown for kind, shown in SHOWN if isinstance(error, kind)), Trouble.NONE)


class FeederDrawing(QWidget):
    """The feeder from the side: tray with sheets, rollers, output; and where the trouble is."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self.trouble = Trouble.NONE
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        services.speech.on_change(self, self._respeak)
        services.theme.changed.connect(self.update)

    def show_trouble(self, trouble: Trouble) -> None:
        """Show another trouble."""
        self.trouble = trouble
        self._respeak()
        self.update()

    def sizeHint(self) -> QSize:
        """As large as its text is read beside."""
        scale = max(0.8, self.fontMetrics().height() / 20)
        return QSize(round(WIDTH * scale), round(HEIGHT * scale))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the parts from behind to before."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(self.width() / WIDTH, self.height() / HEIGHT)
        self._tray(painter)
        self._case(painter)
        self._sheets(painter)
        self._rollers(painter)
        for place in range({Trouble.JAM: 1, Trouble.DOUBLE: 2}.get(self.trouble, 0)):
            self._running(painter, 4.0 * place)
        self._mark(painter)

    def _pen(self, painter: QPainter, colour: str = "on_banner", width: float = 1.6) -> QColor:
        shown = self._services.theme.colour(colour)
        painter.setPen(QPen(shown, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        return shown

    def _tray(self, painter: QPainter) -> None:
        self._pen(painter, width=2.4)
        painter.drawLine(QPointF(6, 8), QPointF(38, 34))
        painter.drawLine(QPointF(62, 50), QPointF(92, 56))

    def _case(self, painter: QPainter) -> None:
        self._pen(painter)
        painter.drawRoundedRect(QRectF(36, 38, 28, 20), 3, 3)
        opened = self.trouble is Trouble.COVER
        self._pen(painter, "problem" if opened else "on_banner", 2.6)
        tip = QPointF(74, 4) if opened else QPointF(70, 28)
        painter.drawLine(QPointF(44, 24), tip)

    def _sheets(self, painter: QPainter) -> None:
        count = 0 if self.trouble is Trouble.EMPTY else 4
        for place in range(count):
            self._sheet(painter, QPointF(14 + 1.2 * place, 10 - 2.6 * place))

    def _sheet(self, painter: QPainter, corner: QPointF) -> None:
        self._pen(painter, width=1.4)
        painter.drawLine(corner, corner + QPointF(24, 19.5))

    def _running(self, painter: QPainter, shift: float) -> None:
        """A sheet on its way through the rollers; a stuck one is folded."""
        self._pen(painter, "problem", 2.0)
        into = [QPointF(30, 20 + shift), QPointF(43, 35 + shift), QPointF(49, 36 + shift)]
        folded = [QPointF(52, 29), QPointF(55, 43), QPointF(58, 30), QPointF(61, 40)]
        straight = [QPointF(64, 44 + shift)]
        points = [*into, *(folded if self.trouble is Trouble.JAM else straight)]
        painter.drawPolyline(QPolygonF(points))

    def _rollers(self, painter: QPainter) -> None:
        self._pen(painter)
        painter.setBrush(self._services.theme.colour("banner_problem"))
        for centre in (QPointF(46, 31), QPointF(46, 43)):
            painter.drawEllipse(centre, 4.5, 4.5)

    def _mark(self, painter: QPainter) -> None:
        if self.trouble is Trouble.LOST:
            self._cable(painter)
        elif self.trouble is Trouble.DISK:
            self._disk(painter)
        elif self.trouble in (Trouble.JAM, Trouble.DOUBLE, Trouble.COVER):
            self._warning(painter)

    def _cable(self, painter: QPainter) -> None:
        self._pen(painter, width=2.0)
        painter.drawLine(QPointF(36, 50), QPointF(29, 50))
        painter.drawLine(QPointF(15, 50), QPointF(6, 50))
        self._pen(painter, "problem", 2.4)
        painter.drawLine(QPointF(18, 45), QPointF(26, 55))
        painter.drawLine(QPointF(26, 45), QPointF(18, 55))

    def _disk(self, painter: QPainter) -> None:
        colour = self._pen(painter, "problem", 1.6)
        painter.setBrush(colour)
        painter.drawRect(QRectF(72, 16, 20, 22))
        painter.drawEllipse(QRectF(72, 34, 20, 8))
        painter.setBrush(self._services.theme.colour("banner_problem"))
        painter.drawEllipse(QRectF(72, 12, 20, 8))

    def _warning(self, painter: QPainter) -> None:
        colour = self._pen(painter, "problem", 1.4)
        triangle = QPolygonF([QPointF(82, 22), QPointF(93, 41), QPointF(71, 41)])
        painter.setBrush(colour)
        painter.drawPolygon(triangle)
        ground = self._services.theme.colour("banner_problem")
        painter.setPen(QPen(ground, 2.2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLine(QPointF(82, 28), QPointF(82, 34))
        painter.drawPoint(QPointF(82, 38))

    def _respeak(self) -> None:
        said = self._services.speech.say(WORDS[self.trouble])
        self.setAccessibleName(said)
        self.setToolTip(said)
