"""Capture: frames of the simulated device through the real worker pipe to durable pages.

The floor is what the libraries alone need for the same pages in the same run: JPEG encode
(raw frames) or decode (JPEG frames), grey conversion, one zxing-cpp read with the profile's
formats, write and fsync; as many threads, and the same zxing-cpp flags. Its CPU time is that of
these calls alone, read off each thread's own clock.
"""

from __future__ import annotations

import os
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import simplejpeg
import zxingcpp

from scanstation.bench.capture_pages import HEIGHT, WIDTH, prepare
from scanstation.bench.process import Memory, cpu_seconds, percentile, watch_memory
from scanstation.devices.client import DeviceClient
from scanstation.devices.driver import Delivery, Frame
from scanstation.errors import Text
from scanstation.imaging.views import Pixels
from scanstation.model import Profile
from scanstation.workflow.capture import THREADS, Feed, FeedRun
from scanstation.workflow.session import Actor, BatchSession, Opening

PROFILE = Profile("bench", Text("Messung", "Benchmark"))
WARM_UP = 200
"""Pages after which memory has to stay flat."""
FLOOR_ROUNDS = 2
"""How often the floor takes every image before each run."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the capture and the floor measured right before it.

    ``cpu_seconds`` is that of the station's threads and of the device's worker process.
    """

    pages: int
    seconds: float
    cpu_seconds: float
    worker_cpu_seconds: float
    floor_ms: float
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
        return self.cpu_ms / self.floor_ms


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
    """Measure capture; the best of the runs counts, each has its floor measured right before.

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
    """Measure the floor, then capture ``pages`` pages into a fresh batch."""
    floor_ms = floor(images, pages, frames, folder)
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
        floor_ms=floor_ms,
        latencies_ms=device.latencies,
        memory=memory,
        acknowledged=device.acknowledged,
    )


def floor(images: list[Path], pages: int, frames: str, folder: Path) -> float:
    """Return the CPU milliseconds a page of the bare library calls, in as many threads.

    Every image counts equally often; reading the files is not counted.
    """
    cv2.setNumThreads(1)
    formats = zxingcpp.barcode_formats_from_str(",".join(PROFILE.imaging.symbologies))
    rounds = max(1, min(FLOOR_ROUNDS, pages // len(images)))
    bare = partial(_bare_raw if frames == "raw" else _bare_jpeg, formats, folder)
    with ThreadPoolExecutor(THREADS) as threads:
        seconds = sum(threads.map(bare, images * rounds))
    return seconds / (len(images) * rounds) * 1000


def _bare_raw(formats: Any, folder: Path, image: Path) -> float:
    pixels = np.fromfile(image, np.uint8).reshape(HEIGHT, WIDTH, 3)
    start = time.thread_time()
    quality = PROFILE.imaging.jpeg_quality
    stored = simplejpeg.encode_jpeg(pixels, quality, "RGB", "420", fastdct=False)
    return time.thread_time() - start + _bare_rest(pixels, stored, formats, folder)


def _bare_jpeg(formats: Any, folder: Path, image: Path) -> float:
    stored = image.read_bytes()
    start = time.thread_time()
    pixels = simplejpeg.decode_jpeg(stored, colorspace="RGB")
    return time.thread_time() - start + _bare_rest(pixels, stored, formats, folder)


def _bare_rest(pixels: Pixels, stored: bytes, formats: Any, folder: Path) -> float:
    """Grey, one read with the flags that ``imaging.detect.barcodes`` gives, write and fsync."""
    path = folder / uuid.uuid4().hex
    start = time.thread_time()
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    zxingcpp.read_barcodes(grey, formats, try_invert=False, try_downscale=False)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    os.write(descriptor, stored)
    os.fsync(descriptor)
    os.close(descriptor)
    seconds = time.thread_time() - start
    path.unlink()
    return seconds


def _figures(best: Run, runs: list[Run], frames: str, images: int) -> dict[str, Any]:
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
        "cpu_ms_per_page": round(best.cpu_ms, 1),
        "worker_cpu_ms_per_page": round(best.worker_cpu_seconds / best.pages * 1000, 1),
        "floor_cpu_ms_per_page": round(best.floor_ms, 1),
        "cpu_to_floor": round(best.ratio, 2),
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
