"""Capture: frames of the simulated device through the real worker pipe to durable pages.

The floor is measured around each run, see ``capture_floor``.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean
from typing import Any

from scanstation.bench.capture_floor import PROFILE, Floor, floor
from scanstation.bench.capture_pages import prepare
from scanstation.bench.process import Memory, cpu_seconds, percentile, watch_memory
from scanstation.devices.client import DeviceClient
from scanstation.devices.driver import Delivery, Frame
from scanstation.workflow.capture import THREADS, Feed, FeedRun
from scanstation.workflow.session import Actor, BatchSession, Opening

WARM_UP = 200
"""Pages after which memory has to stay flat."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the capture and its floor.

    ``cpu_seconds`` is that of the station's threads and of the device's worker process.
    """

    pages: int
    seconds: float
    cpu_seconds: float
    worker_cpu_seconds: float
    floor: Floor
    latencies_ms: list[float]
    memory: Memory
    acknowledged: list[float]

    @property
    def images_per_minute(self) -> float:
        """Sustained throughput."""
        return self.pages / self.seconds * 60

    @property
    def cpu_ms(self) -> float:
        """CPU milliseconds a page."""
        return self.cpu_seconds / self.pages * 1000

    @property
    def ratio(self) -> float:
        """CPU a page over that of the bare library calls."""
        return self.cpu_ms / self.floor.cpu_ms


class TimedDevice:
    """A device client that notes when a frame came and when it was acknowledged."""

    def __init__(self, client: DeviceClient, start: float) -> None:
        self._client, self._start = client, start
        self._came: dict[str, float] = {}
        self.latencies: list[float] = []
        self.acknowledged: list[float] = []
        self.worker_cpu = 0.0

    def scan(self, *, buffer_for: Callable[[int], memoryview]) -> Iterator[Delivery]:
        """Pass the deliveries on."""
        for delivery in self._client.scan(buffer_for=buffer_for):
            if isinstance(delivery, Frame):
                self._came[delivery.id] = time.monotonic()
            self.worker_cpu = max(self.worker_cpu, cpu_seconds(self._client.pid))
            yield delivery

    def acknowledge(self, frame_id: str, sha256: str = "") -> bool:
        """Pass the acknowledgement on."""
        now = time.monotonic()
        self.latencies.append((now - self._came.pop(frame_id, now)) * 1000)
        self.acknowledged.append(now - self._start)
        return self._client.acknowledge(frame_id, sha256)

    def reject(self, frame_id: str, reason: str) -> bool:
        """Pass the refusal on."""
        return self._client.reject(frame_id, reason)

    def stop(self, now: bool = False) -> None:
        """Pass the stop on."""
        self._client.stop(now)


def measure(pages: int = 600, runs: int = 3, frames: str = "raw") -> dict[str, Any]:
    """Measure capture; the best of the runs counts for the throughput.

    Each has its floor measured right before and right after it, as other work on the machine
    comes and goes; the mean counts.

    Args:
        pages: pages a run.
        runs: how often.
        frames: ``raw`` (24 bit) or ``jpeg``.
    """
    with tempfile.TemporaryDirectory() as folder:
        images = prepare(Path(folder) / "pages", frames)
        done = [run(images, pages, frames, Path(folder)) for _ in range(runs)]
    best = max(done, key=lambda one: one.images_per_minute)
    return _figures(best, done, frames, len(images))


def run(images: list[Path], pages: int, frames: str, folder: Path) -> Run:
    """Capture ``pages`` pages into a fresh batch; measure the floor before and after."""
    before = floor(images, pages, frames, folder)
    address = f"simulated:{images[0].parent}?frames={frames}&pages={pages}"
    with tempfile.TemporaryDirectory(dir=folder) as home:
        opening = Opening(PROFILE, "bench")
        with (
            closing(BatchSession.create(Path(home), opening, Actor("bench", "bench"))) as session,
            DeviceClient(address) as client,
        ):
            options = client.configure(replace(PROFILE.scan, source="feeder"))
            with watch_memory(interval=0.1) as memory:
                start = time.monotonic()
                device = TimedDevice(client, start)
                cpu = time.process_time()
                captured = FeedRun(session, device, Feed(address, options)).run()
                seconds = time.monotonic() - start
                own = time.process_time() - cpu
            if len(captured.pages) != pages or captured.error is not None:
                raise RuntimeError(f"{len(captured.pages)} of {pages} pages: {captured.error}")
    return Run(
        pages=pages,
        seconds=seconds,
        cpu_seconds=own - memory.cpu_seconds + device.worker_cpu,
        worker_cpu_seconds=device.worker_cpu,
        floor=before.mean(floor(images, pages, frames, folder)),
        latencies_ms=device.latencies,
        memory=memory,
        acknowledged=device.acknowledged,
    )


def _figures(best: Run, runs: list[Run], frames: str, images: int) -> dict[str, Any]:
    """Throughput and latency of the best run; CPU as the mean of all, which varies less."""
    cpu = fmean(one.cpu_ms for one in runs)
    bare = fmean(one.floor.cpu_ms for one in runs)
    return {
        "bench": "capture",
        "frames": frames,
        "pages": best.pages,
        "different_pages": images,
        "threads": THREADS,
        "images_per_minute": round(best.images_per_minute, 1),
        "all_runs_images_per_minute": [round(one.images_per_minute, 1) for one in runs],
        "p50": round(percentile(best.latencies_ms, 0.50), 1),
        "p95": round(percentile(best.latencies_ms, 0.95), 1),
        "p99": round(percentile(best.latencies_ms, 0.99), 1),
        "cpu_ms_per_page": round(cpu, 1),
        "worker_cpu_ms_per_page": round(best.worker_cpu_seconds / best.pages * 1000, 1),
        "floor_cpu_ms_per_page": round(bare, 1),
        "floor_cpu_ms_with_our_allocator": round(fmean(one.floor.tuned_cpu_ms for one in runs), 1),
        "cpu_to_floor": round(cpu / bare, 2),
        "all_runs_cpu_to_floor": [round(one.ratio, 2) for one in runs],
        "peak_rss_mb": round(max(one.memory.peak for one in runs), 1),
        "memory_growth_percent": _growth(best),
    }


def _growth(run_: Run) -> float | None:
    """Return how much the memory grew from page 200 to the last tenth, in percent."""
    if len(run_.acknowledged) <= 2 * WARM_UP:
        return None
    times = sorted(run_.acknowledged)
    early = run_.memory.between(times[WARM_UP], times[WARM_UP + 60])
    late = run_.memory.between(times[-60], times[-1])
    return round((late - early) / early * 100, 1) if early else None
