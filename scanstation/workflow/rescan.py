"""Scanning into the middle of a batch: insert before a page, or replace it."""

from __future__ import annotations

from scanstation import events
from scanstation.errors import EditRefused, RescanUnclear, Text
from scanstation.model import BatchState, PageKind
from scanstation.workflow.edit import page_by_number
from scanstation.workflow.scan import scan
from scanstation.workflow.session import BatchSession
from scanstation.workflow.workspace import Workspace

RESCANNED = Text("Seite {page} wurde neu gescannt", "Page {page} was scanned again")


def insert(workspace: Workspace, session: BatchSession, number: int, device: str) -> int:
    """Scan sheets before a page and return how many pages came.

    Raises:
        DeviceError: the feed ended early; pages that came are safe and in their place.
    """
    batch = session.require(BatchState.OPEN)
    captured = scan(workspace, session, device, before=page_by_number(batch, number).id)
    if captured.error is not None:
        raise captured.error
    return len(captured.pages)


def replace(workspace: Workspace, session: BatchSession, number: int, device: str) -> None:
    """Scan one page and let it take the place of another.

    Raises:
        EditRefused: the page is rejected or replaced already.
        RescanUnclear: more or less than one page that is not blank came; nothing is replaced.
        DeviceError: the feed ended early.
    """
    batch = session.require(BatchState.OPEN)
    old = page_by_number(batch, number)
    if old.kind in (PageKind.REJECTED, PageKind.REPLACED):
        raise EditRefused(
            reason_de=f"Seite {number} ist schon verworfen oder ersetzt.",
            reason_en=f"page {number} is rejected or replaced already.",
        )
    captured = scan(workspace, session, device, before=old.id)
    if captured.error is not None:
        raise captured.error
    after = session.batch()
    new = [page for page in captured.pages if after.page(page).kind is PageKind.DOCUMENT]
    if len(new) != 1:
        raise RescanUnclear(count=len(new), page=number)
    said = Text(RESCANNED.say("de", page=number), RESCANNED.say("en", page=number))
    session.append(
        events.PageReplaced(old.id, new[0]), events.AnomalyNoted("rescan", said, page=new[0])
    )
