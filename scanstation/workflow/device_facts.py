"""What a device says of a page, as a fact beside those of our own detectors."""

from __future__ import annotations

from scanstation.devices.driver import Frame
from scanstation.model import DeviceFact

DETECTOR = "device"
SCORE = 0.9
"""Drivers name no confidence; ``separation.marks`` says what such evidence is worth."""


def device_fact(frame: Frame, firmware: str) -> DeviceFact | None:
    """Return the fact, None where the device said nothing.

    Args:
        firmware: of the device, or its driver's version; empty where unknown.
    """
    reading = frame.device_data
    return None if reading is None else DeviceFact(DETECTOR, firmware, SCORE, reading)
