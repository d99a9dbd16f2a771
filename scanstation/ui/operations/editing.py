"""An operator's edits of the open batch, each one step of undo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from scanstation.ui.lanes import Lane

if TYPE_CHECKING:
    from scanstation.ui.desk import Desk


@dataclass(frozen=True, slots=True)
class Undo:
    """Take the last edit back."""

    lane: ClassVar[Lane] = Lane.EDIT

    def run(self, desk: Desk) -> None:
        """Undo, and let what follows from pages follow."""
        from scanstation.workflow import edit

        edit.undo(desk.require_session())
        desk.follow_edit()


@dataclass(frozen=True, slots=True)
class Redo:
    """Repeat the edit that was taken back last."""

    lane: ClassVar[Lane] = Lane.EDIT

    def run(self, desk: Desk) -> None:
        """Redo, and let what follows from pages follow."""
        from scanstation.workflow import edit

        edit.redo(desk.require_session())
        desk.follow_edit()
