"""Objects and types in the JSON forms of the browser binding (CMIS 1.1, 5.2.11)."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

from scanstation.eakte.cmis_errors import FilterNotValid
from scanstation.eakte.cmis_types import TYPES, PropertyDefinition, TypeDefinition, Value
from scanstation.eakte.database import ROOT_ID
from scanstation.eakte.objects import StoredObject, path_of
from scanstation.eakte.query_language import Column

Json = dict[str, Any]
_Getter = Callable[[StoredObject], Any]

_STANDARD: dict[str, _Getter] = {
    "cmis:objectId": lambda o: o.id,
    "cmis:baseTypeId": lambda o: o.type.base,
    "cmis:objectTypeId": lambda o: o.type.id,
    "cmis:secondaryObjectTypeIds": lambda _: [],
    "cmis:name": lambda o: o.name,
    "cmis:description": lambda o: o.description,
    "cmis:createdBy": lambda o: o.created_by,
    "cmis:creationDate": lambda o: o.created_at,
    "cmis:lastModifiedBy": lambda o: o.modified_by,
    "cmis:lastModificationDate": lambda o: o.modified_at,
    "cmis:changeToken": lambda o: str(o.change_token),
    "cmis:parentId": lambda o: o.parent,
    "cmis:allowedChildObjectTypeIds": lambda _: [],
    "cmis:isImmutable": lambda _: False,
    "cmis:isLatestVersion": lambda _: True,
    "cmis:isMajorVersion": lambda _: False,
    "cmis:isLatestMajorVersion": lambda _: False,
    "cmis:isPrivateWorkingCopy": lambda _: False,
    "cmis:versionLabel": lambda _: None,
    "cmis:versionSeriesId": lambda o: o.id,
    "cmis:isVersionSeriesCheckedOut": lambda _: False,
    "cmis:versionSeriesCheckedOutBy": lambda _: None,
    "cmis:versionSeriesCheckedOutId": lambda _: None,
    "cmis:checkinComment": lambda _: None,
    "cmis:contentStreamLength": lambda o: o.content and o.content.length,
    "cmis:contentStreamMimeType": lambda o: o.content and o.content.media_type,
    "cmis:contentStreamFileName": lambda o: o.content and o.content.file_name,
    "cmis:contentStreamId": lambda o: o.content and o.content.stream,
    "cmis:contentStreamHash": lambda o: [f"{{sha-256}}{o.content.sha256}"] if o.content else [],
}


def properties_json(
    connection: sqlite3.Connection, item: StoredObject, succinct: bool, names: frozenset[str] | None
) -> Json:
    """Return ``{"succinctProperties": ...}`` or ``{"properties": ...}``.

    Args:
        names: the properties wanted; None for all.
    """
    wanted = [d for d in item.type.properties.values() if names is None or d.id in names]
    if succinct:
        return {"succinctProperties": {d.id: value_of(connection, item, d) for d in wanted}}
    return {"properties": {d.id: _full(connection, item, d, d.id) for d in wanted}}


def result_json(
    connection: sqlite3.Connection,
    item: StoredObject,
    kind: TypeDefinition,
    columns: tuple[Column, ...],
    succinct: bool,
) -> Json:
    """Return one row of a query's result: the columns by their labels, or all properties."""
    chosen = columns or tuple(Column(name, name) for name in kind.properties)
    pairs = [(column.label, kind.properties[column.name]) for column in chosen]
    if succinct:
        values = {label: value_of(connection, item, definition) for label, definition in pairs}
        return {"succinctProperties": values}
    full = {label: _full(connection, item, definition, label) for label, definition in pairs}
    return {"properties": full}


def value_of(
    connection: sqlite3.Connection, item: StoredObject, definition: PropertyDefinition
) -> Value | list[str]:
    """Return a property's value."""
    if definition.own:
        return item.properties[definition.id]
    if definition.id == "cmis:path":
        return path_of(connection, item)
    value: Value | list[str] = _STANDARD[definition.id](item)
    return value


def _full(
    connection: sqlite3.Connection, item: StoredObject, definition: PropertyDefinition, label: str
) -> Json:
    return {
        "id": definition.id,
        "localName": definition.id,
        "displayName": definition.display,
        "queryName": label,
        "type": definition.type,
        "cardinality": "multi" if definition.multiple else "single",
        "value": value_of(connection, item, definition),
    }


def property_filter(text: str) -> frozenset[str] | None:
    """Return the names of a ``filter`` parameter; None if it wants everything.

    Raises:
        FilterNotValid: a name has a character that no property id has.
    """
    names = frozenset(name.strip() for name in text.split(",") if name.strip())
    if any(not name.replace(":", "").isalnum() for name in names - {"*"}):
        raise FilterNotValid("The filter is not understood.")
    return None if not names or "*" in names else names


def allowable_actions(item: StoredObject) -> dict[str, bool]:
    """Return what a caller may do with the object; every caller may do what the type allows."""
    root, folder, content = item.id == ROOT_ID, item.is_folder, item.content is not None
    allowed = {
        "canGetProperties": True,
        "canGetObjectParents": not root,
        "canGetACL": True,
        "canUpdateProperties": not root,
        "canMoveObject": not root,
        "canDeleteObject": not root,
        "canGetChildren": folder,
        "canGetDescendants": folder,
        "canGetFolderTree": folder,
        "canGetFolderParent": folder and not root,
        "canCreateDocument": folder,
        "canCreateFolder": folder,
        "canDeleteTree": folder and not root,
        "canGetContentStream": content,
        "canSetContentStream": not folder,
        "canDeleteContentStream": content,
        "canGetAllVersions": not folder,
    }
    return {**dict.fromkeys(_NEVER, False), **allowed}


_NEVER = (
    "canAddObjectToFolder",
    "canApplyACL",
    "canApplyPolicy",
    "canCancelCheckOut",
    "canCheckIn",
    "canCheckOut",
    "canCreateItem",
    "canCreateRelationship",
    "canGetAppliedPolicies",
    "canGetObjectRelationships",
    "canGetRenditions",
    "canRemoveObjectFromFolder",
    "canRemovePolicy",
)


def acl_json() -> Json:
    """Return the one access rule: whoever is logged in may do everything."""
    entry = {
        "principal": {"principalId": "anyone"},
        "permissions": ["cmis:all"],
        "isDirect": True,
    }
    return {"aces": [entry], "isExact": True}


def type_json(kind: TypeDefinition, with_properties: bool) -> Json:
    """Return a type definition."""
    document = kind.base == "cmis:document"
    form: Json = {
        "id": kind.id,
        "localName": kind.id,
        "localNamespace": "urn:scanstation:eakte",
        "displayName": kind.display,
        "queryName": kind.id,
        "description": kind.description,
        "baseId": kind.base,
        "creatable": True,
        "fileable": True,
        "queryable": True,
        "fulltextIndexed": False,
        "includedInSupertypeQuery": True,
        "controllablePolicy": False,
        "controllableACL": False,
        "typeMutability": {"create": False, "update": False, "delete": False},
    }
    if kind.parent:
        form["parentId"] = kind.parent
    if document:
        form |= {"versionable": False, "contentStreamAllowed": "allowed"}
    if with_properties:
        form["propertyDefinitions"] = {d.id: _definition(d) for d in kind.properties.values()}
    return form


def _definition(definition: PropertyDefinition) -> Json:
    form: Json = {
        "id": definition.id,
        "localName": definition.id,
        "localNamespace": "urn:scanstation:eakte",
        "displayName": definition.display,
        "description": definition.display,
        "queryName": definition.id,
        "propertyType": definition.type,
        "cardinality": "multi" if definition.multiple else "single",
        "updatability": definition.updatability,
        "inherited": definition.inherited,
        "required": definition.required,
        "queryable": bool(definition.column),
        "orderable": bool(definition.column),
        "openChoice": False,
    }
    if definition.max_length:
        form["maxLength"] = definition.max_length
    if definition.type == "datetime":
        form["resolution"] = "time"
    return form


def type_children(parent: str) -> list[TypeDefinition]:
    """Return the types right below a type; the base types for an empty id."""
    return [kind for kind in TYPES.values() if kind.parent == parent]
