"""The last page, large: its symbols over it, its words if wanted, the other side one key away.

While the feeder runs the newest sheet is shown; a page that a person selects stays until the
next feed begins.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from scanstation.errors import ScanstationError, Text
from scanstation.model import Batch, Page, Side, Word
from scanstation.ui.models.page_words import PageInBatch
from scanstation.ui.operations.asking import ReadFirst, WordsOf
from scanstation.ui.services import Services
from scanstation.ui.state import DeskState
from scanstation.ui.widgets.page_view import PageView

SIDES: dict[Side, Text] = {
    "front": Text("Vorderseite", "Front side"),
    "back": Text("Rückseite", "Back side"),
}
BLANK = Text("{side} (leer)", "{side} (blank)")
EVERY_MS = 300
"""A page is decoded to be seen, not to be counted: a fast feeder shows every third sheet."""


class ScanPage(QWidget):
    """See the module."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._batch: Batch | None = None
        self._chosen = ""
        self._words_of = self._asked = ""
        self.view = PageView(services.images, services.speech, services.theme)
        self.view.fit()
        self.view.show_codes(True)
        shows = services.commands.action("view.words")
        shows.toggled.connect(self.view.show_words)  # as in Check, and off until it is wanted
        self._sides = {side: QPushButton(self) for side in SIDES}
        self._due = QTimer(self, interval=EVERY_MS, singleShot=True)
        self._due.timeout.connect(self._show)
        self._lay_out()
        services.speech.on_change(self, self._respeak)

    @property
    def page(self) -> Page | None:
        """The page that is shown."""
        return self.view.page

    def show_state(self, state: DeskState) -> None:
        """Follow the batch; not more often than a person can look."""
        if state.batch is None or self._batch is None or state.batch.id != self._batch.id:
            self._chosen = ""
        self._batch = state.batch
        if not self._due.isActive():
            self._show()
            self._due.start()
        elif self._batch is None:
            self._show()

    def choose(self, page_id: str) -> None:
        """Show a page that a person selected; empty follows the feeder again."""
        self._chosen = page_id
        batch = self._batch
        if page_id and batch is not None and page_id in batch.page_index:
            self._mark(batch.page(page_id).side)
        self._show()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(4)
        for side, button in self._sides.items():
            button.setCheckable(True)
            button.clicked.connect(partial(self._turn, side))
            row.addWidget(button, 1)
        self._mark("front")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.view, 1)
        column.addLayout(row)

    def _mark(self, wanted: Side) -> None:
        """Press one of the buttons; each is a stop of its own for Tab, so they are no group."""
        for side, button in self._sides.items():
            button.setChecked(side == wanted)

    def _turn(self, side: Side) -> None:
        """Show the other side of the same sheet."""
        self._mark(side)
        shown = self.view.page
        if self._chosen and shown is not None:
            self._chosen = getattr(self._side(shown.sheet_id), "id", self._chosen)
        self._show()

    def _show(self) -> None:
        batch, page = self._batch, self._wanted()
        self._respeak()
        if batch is None or page is None:
            self.view.show_page(None)
            return
        document = next((d for d in batch.documents if d.id == page.document), None)
        self.view.show_page(PageInBatch(page, len(batch.pages), document))
        self._show_words(page)
        if not page.words and page.id != self._asked:
            self._asked = page.id
            self._services.bridge.do(ReadFirst(page.id), failed=self._without_words)

    def _wanted(self) -> Page | None:
        batch = self._batch
        if batch is None or not batch.pages:
            return None
        if self._chosen in batch.page_index:
            return batch.page(self._chosen)
        newest = max(batch.pages, key=lambda page: page.number)
        return self._side(newest.sheet_id) or newest

    def _side(self, sheet: str) -> Page | None:
        """Return the side of a sheet that the buttons ask for."""
        wanted = "back" if self._sides["back"].isChecked() else "front"
        return self._sheet(sheet).get(wanted)

    def _sheet(self, sheet: str) -> dict[str, Page]:
        pages = self._batch.pages if self._batch is not None else ()
        return {page.side: page for page in pages if page.sheet_id == sheet}

    def _show_words(self, page: Page) -> None:
        if not page.words or page.words == self._words_of:
            return
        self._words_of = page.words

        def came(words: tuple[Word, ...]) -> None:
            self.view.set_words(page.id, words)

        self._services.bridge.do(WordsOf(page.words), came, self._without_words)

    def _without_words(self, _: ScanstationError) -> None:
        """A page whose words cannot be read is shown without them."""

    def _respeak(self) -> None:
        say, shown = self._services.speech.say, self._wanted()
        sheet = self._sheet(shown.sheet_id) if shown is not None else {}
        for side, button in self._sides.items():
            said, page = say(SIDES[side]), sheet.get(side)
            if page is not None and _blank(self._batch, page):
                said = say(BLANK, side=said)
            button.setText(said)
            button.setAccessibleName(said.replace("&", ""))
            button.setEnabled(page is not None)


def _blank(batch: Batch | None, page: Page) -> bool:
    if batch is None or page.facts is None:
        return False
    return page.facts.blank.blank_score >= batch.profile.imaging.blank_threshold
