"""The list of a tenant's batches, from the catalogue: a cache that each batch's journal fills.

A batch whose journal has not changed is not replayed again. So that a batch is found by its
case numbers, index values lie in the catalogue, too: in the tenant's folder, readable by its
owner alone, and overwritten when they go. A purge takes them along at once.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from datetime import date

from scanstation.model import BatchState
from scanstation.store.batch import batches_folder
from scanstation.store.catalogue import (
    UNREADABLE,
    BatchSummary,
    Catalogue,
    IndexedValue,
    OutboxEntry,
)
from scanstation.store.catalogue_entries import folded, local_day
from scanstation.workflow.summaries import FILE_MARK, correction_text, file_text, summary_of
from scanstation.workflow.workspace import Workspace

__all__ = [
    "STATES",
    "FoundBatch",
    "correcting_batch",
    "file_text",
    "forget_values",
    "imported_files",
    "list_batches",
    "open_catalogue",
    "outbox",
    "search_batches",
    "summary_of",
]

STATES = (*(state.value for state in BatchState), UNREADABLE)
"""What a batch's state may be in the list."""


@dataclass(frozen=True, slots=True)
class FoundBatch:
    """A batch that a search found, and the index values that hold a word of it."""

    summary: BatchSummary
    values: tuple[IndexedValue, ...]


def list_batches(workspace: Workspace) -> list[BatchSummary]:
    """Return all batches of the tenant by opening time; see ``store.catalogue.UNREADABLE``."""
    if not batches_folder(workspace.folder).is_dir():
        return []
    with closing(open_catalogue(workspace)) as catalogue:
        return catalogue.all()


def search_batches(
    workspace: Workspace,
    text: str = "",
    state: str | None = None,
    operator: str | None = None,
    since: date | None = None,
    until: date | None = None,
) -> list[FoundBatch]:
    """Return the batches that fit everything asked for, by opening time.

    Args:
        text: words that all have to be found: in index values (case number, name ...), box,
            person, receipt date or day of opening (``2026-11-22``, ``22.11.2026``, ``22.11.``),
            or at the beginning of the batch's id; whatever the case and the umlauts.
        state: one of ``STATES``.
        operator: part of the name or pseudonym of who opened it.
        since, until: days of opening, both included.
    """
    if not batches_folder(workspace.folder).is_dir():
        return []
    days = (since.isoformat() if since else "", until.isoformat() if until else "9999")
    with closing(open_catalogue(workspace)) as catalogue:
        return [
            FoundBatch(one, values)
            for one, values in catalogue.find(text)
            if state in (None, one.state)
            and (not operator or _same_person(operator, one.operator))
            and days[0] <= local_day(one.opened) <= days[1]
        ]


def outbox(workspace: Workspace, *states: str) -> list[tuple[str, OutboxEntry]]:
    """Return (batch, entry) of every document with a package, or only of these in some states."""
    if not batches_folder(workspace.folder).is_dir():
        return []
    with closing(open_catalogue(workspace)) as catalogue:
        return catalogue.outbox(*states)


def imported_files(workspace: Workspace) -> dict[str, str]:
    """Return the batch of every file that a watched folder delivered, by ``file_text``."""
    with closing(open_catalogue(workspace)) as catalogue:
        return {hit.text: hit.batch for hit in catalogue.search(FILE_MARK)}


def correcting_batch(workspace: Workspace, document: str) -> str:
    """Return the batch that corrects a document, by its id; empty if none does."""
    with closing(open_catalogue(workspace)) as catalogue:
        found = catalogue.search(correction_text(document))
    return found[0].batch if found else ""


def forget_values(workspace: Workspace) -> None:
    """Take out of the catalogue what batches do not hold any more, and out of its log."""
    with closing(open_catalogue(workspace)) as catalogue:
        catalogue.all()
        catalogue.sweep()


def open_catalogue(workspace: Workspace) -> Catalogue:
    """Return the tenant's catalogue; the caller closes it."""
    return Catalogue(workspace.folder, workspace.summaries.make)


def _same_person(part: str, name: str) -> bool:
    return any(form in whole for form in folded(part) for whole in folded(name))
