"""The whole way from a job to the picture that is read; every step is reversible geometry."""

from __future__ import annotations

from scanstation.ocr import geometry, raster, resolution
from scanstation.ocr.engine import RecognitionJob
from scanstation.ocr.raster import Grey, Upright

OSD_DPI = 200.0
"""Enough for orientation: Tesseract's own OSD samples a few lines."""


def upright(job: RecognitionJob) -> Upright:
    """Decode, turn upright, measure the x-height, scale, straighten.

    Raises:
        RecognitionFailed: the bytes are no image.
    """
    stored = raster.decoded(job)
    dpi_x, dpi_y = _resolutions(job, stored)
    square = geometry.scale(1.0, dpi_x / dpi_y)
    page = raster.scaled(stored, 1.0, dpi_x / dpi_y)
    turned = raster.turned(page, job.rotation)
    seen = resolution.look(turned)
    factor = resolution.scale_for(seen.x_height, dpi_x)
    flat, last = raster.laid_flat(turned, factor, job.skew)
    forth = geometry.then(square, geometry.turn(job.rotation, page.shape[1], page.shape[0]))
    back = geometry.inverse(geometry.then(forth, last))
    return Upright(flat, _credible(dpi_x * factor), back, _size(stored), factor, seen.blank)


def as_stored(job: RecognitionJob) -> Upright:
    """Decode and reduce to what orientation detection needs, not turned at all.

    Raises:
        RecognitionFailed: the bytes are no image.
    """
    stored = raster.decoded(job)
    dpi_x, dpi_y = _resolutions(job, stored)
    factor = min(1.0, OSD_DPI / dpi_x)
    small = raster.scaled(stored, factor, factor * dpi_x / dpi_y)
    back = geometry.inverse(geometry.scale(*_exactly(stored, small)))
    return Upright(small, _credible(dpi_x * factor), back, _size(stored), factor)


def _resolutions(job: RecognitionJob, page: Grey) -> tuple[float, float]:
    """Return the page's resolution; one that nobody knows is guessed from A4's longer side."""
    if min(job.dpi) > 0:
        return job.dpi
    guess = max(page.shape) / (297 / 25.4)
    return guess, guess


def _size(page: Grey) -> tuple[int, int]:
    return page.shape[1], page.shape[0]


def _exactly(before: Grey, after: Grey) -> tuple[float, float]:
    """Return the factors after rounding to whole pixels."""
    return after.shape[1] / before.shape[1], after.shape[0] / before.shape[0]


def _credible(dpi: float) -> int:
    """Tesseract ignores resolutions outside 70..2400."""
    return min(max(round(dpi), 70), 2400)
