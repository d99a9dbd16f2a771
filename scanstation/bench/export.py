"""PDF/A packages of pages that are recognised already: pages a second, CPU, memory, overhead.

The pages are A4 colour JPEGs at 300 dpi with some 400 words each, written by the export's own
process with everything that a real package has (note, index, manifest, fsync). The floor is
what no exporter can do without: read each image, hash it, write it, fsync once.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scanstation.bench.export_note import package_input
from scanstation.bench.export_pages import recognised_pages
from scanstation.bench.process import cpu_seconds, percentile, watch_memory
from scanstation.export.package_model import Package
from scanstation.export.pdfa import PdfPage
from scanstation.export.process import ExportWorker
from scanstation.export.sources import read_all
from scanstation.progress import Progress


def measure(pages: int = 100, long: int = 2000) -> dict[str, Any]:
    """Export one document of ``pages`` pages and one of ``long`` pages (0 leaves that out).

    Returns:
        The figures of the first document, those of the second under ``long_document``;
        ``peak_rss_mb`` counts this process and the export's, ``overhead_bytes_per_page`` is
        what the PDF has beyond its images.
    """
    with tempfile.TemporaryDirectory(prefix="bench-export-") as name:
        folder = Path(name)
        drawn = recognised_pages(folder)
        result = {"bench": "export", **_run(folder, drawn, pages)}
        if long:
            result["long_document"] = _run(folder, drawn, long)
    return result


@dataclass(slots=True)
class _Clock:
    """Times at which pages were reported done."""

    started: float = field(default_factory=time.monotonic)
    at: list[float] = field(default_factory=list)

    def tick(self, progress: Progress) -> None:
        del progress
        self.at.append(time.monotonic())

    def page_ms(self) -> list[float]:
        edges = [self.started, *self.at]
        return [1000 * (end - start) for start, end in zip(edges, self.at, strict=False)]


def _run(folder: Path, drawn: Sequence[PdfPage], count: int) -> dict[str, Any]:
    given = package_input(drawn, count)
    target = folder / f"packages-{count}"
    target.mkdir()
    with ExportWorker() as worker:
        # The process starts once for a whole batch: a first small package brings it up.
        worker.export(target, package_input(drawn, 1))
        before = cpu_seconds(worker.pid) + time.process_time()
        with watch_memory() as memory:
            clock = _Clock()
            package = worker.export(target, given, clock.tick)
            seconds = time.monotonic() - clock.started
        cpu = cpu_seconds(worker.pid) + time.process_time() - before - memory.cpu_seconds
        highest = _highest_rss_mb(worker.pid)
    floor = _floor(folder / f"floor-{count}", given.pages)
    overhead = package.pdf_size - _image_bytes(given.pages)
    return {
        "pages": count,
        "words_per_page": round(sum(len(page.words.words()) for page in drawn) / len(drawn)),
        "image_kb_per_page": round(_image_bytes(given.pages) / count / 1000),
        "pages_per_second": round(count / seconds, 1),
        **_percentiles(clock.page_ms()),
        "cpu_ms_per_page": round(1000 * cpu / count, 2),
        "floor_cpu_ms_per_page": round(1000 * floor / count, 2),
        "peak_rss_mb": round(memory.peak, 1),
        "worker_peak_rss_mb": highest,
        "overhead_bytes_per_page": round(overhead / count),
        "conformance": package.conformance,
        "verified": _as_written(package),
    }


def _percentiles(values: list[float]) -> dict[str, float]:
    shares = (("p50_ms", 0.5), ("p95_ms", 0.95), ("p99_ms", 0.99))
    return {name: round(percentile(values, share), 2) for name, share in shares}


def _image_bytes(pages: Sequence[PdfPage]) -> int:
    sizes = {page.sha256: len(read_all(page.image)) for page in pages[:64]}
    return sum(sizes[page.sha256] for page in pages)


def _highest_rss_mb(pid: int) -> float | None:
    """Return the highest resident memory that the process ever had, in MiB; None off Linux."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return None
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return round(int(line.split()[1]) / 1024, 1)


def _floor(path: Path, pages: Sequence[PdfPage]) -> float:
    """Return the CPU seconds to read, hash and write the images and to fsync once."""
    before = time.process_time()
    with path.open("wb") as stream:
        for page in pages:
            data = read_all(page.image)
            hashlib.sha256(data).digest()
            stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    seconds = time.process_time() - before
    path.unlink()
    return seconds


def _as_written(package: Package) -> bool:
    """Read the PDF back and compare its hash with the manifest's."""
    digest = hashlib.sha256()
    with (package.path / package.pdf).open("rb") as stream:
        while piece := stream.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest() == package.files[package.pdf]
