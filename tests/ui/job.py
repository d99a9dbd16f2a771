"""The whole job at the window, by keyboard alone: from the stack in the feeder to the receipts.

Three documents behind real separator sheets of the training tenant, really recognised: one is
complete, one lacks its case number, one has a page fewer than its sheet says.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from scanstation.model import BatchState, UploadState
from scanstation.separation.sheets import SheetRequest
from scanstation.ui.main_window import MainWindow
from scanstation.ui.outbox_view import OutboxView
from scanstation.ui.widgets.device_picker import DEVICE
from scanstation.workflow.training import TENANT
from tests.builders.office import BLANK, sheet_sides
from tests.builders.review import drawn, letter
from tests.ui.driving import Operator, settle, wait_for
from tests.ui.reviewing import Review
from tests.ui.scanning import ScanPlace, remember

SHEETS = (
    SheetRequest("posteingang", "50.1-101/2026"),
    SheetRequest("posteingang"),
    SheetRequest("posteingang", "50.1-103/2026", expected_pages=2),
)
PAGES = 12
MISSING = "50.1-102/2026"
SUBJECT = "Umzug"
DPI = 150
NAME = "Prüfgerät"

Step = Callable[[str], object]
"""Is told what was just done."""


def fill_feeder(folder: Path) -> str:
    """Lay the stack into a simulated scanner and return its address."""
    folder.mkdir(parents=True)
    printed = sheet_sides(folder, TENANT, *SHEETS)
    sides = []
    for place in range(len(SHEETS)):
        sides += [*printed[2 * place : 2 * place + 2], drawn(letter()), BLANK]
    for number, side in enumerate(sides, 1):
        side.save(folder / f"{number:02}.jpg", dpi=(DPI, DPI), quality=70)
    return f"simulated:{folder}?sides=2&tray={folder}.tray"


def prepare(home: Path, folder: Path) -> None:
    """Put the stack into the feeder, and let the window know the device from its last time."""
    remember(home, fill_feeder(folder), NAME)
    (home / "settings.toml").write_text("[release]\nwithdraw_seconds = 0\n", encoding="utf-8")


@dataclass
class Job:
    """A window of the training tenant and the person in front of it."""

    window: MainWindow
    person: Operator = field(default_factory=Operator)
    told: Step = lambda _: None

    def do(self) -> None:
        """Do all of it."""
        self.scan()
        self.check()
        self.release()
        self.send()

    @property
    def review(self) -> Review:
        """The place Check."""
        return Review(self.window, self.person)

    def scan(self) -> None:
        """Feed the stack and wait until its text is there."""
        place = ScanPlace(self.window, self.person)
        self.person.press("F2")
        self.choose_device(place)
        self.person.press("F5")
        place.until_over()
        assert len(place.pages) == PAGES
        self.told("scanned")
        wait_for(self._read, "the text of the letters")
        self.told("read")

    def check(self) -> None:
        """Answer what is doubtful and fill what is missing, until nothing is left."""
        review = self.review
        self.person.press("F3")
        review.rest()
        for _ in range(20):
            if self.all_checked():
                return
            if "required" in self._codes() and not review.value(2, "case_number"):
                self._fill()
            review.press("Return")
            self.told("checked")
        raise AssertionError(self._codes())

    def release(self) -> None:
        """Release the batch."""
        self.review.press("Ctrl+Return")
        assert self.review.batch.state is not BatchState.OPEN
        self.told("released")

    def send(self) -> None:
        """Look at the outbox until every document has its receipt."""
        self.person.press("F4")
        wait_for(self._verified, "the receipts", 90)
        settle()
        self.told("sent")

    @property
    def outbox(self) -> OutboxView:
        """The place Outbox."""
        found = self.window.places[2]
        assert isinstance(found, OutboxView)
        return found

    def choose_device(self, place: ScanPlace) -> None:
        """The practice scanners stand before the one that is remembered."""
        self.person.walk_to(self.window.services.speech.say(DEVICE))
        for _ in range(5):
            if place.view.panel.devices.device == NAME:
                return
            self.person.press("Down")
        raise AssertionError(place.view.panel.devices.device)

    def _fill(self) -> None:
        """Fill the case number where the form stands before the field that lacks it."""
        review = self.review
        document = review.view.here.document
        if document is not None and document.number == 2:
            review.type_text(MISSING)
            self.told("typed")

    def _read(self) -> bool:
        batch = self.window.services.bridge.state.batch
        return batch is not None and all(one.words for one in batch.pages if one.document)

    def _codes(self) -> list[str]:
        return [one.code for one in self.window.services.bridge.findings.problems]

    def all_checked(self) -> bool:
        """Whether the window says that nothing is left to answer."""
        text = self.review.view.banner.text
        return "gibt den Stapel frei" in text or "releases the batch" in text

    def _verified(self) -> bool:
        states = [one.state for one in self.outbox.model.rows]
        return states == [UploadState.VERIFIED] * len(SHEETS)
