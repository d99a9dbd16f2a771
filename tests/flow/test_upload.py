"""From packages to receipts, over a folder target and the outbox of the tenant."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from scanstation import events
from scanstation.errors import (
    ConfigurationUnknown,
    OutboxBusy,
    PackageChanged,
    ScanstationError,
    StateRefused,
    TargetUnreachable,
)
from scanstation.model import BatchState, UploadState
from scanstation.upload.credentials import MemoryCredentials
from scanstation.upload.lock import outbox_lock
from scanstation.upload.outbox import Pace
from scanstation.upload.retry import Retry
from scanstation.workflow.session import BatchSession
from scanstation.workflow.upload import Outbox, Sent, upload
from tests.builders.office import Office

OUTBOX = Outbox(
    MemoryCredentials(), pace=Pace(sleep=lambda _: None), retry=Retry(first=0.1, max_attempts=1)
)


def send(office: Office, *batches: str, outbox: Outbox = OUTBOX) -> list[Sent]:
    return upload(office.workspace(), outbox, batches)


def states(sent: list[Sent]) -> list[UploadState]:
    return [one.state for one in sent]


def failures(sent: list[Sent]) -> list[type[ScanstationError] | None]:
    return [type(one.error) if one.error else None for one in sent]


def package(office: Office, number: int) -> Path:
    with office.workspace().read(office.batch) as session:
        return office.workspace().packages / session.batch().documents[number - 1].package_path


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0x01
    path.chmod(0o600)
    path.write_bytes(data)


def test_receipts_are_journaled_and_the_batch_is_closed(packed: Office) -> None:
    sent = send(packed)
    assert states(sent) == [UploadState.VERIFIED] * 2
    folder = packed.workspace().locate(packed.batch)
    record = json.loads((folder / "closing.json").read_text())
    with packed.workspace().read(packed.batch) as session:
        batch = session.batch()
        receipts = session.every(events.ReceiptReceived)
        assert record["head"] == session.rows()[-1].hash
    assert batch.state is BatchState.CLOSED
    assert [one.receipt for one in receipts] == [one.receipt for one in sent]
    assert not any(one.training for one in receipts)
    for one in receipts:
        assert {one.sha256, one.package} <= {*_hashes(packed), one.package}


def _hashes(office: Office) -> set[str]:
    import hashlib

    return {hashlib.sha256(one.read_bytes()).hexdigest() for one in office.target.rglob("*.pdf")}


def test_a_second_upload_does_nothing_and_tells_the_receipts_again(packed: Office) -> None:
    first = send(packed)
    before = {path: path.stat().st_mtime_ns for path in packed.target.rglob("*")}
    journal = packed.workspace().locate(packed.batch) / "journal.sqlite"
    written = journal.read_bytes()
    assert send(packed) == []
    assert send(packed, packed.batch) == first
    assert {path: path.stat().st_mtime_ns for path in packed.target.rglob("*")} == before
    assert journal.read_bytes() == written


def test_a_batch_that_is_not_released_is_refused_by_name(office: Office) -> None:
    with pytest.raises(StateRefused) as refused:
        send(office, office.batch)
    assert "„offen“" in refused.value.sentence("de")
    assert send(office) == []


def test_a_target_that_is_away_leaves_everything_for_the_next_run(packed: Office) -> None:
    packed.target.rename(packed.target.with_name("weg"))
    away = send(packed)
    assert states(away) == [UploadState.FAILED, UploadState.PREPARED]
    assert failures(away) == [TargetUnreachable, None]
    packed.target.with_name("weg").rename(packed.target)
    assert states(send(packed)) == [UploadState.VERIFIED] * 2


@pytest.mark.parametrize("part", ["*.pdf", "*index.json", "manifest.json"])
def test_a_changed_package_is_refused_and_named_and_the_other_one_goes(
    packed: Office, part: str
) -> None:
    (file,) = package(packed, 1).glob(part)
    whole = file.read_bytes()
    flip(file)
    sent = send(packed)
    assert states(sent) == [UploadState.FAILED, UploadState.VERIFIED]
    assert failures(sent) == [PackageChanged, None]
    assert sent[0].error is not None
    assert file.name in sent[0].error.sentence("de")
    again = send(packed)
    assert states(again) == [UploadState.FAILED, UploadState.VERIFIED]
    assert file.name in again[0].reason.de
    assert (again[0].error, again[0].code) == (None, "PackageChanged")
    file.write_bytes(whole)
    retried = send(packed, outbox=Outbox(MemoryCredentials(), again=True))
    assert states(retried) == [UploadState.VERIFIED] * 2


def test_a_package_with_a_manifest_of_its_own_is_not_believed(packed: Office) -> None:
    """Whoever changes a file can also write a manifest that fits; the journal knows better."""
    import hashlib

    folder = package(packed, 1)
    (index,) = folder.glob("*index.json")
    index.chmod(0o600)
    old = hashlib.sha256(index.read_bytes()).hexdigest()
    text = index.read_text(encoding="utf-8").replace("50.1-101/2026", "50.1-999/2026")
    index.write_text(text, encoding="utf-8")
    manifest = folder / "manifest.json"
    manifest.chmod(0o600)
    new = hashlib.sha256(index.read_bytes()).hexdigest()
    manifest.write_bytes(manifest.read_bytes().replace(old.encode(), new.encode()))
    sent = send(packed)
    assert failures(sent) == [PackageChanged, None]


def test_a_package_that_is_gone_is_named(packed: Office) -> None:
    folder = package(packed, 2)
    shutil.rmtree(folder)
    sent = send(packed)
    assert failures(sent) == [None, PackageChanged]
    assert sent[1].error is not None
    assert f"{folder.name}/manifest.json (fehlt oder ist unlesbar)" in sent[1].error.sentence("de")


def test_one_process_works_on_the_outbox(packed: Office) -> None:
    with (
        outbox_lock(packed.workspace().folder / "outbox.lock"),
        pytest.raises(OutboxBusy) as busy,
    ):
        send(packed)
    assert "anderen Programm" in busy.value.sentence("de")
    assert states(send(packed)) == [UploadState.VERIFIED] * 2


def test_a_broken_batch_keeps_nobody_from_sending(packed: Office) -> None:
    workspace = packed.workspace()
    with workspace.create(workspace.configuration.profile("posteingang")) as session:
        broken = session.batch().id
    journal = workspace.locate(broken) / "journal.sqlite"
    journal.write_bytes(b"kein Journal mehr" * 500)
    assert states(send(packed)) == [UploadState.VERIFIED] * 2
    listed = {one["batch"]: one["state"] for one in packed.ok("batches", "--json").json}
    assert listed[broken] == "broken"
    with pytest.raises(ScanstationError):
        send(packed, broken)


def test_a_target_that_nobody_declares_any_more_is_told_and_holds_only_its_documents(
    packed: Office,
) -> None:
    declared = packed.home / "kreis" / "targets" / "ablage.toml"
    declared.rename(declared.with_name("archiv.toml"))
    tenant = packed.home / "kreis" / "tenant.toml"
    tenant.write_text(tenant.read_text(encoding="utf-8").replace("ablage", "archiv"))
    sent = send(packed)
    assert failures(sent) == [ConfigurationUnknown] * 2
    assert states(sent) == [UploadState.PREPARED] * 2


def test_open_batches_are_not_touched_while_others_are_sent(packed: Office) -> None:
    """Somebody may be working on them."""
    workspace = packed.workspace()
    with workspace.create(workspace.configuration.profile("posteingang")) as mine:
        head = mine.batch().head
        assert states(send(packed)) == [UploadState.VERIFIED] * 2
        assert mine.batch().head == head


def test_a_batch_killed_between_its_last_event_and_its_closing_record_is_closed_later(
    packed: Office,
) -> None:
    send(packed)
    workspace = packed.workspace()
    folder = workspace.locate(packed.batch)
    with packed.workspace().read(packed.batch) as session:
        head = session.batch().head
    # As it was an instant before: the witness stands, the record does not.
    from scanstation.store.closing import read_record
    from scanstation.store.witness import create_witness

    record = read_record(folder)
    assert record is not None
    create_witness(folder, record.rows, record.head)
    (folder / "closing.json").unlink()
    assert states(send(packed)) == [UploadState.VERIFIED] * 2
    closed = read_record(folder)
    assert closed is not None
    assert (closed.head, closed.journal) == (record.head, record.journal)
    assert packed.cli("verify", packed.batch).code == 0
    with BatchSession.open(folder, workspace.actor, write=False) as session:
        assert session.batch().head == head
