"""Steps: image in, image out. They change pixels and run only when a profile asks for them.

Every step is a frozen dataclass of its parameters with one method ``apply``, a pure function that
returns a new image and leaves the given one alone. Name and parameters of a step go into the
journal (``describe``), so that the transfer note can say what was done.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from scanstation.imaging.steps.colour import DropColour
from scanstation.imaging.steps.geometry import Crop, Rotate
from scanstation.imaging.steps.specks import Despeckle, RemoveEdges
from scanstation.imaging.steps.threshold import Threshold
from scanstation.imaging.views import Pixels

__all__ = [
    "Crop",
    "Despeckle",
    "DropColour",
    "RemoveEdges",
    "Rotate",
    "Step",
    "Threshold",
    "apply",
    "describe",
]

Step = Threshold | Despeckle | RemoveEdges | DropColour | Crop | Rotate


def apply(pixels: Pixels, steps: Iterable[Step]) -> Pixels:
    """Run steps one after the other.

    Raises:
        ValueError: a step does not fit the image (a crop outside of it).
    """
    for step in steps:
        pixels = step.apply(pixels)
    return pixels


def describe(step: Step) -> dict[str, object]:
    """Return name and parameters of a step as plain values."""
    return {"step": type(step).__name__, **asdict(step)}
