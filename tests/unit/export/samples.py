"""Pages, words and notes for the export's tests, all with known truth."""

from __future__ import annotations

import functools
import hashlib
import io
import math
import subprocess
import uuid
from dataclasses import replace
from pathlib import Path
from typing import Literal

import numpy as np
from PIL import Image

from scanstation.export.note_model import (
    Attribute,
    Completeness,
    Correction,
    Creator,
    LeftOut,
    NoteAnomaly,
    NoteInput,
    NotePage,
    Organisation,
    Procedure,
    QualityCheck,
    Step,
    Surroundings,
    Times,
)
from scanstation.export.package_model import PackageInput
from scanstation.export.pdfa import PdfDocument, PdfPage, read_image
from scanstation.export.sources import BytesSource, GivenWords, read_all
from scanstation.model import Box, IndexValue, PageKind, Quarter, ValueSource, Word
from tests.builders import mail

DPI = 150
CREATED = "2026-03-04T10:00:00+01:00"
HASH = hashlib.sha256(b"").hexdigest()
Coding = Literal["jpeg", "grey", "g4", "png"]
MEDIA_TYPES = {
    "jpeg": "image/jpeg",
    "grey": "image/jpeg",
    "g4": "image/tiff",
    "png": "image/png",
}


@functools.cache
def letter(seed: int = 1, lines: int | None = 12, dpi: int = DPI) -> mail.Letter:
    return mail.letter(seed=seed, dpi=dpi, lines=lines, noisy=False)


def identifier(text: str) -> str:
    """Return a UUID that is the same in every run."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, text))


def stored_pixels(drawn: mail.Letter, rotation: Quarter, skew: float) -> mail.Pixels:
    """Return the page as a scanner would deliver it: turned, and crooked by ``skew`` clockwise."""
    turned = mail.quarter_turned(drawn.pixels, (360 - rotation) % 360)
    return mail.crooked(turned, skew, (255, 255, 255)) if skew else turned


def stored_words(drawn: mail.Letter, rotation: Quarter, skew: float) -> tuple[Word, ...]:
    """Return the true words with boxes in pixels of the stored page, as OCR would give them."""
    height, width = drawn.pixels.shape[:2]
    words, line, before = [], 0, 0
    for word in drawn.words:
        line += word.box[0] < before
        before = word.box[0]
        box = _turned_box(word.box, (width, height), rotation, skew)
        words.append(Word(word.text, box, 0.9, line))
    return tuple(words)


def _turned_box(
    box: tuple[int, int, int, int], size: tuple[int, int], rotation: Quarter, skew: float
) -> Box:
    """Carry the middle over and keep the sides, as the recognition does."""
    width, height = size

    def turn(x: float, y: float) -> tuple[float, float]:
        return {0: (x, y), 90: (y, width - x), 180: (width - x, height - y), 270: (height - y, x)}[
            rotation
        ]

    x, y = turn((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    middle_x, middle_y = turn(width / 2, height / 2)
    cos, sin = math.cos(math.radians(skew)), math.sin(math.radians(skew))
    # Clockwise on a page whose y runs down.
    across, down = x - middle_x, y - middle_y
    x, y = middle_x + across * cos - down * sin, middle_y + across * sin + down * cos
    half = (box[2] - box[0]) / 2, (box[3] - box[1]) / 2
    if rotation in (90, 270):
        half = half[1], half[0]
    edges = (x - half[0], y - half[1], x + half[0], y + half[1])
    return Box(*(round(edge) for edge in edges))


def encoded(pixels: mail.Pixels, coding: Coding) -> bytes:
    if coding == "g4":
        return mail.tiff_g4(mail.bilevel(pixels), DPI)
    if coding == "png":
        return mail.png(pixels, DPI)
    if coding == "grey":
        buffer = io.BytesIO()
        Image.fromarray(pixels).convert("L").save(buffer, "JPEG", quality=85)
        return buffer.getvalue()
    return mail.jpeg(pixels, dpi=DPI)


def page(
    drawn: mail.Letter | None = None,
    coding: Coding = "jpeg",
    rotation: Quarter = 0,
    skew: float = 0.0,
    crop: Box | None = None,
    number: int = 1,
) -> PdfPage:
    drawn = drawn or letter()
    data = encoded(stored_pixels(drawn, rotation, skew), coding)
    return PdfPage(
        image=BytesSource(data),
        media_type=MEDIA_TYPES[coding],
        dpi=(DPI, DPI),
        sha256=hashlib.sha256(data).hexdigest(),
        rotation=rotation,
        skew=skew,
        crop=crop,
        words=GivenWords(stored_words(drawn, rotation, skew)),
        number=number,
    )


def image_page(data: bytes, media_type: str, **more: object) -> PdfPage:
    """Return a page of any image without words, one point for a pixel."""
    plain = PdfPage(BytesSource(data), media_type, (72, 72), hashlib.sha256(data).hexdigest())
    return replace(plain, **more)  # type: ignore[arg-type]


def document(*pages: PdfPage, title: str = "Bescheid über Wohngeld") -> PdfDocument:
    ids = {name: identifier(name) for name in ("package", "batch", "document")}
    return PdfDocument(
        title=title,
        identifier=ids["package"],
        created=CREATED,
        pages=pages,
        page_count=len(pages),
        identifiers=ids,
    )


def colour_noise(width: int, height: int) -> mail.Pixels:
    return np.random.default_rng(7).integers(0, 256, (height, width, 3), np.uint8)


ORGANISATION = Organisation(
    "Kreis Mühlenau", "Mühlenau", "Zentrale Scanstelle", "Am Markt 1", "12345"
)


def note_page(given: PdfPage, number: int) -> NotePage:
    data = read_all(given.image)
    image = read_image(data, given.media_type)
    return NotePage(
        number=number,
        page=identifier(f"page {number}"),
        position=number + 1,
        sheet=(number + 1) // 2,
        side="front" if number % 2 else "back",
        sha256=hashlib.sha256(data).hexdigest(),
        media_type=given.media_type,
        width=image.width,
        height=image.height,
        dpi=given.dpi,
        rotation=given.rotation,
        skew=given.skew,
        crop=given.crop,
    )


SURROUNDINGS = Surroundings(
    station="SCAN-01",
    software="scanstation",
    software_version="0.1.0",
    operating_system="Debian GNU/Linux 12",
    devices=("Simulierter Scanner", "fi-8170"),
    profile="posteingang",
    profile_version="1",
    profile_sha256=HASH,
)


def note(pages: tuple[NotePage, ...], name: str = "package") -> NoteInput:
    """Return a note that uses every field."""
    return NoteInput(
        created=CREATED,
        batch=identifier("batch"),
        document=identifier("document"),
        package=identifier(name),
        batch_opened="2026-03-04T08:00:00.125Z",
        number=3,
        images_in_batch=24,
        journal_head=HASH,
        journal_row=117,
        contractor=ORGANISATION,
        creator=Creator("P-0815", pseudonym=True),
        procedure=Procedure("Posteingang", "1.2", "2026-01-15", ORGANISATION, "Farbe"),
        surroundings=SURROUNDINGS,
        times=Times(
            scanned_from="2026-03-04T08:00:10+00:00",
            scanned_to="2026-03-04T08:03:00+00:00",
            released="2026-03-04T08:40:00+00:00",
            indexed="2026-03-04T08:20:00+00:00",
            received="2026-03-03",
        ),
        completeness=Completeness(24, 18, 2, 2, 1, 1, 24, 12, 12),
        pages=pages,
        checks=(QualityCheck("Jäger, Ünal", "2026-03-04T08:30:00+00:00", True, 2, "keine"),),
        client=Organisation("Gemeinde Öd", "Öd", "Sozialamt"),
        left_out=(
            LeftOut(identifier("back"), 5, 3, "back", HASH, PageKind.BLANK, "leer"),
            LeftOut(identifier("old"), 6, 4, "front", HASH, PageKind.REPLACED, "unscharf", "P-1"),
        ),
        anomalies=(
            NoteAnomaly("double_feed", "Doppeleinzug", "2026-03-04T08:01:00Z", 4, identifier("x")),
        ),
        corrections=(
            Correction("Dokumentgrenze gesetzt", "P-0815", CREATED, identifier("page 1")),
        ),
        steps=(
            Step(
                "Leerseiten aussondern",
                "2026-03-04T08:04:00Z",
                "Serverdienst",
                "scanstation",
                (Attribute("Schwelle", "0,9"), Attribute("Zweifel", "1", anomaly=True)),
            ),
        ),
        box="K-17",
    )


def package_input(*pages: PdfPage, name: str = "package") -> PackageInput:
    return PackageInput(
        package=identifier(name),
        batch=identifier("batch"),
        document=identifier("document"),
        number=3,
        created=CREATED,
        title="Bescheid über Wohngeld: Müller / Öztürk",
        document_class="bescheid",
        fields={
            "case_number": IndexValue("50.1-123/2026", ValueSource.SEPARATOR, 1.0),
            "subject": IndexValue("Wohngeld für März", ValueSource.OPERATOR, 1.0, "", None, "jä"),
        },
        pages=pages,
        note=note(tuple(note_page(page, n) for n, page in enumerate(pages, 1)), name),
    )


def run(*command: str | Path) -> str:
    """Return what a tool prints; a test fails if the tool does."""
    done = subprocess.run([str(part) for part in command], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    return done.stdout.decode("utf-8")
