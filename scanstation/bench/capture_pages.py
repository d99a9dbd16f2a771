"""Pages for the capture bench: the sample mail, noisy, as raw or JPEG files."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from scanstation.imaging import raster
from scanstation.imaging.views import Pixels
from scanstation.settings import resource

WIDTH, HEIGHT = 2480, 3508
NOISE = 3.0
"""Standard deviation of the sensor's noise in grey levels; a clean rendering encodes too fast."""


def prepare(folder: Path, frames: str) -> list[Path]:
    """Write the pages once, decoded or as JPEG of quality 85, and return them in order."""
    folder.mkdir(parents=True)
    sides = sorted(resource("sample_mail").glob("side-*.jpg"))
    generator = np.random.default_rng(1)
    return [_write(folder, number, side, frames, generator) for number, side in enumerate(sides)]


def _write(
    folder: Path, number: int, side: Path, frames: str, generator: np.random.Generator
) -> Path:
    pixels = _noisy(_fitted(raster.decode(side.read_bytes(), "image/jpeg")), generator)
    if frames == "jpeg":
        path = folder / f"{number:03}.jpg"
        path.write_bytes(raster.encode_jpeg(pixels, 85, (300.0, 300.0)))
        return path
    path = folder / f"{number:03}.raw"
    path.write_bytes(pixels.tobytes())
    head = {
        "width": WIDTH,
        "height": HEIGHT,
        "mode": "colour",
        "depth": 8,
        "bytes_per_line": WIDTH * 3,
        "dpi": [300.0, 300.0],
    }
    path.with_suffix(".json").write_text(json.dumps(head), encoding="utf-8")
    return path


def _fitted(pixels: Pixels) -> Pixels:
    """Return exactly A4 at 300 dpi, white where the page is smaller."""
    colour = pixels if pixels.ndim == 3 else np.repeat(pixels[:, :, None], 3, axis=2)
    page = np.full((HEIGHT, WIDTH, 3), 255, np.uint8)
    part = colour[:HEIGHT, :WIDTH]
    page[: part.shape[0], : part.shape[1]] = part
    return page


def _noisy(pixels: Pixels, generator: np.random.Generator) -> Pixels:
    noise = generator.normal(0.0, NOISE, pixels.shape[:2])[:, :, None]
    return np.clip(pixels + noise, 0, 255).astype(np.uint8)
