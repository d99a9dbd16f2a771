from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanstation.ocr import raster, resolution
from tests.builders import mail

X_SHARE = {"sans": 0.519, "serif": 0.459, "dejavu": 0.547}
"""x-height as a share of the size: OS/2 sxHeight of Liberation Sans and Serif, DejaVu Sans."""


def grey(pixels: mail.Pixels) -> raster.Grey:
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)


@pytest.mark.parametrize("face", X_SHARE)
@pytest.mark.parametrize("points", [7, 11])
def test_the_height_of_an_x_is_measured(face: str, points: float) -> None:
    page = grey(mail.letter(3, points, face, lines=18).pixels)
    true = points / 72 * 300 * X_SHARE[face]
    assert resolution.look(page).x_height == pytest.approx(true, rel=0.13)


def test_small_print_decides_even_below_larger_text() -> None:
    paper = mail.Paper()
    y = 30.0
    for _ in range(8):
        y = paper.paragraph(25, y, 160, "Die Höhe der Miete hat sich seit dem Umzug geändert.", 12)
    paper.paragraph(
        25, 240, 160, "Einwendungen sind innerhalb von sechs Wochen zu erheben. " * 3, 7
    )
    assert resolution.look(grey(paper.pixels())).x_height == pytest.approx(15, abs=2)


def test_a_blank_page_has_no_height_and_is_read_as_it_is() -> None:
    assert resolution.look(grey(mail.blank(2))) == resolution.Look(True, 0.0)
    assert resolution.scale_for(0.0, 300) == 1.0


def test_the_back_of_a_dense_page_is_blank_although_the_front_shines_through() -> None:
    front = mail.letter(2, 9, noisy=False).pixels
    assert resolution.look(grey(mail.blank(3, behind=front))).blank


@pytest.mark.parametrize("ink", [(30, 30, 30), (120, 120, 125), (178, 34, 52), (170, 170, 170)])
def test_a_page_with_nothing_but_its_number_is_not_blank(ink: mail.Colour) -> None:
    paper = mail.Paper()
    paper.text(105, 280, "- 2 -", 10, colour=ink)
    assert not resolution.look(grey(mail.scanned(paper.pixels(), 4))).blank


def test_dots_and_hyphens_do_not_count_as_letters() -> None:
    paper = mail.Paper()
    for row in range(12):
        paper.text(25, 30 + 8 * row, "Name . . . . . . - - - - - - . . . . . Wert", 12)
    true = 12 / 72 * 300 * X_SHARE["sans"]
    assert resolution.look(grey(paper.pixels())).x_height == pytest.approx(true, rel=0.13)


def test_small_print_keeps_more_of_its_pixels_than_large_print() -> None:
    small = resolution.scale_for(15.0, 300)
    large = resolution.scale_for(24.0, 300)
    assert large < small < 1
    assert 15.0 * small == pytest.approx(resolution.X_HEIGHT)


def test_print_of_five_points_is_not_reduced() -> None:
    assert resolution.scale_for(10.0, 300) == 1.0


def test_a_low_resolution_is_enlarged_at_most_twice() -> None:
    assert resolution.scale_for(8.0, 100) == pytest.approx(resolution.X_HEIGHT / 8)
    assert resolution.scale_for(2.0, 100) == 2.0


@given(st.floats(1, 120), st.floats(1, 120), st.sampled_from((0, 100, 200, 300, 600)))
def test_larger_print_is_never_scaled_up_more(one: float, other: float, dpi: float) -> None:
    small, large = sorted((one, other))
    assert resolution.scale_for(large, dpi) <= resolution.scale_for(small, dpi)


@given(st.floats(9, 120), st.sampled_from((150, 200, 300, 600)))
def test_no_page_falls_below_the_smallest_resolution(height: float, dpi: float) -> None:
    least = min(dpi, resolution.SMALLEST_SCALE_DPI)
    assert resolution.scale_for(height, dpi) * dpi >= least - 1e-6
