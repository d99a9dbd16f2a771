"""The model of the thumbnails, and how each page reads itself."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QAbstractItemModelTester

from scanstation.errors import Text
from scanstation.model import PageKind, Problem
from scanstation.ui.language import Speech
from scanstation.ui.models.page_words import DocumentState, document_states
from scanstation.ui.models.pages import PageListModel
from tests.builders.pages import batch, page, stack
from tests.ui.thumbnails.drawn import (
    Show,
)


@given(
    st.lists(st.integers(1, 9), unique=True),
    st.lists(st.integers(1, 9), unique=True),
)
def test_the_model_keeps_its_promises_and_indexes_their_pages(
    qapp: object, before: list[int], after: list[int]
) -> None:
    pages = {number: page(number, document="d") for number in range(1, 10)}
    model = PageListModel(Speech("de"))
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show(batch([pages[number] for number in before]))
    kept = [QPersistentModelIndex(model.index(row)) for row in range(model.rowCount())]
    model.show(batch([pages[number] for number in after]))
    assert [one.number for one in model.pages] == after
    for number, index in zip(before, kept, strict=True):
        assert index.row() == (after.index(number) if number in after else -1)
    assert tester.model() is model


def test_pages_read_themselves_in_both_languages() -> None:
    speech = Speech("de")
    model = PageListModel(speech)
    one = stack(2, 2)
    pages = [
        *one.pages[:6],
        replace(one.pages[6], kind=PageKind.REJECTED, document=""),
        one.pages[7],
    ]
    model.show(replace(one, pages=tuple(pages)))
    model.set_class_titles({"posteingang": Text("Posteingang", "Incoming mail")})
    model.set_states({"d1": DocumentState.MISSING}, frozenset({"p4"}))

    def said(row: int, role: Qt.ItemDataRole = Qt.ItemDataRole.AccessibleTextRole) -> str:
        return str(model.data(model.index(row), role))

    assert said(0) == "Seite 1 von 8, Vorderseite, Trennblatt erkannt"
    assert said(2) == "Seite 3 von 8, Dokument 1, Vorderseite, Dokument beginnt hier"
    assert said(3) == "Seite 4 von 8, Dokument 1, Rückseite, Zweifel offen"
    assert said(6) == "Seite 7 von 8, Vorderseite, verworfen"
    assert said(2, Qt.ItemDataRole.AccessibleDescriptionRole) == "Posteingang, Feld fehlt"
    speech.use("en")
    assert said(0) == "Page 1 of 8, front side, separator sheet recognised"
    assert said(2, Qt.ItemDataRole.AccessibleDescriptionRole) == "Incoming mail, field missing"


def test_a_doubt_comes_before_a_missing_field_before_ready() -> None:
    one = stack(1, 1, 1)
    nothing = Text("", "")
    problems = [Problem("required", nothing, document=1), Problem("required", nothing, document=2)]
    assert document_states(one, problems, ["p6", "unknown"]) == {
        "d1": DocumentState.MISSING,
        "d2": DocumentState.DOUBT,
        "d3": DocumentState.READY,
    }


def test_a_screen_reader_finds_the_pages_as_list_items(show: Show) -> None:
    view = show(stack(2, 1))
    interface = QAccessible.queryAccessibleInterface(view)
    assert interface.role() == QAccessible.Role.List
    assert interface.text(QAccessible.Text.Name) == "Seiten des Stapels"
    items = [interface.child(number) for number in range(interface.childCount())]
    names = [item.text(QAccessible.Text.Name) for item in items]
    assert "Seite 3 von 7, Dokument 1, Vorderseite, Dokument beginnt hier" in names
    assert sum(item.role() == QAccessible.Role.ListItem for item in items) == 7
    assert items[3].text(QAccessible.Text.Name) == view.pages.spoken(view.pages.page(3)), (
        "focus events name an item by its row"
    )
