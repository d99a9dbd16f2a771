"""The time between a release and its sending, in which it can be withdrawn.

    released --withdraw_seconds--> due        counted from the journal: a restart changes nothing
       |  a person is about to withdraw it: kept until that is decided

Only what sends by itself waits (the window); who says ``upload`` has decided.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import datetime, timedelta

from scanstation.model import BatchState
from scanstation.store.catalogue import BatchSummary

KEPT_SECONDS = 2.0
"""After this time a batch that somebody kept is looked at again."""

UNSENT = frozenset({BatchState.RELEASED.value, BatchState.EXPORTED.value})


@dataclass(frozen=True, slots=True)
class Grace:
    """What waits, and how long.

    Attributes:
        seconds: after a release (``release.withdraw_seconds``).
        kept: batches that somebody is about to withdraw; it may grow while a round runs, which
            looks again before it takes a batch.
    """

    seconds: float = 0.0
    kept: Set[str] = frozenset()

    def held(self, batches: list[BatchSummary], now: datetime) -> Iterator[tuple[str, datetime]]:
        """Yield (batch, when to look at it again) of what is not sent yet."""
        for one in batches:
            if one.state not in UNSENT:
                continue
            if one.batch in self.kept:
                yield one.batch, now + timedelta(seconds=KEPT_SECONDS)
            elif (end := due(one.released, self.seconds, now)) is not None:
                yield one.batch, end


def due(released: str, seconds: float, now: datetime) -> datetime | None:
    """Return when something released is sent, None if it may go now.

    A release far in the future was written by a wrong clock and holds nothing back; one less
    than the grace ahead was followed by a small correction of the clock.
    """
    grace = timedelta(seconds=seconds)
    try:
        moment = datetime.fromisoformat(released)
        ends = moment + grace
    except (ValueError, OverflowError):
        return None
    return ends if now < ends and moment - now <= grace else None
