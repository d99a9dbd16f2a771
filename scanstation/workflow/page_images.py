"""From a device's frame to the image that is kept and the pixels that are looked at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scanstation.devices.driver import RAW, Frame
from scanstation.imaging import raster
from scanstation.imaging.views import Pixels
from scanstation.model import ImagingOptions, Mode

ASSUMED_DPI = 300.0
"""Where neither device nor profile know better."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """An image as it will be kept."""

    data: bytes | memoryview
    media_type: str
    width: int
    height: int
    dpi: tuple[float, float]
    mode: Mode


def is_page(frame: Frame) -> bool:
    """Whether the frame is a page image (not a whole file of a watched folder)."""
    return frame.mode is not None


def encode(frame: Frame, dpi: tuple[float, float], options: ImagingOptions) -> Encoded:
    """Return what is kept: coded frames as they are, raw ones encoded once.

    Raw bilevel frames become CCITT G4; 16-bit frames, and all if the profile wants no loss,
    become PNG; others JPEG.
    """
    mode = frame.mode or Mode.COLOUR
    if frame.media_type != RAW:
        return Encoded(frame.data, frame.media_type, frame.width, frame.height, dpi, mode)
    if mode is Mode.LINEART:
        packed = raster.bits(frame.data, frame.width, frame.height, frame.bytes_per_line)
        data, media_type = raster.encode_g4(packed, frame.width, dpi), "image/tiff"
    else:
        samples = raw_samples(frame)
        if options.lossless or samples.dtype == np.uint16:
            data, media_type = raster.encode_png(samples, dpi), "image/png"
        else:
            eight = raster.eight_bit(samples)
            data, media_type = raster.encode_jpeg(eight, options.jpeg_quality, dpi), "image/jpeg"
    return Encoded(data, media_type, frame.width, frame.height, dpi, mode)


def pixels(frame: Frame) -> Pixels:
    """Return the frame's pixels for the detectors, without copying where that is possible.

    Raises:
        FileBroken: a coded frame cannot be decoded.
    """
    if frame.media_type != RAW:
        return raster.decode(frame.data, frame.media_type, frame.id)
    if frame.mode is Mode.LINEART:
        packed = raster.bits(frame.data, frame.width, frame.height, frame.bytes_per_line)
        return raster.unpack(packed, frame.width)
    return raster.eight_bit(raw_samples(frame))


def raw_samples(frame: Frame) -> raster.Samples:
    """View a raw grey or colour frame as an array; padding at the line ends is skipped."""
    channels = 3 if frame.mode is Mode.COLOUR else 1
    return raster.samples(
        frame.data, frame.width, frame.height, channels, frame.depth, frame.bytes_per_line
    )


LEAST_DPI, MOST_DPI = 10.0, 20_000.0


def resolution(frame: Frame, asked: int) -> tuple[float, float]:
    """Return the frame's dots per inch, else those that the profile asked for.

    A driver's number that no scanner has counts as none: a page of A4 would become one of meters.
    """
    fallback = float(asked) or ASSUMED_DPI
    x, y = (each if LEAST_DPI <= each <= MOST_DPI else fallback for each in frame.dpi)
    return (x, y)
