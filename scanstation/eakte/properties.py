"""Property values as they come from a form, checked against their definitions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from scanstation.eakte.cmis_errors import Constraint, InvalidArgument, ObjectNotFound
from scanstation.eakte.cmis_types import TYPES, PropertyDefinition, TypeDefinition, Value
from scanstation.eakte.objects import normal

RawProperties = Mapping[str, Sequence[str]]

_FORBIDDEN = re.compile(r'[/\\:"*?<>|]')
_INTEGER = re.compile(r"-?[0-9]{1,18}")
_LONGEST_NAME = 255


def requested_type(raw: RawProperties, base: str) -> TypeDefinition:
    """Return the type that a create call asks for.

    Raises:
        InvalidArgument: no type is given.
        ObjectNotFound: the type does not exist.
        Constraint: the type is of the other kind.
    """
    values = raw.get("cmis:objectTypeId", ())
    if not values or not values[0]:
        raise InvalidArgument("cmis:objectTypeId must be set.")
    found = TYPES.get(values[0])
    if found is None:
        raise ObjectNotFound(f"Type {values[0]} is unknown!")
    if found.base != base:
        raise Constraint(f"Type {found.id} is not a type of {base}.")
    return found


def checked(raw: RawProperties, kind: TypeDefinition, creating: bool) -> dict[str, Value]:
    """Return the values to be written, by column.

    An empty value clears the property. ``cmis:objectTypeId`` is not among the result.

    Raises:
        InvalidArgument: an unknown property, or a value that is not of its type.
        Constraint: a read-only property, a missing required one, or a value too long.
    """
    values: dict[str, Value] = {}
    for name, given in raw.items():
        definition = kind.properties.get(name)
        if definition is None:
            raise InvalidArgument(f"{name} is unknown!")
        if name == "cmis:objectTypeId" and (creating or list(given) == [kind.id]):
            continue
        _refuse_unwritable(definition, given)
        if not definition.multiple:
            values[definition.column] = _single(definition, given)
    _refuse_missing(values, kind, creating)
    return values


def checked_name(name: str) -> str:
    """Return the name in its normal form.

    Raises:
        InvalidArgument: it is empty, too long or has a forbidden character.
    """
    name = normal(name)
    control = any(unicodedata.category(c) in ("Cc", "Cs") for c in name)
    if not name.strip() or name != name.strip() or name in (".", ".."):
        raise InvalidArgument("The name must not be empty, a dot, or begin or end with a blank.")
    if control or _FORBIDDEN.search(name):
        raise InvalidArgument('The name must not contain / \\ : " * ? < > | or control characters.')
    if len(name) > _LONGEST_NAME:
        raise InvalidArgument(f"The name is longer than {_LONGEST_NAME} characters.")
    return name


def _refuse_unwritable(definition: PropertyDefinition, given: Sequence[str]) -> None:
    if definition.id == "cmis:secondaryObjectTypeIds":
        if any(given):
            raise Constraint("Secondary types are not supported.")
        return
    if definition.updatability != "readwrite":
        raise Constraint(f"{definition.id} is read-only.")


def _refuse_missing(values: Mapping[str, Value], kind: TypeDefinition, creating: bool) -> None:
    for definition in kind.properties.values():
        writable = definition.required and definition.updatability == "readwrite"
        cleared = definition.column in values and values[definition.column] is None
        if writable and (cleared or (creating and definition.column not in values)):
            raise Constraint(f"{definition.id} is required.")


def _single(definition: PropertyDefinition, given: Sequence[str]) -> Value:
    if len(given) > 1:
        raise InvalidArgument(f"{definition.id} takes one value.")
    text = given[0] if given else ""
    if definition.id == "cmis:name":
        return checked_name(text)
    return typed(definition, text) if text else None


def typed(definition: PropertyDefinition, text: str) -> Value:
    """Convert the text of a form or a query.

    Raises:
        InvalidArgument: it is not a value of the property's type.
        Constraint: it is too long.
    """
    if definition.type in ("integer", "datetime"):
        if not _INTEGER.fullmatch(text):
            raise InvalidArgument(f"{definition.id} takes a whole number, not {text[:40]!r}.")
        return int(text)
    if definition.type == "boolean":
        if text not in ("true", "false"):
            raise InvalidArgument(f"{definition.id} takes true or false, not {text[:40]!r}.")
        return text == "true"
    if definition.max_length and len(text) > definition.max_length:
        raise Constraint(f"{definition.id} is longer than {definition.max_length} characters.")
    if "\0" in text:
        raise InvalidArgument(f"{definition.id} contains a null character.")
    return text
