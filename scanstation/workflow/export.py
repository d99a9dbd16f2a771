"""From released documents to packages, each whole or not there at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scanstation import events
from scanstation.errors import Text
from scanstation.export.package import discard_package, remove_leftovers
from scanstation.export.package_model import Original, Package, PackageInput
from scanstation.export.pdfa import PdfPage
from scanstation.export.process import ExportWorker
from scanstation.export.sources import FileSource
from scanstation.model import Batch, BatchState, Document, Page
from scanstation.progress import Progress, Report, silent
from scanstation.rights import OWNER_FOLDER
from scanstation.store.journal import Row
from scanstation.workflow import recognise
from scanstation.workflow.note import note_of
from scanstation.workflow.session import BatchSession, new_id
from scanstation.workflow.stored_words import StoredWords
from scanstation.workflow.workspace import Workspace

EXPORTING = Text("Dokumente exportiert", "documents exported")

MEDIA_TYPES = {
    ".pdf": "application/pdf",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
}


@dataclass(frozen=True, slots=True)
class ExportedPackage:
    """A document's finished package."""

    document: int
    package: str
    path: Path
    files: dict[str, str]


def export(
    workspace: Workspace, session: BatchSession, report: Report = silent
) -> list[ExportedPackage]:
    """Write the packages of all documents that have none yet, and return those.

    Raises:
        StateRefused: the batch is not released.
        ExportFailed, SymbolCodedImage, BlobChanged: see each; packages written before stay.
    """
    session.require(BatchState.RELEASED, BatchState.EXPORTED)
    recognise.recognise(workspace, session, report)
    workspace.packages.mkdir(parents=True, exist_ok=True, mode=OWNER_FOLDER)
    remove_unfinished(workspace)
    _discard_void(workspace, session)
    waiting = [one for one in session.batch().documents if not one.package_path]
    done: list[ExportedPackage] = []
    with ExportWorker() as worker:
        for number, document in enumerate(waiting, 1):
            done.append(_export(workspace, session, document, worker))
            report(Progress(EXPORTING, number, len(waiting)))
    return done


def _export(
    workspace: Workspace, session: BatchSession, document: Document, worker: ExportWorker
) -> ExportedPackage:
    """The package's id is journaled before anything of it exists."""
    package = document.package or new_id()
    if document.package:
        # Killed between the rename and its event: the journal has moved on, the note has not.
        discard_package(workspace.packages, package)
    else:
        session.append(events.ExportStarted(document.id, package))
    batch, rows = session.batch(), session.rows()
    given = _package_input(workspace, session, batch, document, rows, package)
    written: Package = worker.export(workspace.packages, given)
    session.append(
        events.Exported(
            document=document.id,
            package=package,
            path=written.path.name,
            files=written.files,
            manifest=written.manifest_sha256,
            head=batch.head,
        )
    )
    return ExportedPackage(document.number, package, written.path, written.files)


def _package_input(
    workspace: Workspace,
    session: BatchSession,
    batch: Batch,
    document: Document,
    rows: Sequence[Row],
    package: str,
) -> PackageInput:
    note = note_of(workspace.settings, batch, document, rows, package)
    declared = workspace.configuration.classes.get(document.document_class)
    pages = [batch.page(page) for page in document.pages]
    return PackageInput(
        package=package,
        batch=batch.id,
        document=document.id,
        number=document.number,
        created=note.created,
        title=declared.title.de if declared else document.document_class,
        document_class=document.document_class,
        fields=document.fields,
        pages=[_pdf_page(session, page) for page in pages],
        note=note,
        originals=_originals(session, pages),
        embed_note=_embeds_note(workspace, batch),
        tenant=batch.tenant,
        received=batch.received,
        box=batch.box,
        corrects=document.corrects,
    )


def _embeds_note(workspace: Workspace, batch: Batch) -> bool:
    """Only a folder takes files beside the PDF; elsewhere the note must travel inside it."""
    target = workspace.configuration.targets.get(batch.profile.target)
    return batch.profile.embed_transfer_note or target is None or target.kind != "folder"


def _pdf_page(session: BatchSession, page: Page) -> PdfPage:
    image = page.image
    words = StoredWords(session.blob_path(page.words) if page.words else None)
    return PdfPage(
        image=FileSource(session.blob_path(image.blob)),
        media_type=image.media_type,
        dpi=image.dpi,
        sha256=image.blob,
        rotation=page.rotation,
        skew=page.skew,
        words=words,
        number=page.number,
    )


def _originals(session: BatchSession, pages: list[Page]) -> tuple[Original, ...]:
    """Born-digital pages take their file along."""
    files = {
        page.original: page.source
        for page in pages
        if page.original and "born_digital" in page.anomalies
    }
    return tuple(
        Original(
            name=name,
            media_type=MEDIA_TYPES.get(Path(name).suffix.lower(), "application/octet-stream"),
            source=FileSource(session.blob_path(blob)),
            sha256=blob,
        )
        for blob, name in files.items()
    )


def _discard_void(workspace: Workspace, session: BatchSession) -> None:
    """Remove packages that nobody has heard of: killed before they were journaled, or withdrawn.

    A package killed after its rename is made again under its id: the journal may have gone on
    since, and with it the head that its note would name.
    """
    valid = {one.package for one in session.batch().documents if one.package_path}
    for begun in session.every(events.ExportStarted):
        if begun.package not in valid:
            discard_package(workspace.packages, begun.package)


def remove_unfinished(workspace: Workspace) -> list[str]:
    """Remove what killed exports left; return the ids of the packages under way."""
    return remove_leftovers(workspace.packages) if workspace.packages.is_dir() else []
