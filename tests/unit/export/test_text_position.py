"""The invisible words lie over the picture, and read as they should, in every geometry."""

from __future__ import annotations

import re
from html import unescape
from itertools import product
from pathlib import Path
from typing import cast

import cv2
import numpy as np
import pypdfium2 as pdfium
import pytest
from numpy.typing import NDArray

from scanstation.export.pdfa import write_pdf
from scanstation.model import Quarter
from tests.unit.export import samples

WORD = re.compile(
    r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>'
)
GEOMETRIES = [
    (cast(Quarter, rotation), skew)
    for rotation, skew in product((0, 90, 180, 270), (0.0, 1.3, -2.4))
]


def read_boxes(path: Path) -> list[tuple[str, float, float, float, float]]:
    found = WORD.findall(samples.run("pdftotext", "-bbox", path, "-"))
    return [
        (unescape(text), float(left), float(top), float(right), float(bottom))
        for left, top, right, bottom, text in found
    ]


@pytest.mark.parametrize(("rotation", "skew"), GEOMETRIES)
def test_every_word_is_found_where_its_ink_is(
    tmp_path: Path, rotation: Quarter, skew: float
) -> None:
    drawn = samples.letter()
    path = tmp_path / "a.pdf"
    write_pdf(path, samples.document(samples.page(drawn, "jpeg", rotation, skew)))

    found = read_boxes(path)

    assert [text for text, *_ in found] == [word.text for word in drawn.words]
    shift_x, shift_y = growth(path, drawn.pixels.shape[1], drawn.pixels.shape[0])
    scale = 72 / samples.DPI
    # Boxes are whole pixels.
    tolerance = 1.5
    for (_, left, top, right, bottom), word in zip(found, drawn.words, strict=True):
        x0, y0, x1, y1 = word.box
        assert left == pytest.approx(x0 * scale + shift_x, abs=tolerance * scale)
        assert right == pytest.approx(x1 * scale + shift_x, abs=tolerance * scale)
        # The band of a line is as tall as its tallest word.
        assert top <= y0 * scale + shift_y + tolerance * scale
        assert bottom >= y1 * scale + shift_y - tolerance * scale
        assert bottom - top < 26 * scale


def growth(path: Path, width: int, height: int) -> tuple[float, float]:
    """Return how far the upright picture moved because the page holds the whole turned image."""
    with pdfium.PdfDocument(path) as pdf:
        wide, high = pdf[0].get_size()
    return (wide - width * 72 / samples.DPI) / 2, (high - height * 72 / samples.DPI) / 2


@pytest.mark.parametrize(("rotation", "skew"), GEOMETRIES)
def test_the_picture_shows_upright_and_straight(
    tmp_path: Path, rotation: Quarter, skew: float
) -> None:
    drawn = samples.letter()
    path = tmp_path / "a.pdf"
    write_pdf(path, samples.document(samples.page(drawn, "jpeg", rotation, skew)))

    shown, true = rendered(path), drawn.pixels.mean(axis=2).astype(np.uint8)
    height, width = true.shape
    core = true[50 : height - 50, 50 : width - 50]
    found = cv2.matchTemplate(shown, core, cv2.TM_CCOEFF_NORMED)
    _, likeness, _, (left, top) = cv2.minMaxLoc(found)
    assert likeness > 0.8
    # The renderer rounds the page up to whole pixels; turning the test picture shifts it, too.
    assert left - 50 == pytest.approx((shown.shape[1] - width) / 2, abs=2.5)
    assert top - 50 == pytest.approx((shown.shape[0] - height) / 2, abs=2.5)


def rendered(path: Path) -> NDArray[np.uint8]:
    with pdfium.PdfDocument(path) as pdf:
        bitmap = pdf[0].render(scale=samples.DPI / 72, grayscale=True)
        return np.asarray(bitmap.to_numpy(), np.uint8).squeeze().copy()


@pytest.mark.parametrize(("rotation", "skew"), GEOMETRIES)
def test_both_readers_get_the_text_line_by_line(
    tmp_path: Path, rotation: Quarter, skew: float
) -> None:
    drawn = samples.letter()
    path = tmp_path / "a.pdf"
    write_pdf(path, samples.document(samples.page(drawn, "g4", rotation, skew)))

    truth = [line.split() for line in drawn.truth.splitlines() if line]
    poppler = [line.split() for line in samples.run("pdftotext", path, "-").splitlines() if line]
    with pdfium.PdfDocument(path) as pdf:
        text = pdf[0].get_textpage().get_text_bounded()
    assert [line for line in poppler if line != ["\x0c"]] == truth
    assert [line.split() for line in text.splitlines() if line] == truth
