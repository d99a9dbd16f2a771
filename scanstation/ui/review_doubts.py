"""The queue of doubts: to the next, accept, correct; the card stands below the page."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from scanstation.errors import ScanstationError, Text
from scanstation.ui.doubt_round import DoubtRound
from scanstation.ui.operations.checking import AcceptDoubt, CorrectDoubt
from scanstation.ui.review_cursor import ReviewCursor
from scanstation.ui.services import Services
from scanstation.ui.widgets.doubt_card import DoubtCard
from scanstation.workflow.doubt_model import Correction, Doubt, Onward

NONE = Text("Kein Zweifel offen.", "No open doubt.")


class ReviewDoubts(QObject):
    """See the module.

    Signals:
        decided(): a doubt was answered; work goes on.
        onward(Onward): a correction leads elsewhere.
        refused(ScanstationError): the doubt does not stand any more.
        nothing(Text): there is no doubt to go to.
        pointed(page, Box | None): where the doubtful value stands on the paper.
        compared(page): id of the page to show beside the doubtful one; empty, if none any more.
    """

    decided = Signal()
    onward = Signal(object)
    refused = Signal(object)
    nothing = Signal(object)
    pointed = Signal(str, object)
    compared = Signal(str)

    def __init__(
        self,
        services: Services,
        cursor: ReviewCursor,
        card: DoubtCard,
        before: Callable[[], object],
    ) -> None:
        super().__init__(card)
        self._services, self._cursor, self._card = services, cursor, card
        self._before = before
        self._busy = False
        self._round = DoubtRound()
        card.accepted.connect(self.accept)
        card.corrected.connect(self.correct)
        card.put_away.connect(lambda _: self.compared.emit(""))
        services.commands.connect_to("review.next_doubt", lambda: self.step(1))
        services.commands.connect_to("review.previous_doubt", lambda: self.step(-1))
        services.bridge.examined.connect(lambda _: self._follow())

    @property
    def busy(self) -> bool:
        """Whether a decision is being written."""
        return self._busy

    @property
    def waiting(self) -> tuple[Doubt, ...]:
        """The doubts that wait for a person."""
        return self._services.bridge.findings.doubts

    def step(self, by: int) -> None:
        """Show the next or previous doubt, from the one shown or the document looked at."""
        waiting = self.waiting
        if not waiting:
            self.nothing.emit(NONE)
            return
        self.show(waiting[self._following(by) % len(waiting)])

    def show(self, doubt: Doubt) -> None:
        """Show a doubt below its page and let Enter accept it."""
        page = self._page(doubt)
        if page:
            self._cursor.go(page)
        self._card.show_doubt(doubt, *self._place(doubt), writable=self._writable())
        self._card.take_focus()
        self._point(doubt)
        self.compared.emit(self._of_number(doubt.beside))

    def accept(self, doubt: Doubt) -> None:
        """Its proposal holds."""
        if self._begin():
            self._services.bridge.do(AcceptDoubt(doubt), lambda _: self._done(), self._failed)

    def correct(self, doubt: Doubt, correction: Correction) -> None:
        """Something else holds."""
        if self._begin():
            self._services.bridge.do(CorrectDoubt(doubt, correction), self._corrected, self._failed)

    def _begin(self) -> bool:
        """One decision at a time; what was typed comes before it."""
        if self._busy or not self._writable():
            return False
        self._busy = True
        self._before()
        return True

    def _done(self) -> None:
        self._busy = False
        self._card.close_card()
        self.decided.emit()

    def _corrected(self, onward: Onward) -> None:
        if not onward.name:
            self._done()
            return
        self._busy = False
        self._card.close_card()
        self.onward.emit(onward)

    def _failed(self, error: ScanstationError) -> None:
        self._busy = False
        self._card.close_card()
        self.refused.emit(error)

    def _follow(self) -> None:
        """A doubt that was answered otherwise goes; one that stands shows its place anew."""
        self._round.follow(self._batch(), self._keys())
        shown = self._card.doubt
        if shown is None or self._busy:
            return
        found = next((one for one in self.waiting if one.key == shown.key), None)
        if found is None:
            self._card.close_card()
        else:
            self._card.show_doubt(found, *self._place(found), writable=self._writable())

    def _following(self, by: int) -> int:
        shown, document = self._card.doubt, self._cursor.document
        keys = [one.key for one in self.waiting]
        if shown is not None and shown.key in keys:
            return keys.index(shown.key) + by
        here = document.number if document else 0
        before = sum(one.document < here for one in self.waiting)
        return before if by > 0 else before - 1

    def _place(self, doubt: Doubt) -> tuple[int, int]:
        """Return its number and how many there are, answered ones counted."""
        return self._round.place(self._batch(), self._keys(), doubt.key)

    def _keys(self) -> list[str]:
        return [one.key for one in self.waiting]

    def _batch(self) -> str:
        return self._cursor.batch.id if self._cursor.batch else ""

    def _point(self, doubt: Doubt) -> None:
        """Frame the value that the doubt is about."""
        documents = self._cursor.batch.documents if self._cursor.batch else ()
        found = next((one for one in documents if one.number == doubt.document), None)
        value = found.fields.get(doubt.field) if found else None
        self.pointed.emit(value.page if value else "", value.region if value else None)

    def _page(self, doubt: Doubt) -> str:
        batch = self._cursor.batch
        if batch is None:
            return ""
        of_document = (one.pages[0] for one in batch.documents if one.number == doubt.document)
        return self._of_number(doubt.page) or next(of_document, "")

    def _of_number(self, number: int) -> str:
        pages = self._cursor.batch.pages if self._cursor.batch else ()
        return next((one.id for one in pages if one.number == number), "")

    def _writable(self) -> bool:
        return not self._services.bridge.state.read_only
