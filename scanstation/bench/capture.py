"""Capture: frames of the simulated device through the real worker pipe to durable pages.

The floor is what the libraries alone need for the same pages in the same run: JPEG encode
(raw frames) or decode (JPEG frames), grey conversion, one zxing-cpp read with the profile's
formats, write and fsync; as many threads, and the same zxing-cpp flags.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import zxingcpp

from scanstation.bench.capture_pages import prepare
from scanstation.bench.process import Memory, cpu_seconds, percentile, watch_memory
from scanstation.devices.client import DeviceClient
from scanstation.devices.driver import Delivery, Frame
from scanstation.errors import Text
from scanstation.imaging import raster
from scanstation.model import Profile
from scanstation.workflow.capture import THREADS, Feed, FeedRun
from scanstation.workflow.session import Actor, BatchSession, Opening

PROFILE = Profile("bench", Text("Messung", "Benchmark"))
WARM_UP = 200
"""Pages after which memory has to stay flat."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the capture."""

    pages: int
    seconds: float
    cpu_seconds: float
    latencies_ms: list[float]
    memory: Memory
    acknowledged: list[float]

    @property
    def images_per_minute(self) -> float:
        """Sustained throughput."""
        return self.pages / self.seconds * 60


class TimedDevice:
    """A device client that notes when a frame came and when it was acknowledged."""

    def __init__(self, client: DeviceClient, start: float) -> None:
        self._client, self._start = client, start
        self._came: dict[str, float] = {}
        self.latencies: list[float] = []
        self.acknowledged: list[float] = []
        self.worker_cpu = 0.0

    def scan(self, *, buffer_for: Callable[[int], bytearray]) -> Iterator[Delivery]:
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
    """Measure capture; the best of the runs counts, the floor is measured between them.

    Args:
        pages: pages a run.
        frames: ``raw`` (24 bit) or ``jpeg``.
    """
    with tempfile.TemporaryDirectory() as folder:
        images = prepare(Path(folder) / "pages", frames)
        floors, done = [], []
        for _ in range(runs):
            floors.append(floor(images, pages, frames, Path(folder)))
            done.append(run(images, pages, frames, Path(folder)))
    best = max(done, key=lambda one: one.images_per_minute)
    return _figures(best, min(floors), done, frames, len(images))


def run(images: list[Path], pages: int, frames: str, folder: Path) -> Run:
    """Capture ``pages`` pages into a fresh batch."""
    address = f"simulated:{images[0].parent}?frames={frames}&pages={pages}"
    with tempfile.TemporaryDirectory(dir=folder) as home:
        opening = Opening(PROFILE, "bench")
        with (
            closing(BatchSession.create(Path(home), opening, Actor("bench", "bench"))) as session,
            DeviceClient(address) as client,
        ):
            options = client.configure(replace(PROFILE.scan, source="feeder"))
            with watch_memory() as memory:
                start = time.monotonic()
                device = TimedDevice(client, start)
                cpu = time.process_time()
                captured = FeedRun(session, device, Feed(address, options)).run()
                seconds = time.monotonic() - start
                own = time.process_time() - cpu
            if len(captured.pages) != pages or captured.error is not None:
                raise RuntimeError(f"{len(captured.pages)} of {pages} pages: {captured.error}")
    return Run(
        pages, seconds, own + device.worker_cpu, device.latencies, memory, device.acknowledged
    )


def floor(images: list[Path], pages: int, frames: str, folder: Path) -> float:
    """Return the CPU milliseconds a page of the bare library calls, in as many threads."""
    cv2.setNumThreads(1)
    formats = zxingcpp.barcode_formats_from_str(",".join(PROFILE.imaging.symbologies))
    count = min(pages, 4 * len(images))
    start = time.process_time()
    with ThreadPoolExecutor(THREADS) as threads:
        for image in threads.map(
            lambda number: _bare(images[number % len(images)], frames, formats, folder),
            range(count),
        ):
            del image
    return (time.process_time() - start - _reading(images, count)) / count * 1000


def _bare(image: Path, frames: str, formats: Any, folder: Path) -> None:
    data = image.read_bytes()
    if frames == "raw":
        pixels = np.frombuffer(data, np.uint8).reshape(3508, 2480, 3)
        stored = raster.encode_jpeg(pixels, PROFILE.imaging.jpeg_quality, (300.0, 300.0))
    else:
        stored = data
        pixels = raster.decode(data, "image/jpeg")
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    zxingcpp.read_barcodes(grey, formats, try_invert=False, try_downscale=False)
    descriptor, name = tempfile.mkstemp(dir=folder)
    os.write(descriptor, stored)
    os.fsync(descriptor)
    os.close(descriptor)
    Path(name).unlink()


def _reading(images: list[Path], count: int) -> float:
    """Return the CPU seconds that only reading the files takes; no part of the floor."""
    start = time.process_time()
    for number in range(count):
        images[number % len(images)].read_bytes()
    return time.process_time() - start


def _figures(
    best: Run, floor_ms: float, runs: list[Run], frames: str, images: int
) -> dict[str, Any]:
    cpu_ms = best.cpu_seconds / best.pages * 1000
    return {
        "bench": "capture",
        "frames": frames,
        "pages": best.pages,
        "different_pages": images,
        "images_per_minute": round(best.images_per_minute, 1),
        "all_runs_images_per_minute": [round(one.images_per_minute, 1) for one in runs],
        "p50": round(percentile(best.latencies_ms, 0.50), 1),
        "p95": round(percentile(best.latencies_ms, 0.95), 1),
        "p99": round(percentile(best.latencies_ms, 0.99), 1),
        "cpu_ms_per_page": round(cpu_ms, 1),
        "floor_cpu_ms_per_page": round(floor_ms, 1),
        "cpu_to_floor": round(cpu_ms / floor_ms, 2),
        "peak_rss_mb": round(best.memory.peak, 1),
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
