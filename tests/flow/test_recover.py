"""A batch that was left amid its work says so, and what a person has to do."""

from __future__ import annotations

import pytest

from scanstation import events
from scanstation.model import UploadState
from scanstation.workflow import check
from scanstation.workflow.session import BatchSession
from tests.builders.office import Office


def left(office: Office, *happened: events.Event) -> str:
    """Write what a killed program left behind; return the batch's id."""
    workspace = office.workspace()
    with BatchSession.open(workspace.locate(office.batch), workspace.actor) as session:
        session.append(*happened)
        return session.batch().id


def test_an_interrupted_feed_waits_for_an_answer(office: Office) -> None:
    with office.workspace().read(office.batch) as session:
        scan = session.batch().profile.scan
    name = left(office, events.FeedStarted("f", "simulated:x", scan))
    assert office.ok("batches", "--json").json[0]["in_flight"] == "feed"
    assert "Einzug läuft oder ist unterbrochen" in office.ok("batches").out
    assert "Einzug läuft oder ist unterbrochen" in office.ok("show", name).out
    first = office.ok("check", name)
    assert "Der Einzug wurde unterbrochen" in first.err
    assert "? Der Einzug wurde nach Blatt 5 unterbrochen." in first.out
    again = office.ok("--lang", "en", "check", name, "--accept", "nachgezählt", "--passed")
    assert again.err == ""
    assert office.ok("release", name).out == "Freigegeben.\n"


@pytest.mark.parametrize("language", ["de", "en"])
def test_an_interrupted_export_or_upload_is_told(packed: Office, language: str) -> None:
    with packed.workspace().read(packed.batch) as session:
        first, second = session.batch().documents
    name = left(packed, events.ExportStarted(first.id, first.package))
    answer = packed.ok("--lang", language, "export", name)
    assert {"de": "Der Export wurde unterbrochen", "en": "The export was interrupted"}[
        language
    ] in answer.err
    step = events.UploadStep(second.id, second.package, "ablage", UploadState.SENDING)
    left(packed, step)
    assert packed.ok("show", name, "--json").json["in_flight"] == "upload"
    listed = packed.ok("--lang", language, "batches").out
    assert {"de": "Senden läuft", "en": "sending or interrupted"}[language] in listed
    assert packed.ok("upload").code == 0
    assert packed.ok("show", name, "--json").json["in_flight"] == ""


def test_pages_without_facts_and_a_missing_separation_are_made_up_for(office: Office) -> None:
    with office.open() as session:
        page = session.batch().pages[2]
    name = left(
        office,
        events.PageCaptured("new", "new-sheet", "front", page.image, "d", "f"),
        events.FeedEnded("f", 1, 1, "end"),
    )
    with office.workspace().open(name) as session:
        batch = session.batch()
        assert all(one.facts is not None for one in batch.pages)
        assert [batch.page(p).number for p in batch.documents[1].pages] == [9, 11]
        assert check.open_doubts(batch) == ()
        assert session.interrupted == ""
