"""The devices of the training mode: the sample mail in a simulated feeder, once with a jam.

What left a feeder is remembered in a file, so that a pause or a jam goes on with the next sheet;
when all has been fed the feeder is filled anew.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import quote

from scanstation.errors import Text
from scanstation.settings import resource
from scanstation.ui.lanes import Lane
from scanstation.ui.widgets.device_picker import Device

if TYPE_CHECKING:
    from scanstation.ui.desk import Desk

SAMPLE = Text("Übungsscanner mit Beispielpost", "Practice scanner with sample mail")
JAMMING = Text("Übungsscanner mit Papierstau", "Practice scanner with a paper jam")
JAM_AT = 17
"""A front side in the middle of the sample mail."""
IPM = 240


@dataclass(frozen=True, slots=True)
class Refill:
    """Put the paper back into a practice feeder."""

    tray: Path
    lane: ClassVar[Lane] = Lane.ASK

    def run(self, desk: Desk) -> None:
        """Forget what left it."""
        self.tray.unlink(missing_ok=True)


class PracticeFeeders:
    """The feeders of one window; in other modes than training there are none."""

    def __init__(self, training: bool) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="scanstation-uebung-")) if training else None
        self._trays: dict[str, Path] = {}
        self.devices: tuple[Device, ...] = ()
        if self._folder is not None:
            self.devices = (
                self._device(self._folder / "post", SAMPLE, ""),
                self._device(self._folder / "stau", JAMMING, f"&jam={JAM_AT}"),
            )

    def refill(self, address: str) -> Refill | None:
        """Return what fills a feeder anew, None for other devices."""
        tray = self._trays.get(address)
        return Refill(tray) if tray is not None else None

    def close(self) -> None:
        """Leave nothing behind."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _device(self, tray: Path, name: Text, faults: str) -> Device:
        mail, memory = resource("sample_mail"), quote(str(tray))
        address = f"simulated:{mail}?sides=2&ipm={IPM}&tray={memory}{faults}"
        self._trays[address] = tray
        return Device(address, name)
