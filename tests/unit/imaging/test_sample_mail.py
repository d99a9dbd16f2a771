"""The demo's stack: every fact of every side, and every page of text turned four ways."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

import pytest

from scanstation.bench import pages as drawing
from scanstation.imaging import raster
from scanstation.imaging.detect import orientation, skew
from scanstation.imaging.pipeline import analyse
from scanstation.imaging.views import Pixels
from scanstation.model import ImagingOptions, PageFacts
from tests.unit.imaging import pages

STACK = pages.SCANS.parents[2] / "resources" / "sample_mail"
SIDES: list[dict[str, Any]] = json.loads((STACK / "stack.json").read_text("utf-8"))["sides"]
SEPARATORS = [side for side in SIDES if side["is_separator"]]
LETTERS = [side for side in SIDES if not side["is_separator"] and not side["is_blank"]]
BLANKS = [side for side in SIDES if not side["is_separator"] and side["is_blank"]]


def decoded(side: dict[str, Any]) -> Pixels:
    return raster.decode((STACK / str(side["file"])).read_bytes(), raster.JPEG)


@lru_cache(maxsize=64)
def facts(number: int) -> PageFacts:
    side = next(side for side in SIDES if side["number"] == number)
    return analyse(decoded(side), pages.DPI, ImagingOptions())


def test_the_stack_has_all_kinds() -> None:
    assert min(len(SEPARATORS), len(LETTERS), len(BLANKS)) >= 3
    assert any(side["upside_down"] for side in LETTERS)
    assert any(abs(side["crooked_degrees"]) > 1 for side in LETTERS)


@pytest.mark.parametrize("side", SEPARATORS, ids=lambda side: str(side["number"]))
def test_separators_read_on_both_sides(side: dict[str, Any]) -> None:
    found = facts(side["number"])
    assert {each.format for each in found.barcode.barcodes} == {"QRCode", "Code128"}
    assert {(each.name, each.edge) for each in found.patch.patches} == {
        ("T", edge) for edge in ("top", "right", "bottom", "left")
    }
    assert found.blank.blank_score == 0.0


@pytest.mark.parametrize("side", BLANKS, ids=lambda side: str(side["number"]))
def test_blank_backs_are_blank(side: dict[str, Any]) -> None:
    assert facts(side["number"]).blank.blank_score >= ImagingOptions().blank_threshold


@pytest.mark.parametrize("side", LETTERS, ids=lambda side: str(side["number"]))
def test_letters_are_neither_blank_nor_separators(side: dict[str, Any]) -> None:
    found = facts(side["number"])
    assert found.blank.blank_score == 0.0
    assert (found.barcode.barcodes, found.barcode.suspected) == ((), False)
    assert found.patch.patches == ()
    assert found.skew.degrees == pytest.approx(side["crooked_degrees"], abs=0.1)
    assert found.size.name == "A4"


@pytest.mark.parametrize("side", LETTERS, ids=lambda side: str(side["number"]))
def test_letters_turned_four_ways(side: dict[str, Any]) -> None:
    upright = drawing.turned(decoded(side), 180 if side["upside_down"] else 0)
    for quarter in (0, 90, 180, 270):
        views = pages.views(drawing.turned(upright, quarter))
        fact = orientation.detect(views, skew.text_lines(views))
        assert (fact.rotation, fact.sure) == (-quarter % 360, True)
