"""An edit is newer than what was asked before it: nothing is released, gone to or closed then."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import ClassVar

import pytest

from scanstation.errors import StoreFull
from scanstation.model import BatchState
from scanstation.ui.desk import Desk
from scanstation.ui.lanes import Lane
from scanstation.workflow import index
from tests.ui.driving import settle, wait_for
from tests.ui.reviewing import Review
from tests.ui.test_review_flow import finish


@dataclass(frozen=True)
class Held:
    """Keeps whoever writes busy, so that what is asked after it waits in line."""

    until: threading.Event
    lane: ClassVar[Lane] = Lane.EDIT

    def run(self, desk: Desk) -> None:
        """Wait."""
        assert self.until.wait(30)


@contextmanager
def line_held(review: Review) -> Iterator[None]:
    """Let keys be pressed while the first of them is not answered yet."""
    until = threading.Event()
    review.window.services.bridge.do(Held(until))
    try:
        yield
    finally:
        until.set()
    review.rest()


def test_a_page_turned_after_ctrl_enter_keeps_the_batch_here(review: Review) -> None:
    finish(review)
    with line_held(review):
        review.person.press("Ctrl+Return", "F6", "Ctrl+Right")
    assert review.batch.state.value == "open"
    assert review.page.rotation == 90
    review.press("Ctrl+Z", "Ctrl+Return")
    assert review.batch.state is BatchState.RELEASED


EDITS = [
    ("F6", "Ctrl+Right"),
    ("F6", "Ctrl+Shift+Down"),
    ("F6", "Del"),
    ("F6", "PgDown", "Ctrl+T"),
]


@pytest.mark.parametrize("keys", EDITS, ids="-".join)
def test_enter_before_an_edit_leads_nowhere(review: Review, keys: tuple[str, ...]) -> None:
    with line_held(review):
        review.person.press("Return", *keys)
    document = review.view.here.document
    assert document is not None
    assert document.number <= 2
    assert review.batch.documents[1].pages[0] != review.page.id or "Ctrl+T" in keys
    assert not review.view.flow.busy


def test_what_is_taken_back_is_not_released_either(review: Review) -> None:
    finish(review)
    with line_held(review):
        review.person.press("Ctrl+Return", "Ctrl+Z")
    assert review.batch.state is BatchState.OPEN


@pytest.mark.parametrize("key", ["Ctrl+Right", "Ctrl+Shift+Down", "Del", "Ctrl+M"])
def test_a_window_that_could_not_close_stays_when_pages_are_edited(
    review: Review, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    review.press("Ctrl+PgDown", "Ctrl+PgDown", "Alt+3")

    def full(*_: object) -> None:
        raise StoreFull(path="x")

    with monkeypatch.context() as disk:
        disk.setattr(index, "set_value", full)
        review.type_text("Kita Sonne")
        review.window.close()
        wait_for(lambda: review.row("sender").content.failed, "the refusal")
        wait_for(review.view.banner.isVisible, "the notice")
        settle()
    review.view.thumbnails.setFocus()
    review.person.press(key)
    review.view.fields.retry()
    review.rest()
    assert review.window.isVisible()
