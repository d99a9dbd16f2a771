"""What the place Check says of a release that still can be withdrawn."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QTimer

from scanstation.model import BatchState
from scanstation.ui.dialogs.reason import ReasonDialog
from tests.ui.driving import focused_name, wait_for
from tests.ui.reviewing import Review
from tests.ui.sending.conftest import shown
from tests.ui.test_review_flow import finish


def released(review: Review) -> None:
    finish(review)
    review.press("Ctrl+Return")
    wait_for(lambda: "Freigegebene Dokumente: 4." in review.view.banner.text, "the banner")


def test_the_banner_counts_and_the_release_is_withdrawn_by_its_key(review: Review) -> None:
    released(review)
    banner = review.view.banner
    assert "wird in " in banner.text
    assert "s gesendet. Strg+Umschalt+R nimmt" in banner.text.replace("Ctrl+Shift", "Strg+Umschalt")
    first = banner.text
    wait_for(lambda: banner.text != first, "a second less")
    assert "wird in " in banner.text
    focus = focused_name()
    review.person.press("Ctrl+Shift+R")
    shown(ReasonDialog)
    review.person.type_text("zu schnell")
    review.person.press("Tab", "Space")
    wait_for(lambda: review.batch.state is BatchState.OPEN, "the batch to be open")
    assert focus == "Weiter scannen"


def test_when_the_time_is_over_the_banner_says_so_and_leaves_the_focus(review: Review) -> None:
    released(review)
    notices = review.view.notices
    banner, focus = review.view.banner, focused_name()
    notices._sends_at = datetime.now(UTC) - timedelta(seconds=1)
    wait_for(lambda: "Der Versand beginnt" in banner.text, "the end")
    assert focused_name() == focus
    assert not any(one.isActive() for one in notices.findChildren(QTimer))


def test_another_notice_is_not_overwritten(review: Review) -> None:
    released(review)
    banner = review.view.banner
    banner.dismiss()
    timers = review.view.notices.findChildren(QTimer)
    assert timers
    wait_for(lambda: not any(one.isActive() for one in timers), "the counting to end")
    assert banner.text == ""
    assert banner.isHidden()
