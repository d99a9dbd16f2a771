"""Checks a package offline: every byte of every file, and the images inside the PDF."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pikepdf

from scanstation.errors import Text
from scanstation.export.durable import system_path
from scanstation.export.manifest import MANIFEST, Manifest, ManifestFile, decode_manifest
from scanstation.export.note_model import NoteInput, NotePage
from scanstation.export.sources import FileSource, chunks
from scanstation.export.transfer_note import RECEIPT_NOTE, TRANSFER_NOTE, parse_note

NOTE_NAMES = (f"{TRANSFER_NOTE}.xml", f"{RECEIPT_NOTE}.xml")


@dataclass(frozen=True, slots=True)
class Finding:
    """An object that is not as it was written, and why (both as the operator reads it)."""

    object: str
    reason: Text


MISSING = Text("fehlt", "missing")
CHANGED = Text("verändert", "changed")
ADDED = Text("gehört nicht zum Paket", "does not belong to the package")
UNREADABLE = Text("nicht lesbar", "not readable")
OTHER_PACKAGE = Text("gehört zu einem anderen Paket", "belongs to another package")
OTHER_IMAGE = Text(
    "ein Seitenbild ist nicht das im Vermerk genannte", "a page image is not the one in the note"
)
OTHER_NOTE = Text("weicht vom eingebetteten Vermerk ab", "differs from the embedded note")


def verify_package(path: Path, manifest_sha256: str = "") -> list[Finding]:
    """Return every difference between a package and what was written; empty if there is none.

    Args:
        path: the package's folder.
        manifest_sha256: hash of the manifest as the journal has it; without it a manifest
            that was changed together with its seal cannot be told from the first.
    """
    root = system_path(path)
    try:
        data = (root / MANIFEST).read_bytes()
    except OSError:
        return [Finding(MANIFEST, MISSING)]
    if manifest_sha256 and hashlib.sha256(data).hexdigest() != manifest_sha256:
        return [Finding(MANIFEST, CHANGED), *_added_to_unknown(root)]
    try:
        manifest = decode_manifest(data)
    except (ValueError, KeyError, TypeError, AttributeError):
        return [Finding(MANIFEST, CHANGED)]
    findings = [*_place(root, manifest), *_files(root, manifest), *_added(root, manifest)]
    try:
        return findings or list(_content(root, manifest))
    except (ValueError, KeyError, TypeError, AttributeError):
        # A package from elsewhere, sealed again over an index that is none.
        return [Finding(root.name, UNREADABLE)]


def _added_to_unknown(root: Path) -> Iterator[Finding]:
    """Without a manifest to trust, only folders and links can be told to be wrong."""
    for entry in sorted(root.iterdir()):
        if entry.is_symlink() or not entry.is_file():
            yield Finding(entry.name, ADDED)


def _place(root: Path, manifest: Manifest) -> Iterator[Finding]:
    if root.name != manifest.package and not root.name.startswith("."):
        yield Finding(root.name, OTHER_PACKAGE)


def _files(root: Path, manifest: Manifest) -> Iterator[Finding]:
    for file in manifest.files:
        path = root / file.name
        if path.is_symlink() or not path.is_file():
            yield Finding(file.name, MISSING)
        elif not _same(path, file):
            yield Finding(file.name, CHANGED)


def _same(path: Path, file: ManifestFile) -> bool:
    digest = hashlib.sha256()
    try:
        if path.stat().st_size != file.size:
            return False
        for piece in chunks(FileSource(path)):
            digest.update(piece)
    except OSError:
        return False
    return digest.hexdigest() == file.sha256


def _added(root: Path, manifest: Manifest) -> Iterator[Finding]:
    known = {MANIFEST, *(file.name for file in manifest.files)}
    for entry in sorted(root.iterdir()):
        if entry.name not in known or entry.is_symlink():
            yield Finding(entry.name, ADDED)


def _content(root: Path, manifest: Manifest) -> Iterator[Finding]:
    """Compare the PDF's images and embedded note with index and note."""
    pdf, index, beside = (manifest.file(role) for role in ("pdf", "index", "note"))
    if pdf is None or index is None:
        yield Finding(MANIFEST, CHANGED)
        return
    listed = json.loads((root / index.name).read_bytes())
    expected = [page["stream_sha256"] for page in listed["pages"]]
    if listed["package"] != manifest.package:
        yield Finding(index.name, OTHER_PACKAGE)
    beside_data = (root / beside.name).read_bytes() if beside else b""
    yield from verify_pdf(root / pdf.name, expected, manifest.package, beside_data)


def verify_pdf(
    path: Path,
    expected: list[str] | None = None,
    package: str = "",
    note_beside: bytes = b"",
) -> list[Finding]:
    """Compare the image streams of an exported PDF with its transfer note.

    Args:
        path: the PDF file.
        expected: SHA-256 of each page's image stream, if known from elsewhere.
        package: UUID of the package that the note must name, empty for any.
        note_beside: the note beside the PDF; must equal the embedded one if both are there.
    """
    try:
        with pikepdf.open(path) as pdf:
            embedded = _embedded_note(pdf)
            streams = [_stream_hash(page) for page in pdf.pages]
    except (pikepdf.PdfError, OSError, KeyError, AttributeError, ValueError):
        return [Finding(path.name, UNREADABLE)]
    findings = []
    if embedded and note_beside and embedded != note_beside:
        findings.append(Finding(path.name, OTHER_NOTE))
    if expected is not None and streams != expected:
        findings.append(Finding(path.name, OTHER_IMAGE))
    note = embedded or note_beside
    return findings or list(_against_note(path.name, note, streams, package))


def _against_note(name: str, data: bytes, streams: list[str], package: str) -> Iterator[Finding]:
    if not data:
        return
    try:
        note: NoteInput = parse_note(data)
    except ValueError:
        yield Finding(name, UNREADABLE)
        return
    if package and uuid.UUID(note.package) != uuid.UUID(package):
        yield Finding(name, OTHER_PACKAGE)
    other = [page.stream_sha256 for page in note.pages] != streams
    if other or any(map(_contradicts_itself, note.pages)):
        yield Finding(name, OTHER_IMAGE)


def _contradicts_itself(page: NotePage) -> bool:
    """A JPEG's stream is the stored file itself, so both hashes must agree."""
    return page.stream_filter == "DCTDecode" and page.stream_sha256 != page.sha256


def _embedded_note(pdf: pikepdf.Pdf) -> bytes:
    for name in NOTE_NAMES:
        if name in pdf.attachments:
            return pdf.attachments[name].get_file().read_bytes()
    return b""


def _stream_hash(page: pikepdf.Page) -> str:
    image = page.obj["/Resources"]["/XObject"]["/I"]
    return hashlib.sha256(image.read_raw_bytes()).hexdigest()
