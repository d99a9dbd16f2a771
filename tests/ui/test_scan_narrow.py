"""The place Scan on a small screen at 200 %."""

from __future__ import annotations

from scanstation.ui.scan_view import ScanView
from tests.ui.conftest import OpenWindow
from tests.ui.driving import Operator, settle


def test_the_window_fits_a_small_screen_at_200_percent(
    open_window: OpenWindow, person: Operator
) -> None:
    window = open_window(training=True)
    person.press("F2")
    place = window.places[0]
    assert isinstance(place, ScanView)
    assert place.page.isVisible()
    window.resize(683, 384)
    settle()
    assert (window.width(), window.height()) == (683, 384)
    assert not place.page.isVisible()
    assert place.progress.isVisible()
    for part in (place.stage, place.progress):
        assert part.width() >= part.minimumSizeHint().width()
    person.walk_to("Scannen")
    window.resize(1200, 700)
    settle()
    assert place.page.isVisible()
