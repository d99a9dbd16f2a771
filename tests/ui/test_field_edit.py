"""A typed value counts 500 ms after the last key at the latest: by the timer, not by a clock."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from scanstation.ui.widgets.field_edit import FieldEdit
from tests.ui.reviewing import Review


@pytest.fixture
def edit(qtbot: QtBot) -> FieldEdit:
    made = FieldEdit()
    qtbot.addWidget(made)
    made.show()
    return made


def timer_of(edit: FieldEdit) -> QTimer:
    """Return the only timer of the line that belongs to us; Qt's own blink by other means."""
    (found,) = edit.findChildren(QTimer)
    return found


def test_every_key_gives_it_500_ms_anew_and_nothing_else_does(edit: FieldEdit) -> None:
    timer = timer_of(edit)
    assert (timer.interval(), timer.isSingleShot(), timer.isActive()) == (500, True, False)
    begun = []
    for letter in "Mueller":
        QTest.keyClicks(edit, letter)
        assert timer.isActive()
        begun.append(timer.timerId())  # another one with each start
    assert all(one != following for one, following in pairwise(begun))
    edit.show_text("from outside")
    QTest.keyClick(edit, Qt.Key.Key_Home)
    edit.selectAll()
    assert timer.timerId() == begun[-1]
    assert (timer.interval(), timer.isSingleShot()) == (500, True)


def test_when_the_time_is_over_it_counts_at_once_and_once(edit: FieldEdit) -> None:
    written: list[str] = []
    edit.written.connect(written.append)
    QTest.keyClicks(edit, "Anna")
    assert written == []
    timer_of(edit).timeout.emit()  # nothing else is let happen
    assert written == ["Anna"]
    assert not edit.unwritten
    timer_of(edit).timeout.emit()
    edit.clearFocus()
    assert written == ["Anna"]


def test_a_line_that_stands_as_it_was_waits_for_nothing(edit: FieldEdit) -> None:
    QTest.keyClicks(edit, "A")
    QTest.keyClick(edit, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert not timer_of(edit).isActive()


def test_the_batch_is_asked_to_keep_it_in_the_same_moment(review: Review) -> None:
    review.press("Ctrl+PgDown", "Alt+3")
    document, drafts = review.document(2).id, review.view.fields.drafts
    name = review.view.form.current
    timer = timer_of(review.row(name).edit)
    timer.setInterval(3_600_000)  # so that only this test ends it
    review.type_text("Kita Sonne")
    assert not drafts
    timer.timeout.emit()
    draft = drafts.get((document, name))
    assert draft is not None
    assert draft.value == "Kita Sonne"
    review.rest()
    assert review.value(2, name) == "Kita Sonne"
