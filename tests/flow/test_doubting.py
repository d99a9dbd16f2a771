"""doubts, answer, describe: what a person decides by commands, and what it leads to."""

from __future__ import annotations

from pathlib import Path
from unittest import mock

import pytest

from scanstation import events
from scanstation.errors import StateRefused, Text, UsageError
from scanstation.export.transfer_note import parse_note
from scanstation.indexing.suggest import suggest
from scanstation.model import BatchState, ValueSource
from scanstation.workflow import edit, export, index, release
from scanstation.workflow.describe import describe
from tests.builders.office import Office


def noted(office: Office, sheet: int = 2) -> None:
    with office.open() as session:
        said = Text("Doppeleinzug an Blatt 2", "Double feed at sheet 2")
        session.append(events.AnomalyNoted("double_feed", said, sheet=sheet, needs_answer=True))


def test_doubts_are_listed_and_decided_by_commands(office: Office) -> None:
    batch = office.batch
    assert office.ok("doubts", batch).out == "Kein Zweifel ist offen.\n"
    noted(office)
    office.ok("edit", "split", batch, 5)
    (feed, number) = office.ok("doubts", batch, "--json").json
    assert (feed["kind"], feed["document"], feed["page"]) == ("double_feed", 1, 3)
    assert (number["kind"], number["document"], number["field"]) == ("value", 2, "case_number")
    assert number["proposal"]["de"] == "50.1-103/2026"
    assert number["reasons"][0]["de"].startswith("Seite 5, OCR ")
    listed = office.ok("--lang", "en", "doubts", batch).out
    assert "1. Double feed?  document 1, page 3" in listed
    assert "--accept: Confirm (50.1-103/2026)" in listed

    assert "edit replace" in office.ok("answer", batch, 1, "--correct", "rescan").out
    assert office.ok("answer", batch, 1, "--text", "Blatt 2 nachgezählt").out == "Entschieden.\n"
    shown = office.ok("answer", batch, number["key"], "--accept", "--json", by="P-4711").json
    field = shown["documents"][1]["fields"]["case_number"]
    assert (field["value"], field["confirmed_by"]) == ("50.1-103/2026", "P-4711")
    assert shown["anomalies"][0]["answer"] == "Blatt 2 nachgezählt"
    assert office.ok("doubts", batch, "--json").json == []
    office.ok("undo", batch)
    assert [one["kind"] for one in office.ok("doubts", batch, "--json").json] == ["value"]
    office.ok("undo", batch)
    office.ok("undo", batch)
    assert len(office.ok("show", batch, "--json").json["documents"]) == 2


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["2", "--accept"], "Den Zweifel 2 gibt es nicht; offen sind 1."),
        (["1", "--correct", "join"], "Möglich: rescan, append."),
        (["1", "--accept", "--correct", "rescan"], "Bitte entweder --accept oder --correct"),
    ],
)
def test_wrong_answers_are_refused(office: Office, words: list[str], sentence: str) -> None:
    noted(office)
    head = office.ok("show", office.batch, "--json").json["head"]
    answer = office.cli("answer", office.batch, *words)
    assert answer.code == 2
    assert sentence in answer.err
    assert office.ok("show", office.batch, "--json").json["head"] == head


INHERITING = """
[[fields]]
name = "received"
title = { de = "Eingang", en = "Received" }
kind = "date"
inherit = "received"
[[fields]]
name = "box"
title = { de = "Karton", en = "Box" }
inherit = "box"
cmis_property = "sst:subject"
"""


def test_the_description_of_a_batch_is_put_right_and_inherited(office: Office) -> None:
    own = office.home / "kreis" / "classes" / "posteingang.toml"
    packaged = Path(__file__).parents[2] / "resources" / "classes" / "posteingang.toml"
    own.parent.mkdir()
    own.write_text(packaged.read_text(encoding="utf-8") + INHERITING, encoding="utf-8")
    batch = office.batch
    words = ("--received", "19.11.2026", "--box", "K-8", "--expected-sheets", 6)
    shown = office.ok("describe", batch, *words, "--json").json
    assert (shown["received"], shown["box"]) == ("2026-11-19", "K-8")
    assert shown["ledger"]["expected_sheets"] == 6
    assert not shown["ledger"]["balanced"]
    second = shown["documents"][1]["fields"]
    assert (second["received"]["value"], second["received"]["source"]) == ("2026-11-19", "batch")
    assert second["box"]["value"] == "K-8"
    assert "box" not in shown["documents"][0]["fields"]
    office.ok("undo", batch)
    shown = office.ok("show", batch, "--json").json
    assert (shown["received"], shown["box"]) == ("2026-11-20", "K-7")
    assert shown["documents"][1]["fields"]["box"]["value"] == "K-7"
    office.ok("redo", batch)
    office.ok("describe", batch, "--expected-sheets", 5)
    with office.open() as session:
        assert session.batch().box == "K-8"
        office.release(session)
        _, second = export.export(office.workspace(), session)
    (note,) = second.path.glob("*Transfervermerk.xml")
    said = parse_note(note.read_bytes())
    assert (said.times.received, said.box) == ("2026-11-19", "K-8")
    assert [one.what for one in said.corrections] == ["Angaben zum Stapel"] * 2


def test_a_description_is_refused_once_released_and_for_what_is_no_date(office: Office) -> None:
    with office.open() as session:
        rows = session.batch().rows
        describe(session, box=" K-7 ", received="20.11.2026", expected_sheets=5)
        assert session.batch().rows == rows
        with pytest.raises(UsageError):
            describe(session, received="gestern")
        assert session.batch().rows == rows
        describe(session, received="", expected_sheets=0)
        batch = session.batch()
        assert (batch.received, batch.box, batch.ledger.expected_sheets) == ("", "K-7", None)
        assert edit.undoable(session) == Text("Angaben zum Stapel", "Description of the batch")
        office.release(session)
        with pytest.raises(StateRefused):
            describe(session, box="K-9")
        assert session.batch().state is BatchState.RELEASED


def test_values_of_the_document_before_are_one_step_and_no_confirmation(office: Office) -> None:
    workspace = office.workspace()
    with office.open() as session:
        edit.split(session, 5)
        index.set_value(workspace, session, 1, "sender", "Stadtwerke")
        edit.set_class(session, 2, "nachweis")
        index.set_value(workspace, session, 2, "case_number", "")
        before = session.batch().documents[1].fields
        taken = index.take_previous(workspace, session, 2)
        fields = session.batch().documents[1].fields
        assert "case_number" in taken
        assert (
            fields["case_number"].value == session.batch().documents[0].fields["case_number"].value
        )
        assert fields["case_number"].source is ValueSource.PREVIOUS
        found = [one.code for one in release.problems(workspace, session) if one.document == 2]
        assert "case_number_unconfirmed" in found
        assert edit.undoable(session) is not None
        edit.undo(session)
        assert session.batch().documents[1].fields == before
        edit.redo(session)
        index.confirm(session, 2, "case_number")
        assert session.batch().documents[1].fields["case_number"].confirmed_by == "anna"


def test_a_suggestion_is_taken_over_with_its_place(office: Office) -> None:
    workspace = office.workspace()
    with office.open() as session:
        edit.split(session, 5)
        index.refresh(workspace, session)
        suggested = index.suggestions(workspace, session, 2)["case_number"][0]
        index.accept_suggestion(workspace, session, 2, "case_number", suggested)
        batch = session.batch()
        value = batch.documents[1].fields["case_number"]
        assert (value.region, value.page, value.confirmed_by) == (
            suggested.region, suggested.page, "anna",
        )  # fmt: skip
        assert index.source_regions(batch, 2)["case_number"] == (suggested.page, suggested.region)
        assert index.source_regions(batch, 1)["case_number"][1] is None
        said = index.origin_text(value, batch)
        assert said.de.startswith("Seite 5, OCR ")
        assert said.de.endswith("%, bestätigt")
        sheet = index.origin_text(batch.documents[0].fields["case_number"], batch)
        assert sheet == Text("aus Trennblatt", "from the separator sheet")
        configuration = workspace.configuration
        assert edit.undoable(session, configuration) == Text(
            "Aktenzeichen in Dokument 2", "Case number in document 2"
        )


def test_undo_speaks_across_a_restart(office: Office) -> None:
    with office.open() as session:
        edit.rotate(session, 3, 90)
        edit.reject(session, [5, 6], "doppelt")
        index.set_value(office.workspace(), session, 1, "sender", "x")
        edit.undo(session)
    with office.open() as session:
        assert edit.undoable(session) == Text("2 Seiten verwerfen", "Reject 2 pages")
        assert edit.redoable(session) == Text("sender in Dokument 1", "sender in document 1")
        edit.undo(session)
        assert [len(one.pages) for one in session.batch().documents] == [3, 1]
        assert edit.undoable(session) == Text("Seite 3 drehen", "Turn page 3")
        assert edit.redoable(session) == Text("2 Seiten verwerfen", "Reject 2 pages")
        edit.redo(session)
        assert [len(one.pages) for one in session.batch().documents] == [1, 1]
        office.release(session)
        assert (edit.undoable(session), edit.redoable(session)) == (None, None)


def test_texts_are_searched_again_only_where_something_changed(office: Office) -> None:
    workspace = office.workspace()
    with office.open() as session:
        index.refresh(workspace, session)
        with mock.patch("scanstation.workflow.index.suggest", wraps=suggest) as searched:
            index.refresh(workspace, session)
            index.suggestions(workspace, session, 1)
            edit.rotate(session, 9, 0)
            index.refresh(workspace, session)
            assert searched.call_count == 0
            edit.split(session, 5)
            index.refresh(workspace, session)
            assert searched.call_count == 2
            edit.set_class(session, 3, "nachweis")
            index.refresh(workspace, session)
            assert searched.call_count == 3
        fresh = office.workspace().read(office.batch)
        with fresh:
            assert [one.fields for one in fresh.batch().documents] == [
                one.fields for one in session.batch().documents
            ]
