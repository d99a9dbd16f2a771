"""Which page is looked at, and how to get to another one.

The list of thumbnails holds the current page; everything in the place follows it.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from scanstation.model import Batch, Document, Page, PageKind
from scanstation.ui.widgets.thumbnails import ThumbnailView


class ReviewCursor(QObject):
    """See the module.

    Signals:
        moved(): ``page`` and ``document`` are others, or look different now.
    """

    moved = Signal()

    def __init__(self, pages: ThumbnailView) -> None:
        super().__init__(pages)
        self._pages = pages
        self._batch: Batch | None = None
        self._last = ("", 0)
        pages.current_changed.connect(lambda _: self._tell())
        pages.document_pressed.connect(self.go_document)

    @property
    def batch(self) -> Batch | None:
        """The batch that is shown."""
        return self._batch

    @property
    def page(self) -> Page | None:
        """The page that is looked at."""
        batch, page = self._batch, self._pages.current_page()
        return batch.page(page) if batch is not None and page in batch.page_index else None

    @property
    def document(self) -> Document | None:
        """The document that is looked at; for a page of none, the one that it lies in."""
        batch, page = self._batch, self.page
        if batch is None or page is None:
            return None
        return document_at(batch, page)

    def selected(self) -> tuple[Page, ...]:
        """Return the selected pages, at least the current one."""
        batch, page = self._batch, self.page
        if batch is None or page is None:
            return ()
        chosen = [one for one in self._pages.selected_pages() if one in batch.page_index]
        return tuple(map(batch.page, chosen if page.id in chosen else [page.id]))

    def follow(self, batch: Batch | None) -> None:
        """Take the newest snapshot; where the current page went, its neighbour is current."""
        former, self._batch = self._batch, batch
        self._pages.show_batch(batch)
        if batch is not None and batch.documents and (former is None or former.id != batch.id):
            self.go(batch.documents[0].pages[0])
        self._tell()

    def go(self, page: str) -> None:
        """Look at a page."""
        self._pages.set_current_page(page)

    def go_document(self, document: str) -> None:
        """Look at the first page of a document."""
        found = next((one for one in self._documents() if one.id == document), None)
        if found is not None:
            self.go(found.pages[0])

    def step_page(self, by: int) -> None:
        """Look at the next or previous page of the documents."""
        self._step([page for document in self._documents() for page in document.pages], by)

    def step_document(self, by: int) -> None:
        """Look at the next or previous document; back goes to the beginning of this one first."""
        documents, current = self._documents(), self.document
        if current is None or not documents:
            return
        at = next(place for place, one in enumerate(documents) if one.id == current.id)
        inside = self.page is not None and self.page.id != current.pages[0]
        to = at if by < 0 and inside else at + by
        if 0 <= to < len(documents):
            self.go(documents[to].pages[0])

    def ahead(self, count: int = 3) -> tuple[Page, ...]:
        """Return the pages that are probably looked at next."""
        batch, page = self._batch, self.page
        if batch is None or page is None:
            return ()
        documents = batch.documents
        at = next((n for n, one in enumerate(documents) if page.id in one.pages), -1)
        if at < 0:
            return ()
        near = [one for document in documents[at : at + count + 1] for one in document.pages]
        place = near.index(page.id)
        following = documents[at + 1].pages[:1] if at + 1 < len(documents) else ()
        before = near[max(0, place - 1) : place]
        likely = dict.fromkeys([*near[place + 1 : place + 1 + count], *following, *before])
        return tuple(map(batch.page, likely))

    def _documents(self) -> Sequence[Document]:
        return self._batch.documents if self._batch else ()

    def _step(self, order: Sequence[str], by: int) -> None:
        batch, page = self._batch, self.page
        if batch is None or page is None or not order:
            return
        if page.id in order:
            to = order.index(page.id) + by
        else:
            at = batch.page_index[page.id]
            before = sum(batch.page_index[one] < at for one in order)
            to = before if by > 0 else before - 1
        if 0 <= to < len(order):
            self.go(order[to])

    def _tell(self) -> None:
        self.moved.emit()


def document_at(batch: Batch, page: Page) -> Document | None:
    """Return a page's document; for a separator the one it opens, for a blank the one around."""
    if page.document:
        return batch.document(page.document)
    place = batch.page_index[page.id]
    ordered = batch.pages
    others = ordered[place + 1 :] if page.kind is PageKind.SEPARATOR else ordered[place::-1]
    named = next((one.document for one in others if one.document), "")
    if not named:
        named = next((one.document for one in ordered if one.document), "")
    return batch.document(named) if named else None
