"""Erasing by policy: when a batch is due, and what never is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from scanstation import events
from scanstation.store.batch import BatchFolder
from scanstation.upload.credentials import MemoryCredentials
from scanstation.workflow.abandon import abandon
from scanstation.workflow.retention import due, purge_due
from scanstation.workflow.session import BatchSession
from scanstation.workflow.upload import Outbox, upload
from scanstation.workflow.workspace import Workspace
from tests.builders.office import Office

DAYS = 30
TODAY = datetime.now(UTC).date()
LATER = TODAY + timedelta(days=DAYS)


def keeping(office: Office, days: int = DAYS) -> Workspace:
    workspace = office.workspace()
    settings = workspace.settings
    return replace(
        workspace, settings=replace(settings, retention=replace(settings.retention, raw_days=days))
    )


def test_a_batch_is_due_so_many_days_after_its_last_receipt(packed: Office) -> None:
    workspace = keeping(packed)
    assert due(workspace, LATER) == []  # nothing is sent yet
    upload(workspace, Outbox(MemoryCredentials()))
    assert due(workspace, LATER - timedelta(days=1)) == []
    assert due(workspace, LATER) == [packed.batch]
    assert due(keeping(packed, 0), date(2999, 1, 1)) == []
    (done,) = purge_due(workspace, LATER)
    assert done.batch == packed.batch
    with workspace.read(packed.batch) as session:
        purged = session.last(events.Purged)
    assert purged is not None
    assert purged.reason == "Aufbewahrung von 30 Tagen nach der Quittung abgelaufen"
    assert not any((workspace.locate(packed.batch) / "blobs").iterdir())
    assert due(workspace, LATER) == []
    assert packed.cli("verify", packed.batch).code == 0


def training(office: Office) -> None:
    office.point_at(office.target, training=True)
    upload(office.workspace(), Outbox(MemoryCredentials()))


def given_up(office: Office) -> None:
    with office.open() as session:
        abandon(session, "Irrtum")


def unsent(office: Office) -> None:
    """Released and exported only."""


@pytest.mark.parametrize("what", [training, given_up, unsent])
def test_what_is_never_due(packed: Office, what: Callable[[Office], None]) -> None:
    what(packed)
    workspace = keeping(packed)
    blobs = set((workspace.locate(packed.batch) / "blobs").iterdir())
    assert purge_due(workspace, date(2999, 1, 1)) == []
    assert set((workspace.locate(packed.batch) / "blobs").iterdir()) == blobs


def test_a_killed_purge_is_due_at_once(packed: Office) -> None:
    workspace = keeping(packed)
    upload(workspace, Outbox(MemoryCredentials()))
    store = BatchFolder.reopen(workspace.locate(packed.batch))
    with BatchSession(store, workspace.actor) as session:
        assert store.closing is not None
        session.append(events.Purged((), (), "Frist", store.closing.sha256))
    assert due(workspace, LATER) == [packed.batch]
    assert len(purge_due(workspace, LATER)) == 1
    assert due(workspace, LATER) == []


def test_the_command(packed: Office, tmp_path: Path) -> None:
    upload(packed.workspace(), Outbox(MemoryCredentials()))
    assert packed.cli("purge").code == 2
    assert packed.cli("purge", packed.batch).code == 2
    assert packed.cli("purge", packed.batch, "--due", "--reason", "x").code == 2
    assert "retention.raw_days" in packed.ok("purge", "--due").out
    packed.ok("settings", "retention.raw_days=30")
    assert packed.ok("purge", "--due", "--json").json == []
    assert packed.cli("settings", "retention.raw_days=-1").code == 55
