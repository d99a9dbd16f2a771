"""The keys that edit pages: each one operation on all selected pages."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from scanstation.model import Document, Page, PageKind
from scanstation.ui.operations import Operation
from scanstation.ui.operations.editing import (
    DropBlanks,
    JoinDocuments,
    MovePages,
    RejectPages,
    RestorePages,
    RotatePages,
    SplitAt,
)
from scanstation.ui.review_cursor import ReviewCursor, document_at
from scanstation.ui.services import Services
from scanstation.ui.state import DeskState

AWAY = (PageKind.REJECTED, PageKind.REPLACED)
FOCUSED = (
    "page.rotate_right",
    "page.rotate_left",
    "page.move_up",
    "page.move_down",
    "page.reject",
    "page.restore",
)
"""Act only while thumbnails or page have the focus."""
EVERYWHERE = ("page.split", "page.join", "page.blank")


class ReviewEdits(QObject):
    """Connects the commands.

    Args:
        here: whether the place is shown; the same keys edit pages elsewhere, too.

    Signals:
        edited(): an edit was asked for, also undo and redo.
    """

    edited = Signal()

    def __init__(self, services: Services, cursor: ReviewCursor, here: Callable[[], bool]) -> None:
        super().__init__(cursor)
        self._services, self._cursor, self._here = services, cursor, here
        handlers: dict[str, Callable[[], object]] = {
            "page.split": self.split,
            "page.join": self.join,
            "page.rotate_right": partial(self.rotate, 90),
            "page.rotate_left": partial(self.rotate, -90),
            "page.move_up": partial(self.shift, -1),
            "page.move_down": partial(self.shift, 1),
            "page.blank": self.blank,
            "page.reject": self.reject,
            "page.restore": self.restore,
        }
        for command, act in handlers.items():
            services.commands.connect_to(command, partial(self._if_here, act))
        for command in ("edit.undo", "edit.redo"):
            services.commands.connect_to(command, self.edited.emit)
        services.bridge.changed.connect(self._allow)
        self._allow(services.bridge.state)

    def split(self) -> None:
        """A document begins at each selected page that is not the first of one already."""
        firsts = {one.pages[0] for one in self._documents()}
        pages = self._ids(lambda one: one.kind is PageKind.DOCUMENT and one.id not in firsts)
        if pages:
            self._do(SplitAt(pages))

    def join(self) -> None:
        """Join the selected documents; a single one with the one before it."""
        batch = self._cursor.batch
        if batch is None:
            return
        found = [document_at(batch, page) for page in self._cursor.selected()]
        documents = list(dict.fromkeys(one.id for one in found if one is not None))
        if len(documents) > 1:
            documents = documents[1:]
        if documents:
            self._do(JoinDocuments(tuple(documents)))

    def rotate(self, degrees: int) -> None:
        """Turn the selected pages clockwise."""
        if pages := self._ids(lambda _: True):
            self._do(RotatePages(pages, degrees))

    def blank(self) -> None:
        """Drop the selected pages as blank; if they are, keep them."""
        if pages := self._ids(lambda one: one.kind is PageKind.DOCUMENT):
            self._do(DropBlanks(pages))
        elif pages := self._ids(lambda one: one.kind is PageKind.BLANK):
            self._do(RestorePages(pages))

    def reject(self) -> None:
        """Keep the selected pages out of every document."""
        if pages := self._ids(lambda one: one.kind not in AWAY):
            self._do(RejectPages(pages))

    def restore(self) -> None:
        """Let the selected pages count again."""
        if pages := self._ids(lambda one: one.kind is not PageKind.DOCUMENT):
            self._do(RestorePages(pages))

    def move(self, pages: list[str], document: str, before: str) -> None:
        """Pages were dragged to a place."""
        batch = self._cursor.batch
        if batch is None:
            return
        known = [one for one in pages if one in batch.page_index]
        moved = tuple(one for one in known if batch.page(one).kind is PageKind.DOCUMENT)
        if moved and document:
            self._do(MovePages(moved, document, before))

    def shift(self, by: int) -> None:
        """Move the selected pages one place up or down, over a boundary into the next document."""
        pages = self._ids(lambda one: one.kind is PageKind.DOCUMENT)
        target = place_beside(self._documents(), pages, by) if pages else None
        if target is not None:
            self._do(MovePages(pages, *target))

    def _documents(self) -> tuple[Document, ...]:
        batch = self._cursor.batch
        return batch.documents if batch else ()

    def _ids(self, wanted: Callable[[Page], bool]) -> tuple[str, ...]:
        return tuple(one.id for one in self._cursor.selected() if wanted(one))

    def _if_here(self, act: Callable[[], object]) -> None:
        if self._here():
            act()

    def _do(self, operation: Operation) -> None:
        if not self._services.bridge.state.read_only:
            self.edited.emit()
            self._services.bridge.do(operation)

    def _allow(self, state: DeskState) -> None:
        writable = state.batch is not None and not state.read_only
        for command in (*FOCUSED, *EVERYWHERE):
            self._services.commands.allow(command, writable)


def place_beside(
    documents: tuple[Document, ...], pages: tuple[str, ...], by: int
) -> tuple[str, str] | None:
    """Return document and following page of the place one up or down; None at the ends."""
    edge = pages[0] if by < 0 else pages[-1]
    at = next((n for n, one in enumerate(documents) if edge in one.pages), -1)
    if at < 0:
        return None
    document, moved = documents[at], set(pages)
    place = document.pages.index(edge)
    if by < 0 and place > 0:
        return document.id, document.pages[place - 1]
    if by > 0 and place + 1 < len(document.pages):
        rest = [one for one in document.pages[place + 2 :] if one not in moved]
        return document.id, rest[0] if rest else ""
    if not 0 <= at + by < len(documents):
        return None
    beside = documents[at + by]
    return (beside.id, "") if by < 0 else (beside.id, beside.pages[0])
