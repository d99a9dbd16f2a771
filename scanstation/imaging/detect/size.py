"""Paper size from pixels and resolution."""

from __future__ import annotations

from scanstation.model import SizeFact

DETECTOR = "frame-size"
VERSION = "1"

# Millimetres, portrait: ISO 216 (A), ISO 269 (DL, C6, C5), ANSI (Letter, Legal).
STANDARD = {
    "A3": (297.0, 420.0),
    "A4": (210.0, 297.0),
    "A5": (148.0, 210.0),
    "A6": (105.0, 148.0),
    "A7": (74.0, 105.0),
    "B4": (250.0, 353.0),
    "B5": (176.0, 250.0),
    "C5": (162.0, 229.0),
    "C6": (114.0, 162.0),
    "DL": (110.0, 220.0),
    "Letter": (215.9, 279.4),
    "Legal": (215.9, 355.6),
}
TOLERANCE = 4.0
"""Millimetres: feeders stretch and crop by one or two; Letter and A4 differ by six in width."""


def detect(width: int, height: int, dpi: tuple[float, float]) -> SizeFact:
    """Name the paper size of a frame; ``other`` with score 0 where the resolution is unknown."""
    if min(dpi) <= 0:
        return SizeFact(DETECTOR, VERSION, 0.0, 0.0, 0.0, "other")
    wide, high = width / dpi[0] * 25.4, height / dpi[1] * 25.4
    name, distance = min(
        ((name, _distance(wide, high, sides)) for name, sides in STANDARD.items()),
        key=lambda candidate: candidate[1],
    )
    if distance > TOLERANCE:
        return SizeFact(DETECTOR, VERSION, 0.5, round(wide, 1), round(high, 1), "other")
    score = round(1.0 - distance / (2 * TOLERANCE), 3)
    return SizeFact(DETECTOR, VERSION, score, round(wide, 1), round(high, 1), name)


def _distance(wide: float, high: float, sides: tuple[float, float]) -> float:
    """Return the larger deviation of both sides; landscape counts as portrait."""
    short, long = sorted((wide, high))
    return max(abs(short - sides[0]), abs(long - sides[1]))
