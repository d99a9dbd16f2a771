"""From the printed sheet through the real detectors to documents, however it was fed or spoilt."""

from __future__ import annotations

import cv2
import numpy as np
import pypdfium2
import pytest
from numpy.typing import NDArray

from scanstation.imaging.pipeline import analyse
from scanstation.model import ImagingOptions, PageFacts
from scanstation.separation.rules import Separation
from scanstation.separation.sheets import SheetRequest, write_sheets
from tests.unit.separation.stacks import Sheet, documents, kinds, noted, run

DPI = 200
Pixels = NDArray[np.uint8]


def seen(pixels: Pixels) -> PageFacts:
    return analyse(np.ascontiguousarray(pixels), (DPI, DPI), ImagingOptions())


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> Pixels:
    path = tmp_path_factory.mktemp("sheets") / "sheets.pdf"
    request = SheetRequest("antrag", "50.1-123/2026", 1)
    write_sheets(path, [request], tenant="uebung")
    with pypdfium2.PdfDocument(path) as document:
        image = document[0].render(scale=DPI / 72, grayscale=True).to_numpy().squeeze()
    return np.ascontiguousarray(image)


@pytest.fixture(scope="module")
def empty() -> Pixels:
    return np.full((2339, 1654), 252, np.uint8)


@pytest.fixture(scope="module")
def letter(empty: Pixels) -> Sheet:
    image = empty.copy()
    for row in range(20):
        text = "Sehr geehrte Damen und Herren, hiermit lege ich vor"
        cv2.putText(image, text, (150, 300 + row * 60), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (20,), 2)
    return (seen(image), seen(empty))


def fed(letter: Sheet, front: Pixels, back: Pixels) -> Separation:
    return run([letter, (seen(front), seen(back)), letter])


@pytest.mark.parametrize("quarters", range(4))
@pytest.mark.parametrize("printed_on_both", [True, False])
def test_however_a_sheet_is_fed(
    letter: Sheet, sheet: Pixels, empty: Pixels, quarters: int, printed_on_both: bool
) -> None:
    turned = np.rot90(sheet, quarters)
    outcome = fed(letter, turned, turned if printed_on_both else np.rot90(empty, quarters))
    assert kinds(outcome) == "dbssdb"
    assert outcome.openings[1].values["case_number"] == "50.1-123/2026"
    assert outcome.openings[1].case_number_sure
    assert noted(outcome) == []


def test_a_sheet_that_lies_on_its_face_separates_by_its_back(
    letter: Sheet, sheet: Pixels, empty: Pixels
) -> None:
    outcome = fed(letter, empty, sheet)
    assert documents(outcome) == [("1f",), ("3f",)]
    assert outcome.openings[1].case_number_sure


def millimetres(value: float) -> int:
    return round(value / 25.4 * DPI)


def covered(sheet: Pixels, top: float, bottom: float) -> Pixels:
    """A sticker from edge to edge of the inner field."""
    image = sheet.copy()
    image[millimetres(top) : millimetres(bottom), millimetres(36) : millimetres(174)] = 255
    return image


def test_without_its_qr_code_the_strip_names_the_sheet(
    letter: Sheet, sheet: Pixels, empty: Pixels
) -> None:
    outcome = fed(letter, covered(sheet, 105, 175), empty)
    assert documents(outcome) == [("1f",), ("3f",)]
    assert outcome.openings[1].reason == "own_number+patch"
    assert noted(outcome) == ["values_unread?"]


def test_without_any_barcode_the_patch_codes_separate(
    letter: Sheet, sheet: Pixels, empty: Pixels
) -> None:
    outcome = fed(letter, covered(sheet, 105, 215), empty)
    assert documents(outcome) == [("1f",), ("3f",)]
    assert outcome.openings[1].reason == "patch"
    assert not outcome.openings[1].case_number_sure


def test_with_only_its_codes_left_it_separates(letter: Sheet, sheet: Pixels, empty: Pixels) -> None:
    image = np.full_like(sheet, 255)
    inner = (slice(millimetres(36), millimetres(250)), slice(millimetres(36), millimetres(174)))
    image[inner] = sheet[inner]
    outcome = fed(letter, image, empty)
    assert outcome.openings[1].reason == "own_sheet+own_number"
    assert outcome.openings[1].case_number_sure


def test_a_sheet_printed_too_small_still_separates(
    letter: Sheet, sheet: Pixels, empty: Pixels
) -> None:
    """Somebody printed with "fit to page" all the same."""
    small = np.asarray(cv2.resize(sheet, None, fx=0.94, fy=0.94), np.uint8)
    page = np.full_like(sheet, 255)
    top, left = (page.shape[0] - small.shape[0]) // 2, (page.shape[1] - small.shape[1]) // 2
    page[top : top + small.shape[0], left : left + small.shape[1]] = small
    assert fed(letter, page, empty).openings[1].case_number_sure
