"""Gaps of the UI thread while the feeder runs as fast as it can and thumbnails appear."""

from __future__ import annotations

import gc
import time
from typing import Any

from scanstation.settings import load_settings
from scanstation.ui.measure.gaps import Gaps
from scanstation.ui.measure.window import close, live, live_until, shown
from scanstation.ui.memory import Memory
from scanstation.ui.operations.scanning import FeedOver
from scanstation.ui.widgets.device_picker import MEMORY, MEMORY_NAME

TRAIL_SECONDS = 8.0
"""How long recognition is watched that still trails when the last page has come."""
CAUSES = 12


def measure(device: str, pages: str) -> dict[str, Any]:
    """Feed a stack; ``pages`` is how many the device holds."""
    memory = Memory(load_settings().home)
    memory.keep(MEMORY, device)
    memory.keep(MEMORY_NAME, "bench")
    memory.write()
    window = shown()
    bridge, over = window.services.bridge, list[FeedOver]()
    bridge.told.connect(lambda told: over.append(told) if isinstance(told, FeedOver) else None)
    gaps, collected = Gaps(), _Collections()
    gaps.start()
    begun = time.monotonic()
    window.services.commands.action("scan.start").trigger()
    live_until(lambda: over, 20)
    seconds = time.monotonic() - begun
    fed = len(gaps.gaps)
    live(TRAIL_SECONDS)
    gaps.stop()
    batch = bridge.state.batch
    captured = batch.ledger.captured if batch is not None else 0
    if over[0].error is not None or captured != int(pages):
        raise RuntimeError(f"{captured} of {pages} pages: {over[0].error}")
    texts = sum(bool(page.words) for page in batch.pages) if batch is not None else 0
    close(window)
    return {
        "seconds": seconds,
        "pages": captured,
        "recognised": texts,
        "gaps": gaps.gaps[:fed],
        "trailing_gaps": gaps.gaps[fed:],
        "longest": sorted(gaps.worst, reverse=True)[:CAUSES],
        "causes": gaps.causes.most_common(CAUSES),
        "collections_ms": collected.longest * 1000,
    }


class _Collections:
    """The longest collection of garbage in any thread: it stops all of them."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._begun = 0.0
        gc.callbacks.append(self._note)

    def _note(self, phase: str, _: dict[str, int]) -> None:
        now = time.perf_counter()
        if phase == "start":
            self._begun = now
        else:
            self.longest = max(self.longest, now - self._begun)
