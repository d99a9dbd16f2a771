"""A scan job.

Processing --last page fetched--> Completed
   |   \\--DELETE--------------> Canceled
   +------sheet stuck----------> Aborted
"""

from __future__ import annotations

import time
import uuid
from collections import deque
from dataclasses import dataclass, field

from tests.escl.model import Model
from tests.escl.paper import Sheet, Side
from tests.escl.settings import Settings

REASONS = {
    "Processing": "JobScanning",
    "Completed": "JobCompletedSuccessfully",
    "Canceled": "JobCanceledByUser",
    "Aborted": "AbortedBySystem",
}


@dataclass(slots=True, eq=False)
class Job:
    """A job and where its paper is; the scanner's lock guards it.

    Attributes:
        sheet: the sheet that was pulled last.
        sides: its sides that were not fetched yet.
        pulled: sheets pulled so far.
        fetched: when each page was fetched (``time.monotonic``).
        again: the page just fetched comes once more.
    """

    settings: Settings
    model: Model
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    state: str = "Processing"
    born: float = field(default_factory=time.monotonic)
    sheet: Sheet | None = None
    sides: deque[Side] = field(default_factory=deque)
    pulled: int = 0
    fetched: list[float] = field(default_factory=list)
    last: Side | None = None
    again: bool = False
    image_size: tuple[int, int, int] | None = None
    _ready: list[float] = field(default_factory=list)

    @property
    def from_feeder(self) -> bool:
        """Whether it empties the feeder."""
        return self.settings.source == "Feeder"

    @property
    def number(self) -> int:
        """The number of the page that comes next."""
        return len(self.fetched) + 1

    @property
    def ended(self) -> bool:
        """Whether nothing comes any more."""
        return self.state != "Processing"

    def pull(self, sheet: Sheet) -> None:
        """Take a sheet in; a missing back is empty paper."""
        self.sheet = sheet
        self.pulled += 1
        self.sides.append(sheet.front)
        if self.settings.duplex:
            blank = Side(sheet.front.image.copy(), sheet.front.dpi)
            blank.image.paste("white", (0, 0, *blank.image.size))
            self.sides.append(sheet.back or blank)

    def ready(self) -> float:
        """Return when the next page is scanned.

        The scanner works ahead by ``Model.buffered`` pages and then waits for the client.
        """
        at = len(self.fetched)
        while len(self._ready) <= at:
            page = len(self._ready)
            before = self._ready[-1] if self._ready else self.born
            room = page - self.model.buffered
            free = self.fetched[room] if 0 <= room < len(self.fetched) else 0.0
            self._ready.append(max(before, free) + self.model.page_seconds)
        return self._ready[at]
