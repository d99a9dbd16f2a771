"""What changes the eAkte: every operation is one transaction, durable when it returns."""

from __future__ import annotations

import sqlite3
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from scanstation.eakte.cmis_errors import (
    Constraint,
    ContentAlreadyExists,
    InvalidArgument,
    NameConstraintViolation,
    StreamNotSupported,
    UpdateConflict,
)
from scanstation.eakte.cmis_types import (
    CASE_FILE,
    DOCUMENT,
    FOLDER,
    SST_DOCUMENT,
    TypeDefinition,
    Value,
)
from scanstation.eakte.config import private_folder
from scanstation.eakte.content import ContentFiles, Upload
from scanstation.eakte.database import ROOT_ID, Database
from scanstation.eakte.folding import folded
from scanstation.eakte.objects import StoredObject, ancestors, by_id, child
from scanstation.eakte.properties import RawProperties, checked, requested_type

_Row = dict[str, Value]


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: the name that stands in ``cmis:createdBy``."""

    name: str


class Repository:
    """Folders and documents below one folder of the disk."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        private_folder(folder)
        self.contents = ContentFiles(folder)
        self._clock = clock
        self._database = Database(folder / "eakte.sqlite")
        self._create_root()
        with self.read() as connection:
            rows = connection.execute("SELECT stream FROM objects WHERE stream IS NOT NULL")
            self.contents.remove_strangers(row["stream"] for row in rows)

    def close(self) -> None:
        """Release the files."""
        self._database.close()

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """Give a connection for reading one consistent state."""
        with self._database.read() as connection:
            yield connection

    @contextmanager
    def together(self) -> Iterator[sqlite3.Connection]:
        """Make one transaction of all operations inside; give a connection that sees them."""
        with self._database.write() as connection:
            yield connection

    def create_folder(self, parent: str, raw: RawProperties, caller: Caller) -> StoredObject:
        """Create a folder or a case file."""
        kind = requested_type(raw, FOLDER)
        row = self._new_row(kind, checked(raw, kind, creating=True), caller)
        with self._database.write() as connection:
            _refuse_document_parent(connection, parent)
            _refuse_second_case_file(connection, kind, row)
            _refuse_taken_name(connection, parent, str(row["name"]))
            return _insert(connection, {**row, "parent": parent})

    def create_document(
        self,
        parent: str,
        raw: RawProperties,
        upload: Upload | None,
        caller: Caller,
        rename: bool = False,
    ) -> StoredObject:
        """Create a document, with content if there is an upload.

        Args:
            rename: take another name instead of refusing a taken one (a staged mishap).
        """
        kind = requested_type(raw, DOCUMENT)
        row = self._new_row(kind, checked(raw, kind, creating=True), caller)
        with self._database.write() as connection:
            _refuse_document_parent(connection, parent)
            if rename:
                row["name"] = _free_name(connection, parent, str(row["name"]))
            _refuse_taken_name(connection, parent, str(row["name"]))
            row.update(self._adopted(upload, str(row["name"])))
            return _insert(connection, {**row, "parent": parent})

    def append_content(
        self, object_id: str, token: str | None, upload: Upload, caller: Caller
    ) -> StoredObject:
        """Write an upload behind the document's content."""
        with self._database.write() as connection:
            item = _current_document(connection, object_id, token)
            if item.content is None:
                raise Constraint(f"Object {object_id} does not have content.")
            old = item.content
            sha256 = self.contents.append(old.stream, old.length, upload)
            changes: _Row = {"length": old.length + upload.length, "sha256": sha256}
            return self._change(connection, item, changes, caller)

    def set_content(
        self, object_id: str, token: str | None, upload: Upload, overwrite: bool, caller: Caller
    ) -> StoredObject:
        """Replace the document's content."""
        with self._database.write() as connection:
            item = _current_document(connection, object_id, token)
            if item.content is not None and not overwrite:
                raise ContentAlreadyExists(f"Object {object_id} has content.")
            changed = self._change(connection, item, self._adopted(upload, item.name), caller)
        self._remove_contents([item])
        return changed

    def delete_content(self, object_id: str, token: str | None, caller: Caller) -> StoredObject:
        """Take the document's content away."""
        nothing: _Row = dict.fromkeys(("stream", "length", "media_type", "file_name", "sha256"))
        with self._database.write() as connection:
            item = _current_document(connection, object_id, token)
            changed = self._change(connection, item, nothing, caller)
        self._remove_contents([item])
        return changed

    def update(
        self, object_id: str, token: str | None, raw: RawProperties, caller: Caller
    ) -> StoredObject:
        """Change properties; the root keeps its own."""
        with self._database.write() as connection:
            item = _current(connection, object_id, token)
            values = checked(raw, item.type, creating=False)
            _refuse_root(object_id)
            name = str(values.get("name", item.name))
            if name != item.name:
                _refuse_taken_name(connection, str(item.parent), name)
            _refuse_second_case_file(connection, item.type, values, but=item.id)
            return self._change(connection, item, values, caller)

    def move(self, object_id: str, source: str, target: str, caller: Caller) -> StoredObject:
        """Put an object into another folder."""
        with self._database.write() as connection:
            item = by_id(connection, object_id)
            _refuse_root(object_id)
            if item.parent != source:
                raise InvalidArgument(f"Object {object_id} does not lie in {source}.")
            _refuse_document_parent(connection, target)
            above = [f.id for f in ancestors(connection, by_id(connection, target))]
            if object_id in (*above, target):
                raise Constraint("A folder cannot be moved into itself.")
            _refuse_taken_name(connection, target, item.name)
            return self._change(connection, item, {"parent": target}, caller)

    def delete(self, object_id: str, token: str | None = None) -> None:
        """Delete a document or an empty folder."""
        with self._database.write() as connection:
            item = _current(connection, object_id, token)
            _refuse_root(object_id)
            if _children(connection, object_id):
                raise Constraint(f"Folder {object_id} is not empty.")
            connection.execute("DELETE FROM objects WHERE id = ?", (object_id,))
        self._remove_contents([item])

    def delete_tree(self, object_id: str) -> None:
        """Delete a folder with all that lies below it, wholly or not at all."""
        with self._database.write() as connection:
            _refuse_root(object_id)
            gone = _tree(connection, by_id(connection, object_id))
            for item in reversed(gone):
                connection.execute("DELETE FROM objects WHERE id = ?", (item.id,))
        self._remove_contents(gone)

    def _create_root(self) -> None:
        now = int(self._clock() * 1000)
        with self._database.write() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO objects (id, base, type, name, created_by, created_at,"
                " modified_by, modified_at, change_token) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1)",
                (ROOT_ID, FOLDER, FOLDER, "Aktenplan", "eakte", now, "eakte", now),
            )

    def _new_row(self, kind: TypeDefinition, values: Mapping[str, Value], caller: Caller) -> _Row:
        now = int(self._clock() * 1000)
        row: _Row = {
            "id": uuid.uuid4().hex,
            "base": kind.base,
            "type": kind.id,
            "created_by": caller.name,
            "created_at": now,
            "modified_by": caller.name,
            "modified_at": now,
            "change_token": 1,
        }
        if kind.id in (SST_DOCUMENT, CASE_FILE):
            row["sst_training"] = True  # this server is never more than the training target
        return {**row, **values}

    def _adopted(self, upload: Upload | None, name: str) -> _Row:
        if upload is None:
            return {}
        return {
            "stream": self.contents.adopt(upload),
            "length": upload.length,
            "media_type": upload.media_type,
            "file_name": upload.file_name or name,
            "sha256": upload.sha256,
        }

    def _change(
        self, connection: sqlite3.Connection, item: StoredObject, values: _Row, caller: Caller
    ) -> StoredObject:
        stamp: _Row = {
            "modified_by": caller.name,
            "modified_at": int(self._clock() * 1000),
            "change_token": item.change_token + 1,
        }
        columns = {**values, **stamp}
        setters = ", ".join(f'"{column}" = ?' for column in columns)
        statement = f"UPDATE objects SET {setters} WHERE id = ?"  # noqa: S608  our own columns
        connection.execute(statement, (*columns.values(), item.id))
        return _indexed(connection, item.id)

    def _remove_contents(self, items: list[StoredObject]) -> None:
        for item in items:
            if item.content is not None:
                self.contents.remove(self.contents.path(item.content.stream))


def _insert(connection: sqlite3.Connection, row: _Row) -> StoredObject:
    columns = ", ".join(f'"{column}"' for column in row)
    marks = ", ".join("?" * len(row))
    statement = f"INSERT INTO objects ({columns}) VALUES ({marks})"  # noqa: S608  our own columns
    connection.execute(statement, tuple(row.values()))
    return _indexed(connection, str(row["id"]))


def _indexed(connection: sqlite3.Connection, object_id: str) -> StoredObject:
    """Refresh the text that the web page's search looks into."""
    item = by_id(connection, object_id)
    words = [item.name, item.description, *item.properties.values()]
    text = folded(" ".join(word for word in words if isinstance(word, str)))
    connection.execute("UPDATE objects SET search = ? WHERE id = ?", (text, object_id))
    return item


def _current(connection: sqlite3.Connection, object_id: str, token: str | None) -> StoredObject:
    item = by_id(connection, object_id)
    if token is not None and token != str(item.change_token):
        raise UpdateConflict(f"Object {object_id} has changed; read it again.")
    return item


def _current_document(
    connection: sqlite3.Connection, object_id: str, token: str | None
) -> StoredObject:
    item = _current(connection, object_id, token)
    if not item.is_document:
        raise StreamNotSupported(f"Object {object_id} takes no content.")
    return item


def _children(connection: sqlite3.Connection, parent: str) -> list[str]:
    rows = connection.execute("SELECT id FROM objects WHERE parent = ?", (parent,))
    return [row["id"] for row in rows]


def _tree(connection: sqlite3.Connection, item: StoredObject) -> list[StoredObject]:
    found = [item]
    for object_id in _children(connection, item.id):
        found += _tree(connection, by_id(connection, object_id))
    return found


def _refuse_root(object_id: str) -> None:
    if object_id == ROOT_ID:
        raise Constraint("The root folder cannot be changed.")


def _refuse_document_parent(connection: sqlite3.Connection, parent: str) -> None:
    if not by_id(connection, parent).is_folder:
        raise Constraint(f"Object {parent} is not a folder.")


def _refuse_taken_name(connection: sqlite3.Connection, parent: str, name: str) -> None:
    if child(connection, parent, name) is not None:
        raise NameConstraintViolation(f"The name {name} is taken in this folder.")


def _free_name(connection: sqlite3.Connection, parent: str, name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    number, free = 1, name
    while child(connection, parent, free) is not None:
        number += 1
        free = f"{stem} ({number}){dot}{ending}" if dot else f"{name} ({number})"
    return free


def _refuse_second_case_file(
    connection: sqlite3.Connection, kind: TypeDefinition, values: Mapping[str, Value], but: str = ""
) -> None:
    """A case number that names two case files would make every look-up a guess."""
    if kind.id != CASE_FILE or "sst_caseNumber" not in values:
        return
    taken = connection.execute(
        "SELECT 1 FROM objects WHERE type = ? AND sst_caseNumber = ? AND id <> ?",
        (CASE_FILE, values["sst_caseNumber"], but),
    ).fetchone()
    if taken is not None:
        raise Constraint("There is a case file with this case number already.")
