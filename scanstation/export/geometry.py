"""Where an image lies on its PDF page: rotation, deskew and crop as geometry only.

User space is that of the page as stored: origin lower left, y up, points. A quarter turn
is the page's own Rotate entry; taking back the skew turns the image in the page by a
matrix; a crop is the page's CropBox. The image's bytes are never touched.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from scanstation.model import Box, Quarter

POINTS_PER_INCH = 72.0
SMALLEST, LARGEST = 3.0, 14400.0
"""Page size limits in points (ISO 19005-2, 6.1.13)."""

NEGLIGIBLE_SKEW = 0.005
"""Degrees; less than half a pixel on the long side of A3 at 600 dpi."""


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle in points, y up."""

    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class Placement:
    """The affine map from pixels (y down) to user space, and the page's boxes.

    Attributes:
        a, b, c, d, e, f: x' = a*x + c*y + e, y' = b*x + d*y + f for pixel coordinates x, y.
        width, height: of the MediaBox, which holds the whole turned image.
        crop: CropBox, None without a crop.
        rotation: the page's Rotate entry.
        skew: degrees clockwise that were taken back.
        pixels: width and height of the image.
        scale: points a pixel in x and y.
    """

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float
    width: float
    height: float
    crop: Rect | None
    rotation: Quarter
    skew: float
    pixels: tuple[int, int]
    scale: tuple[float, float]

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Return a pixel position in user space."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def image_matrix(self) -> tuple[float, float, float, float, float, float]:
        """Return the matrix for ``cm`` that puts the unit square's image onto the page."""
        width, height = self.pixels
        left, bottom = self.point(0, height)
        return (
            self.a * width,
            self.b * width,
            -self.c * height,
            -self.d * height,
            left,
            bottom,
        )


def place(
    pixels: tuple[int, int],
    dpi: tuple[float, float],
    rotation: Quarter = 0,
    skew: float = 0.0,
    crop: Box | None = None,
) -> Placement:
    """Return how an image lies on its page.

    Args:
        pixels: width and height of the image.
        dpi: dots per inch in x and y; must be positive.
        rotation: degrees clockwise that turn the stored page upright.
        skew: degrees clockwise by which the content is turned; taken back around the centre.
        crop: what stays visible, in pixels of the straightened page (same centre and scale as
            the stored one); the rest stays in the file.
    """
    scale_x, scale_y = _scale(pixels, dpi)
    angle = 0.0 if abs(skew) < NEGLIGIBLE_SKEW else math.radians(skew)
    cos, sin = math.cos(angle), math.sin(angle)
    natural = pixels[0] * scale_x, pixels[1] * scale_y
    width = max(SMALLEST, natural[0] * abs(cos) + natural[1] * abs(sin))
    height = max(SMALLEST, natural[0] * abs(sin) + natural[1] * abs(cos))
    # Pixel y runs down: flip, then turn counter-clockwise by the skew, then centre.
    a, b = scale_x * cos, scale_x * sin
    c, d = scale_y * sin, -scale_y * cos
    e = width / 2 - a * pixels[0] / 2 - c * pixels[1] / 2
    f = height / 2 - b * pixels[0] / 2 - d * pixels[1] / 2
    origin = (width - natural[0]) / 2, (height - natural[1]) / 2
    visible = _crop(crop, (scale_x, scale_y), origin, natural[1], (width, height))
    return Placement(
        a=a,
        b=b,
        c=c,
        d=d,
        e=e,
        f=f,
        width=width,
        height=height,
        crop=visible,
        rotation=rotation,
        skew=math.degrees(angle),
        pixels=pixels,
        scale=(scale_x, scale_y),
    )


def _scale(pixels: tuple[int, int], dpi: tuple[float, float]) -> tuple[float, float]:
    """Points a pixel; shrunk evenly where the page would be larger than PDF/A allows."""
    scale_x, scale_y = POINTS_PER_INCH / dpi[0], POINTS_PER_INCH / dpi[1]
    diagonal = math.hypot(pixels[0] * scale_x, pixels[1] * scale_y)
    shrink = min(1.0, LARGEST / diagonal)
    return scale_x * shrink, scale_y * shrink


def _crop(
    crop: Box | None,
    scale: tuple[float, float],
    origin: tuple[float, float],
    natural_height: float,
    page: tuple[float, float],
) -> Rect | None:
    if crop is None:
        return None
    left = max(0.0, origin[0] + crop.left * scale[0])
    right = min(page[0], origin[0] + crop.right * scale[0])
    top = min(page[1], origin[1] + natural_height - crop.top * scale[1])
    bottom = max(0.0, origin[1] + natural_height - crop.bottom * scale[1])
    if right - left < SMALLEST or top - bottom < SMALLEST:
        return None
    return Rect(left, bottom, right, top)
