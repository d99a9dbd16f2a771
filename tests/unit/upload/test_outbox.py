from __future__ import annotations

import hashlib
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanstation.errors import (
    PackageChanged,
    StoredDiffers,
    StoredTwice,
    TargetUnreachable,
)
from scanstation.model import UploadState
from scanstation.upload.outbox import (
    REPAIRS,
    Move,
    Pace,
    UploadRecord,
    advance,
    check_unchanged,
    decide,
)
from scanstation.upload.uploader import Outgoing, Remote, Sidecar, Stored
from tests.unit.upload.memory_target import Copy, MemoryTarget, Mishap, letter, spoiled

PACE = Pace(sleep=lambda seconds: None)
CONTENT = b"%PDF-1.7 Bescheid"


class Killed(BaseException):
    """The process ends."""


class Journal:
    """Keeps records; ends the process at the n-th, before or after it is durable."""

    def __init__(self, kill_at: int = 0, durable: bool = True) -> None:
        self.rows: list[UploadRecord] = []
        self.kill_at = kill_at
        self.durable = durable

    def __call__(self, row: UploadRecord) -> None:
        self.kill_at -= 1
        if self.kill_at == 0 and not self.durable:
            raise Killed
        self.rows.append(row)
        if self.kill_at == 0:
            raise Killed

    def states(self) -> list[str]:
        return [f"{row.state.value} {row.offset}" for row in self.rows]


def first(outgoing: Outgoing) -> UploadRecord:
    return UploadRecord(outgoing.package, outgoing.document)


def send(
    target: MemoryTarget, outgoing: Outgoing, last: UploadRecord | None = None
) -> tuple[UploadRecord, Journal]:
    journal = Journal()
    end = advance(last or first(outgoing), outgoing, target, journal, PACE)
    assert end == journal.rows[-1]
    return end, journal


def test_every_step_is_recorded_before_and_after(tmp_path: Path) -> None:
    target = MemoryTarget()
    end, journal = send(target, letter(tmp_path))
    assert journal.states() == [
        "sending 0",
        "sending 4",
        "sending 8",
        "sending 12",
        "sending 16",
        "stored 17",
        "verified 17",
    ]
    assert target.requests == ["create", *["append"] * 4, "read", "find"]
    assert end.stored is not None
    assert end.stored.sha256 == hashlib.sha256(CONTENT).hexdigest()


def test_nothing_is_asked_of_a_package_that_was_never_sent(tmp_path: Path) -> None:
    target = MemoryTarget()
    send(target, letter(tmp_path))
    assert target.requests[0] == "create"


@pytest.mark.parametrize("state", [UploadState.SENDING, UploadState.STORED, UploadState.FAILED])
def test_anything_else_is_found_first(tmp_path: Path, state: UploadState) -> None:
    target = MemoryTarget()
    outgoing = letter(tmp_path)
    end, _ = send(target, outgoing, replace(first(outgoing), state=state))
    assert target.requests[0] == "find"
    assert end.state is UploadState.VERIFIED


def test_what_is_verified_or_refused_for_good_is_left_alone(tmp_path: Path) -> None:
    outgoing = letter(tmp_path)
    done = replace(first(outgoing), state=UploadState.VERIFIED)
    refused = replace(first(outgoing), state=UploadState.FAILED, failure=StoredDiffers(reason=""))
    for last in (done, refused):
        target, journal = MemoryTarget(), Journal()
        assert advance(last, outgoing, target, journal, PACE) == last
        assert (target.requests, journal.rows) == ([], [])
    end, _ = send(MemoryTarget(), outgoing, refused.again())
    assert end.state is UploadState.VERIFIED


def test_a_lagging_index_is_asked_again(tmp_path: Path) -> None:
    outgoing, target, slept = letter(tmp_path), MemoryTarget(), list[float]()
    send(target, outgoing)
    target.hides = 2
    pace = Pace(sleep=slept.append, find_again=(1, 2, 4))
    last = replace(first(outgoing), state=UploadState.SENDING)
    end = advance(last, outgoing, target, Journal(), pace)
    assert end.state is UploadState.VERIFIED
    assert slept == [1, 2]
    assert target.contents("p1") == [CONTENT]


def test_a_copy_too_many_is_discarded_and_the_known_one_kept(tmp_path: Path) -> None:
    target = MemoryTarget(script=[Mishap.TWICE])
    end, _ = send(target, letter(tmp_path))
    assert end.state is UploadState.VERIFIED
    assert end.remote_id == "1"
    assert list(target.copies) == ["1"]


def test_a_copy_that_somebody_touched_is_not_discarded(tmp_path: Path) -> None:
    outgoing = letter(tmp_path)
    target = MemoryTarget(copies={"7": Copy(bytearray(CONTENT), "p1", foreign=True)})
    target.copies["3"] = Copy(bytearray(CONTENT), "p1")
    last = replace(first(outgoing), state=UploadState.SENDING)
    end, _ = send(target, outgoing, last)
    assert isinstance(end.failure, StoredTwice)
    assert set(target.copies) == {"3", "7"}


def test_wrong_bytes_are_repaired(tmp_path: Path) -> None:
    target = MemoryTarget(script=[Mishap.NONE, Mishap.SPOIL])
    end, journal = send(target, letter(tmp_path))
    assert end.state is UploadState.VERIFIED
    assert target.contents("p1") == [CONTENT]
    assert [row.state.value for row in journal.rows].count("stored") == 2


def test_repairs_end(tmp_path: Path) -> None:
    target = MemoryTarget(script=[Mishap.SPOIL] * 200)
    end, journal = send(target, letter(tmp_path))
    assert isinstance(end.failure, StoredDiffers)
    assert end.ended
    assert [row.state.value for row in journal.rows].count("stored") == 1 + REPAIRS


def test_what_somebody_else_changed_is_never_overwritten(tmp_path: Path) -> None:
    target = MemoryTarget()
    outgoing = letter(tmp_path)
    send(target, outgoing)
    spoiled(target, "1")
    target.copies["1"].content.append(1)
    target.copies["1"].foreign = True
    before = target.contents("p1")
    end, _ = send(target, outgoing, replace(first(outgoing), state=UploadState.SENDING))
    assert isinstance(end.failure, StoredDiffers)
    assert target.contents("p1") == before


def test_values_that_came_back_otherwise_are_named_and_not_verified(tmp_path: Path) -> None:
    end, _ = send(MemoryTarget(differing=("sst:caseNumber",)), letter(tmp_path))
    assert isinstance(end.failure, StoredDiffers)
    assert "sst:caseNumber" in str(end.failure)


def test_an_error_names_the_target(tmp_path: Path) -> None:
    end, _ = send(MemoryTarget(script=[Mishap.SPOIL] * 200), letter(tmp_path))
    assert "speicher" in end.failure.sentence("de") if end.failure else False


def test_a_bug_is_not_taken_for_a_failed_transfer(tmp_path: Path) -> None:
    class Broken(MemoryTarget):
        def read_back(self, outgoing: Outgoing, remote: Remote) -> Stored:
            raise KeyError("a mistake of ours")

    journal = Journal()
    outgoing = letter(tmp_path)
    with pytest.raises(KeyError):
        advance(first(outgoing), outgoing, Broken(), journal, PACE)
    assert journal.states()[-1] == "stored 17"


@pytest.mark.parametrize("victim", ["document", "sidecar"])
@pytest.mark.parametrize("how", ["changed", "missing"])
def test_a_package_that_changed_is_not_sent(tmp_path: Path, victim: str, how: str) -> None:
    outgoing = letter(tmp_path)
    side = tmp_path / "index.json"
    side.write_bytes(b"{}")
    sidecar = Sidecar("index.json", side, hashlib.sha256(b"{}").hexdigest(), 2, "application/json")
    outgoing = replace(outgoing, sidecars=(sidecar,))
    check_unchanged(outgoing)
    path = outgoing.path if victim == "document" else side
    if how == "missing":
        path.unlink()
    else:
        path.write_bytes(b"x")
    target = MemoryTarget()
    end, _ = send(target, outgoing)
    assert isinstance(end.failure, PackageChanged)
    assert path.name in str(end.failure)
    assert target.requests == []


SIZES = st.integers(0, 8)
REMOTES = st.one_of(
    st.none(),
    st.builds(
        Remote,
        id=st.just("1"),
        size=st.integers(-1, 8),
        sha256=st.sampled_from(["", "right", "wrong"]),
        resumable=st.booleans(),
        foreign=st.booleans(),
    ),
)


@given(REMOTES, SIZES, st.booleans())
def test_the_decision_never_destroys_and_never_repeats(
    remote: Remote | None, size: int, confirmed: bool
) -> None:
    outgoing = Outgoing("p", "d", Path("x"), "right", size, "t")
    try:
        move = decide(remote, outgoing, confirmed)
    except StoredDiffers:
        assert (remote is None and confirmed) or (remote is not None and remote.foreign)
        return
    if move is Move.SEND:
        assert remote is None
        assert not confirmed
        return
    assert remote is not None
    if move is Move.ADOPT:
        assert remote.size in (size, -1)
        assert remote.sha256 != "wrong"
    else:
        assert not remote.foreign
    if move is Move.RESUME:
        assert remote.resumable
        assert 0 < remote.size < size


KILLS = st.lists(st.tuples(st.integers(1, 9), st.booleans()), max_size=4)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(Mishap), max_size=40), KILLS, st.binary(max_size=14))
def test_whatever_happens_there_is_one_right_copy_in_the_end(
    script: list[Mishap], kills: list[tuple[int, bool]], content: bytes
) -> None:
    """Mishaps at any request, kills at any record: never a second copy, never a wrong proof."""
    with tempfile.TemporaryDirectory() as folder:
        outgoing = letter(Path(folder), content)
        target, last = MemoryTarget(script=script), first(outgoing)
        for kill_at, durable in [*kills, *[(0, True)] * 60]:
            journal = Journal(kill_at, durable)
            try:
                last = advance(last, outgoing, target, journal, PACE)
            except Killed:
                last = journal.rows[-1] if journal.rows else last
            copies = target.contents("p1")
            if last.state is UploadState.VERIFIED:
                assert copies == [content]
                return
            if isinstance(last.failure, StoredDiffers):
                last = last.again()  # a person looked
        raise AssertionError(f"never done: {last}")


@given(st.integers(1, 6))
def test_a_temporary_failure_says_so(number: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        target = MemoryTarget(script=[Mishap.NONE] * (number - 1) + [Mishap.BEFORE])
        end, _ = send(target, letter(Path(folder)))
        assert end.state is UploadState.FAILED
        assert isinstance(end.failure, TargetUnreachable)
        assert not end.ended
