"""Enter and Ctrl+Enter: accept and go on, until nothing is left but the release.

    resting --Enter: what the focus proposes counts--> asking (GoOn) --there--> resting
    resting --Ctrl+Enter: the document's values count--> asking --nothing left--> releasing
    releasing --released--> resting (the batch goes out) | --refused--> resting (first reason)

    asking --the batch is edited--> resting (what was asked is not gone to, nor released)

Keys that come while something is asked are dropped: nothing may be accepted that was not on
the screen when the key was pressed. An edit that comes while something is asked is newer than
the answer: whoever made it presses the key again.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from scanstation.errors import ReleaseRefused, ScanstationError
from scanstation.model import Problem
from scanstation.ui.operations.checking import GoOn, Place, ReleaseBatch
from scanstation.ui.review_cursor import ReviewCursor
from scanstation.ui.review_doubts import ReviewDoubts
from scanstation.ui.review_fields import Fields
from scanstation.ui.review_shown import ShownPages
from scanstation.ui.services import Services
from scanstation.ui.widgets.doubt_card import DoubtCard
from scanstation.ui.widgets.index_form import IndexForm

COMMANDS = ("review.next", "review.release")


class ReviewFlow(QObject):
    """See the module.

    Signals:
        all_done(): nothing is left but the release.
        stopped(Problem): something that no key of the place can do stands in the way.
        released(Batch): it goes out now.
        looked_again(): a page is to be looked at; it may be on the screen already.
        refused(ScanstationError): an operation was refused; the release with all its reasons.
    """

    all_done = Signal()
    stopped = Signal(object)
    released = Signal(object)
    refused = Signal(object)
    looked_again = Signal()

    def __init__(
        self,
        services: Services,
        cursor: ReviewCursor,
        form: IndexForm,
        fields: Fields,
        doubts: ReviewDoubts,
        card: DoubtCard,
        shown: ShownPages,
    ) -> None:
        super().__init__(form)
        self._services, self._cursor, self._form = services, cursor, form
        self._fields, self._doubts, self._card, self._shown = fields, doubts, card, shown
        self._busy, self._edits = False, 0
        services.commands.connect_to("review.next", self.accept)
        services.commands.connect_to("review.release", self.mark_ready)
        for command in COMMANDS:
            services.commands.action(command).setAutoRepeat(False)
        doubts.decided.connect(self.go_on)

    @property
    def busy(self) -> bool:
        """Whether a key is still being answered."""
        return self._busy

    def accept(self) -> None:
        """Enter: what the focus proposes counts, and work goes on."""
        if self._busy:
            return
        if self._card.doubt is not None and not self._form.focused():
            self._card.accept()
            return
        self._settle()
        self._fields.confirm()
        self.go_on()

    def mark_ready(self) -> None:
        """Ctrl+Enter: the values of this document count; when nothing is left, release."""
        if self._busy:
            return
        self._settle()
        self._fields.confirm_all()
        self.go_on(release=True)

    def go_on(self, *, release: bool = False) -> None:
        """Find the next thing to do and go there."""
        if self._services.bridge.state.batch is None or self._busy:
            return
        self._busy = True
        document = self._cursor.document
        ask = GoOn(document.id if document else "", self._shown.take())
        arrive = partial(self._arrive, edits=self._edits, release=release)
        self._services.bridge.do(ask, arrive, self._fail)

    def edited(self) -> None:
        """The batch is edited: what was asked before is not about it any more."""
        self._edits += 1

    def go_to(self, problem: Problem) -> None:
        """Bring the focus to what a problem is about."""
        batch = self._cursor.batch
        if batch is None:
            return
        page = next((one.id for one in batch.pages if one.number == problem.page), "")
        of = next((one for one in batch.documents if one.number == problem.document), None)
        if page or of is not None:
            self._cursor.go(page if page and not problem.field else of.pages[0] if of else page)
        if problem.field:
            self._form.focus_field(problem.field)

    def _settle(self) -> None:
        """What is highlighted or typed counts first."""
        self._form.offers.take()
        self._form.flush()
        self._fields.retry()

    def _arrive(self, place: Place, *, edits: int, release: bool) -> None:
        self._busy = False
        if edits != self._edits:
            return
        step = place.step
        if step.kind == "release":
            self._release(place) if release else self.all_done.emit()
        elif step.kind == "problem" and step.problem is not None:
            self._look_at(place)
            self.stopped.emit(step.problem)
        elif step.kind == "doubt" and step.doubt is not None:
            self._doubts.show(step.doubt)
        else:
            self._look_at(place)
            self._focus(step.field)
            if step.kind == "page":  # not the page that the focused value was read on
                self._cursor.go(place.page)
                self.looked_again.emit()

    def _look_at(self, place: Place) -> None:
        """A document that is shown already keeps its page, unless another is to be looked at."""
        current = self._cursor.document
        if place.step.kind == "page" and place.page:
            self._cursor.go(place.page)
        elif place.document and (current is None or current.id != place.document):
            self._cursor.go_document(place.document)
        elif place.page and not place.document:
            self._cursor.go(place.page)

    def _focus(self, field: str) -> None:
        self._card.close_card()
        if field:
            self._form.focus_field(field)
        elif self._form.focused() is None:
            self._form.focus_field()

    def _release(self, place: Place) -> None:
        self._busy = True
        release = ReleaseBatch(place.batch, place.filled, place.edited)
        self._services.bridge.do(release, self._released, self._fail)

    def _released(self, done: bool) -> None:
        """Fields that were filled, and what was edited, in the last moment is looked at first."""
        self._busy = False
        if done:
            self.released.emit(self._services.bridge.state.batch)
        else:
            self.go_on()

    def _fail(self, error: ScanstationError) -> None:
        self._busy = False
        self.refused.emit(error)
        if isinstance(error, ReleaseRefused):
            self.jump(error)

    def jump(self, error: ReleaseRefused) -> None:
        """Go to the first reason that has a place."""
        found = error.details.get("problems", ())
        if isinstance(found, tuple):
            placed = [one for one in found if one.document or one.page]
            if placed:
                self.go_to(placed[0])
