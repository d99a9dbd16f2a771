"""The list of batches as a table, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QDate, QLocale, QModelIndex, QObject, Qt

from scanstation.errors import Text
from scanstation.model import BatchState
from scanstation.store.catalogue import UNREADABLE, BatchSummary
from scanstation.ui.language import Speech
from scanstation.ui.models.outbox import in_local_time
from scanstation.ui.status_line import batch_name
from scanstation.ui.theme import Theme
from scanstation.workflow.catalogue import FoundBatch
from scanstation.workflow.words import BATCH_STATES, BROKEN, UNDER_WAY

NOWHERE = QModelIndex()


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


HEADS = {
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
NUMBERS = (Column.DOCUMENTS, Column.PAGES)


class BatchesModel(QAbstractTableModel):
    """See the module."""

    def __init__(self, speech: Speech, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._speech, self._theme = speech, theme
        self.rows: tuple[BatchSummary, ...] = ()
        self._found: tuple[FoundBatch, ...] = ()
        speech.on_change(self, self._respeak)

    def show_rows(self, found: Sequence[FoundBatch]) -> None:
        """Take what was found, oldest first."""
        self.beginResetModel()
        self._found = tuple(reversed(found))
        self.rows = tuple(one.summary for one in self._found)
        self.endResetModel()

    def rowCount(self, parent: QModelIndex = NOWHERE) -> int:  # type: ignore[override]
        """Return the number of batches."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: QModelIndex = NOWHERE) -> int:  # type: ignore[override]
        """Return the number of columns."""
        return 0 if parent.isValid() else len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return a column's name."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._speech.say(HEADS[Column(section)])
        return None

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # type: ignore[override]
        """Return what a cell shows and what a screen reader reads."""
        row, column = self.rows[index.row()], Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            sign = f"{SIGNS.get(row.state, '')} " if column is Column.STATE else ""
            return sign + self._text(index.row(), column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._text(index.row(), column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._speech.say(HEADS[column])}: {self._text(index.row(), column)}"
        if role == Qt.ItemDataRole.TextAlignmentRole and column in NUMBERS:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ForegroundRole and column is Column.STATE:
            return self._theme.colour("problem" if row.state == UNREADABLE else "text")
        return None

    def _text(self, place: int, column: Column) -> str:
        row, say, locale = self.rows[place], self._speech.say, self._speech.locale
        if column is Column.STATE:
            return say(state_text(row.state))
        if column is Column.NOTE:
            return self._note(self._found[place])
        return {
            Column.NAME: batch_name(row.opened, row.batch) if row.opened else row.batch[:8],
            Column.OPENED: in_local_time(locale, row.opened),
            Column.DOCUMENTS: locale.toString(row.documents),
            Column.PAGES: locale.toString(row.pages),
            Column.OPERATOR: row.operator,
            Column.BOX: row.box,
            Column.RECEIVED: _day(locale, row.received),
        }[column]

    def _note(self, found: FoundBatch) -> str:
        """What was under way, and where the words that were looked for stand."""
        flight = found.summary.in_flight
        said = [self._speech.say(UNDER_WAY[flight])] if flight else []
        for one in found.values:
            number = self._speech.say(DOCUMENT, number=one.number)
            said.append(f"{number}: {one.value}")
        return " · ".join(said)

    def _respeak(self) -> None:
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(Column) - 1)
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, len(Column) - 1))


def state_text(state: str) -> Text:
    """Return the word for a state of the list."""
    return BROKEN if state == UNREADABLE else BATCH_STATES[BatchState(state)]


def _day(locale: QLocale, iso: str) -> str:
    day = QDate.fromString(iso, Qt.DateFormat.ISODate)
    return locale.toString(day, QLocale.FormatType.ShortFormat) if day.isValid() else iso
