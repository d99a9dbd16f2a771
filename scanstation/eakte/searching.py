"""The search behind the web page: every word must occur in the object's properties."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Literal

from scanstation.eakte.cmis_types import CASE_FILE, DOCUMENT, with_subtypes
from scanstation.eakte.folding import folded
from scanstation.eakte.objects import StoredObject, from_row

Field = Literal["all", "case_number", "sender"]
Kind = Literal["case_files", "documents"]

_TYPES = {"case_files": with_subtypes(CASE_FILE), "documents": with_subtypes(DOCUMENT)}
_ORDER = {
    "case_files": "sst_caseNumber, name",
    "documents": "created_at DESC, name",
}


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a result: the objects, where they start, and how many there are in all."""

    items: tuple[StoredObject, ...]
    start: int
    total: int


def search(
    connection: sqlite3.Connection, kind: Kind, text: str, field: Field, start: int, size: int
) -> Page:
    """Find case files or documents; an empty text finds all of them."""
    marks = ", ".join("?" * len(_TYPES[kind]))
    where = [f"type IN ({marks})"]
    values: list[str] = list(_TYPES[kind])
    for word in folded(text).split():
        where.append(_condition(field))
        values.append(f"%{_literal(word)}%")
    condition = " AND ".join(where)
    # The texts are put together from constants of this module, every value is bound.
    count = f"SELECT count(*) FROM objects WHERE {condition}"  # noqa: S608
    select = f"SELECT * FROM objects WHERE {condition} ORDER BY {_ORDER[kind]} LIMIT ? OFFSET ?"  # noqa: S608
    total = int(connection.execute(count, values).fetchone()[0])
    rows = connection.execute(select, (*values, size, start))
    return Page(tuple(from_row(row) for row in rows), start, total)


def _condition(field: Field) -> str:
    # ``search`` holds all folded values; a single field is folded by the register's function.
    column = {
        "all": "search",
        "case_number": "folded(sst_caseNumber)",
        "sender": "folded(sst_sender)",
    }[field]
    return f"{column} LIKE ? ESCAPE '\\'"


def _literal(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
