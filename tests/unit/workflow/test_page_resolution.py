"""Dots per inch that a driver names, and those that are believed."""

from __future__ import annotations

import math

import pytest

from scanstation.devices.driver import RAW, Frame
from scanstation.model import Mode
from scanstation.workflow.page_images import resolution


def frame(*dpi: float) -> Frame:
    x, y = dpi
    return Frame("1", 1, 1, "front", RAW, 8, 8, Mode.GREY, 8, 8, (x, y), memoryview(bytes(64)))


@pytest.mark.parametrize(
    ("said", "asked", "believed"),
    [
        ((300.0, 300.0), 200, (300.0, 300.0)),
        ((0.0, 0.0), 200, (200.0, 200.0)),
        ((0.0, 0.0), 0, (300.0, 300.0)),
        ((204.0, 98.0), 200, (204.0, 98.0)),
        ((1.0, 1.0), 200, (200.0, 200.0)),
        ((-300.0, 300.0), 200, (200.0, 300.0)),
        ((math.nan, math.inf), 200, (200.0, 200.0)),
    ],
)
def test_a_number_that_no_scanner_has_is_not_believed(
    said: tuple[float, float], asked: int, believed: tuple[float, float]
) -> None:
    assert resolution(frame(*said), asked) == believed
