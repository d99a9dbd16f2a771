"""What the banner of the place says: read only, what was in flight, done, refused, released."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from operator import is_

from PySide6.QtCore import QObject, QTimer

from scanstation.errors import ReleaseRefused, ScanstationError, Text
from scanstation.model import Batch, BatchState, Document, Problem
from scanstation.ui.operations.batches import OpenBatch
from scanstation.ui.operations.checking import NextOpenBatch
from scanstation.ui.outbox_words import SECOND_MS, seconds_left
from scanstation.ui.services import Services
from scanstation.ui.state import DeskState
from scanstation.ui.widgets.balance import sum_text
from scanstation.ui.widgets.banner import Banner, Choice
from scanstation.workflow.words import BATCH_STATES, IN_FLIGHT

ALL_DONE = Text(
    "Alles geprüft. {key} gibt den Stapel frei.", "All checked. {key} releases the batch."
)
READ_ONLY = Text(
    "Dieser Stapel wird nur gezeigt: Er ist an anderer Stelle geöffnet.",
    "This batch is only shown: it is open elsewhere.",
)
NOT_OPEN = Text(
    "Dieser Stapel wird nur gezeigt: Er ist {state}.", "This batch is only shown: it is {state}."
)
RELEASED = Text(
    "Freigegebene Dokumente: {documents}. {balance}. Der Versand beginnt; {key} zeigt ihn.",
    "Documents released: {documents}. {balance}. Sending begins; {key} shows it.",
)
WAITS = Text(
    "Freigegebene Dokumente: {documents}. {balance}. Freigegeben – wird in {seconds} s gesendet. "
    "{withdraw} nimmt die Freigabe zurück.",
    "Documents released: {documents}. {balance}. Released – will be sent in {seconds} s. "
    "{withdraw} withdraws the release.",
)
WITHDRAW = Text("Freigabe zurücknehmen …", "Withdraw release …")
NEXT_BATCH = Text("Nächsten Stapel prüfen", "Check the next batch")
SCAN = Text("Weiter scannen", "Go on scanning")
JUMP = Text("Zur ersten Stelle", "To the first place")
LEAVE = Text("Ohne diese Eingabe schließen", "Close without this value")
RETRY = Text("Erneut speichern", "Save again")


MayLeave = Callable[[Callable[[], object]], bool]


class ReviewNotices(QObject):
    """Fills the banner.

    Args:
        may_leave: asked before another batch is opened; see ``Place.may_leave``.
    """

    def __init__(
        self, services: Services, banner: Banner, may_leave: MayLeave, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._services, self._banner, self._may_leave = services, banner, may_leave
        self._told: tuple[object, ...] = ()
        self._of_the_moment: tuple[Document, ...] | None = None
        self._sends_at: datetime | None = None
        self._seconds = QTimer(self, interval=SECOND_MS)
        self._seconds.timeout.connect(self._count)
        services.bridge.changed.connect(self._follow)

    def all_done(self) -> None:
        """Nothing is left but the release."""
        self._banner.note(ALL_DONE, key=self._key("review.release"))
        self._of_the_moment = self._documents()

    def stopped(self, problem: Problem) -> None:
        """Something else stands in the way."""
        self._banner.problem(problem.text)
        self._of_the_moment = self._documents()

    def refused(self, error: ScanstationError, jump: Callable[[], object] | None = None) -> None:
        """Something was refused, with a way to the first reason."""
        choices = [Choice(JUMP, jump)] if jump and isinstance(error, ReleaseRefused) else []
        self._banner.error(error, choices)
        if not isinstance(error, ReleaseRefused):
            self._of_the_moment = self._documents()

    def unsaved(
        self,
        error: ScanstationError,
        again: Callable[[], object],
        leave: Callable[[], object] | None = None,
    ) -> None:
        """A typed value could not be written; it stands in its field.

        By then the next field may be typed in; F6 leads to the notice.
        """
        choices = [Choice(RETRY, again)]
        if leave is not None:
            choices.append(Choice(LEAVE, leave))
        self._banner.error(error, choices, answers=leave is not None)

    def released(self, batch: Batch) -> None:
        """The batch goes out; offer what comes next."""
        self._services.bridge.do(
            NextOpenBatch(),
            lambda following: self._offer(batch, following),
            lambda _: self._offer(batch, ""),
        )

    def _offer(self, batch: Batch, following: str) -> None:
        services = self._services
        scan = services.commands.action("place.scan").trigger
        choices = [Choice(SCAN, scan)]
        if following:
            choices.insert(0, Choice(NEXT_BATCH, partial(self._open, following)))
        self._of_the_moment = None
        self._told = (batch.id, True, "")  # the batch that went out is not explained as read only
        self._sends_at = services.bridge.state.sends_at
        if self._sends_at is not None:
            choices.append(Choice(WITHDRAW, services.commands.action("batch.withdraw").trigger))
        text, details = self._going_out(batch)
        self._banner.note(text, choices, **details)
        self._counted = batch, self._banner.serial
        if self._sends_at is not None:
            self._seconds.start()

    def _going_out(self, batch: Batch) -> tuple[Text, dict[str, object]]:
        left = seconds_left(self._sends_at)
        details: dict[str, object] = {
            "documents": len(batch.documents),
            "balance": sum_text(batch.ledger, self._services.speech),
            "seconds": left,
            "key": self._key("place.outbox"),
            "withdraw": self._key("batch.withdraw"),
        }
        return WAITS if left else RELEASED, details

    def _count(self) -> None:
        """The same notice with fewer seconds; in the end it says that sending begins."""
        batch, notice = self._counted
        text, details = self._going_out(batch)
        if not self._banner.reword(notice, text, **details) or text is RELEASED:
            self._seconds.stop()

    def _open(self, batch: str) -> None:
        if self._may_leave(partial(self._open, batch)):
            self._services.bridge.do(OpenBatch(batch))

    def _key(self, command: str) -> str:
        return self._services.commands.key_text(command).split(", ")[0]

    def _follow(self, state: DeskState) -> None:
        """Say once what is particular about the batch on the desk."""
        batch = state.batch
        self._end_of_the_moment(batch)
        told = (batch.id if batch else "", state.read_only, state.interrupted)
        if told == self._told:
            return
        before, self._told = self._told, told
        if batch is None or (before[:1] == told[:1] and not state.read_only):
            if before[:1] != told[:1]:
                self._banner.clear()
            return
        if before[:1] != told[:1]:
            self._banner.clear()
        if state.read_only:
            self._explain(batch)
        elif state.interrupted:
            self._banner.note(IN_FLIGHT[state.interrupted])

    def _documents(self) -> tuple[Document, ...]:
        batch = self._services.bridge.state.batch
        return batch.documents if batch is not None else ()

    def _end_of_the_moment(self, batch: Batch | None) -> None:
        """What was said of documents as they were is not said any more once one has changed."""
        before = self._of_the_moment
        now = batch.documents if batch is not None else ()
        if before is None or (len(before) == len(now) and all(map(is_, before, now))):
            return
        self._of_the_moment = None
        self._banner.clear()

    def _explain(self, batch: Batch) -> None:
        if batch.state is BatchState.OPEN:
            self._banner.note(READ_ONLY)
        else:
            self._banner.note(NOT_OPEN, state=BATCH_STATES[batch.state])
