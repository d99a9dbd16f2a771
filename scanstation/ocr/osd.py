"""What Tesseract's orientation and script detection says, as a fact."""

from __future__ import annotations

from typing import Final

from scanstation.model import OrientationFact, Quarter

DETECTOR: Final = "tesseract-osd"
SURE: Final = 2.0
"""Tesseract's confidence is a difference of log likelihoods; 2 is the command line's own
bound for trusting it (``min_orientation_margin`` 7 is stricter and refuses short letters)."""
CERTAIN: Final = 15.0
"""A full page of text reaches about this much."""

_TURNS: Final[dict[int, Quarter]] = {0: 0, 90: 270, 180: 180, 270: 90}


def fact(version: str, degrees: int, confidence: float) -> OrientationFact:
    """Return the fact.

    Args:
        version: of the engine.
        degrees: anticlockwise turn of the text, as Tesseract's library counts.
        confidence: Tesseract's orientation confidence, 0 and above.
    """
    score = round(min(max(confidence / CERTAIN, 0.0), 1.0), 4)
    return OrientationFact(DETECTOR, version, score, _TURNS[degrees], confidence >= SURE)
