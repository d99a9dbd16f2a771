"""Scans of one sheet are alike; forms that were filled in otherwise are not."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from scanstation.imaging.compare import alike, likeness
from scanstation.imaging.views import Pixels
from scanstation.model import Quarter
from scanstation.workflow.fed_again import SAME

FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
DPI = 150
SIZE = (1240, 1754)


def form(name: str, place: str, lines: int = 14) -> Pixels:
    """Return a printed form that somebody filled in."""
    page = Image.new("L", SIZE, 245)
    draw = ImageDraw.Draw(page)
    font = ImageFont.truetype(FONT, 21)
    for line in range(lines):
        draw.text((100, 150 + line * 90), f"Antrag, Feld {line}: Angaben zur Person", 20, font)
    draw.text((760, 150), name, 30, font)
    draw.text((760, 240), place, 30, font)
    return np.array(page)


def again(pixels: Pixels, degrees: float, right: float, down: float) -> Pixels:
    """Return a page as a second scan shows it."""
    high, wide = pixels.shape[:2]
    matrix = cv2.getRotationMatrix2D((wide / 2, high / 2), degrees, 1.0)
    matrix = matrix + np.array([[0, 0, right], [0, 0, down]])
    moved = cv2.warpAffine(pixels, matrix, (wide, high), borderValue=(235,))
    noisy = moved + np.random.default_rng(3).normal(0, 6, moved.shape)
    return np.asarray(np.clip(noisy, 0, 255), np.uint8)


MINE = form("Müller, Anna Katharina", "Neustadt an der Aisch")


@pytest.mark.parametrize(("degrees", "right", "down"), [(0, 0, 0), (0.2, 9, -7), (-0.2, -6, 12)])
def test_the_same_sheet_fed_again(degrees: float, right: float, down: float) -> None:
    one = likeness(MINE, DPI, 0, 0.0)
    assert alike(one, likeness(again(MINE, degrees, right, down), DPI, 0, 0.0)) >= SAME


@pytest.mark.parametrize(("rotation", "turn"), [(90, 1), (180, 2), (270, 3)])
def test_a_sheet_that_was_turned(rotation: Quarter, turn: int) -> None:
    turned = np.ascontiguousarray(np.rot90(MINE, turn))
    one, other = likeness(MINE, DPI, 0, 0.0), likeness(turned, DPI, rotation, 0.0)
    assert alike(one, other) >= SAME


def test_skew_is_taken_back() -> None:
    crooked = again(MINE, -2.0, 0, 0)
    one = likeness(MINE, DPI, 0, 0.0)
    assert alike(one, likeness(crooked, DPI, 0, 0.0)) < SAME
    assert alike(one, likeness(crooked, DPI, 0, 2.0)) >= SAME


def test_the_same_form_of_somebody_else() -> None:
    other = form("Schmidt, Otto", "Bad Windsheim, Altstadt")
    assert alike(likeness(MINE, DPI, 0, 0.0), likeness(other, DPI, 0, 0.0)) < SAME


def test_a_page_with_a_line_more_is_another() -> None:
    longer = form("Müller, Anna Katharina", "Neustadt an der Aisch", lines=15)
    assert alike(likeness(MINE, DPI, 0, 0.0), likeness(longer, DPI, 0, 0.0)) < SAME


def test_empty_sides_say_nothing() -> None:
    empty = np.full(SIZE[::-1], 245, np.uint8)
    one = likeness(empty, DPI, 0, 0.0)
    assert not one.says_something
    assert alike(one, one) == 0.0


def test_a_page_that_claims_one_dot_an_inch_stays_small() -> None:
    assert likeness(MINE, 1, 0, 0.0).ink.shape == (2 * SIZE[1], 2 * SIZE[0])
