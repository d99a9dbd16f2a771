"""What follows by itself when pages, facts or texts were written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from scanstation import events
from scanstation.model import BatchState
from scanstation.ui.lanes import Lane
from scanstation.ui.state import Findings

if TYPE_CHECKING:
    from scanstation.ui.desk import Desk

SEPARATES = frozenset(
    one.type
    for one in (
        events.PageAnalysed,
        events.FeedEnded,
        events.OrientationRecognised,
    )
)
FILLS = SEPARATES | {events.TextRecognised.type}


@dataclass(frozen=True, slots=True)
class Refresh:
    """Separate and fill what can be filled without a person; the new state is shown after it."""

    lane: ClassVar[Lane] = Lane.EDIT

    def run(self, desk: Desk) -> None:
        """Look at the news and do what they call for."""
        from scanstation.workflow import separate

        news = desk.news.take()
        session = desk.session
        if session is None or desk.read_only or session.batch().state is not BatchState.OPEN:
            return
        if session.batch().in_flight == "feed":
            if news & SEPARATES:
                separate.run(session)
        elif news & FILLS or desk.unfilled:
            desk.unfilled = True  # until it is done: an error must not let it be forgotten
            desk.fill()


@dataclass(frozen=True, slots=True)
class Examine:
    """Find what stands against the release, and the doubts."""

    lane: ClassVar[Lane] = Lane.EXAMINE

    def run(self, desk: Desk) -> Findings | None:
        """Return what was found, None if there is nothing to look at."""
        from scanstation.workflow import doubts, release

        session = desk.session
        if session is None:
            return None
        lookups = desk.lookups()
        batch = session.batch()
        problems = release.problems(desk.workspace, session, lookups)
        found = doubts.queue(desk.workspace, batch, problems)
        desk.read_on()
        return Findings(batch.id, batch.rows, problems, found)
