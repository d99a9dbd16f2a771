"""Quirks are on for their devices, can be switched, and do their one thing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from scanstation.devices.driver import (
    Capabilities,
    Delivery,
    EndOfFeed,
    Frame,
    Notice,
    OptionInfo,
)
from scanstation.devices.quirks import QUIRKS, wrap
from scanstation.errors import BadFrame, OutOfPaper
from scanstation.model import Mode, ScanOptions, Side
from tests.unit.devices.drivers.broken import frame

NOBODY = "nobody:0"
BY_NAME = {quirk.name: quirk for quirk in QUIRKS}


class Script:
    """A session that delivers a given list and remembers what it was configured with."""

    def __init__(self, *deliveries: Delivery, choices: tuple[str, ...] = ()) -> None:
        self._deliveries = deliveries
        self._choices = choices
        self.options = ScanOptions()
        self.calls: list[str] = []

    def capabilities(self) -> Capabilities:
        options = (OptionInfo("df-action", "", "Default", self._choices),) if self._choices else ()
        return Capabilities(("duplex",), (Mode.GREY,), (8,), (300,), options=options)

    def configure(self, options: ScanOptions) -> ScanOptions:
        self.options = options
        return options

    def scan(self) -> Iterator[Delivery]:
        yield from self._deliveries

    def acknowledge(self, frame_id: str, sha256: str = "") -> bool:
        self.calls.append(f"acknowledge {frame_id} {sha256}")
        return True

    def reject(self, frame_id: str, reason: str) -> bool:
        self.calls.append(f"reject {frame_id} {reason}")
        return True

    def stop(self, now: bool = False) -> None:
        self.calls.append(f"stop {now}")

    def close(self) -> None:
        self.calls.append("close")


def notices(script: Script, quirk: str, source: str = "duplex") -> list[tuple[str, int, str]]:
    session = wrap(script, NOBODY, {quirk: True})
    session.configure(ScanOptions(source="duplex" if source == "duplex" else "feeder"))
    found = [each for each in session.scan() if isinstance(each, Notice)]
    return [(each.kind, each.sheet, each.detail or each.frame) for each in found]


def back(number: int, sheet: int) -> Frame:
    return replace(frame(number, sheet), side="back")


@pytest.mark.parametrize(
    ("quirk", "address", "on"),
    [
        ("stop-on-double-feed", "sane:fujitsu:fi-8170:1234", True),
        ("stop-on-double-feed", "sane:test:0", False),
        ("turned-backs", "sane:airscan:w1:EPSON WF-3520 Series", True),
        ("empty-feed-is-an-error", "sane:test:0", True),
        ("missing-sides", "twain64:Kyocera", True),
        ("duplicate-frames", "twain32:Kyocera", True),
        ("duplicate-frames", "simulated:pattern", False),
    ],
)
def test_on_for_the_devices_that_need_it(
    quirk: str, address: str, on: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = BY_NAME[quirk]
    assert row.active(address, {}) is on
    monkeypatch.setenv(row.variable, "0" if on else "1")
    assert row.active(address, {}) is not on
    assert row.active(address, {quirk: on}) is on


def test_a_session_without_quirks_is_not_wrapped() -> None:
    script = Script()
    assert wrap(script, NOBODY, {}) is script


def test_all_quirks_hand_every_call_on() -> None:
    script = Script(frame(1), EndOfFeed(1, 1))
    session = wrap(script, NOBODY, dict.fromkeys(BY_NAME, True))
    assert session.capabilities().sources == ("duplex",)
    assert session.configure(ScanOptions()) == ScanOptions()
    assert session.acknowledge("a", "b")
    assert session.reject("c", "d")
    session.stop(True)
    session.close()
    assert script.calls == ["acknowledge a b", "reject c d", "stop True", "close"]
    assert next(iter(session.scan())) == frame(1)


def test_duplicate_frames_are_flagged_and_kept() -> None:
    twin = replace(frame(1), id="frame-2", number=2, sheet=2)
    script = Script(frame(1), twin, frame(3), replace(frame(1), id="x"), EndOfFeed(4, 4))
    assert notices(script, "duplicate-frames") == [("duplicate_frame", 2, "frame-2")]


def test_missing_sides_are_flagged_in_duplex_only() -> None:
    feed = (frame(1, 1), frame(2, 2), back(3, 2), back(4, 3), EndOfFeed(4, 3))
    expected = [("missing_side", 1, "front"), ("missing_side", 3, "back")]
    assert notices(Script(*feed), "missing-sides") == expected
    assert notices(Script(*feed), "missing-sides", "feeder") == []


def test_an_empty_feed_is_out_of_paper_unless_stopped() -> None:
    quirk = {"empty-feed-is-an-error": True}
    with pytest.raises(OutOfPaper):
        list(wrap(Script(EndOfFeed(0, 0)), NOBODY, quirk).scan())
    stopped = EndOfFeed(0, 0, stopped=True)
    assert list(wrap(Script(stopped), NOBODY, quirk).scan()) == [stopped]


@pytest.mark.parametrize(
    ("choices", "extra", "expected"),
    [
        (("Default", "Continue", "Stop"), {}, {"df-action": "Stop"}),
        (("Default", "Stop"), {"df-action": "Default"}, {"df-action": "Default"}),
        (("Default",), {}, {}),
        ((), {}, {}),
    ],
)
def test_stop_on_double_feed_is_asked_for_where_offered(
    choices: tuple[str, ...], extra: dict[str, str], expected: dict[str, str]
) -> None:
    script = Script(choices=choices)
    session = wrap(script, NOBODY, {"stop-on-double-feed": True})
    session.configure(ScanOptions(extra=extra))
    assert script.options.extra == expected


def raw(side: Side, mode: Mode, depth: int, size: tuple[int, int, int], data: bytes) -> Frame:
    """Return a raw frame of (width, height, bytes a line)."""
    return replace(
        frame(1),
        side=side,
        mode=mode,
        depth=depth,
        width=size[0],
        height=size[1],
        bytes_per_line=size[2],
        data=memoryview(data),
    )


@pytest.mark.parametrize(
    ("mode", "depth", "size", "data", "upright"),
    [
        (Mode.GREY, 8, (3, 2, 4), b"abc-def-", b"fedcba"),
        (Mode.GREY, 16, (2, 1, 4), b"aAbB", b"bBaA"),
        (Mode.COLOUR, 8, (2, 2, 8), b"RGBrgb--XYZxyz--", b"xyzXYZrgbRGB"),
        (Mode.LINEART, 1, (10, 2, 2), b"\x80\x00\x01\x40", b"\xa0\x00\x00\x40"),
    ],
)
def test_backs_that_come_upside_down_are_turned(
    mode: Mode, depth: int, size: tuple[int, int, int], data: bytes, upright: bytes
) -> None:
    front, back = raw("front", mode, depth, size, data), raw("back", mode, depth, size, data)
    came = list(BY_NAME["turned-backs"].wrap(Script(front, back, EndOfFeed(2, 1))).scan())
    assert isinstance(came[1], Frame)
    assert came[0] == front
    assert bytes(came[1].data) == upright
    assert came[1].bytes_per_line * size[1] == len(upright)


def test_a_coded_back_stays_as_the_device_coded_it() -> None:
    back = replace(frame(1), side="back", media_type="image/jpeg")
    assert list(BY_NAME["turned-backs"].wrap(Script(back)).scan()) == [back]


def test_a_back_that_is_not_what_it_says_is_no_page() -> None:
    back = raw("back", Mode.GREY, 8, (3, 2, 4), b"too short")
    with pytest.raises(BadFrame):
        list(BY_NAME["turned-backs"].wrap(Script(back)).scan())
