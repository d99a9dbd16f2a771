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
from scanstation.errors import OutOfPaper
from scanstation.model import Mode, ScanOptions
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
