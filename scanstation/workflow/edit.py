"""An operator's edits. Each call is one step of undo, however many pages it concerns."""

from __future__ import annotations

from collections.abc import Sequence

from scanstation import events
from scanstation.errors import EditRefused, NothingToUndo, Text
from scanstation.model import Batch, BatchState, PageKind
from scanstation.replay import Step
from scanstation.settings import Configuration
from scanstation.workflow.edit_rules import (
    blanking,
    document_by_number,
    document_page,
    joining,
    page_by_number,
    rejecting,
    restoring,
    splitting,
    turning,
)
from scanstation.workflow.edit_words import step_words, words_of
from scanstation.workflow.session import BatchSession, new_id, undisturbed

__all__ = ["document_by_number", "page_by_number"]


@undisturbed
def split(session: BatchSession, *numbers: int) -> None:
    """Let a document begin at each of these pages; all of them, or none if one is refused."""
    batch = session.require(BatchState.OPEN)
    _append(session, batch, *(splitting(batch, number) for number in dict.fromkeys(numbers)))


@undisturbed
def join(session: BatchSession, *numbers: int) -> None:
    """Join each document that begins at one of these pages with the one before it."""
    batch = session.require(BatchState.OPEN)
    _append(session, batch, *(joining(batch, number) for number in dict.fromkeys(numbers)))


@undisturbed
def confirm_boundary(session: BatchSession, number: int) -> None:
    """Keep the boundary at a page by hand, whatever later separation runs say."""
    batch = session.require(BatchState.OPEN)
    page = document_page(batch, number)
    opening = batch.openings.get(page.id)
    document = opening.document if opening else new_id()
    session.append(events.BoundarySet(page.id, document))


@undisturbed
def move(
    session: BatchSession, numbers: int | Sequence[int], document: int, before: int | None = None
) -> None:
    """Move pages, in their order, into a document, before one of its pages or to its end."""
    batch = session.require(BatchState.OPEN)
    pages = [document_page(batch, number) for number in _several(numbers)]
    target = document_by_number(batch, document)
    place = page_by_number(batch, before).id if before is not None else ""
    if place and place not in target.pages:
        raise EditRefused(
            reason_de=f"Seite {before} liegt nicht in Dokument {document}.",
            reason_en=f"page {before} is not in document {document}.",
        )
    moved = [page.id for page in pages]
    if place in moved or set(target.pages) <= set(moved):
        return
    _append(session, batch, *(events.PageMoved(page, place, target.id) for page in moved))


@undisturbed
def rotate(session: BatchSession, numbers: int | Sequence[int], degrees: int) -> None:
    """Turn pages clockwise by a multiple of 90 degrees from how they are shown now."""
    batch = session.require(BatchState.OPEN)
    _append(session, batch, *(turning(batch, one, degrees) for one in _several(numbers)))


@undisturbed
def reject(session: BatchSession, numbers: int | Sequence[int], reason: str) -> None:
    """Keep pages out of every document."""
    batch = session.require(BatchState.OPEN)
    _append(session, batch, *(rejecting(batch, one, reason) for one in _several(numbers)))


@undisturbed
def restore(session: BatchSession, numbers: int | Sequence[int]) -> None:
    """Let rejected, replaced or blank pages count as document pages again."""
    batch = session.require(BatchState.OPEN)
    _append(session, batch, *(restoring(batch, one) for one in _several(numbers)))


@undisturbed
def drop_blank(session: BatchSession, numbers: int | Sequence[int]) -> None:
    """Treat pages as blank."""
    batch = session.require(BatchState.OPEN)
    _append(session, batch, *(blanking(batch, one) for one in _several(numbers)))


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


def undoable(session: BatchSession, configuration: Configuration | None = None) -> Text | None:
    """Return what undo would take back, None if nothing.

    Args:
        configuration: knows what fields are called; without it they go by their short names.
    """
    return _words(session, session.history().undo, configuration)


def redoable(session: BatchSession, configuration: Configuration | None = None) -> Text | None:
    """Return what redo would repeat, None if nothing; see ``undoable``."""
    return _words(session, session.history().redo, configuration)


def _words(
    session: BatchSession, step: Step | None, configuration: Configuration | None
) -> Text | None:
    batch = session.batch()
    if step is None or batch.state is not BatchState.OPEN:
        return None
    classes = configuration.classes if configuration else {}
    return step.text or words_of(step.edits[0], batch, classes)


def _append(session: BatchSession, batch: Batch, *edits: events.Event) -> None:
    """Write edits of one kind as one step."""
    session.append_step(step_words(edits, batch), *edits)


def _several(numbers: int | Sequence[int]) -> tuple[int, ...]:
    return (numbers,) if isinstance(numbers, int) else tuple(dict.fromkeys(numbers))
