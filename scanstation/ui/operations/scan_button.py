"""Waiting at the idle device for its scan button."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from scanstation.ui.lanes import Lane

if TYPE_CHECKING:
    from scanstation.ui.desk import Desk


@dataclass(frozen=True, slots=True)
class WaitForButton:
    """Wait until the button of a device is pressed, for hours if need be."""

    device: str
    lane: ClassVar[Lane] = Lane.BUTTON

    def run(self, desk: Desk) -> bool:
        """Return whether it was pressed; False if the device is needed for something else."""
        return desk.button.wait(desk.workspace.home, self.device)


@dataclass(frozen=True, slots=True)
class LeaveButton:
    """Do not wait any longer: another device was chosen, or the button starts nothing now."""

    lane: ClassVar[Lane] = Lane.ASK

    def run(self, desk: Desk) -> None:
        """Say so; the wait ends a moment later."""
        desk.button.leave()
