"""A release waits before it is sent: it says how long, and can be withdrawn as long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import ClassVar

from PySide6.QtCore import Qt

from scanstation.model import BatchState, UploadState
from scanstation.ui.desk import Desk
from scanstation.ui.dialogs.reason import ReasonDialog
from scanstation.ui.lanes import THREADS, Lane
from scanstation.ui.main_window import MainWindow
from scanstation.ui.models.outbox import Column
from scanstation.ui.operations.batches import OpenBatch
from scanstation.ui.outbox_words import seconds_left
from tests.builders.office import Office
from tests.ui.conftest import OpenWindow
from tests.ui.driving import WAIT_SECONDS, Operator, wait_for
from tests.ui.sending.conftest import Eakte, outbox_of, shown, wait_after_release

LONG = 600
SHORT = 2


def released(office: Office, seconds: int) -> str:
    wait_after_release(office, seconds)
    with office.open() as session:
        office.release(session)
        return session.batch().id


def held(window: MainWindow) -> bool:
    model = outbox_of(window).model
    said = [model.text(one, Column.STATE) for one in model.rows]
    return len(said) == 2 and all("wird in " in one for one in said)


def verified(window: MainWindow) -> bool:
    rows = outbox_of(window).model.rows
    return [one.state for one in rows] == [UploadState.VERIFIED] * 2


def withdraw(person: Operator) -> None:
    person.press("Ctrl+Shift+R")
    shown(ReasonDialog)
    person.type_text("Seite fehlt")
    person.press("Tab", "Space")


def state_of(office: Office, batch: str) -> BatchState:
    with office.workspace().read(batch) as session:
        return session.batch().state


def test_a_release_says_when_it_is_sent_and_is_withdrawn_from_the_outbox(
    open_window: OpenWindow, office: Office, eakte: Eakte, person: Operator
) -> None:
    batch = released(office, LONG)
    window = open_window()
    person.press("F4")
    wait_for(lambda: held(window), "the release to wait")
    row = outbox_of(window).model.rows[0]
    assert LONG - 120 < seconds_left(row.sends_at) <= LONG
    assert outbox_of(window).tab_text() == "Ausgang (2 warten)"
    withdraw(person)
    wait_for(lambda: not outbox_of(window).model.rows, "the rows to go")
    assert state_of(office, batch) is BatchState.OPEN
    assert window.services.bridge.state.batch is None
    assert eakte.documents() == 0
    assert not window.services.commands.action("batch.withdraw").isEnabled()


def test_the_batch_on_the_desk_is_open_again_after_its_release_was_withdrawn(
    open_window: OpenWindow, office: Office, eakte: Eakte, person: Operator
) -> None:
    batch = released(office, LONG)
    window = open_window()
    bridge = window.services.bridge
    bridge.do(OpenBatch(batch))
    wait_for(lambda: bridge.state.sends_at is not None, "the release to wait")
    person.press("F3")
    withdraw(person)
    wait_for(lambda: not bridge.state.read_only, "the batch to be open")
    assert bridge.state.sends_at is None
    assert state_of(office, batch) is BatchState.OPEN


def test_it_goes_out_by_the_clock_also_after_a_restart(
    open_window: OpenWindow, office: Office, eakte: Eakte, person: Operator
) -> None:
    released(office, SHORT)
    window = open_window()
    person.press("F4")
    wait_for(lambda: verified(window), "two receipts")
    assert not held(window)


def test_the_clock_does_not_ring_before_it_is_time(
    open_window: OpenWindow, office: Office, eakte: Eakte
) -> None:
    """The batch would still be held, and the round one for nothing."""
    batch = released(office, LONG)
    with office.workspace().read(batch) as session:
        due = datetime.fromisoformat(session.batch().released) + timedelta(seconds=LONG)
    window = open_window()
    clock = outbox_of(window).dispatch.clock
    wait_for(lambda: clock.remainingTime() > LONG * 1000 // 2, "the round that finds it held")
    rings = datetime.now(UTC) + timedelta(milliseconds=clock.remainingTime() + 1)
    assert rings >= due
    assert clock.timerType() is Qt.TimerType.PreciseTimer


def test_nothing_is_sent_while_a_person_writes_the_reason(
    open_window: OpenWindow, office: Office, eakte: Eakte, person: Operator
) -> None:
    batch = released(office, LONG)
    window = open_window()
    person.press("F4")
    sender = outbox_of(window).dispatch
    wait_for(lambda: held(window) and not sender.state.sending, "the release to wait")
    person.press("Ctrl+Shift+R")
    shown(ReasonDialog)
    rounds: list[bool] = []
    sender.changed.connect(lambda state: rounds.append(state.sending))
    sender.retry()  # without the dialog it would go out now
    wait_for(lambda: rounds.count(False) == 2, "this round and the next one by the clock")
    assert state_of(office, batch) is BatchState.RELEASED
    person.press("Escape")
    person.press("F5")
    wait_for(lambda: verified(window), "two receipts")


@dataclass(frozen=True, slots=True)
class Slow:
    """A question whose answer takes its time."""

    answered: Event
    lane: ClassVar[Lane] = Lane.ASK

    def run(self, desk: Desk) -> None:
        self.answered.wait(WAIT_SECONDS)


def test_a_round_that_begins_with_the_dialog_leaves_the_batch_alone(
    open_window: OpenWindow, office: Office, eakte: Eakte, person: Operator
) -> None:
    """Also while every thread for questions is busy: the sender is told without one."""
    batch = released(office, LONG)
    window = open_window()
    person.press("F4")
    sender = outbox_of(window).dispatch
    wait_for(lambda: held(window) and not sender.state.sending, "the release to wait")
    answered = Event()
    for _ in range(THREADS[Lane.ASK]):
        window.services.bridge.do(Slow(answered))
    rounds: list[bool] = []
    sender.changed.connect(lambda state: rounds.append(state.sending))
    person.press("Ctrl+Shift+R")
    sender.retry()
    wait_for(lambda: rounds.count(False) == 1, "the round")
    answered.set()
    assert state_of(office, batch) is BatchState.RELEASED
    assert eakte.documents() == 0


def test_f5_sends_at_once(
    open_window: OpenWindow, office: Office, eakte: Eakte, person: Operator
) -> None:
    released(office, LONG)
    window = open_window()
    person.press("F4")
    wait_for(lambda: held(window), "the release to wait")
    wait_for(lambda: not outbox_of(window).dispatch.state.sending, "the first look")
    person.press("F5")
    wait_for(lambda: verified(window), "two receipts")
