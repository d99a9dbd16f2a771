"""What real devices do wrong, each for one place.

Places: ``capabilities``, ``status``, ``job`` (the POST), ``page`` (the page of that number,
counted in its job from 1), ``cancel`` (the DELETE). A fault happens ``times`` times.

| kind | places | what happens | seen on |
|---|---|---|---|
| jam, double_feed, mispick,
  cover_open, door_open | job, page | stuck until ``Scanner.clear`` | feeders |
| busy | job, page | 503, with ``retry_after`` or without | all while warming up, HP, Canon |
| conflict | job, page | 409, no state says why | Brother |
| unauthorized | all | 401 although the credentials are right | sessions that expire |
| server_error | all | 500 | Xerox |
| reset | all | TCP reset, on a page in its middle | Wi-Fi devices |
| truncated | page | the length is right, half the body comes, then the end | Wi-Fi devices |
| chunk_cut | page | chunks, the last one is missing | proxies |
| too_long | page | more is announced than comes, the connection stays open | HP |
| too_short | page | the length says less than comes | old firmware |
| hang | all | nothing comes; on a page half of it | all |
| wrong_host | job | ``Location`` names a host that does not exist | devices behind NAT |
| relative | job | ``Location`` without scheme and host | Epson, proxies |
| no_location | job | 201 without ``Location`` | broken firmware |
| twice | page | the page comes, and the next request gives it again | Kyocera (NAPS2 577) |
| wrong_type | page | ``Content-Type`` of a picture, the body is HTML | captive portals |
| gzip | capabilities, status | ``Content-Encoding: gzip``, not asked for | embedded web servers |
| broken_xml | capabilities, status | cut in the middle | HP while starting |
| vanish | page | the job is gone: 404 although paper lies in the feeder | Samsung |
| ignored | cancel | 200, and the job goes on | Brother |
| cancel_missing | cancel | 404 for a running job | Canon |

``cover_open`` has the specification's word (HatchOpen), ``door_open`` that of HP, Kyocera and
others (DoorOpen, the only one that sane-airscan and sane-escl know).

``late`` on a mechanical fault: so many status requests still show the state from before.
``Scanner.state_lag`` does the same for an empty or filled feeder.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal

Place = Literal["capabilities", "status", "job", "page", "cancel"]


class Kind(StrEnum):
    """What goes wrong; see the module."""

    JAM = "jam"
    DOUBLE_FEED = "double_feed"
    COVER_OPEN = "cover_open"
    DOOR_OPEN = "door_open"
    MISPICK = "mispick"
    BUSY = "busy"
    CONFLICT = "conflict"
    UNAUTHORIZED = "unauthorized"
    SERVER_ERROR = "server_error"
    RESET = "reset"
    TRUNCATED = "truncated"
    CHUNK_CUT = "chunk_cut"
    TOO_LONG = "too_long"
    TOO_SHORT = "too_short"
    HANG = "hang"
    WRONG_HOST = "wrong_host"
    RELATIVE = "relative"
    NO_LOCATION = "no_location"
    TWICE = "twice"
    WRONG_TYPE = "wrong_type"
    GZIP = "gzip"
    BROKEN_XML = "broken_xml"
    VANISH = "vanish"
    IGNORED = "ignored"
    CANCEL_MISSING = "cancel_missing"


ADF_STATES = {
    Kind.JAM: "ScannerAdfJam",
    Kind.DOUBLE_FEED: "ScannerAdfMultipickDetected",
    Kind.COVER_OPEN: "ScannerAdfHatchOpen",
    Kind.DOOR_OPEN: "ScannerAdfDoorOpen",
    Kind.MISPICK: "ScannerAdfMispick",
}
"""``AdfState`` of the faults that stop the feeder until somebody clears them."""

STATUS = {
    Kind.BUSY: 503,
    Kind.CONFLICT: 409,
    Kind.UNAUTHORIZED: 401,
    Kind.SERVER_ERROR: 500,
    Kind.CANCEL_MISSING: 404,
}
"""The faults that are nothing but an answer."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault at a place; see the module.

    Attributes:
        status: what the request is answered with when a sheet is stuck (devices differ: 404
            as at the good end, 409, 503).
        retry_after: seconds in the header of a 503, None for no header.
        keeps: whether a page that broke off comes again on the next request.
        late: status requests that do not show the state yet.
    """

    kind: Kind
    place: Place = "page"
    page: int = 1
    times: int = 1
    status: int = 409
    retry_after: float | None = None
    keeps: bool = False
    late: int = 0


class Faults:
    """The faults that are still to happen; thread-safe."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, *faults: Fault) -> None:
        """Let these happen."""
        with self._lock:
            self._waiting.extend(faults)

    def forget(self) -> None:
        """Let nothing happen any more."""
        with self._lock:
            self._waiting.clear()

    @property
    def waiting(self) -> tuple[Fault, ...]:
        """What did not happen yet."""
        with self._lock:
            return tuple(self._waiting)

    def take(self, place: Place, page: int = 0) -> Fault | None:
        """Return the fault of a place, once for each of its times."""
        return self._take(place, page, frozenset(Kind))

    def take_answer(self, place: Place) -> Fault | None:
        """Return a fault of a place that is nothing but an answer, or a stuck sheet."""
        return self._take(place, 0, frozenset(STATUS) | frozenset(ADF_STATES))

    def take_other(self, place: Place) -> Fault | None:
        """Return a fault of a place that spoils an answer which is given."""
        return self._take(place, 0, frozenset(Kind) - frozenset(STATUS) - frozenset(ADF_STATES))

    def _take(self, place: Place, page: int, kinds: frozenset[Kind]) -> Fault | None:
        with self._lock:
            for at, fault in enumerate(self._waiting):
                if fault.place == place and page in {0, fault.page} and fault.kind in kinds:
                    left = replace(fault, times=fault.times - 1)
                    self._waiting[at : at + 1] = [left] if left.times else []
                    return fault
        return None
