"""When the next round of sending makes sense: at leisure, after a growing wait, or never alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanstation.errors import (
    NOTHING,
    CredentialMissing,
    OutcomeUnknown,
    PackageChanged,
    ScanstationError,
    TargetBusy,
    TargetLoginFailed,
    TargetUnreachable,
    TargetUntrusted,
)
from scanstation.model import UploadState
from scanstation.settings import Settings
from scanstation.workflow.dispatch import Outlook, Round, left, outlook, patience
from scanstation.workflow.upload import Sent

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
FRESH = Outlook(patience(Settings("-")))


def sent(error: ScanstationError | None, state: UploadState = UploadState.FAILED) -> Sent:
    return Sent("b", 1, "p", "ziel", state, "", "", False, NOTHING, error)


def after(before: Outlook, *errors: ScanstationError | None) -> Outlook:
    return outlook(before, Round(tuple(sent(one) for one in errors)), NOW, lambda: 0.5)


def test_nothing_to_complain_about_waits_for_nothing() -> None:
    found = after(FRESH, None)
    assert (found.retry.due, found.away, found.halted) == (None, None, None)


@pytest.mark.parametrize("error", [TargetUnreachable(target="z"), TargetBusy(target="z")])
def test_an_absent_target_waits_longer_each_time_and_for_ever(error: ScanstationError) -> None:
    waits, found = [], FRESH
    for _ in range(40):
        found = after(found, error, None)
        assert found.away is error
        assert found.retry.due is not None
        waits.append((found.retry.due - NOW).total_seconds())
    assert waits == sorted(waits)
    assert waits[0] < waits[-1] <= Settings("-").retry.longest
    assert after(found, None).retry.due is None


@given(st.floats(0, 0.999))
def test_a_target_s_own_wish_is_never_undercut(chance: float) -> None:
    error = TargetBusy(target="z", retry_after=600.0)
    found = outlook(FRESH, Round((sent(error),)), NOW, lambda: chance)
    assert found.retry.due is not None
    assert found.retry.due >= NOW + timedelta(seconds=600)


@pytest.mark.parametrize("kind", [TargetLoginFailed, CredentialMissing, TargetUntrusted])
def test_what_a_person_must_mend_is_not_tried_by_the_clock(kind: type[ScanstationError]) -> None:
    error = kind(target="z")
    found = after(FRESH, TargetUnreachable(target="y"), error)
    assert found.halted is error
    assert found.retry.due is None


def test_one_document_s_failure_keeps_no_target_away() -> None:
    assert after(FRESH, PackageChanged(object="x")).retry.due is None
    unclear = after(FRESH, OutcomeUnknown(target="z"))
    assert unclear.away is None
    assert unclear.retry.due is not None


def test_what_is_left_is_counted_without_what_another_version_replaces() -> None:
    states = (UploadState.VERIFIED, UploadState.SUPERSEDED, UploadState.FAILED, UploadState.STORED)
    assert left(Round(tuple(sent(None, one) for one in states))) == 2
