"""SANE: pages of libsane's ``test`` backend through the worker to the station's buffers.

Throttled by the backend's own read delay to the pace of a fast feeder, and as fast as it goes;
each beside ``scanimage`` from the same backend. Rounds alternate, since machines differ from
minute to minute. A round is one load of the backend's feeder (ten sheets); what is compared is
the time from its first page to its last, so that neither program's start counts.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from scanstation.devices.client import DeviceClient
from scanstation.devices.driver import Frame
from scanstation.model import Mode, ScanOptions

DEVICE = "test:0"
FEEDER = "Automatic Document Feeder"
SHEETS = 10
"""What the backend's feeder holds."""


@dataclass(frozen=True, slots=True)
class Load:
    """What is scanned: a square of so many millimetres in colour at 300 dpi.

    Attributes:
        delay: microseconds that the backend waits after every 64 KB.
    """

    millimetres: float
    delay: int

    @property
    def extra(self) -> dict[str, str]:
        """The backend's options."""
        if not self.delay:
            return {}
        return {"read-delay": "yes", "read-delay-duration": str(self.delay)}


PACED = Load(100.0, 2000)
"""4.2 MB in about 135 ms: 440 images a minute."""

UNTHROTTLED = Load(200.0, 0)
"""16.7 MB."""


def measure(pages: int = 60) -> dict[str, Any]:
    """Return both speeds; ``pages`` is a multiple of the feeder's ten."""
    rounds = max(1, pages // SHEETS)
    with _test_backend() as folder:
        paced = [_both(PACED, folder) for _ in range(rounds)]
        free = [_both(UNTHROTTLED, folder) for _ in range(rounds)]
    size = _bytes_of(UNTHROTTLED)
    ours = median(own for own, _ in free)
    return {
        "pages": rounds * SHEETS,
        "paced_ms_per_page": round(1000 * median(own for own, _ in paced), 1),
        "paced_scanimage_ms_per_page": round(1000 * median(other for _, other in paced), 1),
        "paced_speed_of_scanimage": round(median(other / own for own, other in paced), 3),
        "unthrottled_mb_per_second": round(size / ours / 1e6),
        "unthrottled_scanimage_mb_per_second": round(
            size / median(other for _, other in free) / 1e6
        ),
    }


@contextmanager
def _test_backend() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "dll.conf").write_text("test\n", encoding="ascii")
        (folder / "test.conf").write_text("number_of_devices 1\n", encoding="ascii")
        before = os.environ.get("SANE_CONFIG_DIR")
        os.environ["SANE_CONFIG_DIR"] = name
        try:
            yield folder
        finally:
            if before is None:
                del os.environ["SANE_CONFIG_DIR"]
            else:
                os.environ["SANE_CONFIG_DIR"] = before


def _both(load: Load, folder: Path) -> tuple[float, float]:
    """Return seconds a page of this program and of scanimage."""
    return _per_page(_own(load)), _per_page(_scanimage(load, folder))


def _per_page(stamps: list[float]) -> float:
    return (stamps[-1] - stamps[0]) / (len(stamps) - 1)


def _own(load: Load) -> list[float]:
    """Return when each page was there whole, in a buffer that is used again."""
    options = ScanOptions(
        source="feeder",
        resolution=300,
        mode=Mode.COLOUR,
        page_width=load.millimetres,
        page_height=load.millimetres,
        extra=load.extra,
    )
    buffer = bytearray(_bytes_of(load))
    stamps: list[float] = []
    with DeviceClient(f"sane:{DEVICE}") as client:
        for delivery in client.scan(options, lambda _: buffer):
            if isinstance(delivery, Frame):
                stamps.append(time.perf_counter())
                client.acknowledge(delivery.id)
    return stamps


def _scanimage(load: Load, folder: Path) -> list[float]:
    """Return when each page's file was written whole."""
    command = ["scanimage", f"--device-name={DEVICE}", f"--source={FEEDER}", "--mode=Color"]
    area = [f"-x{load.millimetres:g}", f"-y{load.millimetres:g}", "--resolution=300"]
    extra = [f"--{name}={value}" for name, value in load.extra.items()]
    pattern = f"--batch={folder}/%d.pnm"
    subprocess.run(
        [*command, *area, *extra, "--format=pnm", pattern], capture_output=True, check=False
    )
    files = list(folder.glob("*.pnm"))
    stamps = sorted(file.stat().st_mtime_ns / 1e9 for file in files)
    for file in files:
        file.unlink()
    return stamps


def _bytes_of(load: Load) -> int:
    return 3 * (round(load.millimetres * 300 / 25.4) + 1) ** 2
