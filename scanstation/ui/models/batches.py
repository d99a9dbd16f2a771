"""The list of batches as a table, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

from PySide6.QtCore import QObject

from scanstation.errors import Text
from scanstation.model import BatchState
from scanstation.store.catalogue import UNREADABLE, BatchSummary
from scanstation.ui.language import Speech, in_local_time, on_day
from scanstation.ui.models.table import TableModel
from scanstation.ui.status_line import batch_name
from scanstation.ui.theme import Theme
from scanstation.workflow.catalogue import FoundBatch
from scanstation.workflow.words import BATCH_STATES, BROKEN, UNDER_WAY


class Column(IntEnum):
    """The columns, left to right."""

    NAME = 0
    STATE = 1
    OPENED = 2
    DOCUMENTS = 3
    PAGES = 4
    OPERATOR = 5
    BOX = 6
    RECEIVED = 7
    NOTE = 8


HEADS: dict[int, Text] = {
    Column.NAME: Text("Stapel", "Batch"),
    Column.STATE: Text("Zustand", "State"),
    Column.OPENED: Text("Begonnen", "Begun"),
    Column.DOCUMENTS: Text("Dokumente", "Documents"),
    Column.PAGES: Text("Seiten", "Pages"),
    Column.OPERATOR: Text("Bearbeiter", "Operator"),
    Column.BOX: Text("Box", "Box"),
    Column.RECEIVED: Text("Eingang", "Received"),
    Column.NOTE: Text("Hinweis", "Note"),
}
SIGNS = {
    BatchState.OPEN.value: "✎",
    BatchState.RELEASED.value: "◷",
    BatchState.EXPORTED.value: "◷",
    BatchState.SENT.value: "✔",
    BatchState.CLOSED.value: "✔",
    BatchState.ABANDONED.value: "✕",
    UNREADABLE: "⚠",
}
DOCUMENT = Text("Dokument {number}", "Document {number}")
NUMBERS: frozenset[int] = frozenset({Column.DOCUMENTS, Column.PAGES})


class BatchesModel(TableModel):
    """See the module."""

    heads = HEADS
    numbers = NUMBERS

    def __init__(self, speech: Speech, theme: Theme, parent: QObject | None = None) -> None:
        self.rows: tuple[BatchSummary, ...] = ()
        self._found: tuple[FoundBatch, ...] = ()
        super().__init__(speech, theme, parent)

    def show_rows(self, found: Sequence[FoundBatch]) -> None:
        """Take what was found, oldest first."""
        self.beginResetModel()
        self._found = tuple(reversed(found))
        self.rows = tuple(one.summary for one in self._found)
        self.endResetModel()

    def count(self) -> int:
        """Return the number of batches."""
        return len(self.rows)

    def sign(self, place: int, column: int) -> str:
        """Return the icon of a state."""
        return SIGNS.get(self.rows[place].state, "") if column == Column.STATE else ""

    def colour(self, place: int, column: int) -> str:
        """Return the colour of a batch that cannot be read."""
        broken = column == Column.STATE and self.rows[place].state == UNREADABLE
        return "problem" if broken else ""

    def words(self, place: int, column: int) -> str:
        """Return the words of a cell."""
        row, say, locale = self.rows[place], self.speech.say, self.speech.locale
        if column == Column.STATE:
            return say(state_text(row.state))
        if column == Column.NOTE:
            return self._note(self._found[place])
        return {
            Column.NAME: batch_name(row.opened, row.batch) if row.opened else row.batch[:8],
            Column.OPENED: in_local_time(locale, row.opened),
            Column.DOCUMENTS: locale.toString(row.documents),
            Column.PAGES: locale.toString(row.pages),
            Column.OPERATOR: row.operator,
            Column.BOX: row.box,
            Column.RECEIVED: on_day(locale, row.received),
        }[Column(column)]

    def _note(self, found: FoundBatch) -> str:
        """What was under way, and where the words that were looked for stand."""
        flight = found.summary.in_flight
        said = [self.speech.say(UNDER_WAY[flight])] if flight else []
        for one in found.values:
            number = self.speech.say(DOCUMENT, number=one.number)
            said.append(f"{number}: {one.value}")
        return " · ".join(said)


def state_text(state: str) -> Text:
    """Return the word for a state of the list."""
    return BROKEN if state == UNREADABLE else BATCH_STATES[BatchState(state)]
