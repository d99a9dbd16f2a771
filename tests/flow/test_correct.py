"""A corrected version of what was sent: nothing is lost, nothing is sent twice, both are named."""

from __future__ import annotations

import json
from contextlib import closing
from unittest import mock

import pytest

from scanstation import events
from scanstation.errors import (
    BatchClosed,
    BatchLocked,
    BlobChanged,
    CorrectionRefused,
    EditRefused,
    NothingToUndo,
    PurgeRefused,
    ReleaseRefused,
    SendingBegun,
    Text,
)
from scanstation.export.transfer_note import parse_note
from scanstation.model import BatchState, PageKind, UploadState, ValueSource
from scanstation.upload.credentials import MemoryCredentials
from scanstation.workflow import check, edit, export, index, release
from scanstation.workflow.abandon import abandon
from scanstation.workflow.correct import correct
from scanstation.workflow.purge import purge
from scanstation.workflow.upload import Outbox, upload
from tests.builders.office import FIRST, Office
from tests.flow.correcting import OUTBOX, REASON, finish, read, send


def test_a_corrected_version_has_the_same_images_and_names_the_old_document(
    sent: Office, old: str
) -> None:
    with closing(correct(sent.workspace("P-4711"), old, [1], REASON)) as session:
        batch = session.batch()
        with read(sent, old) as former:
            before = former.batch()
        first = before.documents[0]
        (document,) = batch.documents
        assert batch.corrects == old
        assert (batch.received, batch.box, batch.profile) == ("2026-11-20", "K-7", before.profile)
        (named,) = document.corrects
        assert first.transfer is not None
        assert (named.batch, named.document, named.number) == (old, first.id, 1)
        assert (named.package, named.receipt) == (first.package, first.transfer.receipt)
        assert document.document_class == "nachweis"
        assert [page.image for page in map(batch.page, document.pages)] == [
            before.page(page).image for page in first.pages
        ]
        assert [page.kind for page in batch.pages] == [
            PageKind.DOCUMENT, PageKind.BLANK, PageKind.DOCUMENT, PageKind.DOCUMENT,
        ]  # fmt: skip
        assert [page.sheet for page in batch.pages] == [1, 1, 2, 2]
        assert not {page.id for page in batch.pages} & {page.id for page in before.pages}
        assert {page.scanned_by for page in batch.pages} == {"anna"}
        assert all(page.words and page.thumbnail for page in batch.pages if page.document)
        assert batch.ledger.balanced
        for page in batch.pages:
            assert session.blobs.read(page.image.blob)
        with pytest.raises(NothingToUndo):
            edit.undo(session)


def test_its_case_number_is_confirmed_again_by_a_person(sent: Office, old: str) -> None:
    workspace = sent.workspace("P-4711")
    with closing(correct(workspace, old, [1], REASON)) as session:
        value = session.batch().documents[0].fields["case_number"]
        assert (value.value, value.source, value.confirmed_by) == (FIRST, ValueSource.FORMER, "")
        said = index.origin_text(value, session.batch())
        assert said == Text("aus der früheren Fassung", "from the former version")
        check.record(session, passed=True)
        with pytest.raises(ReleaseRefused) as refused:
            release.release(workspace, session)
        assert [one.code for one in refused.value.details["problems"]] == [  # type: ignore[attr-defined]
            "case_number_unconfirmed"
        ]


def test_the_correction_is_sent_beside_the_old_and_says_so_everywhere(
    sent: Office, old: str
) -> None:
    workspace = sent.workspace("P-4711")
    journal = workspace.locate(old) / "journal.sqlite"
    bytes_before = journal.read_bytes()
    with closing(correct(workspace, old, [1, 2], REASON)) as session:
        name = session.batch().id
        edit.reject(session, session.batch().pages[3].number, "doppelt")
        finish(sent, session)
        first = session.batch().documents[0]
        path = workspace.packages / first.package_path
        captured = [row.time for row in read(sent, old).rows() if row.type == "page_captured"]
    (note_file,) = path.glob("*Transfervermerk.xml")
    note = parse_note(note_file.read_bytes())
    assert note.amends is not None
    assert (note.amends.reason, note.amends.scanned_by) == (REASON, "anna")
    assert note.amends.former == first.corrects
    assert note.creator.name == "P-4711"
    assert note.times.scanned_from in captured
    (index_file,) = path.glob("*index.json")
    told = json.loads(index_file.read_text())
    assert (told["received"], told["box"]) == ("2026-11-20", "K-7")
    assert [one["package"] for one in told["corrects"]] == [first.corrects[0].package]
    assert [one.state for one in send(sent, name)] == [UploadState.VERIFIED] * 2
    assert len(list(sent.target.rglob("*.pdf"))) == 4
    assert all(one["ok"] for one in sent.ok("verify", name, "--json").json)
    assert all(one["ok"] for one in sent.ok("verify", old, "--json").json)
    assert journal.read_bytes() == bytes_before
    shown = sent.ok("show", name, "--json").json
    assert (shown["state"], shown["corrects"]) == ("closed", old)
    assert shown["documents"][0]["corrects"][0]["batch"] == old


def test_a_document_that_failed_for_good_is_replaced_and_never_sent_again(failed: Office) -> None:
    workspace, old = failed.workspace(), failed.batch
    with closing(correct(workspace, old, [1], REASON)) as session:
        name = session.batch().id
        assert session.batch().documents[0].corrects[0].receipt == ""
        with read(failed, old) as former:
            transfer = former.batch().documents[0].transfer
            assert transfer is not None
            assert (transfer.state, transfer.superseded_by) == (UploadState.SUPERSEDED, name)
            assert former.batch().state is BatchState.SENT
        finish(failed, session)
    again = Outbox(MemoryCredentials(), pace=OUTBOX.pace, retry=OUTBOX.retry, again=True)
    done = {(one.batch, one.document): one.state for one in upload(workspace, again)}
    assert done == {
        (old, 1): UploadState.SUPERSEDED,
        (old, 2): UploadState.VERIFIED,
        (name, 1): UploadState.VERIFIED,
    }
    assert len(list(failed.target.rglob("*.pdf"))) == 2
    for batch in (old, name):
        assert failed.ok("show", batch, "--json").json["state"] == "closed"
    assert failed.cli("upload", old).code == 0


def test_a_correction_killed_before_the_old_document_was_final_settles_with_its_release(
    failed: Office,
) -> None:
    workspace, old = failed.workspace(), failed.batch
    with (
        mock.patch("scanstation.workflow.correct.supersede", side_effect=KeyboardInterrupt),
        pytest.raises(KeyboardInterrupt),
    ):
        correct(workspace, old, [1], REASON)
    (name,) = [one.name for one in workspace.folders() if one.name != old]
    with workspace.open(name) as session:
        index.refresh(workspace, session)
        with workspace.open(old) as busy:
            assert busy.batch().documents[0].transfer.state is UploadState.FAILED  # type: ignore[union-attr]
            index.confirm(session, 1, "case_number")
            check.record(session, passed=True)
            with pytest.raises(BatchLocked):
                release.release(workspace, session)
            assert session.batch().state is BatchState.OPEN
        release.release(workspace, session)
        with read(failed, old) as former:
            transfer = former.batch().documents[0].transfer
            assert transfer is not None
            assert (transfer.state, transfer.superseded_by) == (UploadState.SUPERSEDED, name)


def test_a_second_correction_of_a_replaced_document_needs_the_first_given_up(
    failed: Office,
) -> None:
    workspace, old = failed.workspace(), failed.batch
    with closing(correct(workspace, old, [1], REASON)) as session:
        first = session.batch().id
        with pytest.raises(CorrectionRefused, match="corrected already"):
            correct(workspace, old, [1], REASON)
        abandon(session, "doch anders")
    with closing(correct(workspace, old, [1], REASON)) as session:
        second = session.batch().id
    with read(failed, old) as former:
        transfer = former.batch().documents[0].transfer
    assert transfer is not None
    assert transfer.superseded_by == second != first


def test_what_is_not_sent_or_on_its_way_is_not_corrected(packed: Office) -> None:
    workspace, name = packed.workspace(), packed.batch
    with pytest.raises(CorrectionRefused) as unsent:
        correct(workspace, name, [1], REASON)
    assert "bitte die Freigabe zurücknehmen" in unsent.value.sentence("de")
    with packed.open() as session:
        (one, two) = session.batch().documents
        for document, state in ((one, UploadState.SENDING), (two, UploadState.FAILED)):
            session.append(events.UploadStep(document.id, document.package, "ablage", state))
    for number in (1, 2):
        with pytest.raises(CorrectionRefused) as under_way:
            correct(workspace, name, [number], REASON)
        assert f"document {number} is on its way" in under_way.value.sentence("en")
    assert [one.name for one in workspace.folders()] == [name]


@pytest.mark.parametrize(
    ("documents", "reason", "error"),
    [
        ([1], "  ", CorrectionRefused),
        ([], REASON, CorrectionRefused),
        ([3], REASON, EditRefused),
        ([1, 3], REASON, EditRefused),
    ],
)
def test_a_correction_without_reason_or_document_is_refused(
    sent: Office, old: str, documents: list[int], reason: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        correct(sent.workspace(), old, documents, reason)
    assert [one.name for one in sent.workspace().folders()] == [old]


def test_a_purged_batch_cannot_be_corrected(sent: Office, old: str) -> None:
    purge(sent.workspace(), old, "Frist")
    answer = sent.cli("correct", old, "--document", 1, "--reason", REASON)
    assert answer.code == 73
    assert "die Rohbilder sind gelöscht" in answer.err
    assert [one.name for one in sent.workspace().folders()] == [old]


def test_a_damaged_image_is_not_carried_over(sent: Office, old: str) -> None:
    workspace = sent.workspace()
    with read(sent, old) as former:
        page = former.batch().page(former.batch().documents[0].pages[1])
        path = former.blob_path(page.image.blob)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.chmod(0o600)
    path.write_bytes(data)
    with pytest.raises(BlobChanged):
        correct(workspace, old, [1], REASON)
    (broken,) = [one.name for one in workspace.folders() if one.name != old]
    with read(sent, broken) as session:
        assert (session.batch().state, session.batch().pages) == (BatchState.ABANDONED, ())


def test_raw_pages_of_a_replaced_document_stay_until_its_correction_is_stored(
    failed: Office,
) -> None:
    workspace, old = failed.workspace(), failed.batch
    with closing(correct(workspace, old, [1], REASON)) as session:
        name = session.batch().id
        assert [one.batch for one in send(failed)] == [old, old]
        with pytest.raises(PurgeRefused) as refused:
            purge(workspace, old, "Frist")
        assert "berichtigte Fassung" in refused.value.sentence("de")
        finish(failed, session)
    send(failed, name)
    purge(workspace, old, "Frist")
    with read(failed, name) as session:
        assert session.batch().documents[0].corrects[0].batch == old
        for page in session.batch().pages:
            assert session.blobs.read(page.image.blob)
    purge(workspace, name, "Frist")
    for folder in workspace.folders():
        everything = b"".join(one.read_bytes() for one in folder.rglob("*") if one.is_file())
        assert REASON.encode() not in everything
        assert FIRST.encode() not in everything
    with read(failed, name) as session:
        assert session.batch().documents[0].corrects[0].batch == old
        assert session.batch().correction_reason == ""


def test_decisions_about_pages_go_along(office: Office) -> None:
    workspace = office.workspace()
    with office.open() as session:
        edit.join(session, 9)
        edit.rotate(session, 5, 180)
        edit.reject(session, 6, "Irrläufer")
        edit.restore(session, 10)
        said = Text("Doppeleinzug an Blatt 3", "Double feed at sheet 3")
        session.append(events.AnomalyNoted("double_feed", said, sheet=3, needs_answer=True))
        (doubt,) = check.open_doubts(session.batch())
        check.answer(session, doubt, "nachgezählt")
        index.refresh(workspace, session)
        office.release(session)
        export.export(workspace, session)
    old = office.batch
    send(office)
    with closing(correct(workspace, old, [1], REASON)) as session:
        batch = session.batch()
        (document,) = batch.documents
        assert [page.kind.value for page in batch.pages] == [
            "document", "blank", "document", "rejected", "document", "document",
        ]  # fmt: skip
        assert [batch.page(page).rotation for page in document.pages] == [0, 180, 0, 0]
        (anomaly,) = [one for one in batch.anomalies if one.kind == "double_feed"]
        assert (anomaly.sheet, anomaly.answer) == (2, "nachgezählt")
        assert check.open_doubts(batch) == ()
        index.refresh(workspace, session)
        assert [one.pages for one in session.batch().documents] == [document.pages]


def test_a_withdrawal_that_is_too_late_names_the_alternative(failed: Office) -> None:
    with failed.open() as session, pytest.raises(SendingBegun):
        release.withdraw(failed.workspace(), session, "zu spät")
    answer = failed.cli("withdraw", failed.batch, "--reason", "zu spät")
    assert answer.code == 69
    assert "scanstation correct" in answer.err


def test_a_closed_batch_is_not_written(sent: Office, old: str) -> None:
    told = sent.ok("correct", old, "--document", 1, "--reason", REASON, "--json").json
    assert told["corrects"] == old
    assert told["documents"] == 1
    with pytest.raises(BatchClosed):
        sent.workspace().open(old)
    listed = {one["batch"]: one["state"] for one in sent.ok("batches", "--json").json}
    assert listed == {old: "closed", told["batch"]: "open"}


def test_a_sent_document_is_corrected_once_at_a_time(sent: Office, old: str) -> None:
    workspace = sent.workspace()
    with closing(correct(workspace, old, [1], REASON)) as new:
        first = new.batch().id
    with pytest.raises(CorrectionRefused, match=first):
        correct(workspace, old, [1], REASON)
    with closing(workspace.open(first)) as again:
        abandon(again, "doch nicht")
    with closing(correct(workspace, old, [1], REASON)) as new:
        assert new.batch().corrects == old
