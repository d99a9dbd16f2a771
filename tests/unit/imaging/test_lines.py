"""Skew and orientation: both read the text lines."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanstation.bench import orientation as bench
from scanstation.bench import pages as drawing
from scanstation.imaging.detect import orientation, skew
from scanstation.imaging.views import Pixels, Views
from scanstation.model import OrientationFact, SkewFact
from tests.unit.imaging import pages

PATIENT = settings(deadline=None, max_examples=12)
ANGLES = (-9.5, -5.0, -2.2, -0.7, -0.15, 0.0, 0.4, 1.3, 3.0, 8.0)

TEXT_SCANS = {
    "eurotext.tif": 300.0,
    "phototest.tif": 200.0,
    "8087_054.3B.tif": 300.0,
    "8071_093.3B.tif": 300.0,
}
TEXT_PAGES = [("c02-22.pdf", 0), ("multipage.pdf", 0), ("multipage.pdf", 4), ("multipage.pdf", 5)]


def facts(page: Pixels, dpi: float = 300.0) -> tuple[SkewFact, OrientationFact]:
    views = pages.views(page, dpi)
    lines = skew.text_lines(views)
    return skew.detect(lines), orientation.detect(views, lines)


@pytest.mark.parametrize("quarter", [0, 90, 180, 270])
def test_skew_is_measured_to_a_hundredth_of_a_degree(quarter: int) -> None:
    errors = []
    for number, angle in enumerate(ANGLES[quarter % 180 // 90 :: 2]):
        letter = pages.grey_letter(number % 2)
        crooked = drawing.turned(drawing.skewed(letter, angle), quarter)
        fact, _ = facts(pages.rough(crooked))
        errors.append(abs(fact.degrees - angle))
        assert fact.score > 0.3
    assert np.median(errors) < 0.02
    assert max(errors) < 0.1


@PATIENT
@given(st.floats(-10, 10))
def test_mirrored_pages_are_skewed_the_other_way(angle: float) -> None:
    crooked = drawing.skewed(pages.letter(1, dpi=150), angle)
    one, _ = facts(crooked, 150)
    other, _ = facts(np.ascontiguousarray(crooked[:, ::-1]), 150)
    assert one.degrees == pytest.approx(-other.degrees, abs=0.1)
    assert one.degrees == pytest.approx(angle, abs=0.15)


@pytest.mark.parametrize("draw", [pages.white, lambda: np.zeros((3508, 2480), np.uint8)])
def test_pages_without_text_have_neither(draw: object) -> None:
    assert callable(draw)
    skew_fact, orientation_fact = facts(pages.rough(draw()))
    assert (skew_fact.degrees, skew_fact.score) == (0.0, 0.0)
    assert (orientation_fact.rotation, orientation_fact.sure) == (0, False)


@pytest.mark.parametrize("name", TEXT_SCANS)
def test_real_scans_turned_four_ways(name: str) -> None:
    page = pages.scan(name)
    for quarter in (0, 90, 180, 270):
        _, fact = facts(drawing.turned(page, quarter), TEXT_SCANS[name])
        assert (fact.rotation, fact.sure) == (-quarter % 360, True)


@pytest.mark.parametrize(("name", "index"), TEXT_PAGES)
def test_real_pdf_pages_turned_four_ways(name: str, index: int) -> None:
    page = pages.pdf_page(name, index)
    for quarter in (0, 90, 180, 270):
        _, fact = facts(drawing.turned(page, quarter))
        assert (fact.rotation, fact.sure) == (-quarter % 360, True)


def test_three_words_are_right_but_not_sure() -> None:
    page = pages.scan("deslant.tif")
    for quarter in (0, 90, 180, 270):
        _, fact = facts(drawing.turned(page, quarter), 72)
        assert (fact.rotation, fact.sure) == (-quarter % 360, False)


@pytest.mark.parametrize(
    ("name", "upright"),
    [
        ("phototest-rotated-180.png", 180),
        ("phototest-rotated-L.png", 90),
        ("phototest-rotated-R.png", 270),
    ],
)
def test_scans_that_came_turned(name: str, upright: int) -> None:
    _, fact = facts(pages.scan(name), 200)
    assert (fact.rotation, fact.sure) == (upright, True)


def test_charts_are_not_sure() -> None:
    page = pages.pdf_page("multipage.pdf", 2)
    for quarter in (0, 90, 180, 270):
        _, fact = facts(drawing.turned(page, quarter))
        assert not fact.sure


@pytest.mark.parametrize("font", drawing.FONTS)
@pytest.mark.parametrize("words", ["LANDRATSAMT MUSTERKREIS", "12,50 EUR 1.234,00 EUR"])
def test_capitals_and_figures_alone_are_never_surely_wrong(words: str, font: str) -> None:
    runs = [drawing.Run(57, 700 - 20 * line, words, font=font) for line in range(12)]
    page = drawing.draw(runs)
    for quarter in (0, 180):
        _, fact = facts(pages.rough(drawing.turned(page, quarter)))
        assert not fact.sure or fact.rotation == quarter


def test_every_letter_of_the_bench_is_right() -> None:
    result = bench.measure(20)
    assert result["wrong"] == 0
    assert isinstance(result["skew_error_median"], float)
    assert result["skew_error_median"] < 0.02


@PATIENT
@given(st.sampled_from([0, 1, 2]), st.floats(-4, 4), st.sampled_from([0, 90, 180, 270]))
def test_turning_a_page_turns_its_fact(seed: int, angle: float, quarter: int) -> None:
    page = drawing.skewed(pages.letter(seed, 11, drawing.FONTS[seed], dpi=150), angle)
    _, upright = facts(page, 150)
    _, turned = facts(drawing.turned(page, quarter), 150)
    assert (upright.rotation, upright.sure) == (0, True)
    assert turned.rotation == (upright.rotation - quarter) % 360


@pytest.mark.parametrize("dpi", [100, 200, 400, 600])
def test_any_resolution(dpi: int) -> None:
    page = drawing.turned(pages.letter(1, dpi=dpi), 180)
    views = Views.of(page, (dpi, dpi))
    lines = skew.text_lines(views)
    assert orientation.detect(views, lines).rotation == 180
    assert abs(lines.degrees) < 0.1
