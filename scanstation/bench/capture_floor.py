"""What the libraries alone need for the pages of the capture bench.

JPEG encode (raw frames) or decode (JPEG frames), grey conversion, one zxing-cpp read with the
profile's formats and the flags that ``imaging.detect.barcodes`` gives, write and fsync; as many
threads as the station has. It runs in a process of its own, so that nothing the station sets up
for itself helps or hinders it; only these calls are counted, on each thread's own clock.

It is measured twice: as any program would call the libraries, and with the C library's allocator
set as the station sets it (``workflow.allocator``), which makes zxing-cpp itself quicker.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import simplejpeg
import zxingcpp

from scanstation.bench.capture_pages import HEIGHT, WIDTH
from scanstation.errors import Text
from scanstation.imaging.views import Pixels
from scanstation.model import Profile
from scanstation.sandbox import child_command, child_environment
from scanstation.workflow.allocator import keep_freed_memory
from scanstation.workflow.capture import THREADS

PROFILE = Profile("bench", Text("Messung", "Benchmark"))
MOST_ROUNDS = 2
"""How often every image is taken."""


@dataclass(frozen=True, slots=True)
class Floor:
    """CPU milliseconds a page: with the default allocator, and with the station's."""

    cpu_ms: float
    tuned_cpu_ms: float

    def mean(self, other: Floor) -> Floor:
        """Return the mean of two measurements."""
        return Floor((self.cpu_ms + other.cpu_ms) / 2, (self.tuned_cpu_ms + other.tuned_cpu_ms) / 2)


def floor(images: list[Path], pages: int, frames: str, folder: Path) -> Floor:
    """Measure the bare calls for the images, every one equally often."""
    rounds = max(1, min(MOST_ROUNDS, pages // len(images)))
    order = {"images": [str(image) for image in images] * rounds, "frames": frames}
    done = subprocess.run(
        child_command("-m", "scanstation.bench.capture_floor"),
        input=json.dumps({**order, "folder": str(folder)}),
        env=child_environment(),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return Floor(*json.loads(done.stdout))


def main() -> None:
    """Take an order from standard input and print both figures."""
    cv2.setNumThreads(1)
    order = json.load(sys.stdin)
    images = [Path(image) for image in order["images"]]
    formats = zxingcpp.barcode_formats_from_str(",".join(PROFILE.imaging.symbologies))
    calls = _bare_raw if order["frames"] == "raw" else _bare_jpeg
    bare = partial(calls, formats, Path(order["folder"]))
    with ThreadPoolExecutor(THREADS) as threads:
        seconds = sum(threads.map(bare, images))
        keep_freed_memory()
        tuned = sum(threads.map(bare, images))
    print(json.dumps([each / len(images) * 1000 for each in (seconds, tuned)]))  # noqa: T201


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


if __name__ == "__main__":
    main()
