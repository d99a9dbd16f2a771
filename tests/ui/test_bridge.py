"""The door between threads and Qt: answers always come, and belong to what was asked about."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import pytest
from PySide6.QtWidgets import QApplication

from scanstation.errors import JournalBroken, NoBatchOpen, ScanstationError
from scanstation.model import BatchState
from scanstation.settings import load_settings
from scanstation.ui import app, lanes
from scanstation.ui.bridge import Bridge
from scanstation.ui.desk import Desk
from scanstation.ui.lanes import Lane, Lanes
from scanstation.ui.main_window import MainWindow
from scanstation.ui.operations.batches import CloseBatch, OpenBatch
from scanstation.ui.operations.checking import GoOn, Place, ReleaseBatch
from scanstation.ui.operations.editing import RotatePages
from scanstation.ui.state import Findings
from tests.builders.office import Office
from tests.ui.conftest import OpenWindow
from tests.ui.driving import wait_for
from tests.ui.reviewing import Review


@dataclass(frozen=True, slots=True)
class Ask:
    """A question that a test makes up."""

    what: Callable[[Desk], object]
    lane: ClassVar[Lane] = Lane.ASK

    def run(self, desk: Desk) -> object:
        return self.what(desk)


@dataclass(frozen=True, slots=True)
class Edit:
    """An edit that a test makes up."""

    what: Callable[[Desk], object]
    lane: ClassVar[Lane] = Lane.EDIT

    def run(self, desk: Desk) -> object:
        return self.what(desk)


def on_desk(window: MainWindow, office: Office) -> None:
    bridge = window.services.bridge
    bridge.do(OpenBatch(office.batch))
    wait_for(lambda: bridge.findings.batch == office.batch, "what stands against its release")


def test_a_batch_that_lies_open_is_not_shut_out_by_its_own_lock(
    open_window: OpenWindow, office: Office
) -> None:
    window = open_window()
    on_desk(window, office)
    done: list[object] = []
    window.services.bridge.do(OpenBatch(office.batch), done.append)
    wait_for(lambda: done, "the second opening")
    assert not window.services.bridge.state.read_only


def test_findings_go_with_their_batch(open_window: OpenWindow, office: Office) -> None:
    window = open_window()
    on_desk(window, office)
    bridge = window.services.bridge
    assert bridge.findings.problems
    bridge.do(CloseBatch())
    wait_for(lambda: bridge.state.batch is None, "the empty desk")
    assert bridge.findings == Findings()


def test_findings_of_a_batch_that_is_gone_are_not_shown(
    open_window: OpenWindow, office: Office
) -> None:
    window = open_window()
    on_desk(window, office)
    bridge, shown = window.services.bridge, list[Findings]()
    bridge.examined.connect(shown.append)
    bridge._examined(Findings("another batch", 900, bridge.findings.problems))
    assert not shown
    assert bridge.findings.batch == office.batch
    wait_for(lambda: shown, "another look")
    assert shown[-1].batch == office.batch


def test_an_answer_comes_though_the_new_state_cannot_be_told(
    open_window: OpenWindow, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window()
    on_desk(window, office)
    bridge, answers, failures = window.services.bridge, list[object](), list[object]()
    bridge.failed.connect(failures.append)

    def broken(_: Desk) -> None:
        raise RuntimeError("no state")

    monkeypatch.setattr(Desk, "state", broken)
    monkeypatch.delenv("SCANSTATION_DEBUG")
    bridge.do(Edit(lambda _: "done"), answers.append)
    wait_for(lambda: answers and failures, "answer and failure")
    assert answers == ["done"]
    monkeypatch.undo()


def test_a_question_about_a_batch_that_was_closed_meanwhile_says_nothing(
    open_window: OpenWindow, office: Office
) -> None:
    window = open_window()
    on_desk(window, office)
    bridge, failures, asked = window.services.bridge, list[object](), threading.Event()
    bridge.failed.connect(failures.append)

    def question(desk: Desk) -> None:
        asked.set()
        wait_until_empty(desk)
        raise JournalBroken(object="journal.sqlite", reason="closed")

    def wait_until_empty(desk: Desk) -> None:
        while desk.session is not None:
            threading.Event().wait(0.01)

    bridge.do(Ask(question))
    assert asked.wait(10)
    after: list[object] = []
    bridge.do(CloseBatch())
    wait_for(lambda: bridge.state.batch is None, "the empty desk")
    for _ in range(2):  # both threads of the lane have answered
        bridge.do(Ask(lambda _: None), after.append)
    wait_for(lambda: len(after) == 2, "answers after it")
    assert not failures


def test_a_lane_that_waits_for_ever_does_not_keep_the_window(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lanes, "PATIENCE_SECONDS", 0.05)
    hung, several = threading.Event(), Lanes()
    several.submit(Lane.SLOW, hung.wait)
    written: list[int] = []
    several.submit(Lane.EDIT, lambda: written.append(1))
    assert not several.close()
    assert written == [1]
    hung.set()


def test_a_release_is_of_what_was_looked_at(review: Review) -> None:
    bridge = review.window.services.bridge
    batch = bridge.state.batch
    assert batch is not None
    errors: list[ScanstationError] = []
    bridge.do(ReleaseBatch("another batch", 1, 0), lambda _: None, errors.append)
    wait_for(lambda: errors, "the refusal")
    assert isinstance(errors[0], NoBatchOpen)
    places: list[Place] = []
    bridge.do(GoOn(batch.documents[0].id), places.append)
    wait_for(lambda: places, "where to go on")
    assert places[0].batch == batch.id
    answers: list[bool] = []
    filled, edited = places[0].filled, places[0].edited
    bridge.do(ReleaseBatch(batch.id, filled - 1, edited), answers.append)
    bridge.do(RotatePages((batch.documents[0].pages[0],), 90))
    bridge.do(ReleaseBatch(batch.id, filled, edited), answers.append)
    wait_for(lambda: len(answers) == 2, "the answers")
    assert answers == [False, False]
    assert bridge.state.batch is not None
    assert bridge.state.batch.state is BatchState.OPEN


@pytest.mark.parametrize(("calming_ms", "calm"), [(0, True), (1 << 30, False)])
def test_questions_wait_until_a_new_batch_was_painted(
    qapp: QApplication, office: Office, calming_ms: int, calm: bool
) -> None:
    desk = app.make_desk(app.Start("de", "anna"), load_settings(), None)
    bridge = Bridge(desk, calming_ms=calming_ms)
    bridge.do(OpenBatch(office.batch))
    wait_for(lambda: bridge.state.batch is not None, "the batch")
    if calm:
        wait_for(desk.calm.is_set, "the calm")
    assert desk.calm.is_set() == calm
    bridge.close()
