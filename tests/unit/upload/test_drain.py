from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from scanstation.errors import (
    CredentialMissing,
    OutcomeUnknown,
    ScanstationError,
    TargetBusy,
    TargetLoginFailed,
    TargetRefused,
    TargetUnreachable,
    TargetUntrusted,
)
from scanstation.model import UploadState
from scanstation.progress import Progress
from scanstation.upload.drain import Entry, drain, wait
from scanstation.upload.outbox import Pace, UploadRecord
from scanstation.upload.retry import Retry
from scanstation.upload.uploader import Outgoing, Remote, Sent
from tests.unit.upload.memory_target import MemoryTarget, letter

START = datetime(2026, 11, 22, 8, 15, tzinfo=UTC)


@dataclass
class Clock:
    """Time that only sleeping moves."""

    now: datetime = START
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)

    def pace(self, keep_going: Callable[[], bool] = lambda: True) -> Pace:
        return Pace(self.sleep, lambda: self.now, lambda: 0.0, keep_going)


@dataclass
class Failing(MemoryTarget):
    """Fails for a package as often as errors are listed for it; ``tried`` is the order."""

    errors: dict[str, list[ScanstationError]] = field(default_factory=dict)
    tried: list[str] = field(default_factory=list)

    def send(self, outgoing: Outgoing, partial: Remote | None, sent: Sent) -> Remote:
        self.tried.append(outgoing.package)
        waiting = self.errors.get(outgoing.package, [])
        if waiting:
            raise waiting.pop(0)
        return super().send(outgoing, partial, sent)


def entries(folder: Path, *packages: str) -> list[Entry]:
    letters = [letter(folder, package.encode() * 3, package) for package in packages]
    return [Entry(UploadRecord(one.package, one.document), one) for one in letters]


def run(
    target: MemoryTarget, todo: list[Entry], clock: Clock | None = None, retry: Retry | None = None
) -> list[str]:
    ends = drain(todo, target, lambda record: None, (clock or Clock()).pace(), retry)
    return [end.state.value for end in ends]


def test_all_are_verified_in_the_given_order(tmp_path: Path) -> None:
    target = Failing()
    assert run(target, entries(tmp_path, "b", "a", "c")) == ["verified"] * 3
    assert target.tried == ["b", "a", "c"]


def test_nothing_to_do_asks_nothing(tmp_path: Path) -> None:
    target = Failing()
    todo = entries(tmp_path, "a")
    done = [replace(todo[0], last=replace(todo[0].last, state=UploadState.VERIFIED))]
    assert run(target, done) == ["verified"]
    assert run(target, []) == []
    assert target.requests == []


def test_a_refused_document_does_not_hold_up_the_others(tmp_path: Path) -> None:
    clock = Clock()
    target = Failing(errors={"a": [TargetRefused(target="t", reason="r")]})
    assert run(target, entries(tmp_path, "a", "b", "c"), clock) == ["failed", *["verified"] * 2]
    assert target.tried == ["a", "b", "c"]
    assert clock.slept == []


def test_one_document_in_doubt_waits_alone(tmp_path: Path) -> None:
    clock = Clock()
    target = Failing(errors={"a": [OutcomeUnknown(target="t", reason="r")] * 2})
    assert run(target, entries(tmp_path, "a", "b"), clock) == ["verified"] * 2
    assert target.tried == ["a", "b", "a", "a"]
    assert sum(clock.slept) == 3  # 1 and 2 seconds, half of 2 and 4


def test_an_absent_target_is_asked_once_and_not_by_everybody(tmp_path: Path) -> None:
    clock = Clock()
    target = Failing(errors={"a": [TargetUnreachable(target="t", reason="r")] * 3})
    assert run(target, entries(tmp_path, "a", "b", "c"), clock) == ["verified"] * 3
    assert target.tried == ["a", "b", "c", "a", "a", "a"]
    assert clock.slept[0] == 1.0  # before b


def test_a_target_that_stays_away_ends_the_run(tmp_path: Path) -> None:
    away: dict[str, list[ScanstationError]] = {
        name: [TargetUnreachable(target="t", reason="r")] * 9 for name in "abc"
    }
    target = Failing(errors=away)
    states = run(target, entries(tmp_path, "a", "b", "c"), retry=Retry(max_attempts=3))
    assert len(target.tried) == 3
    assert states == ["failed", "failed", "failed"]


def test_the_target_says_how_long_to_wait(tmp_path: Path) -> None:
    clock = Clock()
    busy = TargetBusy(target="t", reason="429", retry_after=90)
    run(Failing(errors={"a": [busy]}), entries(tmp_path, "a", "b"), clock)
    assert sum(clock.slept) == 90


def test_no_login_and_no_trust_end_the_run_at_once(tmp_path: Path) -> None:
    for error in (
        TargetLoginFailed(target="t"),
        TargetUntrusted(target="t", reason="r"),
        CredentialMissing(target="t"),
    ):
        target = Failing(errors={"a": [error]})
        assert run(target, entries(tmp_path, "a", "b")) == ["failed", "prepared"]
        assert target.tried == ["a"]


def test_attempts_at_one_document_end(tmp_path: Path) -> None:
    target = Failing(errors={"a": [OutcomeUnknown(target="t", reason="r")] * 99})
    (entry,) = entries(tmp_path, "a")
    assert run(target, [replace(entry, retry=Retry(max_attempts=4))]) == ["failed"]
    assert target.tried == ["a"] * 4


def test_the_run_ends_when_it_is_told_to(tmp_path: Path) -> None:
    clock, target = Clock(), Failing()
    pace = clock.pace(lambda: len(target.tried) < 2)
    ends = drain(entries(tmp_path, "a", "b", "c"), target, lambda record: None, pace)
    assert [end.state.value for end in ends] == ["verified", "verified", "prepared"]


def test_waiting_ends_within_a_second(tmp_path: Path) -> None:
    slept: list[float] = []
    assert not wait(1000, slept.append, lambda: len(slept) < 3)
    assert slept == [1.0, 1.0, 1.0]
    slept.clear()
    assert wait(2.5, slept.append, lambda: True)
    assert slept == [1.0, 1.0, 0.5]


def test_progress_counts_documents(tmp_path: Path) -> None:
    seen: list[Progress] = []
    target = Failing(errors={"a": [OutcomeUnknown(target="t", reason="r")]})
    pace = Clock().pace()
    drain(entries(tmp_path, "a", "b"), target, lambda record: None, pace, report=seen.append)
    assert [(one.done, one.total) for one in seen] == [(0, 2), (1, 2), (2, 2)]
