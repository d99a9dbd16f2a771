"""The selectors of the browser binding: what can be read (CMIS 1.1, 5.4.2 and 5.4.3)."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass

from scanstation.eakte.cmis_errors import InvalidArgument, NotSupported, ObjectNotFound
from scanstation.eakte.cmis_types import TYPES, TypeDefinition
from scanstation.eakte.forms import Form
from scanstation.eakte.objects import StoredObject, by_id, by_path, from_row
from scanstation.eakte.query_sql import order_by, run
from scanstation.eakte.representation import (
    Json,
    acl_json,
    allowable_actions,
    properties_json,
    property_filter,
    result_json,
    type_children,
    type_json,
)

MOST_ITEMS = 1000


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading request: a consistent state of the register and the parameters."""

    connection: sqlite3.Connection
    form: Form

    def object_json(self, item: StoredObject) -> Json:
        """Return an object in the form that the parameters ask for."""
        names = property_filter(self.form.text("filter"))
        found = properties_json(self.connection, item, self.form.flag("succinct"), names)
        if self.form.flag("includeAllowableActions"):
            found["allowableActions"] = allowable_actions(item)
        if self.form.flag("includeACL"):
            found |= {"acl": acl_json(), "exactACL": True}
        return found

    def paging(self) -> tuple[int, int]:
        """Return how many items to skip and how many to return at most."""
        size = min(self.form.number("maxItems", MOST_ITEMS), MOST_ITEMS)
        return self.form.number("skipCount", 0), size

    def depth(self) -> int:
        """Return how deep to descend; -1 for all the way."""
        text = self.form.text("depth", "-1")
        if text != "-1" and not (text.isascii() and text.isdigit() and 0 < int(text) < 1000):
            raise InvalidArgument("depth takes -1 or a number from 1.")
        return int(text)


ObjectSelector = Callable[[Reading, StoredObject], object]


def target(reading: Reading, path: str) -> StoredObject:
    """Return the object that ``objectId`` or the path names."""
    object_id = reading.form.text("objectId")
    if object_id:
        return by_id(reading.connection, object_id)
    return by_path(reading.connection, path)


def read_object(reading: Reading, selector: str, item: StoredObject) -> object:
    """Answer a selector of the root folder URL, except ``content``.

    Raises:
        NotSupported: there is no such selector.
    """
    found = _OBJECT_SELECTORS.get(selector.lower())
    if found is None:
        raise NotSupported(f"The selector {selector} is not supported.")
    return found(reading, item)


def read_repository(reading: Reading, selector: str) -> object:
    """Answer a selector of the repository URL, except ``repositoryInfo``.

    Raises:
        NotSupported: there is no such selector.
    """
    match selector.lower():
        case "typechildren":
            return _type_children(reading)
        case "typedescendants":
            depth = reading.depth()
            return _type_tree(reading, reading.form.text("typeId"), depth)
        case "typedefinition":
            return type_json(_type(reading.form.text("typeId")), with_properties=True)
        case "query":
            return query(reading)
        case "checkedout":
            return _page([], 0, 0)
    raise NotSupported(f"The selector {selector} is not supported.")


def query(reading: Reading) -> Json:
    """Run the ``statement`` (or ``q``) of the parameters."""
    statement = reading.form.text("statement") or reading.form.text("q")
    if not statement:
        raise InvalidArgument("statement must be set.")
    skip, size = reading.paging()
    found = run(reading.connection, statement, skip, size)
    succinct = reading.form.flag("succinct")
    rows = [
        result_json(reading.connection, item, found.type, found.columns, succinct)
        for item in found.items
    ]
    return {
        "results": rows,
        "hasMoreItems": skip + len(rows) < found.total,
        "numItems": found.total,
    }


def _type(type_id: str) -> TypeDefinition:
    found = TYPES.get(type_id)
    if found is None:
        raise ObjectNotFound(f"Type {type_id} is unknown!")
    return found


def _type_children(reading: Reading) -> Json:
    type_id = reading.form.text("typeId")
    if type_id:
        _type(type_id)
    with_properties = reading.form.flag("includePropertyDefinitions")
    skip, size = reading.paging()
    kinds = type_children(type_id)
    shown = [type_json(kind, with_properties) for kind in kinds[skip : skip + size]]
    return {
        "types": shown,
        "hasMoreItems": skip + len(shown) < len(kinds),
        "numItems": len(kinds),
    }


def _type_tree(reading: Reading, type_id: str, depth: int) -> list[Json]:
    if type_id:
        _type(type_id)
    with_properties = reading.form.flag("includePropertyDefinitions")
    branches: list[Json] = []
    for kind in type_children(type_id):
        branch: Json = {"type": type_json(kind, with_properties)}
        below = _type_tree(reading, kind.id, depth - 1) if depth != 1 else []
        branches.append(branch | ({"children": below} if below else {}))
    return branches


def _object(reading: Reading, item: StoredObject) -> Json:
    return reading.object_json(item)


def _properties(reading: Reading, item: StoredObject) -> Json:
    succinct = reading.form.flag("succinct")
    names = property_filter(reading.form.text("filter"))
    found = properties_json(reading.connection, item, succinct, names)
    inner: Json = found["succinctProperties" if succinct else "properties"]
    return inner


def _children(reading: Reading, item: StoredObject) -> Json:
    _require_folder(item)
    skip, size = reading.paging()
    order = order_by(TYPES["cmis:folder"], reading.form.text("orderBy"))
    total = reading.connection.execute(
        "SELECT count(*) FROM objects WHERE parent = ?", (item.id,)
    ).fetchone()[0]
    rows = reading.connection.execute(
        f"SELECT * FROM objects WHERE parent = ?"  # noqa: S608  columns are looked up
        f" ORDER BY {order or 'name'}, id LIMIT ? OFFSET ?",
        (item.id, size, skip),
    ).fetchall()
    entries = [_entry(reading, from_row(row)) for row in rows]
    return _page(entries, skip, int(total))


def _entry(reading: Reading, item: StoredObject) -> Json:
    entry: Json = {"object": reading.object_json(item)}
    if reading.form.flag("includePathSegment"):
        entry["pathSegment"] = item.name
    return entry


def _page(entries: list[Json], skip: int, total: int) -> Json:
    return {
        "objects": entries,
        "hasMoreItems": skip + len(entries) < total,
        "numItems": total,
    }


def _descendants(reading: Reading, item: StoredObject) -> list[Json]:
    _require_folder(item)
    return _tree(reading, item, reading.depth(), folders_only=False)


def _folder_tree(reading: Reading, item: StoredObject) -> list[Json]:
    _require_folder(item)
    return _tree(reading, item, reading.depth(), folders_only=True)


def _tree(reading: Reading, item: StoredObject, depth: int, folders_only: bool) -> list[Json]:
    rows = reading.connection.execute(
        "SELECT * FROM objects WHERE parent = ? ORDER BY name, id", (item.id,)
    ).fetchall()
    branches: list[Json] = []
    for below in map(from_row, rows):
        if folders_only and not below.is_folder:
            continue
        branch: Json = {"object": _entry(reading, below)}
        if below.is_folder and depth != 1:
            branch["children"] = _tree(reading, below, depth - 1, folders_only)
        branches.append(branch)
    return branches


def _parent(reading: Reading, item: StoredObject) -> Json:
    _require_folder(item)
    if item.parent is None:
        raise InvalidArgument("The root folder has no parent.")
    return reading.object_json(by_id(reading.connection, item.parent))


def _parents(reading: Reading, item: StoredObject) -> list[Json]:
    if item.parent is None:
        return []
    entry: Json = {"object": reading.object_json(by_id(reading.connection, item.parent))}
    if reading.form.flag("includeRelativePathSegment"):
        entry["relativePathSegment"] = item.name
    return [entry]


def _versions(reading: Reading, item: StoredObject) -> list[Json]:
    """There is one version of each document: itself."""
    if not item.is_document:
        raise InvalidArgument(f"Object {item.id} is not a document.")
    return [reading.object_json(item)]


def _require_folder(item: StoredObject) -> None:
    if not item.is_folder:
        raise InvalidArgument(f"Object {item.id} is not a folder.")


_OBJECT_SELECTORS: dict[str, ObjectSelector] = {
    "object": _object,
    "properties": _properties,
    "allowableactions": lambda _, item: allowable_actions(item),
    "children": _children,
    "descendants": _descendants,
    "foldertree": _folder_tree,
    "parent": _parent,
    "parents": _parents,
    "versions": _versions,
    "acl": lambda _, __: acl_json(),
    "policies": lambda _, __: [],
    "relationships": lambda _, __: _page([], 0, 0),
    "renditions": lambda _, __: [],
    "checkedout": lambda _, __: _page([], 0, 0),
}
