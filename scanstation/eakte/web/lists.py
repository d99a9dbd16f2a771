"""What the web page lists: results, a folder's contents, and where an object lies."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from scanstation.eakte.cmis_types import DOCUMENT
from scanstation.eakte.objects import StoredObject, ancestors, from_row
from scanstation.eakte.searching import Page

ROWS = 20


@dataclass(frozen=True, slots=True)
class FolderView:
    """A folder as the page shows it: the way to it, its folders, one page of its documents."""

    folder: StoredObject
    way: tuple[StoredObject, ...]
    folders: tuple[StoredObject, ...]
    documents: Page
    counts: dict[str, int]


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
