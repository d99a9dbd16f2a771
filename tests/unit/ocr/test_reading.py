"""What is read from letters as they come out of a feeder."""

from __future__ import annotations

from math import cos, radians, sin
from pathlib import Path

import pytest

from scanstation.bench.edit_distance import edit_distance
from scanstation.model import Quarter
from scanstation.ocr import words
from scanstation.ocr.engine import RecognitionJob
from scanstation.ocr.pool import RecognitionPool
from scanstation.settings import resource
from tests.builders import mail


def share(text: str, truth: str) -> float:
    """Edit distance as a share of the true text; how lines break does not count."""
    one, other = (" ".join(each.split()) for each in (text, truth))
    return edit_distance(one, other) / len(other)


@pytest.mark.parametrize(
    ("points", "face"), [(7, "sans"), (7, "serif"), (9, "mono"), (11, "dejavu"), (12, "serif")]
)
def test_every_size_and_font_is_read_to_the_letter(
    reader: RecognitionPool, points: float, face: str
) -> None:
    page = mail.letter(9, points, face, lines=9)
    found = reader.recognise(RecognitionJob(mail.jpeg(page.pixels)))
    assert found.scale < 1
    assert share(words.text(found.words), page.truth) <= 0.005


@pytest.mark.parametrize("dpi", [150, 600])
def test_other_resolutions_are_read(reader: RecognitionPool, dpi: int) -> None:
    page = mail.letter(4, 10, dpi=dpi, lines=5)
    job = RecognitionJob(mail.jpeg(page.pixels, dpi=dpi), dpi=(dpi, dpi))
    found = reader.recognise(job)
    assert share(words.text(found.words), page.truth) <= 0.01
    for word, true in zip(found.words[:8], page.words[:8], strict=True):
        assert word.box.left == pytest.approx(true.box[0], abs=0.02 * dpi)


def test_a_bilevel_letter_is_read(reader: RecognitionPool) -> None:
    page = mail.letter(5, 10, lines=7)
    job = RecognitionJob(mail.tiff_g4(mail.bilevel(page.pixels)), "image/tiff")
    assert share(words.text(reader.recognise(job).words), page.truth) <= 0.005


@pytest.mark.parametrize(("degrees", "rotation"), [(2.4, 0), (-2.4, 0), (1.5, 90), (-3.0, 180)])
def test_a_crooked_letter_is_read_and_its_words_lie_where_they_are(
    reader: RecognitionPool, degrees: float, rotation: Quarter
) -> None:
    page = mail.letter(6, 11, lines=7)
    stored = mail.quarter_turned(mail.crooked(page.pixels, degrees), -rotation % 360)
    job = RecognitionJob(mail.jpeg(stored), rotation=rotation, skew=degrees)
    found = reader.recognise(job)
    assert share(words.text(found.words), page.truth) <= 0.005
    for word, true in zip(found.words, page.words, strict=True):
        x, y = placed(centre(true.box), degrees, rotation, page.pixels.shape)
        seen = centre((word.box.left, word.box.top, word.box.right, word.box.bottom))
        assert seen == pytest.approx((x, y), abs=8), word


def centre(box: mail.PixelBox) -> tuple[float, float]:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def placed(
    point: tuple[float, float], degrees: float, rotation: Quarter, shape: tuple[int, ...]
) -> tuple[float, float]:
    """Where a point of the upright page lies on the stored one."""
    height, width = shape[:2]
    angle, x, y = radians(degrees), point[0] - width / 2, point[1] - height / 2
    x, y = x * cos(angle) - y * sin(angle), x * sin(angle) + y * cos(angle)
    x, y = x + width / 2, y + height / 2
    return {0: (x, y), 90: (y, width - x), 180: (width - x, height - y), 270: (height - y, x)}[
        rotation
    ]


def test_the_sheet_that_went_in_upside_down(reader: RecognitionPool) -> None:
    side = resource("sample_mail") / "side-035.jpg"
    fact = reader.orientation(RecognitionJob(side))
    assert (fact.rotation, fact.sure) == (180, True)
    text = words.text(reader.recognise(RecognitionJob(side, rotation=fact.rotation)).words)
    assert "Grundschule am Weißen Hügel" in text
    assert "Aktenzeichen 50.4-9/2026" in text


def test_the_crooked_sheet_loses_no_line(reader: RecognitionPool) -> None:
    # the command line, which straightens nothing, drops a line of this page
    side = resource("sample_mail") / "side-021.jpg"
    found = words.text(reader.recognise(RecognitionJob(side, skew=2.4)).words)
    assert "Meine Wohnung ist 52 Quadratmeter groß." in found
    assert "Aktenzeichen 50.2-77/2026" in found


def test_a_blank_back_is_blank(reader: RecognitionPool) -> None:
    assert reader.recognise(RecognitionJob(resource("sample_mail") / "side-012.jpg")).words == ()


@pytest.mark.parametrize(
    ("name", "rotation", "expected"),
    [
        ("eurotext.tif", 0, "Over the $43,456.78 <lazy> #90 dog"),
        ("phototest-rotated-180.png", 180, "The quick brown dog jumped over the"),
        ("8087_054.3B.tif", 0, "As I drove along the Dalmatian coast past gnarled"),
    ],
)
def test_real_scans(reader: RecognitionPool, name: str, rotation: Quarter, expected: str) -> None:
    path = Path(__file__).parents[2] / "data" / "scans" / name
    kind = "image/png" if name.endswith("png") else "image/tiff"
    job = RecognitionJob(path, kind, rotation=rotation, languages=("deu",))
    assert expected in words.text(reader.recognise(job).words)
