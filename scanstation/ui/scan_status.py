"""What the place Scan adds to the status line: the feeder, its pace, and the room that is left."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer

from scanstation.errors import ScanstationError, Text
from scanstation.ui.operations.scanning import RoomLeft
from scanstation.ui.scan_job import Phase, ScanJob
from scanstation.ui.services import Services
from scanstation.workflow.feeding import FEEDER_WORDS, FeederState

READY = Text("Gerät bereit", "Device ready")
FEEDER = Text("Gerät: {state}", "Device: {state}")
PACE = Text("Gerät: {state}, {live} Bilder/min", "Device: {state}, {live} images/min")
PACE_OF = Text(
    "Gerät: {state}, {live} von {rated} Bildern/min",
    "Device: {state}, {live} of {rated} images/min",
)
IMPORT = Text("Import läuft", "Importing")
ROOM = Text("Platz für {sheets} Blatt", "Room for {sheets} sheets")
SCARCE = Text("⚠ Nur noch Platz für {sheets} Blatt", "⚠ Room for only {sheets} more sheets")
SCARCE_BELOW = 500
"""A long stack: who sees the warning can still make room before the next one."""
ROOM_MS = 30_000

Reported = Callable[[str, Text, dict[str, object]], object]


class ScanStatus:
    """Reports changes only: the status line is read aloud."""

    def __init__(self, services: Services, job: ScanJob, report: Reported) -> None:
        self._services, self._job, self._report = services, job, report
        self._last: tuple[Text, dict[str, object]] | None = None
        self._asking, self._sheets = False, -1
        services.speech.on_change(job, self._say_room)
        self._timer = QTimer(job, interval=ROOM_MS)
        self._timer.timeout.connect(self.ask_for_room)
        self._timer.start()
        job.changed.connect(self._show)
        job.progressed.connect(self._show)
        QTimer.singleShot(0, job, self._begin)

    def ask_for_room(self) -> None:
        """Ask how many sheets the disk still takes."""
        if not self._asking:
            self._asking = True
            self._services.bridge.do(RoomLeft(), self._room, self._no_room)

    def _begin(self) -> None:
        self._show()
        self.ask_for_room()

    def _show(self) -> None:
        said = self._said()
        if said != self._last:
            self._last = said
            self._report("device", *said)

    def _said(self) -> tuple[Text, dict[str, object]]:
        job, feed = self._job, self._job.feed
        if job.phase is Phase.RUNNING and job.importing:
            return IMPORT, {}
        if job.phase is not Phase.RUNNING:
            trouble = job.phase is Phase.TROUBLE
            return (FEEDER, {"state": FEEDER_WORDS[FeederState.ERROR]}) if trouble else (READY, {})
        details: dict[str, object] = {
            "state": FEEDER_WORDS[feed.feeder],
            "live": round(feed.images_per_minute),
            "rated": round(feed.rated),
        }
        return (PACE_OF if feed.rated else PACE), details

    def _room(self, sheets: int) -> None:
        self._asking = False
        self._sheets = sheets
        self._say_room()

    def _say_room(self) -> None:
        """Thousands are grouped in another way in each language."""
        if self._sheets < 0:
            return
        text = SCARCE if self._sheets < SCARCE_BELOW else ROOM
        said = self._services.speech.locale.toString(self._sheets)
        self._report("room", text, {"sheets": said})

    def _no_room(self, _: ScanstationError) -> None:
        self._asking = False
