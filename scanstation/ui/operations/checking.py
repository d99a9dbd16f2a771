"""Operations of the check: what was seen, doubts, where to go on, the release."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from scanstation.errors import NoBatchOpen
from scanstation.replay import Replayer
from scanstation.ui.lanes import Lane

if TYPE_CHECKING:
    from scanstation.model import Page
    from scanstation.ui.desk import Desk
    from scanstation.workflow.doubt_model import Correction, Doubt, Onward
    from scanstation.workflow.next_step import Step
    from scanstation.workflow.session import BatchSession


@dataclass(frozen=True, slots=True)
class PagesSeen:
    """Pages were painted on the screen of the acting person, as they are handed over."""

    pages: tuple[Page, ...]
    lane: ClassVar[Lane] = Lane.EDIT

    def run(self, desk: Desk) -> None:
        """Record what is new."""
        from scanstation.workflow import check

        if desk.session is not None and not desk.read_only:
            check.shown(desk.session, self.pages)


@dataclass(frozen=True, slots=True)
class Place:
    """Where to go on: the step, with the ids of its document and page."""

    step: Step
    document: str = ""
    page: str = ""
    batch: str = ""
    filled: int = 0
    """Row of the journal at which fields were filled last: what the person has seen."""
    edited: int = 0
    """Row of the newest edit that stands: what was decided holds for the batch as it was."""


@dataclass(frozen=True, slots=True)
class GoOn:
    """Find the next thing to do, after the edits before it and with what was seen."""

    document: str
    seen: tuple[Page, ...] = ()
    lane: ClassVar[Lane] = Lane.EDIT

    def run(self, desk: Desk) -> Place:
        """Return where."""
        from scanstation.workflow import check, doubts, release
        from scanstation.workflow.next_step import next_step

        session = desk.require_session()
        if not desk.read_only:
            check.shown(session, self.seen)
            if desk.unfilled:
                desk.fill()
        if desk.searching:
            # "Nothing is left" may only be said of fields that are filled.
            desk.searching = False
            desk.fill()
        batch = session.batch()
        filled = session.ask(Replayer.filled).row
        problems = release.problems(desk.workspace, session, desk.lookups())
        waiting = doubts.queue(desk.workspace, batch, problems)
        at = next((one.number for one in batch.documents if one.id == self.document), 0)
        step = next_step(batch, problems, waiting, at)
        named = {one.number: one.id for one in batch.documents}
        pages = {one.number: one.id for one in batch.pages}
        document, page = named.get(step.document, ""), pages.get(step.page, "")
        return Place(step, document, page, batch.id, filled, _edited(session))


@dataclass(frozen=True, slots=True)
class AcceptDoubt:
    """Let a doubt's proposal hold."""

    doubt: Doubt
    lane: ClassVar[Lane] = Lane.EDIT

    def run(self, desk: Desk) -> None:
        """Accept, and let what follows from pages follow."""
        from scanstation.workflow import doubts

        doubts.accept(desk.workspace, desk.require_session(), self.doubt)
        desk.follow_edit()


@dataclass(frozen=True, slots=True)
class CorrectDoubt:
    """Do something else than a doubt proposes."""

    doubt: Doubt
    correction: Correction
    lane: ClassVar[Lane] = Lane.EDIT

    def run(self, desk: Desk) -> Onward:
        """Correct, and return where the person goes on."""
        from scanstation.workflow import doubts

        onward = doubts.correct(desk.workspace, desk.require_session(), self.doubt, self.correction)
        if not onward.name:
            desk.follow_edit()
        return onward


@dataclass(frozen=True, slots=True)
class ReleaseBatch:
    """Release a batch as it was looked at; the check of the sample is recorded with it.

    Attributes:
        batch, filled, edited: of the ``Place`` that said that nothing is left.
    """

    batch: str
    filled: int
    edited: int
    lane: ClassVar[Lane] = Lane.EDIT

    def run(self, desk: Desk) -> bool:
        """Release; False if fields were filled since, which nobody has seen, or it was edited.

        Raises:
            NoBatchOpen: another batch lies on the desk by now.
            ReleaseRefused: see ``workflow.release``.
        """
        from scanstation.workflow import release

        session = desk.require_session()
        if session.batch().id != self.batch:
            raise NoBatchOpen
        if _edited(session) != self.edited:
            return False
        if desk.unfilled:
            desk.fill()
        if session.ask(Replayer.filled).row != self.filled:
            return False
        release.release_shown(desk.workspace, session, desk.lookups())
        return True


@dataclass(frozen=True, slots=True)
class NextOpenBatch:
    """The oldest other batch that waits to be checked; empty if there is none."""

    lane: ClassVar[Lane] = Lane.ASK

    def run(self, desk: Desk) -> str:
        """Return its id."""
        from scanstation.workflow.catalogue import list_batches

        here = desk.session.batch().id if desk.session is not None else ""
        for one in list_batches(desk.workspace):
            if one.state == "open" and one.pages and one.batch != here:
                return one.batch
        return ""


def _edited(session: BatchSession) -> int:
    """Return the row of the newest edit that was not taken back, 0 if there is none."""
    return max(session.history().undoable, default=0)
