"""From the key to the next page, painted in full."""

from __future__ import annotations

import time
from functools import partial
from typing import Any

from scanstation.ui.measure.window import check_place, close, live, live_until, shown
from scanstation.ui.operations.batches import OpenBatch
from scanstation.ui.review_view import ReviewView

PAGES = 50
GLANCE_SECONDS = 0.25
"""How long somebody looks at a page at least before the next one."""


def measure(batch: str) -> dict[str, Any]:
    """Page through a batch, with a glance at each page, then without."""
    window = shown("review")
    place = check_place(window)
    painted: list[str] = []
    place.page_view.painted.connect(painted.append)
    window.services.bridge.do(OpenBatch(batch))
    live_until(lambda: painted)
    live(2.0)
    found = {
        "glancing": _page(place, painted, GLANCE_SECONDS),
        "hurrying": _page(place, painted, 0.0),
    }
    close(window)
    return {name: [1000 * one for one in times] for name, times in found.items()}


def _page(place: ReviewView, painted: list[str], glance: float) -> list[float]:
    action = place.services.commands.action("page.next")
    times = []
    for _ in range(PAGES):
        live(glance)
        painted.clear()
        begun = time.perf_counter()
        action.trigger()
        live_until(partial(_is_painted, place, painted))
        times.append(time.perf_counter() - begun)
    return times


def _is_painted(place: ReviewView, painted: list[str]) -> bool:
    return place.here.page is not None and place.here.page.id in painted
