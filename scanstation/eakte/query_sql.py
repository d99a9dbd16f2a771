"""Running a parsed query on the register: every value is bound, every column is looked up."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from scanstation.eakte.cmis_errors import InvalidArgument, ObjectNotFound
from scanstation.eakte.cmis_types import TYPES, PropertyDefinition, TypeDefinition, with_subtypes
from scanstation.eakte.objects import StoredObject, from_row
from scanstation.eakte.query_language import (
    Absence,
    Both,
    Column,
    Comparison,
    Condition,
    Either,
    Literal,
    Membership,
    Not,
    Query,
    Within,
    instant,
    parse,
)

_Bound = str | int | float

_TREE = """parent IN (
    WITH RECURSIVE tree(id) AS (
        SELECT id FROM objects WHERE id = ?
        UNION SELECT o.id FROM objects o JOIN tree ON o.parent = tree.id
            WHERE o.base = 'cmis:folder'
    ) SELECT id FROM tree)"""


@dataclass(frozen=True, slots=True)
class Found:
    """One page of a query's result; no columns means all of the type's properties."""

    columns: tuple[Column, ...]
    type: TypeDefinition
    items: tuple[StoredObject, ...]
    total: int


def run(connection: sqlite3.Connection, statement: str, skip: int, size: int) -> Found:
    """Parse and run a statement.

    Args:
        skip: results to leave out at the start.
        size: results to return at most.

    Raises:
        InvalidArgument: the statement is wrong or compares what cannot be compared.
        ObjectNotFound: the type does not exist.
    """
    query = parse(statement)
    kind = TYPES.get(query.type)
    if kind is None:
        raise ObjectNotFound(f"Type {query.type} is unknown!")
    for column in query.columns:
        _definition(kind, column.name)
    where, values = _where(query, kind)
    order = _order(query, kind)
    # Every column in these texts was looked up in the type, every value is bound.
    count = f"SELECT count(*) FROM objects WHERE {where}"  # noqa: S608
    select = f"SELECT * FROM objects WHERE {where} ORDER BY {order} LIMIT ? OFFSET ?"  # noqa: S608
    total = int(connection.execute(count, values).fetchone()[0])
    items = tuple(from_row(row) for row in connection.execute(select, (*values, size, skip)))
    return Found(query.columns, kind, items, total)


def order_by(kind: TypeDefinition, text: str) -> str:
    """Return the SQL for the ``orderBy`` of getChildren (``cmis:name ASC,cmis:creationDate``)."""
    parts: list[str] = []
    for entry in filter(None, (part.strip() for part in text.split(","))):
        name, _, direction = entry.partition(" ")
        if direction.strip().upper() not in ("", "ASC", "DESC"):
            raise InvalidArgument(f"orderBy is not understood at {entry}.")
        parts.append(f"{_sql_column(kind, name)} {direction}")
    return ", ".join(parts)


def _where(query: Query, kind: TypeDefinition) -> tuple[str, list[_Bound]]:
    types = with_subtypes(kind.id)
    values: list[_Bound] = list(types)
    where = f"type IN ({', '.join('?' * len(types))})"
    if query.condition is not None:
        where += f" AND ({_sql(query.condition, kind, values)})"
    return where, values


def _order(query: Query, kind: TypeDefinition) -> str:
    labels = {column.label: column.name for column in query.columns}
    parts = [
        f"{_sql_column(kind, labels.get(name, name))} {'DESC' if descending else 'ASC'}"
        for name, descending in query.order
    ]
    return ", ".join([*parts, "created_at", "id"])


def _sql(condition: Condition, kind: TypeDefinition, values: list[_Bound]) -> str:
    """Return the SQL and add its values in the order of its question marks."""
    match condition:
        case Both(left, right):
            return f"({_sql(left, kind, values)} AND {_sql(right, kind, values)})"
        case Either(left, right):
            return f"({_sql(left, kind, values)} OR {_sql(right, kind, values)})"
        case Not(inner):
            return f"(NOT {_sql(inner, kind, values)})"
        case Within(folder, deep):
            values.append(folder)
            return _TREE if deep else "parent = ?"
        case Absence(column):
            return f"{_sql_column(kind, column)} IS NULL"
        case Membership(column, members):
            return _membership(column, members, kind, values)
        case Comparison(column, operator, value):
            return _comparison(column, operator, value, kind, values)


def _membership(
    column: str, members: Sequence[Literal], kind: TypeDefinition, values: list[_Bound]
) -> str:
    definition = _definition(kind, column)
    values += [_bound(definition, member) for member in members]
    return f"{_sql_column(kind, column)} IN ({', '.join('?' * len(members))})"


def _comparison(
    column: str, operator: str, value: Literal, kind: TypeDefinition, values: list[_Bound]
) -> str:
    definition = _definition(kind, column)
    if operator == "LIKE" and definition.type not in ("string", "id"):
        raise InvalidArgument(f"{column} is no text; LIKE cannot be used.")
    if definition.type == "boolean" and operator not in ("=", "<>"):
        raise InvalidArgument(f"{column} is true or false; only = and <> can be used.")
    values.append(_bound(definition, value))
    tail = " ESCAPE '\\'" if operator == "LIKE" else ""
    return f"{_sql_column(kind, column)} {operator} ?{tail}"


def _bound(definition: PropertyDefinition, value: Literal) -> _Bound:
    if definition.type == "datetime" and isinstance(value, str):
        value = instant(value)  # OpenCMIS leaves the word TIMESTAMP out
    fits = {
        "string": isinstance(value, str),
        "id": isinstance(value, str),
        "integer": isinstance(value, int | float) and not isinstance(value, bool),
        "datetime": isinstance(value, datetime),
        "boolean": isinstance(value, bool),
    }[definition.type]
    if not fits:
        raise InvalidArgument(f"{definition.id} cannot be compared with this value.")
    if isinstance(value, datetime):
        return round(value.timestamp() * 1000)
    if isinstance(value, int) and abs(value) >= 2**63:  # what SQLite can hold
        raise InvalidArgument(f"{value} is too large.")
    return value


def _definition(kind: TypeDefinition, name: str) -> PropertyDefinition:
    definition = kind.properties.get(name)
    if definition is None:
        raise InvalidArgument(f"{name} is no property of {kind.id}.")
    return definition


def _sql_column(kind: TypeDefinition, name: str) -> str:
    definition = _definition(kind, name)
    if not definition.column:
        raise InvalidArgument(f"{name} cannot be queried.")
    return f'"{definition.column}"'
