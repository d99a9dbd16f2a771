"""PDF/A-2u and PDF/A-3u: page images untouched, recognised text invisibly over them.

The file is written from front to back in one go, a page at a time; a document of any
length needs the memory of its largest page. Conformance 3u is taken exactly when files
are embedded (ISO 19005-3), else 2u (ISO 19005-2). Equal input gives an equal file.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from scanstation.errors import BlobChanged, Text
from scanstation.export.durable import flush_file
from scanstation.export.geometry import place
from scanstation.export.images import ImageUnusable, PdfImage, refuse_symbol_coding
from scanstation.export.jpeg import read_jpeg
from scanstation.export.pdf_document import Attachment, PdfBody
from scanstation.export.png import read_png
from scanstation.export.refusal import reason_of, refused
from scanstation.export.sources import NO_WORDS, ByteSource, WordSource, read_all
from scanstation.export.tiff import read_tiff
from scanstation.model import Box, Quarter
from scanstation.progress import Progress, Report, silent

WRITING = Text("PDF schreiben", "Writing the PDF")
PRODUCER = "scanstation"

Conformance = Literal["2u", "3u"]


@dataclass(frozen=True, slots=True)
class PdfPage:
    """One page.

    Attributes:
        image: the stored image.
        media_type: ``image/jpeg``, ``image/tiff`` (Group 4) or ``image/png``.
        dpi: dots per inch in x and y.
        sha256: expected SHA-256 (hex) of the stored image; empty leaves it unchecked.
        rotation: degrees clockwise that turn the stored page upright.
        skew: degrees clockwise to be taken back.
        crop: what stays visible, in pixels of the straightened page (see ``geometry.place``).
        words: recognised words, boxes in pixels of the stored page.
        number: the page's number in its batch, for messages.
    """

    image: ByteSource
    media_type: str
    dpi: tuple[float, float]
    sha256: str = ""
    rotation: Quarter = 0
    skew: float = 0.0
    crop: Box | None = None
    words: WordSource = NO_WORDS
    number: int = 0


@dataclass(frozen=True, slots=True)
class PdfDocument:
    """What goes into one file.

    Attributes:
        title: shown by readers as the window's title.
        identifier: UUID of the package; the file's permanent ID.
        created: ISO 8601 time with offset.
        pages: in reading order; taken one at a time.
        page_count: for progress, 0 if unknown.
        identifiers: UUIDs for the XMP packet by name (``package``, ``batch``, ``document``).
        attachments: files to embed.
        number: the document's number in its batch, for messages.
    """

    title: str
    identifier: str
    created: str
    pages: Iterable[PdfPage]
    page_count: int = 0
    identifiers: Mapping[str, str] = field(default_factory=dict)
    attachments: Sequence[Attachment] = ()
    language: str = "de-DE"
    producer: str = PRODUCER
    number: int = 0


@dataclass(frozen=True, slots=True)
class EmbeddedImage:
    """How a page's image came into the file.

    Attributes:
        sha256: of the stored image.
        stream_sha256: of the image stream's bytes in the PDF, as stored there.
        filter: PDF filter name.
        recoded: the stream is not taken from the stored image byte for byte.
    """

    sha256: str
    stream_sha256: str
    filter: str
    width: int
    height: int
    recoded: bool


@dataclass(frozen=True, slots=True)
class PdfResult:
    """The finished file: its hash and size as written, and its page images."""

    sha256: str
    size: int
    conformance: Conformance
    pages: tuple[EmbeddedImage, ...]


Late = Callable[[tuple[EmbeddedImage, ...]], Sequence[Attachment]]


def no_more(pages: tuple[EmbeddedImage, ...]) -> Sequence[Attachment]:
    """Embed nothing more."""
    del pages
    return ()


def write_pdf(
    path: Path, document: PdfDocument, report: Report = silent, late: Late = no_more
) -> PdfResult:
    """Write a PDF/A file and make it durable.

    Args:
        path: the new file; it must not exist.
        document: what goes in.
        report: progress in pages.
        late: attachments that need to know the embedded images (the transfer note).

    Raises:
        SymbolCodedImage: a page's image is JBIG2 or DjVu.
        BlobChanged: a page's image does not have its expected hash.
        ExportFailed: an image that PDF/A cannot hold, no pages, a full or failing disk.
    """
    images: list[EmbeddedImage] = []
    try:
        with path.open("xb") as stream:
            body = PdfBody(stream)
            for page in document.pages:
                images.append(_write_page(body, page, document.number))
                report(Progress(WRITING, len(images), document.page_count or None))
            embedded = tuple(images)
            attachments = (*document.attachments, *late(embedded))
            conformance = _close(body, document, attachments, len(images))
            stream.flush()
            flush_file(stream.fileno())
    except OSError as error:
        raise refused(document.number, reason_of(error)) from error
    return PdfResult(body.sha256, body.size, conformance, embedded)


def _close(
    body: PdfBody, document: PdfDocument, attachments: Sequence[Attachment], pages: int
) -> Conformance:
    if not pages:
        raise refused(document.number, Text("keine Seiten", "no pages"))
    body.close(
        title=document.title,
        producer=document.producer,
        created=document.created,
        language=document.language,
        identifier=uuid.UUID(document.identifier),
        identifiers=document.identifiers,
        attachments=attachments,
    )
    return "3u" if attachments else "2u"


def _write_page(body: PdfBody, page: PdfPage, document: int) -> EmbeddedImage:
    data = read_all(page.image)
    sha256 = hashlib.sha256(data).hexdigest()
    if page.sha256 and page.sha256 != sha256:
        raise BlobChanged(object=page.sha256)
    try:
        image = read_image(data, page.media_type, page.number)
        if min(page.dpi) <= 0 or not image.width or not image.height:
            raise ImageUnusable("Bild ohne Größe", "an image without a size")
    except ImageUnusable as error:
        why, number = error.reason, page.number
        raise refused(
            document, Text(f"Seite {number}: {why.de}", f"page {number}: {why.en}")
        ) from error
    placement = place((image.width, image.height), page.dpi, page.rotation, page.skew, page.crop)
    body.add_page(image, placement, page.words.words())
    return EmbeddedImage(
        sha256=sha256,
        stream_sha256=sha256 if image.data == (data,) else _hash(image),
        filter=image.filter,
        width=image.width,
        height=image.height,
        recoded=image.recoded,
    )


def _hash(image: PdfImage) -> str:
    digest = hashlib.sha256()
    for piece in image.data:
        digest.update(piece)
    return digest.hexdigest()


def read_image(data: bytes, media_type: str, page: int = 0) -> PdfImage:
    """Describe a stored image as PDF image stream.

    Raises:
        SymbolCodedImage: JBIG2 or DjVu.
        ImageUnusable: any other reason.
    """
    refuse_symbol_coding(data, media_type, page)
    if media_type == "image/jpeg":
        return read_jpeg(data)
    if media_type == "image/png":
        return read_png(data)
    if media_type == "image/tiff":
        return read_tiff(data, page)
    raise ImageUnusable(f"Medientyp {media_type}", f"media type {media_type}")
