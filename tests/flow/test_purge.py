"""What may be erased, and what stays provable."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scanstation import events
from scanstation.errors import PurgeRefused
from scanstation.model import BatchState
from scanstation.store.batch import BatchFolder
from scanstation.upload.credentials import MemoryCredentials
from scanstation.workflow import edit, export, index
from scanstation.workflow.abandon import abandon
from scanstation.workflow.import_files import import_files
from scanstation.workflow.purge import purge
from scanstation.workflow.session import BatchSession
from scanstation.workflow.upload import Outbox, upload
from tests.builders.office import FIRST, SECOND, Office, written

SECRETS = (FIRST, SECOND, "Stadtwerke Musterstadt", "Mueller_Anna", "Irrtum von Frau Meier")


def sent(office: Office) -> str:
    """Send a batch with a name in every place that takes one; return its id."""
    workspace = office.workspace()
    file = office.home.parent / "Mueller_Anna.png"
    written("Anlage", seed=8).save(file, dpi=(150, 150))
    profile = workspace.configuration.profile("posteingang")
    with office.open() as session:
        index.set_value(workspace, session, 1, "sender", "Stadtwerke Musterstadt")
        edit.reject(session, 6, "Irrtum von Frau Meier")
        office.release(session)
        export.export(workspace, session)
    with workspace.create(profile) as session:
        import_files(session, [file])
        index.refresh(workspace, session)
        index.set_value(workspace, session, 1, "case_number", FIRST)
        office.release(session)
        export.export(workspace, session)
    done = upload(workspace, Outbox(MemoryCredentials()))
    assert {one.state.value for one in done} == {"verified"}
    return done[0].batch


def everywhere(folder: Path) -> bytes:
    return b"".join(one.read_bytes() for one in sorted(folder.rglob("*")) if one.is_file())


def test_a_sent_batch_is_erased_and_stays_provable(office: Office) -> None:
    sent(office)
    workspace = office.workspace()
    for folder in workspace.folders():
        before = everywhere(folder)
        assert any(secret.encode() in before for secret in SECRETS)
        old = json.loads((folder / "closing.json").read_text())
        with workspace.read(folder.name) as session:
            hashes = [row.hash for row in session.rows()]
            blobs = {page.image.blob for page in session.batch().pages}
        done = purge(workspace, folder.name, "Frist abgelaufen")
        assert done.blobs >= len(blobs)
        after = everywhere(folder)
        assert [secret for secret in SECRETS if secret.encode() in after] == []
        assert not any((folder / "blobs" / blob).exists() for blob in blobs)
        new = json.loads((folder / "closing.json").read_text())
        with workspace.read(folder.name) as session:
            rows = session.rows()
            purged = session.last(events.Purged)
            assert session.batch().state is BatchState.CLOSED
        assert purged is not None
        assert new["cites"] == purged.cites != old["check"]
        assert [row.hash for row in rows[: len(hashes)]] == hashes
        assert new["head"] == rows[-1].hash
        assert office.cli("verify", folder.name).code == 0
        assert office.cli("show", folder.name).code == 0
    assert list(workspace.packages.iterdir()) == []
    assert {one["state"] for one in office.ok("batches", "--json").json} == {"closed"}


def test_a_purge_is_done_once(office: Office) -> None:
    name = sent(office)
    purge(office.workspace(), name, "Frist abgelaufen")
    with pytest.raises(PurgeRefused) as refused:
        purge(office.workspace(), name, "noch einmal")
    assert "schon gelöscht" in refused.value.sentence("de")
    assert office.cli("verify", name).code == 0


def test_a_purge_that_was_killed_is_brought_to_its_end(office: Office) -> None:
    name = sent(office)
    workspace = office.workspace()
    with workspace.read(name) as session:
        blob = session.batch().pages[0].image.blob
    store = BatchFolder.reopen(workspace.locate(name))
    with BatchSession(store, workspace.actor) as session:
        assert store.closing is not None
        session.append(events.Purged((), (blob,), "Frist", store.closing.sha256))
    done = purge(workspace, name, "Frist abgelaufen")
    assert done.blobs == 1
    assert not (workspace.locate(name) / "blobs" / blob).exists()
    assert office.cli("verify", name).code == 0


@pytest.mark.parametrize(
    ("training", "uploaded", "german", "english"),
    [
        (True, True, "stammen von einem Übungsziel", "from a training target"),
        (False, False, "nicht jedes Dokument ist bestätigt", "not every document is verified"),
    ],
)
def test_what_is_still_needed_stays(
    packed: Office, training: bool, uploaded: bool, german: str, english: str
) -> None:
    packed.point_at(packed.target, training=training)
    workspace = packed.workspace()
    if uploaded:
        upload(workspace, Outbox(MemoryCredentials()))
    name = packed.batch
    before = everywhere(workspace.locate(name) / "blobs")
    with pytest.raises(PurgeRefused) as refused:
        purge(workspace, name, "zu früh")
    assert german in refused.value.sentence("de")
    assert english in refused.value.sentence("en")
    assert everywhere(workspace.locate(name) / "blobs") == before
    assert packed.cli("verify", name).code == 0
    closed = (workspace.locate(name) / "closing.json").exists()
    assert closed is uploaded
    assert packed.cli("edit", "split", name, 5).code == (46 if uploaded else 63)


def test_a_batch_given_up_may_go(packed: Office) -> None:
    workspace = packed.workspace()
    name = packed.batch
    with packed.open() as session:
        abandon(session, "Irrtum von Frau Meier")
    purge(workspace, name, "nicht gebraucht")
    after = everywhere(workspace.locate(name))
    assert [secret for secret in SECRETS if secret.encode() in after] == []
    assert list(workspace.packages.iterdir()) == []
    assert packed.ok("batches", "--json").json[0]["state"] == "abandoned"
    assert packed.cli("verify", name).code == 0
