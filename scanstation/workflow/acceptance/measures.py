"""What a scanner makes of a test side: tones, colours, lines, streaks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scanstation.imaging import raster
from scanstation.imaging.views import Pixels
from scanstation.separation.canvas import Area
from scanstation.workflow.acceptance import layout
from scanstation.workflow.acceptance.fiducials import Placement

INNER = 0.5
"""Share of a step that is looked at: its edges are blurred, and squares may lie a little off."""
TONES_PER_MM = 4.0
LINES_PER_MM = 24.0
"""Pixels a millimetre for groups of lines: four times 6 pairs."""
SQUARE_WAVE = 2 / np.pi
"""First harmonic of bars as wide as their spaces, as a share of black minus white."""
RESOLVED = 0.2
"""Modulation from which eyes tell lines apart (ISO 12233 speaks of 10 %, printers blur, too)."""
STREAK = 24
"""Levels by which a column of the white band is darker than the band."""


@dataclass(frozen=True, slots=True)
class Measures:
    """One side, measured.

    Attributes:
        tones: brightness of the wedge's steps, black first, 0 to 255.
        colours: mean red, green, blue by name; empty for a grey scan.
        upright, level: modulation of the line groups by pairs a millimetre, 1 is perfect;
            upright lines show the resolution across the sheet, level ones along the feed.
        streaks: places in millimetres from the left edge where a mark runs through the white.
    """

    tones: tuple[float, ...]
    colours: dict[str, tuple[float, float, float]]
    upright: dict[int, float]
    level: dict[int, float]
    streaks: tuple[float, ...]


def measure(pixels: Pixels, placement: Placement) -> Measures:
    """Measure a side whose place is known; ``pixels`` are grey or RGB."""
    grey = raster.grey(pixels)
    tones = tuple(_tone(grey, placement, area) for area in layout.wedge())
    coloured = layout.colours().items() if pixels.ndim == 3 else ()
    reach = max(1.0, tones[-1] - tones[0])
    return Measures(
        tones=tones,
        colours={name: _colour(pixels, placement, area) for name, area in coloured},
        upright={each: _lines(grey, placement, each, reach, True) for each in layout.PAIRS},
        level={each: _lines(grey, placement, each, reach, False) for each in layout.PAIRS},
        streaks=_streaks(grey, placement),
    )


def resolved(groups: dict[int, float]) -> int:
    """Return the most pairs a millimetre up to which every group can be told apart, 0 if none."""
    best = 0
    for pairs, modulation in sorted(groups.items()):
        if modulation < RESOLVED:
            break
        best = pairs
    return best


def _inner(area: Area) -> Area:
    left, top, wide, high = area
    spare = (1 - INNER) / 2
    return (left + wide * spare, top + high * spare, wide * INNER, high * INNER)


def _tone(grey: Pixels, placement: Placement, area: Area) -> float:
    return float(placement.cut(grey, _inner(area), TONES_PER_MM).mean())


def _colour(pixels: Pixels, placement: Placement, area: Area) -> tuple[float, float, float]:
    red, green, blue = placement.cut(pixels, _inner(area), TONES_PER_MM).mean(axis=(0, 1))
    return float(red), float(green), float(blue)


def _lines(grey: Pixels, placement: Placement, pairs: int, reach: float, upright: bool) -> float:
    """Return the modulation at the group's own frequency; a moiré pattern has another one."""
    cut = placement.cut(grey, layout.group(pairs, upright=upright), LINES_PER_MM)
    profile = cut.mean(axis=0 if upright else 1)
    return _modulation(profile, pairs / LINES_PER_MM) / (SQUARE_WAVE * reach)


def _modulation(profile: NDArray[np.float64], frequency: float) -> float:
    """Return the amplitude of a frequency (in cycles a sample) in a profile."""
    window = np.hanning(len(profile))
    wave = np.exp(-2j * np.pi * frequency * np.arange(len(profile)))
    return float(2 * abs(((profile - profile.mean()) * window * wave).sum()) / window.sum())


def _streaks(grey: Pixels, placement: Placement) -> tuple[float, ...]:
    per_mm = TONES_PER_MM * 2
    columns = placement.cut(grey, layout.WHITE_BAND, per_mm).mean(axis=0)
    dark = columns < float(np.median(columns)) - STREAK
    begins = np.flatnonzero(dark & ~np.concatenate(([False], dark[:-1])))
    return tuple(layout.WHITE_BAND[0] + float(at) / per_mm for at in begins)
