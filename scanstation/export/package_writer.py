"""The files of one package, each written once and brought to the disk, the manifest last."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from scanstation.errors import BlobChanged, Text
from scanstation.export.durable import flush_file, owner_only, write_file
from scanstation.export.manifest import (
    MANIFEST,
    Manifest,
    ManifestFile,
    Role,
    canonical,
    encode_manifest,
)
from scanstation.export.names import safe_name, unique
from scanstation.export.package_model import Original, Package, PackageInput
from scanstation.export.pdf_document import Attachment
from scanstation.export.pdfa import EmbeddedImage, PdfDocument, write_pdf
from scanstation.export.refusal import refused
from scanstation.export.sources import ByteSource, BytesSource, chunks
from scanstation.export.transfer_note import RECEIPT_NOTE, TRANSFER_NOTE, build_note
from scanstation.model import IndexValue
from scanstation.progress import Report

OTHER_PACKAGE = Text(
    "der Transfervermerk nennt ein anderes Paket", "the transfer note names another package"
)
OTHER_PAGES = Text("der Transfervermerk nennt andere Seiten", "the transfer note lists other pages")
XML, JSON, PDF = "application/xml", "application/json", "application/pdf"


class PackageWriter:
    """Fills the folder of one package, file by file, each brought to the disk."""

    def __init__(self, folder: Path, given: PackageInput) -> None:
        self._folder = folder
        self._given = given
        self._prefix = given.package[:8]
        self._files: list[ManifestFile] = []
        self._note = b""

    def write(self, report: Report) -> Package:
        """Write all files, the manifest last."""
        given = self._given
        self._check_note()
        name = self._name(f"{safe_name(given.title)}.pdf")
        result = write_pdf(self._folder / name, self._document(), report, self._late)
        owner_only(self._folder / name)
        self._files.append(ManifestFile(name, "pdf", PDF, result.size, result.sha256))
        if self._note and (given.note_beside or not given.embed_note):
            self._put(self._name(f"{self._note_kind()}.xml"), "note", XML, self._note)
        self._put(self._name("index.json"), "index", JSON, self._index(result.pages))
        if not given.embed_originals:
            for original in given.originals:
                self._copy(original)
        manifest = encode_manifest(self._manifest())
        write_file(self._folder / MANIFEST, manifest)
        return Package(
            package=given.package,
            path=self._folder,
            manifest_sha256=hashlib.sha256(manifest).hexdigest(),
            files={file.name: file.sha256 for file in self._files},
            pdf=name,
            pdf_size=result.size,
            conformance=result.conformance,
        )

    def _name(self, readable: str) -> str:
        taken = [file.name for file in self._files]
        return unique(f"{self._prefix}_{readable}", [MANIFEST, *taken])

    def _note_kind(self) -> str:
        note = self._given.note
        return RECEIPT_NOTE if note is not None and note.born_digital else TRANSFER_NOTE

    def _check_note(self) -> None:
        """The note must speak of exactly these pages; noticed before anything is written."""
        given, note = self._given, self._given.note
        if note is None:
            return
        ids = (note.package, note.batch, note.document)
        if ids != (given.package, given.batch, given.document):
            raise refused(given.number, OTHER_PACKAGE)
        hashes = [page.sha256 for page in given.pages]
        if [page.sha256 for page in note.pages] != hashes:
            raise refused(given.number, OTHER_PAGES)
        build_note(note)

    def _document(self) -> PdfDocument:
        given = self._given
        return PdfDocument(
            title=given.title,
            identifier=given.package,
            created=given.created,
            pages=given.pages,
            page_count=len(given.pages),
            identifiers={
                "package": given.package,
                "batch": given.batch,
                "document": given.document,
            },
            attachments=self._attached_originals(),
            language=given.language,
            producer=given.producer,
            number=given.number,
        )

    def _attached_originals(self) -> tuple[Attachment, ...]:
        if not self._given.embed_originals:
            return ()
        names: list[str] = []
        attachments = []
        for original in self._given.originals:
            if _digest(original.source) != original.sha256:
                raise BlobChanged(object=original.sha256)
            names.append(unique(safe_name(original.name, "Original"), names))
            attachments.append(
                Attachment(
                    name=names[-1],
                    media_type=original.media_type,
                    source=original.source,
                    relationship="Source",
                    description="Unveränderte Originaldatei",
                    modified=self._given.created,
                )
            )
        return tuple(attachments)

    def _late(self, images: tuple[EmbeddedImage, ...]) -> Sequence[Attachment]:
        note = self._given.note
        if note is None:
            return ()
        pages = tuple(
            replace(
                page,
                stream_sha256=image.stream_sha256,
                stream_filter=image.filter,
                recoded=image.recoded,
            )
            for page, image in zip(note.pages, images, strict=True)
        )
        self._note = build_note(replace(note, pages=pages))
        if not self._given.embed_note:
            return ()
        return (
            Attachment(
                name=f"{self._note_kind()}.xml",
                media_type=XML,
                source=BytesSource(self._note),
                relationship="Data",
                description=f"{self._note_kind()} nach BSI TR-03138, A.NB.4",
                modified=self._given.created,
            ),
        )

    def _index(self, images: tuple[EmbeddedImage, ...]) -> bytes:
        given = self._given
        return canonical(
            {
                "format": "scanstation-index/1",
                "package": given.package,
                "batch": given.batch,
                "document": given.document,
                "tenant": given.tenant,
                "title": given.title,
                "created": given.created,
                "class": given.document_class,
                "received": given.received,
                "box": given.box,
                "corrects": [asdict(old) for old in given.corrects],
                "fields": {name: _field(value) for name, value in given.fields.items()},
                "pages": [_page(number, image) for number, image in enumerate(images, 1)],
            }
        )

    def _manifest(self) -> Manifest:
        given = self._given
        return Manifest(
            given.package, given.document, given.batch, given.created, tuple(self._files)
        )

    def _put(self, name: str, role: Role, media_type: str, data: bytes) -> None:
        write_file(self._folder / name, data)
        digest = hashlib.sha256(data).hexdigest()
        self._files.append(ManifestFile(name, role, media_type, len(data), digest))

    def _copy(self, original: Original) -> None:
        name = self._name(f"Original_{safe_name(original.name, 'Datei')}")
        digest, size = hashlib.sha256(), 0
        path = self._folder / name
        with path.open("xb") as stream:
            for piece in chunks(original.source):
                stream.write(piece)
                digest.update(piece)
                size += len(piece)
            stream.flush()
            flush_file(stream.fileno())
        owner_only(path)
        if digest.hexdigest() != original.sha256:
            raise BlobChanged(object=original.sha256)
        self._files.append(
            ManifestFile(name, "original", original.media_type, size, original.sha256)
        )


def _digest(source: ByteSource) -> str:
    digest = hashlib.sha256()
    for piece in chunks(source):
        digest.update(piece)
    return digest.hexdigest()


def _field(value: IndexValue) -> dict[str, object]:
    return {
        "value": value.value,
        "source": value.source.value,
        "confidence": value.confidence,
        "confirmed_by": value.confirmed_by,
    }


def _page(number: int, image: EmbeddedImage) -> dict[str, object]:
    return {
        "number": number,
        "sha256": image.sha256,
        "stream_sha256": image.stream_sha256,
        "filter": image.filter,
        "recoded": image.recoded,
        "width": image.width,
        "height": image.height,
    }
