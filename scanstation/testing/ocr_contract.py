"""What every text recognition engine must do; adapter authors subclass it in their tests."""

# ruff: noqa: D102 - the name of a test is its sentence

from __future__ import annotations

import hashlib
import io
from abc import abstractmethod
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pikepdf
import pypdfium2
import pytest
from numpy.typing import NDArray
from PIL import Image

from scanstation.errors import RecognitionFailed, RecognitionUnavailable
from scanstation.model import Quarter, Word
from scanstation.ocr import words
from scanstation.ocr.engine import Engine, Recognition, RecognitionJob
from scanstation.ocr.models import locate

Grey = NDArray[np.uint8]

QUARTERS: tuple[Quarter, ...] = (0, 90, 180, 270)
DPI = 300
POINTS = (420, 215)
"""A6 lying, in points: enough for every rule and quick to read."""
SIZE = 12
ROWS = (
    ("Aktenzeichen", "50.1-123/2026", "Größe"),
    ("Übung", "Straße", "Müller"),
    ("Käthe", "Öffnung", "Bescheid"),
    ("Antrag", "Landkreis", "Weißenbäcker"),
    ("Gebühr", "Fußgänger", "Ärztin"),
    ("Wohnung", "Heizkosten", "Überweisung"),
)


@dataclass(frozen=True)
class Printed:
    """A word of the page, its left end and its baseline in pixels of the upright page."""

    text: str
    left: float
    baseline: float


def printed() -> Iterator[Printed]:
    """Yield the words of the page; each stands by itself, so that its place is certain."""
    for row, texts in enumerate(ROWS):
        for column, text in enumerate(texts):
            x, y = 36 + 125 * column, 40 + 28 * row
            yield Printed(text, x / 72 * DPI, y / 72 * DPI)


def page() -> Grey:
    """Return the page, upright, shape (height, width)."""
    runs = [
        f"BT /F {SIZE} Tf {word.left / DPI * 72:.2f} {POINTS[1] - word.baseline / DPI * 72:.2f} Td "
        f"<{word.text.encode('cp1252').hex()}> Tj ET"
        for word in printed()
    ]
    with pikepdf.new() as pdf:
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type1,
            BaseFont=pikepdf.Name.Helvetica,
            Encoding=pikepdf.Name.WinAnsiEncoding,
        )
        leaf = pdf.add_blank_page(page_size=POINTS)
        leaf.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
        leaf.Contents = pdf.make_stream("\n".join(runs).encode())
        stream = io.BytesIO()
        pdf.save(stream)
    with pypdfium2.PdfDocument(stream.getvalue()) as drawn:
        seen = drawn[0].render(scale=DPI / 72, grayscale=True).to_numpy()
        return np.array(seen, np.uint8).reshape(seen.shape[:2])


def encoded(pixels: Grey, kind: str = "PNG") -> bytes:
    """Encode as PNG, or as 1-bit TIFF of CCITT Group 4 for ``TIFF``."""
    image, stream = Image.fromarray(pixels), io.BytesIO()
    if kind == "TIFF":
        image.convert("1").save(stream, "TIFF", compression="group4", dpi=(DPI, DPI))
    else:
        image.save(stream, kind, dpi=(DPI, DPI))
    return stream.getvalue()


def as_stored(word: Word, rotation: Quarter, shape: tuple[int, ...]) -> tuple[float, float]:
    """Return a recognised word's left end and baseline, turned upright.

    Args:
        word: with its box on the page as stored.
        rotation: degrees clockwise that turn the stored page upright.
        shape: height and width of the upright page.
    """
    height, width = shape
    box = word.box
    return {
        0: (box.left, box.bottom),
        90: (width - box.bottom, box.right),
        180: (width - box.right, height - box.top),
        270: (box.top, height - box.left),
    }[rotation]


DAMAGES = (b"", b"no image", encoded(np.zeros((9, 9), np.uint8))[:40])


class OcrContract:
    """Subclass, implement ``make_engine``, and let pytest collect the class."""

    @classmethod
    @abstractmethod
    def make_engine(cls) -> Engine:
        """Return an engine with German and orientation data; the suite closes it."""

    @pytest.fixture(scope="class")
    @classmethod
    def engine(cls) -> Iterator[Engine]:
        with closing(cls.make_engine()) as engine:
            yield engine

    @pytest.fixture(scope="class")
    @classmethod
    def upright(cls) -> Grey:
        return page()

    @pytest.mark.parametrize("rotation", QUARTERS)
    def test_words_are_read_and_lie_where_they_are_printed(
        self, engine: Engine, upright: Grey, rotation: Quarter
    ) -> None:
        stored = np.rot90(upright, rotation // 90)
        job = RecognitionJob(encoded(stored), "image/png", (DPI, DPI), rotation)
        found = {word.text: word for word in engine.recognise(job).words}
        for word in printed():
            left, baseline = as_stored(found[word.text], rotation, upright.shape)
            assert left == pytest.approx(word.left, abs=10), word
            assert baseline == pytest.approx(word.baseline, abs=16), word

    @pytest.fixture(scope="class")
    @classmethod
    def read(cls, engine: Engine, upright: Grey) -> Recognition:
        return engine.recognise(RecognitionJob(encoded(upright), "image/png"))

    def test_lines_count_up_in_reading_order(self, read: Recognition) -> None:
        found = read.words
        numbers = [word.line for word in found]
        assert numbers == sorted(numbers)
        assert numbers[0] == 0
        assert len(set(numbers)) == max(numbers) + 1
        for line in words.lines(found):
            assert len({round(word.box.bottom / 40) for word in line}) <= 2

    def test_confidence_engine_version_and_model_are_named(self, read: Recognition) -> None:
        assert all(0 <= word.confidence <= 1 for word in read.words)
        assert 0.8 < read.confidence <= 1
        assert read.engine
        assert read.version[0].isdigit()
        name, digest = read.model.split(":")
        file = locate(("deu",)).folder / f"{name}.traineddata"
        assert digest == hashlib.sha256(file.read_bytes()).hexdigest()

    def test_a_file_reads_like_its_bytes(
        self, engine: Engine, upright: Grey, read: Recognition, tmp_path: Path
    ) -> None:
        file = tmp_path / "Prüfung mit Leerzeichen.blob"
        file.write_bytes(encoded(upright))
        assert engine.recognise(RecognitionJob(file, "image/png")) == read

    def test_a_bilevel_page_is_read(self, engine: Engine, upright: Grey) -> None:
        job = RecognitionJob(encoded(upright, "TIFF"), "image/tiff")
        found = {word.text for word in engine.recognise(job).words}
        assert {word.text for word in printed()} <= found

    def test_a_page_with_two_resolutions_is_read(self, engine: Engine, upright: Grey) -> None:
        fax = np.ascontiguousarray(upright[::2])  # 300 x 150 dpi
        job = RecognitionJob(encoded(fax), "image/png", (DPI, DPI / 2))
        found = {word.text: word for word in engine.recognise(job).words}
        assert len(found.keys() & {word.text for word in printed()}) >= 16
        for word in printed():
            if word.text in found:
                assert found[word.text].box.left == pytest.approx(word.left, abs=10)
                assert found[word.text].box.bottom == pytest.approx(word.baseline / 2, abs=8)

    def test_a_blank_page_has_no_words(self, engine: Engine) -> None:
        white = np.full((800, 600), 255, np.uint8)
        found = engine.recognise(RecognitionJob(encoded(white), "image/png"))
        assert (found.words, found.confidence) == ((), 0.0)

    @pytest.mark.parametrize("damage", DAMAGES, ids=["empty", "text", "cut"])
    def test_bytes_that_are_no_image_fail_one_page(self, engine: Engine, damage: bytes) -> None:
        with pytest.raises(RecognitionFailed) as caught:
            engine.recognise(RecognitionJob(damage, "image/png", page="17"))
        assert caught.value.details["page"] == "17"

    def test_a_page_after_a_failed_one_is_read(self, engine: Engine, upright: Grey) -> None:
        with pytest.raises(RecognitionFailed):
            engine.recognise(RecognitionJob(b"no image", "image/png"))
        assert engine.recognise(RecognitionJob(encoded(upright), "image/png")).words

    def test_a_missing_file_fails(self, engine: Engine, tmp_path: Path) -> None:
        with pytest.raises(RecognitionFailed):
            engine.recognise(RecognitionJob(tmp_path / "fehlt", "image/png"))

    def test_a_missing_model_is_named(self, engine: Engine, upright: Grey) -> None:
        job = RecognitionJob(encoded(upright), "image/png", languages=("klingonisch",))
        with pytest.raises(RecognitionUnavailable) as caught:
            engine.recognise(job)
        assert "klingonisch.traineddata" in str(caught.value)

    @pytest.mark.parametrize("rotation", QUARTERS)
    def test_orientation_is_found(self, engine: Engine, upright: Grey, rotation: Quarter) -> None:
        stored = np.rot90(upright, rotation // 90)
        fact = engine.orientation(RecognitionJob(encoded(stored), "image/png"))
        assert (fact.rotation, fact.sure) == (rotation, True)
        assert 0 < fact.score <= 1
        assert fact.detector
        assert fact.version

    def test_orientation_of_a_blank_page_is_unsure(self, engine: Engine) -> None:
        white = np.full((800, 600), 255, np.uint8)
        fact = engine.orientation(RecognitionJob(encoded(white), "image/png"))
        assert (fact.rotation, fact.sure, fact.score) == (0, False, 0.0)

    def test_closing_twice_does_no_harm(self) -> None:
        engine = self.make_engine()
        engine.close()
        engine.close()
