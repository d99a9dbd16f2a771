"""From facts to documents; runs again on every new fact and never undoes a hand."""

from __future__ import annotations

from scanstation import events
from scanstation.model import Batch
from scanstation.separation.rules import Separation, page_views, separate
from scanstation.workflow.session import BatchSession, new_id


def run(session: BatchSession) -> Separation:
    """Separate the batch as it is now; a row is written only if something changed."""
    batch = session.batch()
    outcome = separation_of(batch)
    happened = events.Separated(outcome.openings, outcome.found, outcome.anomalies)
    if happened != session.last(events.Separated):
        session.append(happened)
    return outcome


def separation_of(batch: Batch) -> Separation:
    """Return the separation of a batch without writing it."""
    return separate(
        page_views(batch),
        batch.profile.separation,
        imaging=batch.profile.imaging,
        tenant=batch.tenant,
        known=batch.openings,
        joined=batch.joined,
        new_id=new_id,
        complete=batch.in_flight != "feed",
    )
