"""The scanner's own button starts the feed: waits at the idle device until it is pressed.

::

    asked every half second --up--> armed --down--> pressed: the device is given back, then fed
         down from the start: ignored until it was up once (a button that sticks starts nothing)
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Protocol

from scanstation.devices.client import DeviceClient
from scanstation.errors import UnsupportedOption
from scanstation.workflow.scan import drivers

BUTTONS = ("scan", "start", "scan-button", "button", "button-1")
"""SANE's names, the likeliest first: fujitsu, genesys, canon_dr, pixma (its first button)."""
POLL_SECONDS = 0.5
"""A person holds a button for a tenth of a second, but backends keep a press until it is read."""
DOWN = frozenset({"yes", "1"})


class Asked(Protocol):
    """A device that can be asked for its buttons."""

    def sensors(self) -> Mapping[str, str]:
        """Return buttons and sensors as they are now."""


def button_of(sensors: Mapping[str, str]) -> str:
    """Return the name of the button that starts a scan, empty if the device has none."""
    for wanted in BUTTONS:
        found = next((name for name in sensors if name.lower() == wanted), "")
        if found:
            return found
    return ""


def wait_for_button(device: str, ended: threading.Event | None = None) -> bool:
    """Wait until the device's scan button is pressed, and give the device back.

    Args:
        device: its address.
        ended: set by who does not want to wait any longer.

    Returns:
        whether the button was pressed; False if ``ended`` was set before.

    Raises:
        UnsupportedOption: the device has no such button.
        DeviceError: it cannot be opened, or does not answer any more.
    """
    with DeviceClient(device, drivers=drivers()) as client:
        return pressed(client, ended or threading.Event(), POLL_SECONDS)


def pressed(client: Asked, ended: threading.Event, poll_seconds: float) -> bool:
    """Wait at an open device; see ``wait_for_button``."""
    button = button_of(client.sensors())
    if not button:
        raise UnsupportedOption(option="scan-button", value="yes")
    armed = False
    while not ended.is_set():
        down = client.sensors().get(button, "").lower() in DOWN
        if down and armed:
            return True
        armed = armed or not down
        ended.wait(poll_seconds)
    return False
