"""An operator's edits. Each is one event, so that undo takes back exactly one."""

from __future__ import annotations

from scanstation import events
from scanstation.errors import EditRefused, NothingToUndo
from scanstation.model import Batch, BatchState, Document, Page, PageKind, Quarter
from scanstation.workflow.session import BatchSession, new_id, undisturbed


def page_by_number(batch: Batch, number: int) -> Page:
    """Return the page that people call by this number.

    Raises:
        EditRefused: there is none.
    """
    for page in batch.pages:
        if page.number == number:
            return page
    raise EditRefused(
        reason_de=f"Seite {number} gibt es nicht.", reason_en=f"there is no page {number}."
    )


def document_by_number(batch: Batch, number: int) -> Document:
    """Return the document that people call by this number.

    Raises:
        EditRefused: there is none.
    """
    for document in batch.documents:
        if document.number == number:
            return document
    raise EditRefused(
        reason_de=f"Dokument {number} gibt es nicht.",
        reason_en=f"there is no document {number}.",
    )


@undisturbed
def split(session: BatchSession, *numbers: int) -> None:
    """Let a document begin at each of these pages; all of them, or none if one is refused."""
    batch = session.require(BatchState.OPEN)
    pages = [_document_page(batch, number) for number in dict.fromkeys(numbers)]
    for page in pages:
        if page.id in batch.openings:
            raise EditRefused(
                reason_de=f"An Seite {page.number} beginnt schon ein Dokument.",
                reason_en=f"a document begins at page {page.number} already.",
            )
    session.append(*(events.BoundarySet(page.id, new_id()) for page in pages))


@undisturbed
def join(session: BatchSession, number: int) -> None:
    """Join the document that begins at a page with the one before it."""
    batch = session.require(BatchState.OPEN)
    page = page_by_number(batch, number)
    if page.id not in batch.openings or batch.documents[0].opening.page == page.id:
        raise EditRefused(
            reason_de=f"An Seite {number} ist keine Grenze zu einem Dokument davor.",
            reason_en=f"there is no boundary to an earlier document at page {number}.",
        )
    session.append(events.BoundarySet(page.id, ""))


@undisturbed
def confirm_boundary(session: BatchSession, number: int) -> None:
    """Keep the boundary at a page by hand, whatever later separation runs say."""
    batch = session.require(BatchState.OPEN)
    page = _document_page(batch, number)
    opening = batch.openings.get(page.id)
    document = opening.document if opening else new_id()
    session.append(events.BoundarySet(page.id, document))


@undisturbed
def move(session: BatchSession, number: int, document: int, before: int | None = None) -> None:
    """Move a page into a document, before one of its pages or to its end."""
    batch = session.require(BatchState.OPEN)
    page = _document_page(batch, number)
    target = document_by_number(batch, document)
    place = page_by_number(batch, before).id if before is not None else ""
    if place and place not in target.pages:
        raise EditRefused(
            reason_de=f"Seite {before} liegt nicht in Dokument {document}.",
            reason_en=f"page {before} is not in document {document}.",
        )
    if place == page.id or target.pages == (page.id,):
        return
    session.append(events.PageMoved(page.id, place, target.id))


@undisturbed
def rotate(session: BatchSession, number: int, degrees: int) -> None:
    """Turn a page clockwise by a multiple of 90 degrees from how it is shown now."""
    batch = session.require(BatchState.OPEN)
    page = page_by_number(batch, number)
    if degrees % 90:
        raise EditRefused(
            reason_de="Gedreht wird in Schritten von 90 Grad.",
            reason_en="pages are turned by steps of 90 degrees.",
        )
    quarters: tuple[Quarter, ...] = (0, 90, 180, 270)
    turned = quarters[((page.rotation + degrees) % 360) // 90]
    session.append(events.PageRotated(page.id, turned))


@undisturbed
def reject(session: BatchSession, number: int, reason: str) -> None:
    """Keep a page out of every document."""
    batch = session.require(BatchState.OPEN)
    page = page_by_number(batch, number)
    if page.kind in (PageKind.REJECTED, PageKind.REPLACED):
        raise EditRefused(
            reason_de=f"Seite {number} ist schon verworfen oder ersetzt.",
            reason_en=f"page {number} is rejected or replaced already.",
        )
    session.append(events.PageRejected(page.id, reason))


@undisturbed
def restore(session: BatchSession, number: int) -> None:
    """Let a rejected, replaced or blank page count as a document page again."""
    batch = session.require(BatchState.OPEN)
    page = page_by_number(batch, number)
    if page.kind in (PageKind.REJECTED, PageKind.REPLACED):
        session.append(events.PageRestored(page.id))
    elif page.kind is not PageKind.DOCUMENT:
        session.append(events.PageKindSet(page.id, PageKind.DOCUMENT))
    else:
        raise EditRefused(
            reason_de=f"Seite {number} gehört schon zu einem Dokument.",
            reason_en=f"page {number} belongs to a document already.",
        )


@undisturbed
def drop_blank(session: BatchSession, number: int) -> None:
    """Treat a page as blank."""
    batch = session.require(BatchState.OPEN)
    page = page_by_number(batch, number)
    if page.kind not in (PageKind.DOCUMENT, PageKind.SEPARATOR):
        raise EditRefused(
            reason_de=f"Seite {number} gehört schon zu keinem Dokument.",
            reason_en=f"page {number} belongs to no document already.",
        )
    session.append(events.PageKindSet(page.id, PageKind.BLANK))


@undisturbed
def replace(session: BatchSession, number: int, by: int) -> None:
    """Let one page (a rescan) take the place of another."""
    batch = session.require(BatchState.OPEN)
    old, new = page_by_number(batch, number), page_by_number(batch, by)
    # A separator sheet stands for a boundary; replacing it would join or cut documents unsaid.
    unfit = (PageKind.REJECTED, PageKind.REPLACED, PageKind.SEPARATOR)
    if old.id == new.id or old.kind in unfit or new.kind in unfit:
        raise EditRefused(
            reason_de=f"Seite {by} kann Seite {number} nicht ersetzen.",
            reason_en=f"page {by} cannot replace page {number}.",
        )
    session.append(events.PageReplaced(old.id, new.id))


@undisturbed
def set_class(session: BatchSession, document: int, name: str) -> None:
    """Give a document another document class."""
    batch = session.require(BatchState.OPEN)
    session.append(events.ClassSet(document_by_number(batch, document).id, name))


@undisturbed
def undo(session: BatchSession) -> int:
    """Take back the last edit and return its row.

    Raises:
        NothingToUndo: there is none.
    """
    session.require(BatchState.OPEN)
    step = session.history().undo
    if step is None:
        raise NothingToUndo
    session.append(*(events.Undone(row) for row in reversed(step.rows)))
    return step.rows[0]


@undisturbed
def redo(session: BatchSession) -> int:
    """Repeat the edit that was taken back last and return its row.

    Raises:
        NothingToUndo: there is none.
    """
    session.require(BatchState.OPEN)
    step = session.history().redo
    if step is None:
        raise NothingToUndo
    session.append(*(events.Redone(row) for row in step.rows))
    return step.rows[0]


def _document_page(batch: Batch, number: int) -> Page:
    page = page_by_number(batch, number)
    if page.kind is not PageKind.DOCUMENT:
        raise EditRefused(
            reason_de=f"Seite {number} gehört zu keinem Dokument.",
            reason_en=f"page {number} belongs to no document.",
        )
    return page
