"""Where an image lies on its PDF page: rotation, deskew and crop as geometry only.

The page is upright: origin lower left, y up, points. One matrix turns the image by the
quarter turn and takes back its skew; a crop is the page's CropBox. The image's bytes are
never touched. A Rotate entry would say the same as a quarter turn of the matrix, but many
readers that extract text do not heed it.
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
        lying: the quarter turn swaps width and height.
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
    lying: bool
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
    scale = _scale(pixels, dpi)
    angle = 0.0 if abs(skew) < NEGLIGIBLE_SKEW else math.radians(skew)
    cos, sin = _turned(math.cos(angle), math.sin(angle), rotation)
    natural = pixels[0] * scale[0], pixels[1] * scale[1]
    width = max(SMALLEST, natural[0] * abs(cos) + natural[1] * abs(sin))
    height = max(SMALLEST, natural[0] * abs(sin) + natural[1] * abs(cos))
    # Pixel y runs down, hence the signs of c and d; both centres fall together.
    a, b, c, d = scale[0] * cos, scale[0] * sin, scale[1] * sin, -scale[1] * cos
    return Placement(
        a=a,
        b=b,
        c=c,
        d=d,
        e=width / 2 - a * pixels[0] / 2 - c * pixels[1] / 2,
        f=height / 2 - b * pixels[0] / 2 - d * pixels[1] / 2,
        width=width,
        height=height,
        crop=None if crop is None else _crop(crop, pixels, scale, rotation, (width, height)),
        lying=rotation in (90, 270),
        pixels=pixels,
        scale=scale,
    )


def _turned(cos: float, sin: float, rotation: Quarter) -> tuple[float, float]:
    """Return cosine and sine of an angle less a quarter turn, without rounding."""
    return {0: (cos, sin), 90: (sin, -cos), 180: (-cos, -sin), 270: (-sin, cos)}[rotation]


def _scale(pixels: tuple[int, int], dpi: tuple[float, float]) -> tuple[float, float]:
    """Points a pixel; shrunk evenly where the page would be larger than PDF/A allows."""
    scale_x, scale_y = POINTS_PER_INCH / dpi[0], POINTS_PER_INCH / dpi[1]
    diagonal = math.hypot(pixels[0] * scale_x, pixels[1] * scale_y)
    shrink = min(1.0, LARGEST / diagonal)
    return scale_x * shrink, scale_y * shrink


def _crop(
    crop: Box,
    pixels: tuple[int, int],
    scale: tuple[float, float],
    rotation: Quarter,
    page: tuple[float, float],
) -> Rect | None:
    """Return the crop on the page, None if hardly anything would stay visible."""
    cos, sin = _turned(1.0, 0.0, rotation)
    xs, ys = [], []
    for x, y in ((crop.left, crop.top), (crop.right, crop.bottom)):
        across, up = (x - pixels[0] / 2) * scale[0], (pixels[1] / 2 - y) * scale[1]
        xs.append(page[0] / 2 + across * cos - up * sin)
        ys.append(page[1] / 2 + across * sin + up * cos)
    left, right = max(0.0, min(xs)), min(page[0], max(xs))
    bottom, top = max(0.0, min(ys)), min(page[1], max(ys))
    if right - left < SMALLEST or top - bottom < SMALLEST:
        return None
    return Rect(left, bottom, right, top)
