"""When to try again, as a value.

Exponential back-off with equal jitter ("Exponential Backoff And Jitter", AWS Architecture Blog,
2015); a target's Retry-After (RFC 9110, 10.2.3) is a lower bound that jitter never undercuts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from scanstation.errors import ScanstationError
from scanstation.upload.uploader import asked_wait

Random = Callable[[], float]
"""Returns a number from 0 up to, not including, 1."""


@dataclass(frozen=True, slots=True)
class Retry:
    """How often something failed in a row and when it may be tried again.

    Attributes:
        first: seconds before the second attempt, before jitter.
        factor: by how much the wait grows each time.
        longest: seconds that a wait never exceeds, unless the target asked for more.
        asked_at_most: seconds of a Retry-After that are honoured; more is a target's mistake.
        max_attempts: failures after which the attempts end.
        max_age: seconds after the first failure at which the attempts end.
        attempts: failures so far.
        since: time of the first failure.
        due: when the next attempt may begin; None means now.
    """

    first: float = 2.0
    factor: float = 2.0
    longest: float = 900.0
    asked_at_most: float = 86_400.0
    max_attempts: int = 12
    max_age: float = 172_800.0
    attempts: int = 0
    since: datetime | None = None
    due: datetime | None = None

    def next(self, error: ScanstationError, now: datetime, random: Random) -> Retry | None:
        """Return the retry after this failure, None if trying again cannot help or must end."""
        since = self.since or now
        attempts = self.attempts + 1
        too_old = (now - since).total_seconds() > self.max_age
        if error.permanent or attempts >= self.max_attempts or too_old:
            return None
        wait = max(self._wait(attempts, random), self._asked(error))
        return replace(self, attempts=attempts, since=since, due=now + timedelta(seconds=wait))

    def cleared(self) -> Retry:
        """Return the same policy with its failures forgotten, after a success."""
        return replace(self, attempts=0, since=None, due=None)

    def seconds_left(self, now: datetime) -> float:
        """Return how many seconds are left until the next attempt, 0 if it may begin."""
        return 0.0 if self.due is None else max(0.0, (self.due - now).total_seconds())

    def _wait(self, attempts: int, random: Random) -> float:
        # The exponent is bounded: a power of thousands would overflow before min() is asked.
        ceiling = min(self.longest, self.first * self.factor ** min(attempts - 1, 64))
        return ceiling * (0.5 + random() / 2)

    def _asked(self, error: ScanstationError) -> float:
        return min(asked_wait(error) or 0.0, self.asked_at_most)
