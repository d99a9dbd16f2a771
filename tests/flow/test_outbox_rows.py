"""The outbox as people see it: before sending, after a failure, with its receipt."""

from __future__ import annotations

from scanstation.errors import Text
from scanstation.model import Target, UploadState
from scanstation.upload.credentials import MemoryCredentials
from scanstation.upload.outbox import Pace
from scanstation.upload.retry import Retry
from scanstation.workflow import dispatch
from scanstation.workflow.outbox_rows import OutboxReader, anything_waits, remedy, web_address
from scanstation.workflow.upload import Outbox
from tests.builders.office import FIRST, SECOND, Office

OUTBOX = Outbox(MemoryCredentials(), retry=Retry(first=0.1))


def test_one_round_brings_what_is_released_to_receipts(office: Office) -> None:
    workspace, reader = office.workspace(), OutboxReader()
    assert not anything_waits(workspace)
    with office.open() as session:
        office.release(session)
    assert anything_waits(workspace)
    assert [one.packed for one in reader.read(workspace)] == [False, False]
    found = dispatch.run(workspace, OUTBOX)
    assert dispatch.left(found) == 0
    rows = reader.read(workspace)
    assert [one.case_number for one in rows] == [FIRST, SECOND]
    for row in rows:
        assert row.state is UploadState.VERIFIED
        assert row.sent == row.size > 0
        assert row.receipt
        assert row.stored
        assert len(row.sha256) == 64
        assert row.verified_by == "download"
        assert row.address.startswith("file://")
    assert not anything_waits(workspace)


def test_a_round_that_is_told_to_end_leaves_the_rest_for_the_next(office: Office) -> None:
    workspace = office.workspace()
    with office.open() as session:
        office.release(session)
    asked: list[int] = []

    def twice() -> bool:
        asked.append(1)
        return len(asked) < 2

    paced = Outbox(MemoryCredentials(), pace=Pace(keep_going=twice))
    assert dispatch.run(workspace, paced).sent == ()
    assert dispatch.left(dispatch.run(workspace, OUTBOX)) == 0


def test_an_absent_target_is_named_with_what_to_do(packed: Office) -> None:
    packed.target.rename(packed.target.with_name("weg"))
    workspace = packed.workspace()
    found = dispatch.run(workspace, OUTBOX)
    assert dispatch.left(found) == 2
    first, second = OutboxReader().read(workspace)
    assert first.failed
    assert not first.permanent
    assert remedy(first).de == "Es wird später von selbst erneut versucht."
    assert (second.state, second.sent) == (UploadState.PREPARED, 0)


def test_a_page_in_the_browser_only_where_the_target_has_one() -> None:
    own = Target("t", Text("T", "T"), "cmis", "http://127.0.0.1:8620/cmis/browser")
    assert web_address(own, "id/1") == ""
    typed = Target("t", own.title, "cmis", own.address, options={"object_type": "sst:document"})
    assert web_address(typed, "id/1") == "http://127.0.0.1:8620/dokumente/id%2F1"
    moved = web_address(typed, "7", "http://127.0.0.1:9/cmis/browser")
    assert moved == "http://127.0.0.1:9/dokumente/7"
    assert web_address(typed, "") == ""
    assert web_address(None, "7") == ""
