"""The form: what counts when, what is never overwritten, where values come from."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox

from scanstation.errors import StoreFull
from scanstation.model import Box, ValueSource
from scanstation.ui.bridge import Bridge
from scanstation.ui.operations.batches import CloseBatch
from scanstation.ui.operations.editing import SetField
from scanstation.ui.widgets.field_edit import COUNTS_AFTER_MS
from scanstation.ui.widgets.type_ahead import Offer
from scanstation.workflow import index
from tests.ui.driving import WAIT_SECONDS, settle, wait_for
from tests.ui.reviewing import Review, wait


def test_a_value_counts_when_its_field_is_left(review: Review) -> None:
    review.press("Ctrl+PgDown", "Ctrl+PgDown", "Alt+3")
    review.type_text("Kita Sonnenschein")
    assert review.value(3, "sender") == ""
    review.press("Tab")
    assert review.value(3, "sender") == "Kita Sonnenschein"
    assert review.row("sender").note_text == "von Hand"


def test_a_value_counts_half_a_second_after_the_last_key(review: Review) -> None:
    review.press("Ctrl+PgDown", "Ctrl+PgDown", "Alt+3")
    review.type_text("Kita")
    wait(COUNTS_AFTER_MS // 2)
    review.type_text(" Sonne")
    wait(COUNTS_AFTER_MS // 2)
    assert review.value(3, "sender") == ""
    wait_for(lambda: review.value(3, "sender") == "Kita Sonne", "the value")
    assert review.focus() == "field.sender"


def test_a_refresh_leaves_the_field_that_is_typed_in_alone(review: Review) -> None:
    review.press("Ctrl+PgDown", "Ctrl+PgDown", "Alt+3")
    review.type_text("Kita Sonne")
    review.person.press("Left", "Left")
    document = review.document(3).id
    review.window.services.bridge.do(SetField(document, "sender", "jemand anders"))
    review.window.services.bridge.do(SetField(document, "subject", "Umzug"))
    wait_for(lambda: review.row("subject").edit.text() == "Umzug", "the other field")
    edit = review.row("sender").edit
    assert (edit.text(), edit.cursorPosition()) == ("Kita Sonne", len("Kita Son"))
    review.press("Tab")
    assert review.value(3, "sender") == "Kita Sonne"


def test_what_is_typed_goes_to_the_document_that_it_was_typed_for(review: Review) -> None:
    review.press("Ctrl+PgDown", "Ctrl+PgDown", "Alt+3")
    review.type_text("Kita Sonne")
    review.press("Ctrl+PgDown")
    assert review.value(3, "sender") == "Kita Sonne"
    assert review.value(4, "sender") == ""
    assert review.row("sender").edit.text() == ""


def test_what_is_typed_survives_another_place_and_closing(review: Review, home: object) -> None:
    review.press("Ctrl+PgDown", "Ctrl+PgDown", "Alt+3")
    review.type_text("Kita Sonne")
    review.person.press("F2")
    wait_for(lambda: review.value(3, "sender") == "Kita Sonne", "the value")
    review.press("F3", "Alt+4")
    review.type_text("Umzug")
    review.window.close()
    wait_for(lambda: not review.window.isVisible(), "the window to close")
    session = review.window.services.bridge._desk.workspace.read(review.batch.id)
    try:
        fields = session.batch().documents[2].fields
    finally:
        session.close()
    assert fields["subject"].value == "Umzug"


def test_a_value_that_cannot_be_written_stays_and_keeps_the_window_open(
    review: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    review.press("Ctrl+PgDown", "Ctrl+PgDown", "Alt+3")

    def full(*_: object) -> None:
        raise StoreFull(path="x")

    with monkeypatch.context() as disk:
        disk.setattr(index, "set_value", full)
        review.type_text("Kita Sonne")
        review.person.press("Tab")
        wait_for(lambda: review.row("sender").content.failed, "the refusal")
        assert "noch nicht gespeichert" in review.row("sender").note_text
        assert review.row("sender").edit.text() == "Kita Sonne"
        review.window.close()
        assert review.window.isVisible()
        assert "voll" in review.view.banner.text
    review.window.close()
    wait_for(lambda: not review.window.isVisible(), "the window to close after all")


def test_dates_are_typed_short_and_shown_in_the_language(review: Review) -> None:
    review.press("Ctrl+PgDown", "Ctrl+PgDown", "Alt+2")
    edit = review.row("document_date").edit
    assert edit.text() == "05.03.2026"
    review.type_text("010326")
    review.press("Tab")
    assert review.value(3, "document_date") == "2026-03-01"
    assert edit.text() == "01.03.2026"
    review.press("Ctrl+Shift+L")
    assert edit.text() == "01/03/2026"
    assert edit.placeholderText() == "DD/MM/YYYY"
    review.press("Alt+2")
    review.type_text("2/3/26")
    review.press("Tab")
    assert review.value(3, "document_date") == "2026-03-02"


def test_a_text_that_cannot_become_a_case_number_is_said_while_typing(review: Review) -> None:
    review.press("Ctrl+PgDown", "Ctrl+PgDown", "Alt+1")
    row = review.row("case_number")
    assert row.note_text == "⚠ fehlt"
    review.type_text("50.1-")
    assert row.note_text == ""
    review.type_text("x")
    assert row.note_text == "⚠ hat nicht die Form 12.12-12345/1234"
    assert "hat nicht die Form" in row.edit.accessibleDescription()
    assert "Pflichtfeld" in row.edit.accessibleDescription()


def test_look_ups_answer_while_one_types_and_old_answers_are_dropped(review: Review) -> None:
    review.press("Ctrl+PgDown", "Ctrl+PgDown", "Alt+1")
    offers = review.view.form.offers
    review.type_text("Schm")
    wait_for(offers.isVisible, "the list")
    assert offers.topLevelItemCount() == 2
    review.type_text("i")
    assert not offers.isVisible()
    offers.show_offers(review.row("case_number").edit, "Schm", [Offer("x", "x")])
    assert not offers.isVisible(), "an answer to what is not in the field any more"
    wait_for(offers.isVisible, "the list again")
    review.person.press("Down", "Down")
    review.press("Return")
    assert review.value(3, "case_number") == "50.1-207/2026"
    confirmed = review.document(3).fields["case_number"]
    assert (confirmed.source, confirmed.confirmed_by) == (ValueSource.OPERATOR, "anna")


def test_escape_closes_the_list_and_keeps_what_was_typed(review: Review) -> None:
    review.press("Ctrl+PgDown", "Ctrl+PgDown", "Alt+1")
    review.type_text("Schm")
    wait_for(review.view.form.offers.isVisible, "the list")
    review.person.press("Escape")
    assert not review.view.form.offers.isVisible()
    assert review.row("case_number").edit.text() == "Schm"


def test_alternatives_name_their_source_and_outline_it(review: Review) -> None:
    review.press("Ctrl+PgDown", "Ctrl+PgDown", "Alt+1")
    review.type_text("50.1-999/2026")
    review.press("Ctrl+PgUp", "Alt+1")
    wait_for(lambda: review.view.fields.known, "the suggestions")
    assert review.row("case_number").note_text.startswith("Seite 9, OCR ")
    review.type_text("50.1-1/2026")
    review.press("Tab", "Alt+1")
    review.person.press("Down")
    offers = review.view.form.offers
    item = offers.topLevelItem(0)
    assert item is not None
    assert (item.text(0), item.text(1)[:13]) == ("50.1-203/2026", "Seite 9, OCR ")
    review.press("Return")
    value = review.document(2).fields["case_number"]
    assert (value.value, value.source, value.confirmed_by) == (
        "50.1-203/2026",
        ValueSource.OCR,
        "anna",
    )


def test_the_focused_value_is_outlined_where_it_was_read(review: Review) -> None:
    review.press("Ctrl+PgDown", "Alt+1")
    value = review.document(2).fields["case_number"]
    assert review.view.page_view.source == (value.page, value.region)
    review.press("Alt+3")
    assert review.view.page_view.source is None


def test_words_of_the_page_go_into_the_field_by_keyboard(review: Review) -> None:
    review.press("Ctrl+PgDown", "Ctrl+PgDown", "Alt+4", "F7")
    assert review.view.page_view.taking
    for letter in "Umzug":
        review.person.press(letter)
    review.press("Return")
    value = review.document(3).fields["subject"]
    assert value.value == "Umzug"
    assert value.page == review.document(3).pages[0]
    assert value.region is not None
    assert review.focus() == "field.subject"
    assert review.row("subject").note_text == "von Hand, Seite 13"


def test_a_word_that_is_clicked_goes_into_the_field(review: Review) -> None:
    review.press("Ctrl+PgDown", "Ctrl+PgDown", "Alt+3", "F7")
    page_view = review.view.page_view
    sheet = page_view.sheets()[0]
    words = page_view._words[review.page.id]
    umzug = next(one for one in words if one.text == "Umzug")
    middle = page_view.to_screen(sheet).map(
        QPoint((umzug.box.left + umzug.box.right) // 2, (umzug.box.top + umzug.box.bottom) // 2)
    )
    QTest.mouseClick(page_view.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    review.rest()
    assert review.value(3, "sender") == "Umzug"
    assert review.document(3).fields["sender"].region == umzug.box


def test_the_value_of_the_previous_document_waits_for_a_person(review: Review) -> None:
    review.press("Ctrl+PgDown", "Ctrl+PgDown", "Alt+1", "Ctrl+D")
    row = review.row("case_number")
    assert row.edit.text() == "50.1-203/2026"
    assert review.document(3).fields["case_number"].confirmed_by == ""
    assert "Enter bestätigt" in row.note_text
    review.press("Return")
    assert review.document(3).fields["case_number"].confirmed_by == "anna"


def test_a_key_that_finds_nothing_to_take_over_says_why_and_is_no_error(review: Review) -> None:
    banner = review.view.banner
    review.press("Alt+3", "Ctrl+D")
    assert "vor dem ersten Dokument steht keines" in banner.text
    assert banner._kind == "note"
    review.press("Ctrl+PgDown", "Alt+3", "Ctrl+D")
    assert "das Dokument davor hat keinen Wert dafür" in banner.text
    assert banner._kind == "note"


def test_another_class_has_other_fields_and_is_undone_like_any_edit(review: Review) -> None:
    review.press("Ctrl+PgDown", "Ctrl+PgDown", "Alt+1", "Shift+Tab")
    chooser = review.window.focusWidget()
    assert isinstance(chooser, QComboBox)
    assert chooser.accessibleName() == "Dokumentart"
    review.person.press("N")
    review.rest()
    wait_for(lambda: review.document(3).document_class == "nachweis", "the class")
    review.rest()
    assert review.view.form.row("kind") is not None
    review.press("Ctrl+Z")
    assert review.document(3).document_class == "posteingang"
    assert review.view.form.row("kind") is None


def test_undo_takes_typing_back_first_and_then_the_edit(review: Review) -> None:
    review.press("Ctrl+PgDown", "Ctrl+PgDown", "Alt+3")
    review.type_text("Kita")
    review.press("Tab", "Shift+Tab", "End")
    review.type_text(" Sonne")
    review.person.press("Ctrl+Z")
    settle()
    assert review.row("sender").edit.text().startswith("Kita")
    assert review.value(3, "sender") == "Kita"
    review.press("Tab", "Ctrl+Z")
    while review.value(3, "sender"):
        review.press("Ctrl+Z")
    assert review.row("sender").edit.text() == ""
    review.press("Ctrl+Y")
    assert review.row("sender").edit.text() != ""


def test_a_read_only_batch_is_shown_and_not_edited(
    review: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    bridge = review.window.services.bridge
    wait_for(lambda: not bridge._desk.searching, "the search that goes ahead")
    settle()
    review.view.shown.report()
    review.rest()
    show = bridge._show  # whatever is still shown is read only, too
    monkeypatch.setattr(bridge, "_show", lambda state: show(replace(state, read_only=True)))
    shown = replace(bridge.state, read_only=True)
    bridge.state = shown
    bridge.changed.emit(shown)
    assert isinstance(bridge, Bridge)
    review.person.press("Alt+1")
    review.type_text("x")
    assert review.row("case_number").edit.isReadOnly()
    assert review.row("case_number").edit.text() == "50.1-101/2026"
    assert "nur gezeigt" in review.view.banner.text
    rows = review.batch.rows
    review.person.press("Ctrl+T", "Ctrl+B", "Ctrl+Return")
    settle()
    assert review.batch.rows == rows


def test_no_batch_shows_an_empty_form(review: Review) -> None:
    review.window.services.bridge.do(CloseBatch())
    wait_for(lambda: review.window.services.bridge.state.batch is None, "the empty desk")
    assert review.view.form.content is None
    assert review.view.form.accessibleName() == "Kein Dokument gewählt"


def test_a_value_that_is_typed_as_it_was_filled_is_a_persons(review: Review) -> None:
    review.press("Ctrl+PgDown")
    before = review.document(2).fields["case_number"]
    assert before.source is not ValueSource.OPERATOR
    review.press("Alt+1", "Tab")
    assert review.document(2).fields["case_number"] == before
    review.press("Alt+1")
    review.type_text(review.row("case_number").edit.text())
    review.press("Tab")
    after = review.document(2).fields["case_number"]
    assert (after.value, after.source) == (before.value, ValueSource.OPERATOR)
    assert after.confirmed_by == "anna"
    rows = review.batch.rows
    review.press("Alt+1")
    review.type_text(review.row("case_number").edit.text())
    review.press("Tab")
    assert review.batch.rows == rows


def test_typing_that_was_taken_back_confirms_nothing(review: Review) -> None:
    review.press("Ctrl+PgDown", "Alt+1")
    before = review.document(2).fields["case_number"]
    review.type_text("7")
    review.person.press("Ctrl+Z")
    review.press("Tab")
    assert review.document(2).fields["case_number"] == before


def test_words_that_could_not_be_written_keep_their_place_when_tried_again(
    review: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    review.press("Ctrl+PgDown", "Ctrl+PgDown", "Alt+3")
    page, box = review.page.id, Box(10, 10, 300, 50)

    def full(*_: object) -> None:
        raise StoreFull(path="x")

    with monkeypatch.context() as disk:
        disk.setattr(index, "set_value", full)
        review.view.fields.take_words("Kita Sonne", page, box)
        wait_for(lambda: review.row("sender").content.failed, "the refusal")
    review.view.fields.retry()
    review.rest()
    found = review.document(3).fields["sender"]
    assert (found.value, found.page, found.region) == ("Kita Sonne", page, box)


def test_a_late_refusal_leaves_the_focus_where_somebody_types(
    review: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    review.press("Ctrl+PgDown", "Ctrl+PgDown", "Alt+3")
    held = threading.Event()

    def late(*_: object) -> None:
        assert held.wait(WAIT_SECONDS)
        raise StoreFull(path="x")

    with monkeypatch.context() as disk:
        disk.setattr(index, "set_value", late)
        review.type_text("Kita Sonne")
        review.person.press("Tab")
        field = review.focus()
        review.type_text("Gru")
        held.set()
        wait_for(review.view.banner.isVisible, "the notice")
        settle()
        assert review.focus() == field
        review.type_text("ß")
        typed = review.row(field.removeprefix("field."))
        assert "Gruß" in typed.edit.text()
        review.person.press("F6")
        assert review.view.banner.has_focus()
        wait_for(lambda: typed.content.failed, "the second refusal")
        assert review.view.banner.has_focus()
    review.person.press("Return")
    review.rest()
    assert review.value(3, "sender") == "Kita Sonne"


def test_a_window_that_could_not_close_does_not_close_later_by_itself(
    review: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The notice was put away, or work went on: nobody wants to leave any more."""
    review.press("Ctrl+PgDown", "Ctrl+PgDown", "Alt+3")

    def full(*_: object) -> None:
        raise StoreFull(path="x")

    def refused_to_close(text: str) -> None:
        with monkeypatch.context() as disk:
            disk.setattr(index, "set_value", full)
            review.row("sender").focus()
            review.type_text(text)
            review.window.close()
            wait_for(lambda: review.row("sender").content.failed, "the refusal")
            wait_for(review.view.banner.isVisible, "the notice")
            settle()

    refused_to_close("Kita Sonne")
    review.view.banner.dismiss()
    review.view.fields.retry()
    review.rest()
    assert review.value(3, "sender") == "Kita Sonne"
    assert review.window.isVisible()
    refused_to_close("Kita Mond")
    review.row("sender").focus()
    review.type_text("Kita Stern")
    review.press("Tab")
    assert review.value(3, "sender") == "Kita Stern"
    assert review.window.isVisible()
