"""Questions about the installation, and what belongs to the station itself."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from scanstation.ui.lanes import Lane

if TYPE_CHECKING:
    from scanstation.ui.desk import Desk
    from scanstation.workflow.examined import Examined
    from scanstation.workflow.licences import Licence


@dataclass(frozen=True, slots=True)
class ReadLicences:
    """What of the program is by others."""

    lane: ClassVar[Lane] = Lane.SLOW

    def run(self, desk: Desk) -> tuple[Licence, ...]:
        """Return the parts."""
        from scanstation.workflow.licences import licences

        return licences()


@dataclass(frozen=True, slots=True)
class ExamineStation:
    """Try every part of the installation."""

    lane: ClassVar[Lane] = Lane.SLOW

    def run(self, desk: Desk) -> tuple[Examined, ...]:
        """Return what was found."""
        from scanstation.workflow import diagnose

        return tuple(diagnose.examine(desk.workspace))


@dataclass(frozen=True, slots=True)
class SaveDiagnostics:
    """Write a bundle for a bug report: no page content, no names, no numbers."""

    path: Path
    lane: ClassVar[Lane] = Lane.SLOW

    def run(self, desk: Desk) -> None:
        """Write it."""
        from scanstation.workflow import diagnose

        diagnose.bundle(desk.workspace, self.path)
