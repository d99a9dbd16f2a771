"""Batches by keyboard: found, opened, read elsewhere, given up, withdrawn, corrected."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from scanstation import events
from scanstation.errors import CorrectionRefused
from scanstation.model import Batch, BatchState, ScanOptions
from scanstation.settings import load_settings
from scanstation.ui.desk import Desk
from scanstation.ui.dialogs import batch_list
from scanstation.ui.dialogs.batch_list import BatchListDialog
from scanstation.ui.dialogs.correct import CorrectDialog
from scanstation.ui.dialogs.describe import DescribeDialog
from scanstation.ui.dialogs.reason import ReasonDialog
from scanstation.ui.main_window import MainWindow
from scanstation.ui.operations.batches import Abandon, Correct
from scanstation.ui.state import DeskState
from scanstation.upload.lock import outbox_lock
from scanstation.workflow import correct
from scanstation.workflow.session import BatchSession
from tests.builders.office import TENANT, Office
from tests.ui.conftest import OpenWindow
from tests.ui.driving import Operator, settle, wait_for
from tests.ui.sending.conftest import Eakte, outbox_of, shown

REASON = "falscher Stapel eingelegt"


def state(window: MainWindow) -> DeskState:
    return window.services.bridge.state


def batch_on(window: MainWindow) -> Batch:
    batch = state(window).batch
    assert batch is not None
    return batch


def open_first(window: MainWindow, person: Operator) -> None:
    """Ctrl+O, Enter."""
    person.press("Ctrl+O")
    dialog = shown(BatchListDialog)
    wait_for(lambda: dialog.current is not None, "a batch in the list")
    person.press("Return")
    wait_for(lambda: state(window).batch is not None, "the batch on the desk")
    settle()


def closed(window: MainWindow) -> None:
    wait_for(lambda: QApplication.activeModalWidget() is None, "the dialog to close")


def test_two_keys_open_the_newest_batch_for_work(
    open_window: OpenWindow, office: Office, person: Operator
) -> None:
    window = open_window()
    open_first(window, person)
    assert person.keys == 2
    assert batch_on(window).id == office.batch
    assert not state(window).read_only
    assert window.place.key == "review"


def test_a_batch_is_found_by_a_case_number_from_the_window_s_field(
    open_window: OpenWindow, office: Office, person: Operator
) -> None:
    with office.workspace().create(office.workspace().configuration.profile("posteingang")):
        pass
    window = open_window()
    person.press("Ctrl+F")
    person.type_text("102/2026")
    person.press("Return")
    dialog = shown(BatchListDialog)
    wait_for(lambda: dialog.current is not None, "the batch")
    assert len(dialog.model.rows) == 1
    note = dialog.model.index(0, dialog.model.columnCount() - 1).data()
    assert "50.1-102/2026" in note
    person.press("Return")
    wait_for(lambda: state(window).batch is not None, "the batch on the desk")
    scanned = batch_on(window)
    assert len(scanned.documents) == 2


def test_nothing_found_says_so_and_opens_nothing(
    open_window: OpenWindow, office: Office, person: Operator
) -> None:
    window = open_window("en")
    person.press("Ctrl+O")
    dialog = shown(BatchListDialog)
    person.type_text("zebra")
    wait_for(lambda: dialog.count.text() == "No batch found.", "the answer")
    person.press("Return")
    settle()
    assert shown(BatchListDialog) is dialog
    person.press("Escape")
    closed(window)
    assert state(window).batch is None


def test_a_second_window_reads_what_the_first_one_writes(
    open_window: OpenWindow, office: Office, person: Operator
) -> None:
    first = open_window(operator="anna")
    open_first(first, person)
    second = open_window(operator="bert")
    open_first(second, person)
    assert state(second).read_only
    assert not state(first).read_only
    assert "an anderer Stelle bearbeitet" in second.place.banner.text
    assert not second.services.commands.action("batch.abandon").isEnabled()


def test_a_feed_that_was_interrupted_is_told_on_opening(
    open_window: OpenWindow, office: Office, person: Operator
) -> None:
    with office.open() as session:
        session.append(events.FeedStarted("feed-2", "simulated", ScanOptions()))
    window = open_window()
    open_first(window, person)
    said = window.place.banner.text
    assert "Einzug unterbrochen" in said
    assert "5 Blatt, 10 Seiten" in said
    person.press("Ctrl+Shift+L")
    settle()
    assert "5 sheets, 10 pages are safe" in window.place.banner.text


def test_giving_a_batch_up_needs_a_reason(
    open_window: OpenWindow, office: Office, person: Operator
) -> None:
    window = open_window()
    open_first(window, person)
    window.services.commands.action("batch.abandon").trigger()
    dialog = shown(ReasonDialog)
    person.press("Tab", "Space")
    assert "Begründung" in dialog.banner.text
    assert "Strg+Enter: Stapel aufgeben" in [one.text() for one in dialog.findChildren(QLabel)]
    assert dialog.reason.accessibleDescription() == "Strg+Enter: Stapel aufgeben"
    person.type_text(REASON)
    person.press("Ctrl+Return")
    closed(window)
    wait_for(lambda: batch_on(window).state is BatchState.ABANDONED, "the batch given up")
    assert state(window).read_only
    with office.workspace().read(office.batch) as session:
        given_up = session.last(events.BatchGivenUp)
        assert given_up is not None
        assert given_up.reason == REASON
        assert session.store.is_closed


def test_recognition_has_ended_before_a_batch_is_given_up(office: Office) -> None:
    """Giving up closes the journal that it reads."""
    workspace = office.workspace()
    desk = Desk(load_settings({"SCANSTATION_HOME": str(workspace.home)}, ()), workspace)
    desk.open(office.batch)
    desk.read_on()
    threads: list[set[str]] = [names_of_threads()]
    desk.require_session().journal.subscribe(lambda _: threads.append(names_of_threads()))
    Abandon(REASON).run(desk)
    desk.clear()
    assert ["read ahead" in names for names in (threads[0], threads[-1])] == [True, False]


def names_of_threads() -> set[str]:
    return {thread.name for thread in threading.enumerate()}


def test_a_release_is_withdrawn_and_the_batch_can_be_edited_again(
    open_window: OpenWindow, office: Office, person: Operator
) -> None:
    office.export()
    with outbox_lock(office.home / TENANT / "outbox.lock"):  # nothing is sent meanwhile
        window = open_window()
        open_first(window, person)
        assert state(window).read_only
        assert "freigegeben" in window.place.banner.text
        window.services.commands.action("batch.withdraw").trigger()
        shown(ReasonDialog)
        person.type_text(REASON)
        person.press("Tab", "Space")
        closed(window)
    wait_for(lambda: batch_on(window).state is BatchState.OPEN, "the batch to be open")
    assert not state(window).read_only
    assert list(office.workspace().packages.iterdir()) == []


def test_receipt_date_and_box_are_put_right(
    open_window: OpenWindow, office: Office, person: Operator
) -> None:
    window = open_window()
    open_first(window, person)
    person.press("Ctrl+E")
    dialog = shown(DescribeDialog)
    assert (dialog.received.text(), dialog.box.text()) == ("20.11.2026", "K-7")
    person.type_text("31.02.2026")
    person.press("Return")
    wait_for(lambda: "kein Datum" in dialog.banner.text, "the refusal")
    dialog.received.selectAll()
    dialog.received.setFocus()
    person.type_text("19.11.2026")
    person.press("Tab")
    person.type_text("K-8")
    person.press("Return")
    closed(window)
    wait_for(lambda: batch_on(window).box == "K-8", "the box")
    assert batch_on(window).received == "2026-11-19"


def test_a_receipt_date_is_written_as_the_language_writes_it(
    open_window: OpenWindow, office: Office, person: Operator
) -> None:
    window = open_window("en")
    open_first(window, person)
    person.press("Ctrl+E")
    dialog = shown(DescribeDialog)
    assert dialog.received.text() == "20/11/2026"
    person.type_text("03/11/2026")
    person.press("Return")
    closed(window)
    wait_for(lambda: batch_on(window).received == "2026-11-03", "the third of November")


def correct_dialog() -> CorrectDialog:
    """Return the dialog once the documents stand in it."""
    dialog = shown(CorrectDialog)
    wait_for(lambda: dialog.documents.topLevelItemCount() == 2, "the documents")
    settle()
    return dialog


def sent(open_window: OpenWindow, office: Office) -> MainWindow:
    """Return a window whose outbox has two receipts."""
    with office.open() as session:
        office.release(session)
    window = open_window()
    wait_for(lambda: [one.done for one in outbox_of(window).model.rows] == [True] * 2, "receipts")
    return window


def test_a_corrected_version_names_the_old_one(
    open_window: OpenWindow, office: Office, eakte: Eakte, person: Operator
) -> None:
    window = sent(open_window, office)
    open_first(window, person)
    old = batch_on(window).id
    assert "abgeschlossen" in window.place.banner.text
    window.services.commands.action("batch.correct").trigger()
    dialog = correct_dialog()
    person.press("Return")
    assert "mindestens ein Dokument" in dialog.banner.text
    person.press("Down", "Space", "Tab")
    assert dialog.chosen == (2,)
    person.type_text("eine Seite fehlte")
    person.press("Tab", "Space")
    closed(window)
    wait_for(lambda: batch_on(window).id != old, "the new batch")
    batch = batch_on(window)
    assert batch.corrects == old
    assert batch.correction_reason == "eine Seite fehlte"
    assert [one.fields["case_number"].value for one in batch.documents] == ["50.1-102/2026"]
    assert not state(window).read_only


def test_a_document_is_corrected_from_its_row_in_the_outbox(
    open_window: OpenWindow, office: Office, eakte: Eakte, person: Operator
) -> None:
    workspace, old = office.workspace(), office.batch
    window = sent(open_window, office)
    with workspace.create(workspace.configuration.profile("posteingang")) as other:
        lying = other.batch().id
    open_first(window, person)
    assert batch_on(window).id == lying
    correct = window.services.commands.action("batch.correct")
    assert not correct.isEnabled()
    person.press("F4")
    outbox = outbox_of(window)
    cases = [one.case_number for one in outbox.model.rows]
    outbox.table.selectRow(cases.index("50.1-102/2026"))
    person.walk_to("Berichtigen …")
    person.press("Space")
    dialog = correct_dialog()
    assert dialog.chosen == (2,)
    wanted = dialog.documents.topLevelItem(1)
    assert wanted is not None
    assert [wanted.text(one) for one in (0, 1, 2)] == ["2", "50.1-102/2026", "Posteingang"]
    row = outbox.current
    assert row is not None
    assert wanted.text(6) == row.receipt
    said = " ".join(one.text() for one in dialog.findChildren(QLabel))
    assert f"{lying[:4]}, der gerade offen ist, wird dabei geschlossen" in said
    person.type_text("falscher Absender")
    person.press("Ctrl+Return")
    closed(window)
    wait_for(lambda: batch_on(window).corrects == old, "the new batch")
    assert window.place.key == "review"
    assert "berichtigten Fassung ist geöffnet" in window.place.banner.text
    assert not state(window).read_only
    with workspace.read(lying) as closed_one:
        assert closed_one.batch().state is BatchState.OPEN


def test_what_was_corrected_already_says_so_and_has_no_box(
    open_window: OpenWindow, office: Office, eakte: Eakte, person: Operator
) -> None:
    window = sent(open_window, office)
    workspace = office.workspace()
    with correct.correct(workspace, office.batch, (1,), "eine Seite fehlte") as new:
        successor = new.batch().id
    window.go("outbox")
    window.services.commands.action("batch.correct").trigger()
    dialog = correct_dialog()
    dialog.documents.setFocus()
    dialog.documents.setCurrentIndex(dialog.documents.model().index(0, 0))
    person.press("Space")
    assert 1 not in dialog.chosen
    assert f"schon berichtigt, im Stapel {successor}" in dialog.refusal.text()
    person.press("Down")
    assert not dialog.refusal.isVisible()
    person.press("Escape")
    closed(window)


def test_a_correction_begins_between_the_rounds_of_the_sender(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sender has the batches open meanwhile: the correction would find a lock."""
    workspace = office.workspace()
    desk = Desk(load_settings({"SCANSTATION_HOME": str(workspace.home)}, ()), workspace)
    desk.open(office.batch)
    begun: list[bool] = []

    refuse = correct.correct

    def noted(*given: Any) -> BatchSession:
        begun.append(desk.sending.locked())
        return refuse(*given)

    monkeypatch.setattr(correct, "correct", noted)
    with pytest.raises(CorrectionRefused):
        Correct(office.batch, (1,), "eine Seite fehlte").run(desk)
    assert begun == [True]
    assert not desk.sending.locked()
    desk.clear()


def test_the_list_says_what_is_due_for_erasure(
    open_window: OpenWindow, office: Office, person: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.export()
    office.ok("upload", office.batch)
    office.ok("settings", "retention.raw_days=1")
    monkeypatch.setattr(batch_list, "today", lambda: date.today() + timedelta(days=3))
    open_window()
    person.press("Ctrl+O")
    dialog = shown(BatchListDialog)
    wait_for(lambda: "1 zum Löschen fällig" in dialog.count.text(), "the notice")
    person.press("Escape")
