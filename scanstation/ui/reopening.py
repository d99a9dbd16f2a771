"""What lay on the desk when the window was left, offered at the next start."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QObject

from scanstation.errors import Text
from scanstation.model import BatchState
from scanstation.store.catalogue import BatchSummary
from scanstation.ui.lanes import Lane
from scanstation.ui.operations.batches import OpenBatch
from scanstation.ui.services import Services
from scanstation.ui.state import DeskState
from scanstation.ui.status_line import batch_name
from scanstation.ui.widgets.banner import Banner, Choice

if TYPE_CHECKING:
    from scanstation.ui.desk import Desk

KEY = "window/batch"
LEFT = Text(
    "Stapel {name} war zuletzt geöffnet: {pages} Seiten sind gesichert. {flight}",
    "Batch {name} was open when the window was left: {pages} pages are safe. {flight}",
)
FEED = Text("Sein Einzug wurde unterbrochen.", "Its feed was interrupted.")
NOTHING = Text("", "")
OPEN = Text("Stapel öffnen", "Open the batch")


@dataclass(frozen=True, slots=True)
class LeftOpen:
    """Look whether a batch still waits to be worked on."""

    batch: str
    lane: ClassVar[Lane] = Lane.SLOW

    def run(self, desk: Desk) -> BatchSummary | None:
        """Return its line of the list, None if it is finished or gone."""
        from scanstation.workflow.catalogue import list_batches

        every = list_batches(desk.workspace)
        waiting = (one for one in every if one.state == BatchState.OPEN and one.pages)
        return next((one for one in waiting if one.batch == self.batch), None)


class Reopening(QObject):
    """Remembers the batch on the desk and offers it once, at the start.

    Args:
        banner: of the place that is shown first.
    """

    def __init__(self, services: Services, banner: Banner, parent: QObject) -> None:
        super().__init__(parent)
        self._services, self._banner = services, banner
        self._left = services.memory.text(KEY)
        self._kept = self._left
        self._offered = False
        services.bridge.changed.connect(self._remember)

    def offer(self) -> None:
        """Ask about the batch that was left."""
        if self._left and self._services.bridge.state.batch is None:
            self._services.bridge.do(LeftOpen(self._left), self._say, lambda _: None)

    def _say(self, found: BatchSummary | None) -> None:
        if found is None or self._services.bridge.state.batch is not None:
            return
        if self._banner.isVisible():
            return
        self._offered = True
        self._banner.note(
            LEFT,
            [Choice(OPEN, lambda: self._open(found.batch))],
            name=batch_name(found.opened, found.batch),
            pages=found.pages,
            flight=FEED if found.in_flight == "feed" else NOTHING,
        )

    def _open(self, batch: str) -> None:
        self._services.bridge.do(OpenBatch(batch))
        self._services.commands.action("place.review").trigger()

    def _remember(self, state: DeskState) -> None:
        """A batch that is only read is nobody's work here."""
        if state.batch is not None and self._offered:
            self._offered = False
            self._banner.clear()
        writing = state.batch is not None and not state.read_only
        batch = state.batch.id if state.batch is not None and writing else ""
        if batch != self._kept:
            self._kept = batch
            self._services.memory.keep(KEY, batch)
            self._services.memory.write()
