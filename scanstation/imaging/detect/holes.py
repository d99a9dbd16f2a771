"""Punch holes among the marks of a page.

ISO 838 holes have 6 mm, their middle lies 12 mm from the edge and 80 mm from the next one. A dark
disc of about that size near an edge is a hole. A ring or crescent (a hole over a white background
throws only a shadow) counts where a second hole lies in the same lane at the right distance, so
that a letter O in the margin stays content.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scanstation.imaging.views import Level, Pixels

DIAMETER_MM = (3.5, 9.0)
LANE_MM = 20.0
DISC_FILL = 0.6
"""A disc fills 0.785 of its box."""
DISTANCES_MM = (80.0, 160.0, 240.0)
"""Between any two of two or four holes."""
SLACK_MM = 5.0


@dataclass(frozen=True, slots=True)
class Mark:
    """A connected piece of ink in pixels of its level."""

    left: int
    top: int
    width: int
    height: int
    area: int

    @property
    def middle(self) -> tuple[float, float]:
        """Middle of the box."""
        return self.left + self.width / 2, self.top + self.height / 2


def holes(marks: list[Mark], ink: Pixels, level: Level) -> frozenset[Mark]:
    """Return the marks that are punch holes."""
    likely = [mark for mark in marks if _sized(mark, level) and _in_lane(mark, level)]
    discs = {mark for mark in likely if mark.area > DISC_FILL * mark.width * mark.height}
    rings = {mark for mark in likely if mark not in discs and _hollow(mark, ink)}
    round_marks = discs | rings
    paired = {
        ring for ring in rings if any(_pair(ring, other, level) for other in round_marks - {ring})
    }
    return frozenset(discs | paired)


def _sized(mark: Mark, level: Level) -> bool:
    smallest, largest = (level.px(limit) for limit in DIAMETER_MM)
    fitting = smallest <= mark.width <= largest and smallest <= mark.height <= largest
    return bool(fitting and 0.7 <= mark.width / mark.height <= 1.4)


def _in_lane(mark: Mark, level: Level) -> bool:
    height, width = level.pixels.shape
    x, y = mark.middle
    return bool(min(x, y, width - x, height - y) < level.px(LANE_MM))


def _hollow(mark: Mark, ink: Pixels) -> bool:
    """Whether nearly all ink lies on the circle that the box encloses."""
    inner = ink[mark.top : mark.top + mark.height, mark.left : mark.left + mark.width]
    rows, columns = np.nonzero(inner)
    y = (rows + 0.5) / mark.height * 2 - 1
    x = (columns + 0.5) / mark.width * 2 - 1
    radius = np.hypot(x, y)
    return bool(np.mean((radius > 0.6) & (radius < 1.15)) > 0.9)


def _pair(one: Mark, other: Mark, level: Level) -> bool:
    """Whether two holes lie along one edge at a distance that punches have."""
    across, along = sorted(abs(a - b) for a, b in zip(one.middle, other.middle, strict=True))
    slack = level.px(SLACK_MM)
    fitting = any(abs(along - level.px(distance)) < slack for distance in DISTANCES_MM)
    return across < slack and fitting
