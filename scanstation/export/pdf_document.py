"""The objects of a PDF/A document: pages, shared font and colours, metadata, attachments."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Literal
from uuid import UUID

from scanstation.export import pdf_objects as pdf
from scanstation.export.geometry import Placement
from scanstation.export.images import PdfImage
from scanstation.export.metadata import (
    document_information,
    parse_time,
    pdf_date,
    xml_text,
    xmp_packet,
)
from scanstation.export.pdf_font import write_font
from scanstation.export.pdf_objects import PdfObjects, reference
from scanstation.export.resources import resource
from scanstation.export.sources import ByteSource, chunks
from scanstation.export.text_layer import CharacterCodes, text_operators
from scanstation.model import Word

PAGES_A_NODE = 64
"""Leaves a node of the page tree, so that a reader finds page 2,000 without reading 1,999."""

Relationship = Literal["Source", "Data", "Alternative", "Supplement", "Unspecified"]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to embed (ISO 19005-3, 6.8).

    Attributes:
        name: file name shown by readers.
        media_type: of the content.
        source: the bytes.
        relationship: what the file is to the document.
        description: a sentence for people.
        modified: ISO 8601 time with offset.
    """

    name: str
    media_type: str
    source: ByteSource
    relationship: Relationship
    description: str
    modified: str


class PdfBody:
    """Writes the pages one after the other, then what they share."""

    def __init__(self, stream: BinaryIO) -> None:
        self._objects = PdfObjects(stream)
        self._codes = CharacterCodes({})
        self._profiles: dict[bytes, int] = {}
        self._cmyk = 0
        self._catalog = self._objects.reserve()
        self._root = self._objects.reserve()
        self._font = self._objects.reserve()
        self._nodes: list[tuple[int, list[int]]] = []

    @property
    def sha256(self) -> str:
        """SHA-256 (hex) of the file so far."""
        return self._objects.sha256

    @property
    def size(self) -> int:
        """Bytes written so far."""
        return self._objects.size

    def add_page(self, image: PdfImage, placement: Placement, words: Sequence[Word]) -> None:
        """Write one page with its image and invisible words."""
        shown = self._add_image(image)
        matrix = b" ".join(pdf.number(value) for value in placement.image_matrix())
        operators = b"q %b cm /I Do Q\n%b" % (
            matrix,
            text_operators(words, placement, self._codes),
        )
        content = self._objects.add_flate(b"", operators)
        if not self._nodes or len(self._nodes[-1][1]) == PAGES_A_NODE:
            self._nodes.append((self._objects.reserve(), []))
        node, pages = self._nodes[-1]
        boxes = b"/MediaBox%b" % pdf.rectangle(0, 0, placement.width, placement.height)
        if placement.crop is not None:
            crop = placement.crop
            boxes += b"/CropBox%b" % pdf.rectangle(crop.left, crop.bottom, crop.right, crop.top)
        entries = b"/Type/Page/Parent %b%b/Resources<</XObject<</I %b>>/Font<</F %b>>>>/Contents %b"
        refs = reference(node), boxes, reference(shown), reference(self._font), reference(content)
        pages.append(self._objects.add(b"<<" + entries % refs + b">>"))

    def _add_image(self, image: PdfImage) -> int:
        space = image.colour_space
        if image.profile:
            space = b"[/ICCBased %b]" % reference(self._profile(image.profile, image.components))
        elif space == b"/DeviceCMYK":
            space = self._cmyk_space()
        entries = b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace %b" % (
            image.width,
            image.height,
            space,
        )
        entries += b"/BitsPerComponent %d/Filter/%b" % (image.bits, image.filter.encode("ascii"))
        if image.parameters:
            entries += b"/DecodeParms<<%b>>" % image.parameters
        if image.decode:
            entries += b"/Decode[%b]" % image.decode
        return self._objects.add_stream(entries, image.data, sum(map(len, image.data)))

    def _profile(self, profile: bytes, components: int) -> int:
        key = hashlib.sha256(profile).digest()
        if key not in self._profiles:
            self._profiles[key] = self._objects.add_flate(b"/N %d" % components, profile)
        return self._profiles[key]

    def _cmyk_space(self) -> bytes:
        """CMYK without a profile, as four inks over RGB.

        PDF/A forbids DeviceCMYK beside an RGB output intent (ISO 19005-2, 6.2.4.3); the
        inks' usual meaning, R = (1-C)(1-K), stands in the file as a function instead.
        """
        if not self._cmyk:
            ink = b" 1 exch sub 3 index mul 3 1 roll"
            program = b"{1 exch sub 4 1 roll" + 3 * ink + b" 4 -1 roll pop}"
            entries = b"/FunctionType 4/Domain[0 1 0 1 0 1 0 1]/Range[0 1 0 1 0 1]"
            self._cmyk = self._objects.add_stream(entries, (program,), len(program))
        return b"[/DeviceN[/Cyan/Magenta/Yellow/Black]/DeviceRGB %b]" % reference(self._cmyk)

    def close(
        self,
        *,
        title: str,
        producer: str,
        created: str,
        language: str,
        identifier: UUID,
        identifiers: Mapping[str, str],
        attachments: Sequence[Attachment],
    ) -> None:
        """Write everything that the pages share and end the file."""
        time, title = parse_time(created), xml_text(title)
        self._write_page_tree()
        write_font(self._objects, self._font, self._codes)
        packet = xmp_packet(
            title=title,
            producer=producer,
            created=time,
            language=language,
            identifier=str(identifier),
            part=3 if attachments else 2,
            identifiers=identifiers,
        )
        # The packet stays uncompressed, so that it can be read without a PDF library.
        entries = b"/Type/Metadata/Subtype/XML"
        metadata = self._objects.add_stream(entries, (packet,), len(packet))
        catalog = b"<</Type/Catalog/Pages %b/Metadata %b/Lang %b%b%b" % (
            reference(self._root),
            reference(metadata),
            pdf.text_string(language),
            b"/ViewerPreferences<</DisplayDocTitle true>>",
            self._output_intent(),
        )
        self._objects.write(self._catalog, catalog + self._attach(attachments) + b">>")
        info = self._objects.add(document_information(title, producer, time))
        self._objects.finish(self._catalog, info, identifier.bytes)

    def _write_page_tree(self) -> None:
        total = 0
        for node, pages in self._nodes:
            kids = b" ".join(map(reference, pages))
            body = b"<</Type/Pages/Parent %b/Kids[%b]/Count %d>>"
            self._objects.write(node, body % (reference(self._root), kids, len(pages)))
            total += len(pages)
        kids = b" ".join(reference(node) for node, _ in self._nodes)
        self._objects.write(self._root, b"<</Type/Pages/Kids[%b]/Count %d>>" % (kids, total))

    def _output_intent(self) -> bytes:
        profile = self._profile(resource("color/srgb.icc"), 3)
        return (
            b"/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1"
            b"/OutputConditionIdentifier(sRGB IEC61966-2.1)/Info(sRGB IEC61966-2.1)"
            b"/DestOutputProfile %b>>]" % reference(profile)
        )

    def _attach(self, attachments: Sequence[Attachment]) -> bytes:
        if not attachments:
            return b""
        written = sorted((item.name, self._file_specification(item)) for item in attachments)
        names = b"".join(pdf.text_string(name) + reference(number) for name, number in written)
        files = b" ".join(reference(number) for _, number in written)
        return b"/AF[%b]/Names<</EmbeddedFiles<</Names[%b]>>>>" % (files, names)

    def _file_specification(self, attachment: Attachment) -> int:
        embedded = self._embedded_file(attachment)
        name, text = pdf.text_string(attachment.name), pdf.text_string(attachment.description)
        return self._objects.add(
            b"<</Type/Filespec/F %b/UF %b/Desc %b/AFRelationship/%b/EF<</F %b/UF %b>>>>"
            % (
                name,
                name,
                text,
                attachment.relationship.encode("ascii"),
                reference(embedded),
                reference(embedded),
            )
        )

    def _embedded_file(self, attachment: Attachment) -> int:
        size, digest = _measure(attachment.source)
        modified: datetime = parse_time(attachment.modified)
        entries = b"/Type/EmbeddedFile/Subtype%b/Params<</Size %d/ModDate %b/CheckSum<%b>>>" % (
            pdf.name(attachment.media_type),
            size,
            pdf_date(modified),
            digest,
        )
        if attachment.media_type.endswith("xml"):
            packed = zlib.compress(b"".join(chunks(attachment.source)), 9)
            return self._objects.add_stream(
                entries + b"/Filter/FlateDecode", (packed,), len(packed)
            )
        return self._objects.add_stream(entries, chunks(attachment.source), size)


def _measure(source: ByteSource) -> tuple[int, bytes]:
    """Return size and MD5 (hex; the checksum that PDF defines) of a source."""
    size, digest = 0, hashlib.md5(usedforsecurity=False)
    for piece in chunks(source):
        size += len(piece)
        digest.update(piece)
    return size, digest.hexdigest().encode("ascii")
