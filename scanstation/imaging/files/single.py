"""JPEG and PNG files: one page each, the bytes kept wherever a PDF can carry them."""

from __future__ import annotations

import io
import shutil
from dataclasses import replace
from typing import cast

from PIL import Image, UnidentifiedImageError

from scanstation.errors import FileBroken
from scanstation.imaging.files import FilePage, Job

DEFAULT_DPI = 300.0
"""Assumed where a file says nothing or nonsense."""

EXIF_ROTATION = {1: 0, 3: 180, 6: 90, 8: 270}
"""EXIF 2.3 tag 0x0112: degrees clockwise; the mirrored values are left alone."""


def sane_dpi(value: object) -> tuple[float, float]:
    """Return dots per inch between 10 and 4,800, or 300 where the file says nonsense."""
    try:
        x, y = (float(part) for part in cast("tuple[float, float]", value))
    except (TypeError, ValueError):
        return DEFAULT_DPI, DEFAULT_DPI
    if not all(10 <= part <= 4800 for part in (x, y)):
        return DEFAULT_DPI, DEFAULT_DPI
    return round(x, 2), round(y, 2)


def mode_of(image: Image.Image) -> str:
    """Return ``lineart``, ``grey`` or ``colour``."""
    if image.mode == "1":
        return "lineart"
    return "grey" if image.mode in ("L", "I;16", "I", "LA") else "colour"


def open_image(job: Job) -> Image.Image:
    """Open a file and check its claimed size before decoding.

    Raises:
        FileBroken, FileOversized: see each.
    """
    try:
        image = Image.open(job.path)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise FileBroken(file=job.path.name, reason="Kopf/header") from error
    job.check_pixels(*image.size)
    return image


def decode(job: Job, image: Image.Image, page: int = 1) -> None:
    """Decode all pixels, since a truncated file shows only then.

    Raises:
        FileBroken: the pixels cannot be decoded.
    """
    try:
        image.load()
    except MemoryError:
        raise
    except Exception as error:  # decoders raise what they like on hostile input
        raise FileBroken(file=job.path.name, reason=f"Seite/page {page}") from error


def split_single(job: Job) -> None:
    """Emit the page of a JPEG or PNG file.

    Raises:
        FileBroken, FileOversized: see each.
    """
    image = open_image(job)
    decode(job, image)  # first: looking for EXIF reads a PNG to its end
    rotation = EXIF_ROTATION.get(image.getexif().get(0x0112, 1), 0)
    dpi = sane_dpi(image.info.get("dpi"))
    if _carried_as_is(image):
        page = _copy(job, image, dpi)
    else:
        same = image.mode in ("P", "I;16") and "transparency" not in image.info
        page = write_png(job, flatten(image), 1, dpi)
        page = page if same else replace(page, anomalies=("pixels_converted",))
    job.emit(replace(page, rotation=rotation))


def _copy(job: Job, image: Image.Image, dpi: tuple[float, float]) -> FilePage:
    suffix, media_type = ("png", "image/png") if image.format == "PNG" else ("jpg", "image/jpeg")
    shutil.copyfile(job.path, job.out / f"1.{suffix}")
    return FilePage(f"1.{suffix}", media_type, *image.size, dpi, mode_of(image))


def _carried_as_is(image: Image.Image) -> bool:
    """RGB, grey and bilevel without transparency fit a PDF/A image; CMYK and alpha do not."""
    plain = image.mode in ("RGB", "L", "1") and "transparency" not in image.info
    return plain and not image.info.get("interlace")


def flatten(image: Image.Image) -> Image.Image:
    """Return the image as bilevel, grey, 16-bit grey or RGB, transparency laid on white paper."""
    if image.mode in ("1", "L", "RGB", "I;16"):
        return image
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        opaque = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, "white")
        paper.alpha_composite(opaque)
        return paper.convert("RGB")
    if image.mode == "P":
        return _without_palette(image)
    return image.convert("L" if image.mode in ("I", "F") else "RGB")


def _without_palette(image: Image.Image) -> Image.Image:
    """Return the same pixels as bilevel, grey or RGB, whichever holds all used colours."""
    colours = image.convert("RGB")
    used = {colour for _, colour in colours.getcolors(maxcolors=256) or ()}
    if not all(isinstance(one, tuple) and len(set(one)) == 1 for one in used):
        return colours
    black_and_white = used <= {(0, 0, 0), (255, 255, 255)}
    return colours.convert("L").convert("1") if black_and_white else colours.convert("L")


def write_png(job: Job, image: Image.Image, number: int, dpi: tuple[float, float]) -> FilePage:
    """Write the page losslessly as PNG."""
    name = f"{number}.png"
    coded = io.BytesIO()
    image.save(coded, "PNG", dpi=dpi, compress_level=3)
    _write(job, name, coded)
    return FilePage(name, "image/png", *image.size, dpi, mode_of(image))


def write_g4(job: Job, image: Image.Image, number: int, dpi: tuple[float, float]) -> FilePage:
    """Write the bilevel page as CCITT G4 in a TIFF with a single strip, 1 = black."""
    name = f"{number}.tif"
    coded = io.BytesIO()
    image.convert("1").save(
        coded,
        "TIFF",
        compression="group4",
        dpi=dpi,
        tiffinfo={278: image.height},  # RowsPerStrip: PDF carries one strip as it is
    )
    _write(job, name, coded)
    return FilePage(name, "image/tiff", *image.size, dpi, "lineart")


def _write(job: Job, name: str, coded: io.BytesIO) -> None:
    """Write by ourselves: an encoder does not say that the disk is full."""
    (job.out / name).write_bytes(coded.getbuffer())
