"""Measures TWAIN from the worker to the durable store; run by ``./run bench-twain``.

Duplex colour sheets of A4 at 300 dpi come from the test data source through the worker program into
a batch, page by page as in production (pipe, image work, PNG, fsync, journal). A profile without
loss, so that every stored pixel can be compared with what the source had; that is done after the
clock has stopped, and order and pairs are checked with it. ``--usual`` takes the usual profile
instead, whose pages become JPEG: then a stored page is byte for byte what its paper is as JPEG.
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from scanstation.imaging import raster
from scanstation.model import Mode, Page, Profile, ScanOptions
from scanstation.settings import Settings, load_configuration
from scanstation.workflow import scan
from scanstation.workflow.session import Actor, BatchSession
from scanstation.workflow.workspace import Workspace
from tests.windows.twain_source import Deck, Scanner, address, content, sides, write_deck

A4_300 = (2480, 3508)
PICTURES = 40
"""Different sides; a longer stack begins anew."""

FRAME = A4_300[0] * A4_300[1] * 3


@dataclass(frozen=True, slots=True)
class Result:
    """One run: how long it took, and which pages are not what the source had."""

    bits: int
    pages: int
    seconds: float
    wrong: list[int]

    def __str__(self) -> str:
        speed = self.pages * FRAME / 1e6 / self.seconds
        verdict = f"{len(self.wrong)} pages differ" if self.wrong else "every page identical"
        return (
            f"{self.bits} bit: {self.pages} images in {self.seconds:.1f} s, {speed:.0f} MB/s, "
            f"{self.pages / self.seconds * 60:.0f} images/min, {verdict}"
        )


def profile_for(workspace: Workspace, *, lossless: bool) -> Profile:
    """Return the usual profile, in colour."""
    plain = workspace.configuration.profile("posteingang")
    options = ScanOptions(resolution=300, mode=Mode.COLOUR, source="duplex")
    imaging = replace(plain.imaging, lossless=lossless, symbologies=("QRCode",), orient=False)
    return replace(plain, scan=options, imaging=imaging)


def workspace_in(folder: Path) -> Workspace:
    """Return a workspace of its own."""
    settings = replace(Settings(str(folder)), station="bench")
    return Workspace(
        settings, "uebung", load_configuration(folder, "uebung"), Actor("bench", "bench")
    )


def is_right(session: BatchSession, number: int, page: Page, deck: Deck) -> bool:
    """Say whether a page has its place, its side and its pixels."""
    place = ((number + 1) // 2, "back" if number % 2 == 0 else "front")
    if (page.sheet, page.side) != place:
        return False
    paper = content(deck.path((number - 1) % deck.count + 1, ".ppm"))
    stored = session.blobs.read(page.image.blob)
    if page.image.media_type == "image/png":
        with Image.open(io.BytesIO(stored)) as image:
            return image.convert("RGB").tobytes() == paper
    pixels = np.frombuffer(paper, np.uint8).reshape(page.image.height, page.image.width, 3)
    quality = session.batch().profile.imaging.jpeg_quality
    return stored == raster.encode_jpeg(pixels, quality, page.image.dpi)


def measure(folder: Path, deck: Deck, bits: int, sheets: int, *, lossless: bool = True) -> Result:
    """Scan the stack once and check what is stored."""
    with pytest.MonkeyPatch.context() as patch:
        scanner = Scanner(folder / f"scanner{bits}", patch, deck)
        scanner.set(SHEETS=str(sheets), HASH="no")
        workspace = workspace_in(folder / f"home{bits}")
        with workspace.create(profile_for(workspace, lossless=lossless)) as session:
            start = time.monotonic()
            captured = scan.scan(workspace, session, address(bits), settle=False)
            seconds = time.monotonic() - start
            if captured.error is not None:
                raise captured.error
            pages = session.batch().pages
            wrong = [
                number
                for number, page in enumerate(pages, 1)
                if not is_right(session, number, page, deck)
            ]
    missing = range(len(pages) + 1, 2 * sheets + 1)
    return Result(bits, len(pages), seconds, [*wrong, *missing])


def main() -> int:
    """Measure both bitnesses; ends with 1 if a page is not what the source had."""
    parser = argparse.ArgumentParser(prog="./run bench-twain")
    parser.add_argument("--sheets", type=int, default=300)
    parser.add_argument("--bits", type=int, choices=(32, 64), action="append")
    parser.add_argument("--usual", action="store_true", help="the usual profile: pages as JPEG")
    arguments = parser.parse_args()
    right = True
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        deck = write_deck(folder / "deck", sides(PICTURES, A4_300), 300, ".ppm")
        for bits in arguments.bits or (64, 32):
            result = measure(folder, deck, bits, arguments.sheets, lossless=not arguments.usual)
            sys.stdout.write(f"{result}\n")
            sys.stdout.flush()
            right = right and not result.wrong
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
