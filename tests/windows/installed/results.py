"""What the round hands to whoever started it: figures, pictures, PDF files."""

from __future__ import annotations

import os
import time
from pathlib import Path

from PIL import Image, ImageChops, ImageGrab

RESULTS = Path(os.environ.get("SCANSTATION_RESULTS", "."))
PDF = RESULTS / "pdf"
PICTURES = RESULTS / "screens"
STILL_SECONDS = 0.4
"""What is asked for in the background of a window is drawn sooner after the last change."""
CARET_PIXELS = 4
"""Width of what blinks in a field that has the focus."""


def figure(what: str, seconds: float, bar: float) -> None:
    """Note a measured time; it is printed at the end, and no test of a busy machine fails by it."""
    with (RESULTS / "figures.txt").open("a", encoding="utf-8") as file:
        file.write(f"{what}: {seconds:.1f} s (bar {bar:.0f} s)\n")


def picture(name: str) -> None:
    """Take a picture of the screen as soon as it no longer changes."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    still_screen().save(PICTURES / f"{name}.png")


def still_screen(seconds: float = 60.0) -> Image.Image:
    """Return the screen once it has not changed for ``STILL_SECONDS``.

    Raises:
        AssertionError: it did not come to rest.
    """
    end = time.monotonic() + seconds
    shown, since = ImageGrab.grab(), time.monotonic()
    while time.monotonic() < since + STILL_SECONDS:
        assert time.monotonic() < end, "the screen does not come to rest"
        time.sleep(0.05)
        now = ImageGrab.grab()
        if not same(shown, now):
            shown, since = now, time.monotonic()
    return shown


def same(one: Image.Image, other: Image.Image) -> bool:
    """Say whether two pictures of the screen differ in nothing but a caret."""
    box = ImageChops.difference(one.convert("RGB"), other.convert("RGB")).getbbox()
    return box is None or box[2] - box[0] <= CARET_PIXELS
