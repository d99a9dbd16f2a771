"""What text recognition is asked for and what it answers, whichever engine does it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from scanstation.model import OrientationFact, Quarter, Word


@dataclass(frozen=True, slots=True)
class RecognitionJob:
    """One page to be read.

    Attributes:
        source: the encoded image, or the path of the blob that holds it.
        media_type: ``image/jpeg``, ``image/png``, ``image/tiff``.
        dpi: dots per inch (x, y); 0 where nobody knows.
        rotation: degrees clockwise that turn the page upright, applied before reading.
        skew: degrees clockwise by which the lines are turned, taken back before reading.
        languages: names of Tesseract models, the most likely first.
        page: how an error names the page.
    """

    source: bytes | Path
    media_type: str = "image/jpeg"
    dpi: tuple[float, float] = (300.0, 300.0)
    rotation: Quarter = 0
    skew: float = 0.0
    languages: tuple[str, ...] = ("deu",)
    page: str = ""


@dataclass(frozen=True, slots=True)
class Recognition:
    """The text of a page.

    Attributes:
        words: in reading order; boxes in pixels of the page as stored.
        confidence: mean over the words weighted by their length, 0..1; 0 without words.
        engine: name of the engine.
        version: version of the engine.
        model: ``name:sha256`` of each language model, joined by ``+``.
        scale: pixels that were read per stored pixel (reduction by x-height).
    """

    words: tuple[Word, ...]
    confidence: float
    engine: str
    version: str
    model: str
    scale: float = 1.0


class Engine(Protocol):
    """Reads pages. One contract suite holds for all (``scanstation.testing.ocr_contract``)."""

    def recognise(self, job: RecognitionJob) -> Recognition:
        """Return the words of a page.

        Raises:
            RecognitionUnavailable: there is no engine or no model for a language.
            RecognitionFailed: this page cannot be read; the next one can.
        """
        ...

    def orientation(self, job: RecognitionJob) -> OrientationFact:
        """Return how the page as stored lies, whatever ``job.rotation`` says.

        A page with too little text answers score 0 and ``sure`` False.

        Raises:
            RecognitionUnavailable: there is no engine or no orientation model.
            RecognitionFailed: this page cannot be read; the next one can.
        """
        ...

    def close(self) -> None:
        """Let go of processes and memory; twice does no harm."""
        ...
