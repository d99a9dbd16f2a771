"""Where the check of a batch begins: at what the first document that needs work asks for.

    no batch --documents are there--> first document --findings came--> landed
                                            |
                                            +--a person went elsewhere--> landed

Only while the place is shown: nobody is taken away from where they went by themselves.
"""

from __future__ import annotations

from collections.abc import Callable

from scanstation.model import Batch
from scanstation.ui.review_cursor import ReviewCursor
from scanstation.ui.services import Services
from scanstation.ui.state import Findings


class ReviewBeginning:
    """See the module.

    Args:
        here: whether the place is shown.
    """

    def __init__(self, services: Services, cursor: ReviewCursor, here: Callable[[], bool]) -> None:
        self._bridge, self._cursor, self._here = services.bridge, cursor, here
        self._batch = self._put = ""
        self._landed = False
        services.bridge.changed.connect(lambda _: self.follow())
        services.bridge.examined.connect(lambda _: self.follow())

    def follow(self) -> None:
        """Go to the first page to check, once for each batch."""
        batch = self._cursor.batch
        if batch is None or not batch.documents or not self._here():
            return
        if batch.id != self._batch:
            self._batch, self._put, self._landed = batch.id, "", False
        if self._landed:
            return
        current, findings = self._cursor.page, self._bridge.findings
        if self._put and (current is None or current.id != self._put):
            self._landed = True
            return
        self._landed = findings.batch == batch.id
        self._put = first_page(batch, findings if self._landed else Findings())
        self._cursor.go(self._put)


def first_page(batch: Batch, findings: Findings) -> str:
    """Return the page that work begins with, for a batch that has documents.

    A field is filled with its whole document in view; a doubt and a page that nobody has looked
    at are about one page.
    """
    from scanstation.workflow.next_step import next_step

    step = next_step(batch, findings.problems, findings.doubts)
    if step.kind in ("doubt", "page"):
        wanted = next((one for one in batch.pages if one.number == step.page), None)
        if wanted is not None:
            return wanted.id
    documents = batch.documents
    return documents[max(step.document - 1, 0)].pages[0]
