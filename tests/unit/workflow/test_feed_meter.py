"""The meter: the pace of the last ten seconds, and what keeps it from being faster."""

from __future__ import annotations

import pytest

from scanstation.workflow.feed_meter import FeedMeter, Limit


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def meter(clock: Clock) -> FeedMeter:
    return FeedMeter(clock)


def test_nothing_is_known_before_the_first_page(meter: FeedMeter) -> None:
    assert meter.images_per_minute() == 0
    assert meter.limit() == ""


def test_the_pace_is_that_of_the_last_ten_seconds(meter: FeedMeter, clock: Clock) -> None:
    for _ in range(20):  # two a second
        clock.now += 0.5
        meter.page_safe()
    assert meter.images_per_minute() == pytest.approx(120)
    for _ in range(20):  # then one a second
        clock.now += 1
        meter.page_safe()
    assert meter.images_per_minute() == pytest.approx(60)
    clock.now += 10
    assert meter.images_per_minute() == 0


def test_the_first_second_is_not_blown_up(meter: FeedMeter, clock: Clock) -> None:
    clock.now += 0.01
    meter.page_safe()
    assert meter.images_per_minute() == pytest.approx(60)


@pytest.mark.parametrize(
    ("spent", "limit"),
    [
        ({"device": 1.0, "buffer": 0.1, "disk": 5.0, "processor": 1.0}, "device"),
        ({"device": 0.1, "buffer": 1.0, "disk": 0.2, "processor": 0.9}, "processor"),
        ({"device": 0.1, "buffer": 1.0, "disk": 0.9, "processor": 0.2}, "disk"),
    ],
)
def test_what_limits(meter: FeedMeter, spent: dict[str, float], limit: Limit) -> None:
    meter.spent(**spent)
    assert meter.limit() == limit


def test_what_is_long_ago_limits_no_more(meter: FeedMeter, clock: Clock) -> None:
    meter.spent(device=50.0)
    clock.now += 11
    meter.spent(device=0.1, buffer=0.2, disk=0.0, processor=0.5)
    assert meter.limit() == "processor"
