"""What an edit writes, and when it is refused: pure functions of the batch."""

from __future__ import annotations

from scanstation import events
from scanstation.errors import EditRefused
from scanstation.model import Batch, Document, Page, PageKind, Quarter
from scanstation.workflow.session import new_id


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


def splitting(batch: Batch, number: int) -> events.Event:
    """Let a document begin at a page."""
    page = document_page(batch, number)
    if page.id in batch.openings:
        raise EditRefused(
            reason_de=f"An Seite {page.number} beginnt schon ein Dokument.",
            reason_en=f"a document begins at page {page.number} already.",
        )
    return events.BoundarySet(page.id, new_id())


def joining(batch: Batch, number: int) -> events.Event:
    """Join the document that begins at a page with the one before it."""
    page = page_by_number(batch, number)
    if page.id not in batch.openings or batch.documents[0].opening.page == page.id:
        raise EditRefused(
            reason_de=f"An Seite {number} ist keine Grenze zu einem Dokument davor.",
            reason_en=f"there is no boundary to an earlier document at page {number}.",
        )
    return events.BoundarySet(page.id, "")


def turning(batch: Batch, number: int, degrees: int) -> events.Event:
    """Turn a page clockwise from how it is shown now."""
    page = page_by_number(batch, number)
    if degrees % 90:
        raise EditRefused(
            reason_de="Gedreht wird in Schritten von 90 Grad.",
            reason_en="pages are turned by steps of 90 degrees.",
        )
    quarters: tuple[Quarter, ...] = (0, 90, 180, 270)
    return events.PageRotated(page.id, quarters[((page.rotation + degrees) % 360) // 90])


def rejecting(batch: Batch, number: int, reason: str) -> events.Event:
    """Keep a page out of every document."""
    page = page_by_number(batch, number)
    if page.kind in (PageKind.REJECTED, PageKind.REPLACED):
        raise EditRefused(
            reason_de=f"Seite {number} ist schon verworfen oder ersetzt.",
            reason_en=f"page {number} is rejected or replaced already.",
        )
    return events.PageRejected(page.id, reason)


def restoring(batch: Batch, number: int) -> events.Event:
    """Let a rejected, replaced or blank page count as a document page again."""
    page = page_by_number(batch, number)
    if page.kind in (PageKind.REJECTED, PageKind.REPLACED):
        return events.PageRestored(page.id)
    if page.kind is not PageKind.DOCUMENT:
        return events.PageKindSet(page.id, PageKind.DOCUMENT)
    raise EditRefused(
        reason_de=f"Seite {number} gehört schon zu einem Dokument.",
        reason_en=f"page {number} belongs to a document already.",
    )


def blanking(batch: Batch, number: int) -> events.Event:
    """Treat a page as blank."""
    page = page_by_number(batch, number)
    if page.kind not in (PageKind.DOCUMENT, PageKind.SEPARATOR):
        raise EditRefused(
            reason_de=f"Seite {number} gehört schon zu keinem Dokument.",
            reason_en=f"page {number} belongs to no document already.",
        )
    return events.PageKindSet(page.id, PageKind.BLANK)


def document_page(batch: Batch, number: int) -> Page:
    """Return a page that belongs to a document."""
    page = page_by_number(batch, number)
    if page.kind is not PageKind.DOCUMENT:
        raise EditRefused(
            reason_de=f"Seite {number} gehört zu keinem Dokument.",
            reason_en=f"page {number} belongs to no document.",
        )
    return page
