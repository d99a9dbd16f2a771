"""What the window shows: frozen values that the bridge hands over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from scanstation.errors import Text
from scanstation.model import Batch, Problem, Profile

if TYPE_CHECKING:
    from scanstation.workflow.doubts import Doubt


NO_TITLE = Text("", "")


@dataclass(frozen=True, slots=True)
class DeskState:
    """What lies on the desk now.

    Attributes:
        batch: the open batch, None if there is none.
        read_only: somebody else writes it, or it is closed.
        undo, redo: what would be taken back or repeated, None if nothing.
        interrupted: what was under way when the batch was left (``Batch.in_flight``).
        training: nothing leaves the training tenant.
        profiles: what can be scanned with, the usual one first.
        read: returns the bytes of a blob of the batch, None if there is no batch.
        scan_button: name of the profile that the device's scan button starts, empty for none.
        sends_at: until then the batch's release waits to be withdrawn, None if it does not.
    """

    tenant: str = ""
    tenant_title: Text = NO_TITLE
    operator: str = ""
    training: bool = False
    batch: Batch | None = None
    read_only: bool = False
    undo: Text | None = None
    redo: Text | None = None
    interrupted: str = ""
    profiles: tuple[Profile, ...] = ()
    read: Callable[[str], bytes] | None = None
    sends_at: datetime | None = None
    scan_button: str = ""

    def same(self, other: DeskState) -> bool:
        """Whether nothing changed; batches are compared by identity, they hold every page."""
        return self.batch is other.batch and self._rest() == other._rest()

    def _rest(self) -> DeskState:
        return replace(self, batch=None)


@dataclass(frozen=True, slots=True)
class Findings:
    """What stands against the release of a batch, and the doubts that wait for a person.

    ``row`` is the journal's row that they were found at.
    """

    batch: str = ""
    row: int = 0
    problems: tuple[Problem, ...] = ()
    doubts: tuple[Doubt, ...] = ()
