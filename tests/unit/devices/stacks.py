"""Stacks of small images for the simulated device."""

from __future__ import annotations

import json
from pathlib import Path

from PIL import Image

WIDTH, HEIGHT = 61, 40


def raw_stack(folder: Path, sides: int, scale: int = 1) -> Path:
    """Write colour sides as raw files, each of one colour of its own; return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    width, height = WIDTH * scale, HEIGHT * scale
    for side in range(sides):
        (folder / f"side {side + 1}.raw").write_bytes(side_bytes(side + 1, scale))
        head = {
            "width": width,
            "height": height,
            "mode": "colour",
            "depth": 8,
            "bytes_per_line": 3 * width,
            "dpi": [300, 300],
        }
        (folder / f"side {side + 1}.json").write_text(json.dumps(head))
    return folder


def side_bytes(number: int, scale: int = 1) -> bytes:
    """Return the pixels of a side, numbered from 1."""
    return bytes([number % 251, number // 251, 200]) * (WIDTH * HEIGHT * scale * scale)


def png_stack(folder: Path, sides: int) -> Path:
    """Write grey sides as PNG files."""
    folder.mkdir(parents=True, exist_ok=True)
    for side in range(sides):
        image = Image.new("L", (WIDTH, HEIGHT), 20 * side)
        image.putpixel((side, 3), 255)
        image.save(folder / f"Seite {side + 1} ä.png", dpi=(200, 200))
    return folder
