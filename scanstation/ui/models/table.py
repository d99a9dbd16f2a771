"""What all tables share: named columns, words in cells, the full text as a tip, one re-said row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from scanstation.errors import Text
from scanstation.ui.language import Speech
from scanstation.ui.theme import Theme

NOWHERE = QModelIndex()
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class TableModel(QAbstractTableModel):
    """See the module; what stands in a cell is said by ``words``.

    Class attributes:
        heads: names of the columns, left to right.
        numbers: columns that are aligned to the right.
    """

    heads: ClassVar[Mapping[int, Text]] = {}
    numbers: ClassVar[frozenset[int]] = frozenset()

    def __init__(self, speech: Speech, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.speech, self.theme = speech, theme
        speech.on_change(self, self._respeak)
        theme.changed.connect(self.say_again)

    def count(self) -> int:
        """Return the number of rows."""
        return 0

    def words(self, place: int, column: int) -> str:
        """Return the words of a cell."""
        return ""

    def sign(self, place: int, column: int) -> str:
        """Return the icon before the words, empty for none."""
        return ""

    def colour(self, place: int, column: int) -> str:
        """Return the name of the words' colour, empty for the usual one."""
        return ""

    def rowCount(self, parent: QModelIndex = NOWHERE) -> int:  # type: ignore[override]
        """Return the number of rows."""
        return 0 if parent.isValid() else self.count()

    def columnCount(self, parent: QModelIndex = NOWHERE) -> int:  # type: ignore[override]
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self.heads)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return a column's name."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.speech.say(self.heads[section])
        return None

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # type: ignore[override]
        """Return what a cell shows, how it is coloured and what a screen reader reads."""
        place, column = index.row(), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            sign = self.sign(place, column)
            return f"{sign} {self.words(place, column)}" if sign else self.words(place, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.words(place, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.speech.say(self.heads[column])}: {self.words(place, column)}"
        if role == Qt.ItemDataRole.TextAlignmentRole and column in self.numbers:
            return RIGHT
        if role == Qt.ItemDataRole.ForegroundRole and (name := self.colour(place, column)):
            return self.theme.colour(name)
        return None

    def say_again(self) -> None:
        """Only what is written in the cells is different; the rows are the same."""
        if self.count():
            last = self.index(self.count() - 1, len(self.heads) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def _respeak(self) -> None:
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.heads) - 1)
        self.say_again()
