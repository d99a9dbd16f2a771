"""Operations on batches as a whole: open, create, close, change of operator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from scanstation.ui.lanes import Lane

if TYPE_CHECKING:
    from scanstation.ui.desk import Desk


@dataclass(frozen=True, slots=True)
class OpenBatch:
    """Open a batch by its id; read only where somebody else writes it."""

    batch: str
    lane: ClassVar[Lane] = Lane.EDIT

    def run(self, desk: Desk) -> None:
        """Lay it on the desk."""
        desk.open(self.batch)


@dataclass(frozen=True, slots=True)
class CloseBatch:
    """Take the batch from the desk; nothing of it is lost."""

    lane: ClassVar[Lane] = Lane.EDIT

    def run(self, desk: Desk) -> None:
        """Clear the desk."""
        desk.clear()


@dataclass(frozen=True, slots=True)
class LookAgain:
    """Show what others wrote into the batch that lies here to be read."""

    lane: ClassVar[Lane] = Lane.EDIT

    def run(self, desk: Desk) -> None:
        """Nothing to do: after an edit the desk is looked at."""


@dataclass(frozen=True, slots=True)
class ActAs:
    """Another person acts from now on."""

    operator: str
    lane: ClassVar[Lane] = Lane.EDIT

    def run(self, desk: Desk) -> None:
        """Change the acting person."""
        desk.act_as(self.operator)
