"""What the feeder does for this window, and what may be done about it.

    idle --start()--> opening --batch is on the desk--> running --ended--> idle
                                                           |
                        pause(), stop() while running      +--paused--> paused --start()--> running
                                                           +--error---> trouble
                                                           +--fronts of a stack--> turn
    turn ---start()----> running      the backs of the same stack
    trouble --again()--> running      the same operation, the sheets having been put back
            --skip()---> running      the sheet is left out on purpose
            --leave()--> idle

Operations of other places (insert, replace) run the same way: every feed is told (``told``), by
whomever it was begun. Views show ``phase``, ``feed`` and ``stopped``; they keep none of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, QTimer, Signal

from scanstation.errors import DeviceValuesDiffer, ScanCancelled, ScanstationError, StoreError
from scanstation.ui.operations.feeding import FeedBegun, FeedOver, PageSource
from scanstation.ui.operations.scanning import (
    DiscardBacks,
    FeedBacks,
    FeedFronts,
    FrontsWaiting,
    ImportClipboard,
    ImportFiles,
    NoteRepeats,
    OpenNew,
    Scan,
    SkipSheet,
)
from scanstation.ui.services import Services
from scanstation.workflow.feeding import FeederState, Feeding, FeedState

if TYPE_CHECKING:
    from scanstation.workflow.manual_duplex import StackOrder, Waiting
    from scanstation.workflow.stopped import Stopped


class Phase(StrEnum):
    """See the module's picture."""

    IDLE = "idle"
    OPENING = "opening"
    RUNNING = "running"
    PAUSED = "paused"
    TURN = "turn"
    TROUBLE = "trouble"


PROGRESS_MS = 200
"""Counters that change more often are not read, and cost time that pages need."""

BUSY = frozenset({Phase.OPENING, Phase.RUNNING})


@dataclass(frozen=True, slots=True)
class Plan:
    """Where pages go: into a new batch as described, or (``new`` False) into the open one.

    Attributes:
        turned: how the stack is turned for its backs; empty where the device reads both sides,
            or only one is wanted.
    """

    new: bool
    profile: str = ""
    received: str = ""
    box: str = ""
    expected_sheets: int | None = None
    turned: StackOrder | Literal[""] = ""


class ScanJob(QObject):
    """See the module.

    Signals:
        changed(): another phase, or something else is wanted of the feeder.
        progressed(): the feed state is another; a few times a second at most.
        ended(FeedOver): a feed or import is over, for whatever reason.
        turn(): fronts wait for their backs, found when nothing ran.
        failed(ScanstationError): a batch could not be opened, or files could not be imported.
    """

    changed = Signal()
    progressed = Signal()
    ended = Signal(object)
    turn = Signal()
    failed = Signal(object)

    def __init__(self, services: Services, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._feeding: Feeding | None = None
        self._after: list[Callable[[], object]] = []
        self.phase = Phase.IDLE
        self.feed = FeedState()
        self.importing = False
        self.operation: PageSource | None = None
        self.stopped: Stopped | None = None
        self.error: ScanstationError | None = None
        self.waiting: Waiting | None = None
        self._due = QTimer(self, interval=PROGRESS_MS, singleShot=True)
        self._due.timeout.connect(self.progressed.emit)
        services.bridge.told.connect(self._told)

    @property
    def busy(self) -> bool:
        """Whether pages come in now."""
        return self.phase in BUSY

    def start(self, plan: Plan, device: str) -> None:
        """Feed what lies in the feeder."""
        batch = self._services.bridge.state.batch
        if self.waiting is not None and batch is not None and not plan.new:
            self.run(FeedBacks(self._order(plan), batch.id, device))
        elif plan.turned:
            order = plan.turned
            self._begin(plan, lambda batch: FeedFronts(order, batch=batch, device=device), device)
        else:
            self._begin(plan, lambda batch: Scan(batch, device), device)

    def more_fronts(self, plan: Plan, device: str) -> None:
        """The feeder took only a part of the stack."""
        batch = self._services.bridge.state.batch
        if isinstance(self.operation, FeedFronts):
            self.run(replace(self.operation, more=True))
        elif self.waiting is not None and batch is not None:  # the program was started again
            self.run(FeedFronts(self._order(plan), True, batch.id, device))

    def discard_backs(self, reason: str) -> None:
        """Reject the backs; the stack waits for them again."""
        self._services.bridge.do(DiscardBacks(reason), lambda _: self.look(), self.failed.emit)

    def look(self) -> None:
        """Find out whether fronts wait for their backs, as after a restart."""
        self._services.bridge.do(FrontsWaiting(), self._found_waiting, lambda _: None)

    def import_files(self, plan: Plan, paths: tuple[Path, ...]) -> None:
        """Import files to the end of the batch."""
        self._begin(plan, lambda batch: ImportFiles(paths, batch))

    def import_picture(self, plan: Plan, png: Callable[[], bytes]) -> None:
        """Import a picture to the end of the batch."""
        self._begin(plan, lambda batch: ImportClipboard(png, batch))

    def run(self, operation: PageSource) -> None:
        """Run an operation on the open batch."""
        if self.busy:
            return
        self._enter(Phase.OPENING)
        self._services.bridge.do(operation, failed=lambda _: None)

    def pause(self) -> None:
        """End after the sheet in transport."""
        if self._feeding is not None:
            self._feeding.pause()
            self._wish(FeederState.PAUSING)

    def stop(self) -> None:
        """End at once, or leave a feed that has stopped."""
        if self._feeding is not None:
            self._feeding.stop()
            self._wish(FeederState.STOPPING)
        elif not self.busy:
            self.leave()

    def again(self) -> None:
        """Repeat what was broken off."""
        if self.operation is not None and not self.busy:
            self.run(self.operation)

    def skip(self) -> None:
        """Leave the sheet out that made trouble, and go on with the next."""
        if self.stopped is None or self.busy:
            return
        wanted = SkipSheet(self.stopped.next_sheet)
        self._enter(Phase.OPENING)
        self._services.bridge.do(wanted, lambda _: self._resume(), self._not_opened)

    def leave(self) -> None:
        """Take note that the feed ended early and do nothing more about it."""
        self.stopped = self.error = self.waiting = None
        self._enter(Phase.IDLE)

    def when_over(self, then: Callable[[], object]) -> None:
        """Stop what runs, and do something once it is over."""
        self._after.append(then)
        self.stop()

    def _begin(self, plan: Plan, operation: Callable[[str], PageSource], device: str = "") -> None:
        if self.busy:
            return
        batch = self._services.bridge.state.batch
        if not plan.new and batch is not None:
            self.run(operation(batch.id))
            return
        self._enter(Phase.OPENING)
        opening = OpenNew(
            plan.profile,
            plan.received,
            plan.box,
            plan.expected_sheets,
            device,
            by_hand=bool(plan.turned),
        )
        self._services.bridge.do(
            opening, lambda name: self._opened(operation(name)), self._not_opened
        )

    def _opened(self, operation: PageSource) -> None:
        self.phase = Phase.IDLE
        self.run(operation)

    def _resume(self) -> None:
        self.phase = Phase.IDLE
        self.again()

    def _not_opened(self, error: ScanstationError) -> None:
        self._enter(Phase.IDLE)
        self.failed.emit(error)

    def _told(self, value: object) -> None:
        if isinstance(value, FeedState):
            self.feed = value
            if not self._due.isActive():
                self._due.start()
        elif isinstance(value, FeedBegun):
            self._feeding, self.operation = value.feeding, value.operation
            self.importing = value.feeding is None
            self.stopped = self.error = self.waiting = None
            self.feed = FeedState()
            self._enter(Phase.RUNNING)
        elif isinstance(value, FeedOver):
            self._over(value)

    def _over(self, over: FeedOver) -> None:
        self._feeding = None
        self.error, self.stopped = over.error, over.stopped
        self.waiting = over.waiting
        self.operation = _still_to_do(over)
        self._enter(_phase_after(over))
        self.ended.emit(over)
        waiting, self._after = self._after, []
        if self.importing:
            _each(waiting)
        else:
            self._compare(over.operation.batch, waiting)

    def _compare(self, batch: str, waiting: Sequence[Callable[[], object]]) -> None:
        """Look for sheets fed twice once it is said how the feed ended; then comes what waited."""
        compared = partial(_each, waiting)
        self._services.bridge.do(NoteRepeats(batch), lambda _: compared(), lambda _: compared())

    def _order(self, plan: Plan) -> StackOrder:
        """Return how the backs lie: as begun, as said when the fronts were fed, as planned now."""
        if self.waiting is not None and self.waiting.order:
            return self.waiting.order
        if isinstance(self.operation, FeedFronts):
            return self.operation.order
        return plan.turned or "reversed"

    def _found_waiting(self, found: Waiting | None) -> None:
        if found is not None and not self.busy:
            self.waiting = found
            self._enter(Phase.TURN)
            self.turn.emit()

    def _wish(self, feeder: FeederState) -> None:
        """Show at once what was asked for; the feed says the same a moment later."""
        self.feed = replace(self.feed, feeder=feeder)
        self.changed.emit()

    def _enter(self, phase: Phase) -> None:
        self.phase = phase
        commands = self._services.commands
        for command in ("page.insert", "page.replace", "batch.import", "batch.paste"):
            commands.allow(command, phase not in BUSY)
        self.changed.emit()


def _each(calls: Sequence[Callable[[], object]]) -> None:
    for call in calls:
        call()


def _still_to_do(over: FeedOver) -> PageSource | None:
    """Return what ``again`` repeats: of an import only what did not come in."""
    operation, error = over.operation, over.error
    if not isinstance(operation, ImportFiles | ImportClipboard) or error is None:
        return operation
    left = error.left if isinstance(error, StoreError) else None
    if type(error) is ScanstationError or left == ():
        return None  # nobody knows what is in, or all of it is
    if left is not None and isinstance(operation, ImportFiles):
        return replace(operation, paths=left)
    return operation


def _phase_after(over: FeedOver) -> Phase:
    if isinstance(over.error, DeviceValuesDiffer):
        return Phase.PAUSED  # a question; the device is well
    if over.error is not None and not isinstance(over.error, ScanCancelled):
        return Phase.TROUBLE
    if over.stopped is not None:
        return Phase.PAUSED
    return Phase.TURN if over.waiting is not None else Phase.IDLE
