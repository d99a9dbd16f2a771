"""Barcode fact against zxing-cpp with default options: what is read, and at what cost."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, islice, product
from typing import cast

import cv2
import numpy as np
import zxingcpp

from scanstation.bench import pages
from scanstation.bench.pages import Pixels
from scanstation.imaging.detect import barcodes
from scanstation.imaging.views import Scratch, Views
from scanstation.model import Quarter

SYMBOLOGIES = ("Code128", "Code39", "QRCode", "DataMatrix")
MODULES = (3, 4, 5, 6)
"""Pixels a module; 3 at 300 dpi are 0.25 mm, the smallest that office printers hold."""
QUARTERS: tuple[Quarter, ...] = (0, 90, 180, 270)
LONGER = {"QRCode": ";BESCHEID;3", "DataMatrix": ";BESCHEID;3"}
"""Appended where the format has room; a longer text makes DataMatrix square."""
SKEWS = (0.0, 3.0)
DPI = (300.0, 300.0)


@dataclass(frozen=True, slots=True)
class Specimen:
    """One symbol on a letter: turned clockwise by a quarter and a skew."""

    format: str
    module: int
    quarter: Quarter
    skew: float
    text: str


def specimens() -> list[Specimen]:
    """Return every combination once, mixed so that any beginning of the list is varied."""
    combinations = list(product(SYMBOLOGIES, MODULES, QUARTERS, SKEWS))
    order = np.random.default_rng(20261122).permutation(len(combinations))
    return [
        Specimen(name, module, quarter, skew, f"SOZ-2026-{number:05d}" + LONGER.get(name, ""))
        for number, (name, module, quarter, skew) in (
            (int(index), combinations[int(index)]) for index in order
        )
    ]


def symbol(name: str, text: str, module: int) -> Pixels:
    """Draw a symbol with its quiet zone; grey."""
    code = zxingcpp.create_barcode(text, zxingcpp.barcode_format_from_str(name))
    return np.array(zxingcpp.write_barcode_to_image(code, scale=module), np.uint8)


def page(specimen: Specimen, background: Pixels, seed: int = 0) -> Pixels:
    """Place the symbol on a letter, skew and turn the page and add a scanner's noise; grey."""
    drawn = symbol(specimen.format, specimen.text, specimen.module)
    height, width = drawn.shape
    sheet = background.copy()
    top = 450 + 37 * (seed % 5)
    left = min(1150 + 53 * (seed % 3), sheet.shape[1] - width - 80)
    sheet[top : top + height, left : left + width] = drawn
    if specimen.skew:
        sheet = pages.skewed(sheet, specimen.skew)
    return pages.roughened(pages.turned(sheet, specimen.quarter), seed)


def backgrounds(count: int = 4) -> list[Pixels]:
    """Draw letters to place symbols on; grey."""
    letters = (pages.draw(pages.letter(seed)) for seed in range(count))
    return [np.asarray(cv2.cvtColor(each, cv2.COLOR_RGB2GRAY), np.uint8) for each in letters]


def _sheets(count: int) -> Iterator[tuple[Specimen | None, Pixels]]:
    """Yield pages with a symbol, every fourth one a letter without any."""
    letters = backgrounds()
    for number, specimen in enumerate(islice(cycle(specimens()), count)):
        letter = letters[number % len(letters)]
        plain = number % 4 == 3
        yield (
            (None, pages.roughened(letter, number))
            if plain
            else (specimen, page(specimen, letter, number))
        )


def measure(count: int = 64) -> dict[str, object]:
    """Compare the barcode fact with zxing-cpp's default options on ``count`` pages.

    Returns:
        CPU milliseconds a page (median, p95) of both, ``missed`` symbols that only the default
        options read, ``unread`` symbols that neither did, and ``false`` texts nobody printed.
    """
    scratch, ours, theirs = Scratch(), list[float](), list[float]()
    missed = unread = false = 0
    formats = zxingcpp.barcode_formats_from_str(",".join(SYMBOLOGIES))
    for specimen, pixels in _sheets(count):
        views = Views.of(pixels, DPI, scratch)
        start = time.thread_time()
        fact = barcodes.detect(views, SYMBOLOGIES)
        middle = time.thread_time()
        default = {each.text for each in zxingcpp.read_barcodes(views.grey, formats)}
        theirs.append((time.thread_time() - middle) * 1000)
        ours.append((middle - start) * 1000)
        read = {each.text for each in fact.barcodes}
        printed = {specimen.text} if specimen else set()
        missed += len((default & printed) - read)
        unread += len(printed - default - read)
        false += len(read - printed)
    return {
        "pages": count,
        "cpu_ms_mean": round(float(np.mean(ours)), 1),
        "default_cpu_ms_mean": round(float(np.mean(theirs)), 1),
        "cpu_ms_median": _quantile(ours, 50),
        "cpu_ms_p99": _quantile(ours, 99),
        "cpu_ms_p95": _quantile(ours, 95),
        "default_cpu_ms_median": _quantile(theirs, 50),
        "default_cpu_ms_p95": _quantile(theirs, 95),
        "missed": missed,
        "unread": unread,
        "false": false,
    }


def _quantile(values: list[float], percent: float) -> float:
    return round(cast(float, np.percentile(values, percent)), 1)
