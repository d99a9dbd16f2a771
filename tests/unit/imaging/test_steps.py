from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanstation.bench import pages as drawing
from scanstation.imaging import steps
from scanstation.imaging.views import Pixels
from scanstation.model import Box
from tests.unit.imaging import pages

PATIENT = settings(deadline=None, max_examples=30)
ALL: list[steps.Step] = [
    steps.Threshold(),
    steps.Despeckle(),
    steps.RemoveEdges(),
    steps.DropColour(),
    steps.Crop(Box(10, 20, 300, 200)),
    steps.Rotate(90),
    steps.Rotate(1.5),
]


@pytest.mark.parametrize("step", ALL, ids=lambda step: type(step).__name__)
@pytest.mark.parametrize("colour", [False, True])
def test_steps_are_pure(step: steps.Step, colour: bool) -> None:
    page = pages.letter(1, dpi=100) if colour else pages.grey_letter(1)[::4, ::4].copy()
    before = page.copy()
    result = steps.apply(page, [step])
    assert np.array_equal(page, before)
    assert result.dtype == np.uint8
    assert not np.shares_memory(result, page)
    assert np.array_equal(result, steps.apply(page, [step]))


def test_steps_run_one_after_the_other_and_describe_themselves() -> None:
    page = pages.letter(1, dpi=100)
    cropped = steps.Crop(Box(100, 100, 500, 400))
    both = steps.apply(page, [cropped, steps.Rotate(90)])
    assert both.shape == (400, 300, 3)
    assert steps.describe(cropped) == {
        "step": "Crop",
        "box": {"left": 100, "top": 100, "right": 500, "bottom": 400},
    }


@pytest.mark.parametrize("shade", [255, 190, 130])
def test_threshold_follows_the_shade_of_the_paper(shade: int) -> None:
    ramp = np.linspace(shade, 255, pages.WIDTH) / 255
    page = np.asarray(pages.grey_letter(1) * ramp, np.uint8)
    result = steps.Threshold().apply(pages.rough(page, noise=3))
    wanted = (pages.grey_letter(1) < 128).astype(np.uint8)
    inside = cv2.erode(wanted, np.ones((3, 3), np.uint8)) > 0
    near = cv2.dilate(wanted, np.ones((7, 7), np.uint8)) > 0
    assert set(np.unique(result)) == {0, 255}
    assert np.count_nonzero(result[inside]) < 0.001 * np.count_nonzero(inside)
    assert np.count_nonzero(result[~near] == 0) < 0.001 * result.size


@pytest.mark.parametrize("colour", [False, True])
def test_despeckle_takes_specks_and_leaves_the_dots_of_letters(colour: bool) -> None:
    clean = pages.letter(1, 8) if colour else pages.grey_letter(1)
    page, random = clean.copy(), np.random.default_rng(1)
    specks = random.integers(50, 2400, (300, 2))
    away = [(y, x) for y, x in specks if clean[y - 9 : y + 10, x - 9 : x + 10].min() > 250]
    for y, x in away:
        page[y : y + 2, x : x + 2] = 0
    assert len(away) > 100
    assert np.array_equal(steps.Despeckle().apply(page), clean)


def test_edges_become_paper_and_content_stays() -> None:
    clean = pages.grey_letter(1)
    page = clean.copy()
    page[:, :70] = 5
    page[-40:] = 5
    result = steps.RemoveEdges().apply(page)
    assert result[:, :70].min() > 240
    assert result[-40:].min() > 240
    assert np.array_equal(result[:-40, 70:], clean[:-40, 70:])


def test_edges_beyond_the_reach_stay() -> None:
    page = pages.white(400, 300)
    page[:, :100] = 0
    result = steps.RemoveEdges(reach=60).apply(page)
    assert result[:, :60].min() == 255
    assert result[100:300, 60:100].max() == 0


@pytest.mark.parametrize(
    ("colour", "ink", "kept"),
    [
        ("red", (210, 60, 50), (40, 60, 170)),
        ("green", (60, 160, 70), (200, 40, 40)),
        ("blue", (70, 90, 200), (200, 40, 40)),
    ],
)
def test_only_the_blind_colour_drops_out(
    colour: str, ink: tuple[int, int, int], kept: tuple[int, int, int]
) -> None:
    clean = pages.letter(1, lines=8).copy()
    cv2.putText(clean, "Unterschrift", (300, 3300), cv2.FONT_HERSHEY_SIMPLEX, 2, kept, 5)
    page = clean.copy()
    for top in range(3000, 3500, 120):
        cv2.rectangle(page, (1600, top), (2300, top + 80), ink, 4, cv2.LINE_AA)
    step = steps.DropColour(colour)  # type: ignore[arg-type]
    difference = np.abs(step.apply(page).astype(int) - clean).max(axis=2)
    assert np.count_nonzero(difference > 60) == 0


@PATIENT
@given(st.integers(0, 60), st.integers(0, 80), st.integers(-5, 90), st.integers(-5, 70))
def test_a_crop_lies_within_or_is_refused(left: int, top: int, right: int, bottom: int) -> None:
    page = np.arange(50 * 70, dtype=np.uint32).reshape(50, 70).astype(np.uint8)
    step = steps.Crop(Box(left, top, right, bottom))
    if left < right <= 70 and top < bottom <= 50:
        assert np.array_equal(step.apply(page), page[top:bottom, left:right])
    else:
        with pytest.raises(ValueError, match="within"):
            step.apply(page)


@PATIENT
@given(st.integers(1, 30), st.integers(1, 30), st.integers(-6, 6))
def test_quarter_turns_lose_nothing(height: int, width: int, quarters: int) -> None:
    page = np.random.default_rng(1).integers(0, 256, (height, width, 3), dtype=np.uint8)
    turned = steps.Rotate(90.0 * quarters).apply(page)
    assert np.array_equal(turned, drawing.turned(page, 90 * quarters % 360))
    assert np.array_equal(steps.Rotate(-90.0 * quarters).apply(turned), page)


@pytest.mark.parametrize("degrees", [-3.0, 0.7, 12.0])
def test_other_angles_keep_everything_on_a_larger_canvas(degrees: float) -> None:
    page = pages.grey_letter(1)
    turned = steps.Rotate(degrees).apply(page)
    assert turned.shape[0] > page.shape[0]
    assert turned.shape[1] > page.shape[1]
    assert np.sum(255 - turned.astype(float)) == pytest.approx(
        np.sum(255 - page.astype(float)), rel=0.01
    )
    back = steps.Rotate(-degrees).apply(turned)
    top, left = ((large - small) // 2 for large, small in zip(back.shape, page.shape, strict=True))
    middle = back[top : top + page.shape[0], left : left + page.shape[1]]
    assert np.abs(middle.astype(int) - page).mean() < 4


def test_bilevel_stays_bilevel() -> None:
    turned: Pixels = steps.Rotate(2.0).apply(pages.scan("phototest.tif"))
    assert set(np.unique(turned)) == {0, 255}
