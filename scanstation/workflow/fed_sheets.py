"""Which sheets a feed's pages belong to, and which of them are wholly safe.

A sheet of a duplex feed that ended between its sides has only its front: that front is safe and
asked about. If the next feed begins with a back, it is that sheet's.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Protocol

from scanstation import events
from scanstation.devices.driver import Frame, Notice
from scanstation.errors import Text
from scanstation.model import Anomaly, Batch, Page, Side
from scanstation.workflow.session import new_id

HALF = "missing_side"
HALF_SHEET = Text(
    "Von Blatt {sheet} kam nur die Vorderseite. Wurde das Blatt neu eingezogen, bitte die erste "
    "Vorderseite verwerfen.",
    "Only the front of sheet {sheet} came. If the sheet was fed again, reject the first front.",
)
BACK_CAME = "Die Rückseite kam mit dem nächsten Einzug."
"""Answers are free text; those of the program are German, as the transfer note is."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page belongs: its sheet, its side, and the page that it comes before."""

    sheet: str
    side: Side
    before: str = ""


class Placing(Protocol):
    """Decides the places of a feed's pages by their order."""

    def place(self, number: int) -> Place:
        """Return the place of a page, counted from 0."""


def half_sheet(batch: Batch) -> tuple[Page, Anomaly] | None:
    """Return the last front if its back did not come, with the doubt about it."""
    last = max(batch.pages, key=lambda page: page.number, default=None)
    for noted in batch.anomalies:
        if last is not None and noted.page == last.id and noted.kind == HALF and not noted.answer:
            return last, noted
    return None


def last_whole_sheet(batch: Batch) -> int:
    """Return the number of the last sheet that is wholly safe, 0 if there is none."""
    newest = max((page.sheet for page in batch.pages), default=0)
    return newest - 1 if half_sheet(batch) else newest


class FedSheets:
    """The sheets of one feed; numbers are the batch's own.

    ``place_of`` is called by the reader in the order of the feed, ``safe`` by the page threads in
    the same order.

    Attributes:
        in_batch: how many sheets of the batch are safe.
        complete: number of the last sheet that is wholly safe, 0 before the first.
    """

    def __init__(self, batch: Batch, before: str, *, duplex: bool, placing: Placing | None) -> None:
        self._before, self._duplex, self._placing = before, duplex, placing
        self._lock = threading.Lock()
        self._ids: dict[int, str] = {}
        self._numbers = {page.sheet_id: page.sheet for page in batch.pages}
        self._begun = self.in_batch = len(self._numbers)
        self._half = half_sheet(batch)
        self._placed = self._joined = 0
        self._fronts: dict[str, tuple[str, int]] = {}
        self._fed: set[str] = set()
        self._newest = max(self._numbers.values(), default=0)
        self.complete = last_whole_sheet(batch)

    def __len__(self) -> int:
        """Return how many sheets of this feed are safe."""
        return len(self._fed)

    def place_of(self, frame: Frame) -> tuple[Place, events.AnomalyAnswered | None]:
        """Return where a new frame belongs, and the answer to the doubt that it settles."""
        number, self._placed = self._placed, self._placed + 1
        if self._placing is not None:
            place = self._placing.place(number)
        elif number == 0 and self._half is not None and frame.side == "back":
            page, noted = self._half
            place = Place(page.sheet_id, "back", self._before)
            self._take(frame.sheet, place.sheet)
            self._joined = page.sheet
            return place, events.AnomalyAnswered(noted.row, noted.key, BACK_CAME)
        else:
            place = Place(self._ids.get(frame.sheet) or new_id(), frame.side, self._before)
        self._take(frame.sheet, place.sheet)
        return place, None

    def known(self, frame: Frame, sheet: str) -> None:
        """Note a frame that was durable before this feed."""
        self._take(frame.sheet, sheet)

    def imported(self, pages: int) -> None:
        """Note pages that came in a file: each is a sheet of its own."""
        with self._lock:
            for sheet in [new_id() for _ in range(pages)]:
                self._take_in(sheet)
                self._count(sheet)
            self.complete = self._newest = len(self._numbers)

    def safe(self, place: Place, frame: str, page: str) -> None:
        """Note that a page is durable."""
        with self._lock:
            number = self._count(place.sheet)
            if place.side == "front" and self._duplex:
                self.complete = self._newest if number != self._newest else self.complete
                self._fronts = {frame: (page, number)}
            else:
                self.complete = number
            self._newest = number

    def number(self, counted: int) -> int:
        """Return the batch's number of a sheet that the device counted in this feed, else 0."""
        return self._numbers.get(self._ids.get(counted, ""), 0)

    def settles(self, notice: Notice) -> bool:
        """Whether the batch has the side that the device misses: it came with the feed before."""
        return notice.kind == HALF and 0 < self._joined == self.number(notice.sheet)

    def end(self, unpaired: str = "") -> tuple[str, int] | None:
        """Note the end; return page and sheet of a front whose back did not come."""
        with self._lock:
            half = self._fronts.get(unpaired)
            self.complete = half[1] - 1 if half else self._newest
            return half

    def _take(self, counted: int, sheet: str) -> None:
        with self._lock:
            self._ids[counted] = sheet
            self._take_in(sheet)

    def _take_in(self, sheet: str) -> None:
        self._numbers.setdefault(sheet, len(self._numbers) + 1)

    def _count(self, sheet: str) -> int:
        number = self._numbers[sheet]
        if sheet not in self._fed:
            self._fed.add(sheet)
            self.in_batch += number > self._begun
        return number
