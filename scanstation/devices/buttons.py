"""The scanner's own scan button, read from the sensors of an idle device.

Who waits for it asks ``DeviceClient.sensors()`` a few times a second while nothing is scanned,
and hands the answers to one ``ScanButton``. The device stays open meanwhile, so no other
program can have it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

# Names in sane-backends 1.2: fujitsu, epjitsu, genesys, gt68xx and plustek "scan", canon_dr
# "start", pixma "button-1", avision "button-1", umax1220 and others "button".
SCAN = re.compile(r"^(scan|start|button|button-1|scan-button)$", re.IGNORECASE)
OFF = frozenset({"", "no", "0", "false"})


class ScanButton:
    """Notices the moment in which the button goes down.

    up --on--> down (pressed, once) --off--> up

    A button that is already down when the first answer comes was pressed for somebody else.
    """

    def __init__(self) -> None:
        self._down: dict[str, bool] = {}

    def pressed(self, sensors: Mapping[str, str]) -> bool:
        """Say whether the button went down since the last answer."""
        now = {name: value.lower() not in OFF for name, value in sensors.items()}
        went = [
            name
            for name, down in now.items()
            if SCAN.match(name) and down and not self._down.get(name, True)
        ]
        self._down = now
        return bool(went)

    @staticmethod
    def offered(sensors: Mapping[str, str]) -> bool:
        """Say whether the device has such a button."""
        return any(SCAN.match(name) for name in sensors)
