"""Where everything stands on a test side: millimetres from the upper left corner of A4.

Deck and measurement share these numbers, so that none of them can drift.
"""

from __future__ import annotations

from dataclasses import dataclass

from scanstation.errors import UsageError
from scanstation.model import PatchName, Side
from scanstation.separation.canvas import NARROW, WIDE, Area

PREFIX = "scanstation-test"
VERSION = 1

SQUARE = 6.0
FIDUCIALS: tuple[tuple[float, float], ...] = (
    (18.0, 48.0),
    (192.0, 48.0),
    (192.0, 279.0),
    (18.0, 279.0),
)
"""Centres of the four squares that geometry is measured by: upper left, then clockwise."""

CODE: Area = (85.0, 56.0, 40.0, 40.0)

STEP = 14.0
WEDGE_LEFT, WEDGE_TOP = 28.0, 108.0
GREYS: tuple[float, ...] = tuple(step / 10 for step in range(11))
"""Brightness of the wedge's steps, 0 is black."""

COLOUR_LEFT, COLOUR_TOP, COLOUR_WIDE = 40.5, 130.0, 21.5
COLOURS: dict[str, tuple[float, float, float]] = {
    "red": (1.0, 0.0, 0.0),
    "green": (0.0, 0.65, 0.0),
    "blue": (0.0, 0.0, 1.0),
    "cyan": (0.0, 0.8, 0.8),
    "magenta": (0.9, 0.0, 0.9),
    "yellow": (1.0, 1.0, 0.0),
}

PAIRS: tuple[int, ...] = (1, 2, 3, 4, 5, 6)
"""Line pairs a millimetre. 300 dpi cannot show more than 5.9, 200 dpi not more than 3.9."""
GROUP_WIDE, GROUP_HIGH, GROUP_STEP = 22.0, 12.0, 26.0
GROUP_LEFT, UPRIGHT_TOP, LEVEL_TOP = 28.0, 150.0, 167.0

WHITE_BAND: Area = (24.0, 186.0, 162.0, 40.0)
"""Nothing is printed here: a mark from top to bottom is dirt on the glass."""

PATCH_TOP, PATCH_LEFT, PATCH_WIDE = 10.0, 65.0, 80.0
PATCHES: dict[PatchName, str] = {
    "1": "WWNN",
    "2": "WNNW",
    "3": "WNWN",
    "4": "NWWN",
    "6": "NNWW",
    "T": "NWNW",
}
"""Bars from the edge inwards, wide and narrow; on the fronts, one after the other."""


@dataclass(frozen=True, slots=True)
class Label:
    """What the code of a test side says: which deck, which of how many sheets, which side.

    ``printed`` is 2 for a deck that has backs.
    """

    deck: str
    sheet: int
    sheets: int
    printed: int
    side: Side

    @property
    def text(self) -> str:
        """The code's text."""
        parts = (PREFIX, VERSION, self.deck, self.sheet, self.sheets, self.printed, self.side)
        return ":".join(str(part) for part in parts)

    @property
    def patch(self) -> PatchName | None:
        """The patch code at its top; backs have none."""
        if self.side == "back":
            return None
        return list(PATCHES)[(self.sheet - 1) % len(PATCHES)]


def read_label(text: str) -> Label | None:
    """Return what a code says, None if it is none of a test side."""
    parts = text.split(":")
    if len(parts) != 7 or parts[:2] != [PREFIX, str(VERSION)]:
        return None
    try:
        sheet, sheets, printed = (int(part) for part in parts[3:6])
    except ValueError:
        return None
    side: Side = "back" if parts[6] == "back" else "front"
    return Label(parts[2], sheet, sheets, printed, side) if 1 <= sheet <= sheets else None


def wedge() -> list[Area]:
    """Return the areas of the grey wedge, black first."""
    return [(WEDGE_LEFT + place * STEP, WEDGE_TOP, STEP, STEP) for place in range(len(GREYS))]


def colours() -> dict[str, Area]:
    """Return the areas of the colours by name."""
    return {
        name: (COLOUR_LEFT + place * COLOUR_WIDE, COLOUR_TOP, COLOUR_WIDE, STEP)
        for place, name in enumerate(COLOURS)
    }


def group(pairs: int, *, upright: bool) -> Area:
    """Return the area of a group of lines; upright ones show the resolution across the feed."""
    if pairs not in PAIRS:
        raise UsageError(reason=str(pairs))
    left = GROUP_LEFT + PAIRS.index(pairs) * GROUP_STEP
    return (left, UPRIGHT_TOP if upright else LEVEL_TOP, GROUP_WIDE, GROUP_HIGH)


def bars(patch: PatchName) -> list[Area]:
    """Return the bars of a patch code at the leading edge."""
    areas: list[Area] = []
    at = PATCH_TOP
    for letter in PATCHES[patch]:
        thick = WIDE if letter == "W" else NARROW
        areas.append((PATCH_LEFT, at, PATCH_WIDE, thick))
        at += thick + NARROW
    return areas
