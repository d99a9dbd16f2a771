"""Enter, doubts and the release, by keyboard."""

from __future__ import annotations

import io
from pathlib import Path

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QPushButton

from scanstation import events
from scanstation.errors import ReleaseRefused, Text
from scanstation.model import BatchState, Image, Mode, Problem, ScanOptions
from scanstation.ui.dialogs.operator import OperatorDialog
from scanstation.ui.operations.batches import ActAs, OpenBatch
from scanstation.ui.operations.editing import ConfirmField
from scanstation.ui.widgets.page_view_geometry import box_rect
from scanstation.workflow.session import BatchSession
from tests.builders.office import Office
from tests.builders.review import drawn, laid_into, letter
from tests.ui.conftest import OpenWindow
from tests.ui.driving import Operator, focused_name, wait_for
from tests.ui.reviewing import Review


def test_the_tab_counts_the_doubts(review: Review) -> None:
    assert review.view.tab_text() == "Prüfen (2 Zweifel)"
    review.press("Ctrl+Shift+L")
    assert review.view.tab_text() == "Check (2 doubts)"


def test_a_doubt_is_shown_over_its_page_and_accepted_by_enter(review: Review) -> None:
    review.press("F8")
    card = review.view.card
    assert card.doubt is not None
    assert card.doubt.kind == "value"
    review.press("F8")
    assert card.doubt is not None
    assert card.doubt.kind == "expected_pages_differ"
    assert review.page.number == 15
    assert "Seitenzahl weicht ab" in card.accessibleName()
    assert "Vorschlag: Die Seiten sind vollständig" in card.accessibleName()
    assert focused_name() == "Geprüft, so lassen"
    review.press("Return")
    assert card.isHidden()
    answered = [one.answer for one in review.batch.anomalies if one.needs_answer]
    assert answered == ["geprüft: Seiten sind vollständig"]
    review.press("Ctrl+Z")
    assert len(review.view.doubts.waiting) == 2


def test_the_doubts_are_counted_on_while_they_are_answered(review: Review) -> None:
    review.press("F8")
    said = [review.view.card.accessibleName().split(":")[0]]
    review.press("F8")
    said.append(review.view.card.accessibleName().split(":")[0])
    review.press("F8", "Return", "F8")
    said.append(review.view.card.accessibleName().split(":")[0])
    assert said == ["Zweifel 1 von 2", "Zweifel 2 von 2", "Zweifel 2 von 2"]
    review.press("Ctrl+Z", "F8")
    assert review.view.card.accessibleName().startswith("Zweifel 1 von 2")


def test_the_card_takes_room_from_the_page_and_covers_nothing_of_it(review: Review) -> None:
    view, card = review.view.page_view, review.view.card
    whole = view.viewport().geometry()
    review.press("F8")
    assert not card.geometry().intersects(view.viewport().geometry())
    assert card.geometry().top() > view.viewport().geometry().bottom()
    assert card.geometry().bottom() <= whole.bottom()
    buttons = [one for one in card.findChildren(QPushButton) if one.isVisible()]
    assert all(card.rect().contains(one.geometry()) for one in buttons)
    source = view.source
    assert source is not None
    framed = view.to_screen(view.sheets()[0]).mapRect(box_rect(source[1]))
    assert QRectF(view.viewport().rect()).contains(framed)
    review.press("Escape")
    assert view.viewport().geometry() == whole


def test_a_doubt_says_once_how_sure_the_recognition_was(review: Review) -> None:
    review.press("F8")
    assert review.view.card.accessibleName().count("%") == 1


def test_tab_corrects_a_doubt(review: Review) -> None:
    review.press("Shift+F8")
    assert review.view.card.doubt is not None
    assert review.view.card.doubt.kind == "expected_pages_differ"
    review.person.walk_to("Neues Dokument ab Seite 19")
    review.press("Return")
    assert len(review.batch.documents) == 5
    assert review.view.card.isHidden()


def test_escape_puts_a_doubt_away_and_it_stays_in_the_queue(review: Review) -> None:
    review.press("F8", "Escape")
    assert review.view.card.isHidden()
    assert len(review.view.doubts.waiting) == 2
    assert review.focus().startswith("field.")


def test_a_doubt_that_is_corrected_in_a_field_leads_there(review: Review) -> None:
    review.press("F8")
    review.person.walk_to("Wert eingeben")
    review.press("Return")
    assert review.focus() == "field.case_number"
    assert review.view.form.content is not None
    assert review.view.form.content.number == 2


def test_no_doubt_is_said(review: Review) -> None:
    for _ in range(2):
        review.press("F8", "Return")
    review.press("F8")
    assert review.view.banner.text == "Kein Zweifel offen."


def test_enter_confirms_what_the_focused_field_proposes(review: Review) -> None:
    review.press("Ctrl+PgDown", "Alt+1")
    assert "Enter bestätigt" in review.row("case_number").note_text
    review.press("Return")
    assert review.document(2).fields["case_number"].confirmed_by == "anna"
    assert review.view.form.content is not None
    assert review.view.form.content.number == 3
    assert review.row("case_number").note_text == "⚠ fehlt"


def test_a_key_that_is_held_down_accepts_once(review: Review) -> None:
    review.press("Ctrl+PgDown", "Alt+1")
    held = QKeyEvent(
        QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", True
    )
    widget = QApplication.focusWidget()
    assert widget is not None
    assert not review.window.services.commands.action("review.next").autoRepeat()
    QApplication.sendEvent(widget, held)
    review.rest()
    assert review.document(2).fields["case_number"].confirmed_by == ""


def test_enter_stays_at_a_field_that_is_missing(review: Review) -> None:
    review.press("Ctrl+PgDown", "Ctrl+PgDown", "Return", "Return")
    assert review.view.form.content is not None
    assert review.view.form.content.number == 3
    assert review.focus() == "field.case_number"


def test_ctrl_enter_confirms_the_document_and_goes_on(review: Review) -> None:
    review.press("Ctrl+PgDown", "Alt+3", "Ctrl+Return")
    assert review.document(2).fields["case_number"].confirmed_by == "anna"
    assert review.batch.state is BatchState.OPEN
    assert review.view.form.content is not None
    assert review.view.form.content.number == 3


def finish(review: Review) -> None:
    """Do everything but the release."""
    for _ in range(12):
        if review.row("case_number").note_text == "⚠ fehlt":
            review.type_text("50.1-207/2026")
        review.press("Return")
        if "gibt den Stapel frei" in review.view.banner.text:
            return
    raise AssertionError("not done")


def test_a_released_batch_is_shown_and_the_next_one_offered(review: Review, home: Path) -> None:
    workspace = Office(home).workspace()
    with workspace.create(workspace.configuration.profile("posteingang")) as session:
        add_page(session)
        following = session.batch().id
    finish(review)
    review.press("Ctrl+Return")
    assert review.batch.state is BatchState.RELEASED
    wait_for(lambda: "Freigegebene Dokumente: 4. 20 Seiten: 6" in review.view.banner.text, "banner")
    assert review.window.services.bridge.state.read_only
    assert review.row("case_number").edit.isReadOnly()
    assert focused_name() == "Nächsten Stapel prüfen"
    review.person.press("Return")
    wait_for(lambda: review.batch.id == following, "the next batch")


def add_page(session: BatchSession) -> None:
    """Feed one drawn letter into a batch."""
    picture = io.BytesIO()
    drawn(letter()).save(picture, "PNG", dpi=(150, 150))
    blob = session.blobs.put(picture.getvalue())
    image = Image(blob, "image/png", 1240, 1754, (150.0, 150.0), Mode.COLOUR)
    session.append(
        events.FeedStarted("f1", "simulated:", ScanOptions()),
        events.PageCaptured("p1", "s1", "front", image, "simulated:", "f1"),
        events.FeedEnded("f1", 1, 1, "end"),
    )


def test_a_refused_release_gives_reasons_and_jumps_to_the_first(review: Review) -> None:
    gone = Problem("required", Text("fehlt.", "is missing."), 3, "case_number")
    said = {"problems_de": "Dokument 3: fehlt.", "problems_en": "Document 3: is missing."}
    review.view.flow.refused.emit(ReleaseRefused(problems=(gone,), **said))
    assert "Dokument 3: fehlt." in review.view.banner.text
    assert review.view.banner.take_focus()
    review.press("Return")
    assert review.view.form.content is not None
    assert review.view.form.content.number == 3
    assert review.focus() == "field.case_number"


def test_what_was_painted_is_reported_by_itself(review: Review) -> None:
    first = review.document(1).pages[0]
    assert review.batch.shown == {}
    wait_for(lambda: "anna" in review.batch.shown.get(first, ()), "the report")
    assert review.batch.shown.keys() == {first}


def test_after_a_crash_the_banner_says_what_was_in_flight(
    open_window: OpenWindow, checked_office: Office, home: Path
) -> None:
    laid_into(checked_office, home)
    workspace = Office(home).workspace()
    with workspace.create(workspace.configuration.profile("posteingang")) as session:
        session.append(events.FeedStarted("f1", "simulated:", ScanOptions()))
        batch = session.batch().id  # and here the station dies
    window = open_window()
    window.services.bridge.do(OpenBatch(batch))
    window.go("review")
    banner = window.places[1].banner
    wait_for(lambda: "Einzug wurde unterbrochen" in banner.text, "the banner")


def test_a_second_window_only_reads(review: Review, open_window: OpenWindow) -> None:
    second = Review(open_window(), Operator())
    second.open(review.batch.id)
    assert second.window.services.bridge.state.read_only
    assert "an anderer Stelle geöffnet" in second.view.banner.text
    assert second.row("case_number").edit.isReadOnly()
    # Where it begins depends on whether the first window has said yet what was looked at there.
    document = second.view.here.document
    assert document is not None
    number = second.row("case_number").edit.text()
    assert number == second.value(document.number, "case_number") != ""


def test_only_the_value_that_was_on_the_screen_is_confirmed(review: Review) -> None:
    review.press("Ctrl+PgDown", "Alt+1")
    document = review.document(2).id
    review.window.services.bridge.do(ConfirmField(document, "case_number", "50.1-999/2026"))
    review.rest()
    assert review.document(2).fields["case_number"].confirmed_by == ""
    assert "hat sich inzwischen geändert" in review.view.banner.text


def test_another_person_sees_the_page_that_is_on_the_screen(review: Review) -> None:
    first = review.document(1).pages[0]
    review.press("Return", "Ctrl+PgUp")
    if review.page.id != first:
        review.press("Ctrl+PgUp")
    assert review.page.id == first
    assert review.batch.shown[first] == {"anna"}
    review.window.services.bridge.do(ActAs("berta"))
    review.rest()
    review.press("Return", "Return")
    assert review.batch.shown[first] == {"anna", "berta"}
    assert review.page.id != first


def test_what_was_seen_before_the_operator_changed_is_the_former_one_s(review: Review) -> None:
    review.press("Return")
    shown = review.view.shown
    first = review.batch.pages[2]
    seen_by = review.batch.shown
    unseen = next(one for one in review.batch.pages if one.id not in seen_by and one != first)
    shown.note(unseen)
    shown._timer.stop()  # so that only the change itself reports it
    review.person.press("Ctrl+L")
    wait_for(lambda: isinstance(QApplication.activeModalWidget(), OperatorDialog), "the dialog")
    review.person.type_text("berta")
    review.person.press("Return")
    state = review.window.services.bridge
    wait_for(lambda: state.state.operator == "berta", "the other operator")
    review.rest()
    assert review.batch.shown[unseen.id] == {"anna"}
