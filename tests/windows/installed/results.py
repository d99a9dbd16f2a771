"""What the round hands to whoever started it: figures, pictures, PDF files."""

from __future__ import annotations

import os
from pathlib import Path

from PIL import ImageGrab

RESULTS = Path(os.environ.get("SCANSTATION_RESULTS", "."))
PDF = RESULTS / "pdf"
PICTURES = RESULTS / "screens"


def figure(what: str, seconds: float, bar: float) -> None:
    """Note a measured time; it is printed at the end, and no test of a busy machine fails by it."""
    with (RESULTS / "figures.txt").open("a", encoding="utf-8") as file:
        file.write(f"{what}: {seconds:.1f} s (bar {bar:.0f} s)\n")


def picture(name: str) -> None:
    """Take a picture of the screen."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    ImageGrab.grab().save(PICTURES / f"{name}.png")
