from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from scanstation.errors import RecognitionFailed
from scanstation.ocr import prepare, raster
from scanstation.ocr.engine import RecognitionJob
from tests.builders import mail


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def corner() -> Image.Image:
    """A white page whose upper left quarter is black."""
    pixels = np.full((40, 60), 255, np.uint8)
    pixels[:20, :30] = 0
    return Image.fromarray(pixels)


@pytest.mark.parametrize(
    ("mode", "kind", "media_type"),
    [
        ("L", "PNG", "image/png"),
        ("1", "PNG", "image/png"),
        ("RGB", "PNG", "image/png"),
        ("RGBA", "PNG", "image/png"),
        ("P", "PNG", "image/png"),
        ("RGB", "JPEG", "image/jpeg"),
        ("CMYK", "JPEG", "image/jpeg"),
        ("1", "TIFF", "image/tiff"),
        ("L", "TIFF", "image/tiff"),
        ("RGB", "TIFF", "image/tiff"),
    ],
)
def test_every_mode_becomes_grey(mode: str, kind: str, media_type: str) -> None:
    data = saved(corner().convert(mode), kind)
    grey = raster.decoded(RecognitionJob(data, media_type))
    assert grey.shape == (40, 60)
    assert grey.dtype == np.uint8
    assert grey[:18, :28].max() < 30
    assert grey[22:, :].min() > 225


def test_sixteen_bits_become_eight() -> None:
    deep = np.array([[0, 0x7FFF, 0xFFFF]], np.uint16)
    data = saved(Image.fromarray(deep), "TIFF")
    assert raster.decoded(RecognitionJob(data, "image/tiff")).tolist() == [[0, 127, 255]]


def test_an_exif_turn_is_not_obeyed() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # orientation: turn by 90 degrees
    data = saved(corner(), "JPEG", exif=exif)
    assert raster.decoded(RecognitionJob(data)).shape == (40, 60)


def test_a_wrong_media_type_is_read_all_the_same() -> None:
    data = saved(corner().convert("1"), "TIFF", compression="group4")
    assert raster.decoded(RecognitionJob(data, "image/png")).shape == (40, 60)


def test_a_cut_tiff_fails_with_its_page() -> None:
    data = saved(corner().convert("1"), "TIFF", compression="group4")[:60]
    with pytest.raises(RecognitionFailed) as caught:
        raster.decoded(RecognitionJob(data, "image/tiff", page="4"))
    assert caught.value.details["page"] == "4"


def test_a_folder_in_place_of_a_blob_fails(tmp_path: Path) -> None:
    with pytest.raises(RecognitionFailed):
        raster.decoded(RecognitionJob(tmp_path))


@pytest.mark.parametrize("factor", [0.2, 0.5, 0.61, 0.9, 1.0, 1.7])
def test_scaling_keeps_size_and_tone(factor: float) -> None:
    grey = np.tile(np.array([[0, 255], [255, 0]], np.uint8), (100, 150))
    small = raster.scaled(grey, factor, factor)
    assert small.shape == (round(200 * factor), round(300 * factor))
    assert small.mean() == pytest.approx(127.5, abs=4)


def test_small_print_keeps_more_pixels_than_ordinary_print() -> None:
    small = RecognitionJob(mail.jpeg(mail.letter(1, 7, lines=14).pixels))
    large = RecognitionJob(mail.jpeg(mail.letter(1, 12, lines=14).pixels))
    assert prepare.upright(large).scale < prepare.upright(small).scale < 1


def test_bilevel_pages_are_reduced_to_grey() -> None:
    white = mail.bilevel(mail.letter(1, 12, lines=14, noisy=False).pixels)
    page = prepare.upright(RecognitionJob(mail.tiff_g4(white), "image/tiff"))
    assert page.scale < 1
    assert len(np.unique(page.grey)) > 16  # edges keep their place in tones


@pytest.mark.parametrize(("dpi", "expected"), [((0.0, 0.0), 300), ((30.0, 30.0), 70)])
def test_tesseract_is_told_a_credible_resolution(dpi: tuple[float, float], expected: int) -> None:
    page = prepare.upright(
        RecognitionJob(mail.png(np.full((3508, 2480, 3), 255, np.uint8)), "image/png", dpi)
    )
    assert page.dpi == expected
