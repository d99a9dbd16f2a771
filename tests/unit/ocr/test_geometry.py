from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanstation.model import Box
from scanstation.ocr import geometry

SIDES = st.integers(20, 4000)
QUARTERS = st.sampled_from((0, 90, 180, 270))


@given(SIDES, SIDES, QUARTERS, st.data())
def test_a_turned_pixel_lies_where_numpy_puts_it(
    width: int, height: int, rotation: int, data: st.DataObject
) -> None:
    width, height = width % 60 + 2, height % 60 + 2
    x, y = data.draw(st.integers(0, width - 1)), data.draw(st.integers(0, height - 1))
    page = np.zeros((height, width), bool)
    page[y, x] = True
    turned = np.argwhere(np.rot90(page, -rotation // 90))[0]
    centre = geometry.turn(rotation, width, height) @ np.array([x + 0.5, y + 0.5, 1])
    assert centre == pytest.approx((turned[1] + 0.5, turned[0] + 0.5))


@given(SIDES, SIDES, QUARTERS, st.floats(-5, 5), st.floats(0.3, 2), st.data())
def test_there_and_back_is_the_same_box(
    width: int, height: int, rotation: int, skew: float, factor: float, data: st.DataObject
) -> None:
    left = data.draw(st.integers(0, width - 10))
    top = data.draw(st.integers(0, height - 10))
    box = Box(left, top, left + 10, top + 10)
    forth = geometry.then(geometry.turn(rotation, width, height), geometry.scale(factor, factor))
    turned = (height, width) if rotation in {90, 270} else (width, height)
    forth = geometry.then(forth, geometry.straighten(skew, *turned))
    centre = forth @ np.array([left + 5, top + 5, 1])
    half = 5 * factor
    seen = Box(*(round(v) for v in (*(centre - half), *(centre + half))))
    back = geometry.mapped(seen, geometry.inverse(forth), width, height)
    tolerance = 2 + 1 / factor
    for before, after in zip(
        (box.left, box.top, box.right, box.bottom),
        (back.left, back.top, back.right, back.bottom),
        strict=True,
    ):
        assert abs(before - after) <= tolerance


def test_straightening_takes_back_a_clockwise_skew() -> None:
    # a line falling to the right by 2 degrees becomes level
    matrix = geometry.straighten(2.0, 1000, 1000)
    rise = np.tan(np.radians(2.0))
    start = matrix @ np.array([100.0, 500.0, 1])
    end = matrix @ np.array([900.0, 500.0 + 800 * rise, 1])
    assert start[1] == pytest.approx(end[1], abs=1e-6)


@given(st.integers(-50, 150), st.integers(-50, 150), st.integers(0, 60), st.integers(0, 60))
def test_a_box_never_leaves_the_page_and_is_never_empty(
    left: int, top: int, across: int, down: int
) -> None:
    box = Box(left, top, left + across, top + down)
    kept = geometry.mapped(box, geometry.scale(1, 1), 100, 80)
    assert 0 <= kept.left < kept.right <= 100
    assert 0 <= kept.top < kept.bottom <= 80
