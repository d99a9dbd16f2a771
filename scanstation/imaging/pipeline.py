"""One page in, all its facts and its thumbnail out."""

from __future__ import annotations

import cv2
import numpy as np

from scanstation.imaging.detect import (
    barcodes,
    blank,
    colour,
    orientation,
    patch_codes,
    size,
    skew,
)
from scanstation.imaging.raster import encode_jpeg
from scanstation.imaging.views import Pixels, Scratch, Views, halved
from scanstation.model import ImagingOptions, PageFacts

THUMBNAIL_QUALITY = 80


def analyse(
    pixels: Pixels | Views,
    dpi: tuple[float, float],
    options: ImagingOptions,
    scratch: Scratch | None = None,
) -> PageFacts:
    """Compute all facts of one page; the pixels are only read.

    Safe to call from many threads, each with a scratch of its own. The caller has set
    ``cv2.setNumThreads(1)``.

    Args:
        pixels: grey or RGB, or the page's views if they were computed before.
        dpi: resolution in x and y; 0 where it is unknown (300 is assumed, the size stays unnamed).
        options: the symbologies to read.
        scratch: buffers to reuse.
    """
    views = pixels if isinstance(pixels, Views) else Views.of(pixels, dpi, scratch)
    lines = skew.text_lines(views)
    patches = patch_codes.detect(views)
    explained = [patch.quad for patch in patches.patches]
    return PageFacts(
        barcode=barcodes.detect(views, options.symbologies, scratch, explained),
        patch=patches,
        blank=blank.detect(views),
        skew=skew.detect(lines),
        colour=colour.detect(views),
        size=size.detect(views.width, views.height, dpi),
        orientation=orientation.detect(views, lines),
    )


def thumbnail(pixels: Pixels | Views, longest: int = 256) -> bytes:
    """Return a small JPEG of the page as it was captured (not turned).

    Args:
        pixels: the page, or better its views: then only 1/16 of it is touched.
        longest: the longer side in pixels; smaller pages are not enlarged.
    """
    small = pixels
    if isinstance(small, Views):
        small = small.quarter.pixels if small.colour is None else small.colour
    while max(small.shape[:2]) >= 2 * longest and min(small.shape[:2]) >= 2:
        small = halved(small)
    ratio = longest / max(small.shape[:2])
    if ratio < 1:
        size_ = (max(1, round(small.shape[1] * ratio)), max(1, round(small.shape[0] * ratio)))
        small = np.asarray(cv2.resize(small, size_, interpolation=cv2.INTER_AREA), np.uint8)
    return encode_jpeg(small, THUMBNAIL_QUALITY)
