"""A running feed as other threads see and steer it.

    ready --> feeding --> empty                 the feeder ran empty
                 |    --> error                 jam, double feed, lost device, full disk
                 +--pause()--> pausing  --> paused    after the sheet in transport
                 +--stop()---> stopping --> paused    at once; what was not safe stays in it

From ``paused``, ``empty`` and ``error`` the next feed goes on in the same batch, with a
``Feeding`` of its own.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

from scanstation.errors import ScanCancelled, Text
from scanstation.workflow.device_values import Accepts, refuses
from scanstation.workflow.feed_meter import FeedMeter, Limit

TELL_SECONDS = 0.1
"""A state is told ten times a second at most."""


class FeederState(StrEnum):
    """What the feeder does; see the module's picture."""

    READY = "ready"
    FEEDING = "feeding"
    PAUSING = "pausing"
    STOPPING = "stopping"
    PAUSED = "paused"
    EMPTY = "empty"
    ERROR = "error"


FEEDER_WORDS = {
    FeederState.READY: Text("bereit", "ready"),
    FeederState.FEEDING: Text("zieht ein", "feeding"),
    FeederState.PAUSING: Text("hält nach diesem Blatt an", "pausing after this sheet"),
    FeederState.STOPPING: Text("wird angehalten", "stopping"),
    FeederState.PAUSED: Text("angehalten", "paused"),
    FeederState.EMPTY: Text("leer", "empty"),
    FeederState.ERROR: Text("gestört", "in trouble"),
}

LIMIT_WORDS: dict[Limit, Text] = {
    "": Text("unbekannt", "unknown"),
    "device": Text("Gerät", "device"),
    "processor": Text("Rechenleistung", "processor"),
    "disk": Text("Datenträger", "disk"),
}
"""What limits the pace (Flaschenhals)."""

ENDED = frozenset({FeederState.PAUSED, FeederState.EMPTY, FeederState.ERROR})


@dataclass(frozen=True, slots=True)
class FeedState:
    """How a feed goes; only what is durable is counted.

    Attributes:
        sheets, pages: of this feed.
        batch_sheets, batch_pages: of the whole batch.
        images_per_minute: over the last ten seconds.
        rated: images a minute that the device promises, 0 where unknown.
        limit: what sets the pace.
        last_sheet: number of the last sheet that is wholly safe, 0 before the first.
        blank_back: whether that sheet's back is blank; None where it has none or nobody knows.
    """

    feeder: FeederState = FeederState.READY
    sheets: int = 0
    pages: int = 0
    batch_sheets: int = 0
    batch_pages: int = 0
    images_per_minute: float = 0.0
    rated: float = 0.0
    limit: Limit = ""
    last_sheet: int = 0
    blank_back: bool | None = None

    @property
    def ended(self) -> bool:
        """Whether the feed is over."""
        return self.feeder in ENDED


class Stoppable(Protocol):
    """A device that can be told to end."""

    def stop(self, now: bool = False) -> None:
        """End after the sheet in transport, or at once."""


Told = Callable[[FeedState], object]


class Feeding:
    """Steers one feed; every method may be called from any thread.

    Args:
        told: hears how the feed begins (in the feeding thread), then of changes in a thread of
            its own; the last state always comes.
        accepts: asked before the feed where the device takes other values than the profile's.
    """

    def __init__(self, told: Told | None = None, accepts: Accepts = refuses) -> None:
        self._told = told
        self.accepts = accepts
        self._lock = threading.Lock()
        self._state = FeedState()
        self._device: Stoppable | None = None
        self._ended = threading.Event()
        self.meter = FeedMeter()

    @property
    def state(self) -> FeedState:
        """How the feed goes now."""
        with self._lock:
            state = self._state
        live = 0.0 if state.ended else round(self.meter.images_per_minute())
        return replace(state, images_per_minute=live, limit=self.meter.limit())

    def pause(self) -> None:
        """End the feed after the sheet in transport."""
        self._ask(FeederState.PAUSING)

    def stop(self) -> None:
        """End the feed at once; pages that are not safe yet stay in the feeder."""
        self._ask(FeederState.STOPPING)

    @property
    def asked_to_end(self) -> bool:
        """Whether somebody wants the feed to end."""
        return self._state.feeder in (FeederState.PAUSING, FeederState.STOPPING)

    def knows(self, **values: object) -> None:
        """Take over what capture knows."""
        with self._lock:
            self._state = replace(self._state, **values)  # type: ignore[arg-type]

    @contextmanager
    def prepared(self) -> Iterator[None]:
        """Note that a feed did not even begin if something is raised meanwhile."""
        try:
            yield
        except BaseException:
            if not self._state.ended:
                self.over(FeederState.ERROR)
            raise

    @contextmanager
    def running(self, device: Stoppable) -> Iterator[None]:
        """Steer the device meanwhile.

        Raises:
            ScanCancelled: somebody wanted the end before the beginning.
        """
        with self._lock:
            if self.asked_to_end:
                self._state = replace(self._state, feeder=FeederState.PAUSED)
                raise ScanCancelled(sheet=self._state.last_sheet)
            self._device = device
            self._state = replace(self._state, feeder=FeederState.FEEDING)
        first = self._tell(None)
        teller = threading.Thread(target=self._tell_changes, args=(first,), name="feed state")
        teller.start()
        try:
            with self.prepared():
                yield
        finally:
            self._ended.set()
            teller.join()

    def over(self, feeder: FeederState) -> None:
        """Note how the feed ended."""
        with self._lock:
            self._device = None
            self._state = replace(self._state, feeder=feeder)

    def _ask(self, wanted: FeederState) -> None:
        with self._lock:
            if self._state.ended:
                return
            if self._state.feeder is not FeederState.STOPPING:
                self._state = replace(self._state, feeder=wanted)
            device = self._device
        if device is not None:
            device.stop(now=wanted is FeederState.STOPPING)

    def _tell(self, last: FeedState | None) -> FeedState:
        state = self.state
        if self._told is not None and state != last:
            self._told(state)
        return state

    def _tell_changes(self, last: FeedState) -> None:
        """Tell changes until the end, and then how it ended."""
        over = self._told is None
        while not over:
            over = self._ended.wait(TELL_SECONDS)
            last = self._tell(last)
