"""How tables look: no column cuts its words but one, which takes the room that is left.

fitted --rows, words, room change--> fitted
   |  a person moves the edge of a column
   v
by hand: stays as it was put
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QTreeView

LEAST_LETTERS = 18
"""Of a column that is cut: below that the table scrolls sideways."""
READABLE_LETTERS = 48
"""Of the column that takes what is left: before it gets less, another one yields."""
MEASURED_ROWS = 40
"""Besides those on the screen; a list may have thousands."""


class Columns(QObject):
    """Gives each column of a table the width of its words.

    Args:
        view: with its model set.
        longest: what may be cut, its full text is a tip; the first of them that is shown.
        yields: what is cut, too, before the longest gets too narrow to be read.
    """

    def __init__(
        self, view: QTableView | QTreeView, *longest: int, yields: int | None = None
    ) -> None:
        super().__init__(view)
        self._view, self._longest, self._yields = view, longest, yields
        self._header = view.horizontalHeader() if isinstance(view, QTableView) else view.header()
        self._fitting = self.by_hand = False
        self._soon = QTimer(self, interval=0, singleShot=True)
        self._soon.timeout.connect(self.fit)
        header, model = self._header, view.model()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setResizeContentsPrecision(MEASURED_ROWS)
        header.sectionResized.connect(self._resized)
        for changed in (
            model.modelReset,
            model.dataChanged,
            model.rowsInserted,
            model.headerDataChanged,
        ):
            changed.connect(self._again)
        view.viewport().installEventFilter(self)
        self.fit()

    def fit(self) -> None:
        """Measure what is shown and share the room out."""
        header, view = self._header, self._view
        shown = [one for one in range(header.count()) if not header.isSectionHidden(one)]
        if self.by_hand or not shown:
            return
        longest = next((one for one in self._longest if one in shown), shown[-1])
        widths = {
            one: max(view.sizeHintForColumn(one), header.sectionSizeHint(one))
            for one in shown
            if one != longest
        }
        letter = view.fontMetrics().averageCharWidth()
        least = letter * LEAST_LETTERS
        readable = min(letter * READABLE_LETTERS, max(least, view.sizeHintForColumn(longest)))
        rest = view.viewport().width() - sum(widths.values())
        if self._yields in widths and rest < readable:
            given = min(readable - rest, max(0, widths[self._yields] - least))
            widths[self._yields] -= given
            rest += given
        widths[longest] = max(least, rest)
        self._fitting = True
        for column, width in widths.items():
            header.resizeSection(column, width)
        self._fitting = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """More or less room is shared out at once; a font or style counts from now on."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.FontChange):
            self.fit()
        return super().eventFilter(watched, event)

    def _again(self, *_: object) -> None:
        self._soon.start()

    def _resized(self, _column: int, before: int, now: int) -> None:
        if self._fitting:
            return
        if before and now:
            self.by_hand = True
        else:  # hidden or shown
            self._again()


def dress(table: QTableView) -> None:
    """Let a table be a list of rows that one walks through, not a sheet of cells."""
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setTabKeyNavigation(False)
    table.setShowGrid(False)
    table.setAlternatingRowColors(True)
    table.setWordWrap(False)
    table.verticalHeader().hide()
    left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    table.horizontalHeader().setDefaultAlignment(left)
