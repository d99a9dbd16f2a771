"""The buttons of a feed: the large one that begins it, and those that end it."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QWidget

from scanstation.errors import Text
from scanstation.ui.services import Services
from scanstation.ui.widgets.command_button import CommandButton

START, PAUSE, STOP = (
    ("scan.start", Text("Scannen", "Scan")),
    ("scan.pause", Text("Anhalten", "Pause")),
    ("scan.stop", Text("Beenden", "Stop")),
)
SPACING = 4


class FeedButtons(QWidget):
    """``start`` above, ``pause`` and ``stop`` beside each other where their words have room."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.start, self.pause, self.stop = (
            CommandButton(services, command, text) for command, text in (START, PAUSE, STOP)
        )
        self.start.make_primary()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, SPACING, 0, 0)
        self._grid.setSpacing(SPACING)
        self._grid.addWidget(self.start, 0, 0, 1, 2)
        self._beside: bool | None = None
        self._place(beside=True)

    def arrange(self, width: int) -> None:
        """Lay the buttons out for a width in pixels; keys have long names in some languages."""
        wanted = self.pause.sizeHint().width() + SPACING + self.stop.sizeHint().width()
        self._place(beside=wanted <= width)

    def _place(self, *, beside: bool) -> None:
        if beside == self._beside:
            return
        self._beside = beside
        for one in (self.pause, self.stop):
            self._grid.removeWidget(one)
        if beside:
            self._grid.addWidget(self.pause, 1, 0)
            self._grid.addWidget(self.stop, 1, 1)
        else:
            self._grid.addWidget(self.pause, 1, 0, 1, 2)
            self._grid.addWidget(self.stop, 2, 0, 1, 2)
