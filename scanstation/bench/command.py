"""``scanstation bench``: what the machine reaches, as JSON."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import click

from scanstation.cli.output import print_json
from scanstation.cli.speech import group, option
from scanstation.errors import Text


@group("bench", "Messungen", "Measurements")
def bench() -> None:
    """Hold the measurements; each prints one JSON object."""


COMMON: dict[str, tuple[str, ...]] = {
    "p50": ("p50_ms", "cpu_ms_p50", "cpu_ms_median", "orientation_cpu_ms_p50"),
    "p95": ("p95_ms", "cpu_ms_p95", "orientation_cpu_ms_p95"),
    "p99": ("p99_ms", "cpu_ms_p99", "orientation_cpu_ms_p99"),
    "cpu_ms_per_page": ("cpu_ms_per_document", "orientation_cpu_ms_mean", "cpu_ms_mean"),
    "floor_cpu_ms_per_page": (
        "floor_cpu_ms_per_document",
        "reference_cpu_ms_per_page",
        "default_cpu_ms_mean",
    ),
}
"""Keys that every measurement has, and what a measurement itself calls them."""


def with_common_keys(found: dict[str, Any]) -> dict[str, Any]:
    """Return a measurement with the common keys in front; ``peak_rss_mb`` of this process."""
    common = {
        key: next((found[name] for name in (key, *others) if name in found), None)
        for key, others in COMMON.items()
    }
    return {"peak_rss_mb": _peak_rss_mb(), **common, **found}


def _peak_rss_mb() -> float | None:
    if sys.platform == "win32":
        return None
    import resource

    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


def _json(function: Callable[..., None]) -> Callable[..., None]:
    """Accept ``--json``, which is the only form there is."""
    return click.option("--json", "_", is_flag=True, help="JSON")(function)


@bench.command(
    "capture",
    text=Text(
        "Bilder des simulierten Geräts bis zur gesicherten, ausgewerteten Seite",
        "Frames of the simulated device to durable pages with all facts",
    ),
)
@click.option("--pages", default=600, type=click.IntRange(1))
@click.option("--runs", default=3, type=click.IntRange(1))
@click.option("--frames", default="raw", type=click.Choice(["raw", "jpeg"]))
@_json
def capture(pages: int, runs: int, frames: str, _: bool) -> None:
    """Frames of the simulated device to durable pages with all facts."""
    from scanstation.bench.capture import measure

    print_json(with_common_keys(measure(pages, runs, frames)))


def _plain(name: str, de: str, en: str) -> None:
    """Add a measurement whose module has ``measure(pages=...)``."""

    @bench.command(name, text=Text(de, en))
    @option("--pages", default=0, type=click.IntRange(0), de="0: wie vorgesehen", en="0: default")
    @_json
    def measurement(pages: int, _: bool) -> None:
        import importlib

        module: Any = importlib.import_module(f"scanstation.bench.{name}")
        print_json(with_common_keys(module.measure(pages) if pages else module.measure()))


_plain(
    "barcode",
    "Barcodes lesen, gegen zxing-cpp mit seinen Voreinstellungen",
    "The barcode fact against zxing-cpp with its default options",
)
_plain(
    "orientation",
    "Ausrichtung und Schräglage: Rechenzeit und Richtigkeit",
    "Orientation and skew: CPU a page, and how many are right",
)
_plain(
    "ocr",
    "Texterkennung, gegen einen Tesseract-Aufruf je Seite",
    "OCR against one tesseract process a page",
)
_plain(
    "export",
    "PDF/A-Pakete aus Seiten, deren Text erkannt ist",
    "PDF/A packages of pages that are recognised already",
)
_plain(
    "upload",
    "Dokumente an die eingebaute eAkte, bestätigt",
    "Documents to the embedded eAkte, verified",
)
_plain(
    "ui",
    "Das Fenster: Start, Stockungen, großer Stapel, Blättern",
    "The window: start, stalls, a large batch, paging",
)
_plain(
    "journal",
    "Journal eines großen Stapels: öffnen, fortschreiben, trennen",
    "The journal of a large batch: open, go on, separate",
)
_plain(
    "sane",
    "SANE, gegen scanimage vom selben Gerät",
    "SANE, against scanimage from the same device",
)
