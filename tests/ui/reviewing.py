"""A window whose place Check shows a scanned batch, and a person at its keyboard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from scanstation.model import Batch, Document, Page
from scanstation.separation.sheets import SheetRequest
from scanstation.ui.desk import Desk
from scanstation.ui.lanes import Lane
from scanstation.ui.main_window import MainWindow
from scanstation.ui.operations.batches import OpenBatch
from scanstation.ui.review_view import ReviewView
from scanstation.ui.widgets.field_row import FieldRow
from tests.builders.review import Piece, letter
from tests.ui.driving import Operator, settle, wait_for

PIECES = (
    Piece(SheetRequest("nachweis", "50.1-101/2026"), (letter("50.1-101/2026"), letter())),
    Piece(SheetRequest("posteingang"), (letter("50.1-203/2026"),)),
    Piece(SheetRequest("posteingang"), (letter("", "5. März 2026", "Betreff: Umzug"),)),
    Piece(SheetRequest("posteingang", "50.1-102/2026", expected_pages=1), (letter(), letter())),
)
"""1 complete (two pages), 2 with a case number from OCR, 3 without, 4 with a doubt (page count)."""


@dataclass(frozen=True)
class Nothing:
    """Comes after all edits that were asked for before it."""

    lane: ClassVar[Lane] = Lane.EDIT

    def run(self, desk: Desk) -> None:
        """Do nothing."""


@dataclass
class Review:
    """The place in a window, and the person in front of it."""

    window: MainWindow
    person: Operator

    def open(self, batch: str) -> None:
        """Lay a batch on the desk and go to the place."""
        self.window.services.bridge.do(OpenBatch(batch))
        wait_for(lambda: self.window.services.bridge.state.batch is not None, "the batch")
        self.person.press("F3")
        self.rest()

    @property
    def view(self) -> ReviewView:
        found = self.window.places[1]
        assert isinstance(found, ReviewView)
        return found

    @property
    def batch(self) -> Batch:
        found = self.window.services.bridge.state.batch
        assert found is not None
        return found

    @property
    def page(self) -> Page:
        found = self.view.here.page
        assert found is not None
        return found

    def document(self, number: int) -> Document:
        return self.batch.documents[number - 1]

    def row(self, name: str) -> FieldRow:
        found = self.view.form.row(name)
        assert found is not None, name
        return found

    def value(self, number: int, name: str) -> str:
        """Return what lies in the batch, empty for nothing."""
        found = self.document(number).fields.get(name)
        return found.value if found else ""

    def press(self, *keys: str) -> None:
        """Press keys, and look at the screen after each as a person does."""
        for key in keys:
            self.person.press(key)
            self.rest()

    def type_text(self, text: str) -> None:
        self.person.type_text(text)

    def rest(self) -> None:
        """Wait until nothing is under way and the page is on the screen."""
        self._await_edits()
        try:
            wait_for(self.rests, "the place to rest")
        except AssertionError as error:
            raise AssertionError(self._restless()) from error
        settle()

    def _restless(self) -> str:
        """Say what is still under way."""
        view, bridge = self.view, self.window.services.bridge
        rows = self.batch.rows
        return (
            f"flow {view.flow.busy}, doubts {view.doubts.busy}, drafts {len(view.fields.drafts)},"
            f" examined {bridge.findings.row} of {rows}, page {view.page_view.page},"
            f" painted {view.page.painted}, images {self.window.services.images.statistics()}"
        )

    def _await_edits(self) -> None:
        """Wait until the edits that were asked for are done."""
        done: list[object] = []
        self.window.services.bridge.do(Nothing(), done.append)
        wait_for(lambda: done, "the edits")

    def rests(self) -> bool:
        view, bridge = self.view, self.window.services.bridge
        settle(1)
        state = bridge.state
        if state.batch is None or view.flow.busy or view.doubts.busy or view.fields.drafts:
            return False
        found = bridge.findings
        examined = (found.batch, found.row) == (state.batch.id, state.batch.rows)
        sheet = view.page_view.page
        on_screen = not view.isVisible() or (
            sheet is not None and view.page.painted == sheet.id and view.form.content is not None
        )
        return examined and on_screen

    def focus(self) -> str:
        widget = QApplication.focusWidget()
        return widget.objectName() if widget is not None else ""


def wait(milliseconds: int) -> None:
    """Let time go by: only where time itself is what is tested."""
    QTest.qWait(milliseconds)
