"""When a device is marked as one that cannot be relied on, and when no longer."""

from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanstation.errors import BadFrame, DeviceError, DeviceLost, PaperJam
from scanstation.workflow.device_health import (
    GOOD_FEEDS,
    KEPT,
    Failure,
    Health,
    HealthBook,
    Kind,
    kind_of,
    stamp,
)

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DEVICE = "twain:32:Brother ADS"


def after(*failures: tuple[int, Kind, str]) -> Health:
    """Return what is known after failures: days ago, kind, batch."""
    health = Health()
    for days, kind, batch in failures:
        health = health.failed(Failure(stamp(NOW - timedelta(days=days)), kind, batch))
    return health


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (DeviceLost(reason="Signal SIGSEGV", worker="crash"), "crash"),
        (DeviceLost(reason="Timeout 60 s", worker="hang"), "hang"),
        (DeviceLost(reason="sane_read IO_ERROR"), "lost"),
        (BadFrame(reason="0 bytes"), "bad_frame"),
        (PaperJam(), None),
    ],
)
def test_only_what_the_driver_did_is_a_failure(error: DeviceError, kind: Kind | None) -> None:
    assert kind_of(error) == kind


@pytest.mark.parametrize(
    ("failures", "marked"),
    [
        ([(1, "crash", "a")], False),
        ([(2, "crash", "a"), (1, "hang", "b")], False),
        ([(1, "crash", "a"), (1, "hang", "a")], True),
        ([(29, "crash", "a"), (2, "bad_frame", "b"), (1, "hang", "c")], True),
        ([(31, "crash", "a"), (2, "bad_frame", "b"), (1, "hang", "c")], False),
        ([(3, "lost", "a"), (2, "lost", "a"), (1, "lost", "a")], False),
    ],
)
def test_the_second_in_a_batch_and_the_third_in_a_month_mark(
    failures: list[tuple[int, Kind, str]], marked: bool
) -> None:
    assert after(*failures).marked(NOW) is marked


def test_good_feeds_in_a_row_take_the_mark_away(tmp_path: Path) -> None:
    book = HealthBook(tmp_path)
    for _ in range(2):
        book.failed(DEVICE, Failure(stamp(NOW - timedelta(days=1)), "crash", "a"))
    for _ in range(GOOD_FEEDS - 1):
        book.fed_well(DEVICE, NOW)
    assert DEVICE in book.marks(NOW)
    book.failed(DEVICE, Failure(stamp(NOW - timedelta(hours=1)), "crash", "b"))
    for _ in range(GOOD_FEEDS - 1):
        book.fed_well(DEVICE, NOW)
    assert DEVICE in book.marks(NOW), "a failure begins the row anew"
    book.fed_well(DEVICE, NOW)
    assert book.marks(NOW) == {}
    book.failed(DEVICE, Failure(stamp(NOW + timedelta(hours=1)), "crash", "c"))
    assert book.marks(NOW + timedelta(hours=2)) == {}, "older failures were made up for"


def test_a_person_takes_the_mark_away(tmp_path: Path) -> None:
    book = HealthBook(tmp_path)
    assert not book.clear(DEVICE, "anna", NOW)
    for _ in range(3):
        book.failed(DEVICE, Failure(stamp(NOW - timedelta(days=1)), "hang"))
    (mark,) = book.marks(NOW).values()
    assert mark.count == 3
    assert "3-mal" in mark.said.de
    assert "21.11.2026" in mark.said.de
    assert "2026-11-21" in mark.said.en
    assert book.clear(DEVICE, "anna", NOW)
    assert book.marks(NOW) == {}
    assert book.read()[DEVICE].cleared_by == "anna"
    assert len(book.read()[DEVICE].failures) == 3, "what happened stays known"


def test_a_device_that_never_failed_is_not_written_down(tmp_path: Path) -> None:
    HealthBook(tmp_path).fed_well(DEVICE, NOW)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", ["", "{", "[]", '{"devices": {"a": {}}}', '{"devices": 3}'])
def test_a_damaged_file_keeps_nobody_from_scanning(tmp_path: Path, content: str) -> None:
    book = HealthBook(tmp_path)
    book.failed(DEVICE, Failure(stamp(NOW), "hang"))
    (tmp_path / "devices" / "health.json").write_text(content, encoding="utf-8")
    assert book.read() == {}
    book.failed(DEVICE, Failure(stamp(NOW), "crash"))
    assert [one.kind for one in book.read()[DEVICE].failures] == ["crash"]


def test_only_the_account_reads_the_file(tmp_path: Path) -> None:
    HealthBook(tmp_path).failed(DEVICE, Failure(stamp(NOW), "hang"))
    found = (tmp_path / "devices" / "health.json").stat()
    assert stat.S_IMODE(found.st_mode) == 0o600


@given(st.lists(st.sampled_from(["crash", "hang", "bad_frame", "lost", "good"]), max_size=60))
def test_what_is_kept_is_bounded_and_a_mark_needs_two_failures(course: list[str]) -> None:
    health = Health()
    for minute, step in enumerate(course):
        now = NOW + timedelta(minutes=minute)
        if step == "good":
            health = health.fed_well(now)
        else:
            health = health.failed(Failure(stamp(now), step, "a"))  # type: ignore[arg-type]
    assert len(health.failures) <= KEPT
    assert health.good_feeds < GOOD_FEEDS
    counted = sum(step in {"crash", "hang", "bad_frame"} for step in course)
    assert not health.marked(NOW + timedelta(hours=2)) or counted >= 2
