"""What every device must do, in process and behind a worker alike.

An adapter's test module gives the suite a fixture ``rig`` and inherits the tests::

    class TestMyScanner(DriverContract):
        @pytest.fixture(params=[in_process, through_worker])
        def rig(self, request): return Rig(lambda: request.param("mine", MODULE, "name"), ...)
"""

from __future__ import annotations

import importlib
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import cast

import pytest

from scanstation.devices.client import DeviceClient
from scanstation.devices.driver import Delivery, Driver, EndOfFeed, Frame, Session
from scanstation.devices.frames import check_frame
from scanstation.devices.quirks import wrap
from scanstation.errors import ScanCancelled, UnsupportedOption
from scanstation.model import ScanOptions


@dataclass(frozen=True, slots=True)
class Rig:
    """A device made ready for the suite.

    Attributes:
        open: opens it with a full feeder.
        options: what it is configured with.
        frames: how many frames lie in the feeder; at least three sheets.
        refeeds: whether a frame that was not acknowledged comes again by itself (a real
            scanner needs somebody to put the sheet back).
    """

    open: Callable[[], Session]
    options: ScanOptions
    frames: int
    refeeds: bool


def in_process(driver: str, module: str, name: str) -> Session:
    """Open a device without a worker, in the quirks that the worker would put around it."""
    loaded = cast(Driver, importlib.import_module(module).driver())
    return wrap(loaded.open(name), f"{driver}:{name}", {})


def through_worker(driver: str, module: str, name: str) -> Session:
    """Open a device behind a worker."""
    return DeviceClient(f"{driver}:{name}", drivers={driver: module})


def kept(delivery: Delivery) -> Delivery:
    """Return a delivery that stays valid when the next one is asked for."""
    if isinstance(delivery, Frame):
        return replace(delivery, data=memoryview(bytes(delivery.data)))
    return delivery


def feed(session: Session, acknowledge: bool = True) -> list[Delivery]:
    """Scan to the end."""
    deliveries = []
    for delivery in session.scan():
        deliveries.append(kept(delivery))
        if acknowledge and isinstance(delivery, Frame):
            assert session.acknowledge(delivery.id, "0" * 64)
    return deliveries


def broken_off(session: Session, acknowledged: int) -> list[Frame]:
    """Acknowledge so many frames, stop at once on the next; return all that came."""
    frames: list[Frame] = []

    def scan() -> None:
        for delivery in session.scan():
            frames.extend(frames_of([kept(delivery)]))
            if len(frames) <= acknowledged:
                session.acknowledge(frames[-1].id)
            else:
                session.stop(now=True)

    with pytest.raises(ScanCancelled):
        scan()
    return frames


def frames_of(deliveries: list[Delivery]) -> list[Frame]:
    """Return the frames among deliveries."""
    return [delivery for delivery in deliveries if isinstance(delivery, Frame)]


class DriverContract:
    """The suite; see the module."""

    @pytest.fixture
    def session(self, rig: Rig) -> Iterator[Session]:
        """A configured device, closed afterwards."""
        session = rig.open()
        try:
            session.configure(rig.options)
            yield session
        finally:
            session.close()

    def test_speaks_the_protocol(self, session: Session) -> None:
        """Every call of the protocol is there."""
        assert isinstance(session, Session)

    def test_offers_what_it_is_configured_with(self, session: Session, rig: Rig) -> None:
        """Capabilities name the source, the mode and the depth that configure accepts."""
        offered = session.capabilities()
        assert rig.options.source in offered.sources
        assert rig.options.mode in offered.modes
        assert rig.options.depth in offered.depths
        assert 0 <= offered.rated < math.inf

    def test_configure_returns_what_was_taken(self, session: Session, rig: Rig) -> None:
        """The answer keeps source and mode, and configuring with it changes nothing more."""
        taken = session.configure(rig.options)
        assert (taken.source, taken.mode) == (rig.options.source, rig.options.mode)
        assert session.configure(taken) == taken

    def test_refuses_an_unknown_option(self, session: Session, rig: Rig) -> None:
        """An option that the device does not have is named, and the device stays usable."""
        strange = replace(rig.options, extra={**rig.options.extra, "no-such-option": "1"})
        with pytest.raises(UnsupportedOption) as caught:
            session.configure(strange)
        assert caught.value.details["option"] == "no-such-option"
        session.configure(rig.options)
        assert len(frames_of(feed(session))) == rig.frames

    def test_feeds_everything_and_counts_it(self, session: Session, rig: Rig) -> None:
        """All frames come once, then the end with the same counts."""
        *delivered, end = feed(session)
        frames = frames_of(delivered)
        assert len(frames) == rig.frames
        assert isinstance(end, EndOfFeed)
        assert (end.frames, end.sheets, end.resent) == (rig.frames, frames[-1].sheet, 0)
        assert not end.stopped

    def test_frames_are_what_their_heads_say(self, session: Session) -> None:
        """Sizes fit, ids are unique, numbers and sheets rise from one without a gap."""
        frames = frames_of(feed(session))
        for frame in frames:
            check_frame(frame)
        assert len({frame.id for frame in frames}) == len(frames)
        assert [frame.number for frame in frames] == list(range(1, len(frames) + 1))
        sheets = [frame.sheet for frame in frames]
        assert sheets == sorted(sheets)
        assert set(sheets) == set(range(1, sheets[-1] + 1))
        assert len({(frame.sheet, frame.side) for frame in frames}) == len(frames)

    def test_stops_after_the_sheet(self, session: Session, rig: Rig) -> None:
        """A stop lets the sheet in transport out, and says that it was one."""
        first = None
        for delivery in session.scan():
            last = kept(delivery)
            if isinstance(delivery, Frame):
                first = first or delivery.id
                session.stop()
                session.acknowledge(delivery.id)
        assert first
        assert isinstance(last, EndOfFeed)
        # A driver may have begun another sheet before it heard of the stop.
        assert last.stopped or last.frames == rig.frames

    def test_a_cancelled_scan_says_so_and_the_next_one_works(
        self, session: Session, rig: Rig
    ) -> None:
        """Stopping at once ends in ``ScanCancelled``; the device is well afterwards."""
        broken_off(session, acknowledged=0)
        session.configure(rig.options)
        frames = frames_of(feed(session))
        assert frames
        assert [frame.number for frame in frames] == list(range(1, len(frames) + 1))

    def test_what_was_not_acknowledged_comes_again(self, session: Session, rig: Rig) -> None:
        """The same frame under the same id; nothing acknowledged comes twice."""
        first, second = broken_off(session, acknowledged=1)[:2]
        after = frames_of(feed(session))
        assert first.id not in {frame.id for frame in after}
        if rig.refeeds:
            assert after[0].id == second.id
            assert after[0].resent
            assert after[0].data == second.data
            assert len(after) == rig.frames - 1

    def test_closes_twice(self, rig: Rig) -> None:
        """Closing is safe in any state."""
        session = rig.open()
        session.close()
        session.close()
