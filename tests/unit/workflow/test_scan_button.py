"""The scanner's own button: which it is, and what counts as pressing it."""

from __future__ import annotations

import threading
from collections.abc import Mapping

import pytest

from scanstation.errors import UnsupportedOption
from scanstation.workflow.scan_button import button_of, pressed


class Panel:
    """A device whose sensors read as listed, one reading after the other."""

    def __init__(self, ended: threading.Event, *readings: Mapping[str, str]) -> None:
        self._ended = ended
        self.readings = list(readings)

    def sensors(self) -> Mapping[str, str]:
        if len(self.readings) == 1:
            self._ended.set()
            return self.readings[0]
        return self.readings.pop(0)


def scanned(*values: str) -> bool:
    """Say whether these readings of the button start a scan; the first tells only its name."""
    ended = threading.Event()
    readings = ({"cover-open": "no", "scan": value} for value in ("no", *values))
    return pressed(Panel(ended, *readings), ended, 0.0)


@pytest.mark.parametrize(
    ("sensors", "button"),
    [
        ({"page-loaded": "no", "cover-open": "no", "scan": "no", "email": "no"}, "scan"),
        ({"start": "no", "stop": "no"}, "start"),
        ({"button-1": "0", "button-2": "0"}, "button-1"),
        ({"page-loaded": "yes", "double-feed": "no"}, ""),
        ({}, ""),
    ],
)
def test_the_button_is_known_by_the_names_of_the_field(
    sensors: dict[str, str], button: str
) -> None:
    assert button_of(sensors) == button


def test_pressing_is_going_down() -> None:
    assert scanned("no", "no", "yes", "no")
    assert scanned("0", "1", "0")


def test_a_button_that_sticks_starts_nothing_before_it_was_up() -> None:
    assert not scanned("yes", "yes", "yes")
    assert scanned("yes", "no", "yes", "yes")


def test_waiting_ends_when_nobody_wants_it_any_more() -> None:
    assert not scanned("no", "no")


def test_a_device_without_the_button_is_refused() -> None:
    ended = threading.Event()
    with pytest.raises(UnsupportedOption):
        pressed(Panel(ended, {"cover-open": "no"}, {}), ended, 0.0)
