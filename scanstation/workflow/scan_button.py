"""The scanner's own button starts the feed: waits at the idle device until it is pressed.

::

    resting --wait--> asked every half second --pressed--> the device is given back, then fed
       ^                        |
       +---- away(), end() -----+   somebody else needs the device

A button that is down from the start was pressed for somebody else (see ``ScanButton``). The
device stays open while it is waited at, so no other program can have it meanwhile.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from scanstation.devices.buttons import ScanButton
from scanstation.devices.deadline import Deadlines
from scanstation.errors import DeviceError, UnsupportedOption

if TYPE_CHECKING:
    from scanstation.devices.client import DeviceClient
    from scanstation.devices.driver import Capabilities

POLL_SECONDS = 0.5
"""A person holds a button for a tenth of a second, but backends keep a press until it is read."""
PATIENCE = Deadlines(open=20.0, configure=10.0, close=2.0)
"""Nobody waits for the device itself, but whoever needs it waits for its end."""
GRACE_SECONDS = 3.0
"""For the device to be given back in order, before its worker is ended."""
LOOK_SECONDS, MOST_LOOKS = 0.05, 200
"""A worker that is ended is gone at once; nobody waits for ever for one that is not."""


class Asked(Protocol):
    """A device that can be asked for its buttons."""

    def sensors(self) -> Mapping[str, str]:
        """Return buttons and sensors as they are now."""


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
    with _client(device, Deadlines()) as client:
        return pressed(client, ended or threading.Event(), POLL_SECONDS)


def pressed(client: Asked, ended: threading.Event, poll_seconds: float) -> bool:
    """Wait at an open device; see ``wait_for_button``."""
    button, sensors = ScanButton(), client.sensors()
    if not button.offered(sensors):
        raise _without_button()
    while not ended.is_set():
        if button.pressed(sensors):
            return True
        ended.wait(poll_seconds)
        sensors = client.sensors() if not ended.is_set() else sensors
    return False


class ButtonWatch:
    """The wait of a window, beside everything else that it does with devices.

    One thread waits; whoever opens a device does that in ``away()``. Both may come from any
    thread.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._users = 0
        self._client: DeviceClient | None = None
        self._wish = threading.Event()

    def wait(self, home: Path, device: str) -> bool:
        """Wait for the button; a device that is known to have none is not opened.

        Returns:
            whether it was pressed; False if the device is needed for something else, or is not
            to be waited at any more.

        Raises:
            UnsupportedOption: the device has no such button.
            DeviceError: it cannot be opened, or does not answer any more.
        """
        from scanstation.workflow.device_profiles import DeviceProfiles, learn_once

        kept = DeviceProfiles(home).known(device)
        if kept is not None and not ScanButton.offered(_sensors(kept.capabilities)):
            raise _without_button()
        client = _client(device, PATIENCE)
        if not self._begin(client):
            return False
        try:
            with client:
                if kept is None:
                    learn_once(home, device, client)
                return pressed(client, self._wish, POLL_SECONDS)
        except DeviceError:
            if self._wish.is_set():
                return False
            raise
        finally:
            self._over()

    def leave(self) -> None:
        """Do not wait any longer; returns at once."""
        self._wish.set()

    @contextmanager
    def away(self) -> Iterator[None]:
        """Keep the device free: begins once it is given back, and nobody waits meanwhile."""
        with self._changed:
            self._users += 1
        try:
            self._until_free()
            yield
        finally:
            with self._changed:
                self._users -= 1

    def end(self) -> None:
        """Give the device back for good; returns once it is."""
        with self._changed:
            self._users += 1
        self._until_free()

    def _begin(self, client: DeviceClient) -> bool:
        with self._changed:
            if self._users or self._client is not None:
                return False
            self._client = client
            self._wish.clear()
        return True

    def _over(self) -> None:
        with self._changed:
            self._client = None
            self._changed.notify_all()

    def _until_free(self) -> None:
        """A driver that hangs costs its process, not whoever needs the device."""
        self._wish.set()
        with self._changed:
            seconds = GRACE_SECONDS
            for _ in range(MOST_LOOKS):
                if self._changed.wait_for(lambda: self._client is None, seconds):
                    return
                seconds = LOOK_SECONDS
                if self._client is not None:
                    self._client.kill()


def _client(device: str, deadlines: Deadlines) -> DeviceClient:
    """A window paints before it loads what talks to devices."""
    from scanstation.devices.client import DeviceClient
    from scanstation.workflow.device_profiles import drivers

    return DeviceClient(device, deadlines=deadlines, drivers=drivers())


def _sensors(offered: Capabilities) -> dict[str, str]:
    """Return the names of what only the device changes."""
    return {one.name: "" for one in offered.options if not one.settable}


def _without_button() -> UnsupportedOption:
    return UnsupportedOption(option="scan-button", value="yes")
