from __future__ import annotations

import cv2
import numpy as np
import pytest

from scanstation.bench import barcode as bench
from scanstation.bench import pages as drawing
from scanstation.imaging.detect import patch_codes
from scanstation.imaging.detect.patch_codes import EDGES, NAMES, Edge
from scanstation.imaging.views import Pixels
from scanstation.model import PatchName
from tests.unit.imaging import pages

CODES: tuple[PatchName, ...] = ("1", "2", "3", "4", "6", "T")
UPSIDE_DOWN = {"1": "6", "6": "1", "3": "T", "T": "3", "2": "2", "4": "4"}


def found(page: Pixels, dpi: float = 300.0) -> list[tuple[str, str]]:
    return [
        (patch.name, patch.edge) for patch in patch_codes.detect(pages.views(page, dpi)).patches
    ]


def test_the_sequences_are_those_of_the_standard() -> None:
    reversed_names = {name: NAMES[sequence[::-1]] for sequence, name in NAMES.items()}
    assert reversed_names == UPSIDE_DOWN
    assert all(sequence.count("W") == 2 for sequence in NAMES)


@pytest.mark.parametrize("name", CODES)
@pytest.mark.parametrize("edge", EDGES)
def test_every_code_at_every_edge_however_the_sheet_is_turned(name: PatchName, edge: Edge) -> None:
    sheet = pages.with_patch(pages.grey_letter(3, lines=0), name, edge)
    for quarter in (0, 90, 180, 270):
        turned = EDGES[(EDGES.index(edge) + quarter // 90) % 4]
        assert found(pages.rough(drawing.turned(sheet, quarter))) == [(name, turned)]


@pytest.mark.parametrize("name", CODES)
@pytest.mark.parametrize("degrees", [-3.0, 1.5, 4.0])
def test_mild_skew_is_read(name: PatchName, degrees: float) -> None:
    sheet = drawing.skewed(pages.with_patch(pages.white(), name, "top", 180), degrees)
    assert found(pages.rough(sheet)) == [(name, "top")]


@pytest.mark.parametrize("name", CODES)
def test_bars_printed_the_wrong_way_round_have_their_other_name(name: PatchName) -> None:
    page = pages.white()
    bars = pages.patch_bars(name, 1000)[::-1]
    page[90 : 90 + len(bars), 700:1700] = bars
    assert found(page) == [(UPSIDE_DOWN[name], "top")]


@pytest.mark.parametrize("dpi", [100, 150, 200, 240, 400, 600])
def test_any_resolution(dpi: int) -> None:
    sheet = pages.with_patch(pages.with_patch(pages.white(), "T", "top"), "2", "left")
    scale = dpi / 300
    resized = cv2.resize(sheet, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    assert sorted(found(np.asarray(resized, np.uint8), dpi)) == [("2", "left"), ("T", "top")]


def test_a_sheet_with_bars_on_all_four_edges_reads_the_same_from_each() -> None:
    sheet = pages.white()
    for edge in EDGES:
        sheet = pages.with_patch(sheet, "T", edge)
    assert found(pages.rough(sheet)) == [("T", edge) for edge in EDGES]


@pytest.mark.parametrize("edge", EDGES)
def test_quads_stand_on_the_bars_seen_from_their_edge(edge: Edge) -> None:
    sheet = pages.with_patch(pages.white(), "T", edge, offset=120, length=1000)
    (patch,) = patch_codes.detect(pages.views(sheet)).patches
    rows, columns = np.nonzero(sheet < 128)
    left, top, right, bottom = columns.min(), rows.min(), columns.max() + 1, rows.max() + 1
    clockwise = [(left, top), (right, top), (right, bottom), (left, bottom)]
    start = EDGES.index(edge)
    wanted = np.array(clockwise[start:] + clockwise[:start], float)
    assert np.abs(np.array(patch.quad) - wanted).max() <= 61  # one slice of 5 mm
    assert patch.score > 0.9


def test_on_small_paper_a_symbol_belongs_to_the_nearer_edge() -> None:
    a6 = pages.white(1240, 1748)
    assert found(pages.with_patch(a6, "T", "top")) == [("T", "top")]
    assert found(pages.with_patch(a6, "3", "bottom")) == [("3", "bottom")]


def test_a_symbol_in_the_middle_of_the_page_is_none() -> None:
    assert found(pages.with_patch(pages.white(), "T", "top", offset=1600)) == []


@pytest.mark.parametrize(
    ("fault", "length"), [("too short", 300), ("no quiet zone", 1000), ("five bars", 1000)]
)
def test_near_misses_are_none(fault: str, length: int) -> None:
    page = pages.white()
    bars = pages.patch_bars("T", length)
    page[200 : 200 + len(bars), 700 : 700 + length] = bars
    if fault == "no quiet zone":
        page[200 + len(bars) + 10 : 300 + len(bars), 700 : 700 + length] = 0
    if fault == "five bars":
        page[224 + len(bars) : 248 + len(bars), 700 : 700 + length] = 0
    assert found(page) == []


def test_text_tables_barcodes_and_real_scans_hold_none() -> None:
    table = pages.grey_letter(1, lines=5).copy()
    for row, top in enumerate(range(60, 1200, 60)):
        table[top : top + 6, 200:2300] = 0
        if row % 3 == 0:
            table[top : top + 60, 200:2300] = 90
    linear, _ = pages.with_symbol(pages.white(), "Code39", "SOZ-2026", (200, 100), 8)
    stacked, _ = pages.with_symbol(pages.white(), "PDF417", "SOZ-2026" * 9, (100, 100), 6)
    letters = [pages.letter(seed, 11, drawing.FONTS[seed]) for seed in range(3)]
    scans = [pages.scan(name) for name in ("eurotext.tif", "8087_054.3B.tif", "8071_093.3B.tif")]
    for page in (table, linear, drawing.turned(linear, 90), stacked, *letters, *scans):
        assert found(page) == []


def test_symbols_of_the_barcode_bench_hold_none() -> None:
    background = pages.grey_letter(2)
    for number, specimen in enumerate(bench.specimens()[:12]):
        assert found(bench.page(specimen, background, number)) == []
