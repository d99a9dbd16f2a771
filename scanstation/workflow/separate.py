"""From facts to documents; runs again on every new fact and never undoes a hand."""

from __future__ import annotations

from collections.abc import Mapping

from scanstation import events
from scanstation.model import Batch
from scanstation.separation.rules import Separation, page_views, separate
from scanstation.workflow.session import BatchSession, new_id, undisturbed


@undisturbed
def run(session: BatchSession) -> Separation:
    """Separate the batch as it is now; a row is written only if something changed."""
    batch = session.batch()
    outcome = separation_of(batch, _former(session))
    happened = events.Separated(outcome.openings, outcome.found, outcome.anomalies)
    if batch.moved_on or happened != session.last(events.Separated):
        session.append(happened)
    return outcome


def separation_of(batch: Batch, former: Mapping[str, str] | None = None) -> Separation:
    """Return the separation of a batch without writing it.

    Args:
        former: document ids by the page that they once opened at; see ``rules.separate``.
    """
    return separate(
        page_views(batch),
        batch.profile.separation,
        imaging=batch.profile.imaging,
        tenant=batch.tenant,
        known=batch.openings,
        joined=batch.joined,
        new_id=new_id,
        hand=batch.boundaries_by_hand,
        former=former,
        complete=batch.in_flight != "feed",
    )


def _former(session: BatchSession) -> dict[str, str]:
    runs = session.every(events.Separated)
    return {opening.page: opening.document for run in runs for opening in run.openings}
