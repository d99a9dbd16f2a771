"""Operations on batches as a whole: open, create, close, change of operator."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from scanstation.ui.lanes import Lane

if TYPE_CHECKING:
    from scanstation.ui.desk import Desk
    from scanstation.workflow.catalogue import FoundBatch
    from scanstation.workflow.correctable import SentDocument


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
            batch = session.batch().id
            desk.reading.end()  # giving up closes the journal under whoever reads it
            abandon(session, self.reason)
        desk.clear()
        desk.open(batch)  # its files are closed for good: only to be read


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What is told when the release of a batch was taken back that does not lie on the desk."""

    batch: str


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Take a release back: of a batch by its id, or of the one on the desk, which is open then."""

    reason: str
    batch: str = ""
    lane: ClassVar[Lane] = Lane.EDIT

    def run(self, desk: Desk) -> None:
        """Withdraw; another batch stays on the desk."""
        from scanstation.ui.desk import between_rounds
        from scanstation.workflow.release import withdraw

        here = desk.session is not None and desk.session.batch().id == self.batch
        if self.batch and not here:
            workspace = desk.workspace
            with between_rounds(desk.sending), closing(workspace.open(self.batch)) as other:
                withdraw(workspace, other, self.reason)
            desk.tell(Withdrawn(self.batch))
            return
        with desk.writing() as session:
            withdraw(desk.workspace, session, self.reason)
            batch = session.batch().id
        desk.open(batch)


@dataclass(frozen=True, slots=True)
class FindBatches:
    """Batches by what people remember of them; see ``workflow.catalogue.search_batches``.

    Attributes:
        state: by its value, empty for any.
        since: first day on which they were begun, None for any.
    """

    text: str = ""
    state: str = ""
    since: date | None = None
    lane: ClassVar[Lane] = Lane.ASK

    def run(self, desk: Desk) -> list[FoundBatch]:
        """Return them, oldest first."""
        from scanstation.workflow.catalogue import search_batches

        return search_batches(desk.workspace, self.text, self.state or None, since=self.since)


@dataclass(frozen=True, slots=True)
class Describe:
    """Put right what is known of the open batch; None leaves a value, 0 sheets is not counted."""

    received: str | None = None
    box: str | None = None
    expected_sheets: int | None = None
    lane: ClassVar[Lane] = Lane.EDIT

    def run(self, desk: Desk) -> None:
        """Write it; documents inherit receipt date and box."""
        from scanstation.workflow.describe import describe

        session = desk.require_session()
        before = session.batch()
        describe(
            session,
            received=self.received,
            box=self.box,
            expected_sheets=self.expected_sheets,
        )
        after = session.batch()
        if (before.received, before.box) != (after.received, after.box):
            desk.follow_edit()


@dataclass(frozen=True, slots=True)
class SentDocuments:
    """What a batch holds, and what of it can be corrected now."""

    batch: str
    lane: ClassVar[Lane] = Lane.ASK

    def run(self, desk: Desk) -> tuple[SentDocument, ...]:
        """Return its documents."""
        from scanstation.workflow.correctable import sent_documents

        return sent_documents(desk.workspace, self.batch)


@dataclass(frozen=True, slots=True)
class Correct:
    """Open a corrected version of documents, and lay it on the desk.

    Attributes:
        batch: that they were sent from; it need not lie on the desk.
    """

    batch: str
    documents: tuple[int, ...]
    reason: str
    lane: ClassVar[Lane] = Lane.EDIT

    def run(self, desk: Desk) -> None:
        """Create the new batch; it names the old one."""
        from scanstation.ui.desk import between_rounds
        from scanstation.workflow.correct import correct

        desk.require_rest()
        with closing(desk.workspace.read(self.batch)) as old:
            lookups = desk.access.lookups(desk.workspace, old.batch().profile)
        with between_rounds(desk.sending):
            new = correct(desk.workspace, self.batch, self.documents, self.reason, lookups)
        desk.put(new)


@dataclass(frozen=True, slots=True)
class DueForPurge:
    """How many batches may be erased by policy."""

    today: date
    lane: ClassVar[Lane] = Lane.ASK

    def run(self, desk: Desk) -> int:
        """Count them; none without a policy."""
        from scanstation.workflow import retention

        return len(retention.due(desk.workspace, self.today))
