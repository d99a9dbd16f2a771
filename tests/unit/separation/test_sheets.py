"""Separator sheets as paper: what is printed reads back, however it is fed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pikepdf
import pypdfium2
import pytest
import zxingcpp
from numpy.typing import NDArray

from scanstation.errors import ConfigurationInvalid, StoreNotWritable
from scanstation.separation.canvas import DEPTH, MARGIN, NARROW, WIDE
from scanstation.separation.case_list import read_case_list
from scanstation.separation.codes import OwnCode, SheetCode, SheetNumber, parse
from scanstation.separation.helvetica import fitting, width, writable
from scanstation.separation.sheets import SheetRequest, Titles, write_sheets

Pixels = NDArray[np.uint8]
REQUESTS = (
    SheetRequest("antrag", "50.1-123/2026", 4, {"person": "Müller-Lüdenscheidt, Käthe"}),
    SheetRequest(),
)
TITLES = Titles("Kreis Übungsland", {"antrag": "Antrag Grundsicherung"}, {"person": "Name"})


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[SheetCode, ...]]:
    path = tmp_path_factory.mktemp("Trennblätter für Übung") / "Blätter.pdf"
    return path, write_sheets(path, REQUESTS, tenant="uebung", titles=TITLES)


def page(path: Path, number: int, dpi: int) -> Pixels:
    with pypdfium2.PdfDocument(path) as document:
        bitmap = document[number].render(scale=dpi / 72, grayscale=True)
        return np.ascontiguousarray(bitmap.to_numpy().squeeze())


def read(image: Pixels) -> list[OwnCode | None]:
    """What the default profile's symbologies give."""
    names = ("Code128", "Code39", "QRCode", "DataMatrix")
    formats = zxingcpp.BarcodeFormats([getattr(zxingcpp.BarcodeFormat, name) for name in names])
    return [parse(one.text) for one in zxingcpp.read_barcodes(image, formats=formats)]


def turned(image: Pixels, quarters: int, degrees: float) -> Pixels:
    image = np.ascontiguousarray(np.rot90(image, quarters))
    high, wide = image.shape
    matrix = cv2.getRotationMatrix2D((wide / 2, high / 2), degrees, 1)
    return np.asarray(cv2.warpAffine(image, matrix, (wide, high), borderValue=(255,)), np.uint8)


@pytest.mark.parametrize(("dpi", "crooked"), [(200, (0.0, 2.0, -3.0)), (300, (0.0, -1.0))])
@pytest.mark.parametrize("number", [0, 3])
def test_every_side_reads_in_all_turns_and_crooked(
    printed: tuple[Path, tuple[SheetCode, ...]],
    dpi: int,
    crooked: tuple[float, ...],
    number: int,
) -> None:
    path, codes = printed
    image = page(path, number, dpi)
    code = codes[number // 2]
    for quarters in range(4):
        for degrees in crooked:
            seen = read(turned(image, quarters, degrees))
            assert code in seen, (quarters, degrees)
            assert SheetNumber(code.job, code.number) in seen, (quarters, degrees)


def test_a_noisy_soft_bilevel_copy_still_reads(
    printed: tuple[Path, tuple[SheetCode, ...]],
) -> None:
    path, codes = printed
    image = page(path, 0, 200)
    noise = np.random.default_rng(7).normal(0, 40, image.shape)
    soft = cv2.GaussianBlur(np.clip(image + noise, 0, 255).astype(np.uint8), (3, 3), 0)
    _, bilevel = cv2.threshold(soft, 128, 255, cv2.THRESH_BINARY)
    assert codes[0] in read(np.asarray(bilevel, np.uint8))


def runs(line: Pixels, dpi: int) -> list[tuple[bool, float]]:
    """Dark and light runs of a line of pixels, in millimetres."""
    dark = line < 128
    edges = np.flatnonzero(np.diff(dark)) + 1
    parts = np.split(dark, edges)
    return [(bool(part[0]), len(part) * 25.4 / dpi) for part in parts]


@pytest.mark.parametrize("quarters", range(4))
def test_patch_t_has_its_measures_from_every_edge(
    printed: tuple[Path, tuple[SheetCode, ...]], quarters: int
) -> None:
    """From whichever edge: margin, then narrow, wide, narrow, wide (reference: 0.01 in)."""
    image = turned(page(printed[0], 1, 300), quarters, 0)
    column = image[: round(45 / 25.4 * 300), image.shape[1] // 2]
    margin, *bars = runs(column, 300)[:8]
    expected = [NARROW, NARROW, WIDE, NARROW, NARROW, NARROW, WIDE]
    assert not margin[0]
    assert margin[1] == pytest.approx(MARGIN, abs=0.3)
    assert [dark for dark, _ in bars] == [True, False] * 3 + [True]
    assert [length for _, length in bars] == pytest.approx(expected, abs=0.254)


@pytest.mark.parametrize("quarters", range(4))
def test_nothing_else_lies_near_the_bars_and_they_are_long_enough(
    printed: tuple[Path, tuple[SheetCode, ...]], quarters: int
) -> None:
    image = turned(page(printed[0], 0, 100), quarters, 0)
    per_mm = 100 / 25.4
    bar = image[round((MARGIN + 1) * per_mm)]
    assert max(length for dark, length in runs(bar, 100) if dark) >= 50.8
    middle = slice(image.shape[1] // 2 - 100, image.shape[1] // 2 + 100)
    below = image[round((MARGIN + DEPTH + 0.5) * per_mm) : round((MARGIN + DEPTH + 6.3) * per_mm)]
    assert below[:, middle].min() > 200


def test_people_can_read_it(printed: tuple[Path, tuple[SheetCode, ...]]) -> None:
    with pypdfium2.PdfDocument(printed[0]) as document:
        assert len(document) == 4
        texts = [one.get_textpage().get_text_range() for one in document]
    assert texts[0] == texts[1]
    for words in (
        "TRENNBLATT",
        "1 / 2",
        "50.1-123/2026",
        "Antrag Grundsicherung",
        "Kreis Übungsland",
    ):
        assert words in texts[0]
    assert "Müller-Lüdenscheidt, Käthe" in texts[0]
    assert "2 / 2" in texts[2]


def test_the_pdf_asks_for_its_own_size_and_both_sides(
    printed: tuple[Path, tuple[SheetCode, ...]], tmp_path: Path
) -> None:
    with pikepdf.open(printed[0]) as pdf:
        wishes = pdf.Root.ViewerPreferences
        assert wishes.PrintScaling == "/None"
        assert wishes.Duplex == "/DuplexFlipLongEdge"
        assert [float(side) for side in pdf.pages[0].mediabox] == pytest.approx(
            [0, 0, 595.28, 841.89], abs=0.01
        )
        assert not pdf.check_pdf_syntax()
    one_sided = tmp_path / "einseitig.pdf"
    write_sheets(one_sided, REQUESTS, tenant="uebung", duplex=False)
    with pikepdf.open(one_sided) as pdf:
        assert len(pdf.pages) == 2
        assert pdf.Root.ViewerPreferences.Duplex == "/Simplex"


def test_the_longest_texts_stay_between_the_bars(tmp_path: Path) -> None:
    long = SheetRequest("d" * 60, "50.1-" + "8" * 35, 999, {f"wert{n}": "W" * 40 for n in range(5)})
    path = tmp_path / "lang.pdf"
    codes = write_sheets(path, [long] * 3, tenant="t" * 64, titles=Titles("Ü" * 90))
    for number in range(2):
        image = page(path, number, 200)
        assert codes[0] in read(image)
    per_mm = 200 / 25.4
    gap = page(path, 0, 200)[:, round(174.5 * per_mm) : round(181 * per_mm)]
    assert gap[round(40 * per_mm) : round(250 * per_mm)].min() > 200


def test_numbers_and_jobs_run_on(tmp_path: Path) -> None:
    first = write_sheets(tmp_path / "a.pdf", [SheetRequest()] * 3, tenant="uebung")
    assert [(one.number, one.total) for one in first] == [(1, 3), (2, 3), (3, 3)]
    second = write_sheets(tmp_path / "a.pdf", [SheetRequest()], tenant="uebung")
    assert second[0].job != first[0].job
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.pdf"]
    given = write_sheets(tmp_path / "b.pdf", [SheetRequest()], tenant="uebung", job="K7Q2M9XA")
    assert given[0].job == "K7Q2M9XA"


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreNotWritable):
        write_sheets(tmp_path / "fehlt" / "a.pdf", [SheetRequest()], tenant="uebung")


def test_letters_outside_the_font_lose_their_accents_only() -> None:
    assert writable("Müller Öztürk Yıldız Doğan Petrović Łódź Šimić €") == (
        "Müller Öztürk Yildiz Dogan Petrovic Lódz Šimic €"
    )
    assert writable("e\u0301 日本") == "é ??"
    assert width("iii", 10) < width("WWW", 10)
    assert fitting("W" * 100, 100, 48) == pytest.approx(100 / width("W" * 100, 1))
    assert fitting("W", 100, 48) == 48


PATTERN = r"\d{2}\.\d{1,2}-\d{1,5}/\d{4}"


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_case_lists_as_people_save_them(
    tmp_path: Path, encoding: str, delimiter: str, newline: str
) -> None:
    rows = [
        ["Aktenzeichen", "Dokumentart", "Seiten", "Name"],
        ["50.1-1/2026", "antrag", "4", "Müller"],
    ]
    rows += [["50.1-2/2026", "", "", "Größe"], ["", "", "", ""]]
    text = newline.join(delimiter.join(row) for row in rows)
    path = write(tmp_path / "Fälle mit Blank.csv", text, encoding)
    assert read_case_list(path, pattern=PATTERN, document_class="posteingang") == (
        SheetRequest("antrag", "50.1-1/2026", 4, {"Name": "Müller"}),
        SheetRequest("posteingang", "50.1-2/2026", 0, {"Name": "Größe"}),
    )


def test_a_plain_list_needs_no_header(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "50.1-1/2026\n\n50.1-2/2026\n")
    assert [one.case_number for one in read_case_list(path)] == ["50.1-1/2026", "50.1-2/2026"]


def wrong_lists() -> Iterator[tuple[str, int]]:
    yield "", 1
    yield "Aktenzeichen\n", 1
    yield "Aktenzeichen;Seiten\n50.1-1/2026;vier\n", 2
    yield "Aktenzeichen;Seiten\n50.1-1/2026;1\n;2\n", 3
    yield "Aktenzeichen\n50.1-1/2026\n\n50.1-1/2026\n", 4
    yield "50.1-1/2026\n50.1-A/2026\n", 2
    yield "50.1-1/2026;antrag\n", 1
    yield "Aktenzeichen;Dokumentart\n50.1-1/2026;antrak\n", 2
    yield "Aktenzeichen;Seiten\n50.1-1/2026;1;2\n", 2
    yield 'Aktenzeichen\n"50.1-1/2026\n', 2
    yield "Aktenzeichen;Aktenzeichen\n50.1-1/2026;50.1-1/2026\n", 1


@pytest.mark.parametrize(("text", "line"), list(wrong_lists()))
def test_a_wrong_list_names_file_and_line(tmp_path: Path, text: str, line: int) -> None:
    path = write(tmp_path / "Fälle.csv", text)
    with pytest.raises(ConfigurationInvalid) as caught:
        read_case_list(path, pattern=PATTERN, classes=["antrag", "posteingang"])
    assert caught.value.details["line"] == line
    assert "Fälle.csv" in caught.value.sentence("de")
