"""Where the pixels of a page lie, on the sheet and on the screen."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import assume, given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF

from scanstation.export.geometry import place as pdf_place
from scanstation.model import (
    Image,
    Quarter,
)
from scanstation.ui.widgets.page_view_geometry import (
    beside,
    scene_rect,
    sheet_geometry,
)
from tests.builders.pages import page
from tests.ui.page_view.pages_shown import (
    images_,
    near,
    quarters,
    skews,
)


@given(images_, quarters, skews, st.floats(0, 1), st.floats(0, 1))
def test_pixels_map_to_the_sheet_and_back(
    image: Image, rotation: Quarter, skew: float, x: float, y: float
) -> None:
    geometry = sheet_geometry(image, rotation, skew)
    pixel = QPointF(x * image.width, y * image.height)
    there = geometry.to_sheet.map(pixel)
    assert near(geometry.stored(there), pixel)
    sheet = QRectF(0, 0, geometry.width, geometry.height).adjusted(-0.01, -0.01, 0.01, 0.01)
    assert sheet.contains(there)


@given(
    images_.filter(lambda one: one.dpi[0] > 0), quarters, skews, st.floats(0, 1), st.floats(0, 1)
)
def test_the_screen_shows_what_the_pdf_shows(
    image: Image, rotation: Quarter, skew: float, x: float, y: float
) -> None:
    placed = pdf_place((image.width, image.height), image.dpi, rotation, skew)
    assume(min(placed.width, placed.height) > 3.1)
    geometry = sheet_geometry(image, rotation, skew)
    pixel = QPointF(x * image.width, y * image.height)
    across, up = placed.point(pixel.x(), pixel.y())
    unit = geometry.dpi / 72
    pdf = QPointF(across * unit, (placed.height - up) * unit)
    assert near(geometry.to_sheet.map(pixel), pdf, 0.05)


@given(images_, quarters)
def test_quarter_turns_are_exact(image: Image, rotation: Quarter) -> None:
    square = replace(image, dpi=(300.0, 300.0))
    geometry = sheet_geometry(square, rotation)
    corner = geometry.to_sheet.map(QPointF(0, 0))
    width, height = image.width, image.height
    expected = {0: (0, 0), 90: (height, 0), 180: (width, height), 270: (0, width)}[rotation]
    assert near(corner, QPointF(*expected), 1e-6)


@given(st.lists(images_, min_size=1, max_size=3))
def test_sheets_lie_beside_each_other_at_one_scale(several: list[Image]) -> None:
    one = page(1)
    sheets = beside([(one, sheet_geometry(image), "") for image in several], 60)
    for sheet, following in pairwise(sheets):
        assert abs(following.left - sheet.rect.right() - 60) < 0.01
    for sheet in sheets:
        inches = sheet.rect.width() / sheets[0].geometry.dpi
        assert abs(inches - sheet.geometry.width / sheet.geometry.dpi) < 1e-6
    assert scene_rect(sheets).contains(sheets[-1].rect.center())
