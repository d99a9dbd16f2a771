"""The short form: one document into one case file, by files or feeder."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanstation.errors import ConfigurationUnknown, EditRefused, ReleaseRefused
from scanstation.model import BatchState, UploadState, ValueSource
from scanstation.separation.sheets import SheetRequest as Request
from scanstation.settings import Settings
from scanstation.workflow import check, export, quick, scan
from scanstation.workflow.lookups import open_lookups
from scanstation.workflow.recognise import recognise
from scanstation.workflow.session import Actor
from scanstation.workflow.training import Training, training_workspace
from scanstation.workflow.upload import Outbox, upload
from tests.builders.office import BLANK, FIRST, TENANT, Office, feeder, sheet_sides, written

CASE = "50.1-101/2026"


def letter(folder: Path, name: str = "Brief.png", seed: int = 3) -> Path:
    path = folder / name
    written("Guten Tag", seed=seed).save(path, dpi=(150, 150))
    return path


def test_a_letter_is_filed_under_a_case_of_the_eakte(tmp_path: Path) -> None:
    workspace = training_workspace(Settings(str(tmp_path / "home")), Actor("anna", "platz"))
    with Training(workspace.home) as training, quick.begin(workspace) as session:
        profile = session.batch().profile
        lookups = open_lookups(workspace, profile, training.credentials, training.service_url)
        with pytest.raises(EditRefused):  # no page yet
            quick.file_under(workspace, session, CASE, lookups)
        scan.import_files(workspace, session, [letter(tmp_path)])
        with pytest.raises(EditRefused) as unknown:
            quick.file_under(workspace, session, "50.1-999/2026", lookups)
        assert "999" not in unknown.value.sentence("de")
        with pytest.raises(ConfigurationUnknown):
            quick.file_under(workspace, session, CASE, lookups, "gibtesnicht")
        dated = {"document_date": "20.11.2026"}
        quick.file_under(workspace, session, CASE, lookups, "schriftverkehr", dated)
        (document,) = session.batch().documents
        assert document.document_class == "schriftverkehr"
        assert document.fields["case_number"].confirmed_by == "anna"
        with pytest.raises(ReleaseRefused):  # nobody has looked at it
            quick.release_whole(workspace, session, lookups)
        check.shown(session, session.batch().pages)
        quick.release_whole(workspace, session, lookups)
        export.export(workspace, session)
        batch = session.batch().id
        session.close()
        outbox = Outbox(training.credentials, address=training.service_url)
        (sent,) = upload(workspace, outbox, [batch])
        assert sent.state is UploadState.VERIFIED


def test_nothing_separates_in_the_short_form(office: Office, tmp_path: Path) -> None:
    workspace = office.workspace()
    sheet, back = sheet_sides(tmp_path, TENANT, Request("nachweis", FIRST))
    address = feeder(tmp_path / "stack", [written("a"), BLANK, sheet, back, written("b"), BLANK])
    with quick.begin(workspace) as session:
        scan.scan(workspace, session, address)
        assert len(session.batch().documents) == 1
        assert session.batch().ledger.separators == 0
        assert session.batch().profile.check_sample == 1.0


def test_the_command_files_and_sends(office: Office, tmp_path: Path) -> None:
    answer = office.ok(
        *("quick", "--case-number", FIRST, "--file", letter(tmp_path), "--checked", "--json"),
        *("--class", "nachweis", "--received", "20.11.2026"),
    )
    (sent,) = answer.json
    assert sent["state"] == "verified"
    shown = office.ok("show", sent["batch"], "--json").json
    assert shown["state"] == "closed"
    assert shown["documents"][0]["fields"]["case_number"]["confirmed_by"] == "anna"
    assert shown["received"] == "2026-11-20"
    assert [one["passed"] for one in shown["checks"]] == [True]


def test_what_was_only_read_from_the_text_is_not_released(office: Office, tmp_path: Path) -> None:
    """The short form shows the case file and the class, no other field."""
    page = tmp_path / "Brief.png"
    written("Betreff: Antrag auf Wohngeld", "Absender: Herr Beispiel").save(page, dpi=(150, 150))
    workspace = office.workspace()
    with quick.begin(workspace) as session:
        scan.import_files(workspace, session, [page])
        recognise(workspace, session)
        lookups = open_lookups(workspace, session.batch().profile)
        values = {"document_date": "20.11.2026"}
        quick.file_under(workspace, session, FIRST, lookups, "posteingang", values)
        read = session.batch().documents[0].fields
        assert read["subject"].source is ValueSource.OCR
        quick.release_whole(workspace, session, lookups, stated=True)
        batch = session.batch()
        assert batch.state is BatchState.RELEASED
        said = {name: one.value for name, one in batch.documents[0].fields.items()}
        kept = {name: one.value for name, one in read.items() if name != "subject"}
        assert said == kept
        assert said["document_date"] == "2026-11-20"


def test_the_command_takes_a_feeder(office: Office, tmp_path: Path) -> None:
    address = feeder(tmp_path / "stack", [written("a"), BLANK, written("b", seed=2), BLANK])
    (sent,) = office.ok(
        *("quick", "--case-number", FIRST, "--device", address, "--class", "nachweis"),
        *("--checked", "--json"),
    ).json
    assert office.ok("show", sent["batch"], "--json").json["ledger"]["documents"] == 2


def test_nothing_is_sent_that_nobody_looked_at(office: Office, tmp_path: Path) -> None:
    before = office.workspace().folders()
    refused = office.cli("quick", "--case-number", FIRST, "--file", letter(tmp_path))
    assert refused.code == 2
    assert "--checked" in refused.err
    assert office.workspace().folders() == before


def test_what_cannot_go_on_stays_open_and_is_named(office: Office, tmp_path: Path) -> None:
    refused = office.cli("quick", "--case-number", "keins", "--file", letter(tmp_path), "--checked")
    assert refused.code == ReleaseRefused.exit_code
    batches = {one["batch"]: one["state"] for one in office.ok("batches", "--json").json}
    (left,) = [batch for batch in batches if batch in refused.err]
    assert batches[left] == BatchState.OPEN.value


def test_a_file_that_is_none_leaves_no_batch_open(office: Office, tmp_path: Path) -> None:
    broken = tmp_path / "a.pdf"
    broken.write_bytes(b"%PDF-1.7 kaputt")
    refused = office.cli("quick", "--case-number", FIRST, "--file", broken, "--checked")
    assert refused.code == 33
    states = [one["state"] for one in office.ok("batches", "--json").json]
    assert sorted(states) == ["abandoned", "open"]
