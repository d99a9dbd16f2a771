"""The report of an acceptance run: one HTML file that needs nothing beside it."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import cv2
import numpy as np

from scanstation.errors import Language, StoreNotWritable, Text
from scanstation.imaging import raster
from scanstation.model import Mode
from scanstation.settings import resource
from scanstation.workflow.acceptance.findings import Figure, Judged, Verdict
from scanstation.workflow.acceptance.layout import PAIRS

WIDE = 700
"""Pixels of a picture in the report: enough to see what is wrong, too few to be the page."""
QUALITY = 85

WORDS = {
    "title": Text("Geräteprüfung", "Device test"),
    "findings": Text("Ergebnisse", "Findings"),
    "verdict": Text("Urteil", "Verdict"),
    "found": Text("Befund", "Finding"),
    "groups": Text(
        "Linienpaare: Modulation (1 ist vollkommen)", "Line pairs: modulation (1 is perfect)"
    ),
    "pairs": Text("Linienpaare je mm", "Line pairs a mm"),
    "across": Text("quer zum Einzug", "across the feed"),
    "along": Text("längs zum Einzug", "along the feed"),
    "pictures": Text("Bilder", "Pictures"),
    "page": Text("Seite {number}", "Page {number}"),
}
PASSED = Text("Bestanden", "Passed")
FAILED = Text("Nicht bestanden", "Not passed")
VERDICTS = {
    Verdict.RIGHT: Text("✓ in Ordnung", "✓ right"),
    Verdict.DOUBTFUL: Text("? zu beachten", "? doubtful"),
    Verdict.WRONG: Text("✗ Mangel", "✗ wrong"),
}
MODES = {
    Mode.COLOUR: Text("Farbe", "colour"),
    Mode.GREY: Text("Graustufen", "grey"),
    Mode.LINEART: Text("Schwarzweiß", "black and white"),
}
SOURCES = {
    "flatbed": Text("Vorlagenglas", "flatbed"),
    "feeder": Text("Einzug, einseitig", "feeder, one side"),
    "duplex": Text("Einzug, beidseitig", "feeder, both sides"),
}
HEAD = {
    "device": Text("Gerät", "Device"),
    "model": Text("Modell", "Model"),
    "options": Text("Einstellungen", "Options"),
    "time": Text("Zeitpunkt (UTC)", "Time (UTC)"),
    "operator": Text("Geprüft von", "Tested by"),
    "station": Text("Arbeitsplatz", "Station"),
    "program": Text("Programm", "Program"),
    "sides": Text("Seiten", "Sides"),
}


@dataclass(frozen=True, slots=True)
class Picture:
    """A page, reduced: a JPEG in colour; size in pixels."""

    jpeg: bytes
    width: int
    height: int


def picture(data: bytes, media_type: str) -> Picture:
    """Return a page's image small enough for a report."""
    pixels = raster.decode(data, media_type, "")
    if pixels.ndim == 2:
        pixels = np.repeat(pixels[:, :, None], 3, axis=2)
    height = max(1, round(pixels.shape[0] * WIDE / pixels.shape[1]))
    small = np.asarray(cv2.resize(pixels, (WIDE, height), interpolation=cv2.INTER_AREA), np.uint8)
    return Picture(raster.encode_jpeg(small, QUALITY), WIDE, height)


def head(judged: Judged, language: Language) -> list[tuple[str, str]]:
    """Return what stands above the findings: names and values."""
    scanned = judged.scanned
    taken = scanned.taken
    words = (MODES[taken.mode].say(language), SOURCES[taken.source].say(language))
    options = f"{taken.resolution} dpi, {words[0]}, {words[1]}, {taken.depth} bit"
    values = {
        "device": scanned.device,
        "model": scanned.model or "–",
        "options": options,
        "time": scanned.begun[:19].replace("T", " "),
        "operator": scanned.operator,
        "station": scanned.station,
        "program": scanned.program,
        "sides": str(len(scanned.sides)),
    }
    return [(HEAD[name].say(language), value) for name, value in values.items()]


def outcome(judged: Judged, language: Language) -> str:
    """Return the outcome in a word."""
    return (PASSED if judged.passed else FAILED).say(language)


def captions(judged: Judged, language: Language) -> dict[str, str]:
    """Return the caption of each page that a finding names, in the order of the findings."""
    numbers = {one.page: one.number for one in judged.scanned.sides}
    shown = dict.fromkeys(page for one in judged.findings for page in one.pages)
    return {page: WORDS["page"].say(language, number=numbers[page]) for page in shown}


def groups(judged: Judged, language: Language) -> dict[str, list[str]]:
    """Return the median modulation of the line groups, as texts."""
    measured = [one.measures for one in judged.scanned.tested if one.measures is not None]

    def row(name: str) -> list[str]:
        values = [[getattr(one, name)[pairs] for one in measured] for pairs in PAIRS]
        return [Figure(median(each), 2).say(language) if each else "–" for each in values]

    return {
        "pairs": [str(pairs) for pairs in PAIRS],
        "upright": row("upright"),
        "level": row("level"),
    }


def write_html(
    path: Path, judged: Judged, pictures: Mapping[str, Picture], language: Language
) -> None:
    """Write the report.

    Raises:
        StoreNotWritable: the file cannot be written.
    """
    # Only a report needs the template language.
    from jinja2 import Environment, StrictUndefined

    shown: list[dict[str, Any]] = [
        {"base64": base64.b64encode(pictures[page].jpeg).decode(), "caption": caption}
        for page, caption in captions(judged, language).items()
        if page in pictures
    ]
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    template = environment.from_string(
        (resource("acceptance") / "report.html").read_text(encoding="utf-8")
    )
    text = template.render(
        language=language,
        judged=judged,
        scanned=judged.scanned,
        words={name: text.say(language) for name, text in WORDS.items() if name != "page"},
        outcome=outcome(judged, language),
        head=head(judged, language),
        groups=groups(judged, language),
        verdicts={each: said.say(language) for each, said in VERDICTS.items()},
        pictures=shown,
    )
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise StoreNotWritable(path=str(path), reason=error.strerror) from error
