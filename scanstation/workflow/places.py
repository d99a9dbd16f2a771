"""Where in a batch something lies, by the numbers that people use."""

from __future__ import annotations

from functools import cached_property

from scanstation.model import Anomaly, Batch, Document, Page


class Places:
    """Finds documents by page; made once for many questions about the same batch."""

    def __init__(self, batch: Batch) -> None:
        self._batch = batch

    @cached_property
    def _documents(self) -> list[Document | None]:
        """The document of every page of the stack, in its order."""
        opened = {one: document for document in self._batch.documents for one in _opened(document)}
        by_id = {document.id: document for document in self._batch.documents}
        current = self._batch.documents[0] if self._batch.documents else None
        found = []
        for page in self._batch.pages:
            current = by_id.get(page.document) or opened.get(page.id) or current
            found.append(current)
        return found

    def document(self, page: Page) -> Document | None:
        """Return the document of a page; of a separator sheet the one that it opens.

        A page that is in no document (blank, rejected) counts to the one before it in the stack.
        """
        return self._documents[self._batch.page_index[page.id]]

    def page(self, anomaly: Anomaly) -> Page | None:
        """Return the page that an anomaly speaks of, or the first one of its sheet."""
        if anomaly.page in self._batch.page_index:
            return self._batch.page(anomaly.page)
        if not anomaly.sheet:
            return None
        return next((page for page in self._batch.pages if page.sheet == anomaly.sheet), None)

    def numbers(self, page: Page | None) -> tuple[int, int]:
        """Return the numbers of document and page, 0 where there is none."""
        if page is None:
            return 0, 0
        document = self.document(page)
        return (document.number if document else 0), page.number


def _opened(document: Document) -> tuple[str, ...]:
    return document.opening.separator
