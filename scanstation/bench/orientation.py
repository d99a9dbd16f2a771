"""Orientation and skew of letters turned four ways: how many are right, and at what cost."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import numpy as np

from scanstation.bench import pages
from scanstation.bench.pages import Pixels
from scanstation.imaging.detect import orientation, skew
from scanstation.imaging.views import Scratch, Views
from scanstation.model import Quarter

DPI = (300.0, 300.0)
QUARTERS: tuple[Quarter, ...] = (0, 90, 180, 270)
SKEWS = (0.0, 0.4, -1.3, 3.0, -0.15, 5.0)
"""Degrees clockwise; feeders stay within three."""
SIZES = ((11.0, 30), (9.0, 40), (7.0, 45), (14.0, 20), (10.0, 6))
"""Type size in points and lines of text."""


@dataclass(frozen=True, slots=True)
class Specimen:
    """A letter turned clockwise by a quarter, then by a skew."""

    pixels: Pixels
    turned: Quarter
    skew: float

    @property
    def upright(self) -> Quarter:
        """Degrees clockwise that turn it back."""
        return cast(Quarter, -self.turned % 360)


def specimens(count: int) -> Iterator[Specimen]:
    """Yield letters in all faces and sizes, each turned four ways before the next."""
    for number in range(-(-count // 4)):
        size, lines = SIZES[number % len(SIZES)]
        font = pages.FONTS[number % len(pages.FONTS)]
        letter = pages.draw(pages.letter(number, size, font, lines))
        degrees = SKEWS[number % len(SKEWS)]
        crooked = pages.roughened(pages.skewed(letter, degrees), number)
        for quarter in QUARTERS[: count - 4 * number]:
            yield Specimen(pages.turned(crooked, quarter), quarter, degrees)


def measure(count: int = 40) -> dict[str, object]:
    """Detect skew and orientation of ``count`` letters.

    Returns:
        mean CPU milliseconds a page of either fact, ``wrong`` and ``unsure`` orientations, and
        the median and largest error of the skew in degrees.
    """
    scratch = Scratch()
    skew_ms, orientation_ms, errors = list[float](), list[float](), list[float]()
    wrong = unsure = 0
    for specimen in specimens(count):
        views = Views.of(specimen.pixels, DPI, scratch)
        start = time.thread_time()
        lines = skew.text_lines(views)
        middle = time.thread_time()
        fact = orientation.detect(views, lines)
        orientation_ms.append((time.thread_time() - middle) * 1000)
        skew_ms.append((middle - start) * 1000)
        errors.append(abs(skew.detect(lines).degrees - specimen.skew))
        wrong += fact.rotation != specimen.upright
        unsure += not fact.sure
    return {
        "pages": count,
        "skew_cpu_ms_mean": round(float(np.mean(skew_ms)), 1),
        "orientation_cpu_ms_mean": round(float(np.mean(orientation_ms)), 1),
        **{
            f"orientation_cpu_ms_p{share}": round(float(np.percentile(orientation_ms, share)), 1)
            for share in (50, 95, 99)
        },
        "wrong": wrong,
        "unsure": unsure,
        "skew_error_median": round(float(np.median(errors)), 3),
        "skew_error_max": round(max(errors), 3),
    }
