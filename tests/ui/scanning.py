"""The place Scan with a simulated scanner beside it, worked by keyboard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from scanstation.model import Batch, Page
from scanstation.ui.main_window import MainWindow
from scanstation.ui.memory import Memory
from scanstation.ui.scan_job import Phase
from scanstation.ui.scan_view import ScanView
from scanstation.ui.widgets.device_picker import MEMORY, MEMORY_NAME
from tests.builders.files import page_image
from tests.builders.office import BLANK
from tests.ui.conftest import OpenWindow
from tests.ui.driving import Operator, settle, wait_for

SIZE = (620, 877)
"""A4 at 75 dpi: quick to encode, still read as text."""


def stack(folder: Path, sides: Sequence[Image.Image], options: str = "") -> str:
    """Put sides into a simulated scanner that remembers what left its feeder."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, side in enumerate(sides, 1):
        side.resize(SIZE).save(folder / f"{number:02}.jpg", dpi=(75, 75), quality=70)
    return f"simulated:{folder}?sides=2&tray={folder}.tray{options}"


def letters(sheets: int) -> list[Image.Image]:
    """Return both sides of sheets; every back is blank."""
    return [side for seed in range(1, sheets + 1) for side in (page_image(seed), BLANK)]


def remember(home: Path, address: str, name: str = "Probegerät") -> None:
    """Let the window know a device from its last time."""
    memory = Memory(home)
    memory.keep(MEMORY, address)
    memory.keep(MEMORY_NAME, name)
    memory.write()


@dataclass
class ScanPlace:
    """The window, its place Scan, and the person before it."""

    window: MainWindow
    person: Operator

    @classmethod
    def opened(cls, open_window: OpenWindow, home: Path, address: str) -> ScanPlace:
        remember(home, address)
        (home / "settings.toml").write_text("[ocr]\nworkers = 1\n", encoding="utf-8")
        place = cls(open_window(), Operator())
        place.person.press("F2")
        return place

    @property
    def view(self) -> ScanView:
        found = self.window.places[0]
        assert isinstance(found, ScanView)
        return found

    @property
    def batch(self) -> Batch:
        batch = self.window.services.bridge.state.batch
        assert batch is not None
        return batch

    @property
    def pages(self) -> tuple[Page, ...]:
        return self.batch.pages

    def until_pages(self, count: int) -> None:
        wait_for(lambda: self.view.job.feed.pages >= count, f"{count} pages")

    def until(self, phase: Phase) -> None:
        wait_for(lambda: self.view.job.phase is phase, phase)

    def until_over(self) -> None:
        """Wait until no page comes any more and the window shows the batch as it is."""
        wait_for(lambda: not self.view.job.busy, "the end of the feed")
        wait_for(self._shown, "the last state")
        settle()

    def _shown(self) -> bool:
        batch = self.window.services.bridge.state.batch
        if batch is None or batch.in_flight == "feed":
            return False
        return all(page.facts is not None for page in batch.pages)
