from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields

import numpy as np
import pytest

from scanstation.bench import pages as drawing
from scanstation.imaging import raster
from scanstation.imaging.pipeline import analyse, thumbnail
from scanstation.imaging.views import Pixels, Scratch, Views
from scanstation.model import ImagingOptions
from tests.unit.imaging import pages

OPTIONS = ImagingOptions()


def separator() -> Pixels:
    sheet = pages.with_patch(pages.grey_letter(1, lines=4), "T", "bottom")
    return pages.rough(pages.with_symbol(sheet, "QRCode", "SOZ-2026", (1800, 1400), 6)[0])


def test_every_fact_names_its_detector_version_and_score() -> None:
    facts = analyse(separator(), pages.DPI, OPTIONS)
    for field in fields(facts):
        fact = getattr(facts, field.name)
        assert fact.detector
        assert fact.version
        assert 0.0 <= fact.score <= 1.0


def test_a_separator_sheet() -> None:
    facts = analyse(separator(), pages.DPI, OPTIONS)
    assert [each.text for each in facts.barcode.barcodes] == ["SOZ-2026"]
    assert [(each.name, each.edge) for each in facts.patch.patches] == [("T", "bottom")]
    assert not facts.barcode.suspected
    assert facts.blank.blank_score == 0.0
    assert facts.size.name == "A4"


def test_the_symbologies_are_the_profiles() -> None:
    facts = analyse(separator(), pages.DPI, ImagingOptions(symbologies=("Code128",)))
    assert facts.barcode.barcodes == ()


def test_an_upside_down_crooked_letter() -> None:
    page = pages.rough(drawing.turned(drawing.skewed(pages.letter(2), 1.2), 180))
    facts = analyse(page, pages.DPI, OPTIONS)
    assert (facts.orientation.rotation, facts.orientation.sure) == (180, True)
    assert facts.skew.degrees == pytest.approx(1.2, abs=0.05)
    assert facts.blank.blank_score == 0.0


def test_a_blank_back() -> None:
    facts = analyse(pages.rough(np.dstack([pages.white()] * 3)), pages.DPI, OPTIONS)
    assert facts.blank.blank_score == 1.0
    assert facts.colour.kind == "bilevel"
    assert (facts.skew.degrees, facts.orientation.rotation) == (0.0, 0)
    assert facts.barcode.barcodes == ()


def test_pixels_are_only_read() -> None:
    page = separator()
    page.setflags(write=False)
    before = page.copy()
    analyse(page, pages.DPI, OPTIONS, Scratch())
    assert np.array_equal(page, before)


def test_views_scratch_and_padding_change_no_fact() -> None:
    page = pages.rough(pages.letter(1))
    wanted = analyse(page, pages.DPI, OPTIONS)
    scratch = Scratch()
    analyse(separator(), pages.DPI, OPTIONS, scratch)
    assert analyse(page, pages.DPI, OPTIONS, scratch) == wanted
    assert analyse(Views.of(page, pages.DPI), pages.DPI, OPTIONS) == wanted
    padded = np.pad(page, ((0, 0), (0, 24), (0, 0)))
    assert analyse(padded[:, :-24], pages.DPI, OPTIONS) == wanted


def test_threads_with_scratches_of_their_own_find_the_same() -> None:
    letters = [pages.rough(pages.letter(seed, dpi=150), seed) for seed in range(6)]
    wanted = [analyse(page, (150, 150), OPTIONS) for page in letters]

    def work(numbers: list[int]) -> list[bool]:
        scratch = Scratch()
        return [
            analyse(letters[number], (150, 150), OPTIONS, scratch) == wanted[number]
            for number in numbers
        ]

    with ThreadPoolExecutor(3) as pool:
        orders = [[0, 1, 2, 3, 4, 5], [5, 4, 3, 2, 1, 0], [3, 0, 4, 1, 5, 2]]
        assert all(all(right) for right in pool.map(work, orders))


@pytest.mark.parametrize("shape", [(1, 1), (2, 3), (7, 7, 3), (33, 2000), (2000, 40, 3)])
@pytest.mark.parametrize("tone", [0, 255, 128])
def test_any_size_has_facts_and_a_thumbnail(shape: tuple[int, ...], tone: int) -> None:
    page = np.full(shape, tone, np.uint8)
    facts = analyse(page, (0.0, 0.0), OPTIONS)
    assert facts.barcode.barcodes == ()
    assert facts.patch.patches == ()
    assert max(raster.decode(thumbnail(page), raster.JPEG).shape[:2]) <= 256


@pytest.mark.parametrize("longest", [256, 100])
def test_thumbnails_keep_the_proportions_and_the_colour(longest: int) -> None:
    page = pages.letter(1).copy()
    page[:400, :600] = (200, 30, 30)
    for source in (page, Views.of(page, pages.DPI)):
        small = raster.decode(thumbnail(source, longest), raster.JPEG)
        assert small.shape == (longest, round(longest * 2480 / 3508), 3)
        red, green, blue = (int(value) for value in small[4, 4])
        assert red > 150
        assert max(green, blue) < 80


def test_thumbnails_of_grey_pages_are_grey_and_small_pages_stay_small() -> None:
    assert raster.decode(thumbnail(pages.grey_letter(1)), raster.JPEG).ndim == 2
    assert raster.decode(thumbnail(pages.white(40, 30)), raster.JPEG).shape == (40, 30)
