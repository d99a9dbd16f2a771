from __future__ import annotations

import cv2
import numpy as np
import pytest
import zxingcpp

from scanstation.bench import barcode as bench
from scanstation.bench import pages as drawing
from scanstation.imaging.detect import barcodes, suspicion, zbar
from scanstation.imaging.views import Pixels, Views
from scanstation.model import BarcodeFact, Box
from tests.unit.imaging import pages

FORMATS = bench.SYMBOLOGIES
PLACES = {
    "Code128": (900, 350),
    "Code39": (900, 700),
    "QRCode": (1900, 1000),
    "DataMatrix": (300, 950),
}


def read(pixels: Pixels, symbologies: tuple[str, ...] = FORMATS) -> BarcodeFact:
    return barcodes.detect(pages.views(pixels), symbologies)


def texts(fact: BarcodeFact) -> set[tuple[str, str]]:
    return {(each.format, each.text) for each in fact.barcodes}


def crowded(module: int) -> Pixels:
    """A short letter with one symbol of each kind."""
    page = pages.grey_letter(3, lines=0)
    for number, (name, place) in enumerate(PLACES.items()):
        page, _ = pages.with_symbol(page, name, f"SOZ-2026-{number}", place, module)
    return page


WANTED = {(name, f"SOZ-2026-{number}") for number, name in enumerate(PLACES)}


@pytest.mark.parametrize("module", [3, 4, 6])
@pytest.mark.parametrize("quarter", [0, 90, 180, 270])
@pytest.mark.parametrize("skew", [0.0, 3.0])
def test_all_four_symbologies_in_all_rotations(module: int, quarter: int, skew: float) -> None:
    crooked = drawing.skewed(crowded(module), skew)
    assert texts(read(pages.rough(drawing.turned(crooked, quarter)))) == WANTED


@pytest.mark.parametrize("quarter", [0, 90, 180, 270])
@pytest.mark.parametrize("name", FORMATS)
def test_quads_stand_on_the_ink_in_the_symbols_own_order(name: str, quarter: int) -> None:
    text = "SOZ-2026-00001;BESCHEID;3" if name == "DataMatrix" else "SOZ-2026"
    page, (left, top, right, bottom) = pages.with_symbol(pages.white(), name, text, (700, 900), 5)
    corners = np.array([(left, top), (right, top), (right, bottom), (left, bottom)], float)
    turns = quarter // 90
    width, height = page.shape[1], page.shape[0]
    for _ in range(turns):
        corners = np.column_stack((height - 1 - corners[:, 1], corners[:, 0]))
        width, height = height, width
    (found,) = read(drawing.turned(page, quarter)).barcodes
    assert np.abs(np.array(found.quad) - corners).max() <= 6


def test_quads_of_stretched_pages_are_in_original_pixels() -> None:
    page, (left, top, right, bottom) = pages.with_symbol(
        pages.white(), "QRCode", "SOZ-2026", (700, 900), 8
    )
    half_height = cv2.resize(page, None, fx=1, fy=0.5, interpolation=cv2.INTER_AREA)
    views = Views.of(np.asarray(half_height, np.uint8), (300.0, 150.0))
    (found,) = barcodes.detect(views, FORMATS).barcodes
    wanted = [(left, top / 2), (right, top / 2), (right, bottom / 2), (left, bottom / 2)]
    assert np.abs(np.array(found.quad) - np.array(wanted)).max() <= 6


def test_facts_come_in_reading_order_with_detector_version_and_score() -> None:
    fact = read(crowded(4))
    assert [each.text for each in fact.barcodes] == [
        "SOZ-2026-0",
        "SOZ-2026-1",
        "SOZ-2026-3",
        "SOZ-2026-2",
    ]
    assert {each.detector for each in fact.barcodes} == {"zxing-cpp"}
    assert fact.version.split(".")[0].isdigit()
    assert {each.format: each.score for each in fact.barcodes}["Code39"] < 1.0
    assert fact.score == min(each.score for each in fact.barcodes)


def test_only_the_profiles_symbologies_are_read() -> None:
    assert texts(read(crowded(4), ("QRCode",))) == {("QRCode", "SOZ-2026-2")}


def test_no_symbologies_means_all() -> None:
    page, _ = pages.with_symbol(pages.white(), "PDF417", "SOZ-2026-PDF", (500, 500), 4)
    page, _ = pages.with_symbol(page, "Aztec", "SOZ-2026-AZ", (500, 1500), 6)
    assert texts(read(page, ())) == {("PDF417", "SOZ-2026-PDF"), ("Aztec", "SOZ-2026-AZ")}


def test_an_unknown_symbology_is_an_error() -> None:
    with pytest.raises(ValueError, match="Code999"):
        read(pages.white(64, 64), ("Code999",))


def test_umlauts_survive() -> None:
    page, _ = pages.with_symbol(pages.white(), "QRCode", "Größe: Änne Öß", (500, 500), 5)
    assert texts(read(page)) == {("QRCode", "Größe: Änne Öß")}


def test_nothing_is_missed_that_default_options_read() -> None:
    result = bench.measure(16)
    assert result["missed"] == 0
    assert result["unread"] == 0
    assert result["false"] == 0


@pytest.mark.parametrize("dark", [120, 160, 190])
def test_pale_symbols_are_read_as_with_default_options(dark: int) -> None:
    pale = np.where(crowded(4) < 128, dark, 255).astype(np.uint8)
    page = pages.rough(pale)
    formats = zxingcpp.barcode_formats_from_str(",".join(FORMATS))
    default = {(each.format.name, each.text) for each in zxingcpp.read_barcodes(page, formats)}
    assert default <= texts(read(page))


def test_white_bars_on_black_are_read_in_the_second_look() -> None:
    page, _ = pages.with_symbol(pages.white(), "QRCode", "SOZ-2026-INV", (800, 900), 6)
    page[700:1300, 600:1200] = 255 - page[700:1300, 600:1200]
    assert texts(read(page)) == {("QRCode", "SOZ-2026-INV")}


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("quarter", [0, 90])
def test_letters_hold_no_barcodes_and_ask_no_second_reader(seed: int, quarter: int) -> None:
    font = drawing.FONTS[seed]
    page = drawing.turned(pages.rough(pages.letter(seed, 10, font)), quarter)
    views = pages.views(page)
    assert suspicion.regions(views) == []
    fact = barcodes.detect(views, FORMATS)
    assert fact.barcodes == ()
    assert not fact.suspected


@pytest.mark.parametrize("name", ["eurotext.tif", "8087_054.3B.tif", "8071_093.3B.tif"])
def test_real_scans_hold_no_barcodes(name: str) -> None:
    assert read(pages.scan(name)).barcodes == ()


@pytest.mark.parametrize("name", ["Code128", "Code39", "QRCode"])
@pytest.mark.parametrize("module", [3, 6, 9])
@pytest.mark.parametrize("quarter", [0, 90])
def test_bars_and_finder_patterns_are_seen(name: str, module: int, quarter: int) -> None:
    page, (left, top, right, bottom) = pages.with_symbol(
        pages.grey_letter(2, lines=0), name, "SOZ-26", (700, 1300), module
    )
    box = np.array([[left, top], [right, bottom]])
    if quarter:
        box = np.array([[pages.HEIGHT - bottom, left], [pages.HEIGHT - top, right]])
    regions = suspicion.regions(pages.views(pages.rough(drawing.turned(page, quarter))))
    assert any(
        region.left <= box[0, 0] + 80
        and region.top <= box[0, 1] + 80
        and region.right >= box[1, 0] - 80
        and region.bottom >= box[1, 1] - 80
        for region in regions
    )


def test_a_known_symbol_is_not_suspicious_but_its_neighbour_is() -> None:
    page, _ = pages.with_symbol(pages.white(), "Code128", "SOZ-2026-1", (300, 500), 4)
    page, _ = pages.with_symbol(page, "Code128", "SOZ-2026-2", (300, 2500), 4)
    views = pages.views(page)
    first, second = barcodes.detect(views, FORMATS).barcodes
    assert suspicion.regions(views, [first.quad, second.quad]) == []
    (rest,) = suspicion.regions(views, [first.quad])
    assert rest.top < 2500 < rest.bottom


def broken(page: Pixels, box: tuple[int, int, int, int]) -> Pixels:
    """Cut the bars so that no symbol can be read any more."""
    left, top, right, bottom = box
    page[top : bottom + 1, (left + right) // 2 - 40 : (left + right) // 2 + 40] = 255
    return page


def test_bars_that_nobody_reads_are_suspected() -> None:
    page = broken(*pages.with_symbol(pages.white(), "Code128", "SOZ-2026-1", (300, 500), 4))
    fact = read(pages.rough(page))
    assert fact.barcodes == ()
    assert fact.suspected
    assert fact.score == 0.5


@pytest.mark.parametrize("name", ["Code128", "Code39", "QRCode"])
@pytest.mark.parametrize("quarter", [0, 90, 180, 270])
def test_zbar_reads_text_and_corners_in_the_symbols_order(name: str, quarter: int) -> None:
    page, box = pages.with_symbol(pages.white(1200, 1000), name, "SOZ-26", (200, 300), 4)
    turned = drawing.turned(page, quarter)
    height, width = turned.shape
    views = pages.views(turned)
    (found,) = zbar.read(views, Box(0, 0, width, height), (name,))
    (wanted,) = barcodes.detect(views, (name,)).barcodes
    assert (found.format, found.text, found.detector) == (name, "SOZ-26", "zbar")
    assert found.score < wanted.score
    assert np.abs(np.array(found.quad) - np.array(wanted.quad)).max() <= 14
    assert box


def test_zbar_places_are_those_of_the_page() -> None:
    page, (left, top, _, _) = pages.with_symbol(pages.white(), "QRCode", "SOZ-26", (900, 1700), 6)
    views = pages.views(page)
    (found,) = zbar.read(views, Box(700, 1500, 1500, 2300), ())
    assert np.abs(np.array(found.quad[0]) - (left, top)).max() <= 8


def test_zbar_is_not_asked_for_what_it_cannot_read() -> None:
    assert zbar.available()
    page, _ = pages.with_symbol(pages.white(900, 900), "DataMatrix", "SOZ-26", (200, 300), 6)
    assert zbar.read(pages.views(page), Box(0, 0, 900, 900), ("DataMatrix",)) == []
