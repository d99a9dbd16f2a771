from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanstation.imaging.views import LEVELS, Scratch, Views, halved
from tests.unit.imaging import pages

PATIENT = settings(deadline=None, max_examples=40)


@PATIENT
@given(st.integers(2, 40), st.integers(2, 40), st.sampled_from([(), (3,)]), st.integers(0, 99))
def test_halving_is_the_exact_mean(
    height: int, width: int, rest: tuple[int, ...], seed: int
) -> None:
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, *rest), dtype=np.uint8)
    rows, columns = height // 2, width // 2
    blocks = pixels[: rows * 2, : columns * 2].reshape(rows, 2, columns, 2, *rest)
    means = blocks.astype(float).mean(axis=(1, 3))
    assert np.abs(halved(pixels).astype(float) - means).max() <= 0.5


@PATIENT
@given(st.integers(1, 70), st.integers(1, 70), st.booleans())
def test_pages_of_any_size_have_all_levels(height: int, width: int, colour: bool) -> None:
    shape = (height, width, 3) if colour else (height, width)
    views = Views.of(np.full(shape, 200, np.uint8), pages.DPI)
    assert len(views.levels) == LEVELS
    assert [level.scale for level in views.levels] == [1, 2, 4, 8]
    assert views.paper.shape == views.quarter.pixels.shape
    assert (views.colour is None) == (not colour)


@PATIENT
@given(st.integers(1, 200), st.integers(1, 40), st.integers(0, 99))
def test_a_page_taken_in_strips_is_as_if_taken_whole(height: int, width: int, seed: int) -> None:
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
    views = Views.of(pixels, pages.DPI)
    assert np.array_equal(views.grey, cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY))
    assert views.colour is not None
    assert np.array_equal(views.colour, halved(halved(pixels)))


def test_scratch_changes_nothing_and_is_used_again() -> None:
    scratch = Scratch()
    first, second = pages.letter(1, dpi=100), pages.letter(2, dpi=100)
    Views.of(first, (100, 100), scratch)
    reused, fresh = Views.of(second, (100, 100), scratch), Views.of(second, (100, 100))
    for one, other in zip(reused.levels, fresh.levels, strict=True):
        assert np.array_equal(one.pixels, other.pixels)
    again = Views.of(first, (100, 100), scratch)
    assert np.shares_memory(again.levels[1].pixels, reused.levels[1].pixels)


def test_a_view_with_padding_gives_what_its_copy_gives() -> None:
    padded = np.pad(pages.letter(1, dpi=100), ((0, 0), (0, 13), (0, 0)))
    view = padded[:, :-13]
    for one, other in zip(
        Views.of(view, (100, 100)).levels, Views.of(view.copy(), (100, 100)).levels, strict=True
    ):
        assert np.array_equal(one.pixels, other.pixels)


def test_a_grey_page_is_used_as_it_lies() -> None:
    page = pages.white(100, 80)
    assert np.shares_memory(pages.views(page).grey, page)


def test_paper_is_known_behind_the_text() -> None:
    page = pages.rough(pages.grey_letter())
    paper = pages.views(page).paper
    assert np.percentile(paper, 1) > 230


@pytest.mark.parametrize(("dpi", "wanted"), [(300, 8), (150, 4), (100, 2), (40, 1)])
def test_a_level_is_the_smallest_that_is_fine_enough(dpi: float, wanted: int) -> None:
    assert pages.views(pages.white(64, 64), dpi).level(37.5).scale == wanted


def test_fax_pages_become_square_and_coordinates_come_back() -> None:
    fax = np.ascontiguousarray(pages.white(1143, 1728))
    views = Views.of(fax, (204.0, 98.0))
    assert views.grey.shape == (2379, 1728)
    x, y = views.original(1728, 2379)
    assert (round(x), round(y)) == (1728, 1143)
    assert (views.width, views.height) == (1728, 1143)
