"""The same report as a PDF, for the file of the scanning centre."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from scanstation.errors import Language
from scanstation.separation.canvas import Canvas
from scanstation.separation.helvetica import Face, width, writable
from scanstation.separation.sheets import PdfImage, write_pages
from scanstation.workflow.acceptance import report
from scanstation.workflow.acceptance.findings import Judged, Verdict
from scanstation.workflow.acceptance.report import Picture

LEFT, RIGHT, TOP, BOTTOM = 20.0, 190.0, 25.0, 275.0
LINE = 5.4
"""Millimetres from line to line at 10 points."""
SIZE = 10.0
POINTS = 72 / 25.4
SECOND = 62.0
"""Where the second column begins."""
PICTURE_WIDE, PICTURE_STEP = 52.0, 59.0
MARKS = {Verdict.RIGHT: "", Verdict.DOUBTFUL: "? ", Verdict.WRONG: "X "}


class _Pages:
    """Lines one under the other, on as many pages as they need."""

    def __init__(self) -> None:
        self._canvases = [Canvas()]
        self._top = TOP

    @property
    def canvas(self) -> Canvas:
        return self._canvases[-1]

    def room(self, high: float) -> float:
        """Return the top of the next ``high`` millimetres; a new page if there is no room."""
        self.keep(high)
        top, self._top = self._top, self._top + high
        return top

    def keep(self, high: float) -> None:
        """Begin a new page if there is no room for so much."""
        if self._top + high > BOTTOM:
            self._canvases.append(Canvas())
            self._top = TOP

    def line(self, text: str, size: float = SIZE, face: Face = "regular") -> None:
        """Write one line."""
        high = LINE * size / SIZE
        self.canvas.text((LEFT, self.room(high) + high * 0.8), text, size, face)

    def row(self, name: str, text: str, face: Face = "regular") -> None:
        """Write a name and beside it a text on as many lines as it needs."""
        for number, part in enumerate(_wrapped(text, RIGHT - SECOND)):
            base = self.room(LINE) + LINE * 0.8
            if number == 0:
                self.canvas.text((LEFT, base), name, SIZE, face)
            self.canvas.text((SECOND, base), part, SIZE)

    def bytes(self) -> list[bytes]:
        """Return the pages' operators."""
        return [one.bytes() for one in self._canvases]


def write_pdf(
    path: Path, judged: Judged, pictures: Mapping[str, Picture], language: Language
) -> None:
    """Write the report.

    Raises:
        StoreNotWritable: the file cannot be written.
    """
    pages = _Pages()
    pages.line(report.WORDS["title"].say(language), 20, "bold")
    pages.line(report.outcome(judged, language), 14, "bold")
    pages.room(LINE)
    for name, value in report.head(judged, language):
        pages.row(name, value)
    pages.room(LINE)
    pages.line(report.WORDS["findings"].say(language), 13, "bold")
    for one in judged.findings:
        said = report.VERDICTS[one.verdict].say(language)[2:]
        face: Face = "regular" if one.verdict is Verdict.RIGHT else "bold"
        pages.row(MARKS[one.verdict] + said, one.text.say(language), face)
    pages.room(LINE)
    _groups(pages, judged, language)
    images = _pictures(pages, judged, pictures, language)
    write_pages(
        path,
        pages.bytes(),
        duplex=False,
        title=report.WORDS["title"].say(language),
        images=images,
    )


def _groups(pages: _Pages, judged: Judged, language: Language) -> None:
    rows = report.groups(judged, language)
    if not any(one.measures for one in judged.scanned.tested):
        return
    pages.line(report.WORDS["groups"].say(language), 13, "bold")
    names = {"pairs": "pairs", "upright": "across", "level": "along"}
    for key, word in names.items():
        pages.row(report.WORDS[word].say(language), " · ".join(rows[key]))
    pages.room(LINE)


def _pictures(
    pages: _Pages, judged: Judged, pictures: Mapping[str, Picture], language: Language
) -> dict[str, PdfImage]:
    """Place three pictures side by side."""
    shown = [(p, c) for p, c in report.captions(judged, language).items() if p in pictures]
    images: dict[str, PdfImage] = {}
    for first in range(0, len(shown), 3):
        group = [(pictures[page], caption) for page, caption in shown[first : first + 3]]
        highs = [PICTURE_WIDE * one.height / one.width for one, _ in group]
        if first == 0:
            pages.keep(max(highs) + 5 * LINE)
            pages.line(report.WORDS["pictures"].say(language), 13, "bold")
        top = pages.room(max(highs) + 2 * LINE)
        for place, ((one, caption), high) in enumerate(zip(group, highs, strict=True)):
            name = f"Im{first + place}"
            images[name] = PdfImage(one.jpeg, one.width, one.height)
            left = LEFT + place * PICTURE_STEP
            pages.canvas.picture(name, (left, top, PICTURE_WIDE, high))
            pages.canvas.text((left, top + high + 4), caption, 9)
    return images


def _wrapped(text: str, room: float) -> list[str]:
    """Return the text in lines of at most ``room`` millimetres."""
    lines = [""]
    for word in writable(text).split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and width(longer, SIZE) > room * POINTS:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
