"""A device is tested as its buyer would: what it does wrong stands in the findings, and no more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from scanstation.model import Mode
from scanstation.workflow.acceptance import report, report_pdf
from scanstation.workflow.acceptance.findings import Judged, Verdict
from scanstation.workflow.acceptance.report import Picture
from scanstation.workflow.acceptance.run import run
from scanstation.workflow.demo import demo_workspace
from scanstation.workflow.device_health import HealthBook
from scanstation.workflow.device_watch import troubles
from tests.unit.workflow.acceptance.conftest import DPI, fill

Sides = list[Image.Image]
Test = Callable[..., tuple[Judged, dict[str, Picture]]]


@pytest.fixture
def tested(tmp_path: Path) -> Test:
    """Test a feeder with the given sides."""
    workspace = demo_workspace(tmp_path / "home")

    def test(sides: Sides, fault: str = "", mode: Mode = Mode.COLOUR) -> object:
        address = fill(tmp_path / "feeder", sides) + fault
        profile = workspace.configuration.profile("posteingang")
        scan = replace(profile.scan, resolution=DPI, mode=mode)
        (tmp_path / "run").mkdir()
        return run(workspace, tmp_path / "run", address, replace(profile, scan=scan))

    return test  # type: ignore[return-value]


def wrong(judged: Judged) -> set[str]:
    """Return the parts that are wrong."""
    return {one.part for one in judged.findings if one.verdict is Verdict.WRONG}


def said(judged: Judged, part: str) -> str:
    """Return the German sentence on a part."""
    return next(one.text.de for one in judged.findings if one.part == part)


def turned(side: Image.Image, degrees: float) -> Image.Image:
    """Return the side as a crooked feeder shows it."""
    return side.rotate(degrees, resample=Image.Resampling.BICUBIC, fillcolor="white")


@pytest.mark.parametrize("mode", list(Mode))
def test_a_good_device_passes(tested: Test, deck: Sides, mode: Mode) -> None:
    judged, _ = tested([turned(side, 0.5) for side in deck], mode=mode)
    assert judged.passed
    assert {one.verdict for one in judged.findings} == {Verdict.RIGHT}
    parts = {one.part for one in judged.findings}
    assert {"order", "pairing", "count", "codes", "geometry", "resolution", "streaks"} <= parts
    assert ("tones" in parts) == (mode is not Mode.LINEART)
    assert ("colour" in parts) == (mode is Mode.COLOUR)
    assert "schief bis 0,5°" in said(judged, "geometry")
    assert f"{DPI} × {DPI} dpi gemessen" in said(judged, "geometry")


def test_a_deck_that_goes_in_upside_down_is_as_good(tested: Test, deck: Sides) -> None:
    judged, _ = tested([turned(side, 180) for side in deck])
    assert wrong(judged) <= {"codes"}, "patch codes are read from the leading edge only"
    assert "schief bis 0,0°" in said(judged, "geometry")


def test_swapped_sides_are_named(tested: Test, deck: Sides) -> None:
    deck = list(deck)
    deck[4], deck[5] = deck[5], deck[4]
    judged, _ = tested(deck)
    assert wrong(judged) == {"order", "pairing"}
    assert "Prüfblatt 2 Rückseite" in said(judged, "order")
    assert "2 Vorderseite, 2 Rückseite" in said(judged, "pairing")


def test_a_lost_sheet_is_named(tested: Test, deck: Sides) -> None:
    judged, _ = tested(deck[:6] + deck[8:])
    assert wrong(judged) == {"missing"}
    assert said(judged, "missing") == "Es fehlen: 3 Vorderseite, 3 Rückseite."


def test_a_device_without_backs_is_found_out(tested: Test, deck: Sides) -> None:
    judged, _ = tested([side for front in deck[::2] for side in (front, blank(front))])
    assert {"missing", "unread"} <= wrong(judged)


def blank(side: Image.Image) -> Image.Image:
    """Return an empty side."""
    return Image.new("RGB", side.size, "white")


@pytest.mark.parametrize(
    ("fault", "parts"),
    [
        ("&duplicate=7", {"twice"}),
        ("&count_lie=1", {"count"}),
        ("&jam=9", {"feed", "missing", "count", "codes"}),
        ("&crash=9", {"feed", "missing", "count", "codes"}),
    ],
)
def test_faults_of_the_feeder(tested: Test, deck: Sides, fault: str, parts: set[str]) -> None:
    judged, _ = tested(deck, fault)
    assert not judged.passed
    assert parts <= wrong(judged) <= parts | {"pairing"}


def test_faults_of_the_image(tested: Test, deck: Sides) -> None:
    def spoilt(side: Image.Image) -> Image.Image:
        pixels = np.array(side)
        pixels[:, 400:402] = 60
        shrunk = (side.width, round(side.height * 0.94))
        return Image.fromarray(pixels[:, :, ::-1].copy()).resize(shrunk)

    judged, _ = tested([spoilt(side) for side in deck])
    assert wrong(judged) == {"geometry", "colour", "streaks"}
    assert "150 × 141 dpi gemessen" in said(judged, "geometry")
    assert "Rot, Blau" in said(judged, "colour")
    assert "bei 68 mm" in said(judged, "streaks")


def test_a_blurred_device_does_not_reach_its_resolution(tested: Test, deck: Sides) -> None:
    small = (deck[0].width // 4, deck[0].height // 4)
    blurred = [side.resize(small).resize(side.size) for side in deck]
    judged, _ = tested(blurred, mode=Mode.GREY)
    assert "resolution" in wrong(judged)


def test_dirt_on_one_sheet_is_no_streak(tested: Test, deck: Sides) -> None:
    deck = list(deck)
    pixels = np.array(deck[2])
    pixels[:, 500:503] = 60
    deck[2] = Image.fromarray(pixels)
    judged, _ = tested(deck)
    assert judged.passed


def test_another_stack_is_no_deck(tested: Test, deck: Sides) -> None:
    judged, _ = tested([blank(side) for side in deck])
    assert wrong(judged) == {"deck"}


def test_the_report_names_and_shows_what_is_wrong(
    tested: Test, deck: Sides, tmp_path: Path
) -> None:
    judged, pictures = tested([side.convert("L").convert("RGB") for side in deck])
    report.write_html(tmp_path / "r.html", judged, pictures, "de")
    report_pdf.write_pdf(tmp_path / "r.pdf", judged, pictures, "de")
    page = (tmp_path / "r.html").read_text()
    assert "Nicht bestanden" in page
    assert "Farben falsch wiedergegeben: Rot" in page
    assert page.count("data:image/jpeg;base64") == len(pictures) > 0
    import pypdfium2 as pdfium

    with pdfium.PdfDocument(tmp_path / "r.pdf") as pdf:
        text = "".join(pdf[number].get_textpage().get_text_bounded() for number in range(len(pdf)))
    assert "Nicht bestanden" in text
    assert "Farben falsch wiedergegeben" in text
    report.write_html(tmp_path / "en.html", judged, pictures, "en")
    assert "Colours rendered wrongly: red" in (tmp_path / "en.html").read_text()


def test_a_crash_in_the_test_counts_for_the_stations_device(
    tested: Test, deck: Sides, tmp_path: Path
) -> None:
    judged, _ = tested(deck, "&crash=3")
    assert not judged.passed
    (health,) = HealthBook(tmp_path / "home").read().values()
    assert [one.kind for one in health.failures] == ["crash"]
    (address,) = HealthBook(tmp_path / "home").read()
    assert troubles(tmp_path / "home", address)[0]["kind"] == "crash"
    assert not (tmp_path / "run" / "devices" / "health.json").exists()
