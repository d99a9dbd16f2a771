"""The fonts of the test letters, by short names."""

from __future__ import annotations

import functools
from pathlib import Path

from PIL import ImageFont

_FOLDERS = tuple(Path("/usr/share/fonts/truetype") / name for name in ("liberation", "dejavu"))

FONT_FILES = {
    "sans": "LiberationSans-Regular.ttf",
    "sans-bold": "LiberationSans-Bold.ttf",
    "sans-italic": "LiberationSans-Italic.ttf",
    "serif": "LiberationSerif-Regular.ttf",
    "serif-bold": "LiberationSerif-Bold.ttf",
    "serif-italic": "LiberationSerif-Italic.ttf",
    "mono": "LiberationMono-Regular.ttf",
    "mono-bold": "LiberationMono-Bold.ttf",
    "dejavu": "DejaVuSans.ttf",
    "dejavu-bold": "DejaVuSans-Bold.ttf",
    "dejavu-serif": "DejaVuSerif.ttf",
}


@functools.cache
def font(name: str, points: float, dpi: int = 300) -> ImageFont.FreeTypeFont:
    """Return a font by its short name (see ``FONT_FILES``) at a size in points."""
    file = FONT_FILES[name]
    found = next((folder / file for folder in _FOLDERS if (folder / file).is_file()), None)
    if found is None:
        raise FileNotFoundError(f"{file}: apt-get install fonts-liberation fonts-dejavu-core")
    return ImageFont.truetype(str(found), points / 72 * dpi)
