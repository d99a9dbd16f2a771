"""From a stored image to the grey, upright, straight, reduced picture that is read."""

from __future__ import annotations

import io
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
    """

    grey: Grey
    dpi: int
    to_stored: geometry.Matrix
    size: tuple[int, int]
    scale: float


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
        with Image.open(io.BytesIO(data)) as image:
            if image.mode.startswith("I;16"):
                return np.asarray(np.asarray(image) >> 8, np.uint8)
            return np.asarray(image.convert("L"), np.uint8)
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise RecognitionFailed(page=job.page, reason=type(error).__name__) from error


def turned(grey: Grey, rotation: int) -> Grey:
    """Turn clockwise by quarters."""
    return np.ascontiguousarray(np.rot90(grey, -rotation // 90))


def straightened(grey: Grey, skew: float) -> Grey:
    """Take back a clockwise skew about the centre, white coming in at the corners."""
    if abs(skew) < SMALLEST_SKEW:
        return grey
    matrix = geometry.straighten(skew, grey.shape[1], grey.shape[0])
    size = (grey.shape[1], grey.shape[0])
    flat = cv2.warpAffine(
        grey, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=255
    )
    return np.asarray(flat, np.uint8)


def scaled(grey: Grey, x: float, y: float) -> Grey:
    """Scale by two factors, averaging areas on the way down."""
    if x == 1 and y == 1:
        return grey
    size = (max(1, round(grey.shape[1] * x)), max(1, round(grey.shape[0] * y)))
    way = cv2.INTER_AREA if min(x, y) < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(grey, size, interpolation=way), np.uint8)
