"""A sheet that was put back once too often: both are looked at, the repeat is rejected, by keys."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanstation.model import PageKind
from scanstation.ui.scan_job import Phase
from scanstation.workflow import fed_again
from scanstation.workflow.fed_again import KIND
from scanstation.workflow.session import BatchSession
from tests.ui.conftest import OpenWindow
from tests.ui.driving import focused_name, wait_for
from tests.ui.reviewing import Review
from tests.ui.scanning import ScanPlace, letters, stack


@pytest.fixture
def fed_twice(open_window: OpenWindow, home: Path, tmp_path: Path) -> Review:
    """The place Check after a jam: the second sheet was put back, though it was safe."""
    sides = letters(3)
    place = ScanPlace.opened(
        open_window, home, stack(tmp_path / "one", sides[:4], "&jam=5&pages=6")
    )
    place.person.press("F5")
    place.until(Phase.TROUBLE)
    place.until_over()
    place.view.panel.devices.choose(stack(tmp_path / "two", sides[2:]))
    place.view.notices.clear()
    place.view.job.leave()
    place.person.press("F5")
    place.until(Phase.RUNNING)
    place.until_over()
    bridge = place.window.services.bridge
    wait_for(lambda: any(one.kind == KIND for one in bridge.findings.doubts), "the doubt")
    review = Review(place.window, place.person)
    review.press("F3")
    return review


def step_to_doubt(review: Review) -> None:
    for _ in review.view.doubts.waiting:
        review.press("F8")
        doubt = review.view.card.doubt
        if doubt is not None and doubt.kind == KIND:
            return
    raise AssertionError("F8 does not lead to the doubt")


def side_by_side(review: Review) -> list[int]:
    """Return the sheets' numbers that the page view shows, from the left."""
    return [one.page.sheet for one in review.view.page_view._sheets]


def test_both_sheets_are_shown_and_the_repeat_is_rejected_by_keyboard(fed_twice: Review) -> None:
    review = fed_twice
    step_to_doubt(review)
    assert review.page.sheet == 3
    assert side_by_side(review) == [2, 3], "the safe one, and beside it the suspected repeat"
    review.person.walk_to("Doppeltes Blatt verwerfen")
    review.press("Return")
    wait_for(lambda: not any(one.kind == KIND for one in review.view.doubts.waiting), "the answer")
    review.rest()
    rejected = {one.sheet for one in review.batch.pages if one.kind is PageKind.REJECTED}
    assert rejected == {3}
    assert len(side_by_side(review)) == 1
    review.press("Ctrl+Z")
    assert not [one for one in review.batch.pages if one.kind is PageKind.REJECTED]


def test_both_are_kept_by_enter_and_the_view_is_as_before(fed_twice: Review) -> None:
    review = fed_twice
    step_to_doubt(review)
    assert focused_name() == review.view.card.doubt.accept.text.de  # type: ignore[union-attr]
    review.press("Escape")
    assert len(side_by_side(review)) == 1, "who puts the card away sees one page"
    step_to_doubt(review)
    assert side_by_side(review) == [2, 3]
    review.press("Return")
    wait_for(lambda: not any(one.kind == KIND for one in review.view.doubts.waiting), "the answer")
    assert not [one for one in review.batch.pages if one.kind is PageKind.REJECTED]


def test_how_a_feed_ended_is_said_before_its_sheets_are_compared(
    open_window: OpenWindow, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A crash is on the screen at once; nothing that decodes pages comes before it."""
    course: list[str] = []
    compare = fed_again.note_repeats

    def noted(session: BatchSession) -> None:
        course.append("compared")
        compare(session)

    monkeypatch.setattr(fed_again, "note_repeats", noted)
    device = stack(tmp_path / "feeder", letters(4), "&crash=3,7")
    place = ScanPlace.opened(open_window, home, device)
    place.view.job.ended.connect(lambda _: course.append(place.view.feeder.text))
    place.person.press("F5")
    place.until(Phase.TROUBLE)
    wait_for(lambda: len(course) == 2, "the comparison")
    place.person.press("Return")
    place.until(Phase.RUNNING)
    place.until(Phase.TROUBLE)
    wait_for(lambda: len(course) == 4, "the comparison")
    assert ["Verbindung" in one for one in course] == [True, False, True, False], course
    assert "Timeout" not in place.view.feeder.text, "the end of the process is seen, not awaited"
