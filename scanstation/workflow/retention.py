"""Erasing by policy: what is due ``retention.raw_days`` days after its last receipt.

Only what ``purge`` would erase anyway: every document verified by a real target after a passed
check (TR-03138 A.NB.2). A batch given up was never verified; it goes when a person asks for it.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

from scanstation import events
from scanstation.errors import BatchLocked, PurgeRefused, Text
from scanstation.model import BatchState
from scanstation.progress import Progress, Report, silent
from scanstation.workflow.catalogue import list_batches
from scanstation.workflow.purge import Purged, purge, require_purgeable
from scanstation.workflow.workspace import Workspace

PURGED = Text("Stapel gelöscht", "batches erased")
BY_POLICY = Text(
    "Aufbewahrung von {days} Tagen nach der Quittung abgelaufen",
    "{days} days of retention after the receipt have passed",
)
END_OF_DAY = "T99"
"""Behind every time of a day; times are UTC, ISO 8601."""


def due(workspace: Workspace, today: date) -> list[str]:
    """Return the batches that may go, in the order that they were opened; none without a policy."""
    days = workspace.settings.retention.raw_days
    if not days:
        return []
    until = (today - timedelta(days=days)).isoformat() + END_OF_DAY
    old = [
        one.batch
        for one in list_batches(workspace)
        if one.state == BatchState.CLOSED.value and one.opened <= until
    ]
    return [batch for batch in old if _is_due(workspace, batch, until)]


def purge_due(workspace: Workspace, today: date, report: Report = silent) -> list[Purged]:
    """Purge what is due; a batch that somebody reads just now waits for the next time."""
    reason = BY_POLICY.say("de", days=workspace.settings.retention.raw_days)
    batches = due(workspace, today)
    done: list[Purged] = []
    for number, batch in enumerate(batches, 1):
        with suppress(BatchLocked):
            done.append(purge(workspace, batch, reason))
        report(Progress(PURGED, number, len(batches)))
    return done


def _is_due(workspace: Workspace, name: str, until: str) -> bool:
    with workspace.read(name) as session:
        closed = session.store.is_closed
        if session.last(events.Purged) is not None:
            return not closed  # a purge that was killed is brought to its end
        try:
            require_purgeable(workspace, session, closed=closed)
        except PurgeRefused:
            return False
        rows = session.rows()
        received = [row.time for row in rows if row.type == events.ReceiptReceived.type]
        return closed and max(received, default=rows[-1].time) <= until
