"""Recognised pages to export, drawn by a process of its own: drawing costs no memory here."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from scanstation.export.pdfa import PdfPage
from scanstation.export.sources import FileSource
from scanstation.model import Box, Word
from scanstation.ocr.engine import Recognition
from scanstation.ocr.words import decode, encode
from scanstation.sandbox import child_command, child_environment

DPI = 300
DIFFERENT = 12
"""Different pages; a document repeats them in turn."""


@dataclass(frozen=True, slots=True)
class FileWords:
    """The words in a file, as the recognition stores them."""

    path: Path

    def words(self) -> Sequence[Word]:
        """Return the words in reading order."""
        return decode(self.path.read_bytes()).words


def recognised_pages(folder: Path) -> list[PdfPage]:
    """Draw the pages into ``folder`` and return them with the hashes of their files."""
    subprocess.run(
        child_command("-c", f"from {__name__} import draw; draw()", str(folder)),
        check=True,
        env=child_environment(),
    )
    return [_page(folder, seed) for seed in range(DIFFERENT)]


def _page(folder: Path, seed: int) -> PdfPage:
    path = folder / f"{seed}.jpg"
    return PdfPage(
        image=FileSource(path),
        media_type="image/jpeg",
        dpi=(DPI, DPI),
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        skew=0.3 * (seed % 3 - 1),
        words=FileWords(folder / f"{seed}.words"),
        number=seed + 1,
    )


def draw() -> None:
    """Draw the pages into the folder that the command line names."""
    import simplejpeg

    from scanstation.bench import pages

    folder = Path(sys.argv[1])
    for seed in range(DIFFERENT):
        runs = pages.letter(seed, size=9.0, lines=46)
        image = pages.roughened(pages.draw(runs, DPI), seed)
        data = simplejpeg.encode_jpeg(image, quality=85, colorspace="RGB", colorsubsampling="420")
        (folder / f"{seed}.jpg").write_bytes(data)
        lines = [(run.text, run.x, pages.A4[1] - run.y, run.size) for run in runs]
        recognised = Recognition(tuple(_words(lines)), 0.95, "bench", "1", "", 1.0)
        (folder / f"{seed}.words").write_bytes(encode(recognised))


def _words(lines: Sequence[tuple[str, float, float, float]]) -> Iterator[Word]:
    """Return the words of the drawn lines; places are estimated from mean letter widths."""
    scale = DPI / 72
    for number, (line, left, base, size) in enumerate(lines):
        place = left
        for text in line.split():
            edges = (place, base - 0.7 * size, place + 0.5 * size * len(text), base)
            yield Word(text, Box(*(round(edge * scale) for edge in edges)), 0.95, number)
            place = edges[2] + 0.3 * size
