"""A large batch: how soon its first thumbnails are there; then the way through all of it."""

from __future__ import annotations

import time
from typing import Any

from PySide6.QtWidgets import QApplication

from scanstation.ui.measure.gaps import Gaps
from scanstation.ui.measure.window import check_place, close, live, live_until, shown
from scanstation.ui.operations.batches import OpenBatch
from scanstation.ui.review_view import ReviewView

SCREENS = 40
"""Stops on the way from the first page to the last."""


def measure(batch: str) -> dict[str, Any]:
    """Open a batch in the place Check and scroll to its end."""
    window = shown("review")
    live(0.5)
    bridge, images = window.services.bridge, window.services.images
    times: dict[str, float] = {}
    begun = time.perf_counter()

    def note(name: str) -> None:
        times.setdefault(name, time.perf_counter() - begun)

    bridge.changed.connect(lambda state: note("state") if state.batch else None)
    images.thumbnail_ready.connect(lambda _: note("first_thumbnail"))
    bridge.examined.connect(lambda _: note("examined"))
    gaps = Gaps()
    gaps.start()
    bridge.do(OpenBatch(batch))
    live_until(lambda: "first_thumbnail" in times)
    QApplication.processEvents()
    note("first_thumbnail_painted")
    live_until(lambda: images.statistics().waiting == 0 and "examined" in times)
    note("settled")
    opened = len(gaps.gaps)
    live(1.0)
    _scroll(check_place(window))
    gaps.stop()
    pages = bridge.state.batch.pages if bridge.state.batch is not None else ()
    close(window)
    return {
        "pages": len(pages),
        **times,
        "gaps": gaps.gaps[:opened],
        "scroll_gaps": gaps.gaps[opened:],
        "longest": sorted(gaps.worst, reverse=True)[:12],
    }


def _scroll(place: ReviewView) -> None:
    bar = place.thumbnails.verticalScrollBar()
    for stop in range(SCREENS + 1):
        bar.setValue(bar.maximum() * stop // SCREENS)
        live(0.1)
