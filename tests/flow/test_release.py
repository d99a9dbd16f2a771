"""Every reason that refuses a release, each with its sentence in both languages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from scanstation import events
from scanstation.errors import ReleaseRefused, SendingBegun, StateRefused, Text
from scanstation.model import BatchState, UploadState
from scanstation.upload.credentials import MemoryCredentials
from scanstation.workflow import check, edit, export, index, release, scan
from scanstation.workflow.abandon import abandon
from scanstation.workflow.session import BatchSession
from scanstation.workflow.upload import Outbox, upload
from tests.builders.office import BLANK, Office, feeder, written

Change = Callable[[Office, BatchSession], object]


def reasons(office: Office, session: BatchSession) -> dict[str, tuple[str, str]]:
    """Return the refusal's sentences by code; the batch must not have changed."""
    head = session.batch().head
    with pytest.raises(ReleaseRefused) as refused:
        release.release(office.workspace(), session)
    assert session.batch().head == head
    assert session.batch().state is BatchState.OPEN
    found = refused.value.details["problems"]
    assert isinstance(found, tuple)
    german, english = refused.value.sentence("de"), refused.value.sentence("en")
    said = {one.code: release.problem_sentence(one) for one in found if one.code != "not_shown"}
    assert all(one.de in german and one.en in english for one in said.values())
    unseen = [str(one.page) for one in found if one.code == "not_shown"]
    assert (f"Noch nicht angesehen: Seite {', '.join(unseen)}." in german) == bool(unseen)
    assert (f"Not looked at yet: page {', '.join(unseen)}." in english) == bool(unseen)
    return {code: (one.de, one.en) for code, one in said.items()}


def checked(session: BatchSession) -> None:
    check.record(session, passed=True)


def unconfirmed(office: Office, session: BatchSession) -> None:
    """A boundary by hand opens a document that no sheet names; its number comes from OCR."""
    edit.split(session, 5)
    index.refresh(office.workspace(), session)
    checked(session)


def cleared(office: Office, session: BatchSession) -> None:
    index.set_value(office.workspace(), session, 1, "case_number", "")
    checked(session)


def doubtful(_: Office, session: BatchSession) -> None:
    session.append(
        events.AnomalyNoted(
            "double_feed", Text("Doppeleinzug", "Double feed"), sheet=2, needs_answer=True
        )
    )
    checked(session)


def checked_then_turned(_: Office, session: BatchSession) -> None:
    checked(session)
    edit.rotate(session, 3, 90)


def turned_back_after_the_check(_: Office, session: BatchSession) -> None:
    edit.rotate(session, 3, 90)
    checked(session)
    edit.undo(session)


def emptied(_: Office, session: BatchSession) -> None:
    for number in (3, 5, 6, 9):
        edit.reject(session, number, "Irrläufer")
    checked(session)


@pytest.mark.parametrize(
    ("change", "code", "german", "english"),
    [
        (
            lambda o, s: None,
            "not_checked",
            "Nach der letzten Änderung ist keine Qualitätsprüfung festgehalten.",
            "No quality check is recorded after the last change.",
        ),
        (
            checked_then_turned,
            "not_checked",
            "Nach der letzten Änderung ist keine Qualitätsprüfung festgehalten.",
            "No quality check is recorded after the last change.",
        ),
        (
            turned_back_after_the_check,
            "not_checked",
            "Nach der letzten Änderung ist keine Qualitätsprüfung festgehalten.",
            "No quality check is recorded after the last change.",
        ),
        (
            lambda o, s: check.record(s, passed=False, findings="unscharf"),
            "check_failed",
            "Die letzte Qualitätsprüfung hat Mängel festgestellt.",
            "The last quality check found defects.",
        ),
        (
            cleared,
            "required",
            "Dokument 1: Aktenzeichen fehlt.",
            "Document 1: Case number is missing.",
        ),
        (
            unconfirmed,
            "case_number_unconfirmed",
            "Dokument 2: Aktenzeichen muss von einer Person bestätigt werden.",
            "Document 2: Case number must be confirmed by a person.",
        ),
        (doubtful, "doubt", "Doppeleinzug", "Double feed"),
        (emptied, "no_document", "Der Stapel hat kein Dokument.", "The batch has no document."),
    ],
)
def test_a_release_is_refused(
    office: Office, change: Change, code: str, german: str, english: str
) -> None:
    with office.open() as session:
        change(office, session)
        assert reasons(office, session) == {code: (german, english)}


def test_all_reasons_are_told_at_once(office: Office) -> None:
    with office.open() as session:
        cleared(office, session)
        doubtful(office, session)
        edit.rotate(session, 3, 90)
        assert set(reasons(office, session)) == {"required", "doubt", "not_checked"}


def test_the_number_of_sheets_counted_beforehand_binds(office: Office, tmp_path: Path) -> None:
    device = feeder(tmp_path / "more", [written("mehr", seed=9), BLANK])
    with office.open() as session:
        scan.scan(office.workspace(), session, device)
        checked(session)
        assert reasons(office, session)["ledger"] == (
            "Die Blattbilanz geht nicht auf: 6 Blätter sind erfasst, gezählt waren 5.",
            "The sheets do not add up: 6 are captured, 5 were counted.",
        )


def test_what_the_device_counted_binds(office: Office, tmp_path: Path) -> None:
    workspace = office.workspace()
    device = feeder(tmp_path / "one", [written("a", seed=9), BLANK], "&count_lie=1")
    with workspace.create(workspace.configuration.profile("posteingang")) as session:
        scan.scan(workspace, session, device)
        index.set_value(workspace, session, 1, "case_number", "50.1-101/2026")
        checked(session)
        german, english = reasons(office, session)["ledger"]
    assert german.startswith("Die Seitenbilanz geht nicht auf: 2 Seiten sind erfasst")
    assert english.startswith("The pages do not add up: 2 are captured")


def test_a_page_that_was_not_analysed_holds_the_release(office: Office) -> None:
    with office.open() as session:
        page = session.batch().page(session.batch().documents[0].pages[0])
        session.append(
            events.FeedStarted("f", "d", session.batch().profile.scan),
            events.PageCaptured("new", "sheet", "front", page.image, "d", "f"),
        )
        checked(session)
        found = reasons(office, session)
        every = [one.text.en for one in release.problems(office.workspace(), session)]
    assert found["not_analysed"][0] == "Seite 11: Die Seite ist noch nicht ausgewertet."
    assert "A feed has not ended yet." in every


PROTECTED = """\
title = { de = "Geheimsache", en = "Secret" }
integrity = "sehr hoch"
confidentiality = "sehr hoch"
availability = "normal"

[[fields]]
name = "subject"
title = { de = "Betreff", en = "Subject" }
"""


def test_very_high_protection_needs_another_person_and_every_page(office: Office) -> None:
    declared = office.home / "kreis" / "classes" / "geheim.toml"
    declared.parent.mkdir()
    declared.write_text(PROTECTED, encoding="utf-8")
    with office.open() as session:
        edit.set_class(session, 1, "geheim")
        checked(session)
        found = reasons(office, session)
        assert set(found) == {"same_person", "whole_check"}
        assert "andere Person" in found["same_person"][0]
        assert "every page" in found["whole_check"][1]
        check.record(session, passed=True, whole=True)
        assert set(reasons(office, session)) == {"same_person"}
    with office.open(by="bernd") as session:
        checked(session)
        assert set(reasons(office, session)) == {"whole_check"}
        check.record(session, passed=True, whole=True)
        release.release(office.workspace("bernd"), session)
        assert session.batch().state is BatchState.RELEASED


def test_who_scanned_a_single_page_does_not_check_it_either(office: Office, tmp_path: Path) -> None:
    declared = office.home / "kreis" / "classes" / "geheim.toml"
    declared.parent.mkdir()
    declared.write_text(PROTECTED, encoding="utf-8")
    from scanstation.workflow import rescan

    device = feeder(tmp_path / "again", [written("neu", seed=5), BLANK])
    with office.open(by="bernd") as session:
        edit.set_class(session, 1, "geheim")
        rescan.replace(office.workspace("bernd"), session, 3, device)
        check.record(session, passed=True, whole=True)
        assert set(reasons(office, session)) == {"same_person"}


def test_an_answered_doubt_holds_nothing_and_stays_answered(office: Office) -> None:
    with office.open() as session:
        doubtful(office, session)
        (doubt,) = check.open_doubts(session.batch())
        check.answer(session, doubt, "nachgezählt, nichts fehlt")
        release.release(office.workspace(), session)
        assert session.batch().anomalies[0].answer == "nachgezählt, nichts fehlt"


def test_the_sample_that_was_shown_is_the_one_that_is_recorded(office: Office) -> None:
    with office.open() as session:
        batch = session.batch()
        shown = [check.draw_sample(batch, 0.5)]
        doubtful(office, session)
        index.set_value(office.workspace(), session, 1, "sender", "x")
        recorded = check.record(session, passed=True)
        assert [one.id for one in recorded] == [
            one.id for one in check.draw_sample(batch, batch.profile.check_sample)
        ]
        shown.append(check.draw_sample(session.batch(), 0.5))
        assert [p.id for p in shown[0]] == [p.id for p in shown[1]]
        assert [page.number for page in shown[0]] in ([3, 5, 9], [3, 6, 9])


def test_withdrawing_removes_the_packages_and_a_new_export_makes_others(packed: Office) -> None:
    workspace = packed.workspace()
    before = {one.name for one in workspace.packages.iterdir()}
    assert len(before) == 2
    with packed.open() as session:
        release.withdraw(workspace, session, "Tippfehler")
        assert session.batch().state is BatchState.OPEN
        assert list(workspace.packages.iterdir()) == []
        edit.reject(session, 6, "doppelt")
        packed.release(session)
        export.export(workspace, session)
        assert session.batch().state is BatchState.EXPORTED
    after = {one.name for one in workspace.packages.iterdir()}
    assert len(after) == 2
    assert not after & before


@pytest.mark.parametrize("state", [UploadState.SENDING, UploadState.STORED, UploadState.VERIFIED])
def test_once_sending_began_nothing_is_withdrawn_or_given_up(
    packed: Office, state: UploadState
) -> None:
    workspace = packed.workspace()
    with packed.open() as session:
        document = session.batch().documents[0]
        session.append(events.UploadStep(document.id, document.package, "ablage", state))
        with pytest.raises(StateRefused) as late:
            release.withdraw(workspace, session, "zu spät")
        with pytest.raises(StateRefused) as too_late:
            abandon(session, "zu spät")
    for refused in (late, too_late):
        assert isinstance(refused.value, SendingBegun)
        assert "berichtigte Fassung" in refused.value.sentence("de")
        assert "corrected version" in refused.value.sentence("en")
    assert len(list(workspace.packages.iterdir())) == 2


def test_a_withdrawn_export_is_not_under_way_any_more(office: Office) -> None:
    with office.open() as session:
        office.release(session)
        session.append(events.ExportStarted(session.batch().documents[0].id, "p"))
        assert session.batch().in_flight == "export"
        session.append(events.Withdrawn("doch nicht"))
        assert session.batch().in_flight == ""


def test_a_batch_given_up_is_closed_and_sends_nothing(packed: Office) -> None:
    workspace = packed.workspace()
    with packed.open() as session:
        name = session.batch().id
        abandon(session, "falscher Stapel")
    assert packed.ok("show", name).out.splitlines()[0].endswith("aufgegeben")
    with pytest.raises(StateRefused, match="abandoned"):
        upload(workspace, Outbox(MemoryCredentials()), [name])
    assert upload(workspace, Outbox(MemoryCredentials())) == []
    assert packed.cli("edit", "split", name, 5).code == 46
    assert (workspace.locate(name) / "closing.json").exists()
