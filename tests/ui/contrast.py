"""Contrast as WCAG 2.1 computes it (1.4.3), which EN 301 549 takes over."""

from __future__ import annotations

from PySide6.QtGui import QColor

TEXT = 4.5
MARK = 3.0


def luminance(colour: QColor) -> float:
    """Return the relative luminance."""
    red, green, blue = map(_linear, (colour.redF(), colour.greenF(), colour.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: QColor, other: QColor) -> float:
    """Return the contrast ratio, 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
