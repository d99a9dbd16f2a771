"""The page in the middle of the place: which is shown, its words, its keys."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject

from scanstation.errors import ScanstationError
from scanstation.model import Batch, Box, Page, PageKind, Word
from scanstation.ui.models.page_words import PageInBatch
from scanstation.ui.operations.asking import ReadFirst, WordsOf
from scanstation.ui.review_cursor import ReviewCursor
from scanstation.ui.review_fields import Fields
from scanstation.ui.review_shown import ShownPages
from scanstation.ui.services import Services
from scanstation.ui.widgets.index_form import IndexForm
from scanstation.ui.widgets.page_view import Arrangement, PageView

FOCUSED = ("view.zoom_in", "view.zoom_out", "view.fit", "view.actual", "view.magnifier")
"""Act only while thumbnails or page have the focus."""
KEPT_WORDS = 64
"""Pages whose words stay in memory."""


class ReviewPage(QObject):
    """See the module.

    Attributes:
        painted: the page under the cursor once it was painted, sharp.
    """

    def __init__(
        self,
        services: Services,
        view: PageView,
        cursor: ReviewCursor,
        form: IndexForm,
        fields: Fields,
        shown: ShownPages,
    ) -> None:
        super().__init__(view)
        self._services, self._view, self._cursor = services, view, cursor
        self._form, self._fields, self._shown = form, fields, shown
        self._words: dict[str, tuple[Word, ...]] = {}
        self._asked = self._preferred = ""
        self._whole = False
        self._beside = ""
        self.painted = ""
        cursor.moved.connect(self.follow)
        view.painted.connect(self._painted)
        view.words_taken.connect(self._taken)
        view.take_changed.connect(self._take_changed)
        fields.source.connect(self._show_source)
        self._connect()

    def follow(self) -> None:
        """Show the page that the cursor is on, as it is now."""
        batch, page = self._cursor.batch, self._cursor.page
        if batch is None or page is None:
            self._view.show_page(None)
            return
        shown = PageInBatch(page, len(batch.pages), self._cursor.document, self._doubtful(page))
        known = self._beside in batch.page_index
        other = batch.page(self._beside) if known else _other_side(batch, page)
        self._view.show_page(shown, other=other, ahead=self._cursor.ahead())
        self._show_words(page)

    def compare(self, page: str) -> None:
        """Show another page to the left of the one under the cursor; empty ends that."""
        if page == self._beside:
            return
        self._beside = page
        self._view.set_arrangement(Arrangement.BESIDE if page else self._wanted())
        self.follow()

    def see_again(self) -> None:
        """The page that is on the screen counts as seen, also by who came to it since."""
        page = self._cursor.page
        if page is not None and page.id == self.painted and self._view.isVisible():
            self._shown.note(page)

    def start_taking(self) -> None:
        """Let the next words chosen go into the field."""
        if not self._form.current and self._form.rows():
            self._form.current = self._form.rows()[0].spec.name
        self._view.setFocus()
        self._view.take_words(not self._view.taking)

    def _connect(self) -> None:
        handlers: dict[str, Callable[[], object]] = {
            "view.zoom_in": partial(self._view.zoom, 1),
            "view.zoom_out": partial(self._view.zoom, -1),
            "view.fit": self._fit,
            "view.actual": self._view.actual_size,
            "view.magnifier": self._view.toggle_magnifier,
            "view.pair": partial(self._arrange, "view.pair"),
            "view.compare": partial(self._arrange, "view.compare"),
            "review.take_word": self.start_taking,
        }
        for command, act in handlers.items():
            self._services.commands.connect_to(command, partial(self._if_here, act))
        self._services.commands.action("view.words").toggled.connect(self._view.show_words)

    def _if_here(self, act: Callable[[], object]) -> None:
        if self._view.isVisible():
            act()

    def _fit(self) -> None:
        """The whole page, and again: its width."""
        self._whole = not self._whole
        if self._whole:
            self._view.fit()
        else:
            self._view.fit_width()

    def _arrange(self, command: str) -> None:
        """One arrangement at a time."""
        action = self._services.commands.action
        for other in {"view.pair", "view.compare"} - {command}:
            action(other).setChecked(False)
        self._beside = ""
        self._view.set_arrangement(self._wanted())
        self.follow()

    def _wanted(self) -> Arrangement:
        action = self._services.commands.action
        if action("view.pair").isChecked():
            return Arrangement.PAIR
        return Arrangement.COMPARE if action("view.compare").isChecked() else Arrangement.SINGLE

    def _doubtful(self, page: Page) -> bool:
        return any(one.page == page.number for one in self._services.bridge.findings.doubts)

    def _painted(self, page: str) -> None:
        batch = self._cursor.batch
        if page == self._current():  # beside it the other side may be painted, too
            self.painted = page
        if batch is not None and page in batch.page_index:
            self._shown.note(batch.page(page))

    def _show_words(self, page: Page) -> None:
        if not page.words and page.kind is PageKind.DOCUMENT and page.id != self._preferred:
            self._preferred = page.id
            self._services.bridge.do(ReadFirst(page.id))
        if page.words in self._words or not page.words:
            self._view.set_words(page.id, self._words.get(page.words, ()))
        elif page.words != self._asked:
            self._asked = page.words
            answer = partial(self._words_came, page.id, page.words)
            self._services.bridge.do(WordsOf(page.words), answer, self._no_words)

    def _words_came(self, page: str, blob: str, words: tuple[Word, ...]) -> None:
        self._asked = ""
        while len(self._words) >= KEPT_WORDS:
            del self._words[next(iter(self._words))]
        self._words[blob] = words
        self._view.set_words(page, words)

    def _no_words(self, _: ScanstationError) -> None:
        """A page whose words cannot be read is shown without them."""
        self._asked = ""

    def _show_source(self, page: str, box: Box | None, asked: bool) -> None:
        """Frame where a value stands; if a person asked, on its own page of the document."""
        batch, document = self._cursor.batch, self._cursor.document
        if not page or batch is None or page not in batch.page_index:
            self._view.outline("", None)
            return
        elsewhere = asked and page != self._current()
        if elsewhere and document is not None and page in document.pages:
            self._cursor.go(page)
        self._view.outline(page, box)

    def _current(self) -> str:
        page = self._cursor.page
        return page.id if page else ""

    def _taken(self, text: str, page: str, box: Box) -> None:
        self._fields.take_words(text, page, box)

    def _take_changed(self, taking: bool) -> None:
        if not taking and self._view.hasFocus():
            self._form.focus_field()


def _other_side(batch: Batch, page: Page) -> Page | None:
    """Return the other side of the same sheet; it lies beside its page in the stack."""
    at = batch.page_index[page.id]
    beside = batch.pages[max(0, at - 1) : at + 2]
    return next((o for o in beside if o.sheet_id == page.sheet_id and o.id != page.id), None)
