"""Operations on batches as a whole: open, create, close, change of operator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from scanstation.ui.lanes import Lane

if TYPE_CHECKING:
    from scanstation.store.catalogue import BatchSummary
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


@dataclass(frozen=True, slots=True)
class Abandon:
    """Give the batch on the desk up, with a reason; it stays there to be read."""

    reason: str
    lane: ClassVar[Lane] = Lane.EDIT

    def run(self, desk: Desk) -> None:
        """Give it up."""
        from scanstation.workflow.abandon import abandon

        with desk.writing() as session:
            abandon(session, self.reason)


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Take the release of the batch on the desk back; it can be edited again."""

    reason: str
    lane: ClassVar[Lane] = Lane.EDIT

    def run(self, desk: Desk) -> None:
        """Withdraw, and lay the batch open again."""
        from scanstation.workflow.release import withdraw

        with desk.writing() as session:
            withdraw(desk.workspace, session, self.reason)
            batch = session.batch().id
        desk.open(batch)


@dataclass(frozen=True, slots=True)
class FindBatches:
    """Batches by what is known of them; empty means any.

    Attributes:
        text: words, each in the id, the box, the operator, a date or an index value.
        state: by its value; ``open`` and so on.
        since: first day on which they were begun, ISO.
    """

    text: str = ""
    state: str = ""
    since: str = ""
    lane: ClassVar[Lane] = Lane.ASK

    def run(self, desk: Desk) -> list[BatchSummary]:
        """Return them, oldest first."""
        from scanstation.workflow.batch_search import Query, search

        return search(desk.workspace, Query(self.text, self.state, self.since))
