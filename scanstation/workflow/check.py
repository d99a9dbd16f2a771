"""Quality check (TR-03138 A.SC.8, A.NB.2): pages looked at by a named person.

The sample of a batch is the first page of every document and a drawn share of the others; of a
profile with ``sampling`` the drawn share alone. A window records what it showed to whom
(``shown``), and with the release the check of a sample that was shown whole. On the command line
a person states with ``check --passed`` that all of it was looked at.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable

from scanstation import events
from scanstation.model import Anomaly, Batch, BatchState, Check, Page, PageKind, ShownPage
from scanstation.workflow.session import BatchSession, undisturbed


def draw_sample(batch: Batch, share: float) -> tuple[Page, ...]:
    """Return the pages to look at, in stack order.

    The draw can be repeated: what was listed is what is recorded. Edits of other pages leave a
    page in it or out of it; after a check that found defects another sample is drawn.

    Args:
        share: of the document pages that are no first pages; at least one of them is drawn.
    """
    pages = [page for page in batch.pages if page.kind is PageKind.DOCUMENT]
    first = set() if batch.profile.sampling else first_pages(batch)
    others = [page for page in pages if page.id not in first]
    count = min(len(others), max(1, math.ceil(share * len(others))))
    failed = sum(not check.passed for check in batch.checks)
    drawn = sorted(others, key=lambda page: _lot(batch.id, failed, page.id))[:count]
    chosen = first | {page.id for page in drawn}
    return tuple(page for page in pages if page.id in chosen)


def first_pages(batch: Batch) -> set[str]:
    """Return the first page of every document."""
    return {document.pages[0] for document in batch.documents if document.pages}


def _lot(batch: str, round_: int, page: str) -> bytes:
    return hashlib.sha256(f"{batch}:{round_}:{page}".encode()).digest()


@undisturbed
def shown(session: BatchSession, pages: Iterable[Page]) -> None:
    """Record that the acting person saw these pages, as they are handed over.

    What was turned or went to another document meanwhile was not seen as it is now; what is
    recorded already and whatever is not open any more writes nothing.
    """
    batch = session.batch()
    if batch.state is not BatchState.OPEN:
        return
    by = session.actor.operator
    new = tuple(
        ShownPage(page.id, page.document, page.rotation)
        for page in pages
        if page.id in batch.page_index and by not in batch.shown.get(page.id, ())
    )
    if new:
        session.append(events.PagesShown(new))


def missing(batch: Batch, operator: str, *, whole: bool = False) -> tuple[Page, ...]:
    """Return the pages of the sample that were not shown to a person yet, in stack order.

    Args:
        whole: every page is to be looked at (very high protection need).
    """
    sample = draw_sample(batch, 1.0 if whole else batch.profile.check_sample)
    return tuple(page for page in sample if operator not in batch.shown.get(page.id, ()))


def last_check(batch: Batch) -> Check | None:
    """Return the check that counts: none if pages or boundaries changed after it."""
    last = batch.checks[-1] if batch.checks else None
    return last if last is not None and last.row >= batch.content_row else None


def unseen_documents(batch: Batch) -> tuple[int, ...]:
    """Return the numbers of the documents whose first page nobody saw.

    Seen is what was shown, and what a person stated to have looked at with the check that counts.
    """
    if batch.profile.sampling:
        return ()
    check = last_check(batch)
    stated = set(check.sample) if check is not None else set()
    return tuple(
        document.number
        for document in batch.documents
        if document.pages[0] not in stated and document.pages[0] not in batch.shown
    )


@undisturbed
def record(
    session: BatchSession, *, passed: bool, findings: str = "", whole: bool = False
) -> tuple[Page, ...]:
    """Record the acting person's check of the sample, or of every page, and return the pages.

    Raises:
        StateRefused: the batch is released already.
    """
    batch = session.require(BatchState.OPEN)
    share = 1.0 if whole else batch.profile.check_sample
    sample = draw_sample(batch, share)
    session.append(events.Checked(tuple(page.id for page in sample), passed, findings))
    return sample


def open_doubts(batch: Batch) -> tuple[Anomaly, ...]:
    """Return the anomalies that wait for a person."""
    return tuple(one for one in batch.anomalies if one.needs_answer and not one.answer)


@undisturbed
def answer(session: BatchSession, doubt: Anomaly, text: str) -> None:
    """Record the acting person's decision about a doubt."""
    session.require(BatchState.OPEN)
    session.append(events.AnomalyAnswered(doubt.row, doubt.key, text))
