"""The printed deck as a scanner would see it: 150 dpi keeps the tests quick."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pytest
from PIL import Image

from scanstation.workflow.acceptance.deck import write_deck

DPI = 150
SHEETS = 6


@pytest.fixture(scope="session")
def deck(tmp_path_factory: pytest.TempPathFactory) -> list[Image.Image]:
    """All printed sides in order: separator, three sheets, separator, three sheets."""
    path = tmp_path_factory.mktemp("deck") / "deck.pdf"
    write_deck(path, SHEETS, tenant="uebung")
    with pdfium.PdfDocument(path) as pdf:
        pages = [Image.fromarray(np.array(_rendered(pdf[number]))) for number in range(len(pdf))]
    return pages


def _rendered(page: pdfium.PdfPage) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    bitmap = page.render(scale=DPI / 72, rev_byteorder=True)
    pixels = np.array(bitmap.to_numpy())[:, :, :3]
    bitmap.close()
    page.close()
    return pixels


def fill(folder: Path, sides: list[Image.Image]) -> str:
    """Lay sides into a simulated feeder and return its address."""
    folder.mkdir()
    for number, side in enumerate(sides):
        side.save(folder / f"{number:03d}.png", dpi=(DPI, DPI), compress_level=1)
    return f"simulated:{folder}?sides=2"
