"""What is remembered of devices whose drivers failed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from scanstation.ui.lanes import Lane

if TYPE_CHECKING:
    from scanstation.ui.desk import Desk
    from scanstation.workflow.device_health import Mark


@dataclass(frozen=True, slots=True)
class MarkedDevices:
    """Which devices are marked, by address."""

    lane: ClassVar[Lane] = Lane.ASK

    def run(self, desk: Desk) -> dict[str, Mark]:
        """Return them."""
        from scanstation.workflow.device_health import HealthBook

        return HealthBook(desk.workspace.home).marks(datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class ClearMark:
    """The acting person relies on the device again."""

    address: str
    lane: ClassVar[Lane] = Lane.ASK

    def run(self, desk: Desk) -> bool:
        """Return whether it ever failed."""
        from scanstation.workflow.device_health import HealthBook

        book, operator = HealthBook(desk.workspace.home), desk.workspace.actor.operator
        return book.clear(self.address, operator, datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class SaveDeviceBundle:
    """Write a ZIP for a bug report about a device; it names nobody."""

    address: str
    path: Path
    lane: ClassVar[Lane] = Lane.SLOW

    def run(self, desk: Desk) -> None:
        """Write it."""
        from scanstation.workflow.device_bundle import device_bundle

        with desk.button.away():
            device_bundle(desk.workspace, self.address, self.path)
