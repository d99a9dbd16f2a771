"""What devices can do, and what a person accepted instead of a profile's values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from scanstation.errors import Text
from scanstation.ui.lanes import Lane

if TYPE_CHECKING:
    from scanstation.ui.desk import Desk
    from scanstation.workflow.device_profiles import DeviceProfile
    from scanstation.workflow.device_values import Difference


@dataclass(frozen=True, slots=True)
class ValuesTaken:
    """Told: a device takes other values, none of them worse; it feeds already."""

    said: Text


@dataclass(frozen=True, slots=True)
class AcceptValues:
    """Scan with these values of a device from now on, by their keys."""

    device: str
    keys: tuple[str, ...]
    lane: ClassVar[Lane] = Lane.EDIT

    def run(self, desk: Desk) -> None:
        """Take note of it, until another person acts."""
        desk.accepted.add(self.device, self.keys)


@dataclass(frozen=True, slots=True)
class LastDevice:
    """The device that was chosen last; no address if none was, no profile if nobody read it."""

    address: str
    profile: DeviceProfile | None


@dataclass(frozen=True, slots=True)
class KnownDevice:
    """What is known of the device that was chosen last; the device itself is not asked."""

    lane: ClassVar[Lane] = Lane.ASK

    def run(self, desk: Desk) -> LastDevice:
        """Return it."""
        from scanstation.workflow.device_profiles import DeviceProfiles

        profile = DeviceProfiles(desk.workspace.home).known(desk.device) if desk.device else None
        return LastDevice(desk.device, profile)


@dataclass(frozen=True, slots=True)
class ReadDevice:
    """Ask the device that was chosen last what it can do.

    In the lane of the feeds: a device that feeds is not to be opened a second time.
    """

    lane: ClassVar[Lane] = Lane.FEED

    def run(self, desk: Desk) -> LastDevice:
        """Return it."""
        from scanstation.workflow import device_profiles

        address = desk.device
        with desk.button.away():
            profile = device_profiles.read(desk.workspace.home, address, anew=True)
        return LastDevice(address, profile)


def accepts(desk: Desk, device: str, found: Sequence[Difference]) -> bool:
    """Ask what a person accepted; what is not worse is told once."""
    from scanstation.workflow.device_values import sentence

    if not desk.accepted(device, found):
        return False
    news = desk.accepted.news(device, found)
    if news:
        desk.accepted.add(device, [one.key for one in news])
        desk.tell(ValuesTaken(sentence(news)))
    return True
