"""From facts to documents; runs again on every new fact and never undoes a hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scanstation import events
from scanstation.model import Anomaly, Batch
from scanstation.replay import Found, Replayer
from scanstation.separation.rules import Separation, page_views, separate
from scanstation.workflow.session import BatchSession, new_id, undisturbed


@undisturbed
def run(session: BatchSession) -> Separation:
    """Separate the batch as it is now; a row is written only if something changed.

    The row is the difference to the run before where that is shorter, so that a run now and
    then while a large stack is fed does not fill the journal.
    """
    batch, found = session.batch(), session.ask(Replayer.found)
    outcome = separation_of(batch, found.former)
    changed = difference(found, outcome)
    if found.row == 0 or batch.moved_on or changed is not None:
        whole = events.Separated(outcome.openings, outcome.found, outcome.anomalies)
        shorter = changed is not None and found.continues and _size(changed) < _size(whole) / 2
        session.append(changed if changed is not None and shorter else whole)
    return outcome


def difference(found: Found, outcome: Separation) -> events.SeparationChanged | None:
    """Return what a run found otherwise than the run in force, None if nothing."""
    openings = tuple(one for one in outcome.openings if found.openings.get(one.page) != one)
    closed = found.openings.keys() - {one.page for one in outcome.openings}
    kinds = {page for page, _ in found.kinds.items() ^ outcome.found.items()}
    anomalies, places = _anomalies(found.anomalies, outcome.anomalies)
    if not (openings or closed or kinds) and places is None:
        return None
    return events.SeparationChanged(
        base=found.row,
        openings=openings,
        closed=tuple(sorted(closed)),
        kinds={page: outcome.found.get(page) for page in sorted(kinds)},
        anomalies=anomalies,
        places=places,
    )


def _anomalies(
    before: Sequence[Anomaly], now: Sequence[Anomaly]
) -> tuple[tuple[Anomaly, ...], tuple[int, ...] | None]:
    """Return the new anomalies, and of all where they stood before; see the event."""
    if before == now:
        return (), None
    known = {one.key: place for place, one in enumerate(before)}
    places = tuple(
        known[one.key] if one.key in known and before[known[one.key]] == one else -1 for one in now
    )
    return tuple(one for one, place in zip(now, places, strict=True) if place < 0), places


def _size(run: events.Separated | events.SeparationChanged) -> int:
    return len(run.openings) + len(run.kinds) + len(run.anomalies)


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
