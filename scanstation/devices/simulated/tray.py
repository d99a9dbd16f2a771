"""The simulated feeder's tray: which sides lie in it and what happened to them.

Files are only ever appended to. ``tray`` holds lines ``stack UUID``, ``gone PAGE`` and
``fault NAME PAGE``; ``ack_log`` holds ``frame-id sha256`` (``-`` where none was given).
"""

from __future__ import annotations

import os
import threading
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from scanstation.devices.driver import Source
from scanstation.devices.simulated.options import SimulatedOptions
from scanstation.model import Side as SideName

AGAIN = " again"


@dataclass(frozen=True, slots=True)
class Side:
    """One side in the stack: its place from 1, its sheet from 1, front or back."""

    page: int
    sheet: int
    side: SideName


def sides_of(pages: int, setting: SimulatedOptions, source: Source) -> list[Side]:
    """Return the sides that a scan from this source would feed."""
    two = setting.sides == 2 or setting.turn != ""
    paired = two or (not setting.sides and source == "duplex")
    numbers = range(setting.start_at, pages + 1)
    if not paired:
        return [Side(page, page, "front") for page in numbers]
    both = [Side(page, (page + 1) // 2, "front" if page % 2 else "back") for page in numbers]
    return [side for side in both if source == "duplex" or side.side == "front"]


def turned_over(pages: int, setting: SimulatedOptions) -> list[Side]:
    """Return the backs as a one-sided scanner sees them when the stack was turned over."""
    backs = [page for page in range(setting.start_at, pages + 1) if page % 2 == 0]
    if setting.turn == "reversed":
        backs.reverse()
    return [Side(page, place, "front") for place, page in enumerate(backs, 1)]


class Tray:
    """Remembers acknowledged sides and faults that happened; thread-safe."""

    def __init__(self, setting: SimulatedOptions) -> None:
        self._lock = threading.Lock()
        self._setting = setting
        self._pages: dict[str, int] = {}
        self._begin(setting)

    def use(self, setting: SimulatedOptions) -> None:
        """Take over changed options; other files mean another stack."""
        same_files = (setting.tray, setting.ack_log) == (self._setting.tray, self._setting.ack_log)
        if same_files:
            self._setting = setting
        else:
            self._begin(setting)

    def remaining(self, sides: Iterable[Side]) -> list[Side]:
        """Return the sides that have not left the feeder."""
        with self._lock:
            return [side for side in sides if not self._gone(side.page)]

    def frame_id(self, page: int, again: bool = False) -> str:
        """Return the id of a side's frame: the same whenever it is sent."""
        frame_id = str(uuid.uuid5(self._stack, f"{page}{AGAIN if again else ''}"))
        self._pages[frame_id] = page
        return frame_id

    def sent_before(self, page: int) -> bool:
        """Say whether this side was sent before, and remember that it is now."""
        before = page in self._sent
        self._sent.add(page)
        return before

    def fires(self, fault: str, page: int) -> bool:
        """Say whether a fault happens at this side now; it happens once."""
        with self._lock:
            due = page in self._setting.faults.get(fault, ()) and (fault, page) not in self._fired
            if due:
                self._fired.add((fault, page))
                self._remember(f"fault {fault} {page}")
            return due

    def acknowledge(self, frame_id: str, sha256: str) -> None:
        """Write the acknowledgement into the log, synced; the side has left the feeder."""
        with self._lock:
            if self._setting.ack_log:
                append(self._setting.ack_log, f"{frame_id} {sha256 or '-'}", sync=True)
            self._acknowledged.add(frame_id)
        self.take_out(frame_id)

    def take_out(self, frame_id: str) -> None:
        """Take a side out of the feeder."""
        with self._lock:
            page = self._pages.get(frame_id)
            if page is not None and page not in self._out:
                self._out.add(page)
                self._remember(f"gone {page}")

    def refill(self) -> None:
        """Put a new stack in: nothing has left the feeder, and every fault is to come."""
        with self._lock:
            self._stack = uuid.uuid4()
            self._empty()
            self._remember(f"stack {self._stack}")

    def _empty(self) -> None:
        self._out: set[int] = set()
        self._fired: set[tuple[str, int]] = set()
        self._sent: set[int] = set()

    def _gone(self, page: int) -> bool:
        return page in self._out or self.frame_id(page) in self._acknowledged

    def _begin(self, setting: SimulatedOptions) -> None:
        self._setting = setting
        self._empty()
        self._acknowledged: set[str] = {line.split(" ")[0] for line in lines(setting.ack_log)}
        self._stack = uuid.uuid4()
        if setting.tray:
            self._read_tray(setting.tray)
        elif setting.ack_log:
            self._stack = uuid.uuid5(uuid.NAMESPACE_URL, str(Path(setting.ack_log).absolute()))

    def _read_tray(self, path: str) -> None:
        known = lines(path)
        if not known:
            self._remember(f"stack {self._stack}")
        for line in known:
            word, *rest = line.split(" ")
            if word == "stack":
                self._empty()
                self._stack = uuid.UUID(rest[0])
            elif word == "gone":
                self._out.add(int(rest[0]))
            elif word == "fault":
                self._fired.add((rest[0], int(rest[1])))

    def _remember(self, line: str) -> None:
        if self._setting.tray:
            append(self._setting.tray, line, sync=False)


def lines(path: str) -> list[str]:
    """Return the whole lines of a file, none if it does not exist."""
    if not path or not Path(path).exists():
        return []
    text = Path(path).read_text(encoding="ascii")
    return text.split("\n")[:-1]


def append(path: str, line: str, sync: bool) -> None:
    """Append one line in one write, so that it is there wholly or not at all."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    descriptor = os.open(path, flags, 0o600)
    try:
        os.write(descriptor, f"{line}\n".encode("ascii"))
        if sync:
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
