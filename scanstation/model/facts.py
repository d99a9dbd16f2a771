"""Facts: what a detector found on one page.

Every fact names its detector, the detector's version and a score from 0 (no
trust) to 1 (certain). Coordinates are pixels of the original page as it left the
device, origin at its upper left corner.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Point = tuple[float, float]
Quad = tuple[Point, Point, Point, Point]
"""Corners in the symbol's own reading order: upper left, upper right, lower right, lower left."""

Quarter = Literal[0, 90, 180, 270]
"""Degrees clockwise that turn the page upright."""

PatchName = Literal["1", "2", "3", "4", "6", "T"]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels; right and bottom lie outside it."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Barcode:
    """One symbol. ``format`` is zxing-cpp's name (``Code128``, ``QRCode``...)."""

    format: str
    text: str
    quad: Quad
    detector: str
    version: str
    score: float


@dataclass(frozen=True, slots=True)
class BarcodeFact:
    """All symbols of a page, in reading order; ``suspected`` if bars were seen but not read."""

    detector: str
    version: str
    score: float
    barcodes: tuple[Barcode, ...]
    suspected: bool = False


@dataclass(frozen=True, slots=True)
class Patch:
    """One patch code; ``edge`` is the page edge it runs along."""

    name: PatchName
    edge: Literal["top", "right", "bottom", "left"]
    quad: Quad
    score: float


@dataclass(frozen=True, slots=True)
class PatchFact:
    """All patch codes of a page, each named as read from the edge it lies at."""

    detector: str
    version: str
    score: float
    patches: tuple[Patch, ...]


@dataclass(frozen=True, slots=True)
class BlankFact:
    """``blank_score``: 1 for an empty side, 0 for a full one; ``ink`` is a share of the area."""

    detector: str
    version: str
    score: float
    blank_score: float
    ink: float


@dataclass(frozen=True, slots=True)
class SkewFact:
    """``degrees`` clockwise by which the text lines are turned against the nearest page axis."""

    detector: str
    version: str
    score: float
    degrees: float


@dataclass(frozen=True, slots=True)
class ColourFact:
    """Whether the page carries colour, grey tones or only black and white."""

    detector: str
    version: str
    score: float
    kind: Literal["colour", "grey", "bilevel"]


@dataclass(frozen=True, slots=True)
class SizeFact:
    """Paper size in millimetres and the nearest standard name (``A4``, ``A5``... or ``other``)."""

    detector: str
    version: str
    score: float
    width_mm: float
    height_mm: float
    name: str


@dataclass(frozen=True, slots=True)
class OrientationFact:
    """``rotation``: degrees clockwise that turn the page upright; ``sure`` False asks for OSD."""

    detector: str
    version: str
    score: float
    rotation: Quarter
    sure: bool


@dataclass(frozen=True, slots=True)
class DeviceCode:
    """A barcode that a device read; ``format`` as in ``Barcode``."""

    format: str
    text: str


@dataclass(frozen=True, slots=True)
class DeviceReading:
    """What a device says of one side: the codes that it read, the text that it printed onto it."""

    patch: Literal["", "1", "2", "3", "4", "6", "T"] = ""
    barcodes: tuple[DeviceCode, ...] = ()
    printed: str = ""


@dataclass(frozen=True, slots=True)
class DeviceFact:
    """A second opinion; ``version`` is the device's firmware or its driver's version."""

    detector: str
    version: str
    score: float
    reading: DeviceReading


@dataclass(frozen=True, slots=True)
class PageFacts:
    """Everything known about one page from its pixels."""

    barcode: BarcodeFact
    patch: PatchFact
    blank: BlankFact
    skew: SkewFact
    colour: ColourFact
    size: SizeFact
    orientation: OrientationFact
