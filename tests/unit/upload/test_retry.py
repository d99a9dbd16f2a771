from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from scanstation.errors import TargetBusy, TargetRefused, TargetUnreachable
from scanstation.upload.retry import Retry

NOW = datetime(2026, 11, 22, 8, 15, tzinfo=UTC)
AWAY = TargetUnreachable(target="t", reason="r")


def steps(retry: Retry, count: int, chance: float = 0.999999) -> list[float]:
    """Fail again and again, each time when it is due, and return the waits in seconds."""
    waits, now = [], NOW
    for _ in range(count):
        after = retry.next(AWAY, now, lambda: chance)
        assert after is not None
        waits.append(after.seconds_left(now))
        now += timedelta(seconds=waits[-1])
        retry = after
    return waits


def test_a_fresh_retry_is_due_at_once() -> None:
    assert Retry().seconds_left(NOW) == 0


def test_waits_double_up_to_the_longest() -> None:
    waits = steps(Retry(first=2, longest=30), 6)
    assert [round(wait) for wait in waits] == [2, 4, 8, 16, 30, 30]


@given(st.floats(0, 0.999999), st.integers(1, 11))
def test_jitter_takes_away_at_most_half(chance: float, attempts: int) -> None:
    full, wait = steps(Retry(), attempts)[-1], steps(Retry(), attempts, chance)[-1]
    assert full / 2 <= wait + 0.01
    assert wait <= full + 0.01


def test_a_permanent_error_is_not_tried_again() -> None:
    assert Retry().next(TargetRefused(target="t", reason="r"), NOW, lambda: 0.0) is None


def test_attempts_end() -> None:
    retry: Retry | None = Retry(max_attempts=3)
    for left in (True, True, False):
        assert retry is not None
        retry = retry.next(AWAY, NOW, lambda: 0.0)
        assert (retry is not None) == left


def test_thousands_of_attempts_do_not_overflow() -> None:
    retry = Retry(attempts=5000, since=NOW, max_attempts=10_000)
    after = retry.next(AWAY, NOW, lambda: 0.0)
    assert after is not None
    assert after.seconds_left(NOW) == 450


def test_age_ends_the_attempts() -> None:
    first = Retry(max_age=3600).next(AWAY, NOW, lambda: 0.0)
    assert first is not None
    assert first.next(AWAY, NOW + timedelta(seconds=3600), lambda: 0.0) is not None
    assert first.next(AWAY, NOW + timedelta(seconds=3601), lambda: 0.0) is None


def test_what_the_target_asked_for_is_a_lower_bound() -> None:
    after = Retry().next(TargetBusy(target="t", reason="r", retry_after=120), NOW, lambda: 0.0)
    assert after is not None
    assert after.seconds_left(NOW) == 120


def test_an_absurd_request_is_bounded() -> None:
    error = TargetBusy(target="t", reason="r", retry_after=10.0**9)
    after = Retry(asked_at_most=60).next(error, NOW, lambda: 0.0)
    assert after is not None
    assert after.seconds_left(NOW) == 60


def test_success_forgets_the_failures_and_keeps_the_policy() -> None:
    policy = Retry(first=7, longest=70)
    failed = policy.next(AWAY, NOW, lambda: 0.5)
    assert failed is not None
    assert failed != policy
    assert failed.cleared() == policy
