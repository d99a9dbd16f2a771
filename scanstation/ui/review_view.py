"""The place Check: documents at the left, the page in the middle, the form at the right."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QHideEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from scanstation.errors import ReleaseRefused, ScanstationError, Text
from scanstation.ui.models.page_words import document_states
from scanstation.ui.place import Place
from scanstation.ui.reading import ReadingTrouble
from scanstation.ui.review_beginning import ReviewBeginning
from scanstation.ui.review_cursor import ReviewCursor
from scanstation.ui.review_doubts import ReviewDoubts
from scanstation.ui.review_edits import FOCUSED, ReviewEdits
from scanstation.ui.review_fields import Fields
from scanstation.ui.review_flow import ReviewFlow
from scanstation.ui.review_notices import ReviewNotices
from scanstation.ui.review_page import FOCUSED as VIEWED
from scanstation.ui.review_page import ReviewPage
from scanstation.ui.review_shown import ShownPages
from scanstation.ui.services import Services
from scanstation.ui.state import DeskState
from scanstation.ui.widgets.balance import Balance
from scanstation.ui.widgets.command_button import CommandButton
from scanstation.ui.widgets.doubt_card import DoubtCard
from scanstation.ui.widgets.field_row import UNCONFIRMED
from scanstation.ui.widgets.index_form import IndexForm
from scanstation.ui.widgets.page_view import PageView
from scanstation.ui.widgets.thumbnails import ThumbnailView
from scanstation.workflow.doubt_model import Onward

TITLE = Text("Prüfen", "Check")
ONE_DOUBT = Text("Prüfen (1 Zweifel)", "Check (1 doubt)")
DOUBTS = Text("Prüfen ({count} Zweifel)", "Check ({count} doubts)")
LIST_WIDTH, FORM_WIDTH = 300, 360
USUAL_SIZE = 128
"""Of a thumbnail, in pixels."""


class ReviewView(Place):
    """See the module."""

    key = "review"
    title = TITLE

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        speech, theme = services.speech, services.theme
        self.thumbnails = ThumbnailView(services.images, speech, theme, grouped=True)
        self.page_view = PageView(services.images, speech, theme)
        self.form = IndexForm(speech, theme, self)
        self.card = DoubtCard(speech, theme, self.page_view)
        self.page_view.set_card(self.card)
        self.card.hide()
        self._balance = Balance(speech, theme)
        self._then: Callable[[], object] | None = None
        self._unsaved: ScanstationError | None = None
        self._lay_out()
        self.here = ReviewCursor(self.thumbnails)
        self.fields = Fields(services, self.form, self)
        self.shown = ShownPages(services, self)
        self.edits = ReviewEdits(services, self.here, self.isVisible)
        self.doubts = ReviewDoubts(services, self.here, self.card, self.form.flush)
        self.flow = ReviewFlow(
            services, self.here, self.form, self.fields, self.doubts, self.card, self.shown
        )
        self.notices = ReviewNotices(services, self.banner, self._window_may_leave, self)
        self.page = ReviewPage(
            services, self.page_view, self.here, self.form, self.fields, self.shown
        )
        self._connect()
        self.beginning = ReviewBeginning(services, self.here, self.isVisible)

    def tab_text(self) -> str:
        """The tab counts the doubts."""
        count = len(self.services.bridge.findings.doubts) if self.here.batch else 0
        text = TITLE if not count else ONE_DOUBT if count == 1 else DOUBTS
        return self.services.speech.say(text, count=count)

    def entered(self) -> None:
        """Work goes on in the form, the first time at the first page to check."""
        self.beginning.follow()
        if not self.form.focus_field():
            self.thumbnails.setFocus()

    def may_leave(self, then: Callable[[], object]) -> bool:
        """What was typed is written first; where it could not be, a person decides."""
        self.form.flush()
        self.shown.report()
        if not self.fields.drafts:
            return True
        self._then = then
        self.fields.retry()
        return False

    def hand_over(self) -> None:
        """What was typed and seen is this person's."""
        self.form.flush()
        self.shown.report()

    def _window_may_leave(self, then: Callable[[], object]) -> bool:
        """Whether no place of the window objects: pages may come in at Scan."""
        may_leave = getattr(self.window(), "may_leave", self.may_leave)
        return bool(may_leave(then))

    def hideEvent(self, event: QHideEvent) -> None:
        """Another place: what was typed counts."""
        self.form.flush()
        super().hideEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """The window closes: what was typed and seen counts."""
        self.form.flush()
        self.shown.report()
        memory = self.services.memory
        memory.keep_state("review/split", self._split.saveState())
        memory.keep("review/thumbnails", self.thumbnails.thumbnail_size)
        super().closeEvent(event)

    def _lay_out(self) -> None:
        right = QWidget(self)
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.form, 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(10, 4, 10, 10)
        foot.addWidget(self._balance)
        self.release = CommandButton(self.services, "review.release")
        foot.addWidget(self.release)
        column.addLayout(foot)
        self._split = QSplitter(Qt.Orientation.Horizontal, self)
        for part in (self.thumbnails, self.page_view, right):
            self._split.addWidget(part)
        self._split.setChildrenCollapsible(False)
        self._split.setStretchFactor(0, 0)
        self._split.setStretchFactor(1, 1)
        self._split.setStretchFactor(2, 0)
        self._split.setSizes([LIST_WIDTH, 700, FORM_WIDTH])
        memory = self.services.memory
        self._split.restoreState(memory.state("review/split"))
        self.thumbnails.set_thumbnail_size(memory.number("review/thumbnails", USUAL_SIZE))
        self.column.addWidget(self._split, 1)

    def _connect(self) -> None:
        bridge, commands = self.services.bridge, self.services.commands
        bridge.changed.connect(self._show)
        bridge.examined.connect(lambda _: self.retitled.emit())
        self.here.moved.connect(self._moved)
        self.thumbnails.move_requested.connect(self.edits.move)
        for widget in (self.thumbnails, self.page_view):
            commands.attach(widget, *FOCUSED, *VIEWED, "page.insert")
        commands.connect_to("review.pane", self._next_pane)
        self.doubts.onward.connect(self._go_onward)
        bridge.examined.connect(lambda _: self._show_states())
        for signal in (bridge.changed, bridge.examined, self.here.moved):
            signal.connect(self._keep_from_release)
        bridge.told.connect(self._told)
        commands.connect_to("page.next", lambda: self.here.step_page(1))
        commands.connect_to("page.previous", lambda: self.here.step_page(-1))
        commands.connect_to("document.next", lambda: self.here.step_document(1))
        commands.connect_to("document.previous", lambda: self.here.step_document(-1))
        commands.connect_to("review.take_previous", self.fields.take_previous)
        for number in range(1, 10):
            commands.connect_to(f"review.field{number}", partial(self._go_field, number))
        self.fields.refused.connect(self._field_refused)
        self.fields.settled.connect(self._settled)
        for edited in (self.fields.edited, self.edits.edited):
            edited.connect(self._stay)
            edited.connect(self.flow.edited)
        self.fields.hinted.connect(self.banner.note)
        self.banner.dismissed.connect(self._stay)
        self.card.put_away.connect(self._card_away)
        self.doubts.refused.connect(self.notices.refused)
        self.doubts.nothing.connect(self.banner.note)
        self.doubts.pointed.connect(self.page_view.outline)
        self.doubts.compared.connect(self.page.compare)
        self.flow.looked_again.connect(self.page.see_again)
        self.flow.all_done.connect(self.notices.all_done)
        self.flow.stopped.connect(self.notices.stopped)
        self.flow.released.connect(self.notices.released)
        self.flow.refused.connect(self._refused)

    def _show(self, state: DeskState) -> None:
        self.here.follow(state.batch)
        self._balance.show_batch(state.batch)
        writable = state.batch is not None and not state.read_only
        self.services.commands.allow("review.release", writable)
        self.retitled.emit()

    def _keep_from_release(self) -> None:
        """What had the focus is gone, and Qt gave it on: never to the key that sends everything."""
        if self.release.hasFocus():
            self.entered()

    def _show_states(self) -> None:
        """How far each document is, by the problems that an operator mends in it."""
        batch, findings = self.here.batch, self.services.bridge.findings
        if batch is None or findings.batch != batch.id:
            return
        missing = [one for one in findings.problems if one.field and one.code != UNCONFIRMED]
        numbers = {one.page for one in findings.doubts}
        pages = {one.id for one in batch.pages if one.number in numbers}
        documents = {one.document for one in findings.doubts}
        pages |= {one.pages[0] for one in batch.documents if one.number in documents}
        states = document_states(batch, missing, pages)
        self.thumbnails.set_states(states, pages)
        titles = {name: one.title for name, one in self.fields.classes.items()}
        self.thumbnails.pages.set_class_titles(titles)

    def _next_pane(self) -> None:
        """From the list to the page, to the form, to a notice that asks, and round again."""
        if self.thumbnails.hasFocus():
            self.page_view.setFocus()
        elif self.page_view.hasFocus() or self.card.has_focus():
            self.form.focus_field()
        elif self.banner.has_focus() or not self.banner.take_focus():
            self.thumbnails.setFocus()

    def selected_page(self) -> str:
        """Return the id of the page that insert and replace mean."""
        page = self.here.page
        return page.id if page is not None else ""

    def _go_onward(self, onward: Onward) -> None:
        """A correction that a person makes elsewhere."""
        action = self.services.commands.action
        if onward.name == "field":
            self.form.focus_field(onward.field)
        elif onward.name == "class":
            self.form.focus_class()
        elif onward.name == "rescan":
            self.thumbnails.setFocus()
            action("page.replace").trigger()
        else:
            action("place.scan").trigger()

    def _moved(self) -> None:
        document = self.here.document
        self.fields.show(document.id if document else "")

    def _go_field(self, number: int) -> None:
        rows = self.form.rows()
        if number <= len(rows):
            self.form.focus_field(rows[number - 1].spec.name)

    def _refused(self, error: ScanstationError) -> None:
        if isinstance(error, ReleaseRefused):
            self.notices.refused(error, lambda: self.flow.jump(error))
        else:
            self.notices.refused(error)

    def _field_refused(self, error: ScanstationError) -> None:
        """A value that could not be written stays in its field, and keeps the batch here."""
        if self.fields.drafts.refused():
            self._unsaved = error
            leave = self._leave_unsaved if self._then is not None else None
            self.notices.unsaved(error, self.fields.retry, leave)
        else:
            self.notices.refused(error)

    def _settled(self) -> None:
        if self._unsaved is not None:
            self.banner.clear()
        self._unsaved = None
        if self._then is not None:
            then, self._then = self._then, None
            then()

    def _stay(self) -> None:
        """Whoever goes on working, or puts the notice away, no longer wants to leave."""
        self._then = None

    def _leave_unsaved(self) -> None:
        self.fields.drafts.clear()
        self._settled()

    def _told(self, told: object) -> None:
        if isinstance(told, ReadingTrouble):
            self.banner.problem(told.text)

    def _card_away(self, had_focus: bool) -> None:
        if had_focus and not self.form.focus_field():
            self.thumbnails.setFocus()
