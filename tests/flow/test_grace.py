"""A release can be withdrawn before it is sent: counted from the journal, each batch by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from scanstation.model import BatchState
from scanstation.store.catalogue import BatchSummary
from scanstation.upload.credentials import MemoryCredentials
from scanstation.upload.outbox import Pace
from scanstation.workflow import dispatch, release
from scanstation.workflow.catalogue import list_batches
from scanstation.workflow.grace import Grace, due
from scanstation.workflow.upload import Outbox, upload
from tests.builders.office import Office, stack

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
TEN = Grace(10)


def outbox(later: float = 0.0) -> Outbox:
    now = datetime.now(UTC)
    return Outbox(MemoryCredentials(), Pace(now=lambda: now + timedelta(seconds=later)))


def summary(batch: str, ago: float, state: BatchState = BatchState.RELEASED) -> BatchSummary:
    return BatchSummary(batch, state.value, released=(NOW - timedelta(seconds=ago)).isoformat())


@given(st.floats(-1e6, 1e6), st.integers(0, 3600))
def test_no_clock_holds_a_release_back_for_long(ago: float, seconds: int) -> None:
    found = due((NOW - timedelta(seconds=ago)).isoformat(), seconds, NOW)
    if found is None:
        assert ago >= seconds or ago < -seconds or seconds == 0
    else:
        assert timedelta(0) < found - NOW <= timedelta(seconds=2 * seconds)


def test_what_was_never_released_is_not_held_back() -> None:
    assert due("", 10, NOW) is None


def test_each_batch_waits_by_itself() -> None:
    batches = [
        summary("now", 3),
        summary("long-ago", 11),
        summary("kept", 11, BatchState.EXPORTED),
        summary("sent", 3, BatchState.SENT),
        summary("wrong-clock", -86400.0),
    ]
    held = dict(Grace(10, frozenset({"kept"})).held(batches, NOW))
    assert set(held) == {"now", "kept"}
    assert held["now"] == NOW + timedelta(seconds=7)
    assert held["kept"] > NOW


def test_a_fresh_release_waits_and_can_be_withdrawn_while_others_are_sent(
    office: Office, tmp_path: Path
) -> None:
    first, workspace = office.batch, office.workspace()
    with office.open() as session:
        office.release(session)
    second = office.scan_stack(stack(tmp_path / "feeder"))
    assert {one.batch for one in dispatch.run(workspace, outbox(11), grace=TEN).sent} == {first}
    with workspace.open(second) as session:
        office.release(session)
        released = session.batch().released
    waiting = dispatch.run(workspace, outbox(), grace=TEN)
    ends = datetime.fromisoformat(released) + timedelta(seconds=10)
    assert waiting.held == ((second, ends),)
    assert waiting.sent == ()
    with workspace.open(second) as session:
        assert not any(one.package for one in session.batch().documents)
        release.withdraw(workspace, session, "Seite fehlt")
        assert session.batch().released == ""
    assert dispatch.run(workspace, outbox(11), grace=TEN).held == ()
    with workspace.open(second) as session:
        office.release(session)
        assert session.batch().released > released
    sent = dispatch.run(workspace, outbox(11), grace=TEN)
    assert {one.batch for one in sent.sent} == {second}
    assert dispatch.left(sent) == 0


def test_what_somebody_is_about_to_withdraw_is_kept_as_long_as_it_takes(packed: Office) -> None:
    kept = replace(TEN, kept=frozenset({packed.batch}))
    found = dispatch.run(packed.workspace(), outbox(60), grace=kept)
    assert [batch for batch, _ in found.held] == [packed.batch]
    assert found.sent == ()
    assert dispatch.left(dispatch.run(packed.workspace(), outbox(60), grace=TEN)) == 0


def test_what_somebody_keeps_while_a_round_runs_is_not_taken_by_it(
    office: Office, tmp_path: Path
) -> None:
    """The second batch is kept while the first one's packages are written."""
    first, workspace = office.batch, office.workspace()
    second = office.scan_stack(stack(tmp_path / "feeder"))
    for batch in (first, second):
        with workspace.open(batch) as session:
            office.release(session)
    kept: set[str] = set()
    found = dispatch.run(
        workspace, outbox(60), lambda _: kept.add(second), grace=replace(TEN, kept=kept)
    )
    assert {one.batch for one in found.sent} == {first}
    assert [batch for batch, _ in found.held] == [second]
    with workspace.read(second) as session:
        assert session.batch().state is BatchState.RELEASED
        assert not any(one.package for one in session.batch().documents)


def test_what_somebody_keeps_while_its_packages_are_written_is_not_sent(office: Office) -> None:
    with office.open() as session:
        office.release(session)
    kept: set[str] = set()
    found = dispatch.run(
        office.workspace(),
        outbox(60),
        lambda _: kept.add(office.batch),
        grace=replace(TEN, kept=kept),
    )
    assert (found.sent, [batch for batch, _ in found.held]) == ((), [office.batch])
    with office.workspace().read(office.batch) as session:
        assert session.batch().state is BatchState.EXPORTED


def test_who_says_upload_does_not_wait(packed: Office) -> None:
    (one,) = list_batches(packed.workspace())
    with packed.open() as session:
        assert one.released == session.batch().released != ""
    assert len(upload(packed.workspace(), outbox())) == 2
