"""The package that the export is measured with: note, index fields and pages as in daily work."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from scanstation.bench.export_pages import DPI
from scanstation.export.note_model import (
    Completeness,
    Creator,
    NoteInput,
    NotePage,
    Organisation,
    Procedure,
    QualityCheck,
    Surroundings,
    Times,
)
from scanstation.export.package_model import PackageInput
from scanstation.export.pdfa import PdfPage
from scanstation.model import IndexValue, ValueSource

CREATED = "2026-11-22T08:00:00+00:00"
BATCH, DOCUMENT = (str(uuid.UUID(int=number)) for number in (1, 2))
_A4 = (2480, 3508)
_ORGANISATION = Organisation("Landratsamt Musterkreis", "Musterstadt", "Scanstelle")
_HASH = "0" * 64


def package_input(drawn: Sequence[PdfPage], count: int) -> PackageInput:
    """Return a document of ``count`` pages, the drawn ones in turn."""
    pages = [drawn[number % len(drawn)] for number in range(count)]
    package = str(uuid.UUID(int=count + 10))
    return PackageInput(
        package=package,
        batch=BATCH,
        document=DOCUMENT,
        number=1,
        created=CREATED,
        title="Bescheid",
        document_class="bescheid",
        fields={"case_number": IndexValue("50.1-1234/26", ValueSource.SEPARATOR, 1.0)},
        pages=pages,
        note=_note(package, pages),
    )


def _note(package: str, pages: Sequence[PdfPage]) -> NoteInput:
    count = len(pages)
    return NoteInput(
        created=CREATED,
        batch=BATCH,
        document=DOCUMENT,
        package=package,
        batch_opened=CREATED,
        number=1,
        images_in_batch=count,
        journal_head=_HASH,
        journal_row=6 * count,
        contractor=_ORGANISATION,
        creator=Creator("P-0815", pseudonym=True),
        procedure=Procedure("Posteingang", "1.0", "2026-01-01", _ORGANISATION),
        surroundings=Surroundings(
            "bench", "scanstation", "0", "bench", ("simulated",), "bench", "1", _HASH
        ),
        times=Times(CREATED, CREATED, CREATED),
        completeness=Completeness(count, count, 0, 0, 0, 0, count, count),
        pages=tuple(_note_page(number, page) for number, page in enumerate(pages, 1)),
        checks=(QualityCheck("P-0816", CREATED, True, count),),
    )


def _note_page(number: int, page: PdfPage) -> NotePage:
    return NotePage(
        number=number,
        page=str(uuid.UUID(int=1000 + number)),
        position=number,
        sheet=number,
        side="front",
        sha256=page.sha256,
        media_type=page.media_type,
        width=_A4[0],
        height=_A4[1],
        dpi=(DPI, DPI),
        skew=page.skew,
    )
