"""From a stored image to the grey, upright, straight, reduced picture that is read."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from scanstation.errors import RecognitionFailed
from scanstation.ocr import geometry
from scanstation.ocr.engine import RecognitionJob

Grey = NDArray[np.uint8]
"""Shape (height, width), 0 black, 255 white."""

SMALLEST_SKEW = 0.2
"""Degrees that Tesseract's baselines follow without harm; more is straightened first."""


@dataclass(frozen=True, slots=True)
class Upright:
    """A picture to be read.

    Attributes:
        grey: the picture.
        dpi: its dots per inch, 70 at least (Tesseract takes less for nonsense).
        to_stored: 2x3 matrix from its pixels to those of the page as stored.
        size: width and height of the page as stored.
        scale: its pixels per stored pixel.
        blank: nothing on it is dark enough to be read.
    """

    grey: Grey
    dpi: int
    to_stored: geometry.Matrix
    size: tuple[int, int]
    scale: float
    blank: bool = False


def decoded(job: RecognitionJob) -> Grey:
    """Decode the stored image to grey without turning it by any EXIF tag.

    Raises:
        RecognitionFailed: the bytes are missing or no image.
    """
    try:
        data = job.source.read_bytes() if isinstance(job.source, Path) else job.source
    except OSError as error:
        raise RecognitionFailed(page=job.page, reason=error.strerror) from error
    if job.media_type in {"image/jpeg", "image/png"}:
        # libjpeg then decodes luminance alone: a third of the work for a colour page
        flags = cv2.IMREAD_GRAYSCALE | cv2.IMREAD_IGNORE_ORIENTATION
        grey = cv2.imdecode(np.frombuffer(data, np.uint8), flags) if data else None
        if grey is not None:
            return np.asarray(grey, np.uint8)
    return _by_pillow(data, job)


def _by_pillow(data: bytes, job: RecognitionJob) -> Grey:
    try:
        # Pillow remarks on odd tags; what counts is whether the pixels come out
        with warnings.catch_warnings(action="ignore"), Image.open(io.BytesIO(data)) as image:
            if image.mode.startswith("I;16"):
                return np.asarray(np.asarray(image) >> 8, np.uint8)
            return np.asarray(image.convert("L"), np.uint8)
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise RecognitionFailed(page=job.page, reason=type(error).__name__) from error


def turned(grey: Grey, rotation: int) -> Grey:
    """Turn clockwise by quarters."""
    return np.ascontiguousarray(np.rot90(grey, -rotation // 90))


def laid_flat(grey: Grey, factor: float, skew: float) -> tuple[Grey, geometry.Matrix]:
    """Scale by a factor and take back a clockwise skew, in one interpolation.

    Returns:
        The picture and the matrix from pixels of ``grey`` to its own.
    """
    straight = abs(skew) < SMALLEST_SKEW
    if straight:
        small = scaled(grey, factor, factor)
        return small, geometry.scale(small.shape[1] / grey.shape[1], small.shape[0] / grey.shape[0])
    size = (max(1, round(grey.shape[1] * factor)), max(1, round(grey.shape[0] * factor)))
    whole = geometry.scale(size[0] / grey.shape[1], size[1] / grey.shape[0])
    forth = geometry.then(whole, geometry.straighten(skew, *size))
    soft = cv2.GaussianBlur(grey, (3, 3), 0) if factor < 1 else grey
    way = cv2.INTER_LINEAR if factor < 1 else cv2.INTER_CUBIC
    border = cv2.BORDER_CONSTANT  # white comes in at the corners
    flat = cv2.warpAffine(soft, forth, size, flags=way, borderMode=border, borderValue=255)
    return np.asarray(flat, np.uint8), forth


def scaled(grey: Grey, x: float, y: float) -> Grey:
    """Scale by two factors.

    On the way down: exact halves, then a light blur and interpolation. Averaging areas by a
    factor that is no whole number gives the same text at four times the cost (6 against 25 ms).
    """
    if x == 1 and y == 1:
        return grey
    size = (max(1, round(grey.shape[1] * x)), max(1, round(grey.shape[0] * y)))
    while grey.shape[1] >= 2 * size[0] and grey.shape[0] >= 2 * size[1]:
        grey = halved(grey)
    if size[0] < grey.shape[1] or size[1] < grey.shape[0]:
        grey = np.asarray(cv2.GaussianBlur(grey, (3, 3), 0), np.uint8)
        return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_LINEAR), np.uint8)
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_CUBIC), np.uint8)


def halved(grey: Grey) -> Grey:
    """Average squares of four pixels; an odd last row or column is left out."""
    height, width = (max(2, side) // 2 * 2 for side in grey.shape)
    even = grey[:height, :width]
    size = (max(1, even.shape[1] // 2), max(1, even.shape[0] // 2))
    return np.asarray(cv2.resize(even, size, interpolation=cv2.INTER_AREA), np.uint8)
