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
from scanstation.progress import Progress
from scanstation.ui.desk import Desk
from scanstation.ui.lanes import Lane, Lanes
from scanstation.ui.operations import Operation
from scanstation.ui.operations.refresh import Examine, Refresh
from scanstation.ui.state import DeskState, Findings

REFRESH_MS = 100
"""How old a shown state may be while pages come in."""

Then = Callable[[Any], object]
Failed = Callable[[ScanstationError], object]


@dataclass(frozen=True, slots=True)
class Failure:
    """An operation that ended with an error nobody else takes."""

    operation: Operation
    error: ScanstationError


class Bridge(QObject):
    """See the module. Signals are sent in the Qt thread only.

    changed(DeskState), examined(Findings), progressed(Progress), told(object): whatever an
    operation tells while it runs (feed states, outbox rows); failed(Failure).
    """

    changed = Signal(object)
    examined = Signal(object)
    progressed = Signal(object)
    told = Signal(object)
    failed = Signal(object)
    _delivered = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._lanes = desk, Lanes()
        self._refreshing = self._examining = self._closed = False
        self.state = desk.state()
        self.findings = Findings()
        self._delivered.connect(lambda call: call(), Qt.ConnectionType.QueuedConnection)
        desk.tell = self.tell
        self._timer = QTimer(self, interval=REFRESH_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def do(
        self, operation: Operation, then: Then | None = None, failed: Failed | None = None
    ) -> None:
        """Have an operation run in its lane; ``then`` gets its result in the Qt thread."""
        if self._closed:
            return
        self._lanes.submit(operation.lane, lambda: self._run(operation, then, failed))

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
        self._timer.stop()
        self._lanes.close()
        self._desk.clear()

    def _run(self, operation: Operation, then: Then | None, failed: Failed | None) -> None:
        try:
            result = operation.run(self._desk)
        except ScanstationError as error:
            self._fail(operation, error, failed)
        except Exception as error:
            if os.environ.get("SCANSTATION_DEBUG"):
                traceback.print_exc()
            # A traceback may quote values of the batch: names, case numbers.
            self._fail(operation, ScanstationError(reason=type(error).__name__), failed)
        else:
            self._publish(operation)
            if then is not None:
                self.deliver(lambda: then(result))

    def _fail(self, operation: Operation, error: ScanstationError, failed: Failed | None) -> None:
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
        except ScanstationError as error:
            failure = Failure(operation, error)
            self.deliver(lambda: self.failed.emit(failure))
            return
        self.deliver(lambda: self._show(state))

    def _show(self, state: DeskState) -> None:
        if state.same(self.state):
            return
        self.state = state
        self.changed.emit(state)
        self._examine()

    def _look(self) -> None:
        """Follow what other threads wrote into the journal."""
        if self._refreshing or not self._desk.news:
            return
        self._refreshing = True
        self.do(Refresh(), self._refreshed, lambda _: self._refreshed(None))

    def _refreshed(self, _: object) -> None:
        self._refreshing = False

    def _examine(self) -> None:
        if self._examining or self.state.batch is None:
            return
        self._examining = True
        self.do(Examine(), self._examined, lambda _: self._examined(None))

    def _examined(self, found: Findings | None) -> None:
        self._examining = False
        if found is None:
            return
        self.findings = found
        self.examined.emit(found)
        batch = self.state.batch
        if batch is not None and found.row < batch.rows:
            self._examine()
