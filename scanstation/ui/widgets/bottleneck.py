"""The bottleneck meter: how fast pages become safe, and what keeps them from being faster."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QProgressBar, QVBoxLayout, QWidget

from scanstation.errors import Text
from scanstation.ui.services import Services

NAME = Text("Durchsatz", "Throughput")
STANDING = Text("Einzug steht", "Feeder stands still")
LIVE = Text("{live} Bilder/min", "{live} images/min")
OF_RATED = Text("{live} von {rated} Bildern/min", "{live} of {rated} images/min")
LIMIT = Text("Flaschenhals: {stage}", "Bottleneck: {stage}")


class BottleneckMeter(QWidget):
    """A bar and its words; both say the same."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._speech = services.speech
        self._live, self._rated = 0, 0
        self._stage: Text | None = None
        self._words = QLabel(self)
        self._words.setWordWrap(True)
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self._words)
        column.addWidget(self._bar)
        self._speech.name(self._bar, NAME)
        self._speech.on_change(self, self._respeak)

    @property
    def text(self) -> str:
        """What the words say."""
        return self._words.text()

    def show_rate(self, live: float, rated: float, stage: Text | None) -> None:
        """Show images a minute, those the device promises (0 if unknown), and what limits."""
        wanted = (round(live), round(rated), stage)
        if wanted == (self._live, self._rated, self._stage):
            return
        self._live, self._rated, self._stage = wanted
        # A progress bar repaints at once, and with it whatever else of the window is due.
        self._bar.setUpdatesEnabled(False)
        self._bar.setRange(0, max(self._rated or self._live, 1))
        self._bar.setValue(min(self._live, self._bar.maximum()))
        self._bar.setUpdatesEnabled(True)
        self._respeak()

    def rest(self) -> None:
        """Nothing runs."""
        self.show_rate(0, 0, None)

    def _respeak(self) -> None:
        said = self._said()
        self._words.setText(said)
        self._bar.setAccessibleDescription(said)
        self.setAccessibleName(said)

    def _said(self) -> str:
        say = self._speech.say
        if not self._live:
            return say(STANDING)
        text = OF_RATED if self._rated else LIVE
        rate = say(text, live=self._live, rated=self._rated)
        if self._stage is None:
            return rate
        return f"{rate} · {say(LIMIT, stage=self._stage)}"
