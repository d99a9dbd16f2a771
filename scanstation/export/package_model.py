"""What a package is made of and what comes out, as plain values that reach a child process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from scanstation.export.note_model import NoteInput
from scanstation.export.pdfa import PdfPage
from scanstation.export.sources import ByteSource
from scanstation.model import IndexValue, Predecessor


@dataclass(frozen=True, slots=True)
class Original:
    """An imported file that goes along unchanged; ``sha256`` (hex) is what it must have."""

    name: str
    media_type: str
    source: ByteSource
    sha256: str


@dataclass(frozen=True, slots=True)
class PackageInput:
    """What one package is made of.

    Attributes:
        package, batch, document: UUIDs.
        number: the document's number in its batch, for messages.
        created: ISO 8601 time with offset; the same input must carry the same time.
        title: of the PDF, for people; also the readable part of its file name.
        document_class, fields: go into the index file.
        pages: in reading order.
        note: the transfer note's content; None only where there is nothing to state.
        originals: imported files that go along.
        embed_note: embed the note (PDF/A-3u).
        note_beside: put the note beside the PDF; always so if it is not embedded.
        embed_originals: embed the originals instead of putting them beside.
        received, box: of the batch, empty if unknown; go into the index file.
        corrects: sent documents that this one corrects, for the index file.
    """

    package: str
    batch: str
    document: str
    number: int
    created: str
    title: str
    document_class: str
    fields: Mapping[str, IndexValue]
    pages: Sequence[PdfPage]
    note: NoteInput | None
    originals: tuple[Original, ...] = ()
    embed_note: bool = True
    note_beside: bool = True
    embed_originals: bool = False
    tenant: str = ""
    language: str = "de-DE"
    producer: str = "scanstation"
    received: str = ""
    box: str = ""
    corrects: tuple[Predecessor, ...] = ()


@dataclass(frozen=True, slots=True)
class Package:
    """A finished package.

    Attributes:
        path: the folder.
        manifest_sha256: hash of ``manifest.json``; belongs into the journal.
        files: SHA-256 by file name, without the manifest.
        pdf: file name of the PDF.
        conformance: ``2u`` or ``3u``.
    """

    package: str
    path: Path
    manifest_sha256: str
    files: dict[str, str] = field(default_factory=dict)
    pdf: str = ""
    pdf_size: int = 0
    conformance: str = ""
