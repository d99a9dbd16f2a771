"""Scanning into the middle of a batch: insert before a page, or replace it.

A rescan feeds the paper of one page again::

    one page with ink, its other side blank or not fed   it replaces the page; the blank side stays
                                                         out of every document
    both sides with ink, as the old sheet has            each replaces its own side
    anything else                                        RescanUnclear; the new pages lie before
                                                         the old one, nothing is replaced
"""

from __future__ import annotations

from collections.abc import Iterator

from scanstation import events
from scanstation.errors import EditRefused, RescanUnclear, Text
from scanstation.model import Batch, BatchState, Page, PageKind
from scanstation.workflow import separate
from scanstation.workflow.analyse import analyse_missing
from scanstation.workflow.capture import Captured
from scanstation.workflow.edit import page_by_number
from scanstation.workflow.feeding import Feeding
from scanstation.workflow.scan import arrange, scan
from scanstation.workflow.session import BatchSession
from scanstation.workflow.workspace import Workspace

RESCANNED = Text("Seite {page} wurde neu gescannt", "Page {page} was scanned again")
REPLACE = Text("Seite {page} neu gescannt", "Page {page} scanned again")

GONE = (PageKind.REJECTED, PageKind.REPLACED)


def feed_before(
    workspace: Workspace,
    session: BatchSession,
    number: int,
    device: str = "",
    *,
    control: Feeding | None = None,
    settle: bool = True,
) -> Captured:
    """Scan sheets before a page and return what came; see ``scan.scan``.

    Raises:
        EditRefused: there is no page of this number.
    """
    before = page_by_number(session.require(BatchState.OPEN), number).id
    return scan(workspace, session, device, before=before, control=control, settle=settle)


def insert(
    workspace: Workspace,
    session: BatchSession,
    number: int,
    device: str = "",
    *,
    control: Feeding | None = None,
    settle: bool = True,
) -> int:
    """Scan sheets before a page and return how many pages came.

    Args:
        control, settle: see ``scan.scan``.

    Raises:
        DeviceError: the feed ended early; pages that came are safe and in their place.
    """
    captured = feed_before(workspace, session, number, device, control=control, settle=settle)
    if captured.error is not None:
        raise captured.error
    return len(captured.pages)


def replace(
    workspace: Workspace,
    session: BatchSession,
    number: int,
    device: str = "",
    *,
    control: Feeding | None = None,
    settle: bool = True,
) -> None:
    """Scan the paper of one page and let what comes take its place; see the module.

    Args:
        control, settle: see ``scan.scan``.

    Raises:
        EditRefused: the page is rejected or replaced already.
        RescanUnclear: it is not clear what replaces the page; nothing is replaced.
        DeviceError: the feed ended early; pages that came are safe.
    """
    old = _replaceable(session.require(BatchState.OPEN), number)
    captured = scan(workspace, session, device, before=old.id, control=control, settle=False)
    try:
        if captured.error is not None:
            raise captured.error
        analyse_missing(session)
        _replace(session, number, captured.pages)
    finally:
        if settle:
            arrange(workspace, session)


def _replace(session: BatchSession, number: int, came: tuple[str, ...]) -> None:
    """Decide by the batch as it is when the pages are there: somebody may have edited meanwhile."""
    with session.alone():
        batch = session.require(BatchState.OPEN)
        separate.run(session)  # what stands after an undo knows the new pages, too
        old = _replaceable(batch, number)
        new = [batch.page(page) for page in came]
        pairs = _pairs(batch, old, new)
        if not pairs:
            raise RescanUnclear(count=len(_with_ink(batch, new)), page=number)
        used = {one.id for _, one in pairs}
        blank = [one for one in new if one.id not in used and not batch.profile.imaging.drop_blank]
        session.append_step(
            _said(REPLACE, number),
            *(events.PageKindSet(one.id, PageKind.BLANK) for one in blank),
            *(events.PageReplaced(former.id, one.id) for former, one in pairs),
        )
        session.append(*_notes(pairs))


def _pairs(batch: Batch, old: Page, new: list[Page]) -> list[tuple[Page, Page]]:
    """Return which new page replaces which old one, nothing if that is not clear."""
    inked = _with_ink(batch, new)
    if len(inked) == 1:
        return [(old, inked[0])]
    if not inked and len(new) == 1:
        return [(old, new[0])]
    sides = {page.side: page for page in batch.pages if _same_sheet(old, page)}
    fed = {page.side: page for page in inked}
    whole = len(sides) == len(fed) == len(inked) == 2 and len({one.sheet_id for one in inked}) == 1
    return [(sides[side], fed[side]) for side in sides] if whole else []


def _same_sheet(old: Page, page: Page) -> bool:
    return page.sheet_id == old.sheet_id and page.kind is PageKind.DOCUMENT


def _with_ink(batch: Batch, pages: list[Page]) -> list[Page]:
    threshold = batch.profile.imaging.blank_threshold
    return [
        page for page in pages if page.facts is None or page.facts.blank.blank_score < threshold
    ]


def _replaceable(batch: Batch, number: int) -> Page:
    old = page_by_number(batch, number)
    if old.kind in GONE:
        raise EditRefused(
            reason_de=f"Seite {number} ist schon verworfen oder ersetzt.",
            reason_en=f"page {number} is rejected or replaced already.",
        )
    return old


def _notes(pairs: list[tuple[Page, Page]]) -> Iterator[events.AnomalyNoted]:
    for old, new in pairs:
        yield events.AnomalyNoted("rescan", _said(RESCANNED, old.number), page=new.id)


def _said(text: Text, number: int) -> Text:
    return Text(text.say("de", page=number), text.say("en", page=number))
