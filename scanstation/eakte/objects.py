"""Folders and documents as values, and how they are read from the register."""

from __future__ import annotations

import sqlite3
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from scanstation.eakte.cmis_errors import ObjectNotFound
from scanstation.eakte.cmis_types import DOCUMENT, FOLDER, TYPES, TypeDefinition, Value
from scanstation.eakte.database import ROOT_ID


@dataclass(frozen=True, slots=True)
class Content:
    """What is known of a document's bytes; ``sha256`` (hex) is of exactly ``length`` bytes."""

    stream: str
    length: int
    media_type: str
    file_name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class StoredObject:
    """A folder or a document; instants are milliseconds since 1970 (UTC).

    Attributes:
        properties: scanstation's own properties by id, unset ones as None.
    """

    id: str
    type: TypeDefinition
    parent: str | None
    name: str
    description: str | None
    created_by: str
    created_at: int
    modified_by: str
    modified_at: int
    change_token: int
    content: Content | None
    properties: Mapping[str, Value]

    @property
    def is_folder(self) -> bool:
        """Say whether it can have children."""
        return self.type.base == FOLDER

    @property
    def is_document(self) -> bool:
        """Say whether it can have content."""
        return self.type.base == DOCUMENT


def from_row(row: sqlite3.Row) -> StoredObject:
    """Build the value from a row of ``objects``."""
    kind = TYPES[row["type"]]
    own = {p.id: _value(row[p.column], p.type) for p in kind.properties.values() if p.own}
    content = None
    if row["stream"] is not None:
        content = Content(
            row["stream"], row["length"], row["media_type"], row["file_name"], row["sha256"]
        )
    return StoredObject(
        id=row["id"],
        type=kind,
        parent=row["parent"],
        name=row["name"],
        description=row["description"],
        created_by=row["created_by"],
        created_at=row["created_at"],
        modified_by=row["modified_by"],
        modified_at=row["modified_at"],
        change_token=row["change_token"],
        content=content,
        properties=MappingProxyType(own),
    )


def _value(stored: str | int | None, kind: str) -> Value:
    return bool(stored) if kind == "boolean" and stored is not None else stored


def by_id(connection: sqlite3.Connection, object_id: str) -> StoredObject:
    """Return the object.

    Raises:
        ObjectNotFound: there is none with this id.
    """
    row = connection.execute("SELECT * FROM objects WHERE id = ?", (object_id,)).fetchone()
    if row is None:
        raise ObjectNotFound(f"Object {object_id} not found.")
    return from_row(row)


def child(connection: sqlite3.Connection, parent: str, name: str) -> StoredObject | None:
    """Return the child of that name, if there is one."""
    row = connection.execute(
        "SELECT * FROM objects WHERE parent = ? AND name = ?", (parent, normal(name))
    ).fetchone()
    return None if row is None else from_row(row)


def by_path(connection: sqlite3.Connection, path: str) -> StoredObject:
    """Return the object at a path such as ``/50 Soziales/50.1-123-2026``.

    Raises:
        ObjectNotFound: a part of the path does not exist.
    """
    found = by_id(connection, ROOT_ID)
    for name in filter(None, path.split("/")):
        below = child(connection, found.id, name)
        if below is None:
            raise ObjectNotFound(f"Object at {path} not found.")
        found = below
    return found


def ancestors(connection: sqlite3.Connection, item: StoredObject) -> list[StoredObject]:
    """Return the folders from the root down to the object's parent."""
    rows: list[StoredObject] = []
    parent = item.parent
    while parent is not None:
        above = by_id(connection, parent)
        rows.append(above)
        parent = above.parent
    return rows[::-1]


def path_of(connection: sqlite3.Connection, item: StoredObject) -> str:
    """Return the object's path; the root's is ``/``."""
    names = [folder.name for folder in ancestors(connection, item)[1:]]
    if item.id != ROOT_ID:
        names.append(item.name)
    return "/" + "/".join(names)


def normal(name: str) -> str:
    """Return a name in the one form in which names are compared (NFC: ä is one character)."""
    return unicodedata.normalize("NFC", name)
