"""Make the sample stack: ``python -m resources.sample_mail.generate`` from the project's root.

Needs the Debian packages ``fonts-liberation`` and ``fonts-dejavu-core`` (the pictures are kept
under version control so that a machine without these fonts has them too). The same seed gives
the same bytes with the same Pillow and OpenCV.

A duplex feeder is played: every sheet gives a front and a back, in feed order. ``stack.json``
says for each side what it is; ``print/print.json`` lists further single sides of running text in
several fonts, eight of them in 7 points, for measuring text recognition.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from resources.sample_mail.letters import LETTERS, Letter
from resources.sample_mail.separators import separator_sheets
from tests.builders import mail

HERE = Path(__file__).parent
SEED = 2026
QUALITY = 58
SHEET_QUALITY = 38
"""Separator sheets carry the large part of the bytes; their codes read at far less."""
UPSIDE_DOWN = ("schulbescheinigung", 1)
"""Letter and sheet that somebody put in the wrong way round."""
CROOKED = ("widerspruch", 1)
CROOKED_DEGREES = 2.4
TONES = ((251, 250, 246), (246, 243, 233), (252, 252, 252), (240, 238, 230))


@dataclass(frozen=True)
class Side:
    """One side as it is written to a file, with what the manifest says of it."""

    pixels: mail.Pixels
    truth: str
    facts: dict[str, object]


def sheets_of(letter: Letter, tone: mail.Colour, seed: int) -> Iterator[tuple[Side, Side]]:
    """Yield front and back of each sheet of a letter, an odd last back being blank."""
    drawn = []
    for draw in letter.sides:
        paper = mail.Paper()
        draw(paper)
        drawn.append(paper)
    for sheet, first in enumerate(range(0, len(drawn), 2), 1):
        front, back = drawn[first], drawn[first + 1] if first + 1 < len(drawn) else None
        flaws = flaws_of(letter.name, sheet)
        pair = (front.pixels(), back.pixels() if back else None)
        seen = scan_sheet(*pair, tone, seed + sheet * 10, flaws)
        yield (
            Side(seen[0], front.truth, {"page": first + 1, **flaws}),
            Side(seen[1], back.truth if back else "", back_facts(first, back is None, flaws)),
        )


def flaws_of(name: str, sheet: int) -> dict[str, object]:
    """Return whether a sheet went in upside down or crooked."""
    return {
        "upside_down": (name, sheet) == UPSIDE_DOWN,
        "crooked_degrees": CROOKED_DEGREES if (name, sheet) == CROOKED else 0.0,
    }


def back_facts(first: int, blank: bool, flaws: dict[str, object]) -> dict[str, object]:
    """A back is turned the other way than its front."""
    degrees = flaws["crooked_degrees"]
    turned = {**flaws, "crooked_degrees": -degrees if isinstance(degrees, float) else 0.0}
    return {"page": 0 if blank else first + 2, "is_blank": blank, **turned}


def scan_sheet(
    front: mail.Pixels,
    back: mail.Pixels | None,
    tone: mail.Colour,
    seed: int,
    flaws: dict[str, object],
) -> tuple[mail.Pixels, mail.Pixels]:
    """Let each side shine faintly through the other, then scan both with the sheet's flaws."""
    empty = np.full_like(front, 255)
    sides = []
    for number, (side, other) in enumerate(((front, back), (back, front))):
        ink = shine(side if side is not None else empty, other if other is not None else empty)
        degrees = float(str(flaws["crooked_degrees"])) * (1 - 2 * number)
        if degrees:
            ink = mail.crooked(ink, degrees)
        if flaws["upside_down"]:
            ink = mail.quarter_turned(ink, 180)
        sides.append(mail.scanned(ink, seed + number, noise=1.6, blur=0.85, tone=tone))
    return sides[0], sides[1]


def shine(ink: mail.Pixels, behind: mail.Pixels) -> mail.Pixels:
    """Darken a side by what is printed behind it, softened by the paper."""
    seen = cv2.GaussianBlur(behind[:, ::-1], (0, 0), 6).astype(np.float32)
    return np.clip(ink - (255 - seen) * 0.03, 0, 255).astype(np.uint8)


def stack() -> Iterator[Side]:
    """Yield all sides in feed order, each document behind its separator sheet."""
    sheet = 0
    for number, (letter, separator) in enumerate(
        zip(LETTERS, separator_sheets(LETTERS), strict=True), 1
    ):
        common: dict[str, object] = {"document": number, "name": letter.name}
        sheet += 1
        seen = scan_sheet(*separator, TONES[2], SEED + number, flaws_of("", 0))
        for pixels, side in zip(seen, ("front", "back"), strict=True):
            facts = {"sheet": sheet, "side": side, "is_separator": True}
            yield Side(pixels, "", {**common, **facts})
        for pair in sheets_of(letter, TONES[number % 4], SEED + 100 * number):
            sheet += 1
            for side_seen, side in zip(pair, ("front", "back"), strict=True):
                facts = {**common, "sheet": sheet, "side": side, **side_seen.facts}
                yield Side(side_seen.pixels, side_seen.truth, facts)


def described(number: int, side: Side, file: str) -> dict[str, object]:
    """Return a side's entry in the manifest, every key present."""
    letter = LETTERS[int(str(side.facts["document"])) - 1]
    entry: dict[str, object] = {
        "number": number,
        "file": file,
        "text": f"{file[:-4]}.txt" if side.truth else None,
        "case_number": letter.case_number,
        "page": 0,
        "is_blank": False,
        "is_separator": False,
        "upside_down": False,
        "crooked_degrees": 0.0,
    }
    return entry | side.facts


def write_stack(folder: Path) -> None:
    """Write the sides, their true text and ``stack.json``."""
    entries = []
    for number, side in enumerate(stack(), 1):
        file = f"side-{number:03d}.jpg"
        quality = SHEET_QUALITY if side.facts.get("is_separator") else QUALITY
        (folder / file).write_bytes(mail.jpeg(side.pixels, quality))
        if side.truth:
            (folder / f"side-{number:03d}.txt").write_text(side.truth, "utf-8")
        entries.append(described(number, side, file))
    documents = [
        {
            "number": number,
            "name": letter.name,
            "title": letter.title,
            "document_class": letter.document_class,
            "case_number": letter.case_number,
            "values": letter.values,
            "pages": len(letter.sides),
        }
        for number, letter in enumerate(LETTERS, 1)
    ]
    _write_json(folder / "stack.json", {"dpi": 300, "documents": documents, "sides": entries})


PRINT = (
    *(
        (7.0, face)
        for face in ("sans", "serif", "dejavu", "sans", "serif", "dejavu", "sans", "serif")
    ),
    *((8.0, "sans"), (9.0, "serif"), (9.0, "mono"), (10.0, "dejavu"), (10.0, "sans-italic")),
    (9.0, "dejavu-serif"),
    (11.0, "dejavu"),
    *((11.0, "sans-bold"), (12.0, "serif"), (12.0, "mono")),
)
"""Size in points and font of the sides that only measure text recognition."""


def write_print(folder: Path) -> None:
    """Write sides of running text in several fonts and sizes, and ``print.json``."""
    folder.mkdir(exist_ok=True)
    entries = []
    for number, (points, face) in enumerate(PRINT, 1):
        letter = mail.letter(SEED + number, points, face, lines=22, noisy=False)
        seen = mail.scanned(letter.pixels, SEED + number, noise=1.6, blur=0.7)
        file = f"print-{number:02d}.jpg"
        (folder / file).write_bytes(mail.jpeg(seen, QUALITY))
        (folder / f"print-{number:02d}.txt").write_text(letter.truth, "utf-8")
        entries.append({"file": file, "points": points, "font": face})
    _write_json(folder / "print.json", {"dpi": 300, "sides": entries})


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    write_stack(HERE)
    write_print(HERE / "print")
