"""The right of the place Scan: the last page, the counters, the feeder and its bottleneck."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from scanstation.errors import Text
from scanstation.ui.scan_job import Phase, ScanJob
from scanstation.ui.services import Services
from scanstation.ui.state import DeskState
from scanstation.ui.widgets.bottleneck import BottleneckMeter
from scanstation.workflow.feeding import FEEDER_WORDS, LIMIT_WORDS, FeederState

COUNT = Text("{sheets} Blatt · {pages} Seiten gesichert", "{sheets} sheets · {pages} pages safe")
OF_EXPECTED = Text(
    "{sheets} von {expected} Blatt · {pages} Seiten gesichert",
    "{sheets} of {expected} sheets · {pages} pages safe",
)
FEEDER = Text("Einzug: {state}", "Feeder: {state}")
IMPORTING = Text("Dateien werden importiert", "Files are being imported")
TURN = Text("Einzug: wartet auf die Rückseiten", "Feeder: waits for the backs")
OPENING = Text("Stapel wird angelegt", "Opening a batch")


class ScanProgress(QWidget):
    """Counts only what is durable."""

    def __init__(self, services: Services, job: ScanJob) -> None:
        super().__init__()
        self._services, self._job = services, job
        self._count, self._feeder = QLabel(self), QLabel(self)
        self.meter = BottleneckMeter(services)
        font = self._count.font()
        font.setBold(True)
        font.setPointSizeF(font.pointSizeF() * 1.25)
        self._count.setFont(font)
        for label in (self._count, self._feeder):
            label.setWordWrap(True)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for part in (self._count, self._feeder, self.meter):
            column.addWidget(part)
        job.changed.connect(self.show_feed)
        job.progressed.connect(self.show_feed)
        services.speech.on_change(self, self.show_feed)

    def set_line(self, line: bool) -> None:
        """Say it in one line: counter and meter; the status line tells of the feeder, too."""
        ways = QVBoxLayout.Direction
        self._column.setDirection(ways.LeftToRight if line else ways.TopToBottom)
        self._feeder.setVisible(not line)

    @property
    def count(self) -> str:
        """What the counter says."""
        return self._count.text()

    @property
    def feeder(self) -> str:
        """What is said of the feeder."""
        return self._feeder.text()

    def show_state(self, state: DeskState) -> None:
        """Count the batch on the desk."""
        self._show_count(state)

    def show_feed(self) -> None:
        """Follow the feed."""
        feed = self._job.feed
        self._show_count(self._services.bridge.state)
        self._feeder.setText(self._feeder_text())
        if self._job.phase is Phase.RUNNING and not self._job.importing:
            stage = LIMIT_WORDS[feed.limit] if feed.limit else None
            self.meter.show_rate(feed.images_per_minute, feed.rated, stage)
        else:
            self.meter.rest()
        self.setAccessibleName(f"{self.count}. {self.feeder}")

    def _show_count(self, state: DeskState) -> None:
        feed, batch = self._job.feed, state.batch
        ledger = batch.ledger if batch is not None else None
        running = self._job.phase is Phase.RUNNING and not self._job.importing
        sheets = max(ledger.sheets if ledger else 0, feed.batch_sheets if running else 0)
        pages = max(ledger.captured if ledger else 0, feed.batch_pages if running else 0)
        expected = ledger.expected_sheets if ledger else None
        text = COUNT if expected is None else OF_EXPECTED
        said = self._services.speech.say(text, sheets=sheets, pages=pages, expected=expected)
        self._count.setText(said)

    def _feeder_text(self) -> str:
        say, job = self._services.speech.say, self._job
        if job.phase is Phase.OPENING:
            return say(OPENING)
        if job.phase is Phase.RUNNING and job.importing:
            return say(IMPORTING)
        if job.phase is Phase.TURN:
            return say(TURN)
        state = job.feed.feeder
        if job.phase is Phase.TROUBLE:
            state = FeederState.ERROR
        return say(FEEDER, state=FEEDER_WORDS[state])
