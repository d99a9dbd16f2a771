"""Checks rows as they come from a file against the chain; nothing unchecked leaves it."""

from __future__ import annotations

import json
from typing import Any

from scanstation.errors import JournalBroken, Text
from scanstation.store.chain import payload_hash, row_hash
from scanstation.store.journal import Row

PURGED = "purged"

ROW_MISSING = Text("fehlt", "is missing")
ROW_CHANGED = Text("ist verändert", "was changed")
ROW_MOVED = Text("schließt nicht an die vorige Zeile an", "does not continue the row before it")
PAYLOAD_CHANGED = Text("hat einen veränderten Inhalt", "has a changed payload")
PAYLOAD_LOST = Text(
    "hat keinen Inhalt, obwohl keine Löschung protokolliert ist",
    "has no payload although no purge is journaled",
)
PAYLOAD_LEFT = Text(
    "hat noch Inhalt, obwohl seine Löschung protokolliert ist",
    "still has its payload although its purge is journaled",
)

_decode = json.JSONDecoder().raw_decode  # canonical JSON has no blanks to skip

Columns = tuple[Any, ...]
"""number, time, operator, station, type, version, payload hash, previous, hash, salt, body."""


def row_name(number: int) -> str:
    """Return how findings and errors name a row."""
    return f"journal.sqlite#{number}"


class ChainCheck:
    """Follows the chain from the row after ``number``, whose hash is ``head``."""

    def __init__(self, number: int, head: str) -> None:
        self.number = number
        self.head = head
        self._without: set[int] = set()
        self._with: set[int] = set()
        self._purged: set[int] = set()

    def follow(self, columns: Columns) -> Row:
        """Return the next row.

        Raises:
            JournalBroken: it is not what was appended.
        """
        problem = self.step(columns)
        if problem is not None:
            raise JournalBroken(object=row_name(problem[0]), reason=problem[1])
        return self.row(columns)

    def row(self, columns: Columns) -> Row:
        """Return the row that ``step`` found right."""
        body = columns[10]
        payload = None if body is None else _decode(body)[0]
        self._note(columns[4], payload)
        return Row(*(*columns[:9], payload))

    def step(self, columns: Columns) -> tuple[int, Text] | None:
        """Step onto the next row; return number and reason if something is wrong with it."""
        expected, before = self.number + 1, self.head
        self.number, self.head = expected, columns[8]
        if columns[0] != expected:
            self.number = max(expected, columns[0])
            return expected, ROW_MISSING
        problem = _row_problem(columns, before)
        return None if problem is None else (expected, problem)

    def unlawful(self) -> dict[int, Text]:
        """Return the rows whose payloads are there or not against what purges say."""
        lost = dict.fromkeys(self._without - self._purged, PAYLOAD_LOST)
        left = dict.fromkeys(self._with & self._purged, PAYLOAD_LEFT)
        return lost | left

    def finish(self) -> None:
        """Check at the end that every missing payload was erased by a ``purged`` event.

        Raises:
            JournalBroken: one was not, or an erased one is there.
        """
        for number, problem in sorted(self.unlawful().items()):
            raise JournalBroken(object=row_name(number), reason=problem)

    def _note(self, kind: str, payload: dict[str, Any] | None) -> None:
        (self._without if payload is None else self._with).add(self.number)
        if kind == PURGED and payload is not None:
            self._purged.update(payload["rows"])


def _row_problem(columns: Columns, before: str) -> Text | None:
    if _row_hash(columns) != columns[8]:
        return ROW_CHANGED
    if columns[7] != before:
        return ROW_MOVED
    if columns[10] is not None and _payload_hash(columns[9], columns[10]) != columns[6]:
        return PAYLOAD_CHANGED
    return None


def _row_hash(columns: Columns) -> str:
    """Return the hash that the row should have, an empty text if it cannot have one."""
    try:
        return row_hash(columns[:8])
    except ValueError:  # text that is no UTF-8
        return ""


def _payload_hash(salt: object, body: object) -> str:
    if not isinstance(salt, bytes) or not isinstance(body, str):
        return ""
    try:
        return payload_hash(salt, body)
    except ValueError:  # text that is no UTF-8
        return ""
