"""The tenant's batches: found by what one remembers of them, opened with Enter."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from scanstation.errors import Text
from scanstation.model import BatchState
from scanstation.store.catalogue import BatchSummary
from scanstation.ui.dialogs.dialog import Dialog
from scanstation.ui.models.batches import BatchesModel, Column
from scanstation.ui.operations.batches import DueForPurge, FindBatches
from scanstation.ui.services import Services
from scanstation.ui.widgets.table import Columns, dress
from scanstation.workflow.catalogue import FoundBatch
from scanstation.workflow.words import BATCH_STATES

TITLE = Text("Stapel öffnen", "Open batch")
OPEN = Text("Ö&ffnen", "&Open")
FIND = Text(
    "Aktenzeichen, Box, Bearbeiter, Datum oder Kennung",
    "Case number, box, operator, date or id",
)
FIND_NAME = Text("Stapel suchen", "Find batch")
STATE_NAME = Text("Zustand", "State")
TIME_NAME = Text("Zeitraum", "Period")
TABLE = Text("Gefundene Stapel", "Batches found")
FOUND = Text("{count} Stapel", "{count} batches")
ONE_FOUND = Text("1 Stapel", "1 batch")
NONE_FOUND = Text("Kein Stapel gefunden.", "No batch found.")
DUE = Text(
    "{count} zum Löschen fällig (Aufbewahrungsfrist abgelaufen)",
    "{count} due for erasure (retention period over)",
)
STATES = ("", *(one.value for one in BatchState))
ANY_STATE = Text("Alle Zustände", "All states")
PERIODS: tuple[tuple[Text, int], ...] = (
    (Text("Jederzeit", "Any time"), -1),
    (Text("Heute", "Today"), 0),
    (Text("Letzte 7 Tage", "Last 7 days"), 7),
    (Text("Letzte 30 Tage", "Last 30 days"), 30),
)
TYPED_MS = 150
SMALLEST = (320, 120)
WANTED = (1180, 500)


class BatchListDialog(Dialog):
    """See the module.

    Signals:
        chosen(batch): this one is to be opened.
    """

    chosen = Signal(str)

    def __init__(self, services: Services, parent: QWidget | None = None, text: str = "") -> None:
        super().__init__(services, TITLE, parent, accept=OPEN)
        self.sought = QLineEdit(text, self.content)
        self.state, self.period = QComboBox(self.content), QComboBox(self.content)
        self.table = QTableView(self.content)
        self.count = QLabel(self.content)
        self.model = BatchesModel(services.speech, services.theme, self)
        self._timer = QTimer(self, interval=TYPED_MS, singleShot=True)
        self._asked: FindBatches | None = None
        self._found = False
        self._due = 0
        self._lay_out()
        self.resize(*WANTED)
        self._timer.timeout.connect(self.search)
        self.sought.textChanged.connect(lambda _: self._timer.start())
        self.sought.installEventFilter(self)
        for box in (self.state, self.period):
            box.currentIndexChanged.connect(lambda _: self.search())
        self.table.doubleClicked.connect(lambda _: self.accepted_by_person())
        services.speech.on_change(self, self._respeak)
        self.sought.setFocus()
        self.search()
        self.ask(DueForPurge(today()), self._take_due)

    @property
    def current(self) -> BatchSummary | None:
        """The selected batch."""
        index = self.table.currentIndex()
        return self.model.rows[index.row()] if index.isValid() else None

    def search(self) -> None:
        """Ask for what is looked for now."""
        self._timer.stop()
        days = PERIODS[max(0, self.period.currentIndex())][1]
        since = date.today() - timedelta(days) if days >= 0 else None
        state = STATES[max(0, self.state.currentIndex())]
        asked = FindBatches(self.sought.text().strip(), state, since)
        self._asked = asked
        self.ask(asked, lambda found: self._take(asked, found))

    def accepted_by_person(self) -> None:
        """Open the selected batch."""
        row = self.current
        if row is None:
            return
        self.accept()
        self.chosen.emit(row.batch)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrow keys move in the list while one types."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            keys = (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)
            if event.key() in keys:
                self.table.event(event)
                return True
        return super().eventFilter(watched, event)

    def _take(self, asked: FindBatches, found: list[FoundBatch]) -> None:
        if asked is not self._asked:
            return
        chosen = self.current
        self.model.show_rows(found)
        self._found = True
        ids = [one.batch for one in self.model.rows]
        if ids:
            place = ids.index(chosen.batch) if chosen and chosen.batch in ids else 0
            self.table.selectRow(place)
        if self.accept_button is not None:
            self.accept_button.setEnabled(bool(ids))
        self._respeak()

    def _take_due(self, count: int) -> None:
        self._due = count
        self._respeak()

    def _lay_out(self) -> None:
        speech = self.services.speech
        speech.bind(self.sought, self.sought.setPlaceholderText, FIND)
        self.sought.setClearButtonEnabled(True)
        for widget, name in (
            (self.sought, FIND_NAME),
            (self.state, STATE_NAME),
            (self.period, TIME_NAME),
            (self.table, TABLE),
        ):
            speech.name(widget, name)
        self.state.addItems([speech.say(_state_choice(one)) for one in STATES])
        self.period.addItems([speech.say(text) for text, _ in PERIODS])
        top = QHBoxLayout()
        top.addWidget(self.sought, 1)
        top.addWidget(self.state)
        top.addWidget(self.period)
        column = QVBoxLayout()
        column.addLayout(top)
        column.addWidget(self.table, 1)
        column.addWidget(self.count)
        self.fill(column)
        self._dress_table()

    def _dress_table(self) -> None:
        self.table.setModel(self.model)
        dress(self.table)
        self.table.setMinimumSize(*SMALLEST)
        Columns(self.table, Column.NOTE)

    def _respeak(self) -> None:
        speech, count = self.services.speech, len(self.model.rows)
        for place, value in enumerate(STATES):
            self.state.setItemText(place, speech.say(_state_choice(value)))
        for place, (text, _) in enumerate(PERIODS):
            self.period.setItemText(place, speech.say(text))
        said = {0: NONE_FOUND, 1: ONE_FOUND}.get(count, FOUND)
        number = speech.locale.toString(count)
        words = [speech.say(said, count=number)] if self._found else []
        if self._due:
            words.append(speech.say(DUE, count=speech.locale.toString(self._due)))
        self.count.setText(" · ".join(words))


def today() -> date:
    """Return the day it is here."""
    return date.today()


def _state_choice(value: str) -> Text:
    return BATCH_STATES[BatchState(value)] if value else ANY_STATE
