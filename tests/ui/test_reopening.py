"""What was left: offered at the next start; and the focus never falls on the release."""

from __future__ import annotations

from scanstation.ui.operations.batches import CloseBatch
from scanstation.ui.review_view import ReviewView
from tests.builders.office import Office
from tests.ui.conftest import OpenBatchWindow, OpenWindow, finish
from tests.ui.driving import Operator, settle, wait_for


def test_the_batch_that_was_left_is_one_key_away(
    open_busy_window: OpenBatchWindow, open_window: OpenWindow, office: Office, person: Operator
) -> None:
    finish(open_busy_window())
    window = open_window()
    banner = window.place.banner
    wait_for(banner.isVisible, "the offer")
    assert "war zuletzt geöffnet" in banner.text
    person.press("Return")
    wait_for(lambda: window.services.bridge.state.batch is not None, "the batch")
    batch = window.services.bridge.state.batch
    assert batch is not None
    assert batch.id == office.batch
    assert window.place.key == "review"
    settle()
    assert not banner.isVisible()


def test_a_batch_that_was_closed_is_not_offered(
    open_busy_window: OpenBatchWindow, open_window: OpenWindow
) -> None:
    window = open_busy_window()
    window.services.bridge.do(CloseBatch())
    wait_for(lambda: window.services.bridge.state.batch is None, "the empty desk")
    finish(window)
    again = open_window()
    settle(10)
    assert not again.place.banner.isVisible()


def test_the_focus_does_not_fall_on_the_release(
    open_busy_window: OpenBatchWindow, person: Operator
) -> None:
    window = open_busy_window()
    view = window.place
    assert isinstance(view, ReviewView)
    view.release.setFocus()
    rows = window.services.bridge.state.batch
    person.press("Ctrl+T")
    wait_for(lambda: window.services.bridge.state.batch is not rows, "the edit")
    settle(10)
    assert not view.release.hasFocus()
