"""The window: start, stalls of its thread, a large batch, paging; each in a process of its own.

The windows are painted by Qt's offscreen platform, which draws as the others do and needs no
screen; the children live in ``scanstation.ui.measure``.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from scanstation.bench.capture_pages import prepare
from scanstation.bench.process import percentile, rss_mb
from scanstation.bench.ui_batch import lay_out, write
from scanstation.sandbox import child_command, child_environment

STARTS = 5
FED = 400
LARGE = 2000
KILLED_AFTER = ("6", "60", "60")
"""Pages of a feed after which its worker is killed."""
SAMPLE_SECONDS = 0.05
SCREEN = {
    "name": "bench",
    "x": 0,
    "y": 0,
    "width": 1920,
    "height": 1080,
    "logicalDpi": 96,
    "logicalBaseDpi": 96,
    "dpr": 1,
}


@dataclass(frozen=True, slots=True)
class Desktop:
    """Where the windows are shown and what they keep."""

    home: Path
    screen: Path

    @property
    def environment(self) -> dict[str, str]:
        """What their processes are told."""
        return child_environment() | {
            "SCANSTATION_HOME": str(self.home),
            "QT_QPA_PLATFORM": f"offscreen:configfile={self.screen}",
        }


@dataclass(frozen=True, slots=True)
class Child:
    """What a child printed, and the largest memory of its process tree in MiB."""

    found: dict[str, Any]
    peak_mb: float


def measure(pages: int = LARGE) -> dict[str, Any]:
    """Measure the window.

    Args:
        pages: of the large batch.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        images = prepare(folder / "pages", "jpeg")
        screen = folder / "screen.json"
        screen.write_text(json.dumps({"screens": [SCREEN]}), encoding="utf-8")
        desktop = Desktop(folder / "home", screen)
        batch = write(lay_out(desktop.home), images, pages)
        found = {"bench": "ui", **_starts(desktop), **_stalls(desktop, images)}
        found |= {**_opening(desktop, batch), **_paging(desktop, batch)}
        return {**found, **_crashes(desktop, images)}


def _starts(desktop: Desktop) -> dict[str, Any]:
    _start_seconds(desktop)
    seconds = [_start_seconds(desktop) for _ in range(STARTS)]
    return {
        "start_s": round(median(seconds), 3),
        "all_starts_s": [round(one, 3) for one in seconds],
    }


def _start_seconds(desktop: Desktop) -> float:
    begun = time.monotonic()
    with subprocess.Popen(
        _command("start"), env=desktop.environment, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None  # noqa: S101  # it is a pipe
        while child.stdout.readline().strip() != "usable":
            if child.poll() is not None:
                raise RuntimeError("the window did not start")
        seconds = time.monotonic() - begun
        child.stdout.read()
    return seconds


def _stalls(desktop: Desktop, images: Sequence[Path]) -> dict[str, Any]:
    device = f"simulated:{images[0].parent}?frames=jpeg&pages={FED}"
    child = _run(desktop, "stalls", device, str(FED))
    found = child.found
    trailing = found["trailing_gaps"]
    return {
        **_percentiles("stall", found["gaps"]),
        **_percentiles("stall_trailing", trailing),
        "stall_causes": found["longest"],
        "collection_ms": round(found["collections_ms"], 1),
        "fed_pages": found["pages"],
        "recognised_meanwhile": found["recognised"],
        "images_per_minute": round(found["pages"] / found["seconds"] * 60, 1),
        "feeding_peak_rss_mb": round(child.peak_mb, 1),
    }


def _opening(desktop: Desktop, batch: str) -> dict[str, Any]:
    child = _run(desktop, "opening", batch)
    found = child.found
    return {
        "large_batch_pages": found["pages"],
        "open_first_thumbnail_s": round(found["first_thumbnail_painted"], 3),
        "open_settled_s": round(found["settled"], 3),
        "open_examined_s": round(found["examined"], 3),
        **_percentiles("open_stall", found["gaps"]),
        **_percentiles("scroll_stall", found["scroll_gaps"]),
        "open_causes": found["longest"],
        "open_peak_rss_mb": round(child.peak_mb, 1),
    }


def _paging(desktop: Desktop, batch: str) -> dict[str, Any]:
    child = _run(desktop, "paging", batch)
    glancing, hurrying = child.found["glancing"], child.found["hurrying"]
    return {
        "page_ms_median": round(median(glancing), 1),
        "page_ms_max": round(max(glancing), 1),
        "page_hurried_ms_median": round(median(hurrying), 1),
        "page_hurried_ms_max": round(max(hurrying), 1),
    }


def _crashes(desktop: Desktop, images: Sequence[Path]) -> dict[str, Any]:
    """The worker is killed amid three feeds of one batch, the later ones amid known sheets."""
    options = f"frames=jpeg&sides=2&pages={FED}&ipm=600&tray={desktop.home.parent / 'tray'}"
    device = f"simulated:{images[0].parent}?{options}"
    seconds = _run(desktop, "crash", device, *KILLED_AFTER).found["seconds"]
    return {
        "crash_to_words_s": round(max(seconds), 3),
        "all_crashes_s": [round(one, 3) for one in seconds],
    }


def _percentiles(name: str, gaps: list[float]) -> dict[str, float]:
    in_ms = [1000 * one for one in gaps]
    shares = {"p50": 0.50, "p99": 0.99, "max": 1.0}
    return {f"{name}_ms_{key}": round(percentile(in_ms, share), 1) for key, share in shares.items()}


def _command(*words: str) -> list[str]:
    return child_command("-m", "scanstation.ui.measure", *words)


def _run(desktop: Desktop, *words: str) -> Child:
    """Run one measurement and watch the memory of its processes."""
    peak = 0.0
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        child = subprocess.Popen(_command(*words), env=desktop.environment, stdout=output)
        while child.poll() is None:
            peak = max(peak, rss_mb(child.pid))
            time.sleep(SAMPLE_SECONDS)
        if child.returncode != 0:
            raise RuntimeError(f"{words[0]}: {child.returncode}")
        output.seek(0)
        return Child(json.loads(output.read().splitlines()[-1]), peak)
