from __future__ import annotations

import cv2
import numpy as np
import pytest

from scanstation.imaging.detect import colour, size
from scanstation.imaging.views import Pixels
from tests.unit.imaging import pages


def kind(page: Pixels) -> str:
    return colour.detect(pages.views(page)).kind


def signed(ink: tuple[int, int, int], width: int = 4, length: int = 60) -> Pixels:
    page, along = pages.letter(1).copy(), np.linspace(0, 6, 400)
    x = (500 + length * along).astype(int)
    y = (3050 + 60 * np.sin(3 * along) * np.cos(along)).astype(int)
    cv2.polylines(page, [np.column_stack((x, y))], False, ink, width, cv2.LINE_AA)
    return page


def stamped(ink: tuple[int, int, int]) -> Pixels:
    page = pages.letter(1).copy()
    cv2.rectangle(page, (1600, 400), (2000, 520), ink, 4)
    cv2.putText(page, "EINGANG", (1620, 490), cv2.FONT_HERSHEY_SIMPLEX, 2, ink, 4, cv2.LINE_AA)
    return page


def tinted(red: float, green: float, blue: float) -> Pixels:
    page = pages.rough(pages.letter(1))
    return np.asarray(page * np.array([red, green, blue]), np.uint8)


@pytest.mark.parametrize(
    "page",
    [
        signed((40, 50, 160)),
        signed((110, 120, 190), 3, 50),
        signed((200, 40, 40), 4, 12),
        stamped((178, 34, 52)),
        stamped((150, 160, 215)),
    ],
    ids=["blue pen", "pale blue", "red tick", "red stamp", "pale stamp"],
)
def test_little_colour_is_colour(page: Pixels) -> None:
    assert kind(pages.rough(page)) == "colour"


def test_coloured_paper_is_colour_and_recycled_paper_is_not() -> None:
    assert kind(tinted(1, 0.98, 0.75)) == "colour"
    assert kind(tinted(1, 0.85, 0.88)) == "colour"
    assert kind(tinted(0.93, 0.92, 0.88)) == "bilevel"


@pytest.mark.parametrize("noise", [0.0, 5.0, 10.0])
def test_black_print_is_black_and_white_whatever_the_noise(noise: float) -> None:
    assert kind(pages.rough(pages.letter(1), noise=noise)) == "bilevel"
    assert kind(pages.rough(signed((30, 30, 30)), noise=noise)) == "bilevel"


@pytest.mark.parametrize(("rows", "columns"), [(1, 0), (0, 1), (1, 1), (2, 0)])
def test_fringes_of_misregistered_lines_are_no_colour(rows: int, columns: int) -> None:
    page = pages.rough(pages.letter(1))
    red = np.roll(page[:, :, 0], (rows, columns), (0, 1))
    blue = np.roll(page[:, :, 2], (-rows, -columns), (0, 1))
    assert kind(np.dstack((red, page[:, :, 1], blue))) == "bilevel"


def test_sub_pixel_rendering_is_no_colour() -> None:
    assert kind(pages.pdf_page("multipage.pdf", 5)) == "bilevel"


@pytest.mark.parametrize("index", [2, 3])
def test_charts_are_colour(index: int) -> None:
    assert kind(pages.pdf_page("multipage.pdf", index)) == "colour"


@pytest.mark.parametrize("tones", [200, "gradient"])
def test_even_mid_tones_are_grey(tones: int | str) -> None:
    page = pages.grey_letter().copy()
    row = np.linspace(0, 255, 700) if tones == "gradient" else np.full(700, tones)
    page[500:900, 1500:2200] = row.astype(np.uint8)
    assert kind(pages.rough(page)) == "grey"


@pytest.mark.parametrize("name", ["eurotext.tif", "phototest.tif", "8087_054.3B.tif"])
def test_bilevel_scans_are_bilevel(name: str) -> None:
    assert kind(pages.scan(name)) == "bilevel"


@pytest.mark.parametrize("name", size.STANDARD)
@pytest.mark.parametrize("landscape", [False, True])
@pytest.mark.parametrize("dpi", [(300.0, 300.0), (600.0, 600.0), (204.0, 98.0)])
def test_standard_sizes_have_names(name: str, landscape: bool, dpi: tuple[float, float]) -> None:
    wide, high = size.STANDARD[name][:: -1 if landscape else 1]
    pixels = (round((wide - 1) / 25.4 * dpi[0]), round((high + 1) / 25.4 * dpi[1]))
    fact = size.detect(*pixels, dpi)
    assert fact.name == name
    assert fact.score >= 0.5
    assert fact.width_mm == pytest.approx(wide, abs=1.2)


def test_other_sizes_are_other() -> None:
    assert size.detect(2480, 2480, (300, 300)).name == "other"
    assert size.detect(1000, 9000, (300, 300)).name == "other"


def test_without_resolution_there_is_no_size() -> None:
    fact = size.detect(2480, 3508, (0, 0))
    assert (fact.name, fact.score, fact.width_mm) == ("other", 0.0, 0.0)
