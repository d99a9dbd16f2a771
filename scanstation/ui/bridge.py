"""The one door between threads and Qt.

    view --do(operation)--> lane's thread: operation.run(desk) --queued--> Qt thread: then(result)
                                  |
                                  +-- after an EDIT: the desk's new state --> changed(DeskState)
    journal (any thread) --> news --> every 100 ms: Refresh in the EDIT lane --> changed
                                                 +--> Examine in its own lane --> examined

Views show ``state`` and ``findings``; they keep no state of their own that a batch owns.
"""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from scanstation.errors import ScanstationError
from scanstation.log import report_error
from scanstation.progress import Progress
from scanstation.ui.desk import Desk
from scanstation.ui.lanes import Lane, Lanes
from scanstation.ui.operations import Operation
from scanstation.ui.operations.refresh import Examine, Refresh
from scanstation.ui.state import DeskState, Findings

REFRESH_MS = 100
"""How old a shown state may be while pages come in."""
CALMING_MS = 150
"""A batch that was just opened is painted first; the interpreter runs one thread at a time."""
CALM_SECONDS = 0.5
"""How long a question waits at most for an edit, or for a new batch to be painted."""
FAILED_MS = 3000
"""Until a batch that could not be examined is examined again."""

QUESTIONS = frozenset({Lane.ASK, Lane.EXAMINE, Lane.SLOW})

Then = Callable[[Any], object]
Failed = Callable[[ScanstationError], object]


@dataclass(frozen=True, slots=True)
class Failure:
    """An operation that ended with an error nobody else takes."""

    operation: Operation
    error: ScanstationError


class Bridge(QObject):
    """See the module. Signals are sent in the Qt thread only.

    ``all_ended`` is False after ``close`` if a lane still waits for somebody who does not answer.

    changed(DeskState), examined(Findings), progressed(Progress), told(object): whatever an
    operation tells while it runs (feed states, outbox rows); failed(Failure).
    """

    changed = Signal(object)
    examined = Signal(object)
    progressed = Signal(object)
    told = Signal(object)
    failed = Signal(object)
    _delivered = Signal(object)

    def __init__(
        self, desk: Desk, parent: QObject | None = None, *, calming_ms: int = CALMING_MS
    ) -> None:
        super().__init__(parent)
        self._desk, self._lanes = desk, Lanes()
        self._refreshing = self._examining = self._closed = False
        self.all_ended = True
        self.state = desk.state()
        self.findings = Findings()
        self._delivered.connect(lambda call: call(), Qt.ConnectionType.QueuedConnection)
        desk.tell = self.tell
        self._timer = QTimer(self, interval=REFRESH_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()
        self._look_again = QTimer(self, singleShot=True)
        self._look_again.timeout.connect(self._examine)
        self._calming = QTimer(self, singleShot=True, interval=calming_ms)
        self._calming.timeout.connect(desk.calm.set)
        self._trouble = ""

    def do(
        self, operation: Operation, then: Then | None = None, failed: Failed | None = None
    ) -> None:
        """Have an operation run in its lane; ``then`` gets its result in the Qt thread."""
        if self._closed:
            return
        if operation.lane is Lane.EDIT:
            self._desk.calm.clear()
        self._lanes.submit(operation.lane, lambda: self._run(operation, then, failed))

    def keep_unsent(self, batch: str) -> None:
        """A person is about to withdraw a batch: from this moment no round of the sender takes it.

        No operation: one would wait in its lane while a round begins.
        """
        self._desk.kept.add(batch)

    def let_send(self, batch: str) -> None:
        """The person is done with it; the sender looks again by itself."""
        self._desk.kept.discard(batch)

    def tell(self, value: object) -> None:
        """Hand a value from any thread to the views (``told``, ``progressed`` for Progress)."""
        signal = self.progressed if isinstance(value, Progress) else self.told
        self.deliver(lambda: signal.emit(value))

    def deliver(self, call: Callable[[], object]) -> None:
        """Have something called in the Qt thread, in order."""
        if not self._closed:
            self._delivered.emit(call)

    def close(self) -> None:
        """Let running operations end and give the batch back."""
        self._closed = True
        self._desk.ending.set()
        self._desk.calm.set()
        self._timer.stop()
        self._look_again.stop()
        self._desk.button.end()
        self.all_ended = self._lanes.close()
        self._desk.clear()

    def _run(self, operation: Operation, then: Then | None, failed: Failed | None) -> None:
        if operation.lane in QUESTIONS:
            self._desk.calm.wait(CALM_SECONDS)
        session = self._desk.session
        try:
            result = operation.run(self._desk)
        except Exception as error:
            # A question about a batch that was taken from the desk meanwhile is nobody's any more.
            stale = operation.lane is not Lane.EDIT and self._desk.session is not session
            if not stale or failed is not None:
                self._fail(operation, of_the_tree(error), failed)
        else:
            self._publish(operation)
            if then is not None:
                self.deliver(lambda: then(result))

    def _fail(self, operation: Operation, error: ScanstationError, failed: Failed | None) -> None:
        report_error(error, type(operation).__name__)
        self._publish(operation)
        if failed is not None:
            self.deliver(lambda: failed(error))
        else:
            self.deliver(lambda: self.failed.emit(Failure(operation, error)))

    def _publish(self, operation: Operation) -> None:
        """After an edit: the new state, before its asker hears of it."""
        if operation.lane is not Lane.EDIT:
            return
        try:
            self._desk.settle()
            state = self._desk.state()
        except Exception as error:  # the asker hears of its answer all the same
            failure = Failure(operation, of_the_tree(error))
            self._desk.calm.set()
            self.deliver(lambda: self.failed.emit(failure))
            return
        self.deliver(lambda: self._show(state))

    def _show(self, state: DeskState) -> None:
        if _id(state) != _id(self.state):
            self._calming.start()
        elif not self._calming.isActive():
            self._desk.calm.set()
        if state.same(self.state):
            return
        self.state = state
        if _id(state) != self.findings.batch and self.findings != Findings():
            # What was found in one batch says nothing about another.
            self.findings = Findings()
            self.examined.emit(self.findings)
        self.changed.emit(state)
        self._examine()

    def _look(self) -> None:
        """Follow what other threads wrote into the journal."""
        if self._refreshing or not self._desk.news:
            return
        self._refreshing = True
        self.do(Refresh(), self._refreshed, self._not_refreshed)

    def _refreshed(self, _: object) -> None:
        self._refreshing = False
        self._trouble = ""

    def _not_refreshed(self, error: ScanstationError) -> None:
        """Say it once, not ten times a second."""
        self._refreshing = False
        if self._trouble != type(error).__name__:
            self._trouble = type(error).__name__
            self.failed.emit(Failure(Refresh(), error))

    def _examine(self) -> None:
        if self._examining or self.state.batch is None:
            return
        self._examining = True
        self.do(Examine(), self._examined, lambda _: self._examined(None))

    def _examined(self, found: Findings | None) -> None:
        self._examining = False
        batch = self.state.batch
        if batch is None:
            return
        if found is not None and found.batch == batch.id:
            self.findings = found
            self.examined.emit(found)
            if found.row < batch.rows:
                self._examine()
        elif found is not None:
            self._look_again.start(REFRESH_MS)  # another batch came onto the desk meanwhile
        elif self.findings.batch != batch.id:
            self._look_again.start(FAILED_MS)


def of_the_tree(error: Exception) -> ScanstationError:
    """Return an error that can be said; a traceback may quote names and case numbers."""
    if isinstance(error, ScanstationError):
        return error
    if os.environ.get("SCANSTATION_DEBUG"):
        traceback.print_exception(error)
    return ScanstationError(reason=type(error).__name__)


def _id(state: DeskState) -> str:
    return state.batch.id if state.batch is not None else ""
