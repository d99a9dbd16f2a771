"""The handlers of separation runs: the whole outcome, or what is different from the run before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from scanstation import events
from scanstation.model import Anomaly, Opening
from scanstation.replay.records import Stamp

if TYPE_CHECKING:
    from scanstation.replay.fold import Fold


def _separated(fold: Fold, event: events.Separated, stamp: Stamp) -> None:
    before, kinds = fold.found_openings, dict(event.kinds)
    openings = {one.page: _kept(before.get(one.page), one) for one in event.openings}
    pages = openings.keys() | before.keys()
    fold.changes.bounds(page for page in pages if openings.get(page) is not before.get(page))
    fold.changes.bounds(page for page, _ in kinds.items() ^ fold.found_kinds.items())
    fold.found_openings, fold.found_kinds = openings, kinds
    fold.moved_on = False
    fold.separation_noted = [_at(one, stamp) for one in event.anomalies]
    fold.run.anomalies = event.anomalies
    _remember(fold, event.openings, stamp)


def _kept(before: Opening | None, now: Opening) -> Opening:
    """An opening found again is the same object, so that nobody has to look at it again."""
    return before if before is not None and before == now else now


def _separation_changed(fold: Fold, event: events.SeparationChanged, stamp: Stamp) -> None:
    """It speaks of the run in ``base`` and of no other state; the next run writes a whole one."""
    if fold.run.row != event.base or fold.moved_on:
        return
    fold.found_openings.update((one.page, one) for one in event.openings)
    for page in event.closed:
        fold.found_openings.pop(page, None)
    for page, kind in event.kinds.items():
        if kind is None:
            fold.found_kinds.pop(page, None)
        else:
            fold.found_kinds[page] = kind
    opened = (one.page for one in event.openings)
    fold.changes.bounds((*opened, *event.closed, *event.kinds))
    if event.places is not None:
        _renoted(fold, event, event.places, stamp)
    _remember(fold, event.openings, stamp)


def _renoted(
    fold: Fold, event: events.SeparationChanged, places: tuple[int, ...], stamp: Stamp
) -> None:
    """Anomalies that were noted before keep the row that noted them."""
    noted, said = fold.separation_noted, fold.run.anomalies
    new = iter(event.anomalies)
    both = [(noted[i], said[i]) if i >= 0 else (_at(one := next(new), stamp), one) for i in places]
    fold.separation_noted = [one for one, _ in both]
    fold.run.anomalies = tuple(one for _, one in both)


def _remember(fold: Fold, openings: tuple[Opening, ...], stamp: Stamp) -> None:
    fold.run.row = stamp.number
    fold.run.former.update((one.page, one.document) for one in openings)


def _at(anomaly: Anomaly, stamp: Stamp) -> Anomaly:
    return replace(anomaly, row=stamp.number)


SEPARATION: dict[type[events.Event], Callable[[Fold, Any, Stamp], None]] = {
    events.Separated: _separated,
    events.SeparationChanged: _separation_changed,
}
