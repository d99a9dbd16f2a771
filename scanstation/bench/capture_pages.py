"""Pages for the capture bench: sample mail, letters and real scans, noisy, as raw or JPEG files."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from scanstation.bench import pages
from scanstation.imaging import raster
from scanstation.imaging.views import Pixels
from scanstation.sandbox import child_command, child_environment
from scanstation.settings import resource

WIDTH, HEIGHT = 2480, 3508
NOISE = 4.5
"""Standard deviation of the sensor's noise in levels of each colour (3.0 in grey).

A clean rendering would flatter both sides: it encodes too fast, and zxing-cpp finds nothing in bare
paper. Much more noise (6.0) makes zxing-cpp's own search three times slower, which would flatter
the station, as it cuts the noise off first.
"""
LETTERS = 16
REAL_SCANS = ("8087_054.3B.tif", "8071_093.3B.tif")
"""Business pages from ``tests/data/scans``; left out where the program runs without its tests."""


def prepare(folder: Path, frames: str) -> list[Path]:
    """Write the pages once, decoded or as JPEG of quality 85, and return them in order.

    A process of its own does it, so that drawing costs the measured one no memory.
    """
    folder.mkdir(parents=True)
    command = child_command("-m", "scanstation.bench.capture_pages", str(folder), frames)
    subprocess.run(command, env=child_environment(), check=True)
    return sorted(folder.glob("*.raw" if frames == "raw" else "*.jpg"))


def draw() -> None:
    """Write the pages into the folder and in the form that the command line names."""
    folder, frames = Path(sys.argv[1]), sys.argv[2]
    generator = np.random.default_rng(1)
    for number, page in enumerate(_pages()):
        _write(folder, number, _noisy(_fitted(page), generator), frames)


def _pages() -> Iterator[Pixels]:
    """Yield all sides of the sample mail (separator sheets among them), letters, real scans."""
    for side in sorted(resource("sample_mail").glob("side-*.jpg")):
        yield raster.decode(side.read_bytes(), raster.JPEG)
    for seed in range(LETTERS):
        runs = pages.letter(seed, (11.0, 9.0)[seed % 2], pages.FONTS[seed % 3], 46)
        yield pages.roughened(pages.draw(runs), seed, noise=0.0)
    scans = Path(__file__).parents[2] / "tests" / "data" / "scans"
    for name in REAL_SCANS:
        if (scans / name).exists():
            yield _portrait(raster.decode((scans / name).read_bytes(), raster.TIFF))


def _portrait(bilevel: Pixels) -> Pixels:
    """Return a bilevel scan as a colour scanner would have seen it: soft and off-white."""
    upright = pages.turned(bilevel, 90) if bilevel.shape[1] > bilevel.shape[0] else bilevel
    return pages.roughened(np.repeat(upright[:, :, None], 3, axis=2), 0, noise=0.0)


def _write(folder: Path, number: int, pixels: Pixels, frames: str) -> None:
    if frames == "jpeg":
        jpeg = raster.encode_jpeg(pixels, 85, (300.0, 300.0))
        (folder / f"{number:03}.jpg").write_bytes(jpeg)
        return
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


def _fitted(pixels: Pixels) -> Pixels:
    """Return exactly A4 at 300 dpi, paper-white where the page is smaller."""
    colour = pixels if pixels.ndim == 3 else np.repeat(pixels[:, :, None], 3, axis=2)
    page = np.full((HEIGHT, WIDTH, 3), 246, np.uint8)
    part = colour[:HEIGHT, :WIDTH]
    page[: part.shape[0], : part.shape[1]] = part
    return page


def _noisy(pixels: Pixels, generator: np.random.Generator) -> Pixels:
    grain = generator.standard_normal(pixels.shape, np.float32) * np.float32(NOISE)
    return np.asarray(cv2.add(pixels, np.rint(grain), dtype=cv2.CV_8U), np.uint8)


if __name__ == "__main__":
    draw()
