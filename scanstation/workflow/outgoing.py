"""A package as an uploader sees it: files with hashes, properties at the target, filing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path

from scanstation.errors import PackageChanged, Text
from scanstation.export.manifest import MANIFEST, Manifest, decode_manifest
from scanstation.model import Batch, Document, DocumentClass, FieldKind, FieldSpec, IndexValue
from scanstation.upload.names import DESCRIPTION
from scanstation.upload.uploader import Outgoing, PropertyValue, Sidecar
from scanstation.workflow.workspace import Workspace

OTHER_CONTENT = Text("anderer Inhalt als beim Export", "other content than when it was exported")

DESCRIPTION_LENGTH = 1000

STATION_PROPERTIES: Mapping[str, Callable[[Batch, Document], str]] = {
    "sst:packageId": lambda batch, document: document.package,
    "sst:documentId": lambda batch, document: document.id,
    "sst:batchId": lambda batch, document: batch.id,
    "sst:documentClass": lambda batch, document: document.document_class,
}
"""Properties of the type ``sst:document`` that every document of ours carries."""


def outgoing_of(
    workspace: Workspace, batch: Batch, document: Document, folder: Path, manifest_sha256: str
) -> Outgoing:
    """Return what is sent of a package.

    Args:
        manifest_sha256: what the journal says of the manifest; the manifest says it of the rest.

    Raises:
        OSError, ValueError: the manifest is missing or is none.
        PackageChanged: it is another one.
    """
    manifest_bytes = (folder / MANIFEST).read_bytes()
    if hashlib.sha256(manifest_bytes).hexdigest() != manifest_sha256:
        raise PackageChanged(object=f"{folder.name}/{MANIFEST}", reason=OTHER_CONTENT)
    manifest = decode_manifest(manifest_bytes)
    declared = workspace.configuration.classes.get(document.document_class)
    pdf = manifest.file("pdf")
    if pdf is None:
        raise ValueError("the package has no PDF")
    return Outgoing(
        package=document.package,
        document=document.id,
        path=folder / pdf.name,
        sha256=pdf.sha256,
        size=pdf.size,
        title=declared.title.de if declared else document.document_class,
        properties=_properties(batch, document, declared),
        filing=_filing(document),
        sidecars=_sidecars(folder, manifest, manifest_bytes),
    )


def _properties(
    batch: Batch, document: Document, declared: DocumentClass | None
) -> dict[str, PropertyValue]:
    found: dict[str, PropertyValue] = {
        name: of(batch, document) for name, of in STATION_PROPERTIES.items()
    }
    if document.corrects:
        found[DESCRIPTION] = amended_words(document)
    if batch.received:
        found["sst:received"] = _point_in_time(batch.received)
    for spec in declared.fields if declared else ():
        value = document.fields.get(spec.name)
        if spec.cmis_property and value is not None:
            found[spec.cmis_property] = _value(spec, value)
    return found


def amended_words(document: Document) -> str:
    """Return what people read at the target about a corrected version."""
    return "; ".join(
        f"Berichtigte Fassung von Dokument {old.document}, Paket {old.package}"
        + (f", Quittung {old.receipt}" if old.receipt else "")
        for old in document.corrects
    )[:DESCRIPTION_LENGTH]


def _value(spec: FieldSpec, value: IndexValue) -> PropertyValue:
    return _point_in_time(value.value) if spec.kind is FieldKind.DATE else value.value


def _point_in_time(day: str) -> datetime:
    """Return noon UTC of a day, so that no time zone moves it to another one."""
    return datetime.combine(date.fromisoformat(day), time(12), UTC)


def _filing(document: Document) -> dict[str, str]:
    values = {name: value.value for name, value in document.fields.items()}
    return {"document_class": document.document_class, **values}


def _sidecars(folder: Path, manifest: Manifest, manifest_bytes: bytes) -> tuple[Sidecar, ...]:
    """Return the files beside the document; the manifest comes last and seals them."""
    beside = [
        Sidecar(one.name, folder / one.name, one.sha256, one.size, one.media_type)
        for one in manifest.files
        if one.role != "pdf"
    ]
    digest = hashlib.sha256(manifest_bytes).hexdigest()
    own = Sidecar(MANIFEST, folder / MANIFEST, digest, len(manifest_bytes), "application/json")
    return (*beside, own)
