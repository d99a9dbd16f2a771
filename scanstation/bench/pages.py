"""Synthetic letters to measure with: drawn as PDF, rendered by pdfium, roughened like a scan.

The fonts are pdfium's own replacements of the fourteen standard ones, so that a page looks the
same on every machine.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
import pikepdf
import pypdfium2
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]

A4 = (595.19, 841.91)
"""Points; pdfium rounds up to 2480 x 3508 pixels at 300 dpi."""
FONTS = ("Helvetica", "Times-Roman", "Courier", "Helvetica-Bold", "Times-Italic")

_TEXT = """
Sehr geehrte Damen und Herren hiermit bestätigen wir den Eingang Ihres Antrags auf Leistungen
zur Sicherung des Lebensunterhalts nach dem Zweiten Buch Sozialgesetzbuch Bitte reichen Sie die
folgenden Unterlagen bis zum angegebenen Termin vollständig ein damit über Ihren Antrag
entschieden werden kann Kontoauszüge der letzten drei Monate Mietvertrag Nachweis über Heizung
Betriebskosten Einkommen Vermögen Krankenversicherung Gemäß Paragraph 60 SGB I müssen Sie
Änderungen unverzüglich mitteilen Für Rückfragen stehen wir gern zur Verfügung Größe Maß
"""
WORDS = tuple(_TEXT.split())


@dataclass(frozen=True, slots=True)
class Run:
    """A line of text: place of its baseline in points from the lower left corner."""

    x: float
    y: float
    text: str
    size: float = 11.0
    font: str = "Helvetica"


def letter(seed: int, size: float = 11.0, font: str = "Helvetica", lines: int = 30) -> list[Run]:
    """Return the text of one German letter; the seed decides words and lengths."""
    random = np.random.default_rng(seed)
    head = [
        Run(57, 790, "Landratsamt Musterkreis", 16, "Helvetica-Bold"),
        Run(57, 774, "Amt für Soziales · Rathausplatz 3 · 12345 Musterstadt", 8, font),
        Run(57, 690, "Frau", size, font),
        Run(57, 676, "Änne Größmann", size, font),
        Run(57, 662, "Bäckergäßchen 7", size, font),
        Run(57, 640, "12345 Musterstadt", size, font),
        Run(400, 690, f"Az. 50.1-{random.integers(1000, 9999)}/26", size, font),
        Run(400, 676, f"{random.integers(1, 28):02d}.11.2026", size, font),
        Run(57, 590, "Ihr Antrag auf Leistungen", size + 1, "Helvetica-Bold"),
    ]
    return head + list(_paragraphs(random, size, font, lines))


def _paragraphs(random: np.random.Generator, size: float, font: str, lines: int) -> Iterator[Run]:
    widest = round(480 / (size * (0.6 if font == "Courier" else 0.52)))
    top = 560.0
    for _ in range(lines):
        if top < 60:
            return
        ends = random.random() < 0.2
        most = int(widest * random.uniform(0.2, 0.8)) if ends else widest
        yield Run(57, top, _sentence(random, most), size, font)
        top -= size * (2.2 if ends else 1.25)


def _sentence(random: np.random.Generator, most: int) -> str:
    text = ""
    while True:
        word = WORDS[int(random.integers(len(WORDS)))]
        if len(text) + len(word) + 1 > most:
            return text or word[:most]
        text = f"{text} {word}" if text else word


def draw(runs: list[Run], dpi: int = 300, extra: str = "") -> Pixels:
    """Render text (and PDF drawing operators) on white A4; RGB."""
    return render(_pdf(runs, extra), 0, dpi)


def render(data: bytes, index: int, dpi: int) -> Pixels:
    """Render one page of a PDF; RGB."""
    document = pypdfium2.PdfDocument(data)
    try:
        bitmap = document[index].render(scale=dpi / 72, rev_byteorder=True)
        return np.ascontiguousarray(bitmap.to_numpy()[:, :, :3])
    finally:
        document.close()


def _pdf(runs: list[Run], extra: str) -> bytes:
    names = {font: f"/F{number}" for number, font in enumerate(FONTS)}
    text = "\n".join(
        f"BT {names[run.font]} {run.size} Tf {run.x} {run.y} Td ({_quoted(run.text)}) Tj ET"
        for run in runs
    )
    with pikepdf.new() as document:
        page = document.add_blank_page(page_size=A4)
        fonts = {name: document.make_indirect(_font(font)) for font, name in names.items()}
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(fonts))
        page.Contents = document.make_stream(f"{extra}\n{text}\n".encode("cp1252"))
        target = io.BytesIO()
        document.save(target)
    return target.getvalue()


def _font(name: str) -> pikepdf.Dictionary:
    return pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name(f"/{name}"),
        Encoding=pikepdf.Name.WinAnsiEncoding,
    )


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def roughened(pixels: Pixels, seed: int, noise: float = 5.0, paper: int = 246) -> Pixels:
    """Return the page as a scanner sees it: slightly soft, off-white, with sensor noise."""
    soft = cv2.GaussianBlur(pixels, (3, 3), 0.8)
    toned = cv2.convertScaleAbs(soft, alpha=(paper - 18) / 255, beta=18)
    grain = _grain(seed % 8, toned.shape, noise)
    return np.asarray(cv2.add(toned, grain, dtype=cv2.CV_8U), np.uint8)


@lru_cache(maxsize=2)
def _grain(seed: int, shape: tuple[int, ...], noise: float) -> NDArray[np.int8]:
    """Return sensor noise; costly to draw, hence tiled and shared by pages of one size."""
    random = np.random.default_rng(seed)
    tile = np.clip(random.normal(0, noise, (509, 509, *shape[2:])), -60, 60).astype(np.int8)
    times = (-(-shape[0] // 509), -(-shape[1] // 509), *(1 for _ in shape[2:]))
    return np.ascontiguousarray(np.tile(tile, times)[: shape[0], : shape[1]])


def turned(pixels: Pixels, quarter: int) -> Pixels:
    """Turn a page clockwise by 0, 90, 180 or 270 degrees without loss."""
    return np.ascontiguousarray(np.rot90(pixels, -quarter // 90))


def skewed(pixels: Pixels, degrees: float, border: int = 255) -> Pixels:
    """Turn a page clockwise by a few degrees about its centre; the size stays."""
    height, width = pixels.shape[:2]
    matrix = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), -degrees, 1.0)
    fill = (border, border, border)
    turned_page = cv2.warpAffine(
        pixels, matrix, (width, height), flags=cv2.INTER_LINEAR, borderValue=fill
    )
    return np.asarray(turned_page, np.uint8)
