"""What the web page lists: results, a folder's contents, and where an object lies."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from scanstation.eakte.cmis_types import DOCUMENT
from scanstation.eakte.objects import StoredObject, ancestors, by_id, from_row
from scanstation.eakte.searching import Field, Kind, Page, search

ROWS = 20


@dataclass(frozen=True, slots=True)
class FolderView:
    """A folder as the page shows it: the way to it, its folders, one page of its documents."""

    folder: StoredObject
    way: tuple[StoredObject, ...]
    folders: tuple[StoredObject, ...]
    documents: Page
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Results:
    """What a search found: one page of the chosen kind, and how many there are of each.

    Attributes:
        counts: number of documents in a case file, by its id.
        parents: where a document lies, by the document's id.
    """

    kind: Kind
    page: Page
    totals: dict[Kind, int]
    counts: dict[str, int]
    parents: dict[str, StoredObject]


def results(
    connection: sqlite3.Connection, text: str, field: Field, chosen: str, start: int
) -> Results:
    """Search both kinds; if none is chosen, the documents show where only they have hits."""
    pages: dict[Kind, Page] = {
        "case_files": search(connection, "case_files", text, field, start, ROWS),
        "documents": search(connection, "documents", text, field, start, ROWS),
    }
    totals = {kind: page.total for kind, page in pages.items()}
    only_documents = not totals["case_files"] and totals["documents"] and not chosen
    kind: Kind = "documents" if chosen == "documents" or only_documents else "case_files"
    items = pages[kind].items
    parents = {item.id: by_id(connection, item.parent) for item in items if item.parent}
    return Results(kind, pages[kind], totals, document_counts(connection, items), parents)


def folder_view(connection: sqlite3.Connection, folder: StoredObject, start: int) -> FolderView:
    """Read a folder; documents come newest first."""
    folders = _folders(connection, folder.id)
    return FolderView(
        folder,
        tuple(ancestors(connection, folder)),
        folders,
        _documents(connection, folder.id, start),
        document_counts(connection, folders),
    )


def document_counts(
    connection: sqlite3.Connection, folders: tuple[StoredObject, ...]
) -> dict[str, int]:
    """Return the number of documents right in each of the folders, by folder id."""
    marks = ", ".join("?" * len(folders))
    rows = connection.execute(
        f"SELECT parent, count(*) AS number FROM objects"  # noqa: S608  question marks only
        f" WHERE base = ? AND parent IN ({marks}) GROUP BY parent",
        (DOCUMENT, *(folder.id for folder in folders)),
    )
    return {row["parent"]: row["number"] for row in rows}


def _folders(connection: sqlite3.Connection, parent: str) -> tuple[StoredObject, ...]:
    rows = connection.execute(
        "SELECT * FROM objects WHERE parent = ? AND base <> ?"
        " ORDER BY length(sst_caseNumber), sst_caseNumber, name",
        (parent, DOCUMENT),
    )
    return tuple(from_row(row) for row in rows)


def _documents(connection: sqlite3.Connection, parent: str, start: int) -> Page:
    total = connection.execute(
        "SELECT count(*) FROM objects WHERE parent = ? AND base = ?", (parent, DOCUMENT)
    ).fetchone()[0]
    rows = connection.execute(
        "SELECT * FROM objects WHERE parent = ? AND base = ?"
        " ORDER BY created_at DESC, name LIMIT ? OFFSET ?",
        (parent, DOCUMENT, ROWS, start),
    )
    return Page(tuple(from_row(row) for row in rows), start, int(total))
