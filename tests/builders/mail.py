"""Letters, blank sides and scanner flaws as numpy images, with the text that is on them.

Fonts come from the Debian packages ``fonts-liberation`` and ``fonts-dejavu-core``. All images
are ``uint8`` arrays of shape (height, width, 3), RGB, A4 at 300 dpi unless told otherwise.
Everything that is drawn by chance takes a seed, so a test sees the same page every time.
"""

from __future__ import annotations

import functools
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from tests.builders.fonts import FONT_FILES, font

Pixels = NDArray[np.uint8]
Colour = tuple[int, int, int]
PixelBox = tuple[int, int, int, int]
"""left, top, right, bottom; right and bottom lie outside."""

INK: Colour = (28, 28, 32)
BLUE_INK: Colour = (30, 50, 140)
STAMP_RED: Colour = (178, 34, 52)
STAMP_BLUE: Colour = (52, 70, 160)
GREY_INK: Colour = (96, 96, 100)

A4_MM = (210.0, 297.0)


@dataclass(frozen=True)
class DrawnWord:
    """A word and where its ink lies, in pixels of the upright page."""

    text: str
    box: PixelBox


@dataclass
class Paper:
    """A page that is drawn in millimetres and remembers the text put on it."""

    dpi: int = 300
    size_mm: tuple[float, float] = A4_MM
    lines: list[str] = field(default_factory=list)
    words: list[DrawnWord] = field(default_factory=list)

    def __post_init__(self) -> None:
        size = (self.px(self.size_mm[0]), self.px(self.size_mm[1]))
        self.image = Image.new("RGB", size, (255, 255, 255))
        self.draw = ImageDraw.Draw(self.image)

    def px(self, millimetres: float) -> int:
        return round(millimetres / 25.4 * self.dpi)

    @property
    def truth(self) -> str:
        return "\n".join(self.lines) + "\n"

    def pixels(self) -> Pixels:
        return np.asarray(self.image).copy()

    def text(
        self,
        x: float,
        y: float,
        text: str,
        points: float = 11,
        face: str = "sans",
        colour: Colour = INK,
        align: str = "left",
    ) -> float:
        """Draw one line, its top at ``y``; return where the next line begins (mm)."""
        if text:
            self._line(self.px(x), self.px(y), text, font(face, points, self.dpi), colour, align)
            self.lines.append(text)
        return y + points * 0.3528 * 1.28

    def _line(
        self,
        x: int,
        y: int,
        text: str,
        face: ImageFont.FreeTypeFont,
        colour: Colour,
        align: str,
    ) -> None:
        width = face.getlength(text)
        start = x - {"left": 0.0, "right": width, "centre": width / 2}[align]
        self.draw.text((start, y), text, font=face, fill=colour)
        cursor = 0
        for word in text.split():
            at = text.index(word, cursor)
            cursor = at + len(word)
            left = start + face.getlength(text[:at])
            box = self.draw.textbbox((left, y), word, font=face)
            pixels = (math.floor(box[0]), math.floor(box[1]), math.ceil(box[2]), math.ceil(box[3]))
            self.words.append(DrawnWord(word, pixels))

    def paragraph(
        self,
        x: float,
        y: float,
        width: float,
        text: str,
        points: float = 11,
        face: str = "sans",
        colour: Colour = INK,
    ) -> float:
        """Draw running text broken at ``width``; return where the next line begins (mm)."""
        for line in wrapped(text, font(face, points, self.dpi), self.px(width)):
            y = self.text(x, y, line, points, face, colour)
        return y + points * 0.3528 * 0.55

    def rule(self, x: float, y: float, width: float, thick: float = 0.25) -> None:
        """Draw a horizontal line."""
        box = (self.px(x), self.px(y), self.px(x + width), self.px(y) + max(1, self.px(thick)))
        self.draw.rectangle(box, fill=GREY_INK)

    def frame(self, x: float, y: float, width: float, height: float) -> None:
        """Draw an empty box."""
        box = (self.px(x), self.px(y), self.px(x + width), self.px(y + height))
        self.draw.rectangle(box, outline=GREY_INK, width=max(1, self.px(0.2)))

    def checkbox(self, x: float, y: float, label: str, ticked: bool, points: float = 10) -> float:
        """Draw a box to tick and its label."""
        self.frame(x, y + 0.3, 3.2, 3.2)
        if ticked:
            corners = [(x + 0.6, y + 0.9, x + 2.6, y + 2.9), (x + 0.6, y + 2.9, x + 2.6, y + 0.9)]
            for left, top, right, bottom in corners:
                line = (self.px(left), self.px(top), self.px(right), self.px(bottom))
                self.draw.line(line, fill=BLUE_INK, width=self.px(0.4))
        return self.text(x + 5, y, label, points)

    def table(
        self,
        x: float,
        y: float,
        widths: Sequence[float],
        rows: Sequence[Sequence[str]],
        points: float = 9,
        face: str = "sans",
        right: Sequence[int] = (),
    ) -> float:
        """Draw a table, first row bold, with a rule below each row; return the y below it."""
        height = points * 0.3528 * 1.75
        for number, row in enumerate(rows):
            self._row(x, y, widths, row, points, _heavy(face) if number == 0 else face, right)
            y += height
            self.rule(x, y - height * 0.12, sum(widths), 0.3 if number == 0 else 0.12)
        return y + 2

    def _row(
        self,
        x: float,
        y: float,
        widths: Sequence[float],
        row: Sequence[str],
        points: float,
        face: str,
        right: Sequence[int],
    ) -> None:
        before = len(self.lines)
        for column, cell in enumerate(row):
            if column in right:
                self.text(x + widths[column] - 1, y, cell, points, face, align="right")
            else:
                self.text(x, y, cell, points, face)
            x += widths[column]
        self.lines[before:] = [" ".join(self.lines[before:])]

    def stamp(
        self, x: float, y: float, lines: Sequence[str], colour: Colour, angle: float = 4.0
    ) -> None:
        """Press a rubber stamp: a coloured, slightly turned, unevenly inked frame of text."""
        size = (self.px(62), self.px(8 + 6 * len(lines)))
        ink = Image.new("L", size, 0)
        pen = ImageDraw.Draw(ink)
        pen.rectangle((4, 4, size[0] - 5, size[1] - 5), outline=230, width=self.px(0.7))
        for number, line in enumerate(lines):
            at = (size[0] // 2, self.px(7 + 6 * number))
            pen.text(at, line, font=font("sans-bold", 11, self.dpi), fill=230, anchor="mm")
        worn = np.random.default_rng(len(lines)).normal(
            1, 0.12, (size[1] // 9 + 1, size[0] // 9 + 1)
        )
        mask = np.asarray(ink) * np.clip(cv2.resize(worn, size), 0.5, 1.0)
        turned = Image.fromarray(mask.astype(np.uint8)).rotate(
            angle, Image.Resampling.BICUBIC, True
        )
        self.image.paste(colour, (self.px(x), self.px(y)), turned)

    def signature(self, x: float, y: float, seed: int, colour: Colour = BLUE_INK) -> None:
        """Write something that looks like a signature, 45 mm wide; it has no true text."""
        random = np.random.default_rng(seed)
        at = np.linspace(0, 1, 400)
        letters = random.uniform(5, 8)
        shrink = 1 - 0.7 * at
        height = 3.6 * shrink * np.sin(2 * np.pi * letters * at + random.uniform(0, 6))
        height += 1.6 * shrink * np.sin(2 * np.pi * letters * 2.3 * at + random.uniform(0, 6))
        width = 45 * at + 1.8 * np.cos(2 * np.pi * letters * at)
        points = [(self.px(x + a), self.px(y + b)) for a, b in zip(width, height, strict=True)]
        self.draw.line(points, fill=colour, width=self.px(0.45), joint="curve")
        under = [self.px(x), self.px(y + 5), self.px(x + 40), self.px(y + 3.5)]
        self.draw.line(under, fill=colour, width=self.px(0.35))


def _heavy(face: str) -> str:
    return f"{face}-bold" if f"{face}-bold" in FONT_FILES else face


def wrapped(text: str, face: ImageFont.FreeTypeFont, width: float) -> list[str]:
    """Break text into lines that are at most ``width`` pixels wide."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and face.getlength(longer) > width:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line] if line else lines


# --- the words of quick test letters -------------------------------------------------------

_OPENINGS = (
    "Sehr geehrte Damen und Herren,",
    "Sehr geehrte Frau Öztürk-Möller,",
    "Sehr geehrter Herr Großkötter,",
)
_SENTENCES = (
    "hiermit übersende ich Ihnen die angeforderten Unterlagen zu meinem Antrag.",
    "Die Höhe der Miete hat sich seit dem Umzug in die Mühlenstraße geändert.",
    "Über die Bewilligung der Leistungen wird nach Eingang aller Nachweise entschieden.",
    "Bitte beachten Sie, dass fehlende Angaben die Bearbeitung verzögern können.",
    "Für Rückfragen stehe ich Ihnen während der üblichen Sprechzeiten zur Verfügung.",
    "Der Bescheid vom letzten Monat enthält leider einen Fehler bei den Heizkosten.",
    "Meine Tochter besucht seit August die Grundschule am Weißen Hügel.",
    "Die Kosten der Unterkunft wurden bisher nicht in voller Höhe berücksichtigt.",
    "Einkünfte aus Vermietung und Verpachtung liegen nach wie vor nicht vor.",
    "Zusätzlich füge ich die Kündigung meines Arbeitgebers als Kopie bei.",
    "Der Betrag von 412,50 Euro ist bis zum 15. des Monats zu überweisen.",
    "Ich bitte um eine kurze Bestätigung, dass das Schreiben bei Ihnen eingegangen ist.",
    "Wegen meiner Erkrankung konnte ich die Frist nicht vollständig einhalten.",
    "Änderungen in den persönlichen Verhältnissen sind unverzüglich mitzuteilen.",
    "Die Jahresabrechnung des Versorgers weist eine Nachzahlung von 187,30 Euro aus.",
    "Das Gutachten des Amtsarztes liegt der Behörde bereits seit März vor.",
)


@dataclass(frozen=True)
class Letter:
    """A drawn page, its true text line by line and its words with boxes."""

    pixels: Pixels
    truth: str
    words: tuple[DrawnWord, ...]


def letter(
    seed: int = 1,
    points: float = 11,
    face: str = "sans",
    dpi: int = 300,
    lines: int | None = None,
    noisy: bool = True,
) -> Letter:
    """Return a full A4 letter of running German text in one font and size.

    Args:
        seed: chooses the sentences and the noise.
        points: size of the body text; 7 is small print.
        face: short font name, see ``FONT_FILES``.
        dpi: resolution of the page.
        lines: text lines of the body; None fills the page.
        noisy: whether paper tone, blur and noise of a scanner are added.
    """
    random = np.random.default_rng(seed)
    paper = Paper(dpi)
    y = _head(paper, seed, points, face)
    left = 10_000 if lines is None else lines
    while y < 272 and left > 0:
        chosen = random.choice(len(_SENTENCES), 4, replace=False)
        text = " ".join(_upper_first(_SENTENCES[number]) for number in chosen)
        for line in wrapped(text, font(face, points, dpi), paper.px(165))[:left]:
            y = paper.text(25, y, line, points, face) if y < 280 else y
            left -= 1
        y += points * 0.2
    pixels = scanned(paper.pixels(), seed) if noisy else paper.pixels()
    return Letter(pixels, paper.truth, tuple(paper.words))


def _upper_first(sentence: str) -> str:
    return sentence[0].upper() + sentence[1:]


def _head(paper: Paper, seed: int, points: float, face: str) -> float:
    y = paper.text(25, 20, f"Aktenzeichen 50.1-{100 + seed % 900}/2026", points, face)
    y = paper.text(25, y, "Mühlenau, den 3. März 2026", points, face)
    return paper.text(25, y + 6, _OPENINGS[seed % len(_OPENINGS)], points, face) + points * 0.2


# --- what paper and scanner do to a page ----------------------------------------------------


@functools.cache
def _grain(seed: int) -> NDArray[np.int8]:
    """A tile of sensor noise; making it once keeps a page below a tenth of a second."""
    noise = np.random.default_rng(seed).normal(0, 1, (1024, 1024, 1)).astype(np.float32) * 16
    return np.clip(noise, -127, 127).astype(np.int8)


def scanned(
    pixels: Pixels,
    seed: int = 1,
    noise: float = 3.0,
    blur: float = 0.6,
    tone: Colour = (250, 249, 244),
) -> Pixels:
    """Return the page as a scanner sees it: paper tone, uneven light, soft edges, noise."""
    random = np.random.default_rng(seed)
    soft = cv2.GaussianBlur(pixels, (0, 0), blur) if blur else pixels
    light = cv2.resize(random.normal(1.0, 0.006, (5, 4)).astype(np.float32), pixels.shape[1::-1])
    paper = np.array(tone, np.float32) / 255
    grain = np.roll(_grain(seed % 4), tuple(random.integers(0, 1024, 2)), (0, 1))
    rows, columns = -(-pixels.shape[0] // 1024), -(-pixels.shape[1] // 1024)
    field = np.tile(grain, (rows, columns, 1))[: pixels.shape[0], : pixels.shape[1]]
    seen = soft * (paper * light[..., None]) + field * np.float32(noise / 16)
    return np.clip(seen, 0, 255).astype(np.uint8)


def blank(seed: int = 1, dpi: int = 300, behind: Pixels | None = None) -> Pixels:
    """Return an empty side; ``behind`` is the other side, which shines faintly through."""
    size = (round(A4_MM[1] / 25.4 * dpi), round(A4_MM[0] / 25.4 * dpi))
    page = np.full((*size, 3), 255, np.uint8)
    if behind is not None:
        seen = cv2.GaussianBlur(behind[:, ::-1], (0, 0), 5)
        page = np.asarray(255 - (255 - seen) * 0.035, np.uint8)
    return scanned(page, seed)


def quarter_turned(pixels: Pixels, degrees: int) -> Pixels:
    """Turn clockwise by 0, 90, 180 or 270 degrees, exactly."""
    return np.ascontiguousarray(np.rot90(pixels, -degrees // 90))


def crooked(pixels: Pixels, degrees: float, background: Colour = (240, 240, 238)) -> Pixels:
    """Turn clockwise by a small angle about the centre, the size stays."""
    height, width = pixels.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
    flags, border = cv2.INTER_CUBIC, cv2.BORDER_CONSTANT
    turned = cv2.warpAffine(
        pixels, matrix, (width, height), flags=flags, borderMode=border, borderValue=background
    )
    return np.asarray(turned, np.uint8)


def bilevel(pixels: Pixels, threshold: int = 140) -> NDArray[np.bool_]:
    """Return True where the page is white, as a lineart scan would."""
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY) > threshold)


def jpeg(pixels: Pixels, quality: int = 85, dpi: int = 300) -> bytes:
    """Encode as baseline JPEG 4:2:0 with the resolution in its header."""
    buffer = io.BytesIO()
    image = Image.fromarray(pixels)
    image.save(buffer, "JPEG", quality=quality, dpi=(dpi, dpi), optimize=True, subsampling="4:2:0")
    return buffer.getvalue()


def png(pixels: Pixels | NDArray[np.bool_], dpi: int = 300) -> bytes:
    """Encode as PNG; a boolean array becomes a 1-bit picture."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG", dpi=(dpi, dpi))
    return buffer.getvalue()


def tiff_g4(white: NDArray[np.bool_], dpi: int = 300) -> bytes:
    """Encode a 1-bit page as TIFF with CCITT Group 4."""
    buffer = io.BytesIO()
    Image.fromarray(white).save(buffer, "TIFF", compression="group4", dpi=(dpi, dpi))
    return buffer.getvalue()
