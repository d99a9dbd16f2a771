"""Sends in the background: round by round in the SEND lane, awake on release and by the clock.

resting --wake, clock--> sending --well--> resting (clock: at leisure, or when a release is due)
   ^                        | away ------> waiting (clock: the wait grows)
   |                        | busy ------> resting (another program sends)
   +--- person asks --------+ halted ----> halted  (no clock: a login would be locked)
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from math import ceil

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from scanstation.errors import ScanstationError
from scanstation.model import BatchState, UploadState
from scanstation.ui.operations.sending import Sending, SendRound
from scanstation.ui.services import Services
from scanstation.ui.state import DeskState

START_MS = 1_500
"""After the first paint: nothing that sends is loaded before."""
LEISURE_MS = 30_000
"""How often to look whether another program released something."""
WAITS = frozenset({BatchState.RELEASED, BatchState.EXPORTED})


@dataclass(frozen=True, slots=True)
class SenderState:
    """How sending stands.

    Attributes:
        sending: a round is under way; ``working``: and there is something to send.
        busy: another program works on the outbox.
        away: why a target takes nothing just now; ``due`` is when it is tried again.
        halted: what a person has to mend first.
        unexported: batch -> why its packages could not be written.
        reached: the target that took the last document of the last round.
    """

    sending: bool = False
    working: bool = False
    busy: bool = False
    away: ScanstationError | None = None
    halted: ScanstationError | None = None
    due: datetime | None = None
    unexported: dict[str, ScanstationError] = field(default_factory=dict)
    reached: str = ""


class Sender(QObject):
    """See the module. ``changed`` is sent before and after each round."""

    changed = Signal(object)

    def __init__(self, services: Services, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = services.bridge
        self.state = SenderState()
        self._again = self._asked = False
        self._last: Sending | None = None
        self._released = ""
        self.clock = QTimer(self, singleShot=True, interval=START_MS)
        # A coarse timer may ring 5 % early: of a wait of ten minutes a round for nothing.
        self.clock.setTimerType(Qt.TimerType.PreciseTimer)
        self.clock.timeout.connect(self.wake)
        self.clock.start()
        services.bridge.changed.connect(self._look)

    def wake(self) -> None:
        """Begin a round; one that runs is followed by another."""
        if self.state.sending:
            self._asked = True
            return
        self.clock.stop()
        self._show(replace(self.state, sending=True, working=self._works()))
        again, self._again = self._again, False
        self._bridge.do(SendRound(again, self._last), self._done, self._failed)

    def retry(self) -> None:
        """A person asks: try everything now, also what failed for good or needed a login."""
        self._again, self._last = True, None
        self.wake()

    def stop(self) -> None:
        """Begin no further round."""
        self.clock.stop()
        self._bridge.changed.disconnect(self._look)

    def _look(self, state: DeskState) -> None:
        """A batch that was just released goes out; a halted target waits for a person."""
        batch = state.batch
        released = batch.id if batch is not None and batch.state in WAITS else ""
        if released and released != self._released and self.state.halted is None:
            self._send_at(state.sends_at)
        self._released = released

    def _send_at(self, due: datetime | None) -> None:
        """A release that still can be withdrawn waits; it never makes another one wait longer."""
        if due is None or self.state.sending:
            self.wake()
        elif not self.clock.isActive() or self.clock.remainingTime() > _ms_until(due):
            self.clock.start(_ms_until(due))

    def _done(self, found: Sending | None) -> None:
        self._last = found
        if found is None:
            self._show(SenderState(reached=self.state.reached))
            self._rest(None)
            return
        due, ends = found.outlook.retry.due, [end for _, end in found.round.held]
        self._show(
            SenderState(
                busy=found.round.busy,
                away=found.outlook.away,
                halted=found.outlook.halted,
                due=due,
                unexported=dict(found.round.unexported),
                reached=_reached(found) or self.state.reached,
            )
        )
        self._rest(min((one for one in (due, *ends) if one is not None), default=None))

    def _failed(self, error: ScanstationError) -> None:
        """What is nobody's document: the disk, the configuration. A person has to look."""
        self._show(SenderState(halted=error))
        self._rest(None)

    def _works(self) -> bool:
        """A look at an empty outbox is not worth a word."""
        return bool(self._released or self._again or self.state.away)

    def _rest(self, due: datetime | None) -> None:
        if self._asked or self._again:
            self._asked = False
            self.wake()
        elif self.state.halted is None:
            self.clock.start(LEISURE_MS if due is None else _ms_until(due))

    def _show(self, state: SenderState) -> None:
        self.state = state
        self.changed.emit(state)


def _reached(found: Sending) -> str:
    if found.outlook.away or found.outlook.halted:
        return ""
    verified = [one for one in found.round.sent if one.state is UploadState.VERIFIED]
    return verified[-1].target if verified else ""


def _ms_until(due: datetime) -> int:
    """Rounded up: a moment too early the release would still be held."""
    return max(0, ceil((due - datetime.now(UTC)).total_seconds() * 1000))
