"""The place Outbox: how every document stands on its way; nothing here can lose one."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QModelIndex, Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from scanstation.errors import CredentialError, ScanstationError, TargetLoginFailed, Text
from scanstation.model import UploadState
from scanstation.ui.models.outbox import Column, OutboxModel, Shown
from scanstation.ui.operations.batches import LookAgain, Withdrawn
from scanstation.ui.operations.sending import BrowserCode, ReadOutbox
from scanstation.ui.outbox_details import OutboxDetails
from scanstation.ui.outbox_words import SECOND_MS, line, standing
from scanstation.ui.place import Place
from scanstation.ui.sender import Sender, SenderState
from scanstation.ui.services import Services
from scanstation.ui.state import DeskState
from scanstation.ui.widgets.banner import Choice
from scanstation.ui.widgets.command_button import CommandButton
from scanstation.ui.widgets.table import Columns, dress
from scanstation.workflow.outbox_rows import OutboxReader, OutboxRow

TITLE = Text("Ausgang", "Outbox")
WAITING = Text("Ausgang ({count} warten)", "Outbox ({count} waiting)")
ONE_WAITING = Text("Ausgang (1 wartet)", "Outbox (1 waiting)")
TABLE = Text("Dokumente im Ausgang", "Documents in the outbox")
FILTER = Text("Filtern: Aktenzeichen, Stapel, Quittung …", "Filter: case number, batch, receipt …")
FILTER_NAME = Text("Ausgang filtern", "Filter the outbox")
STATES_NAME = Text("Nur diese Zustände", "Only these states")
EMPTY = Text(
    "Der Ausgang ist leer. Freigegebene Dokumente erscheinen hier von selbst.",
    "The outbox is empty. Released documents appear here by themselves.",
)
NO_MATCH = Text("Kein Dokument passt zum Filter.", "No document matches the filter.")
CORRECT = Text("Be&richtigen …", "&Correct …")
WITHDRAW = Text("Zurück&nehmen …", "&Withdraw …")
LOG_IN = Text("&Anmelden …", "&Log in …")
CODE = Text(
    "Der Browser zeigt die eAkte der Übung. Fragt er nach einem Einmal-Code: {code}",
    "The browser shows the training's eAkte. If it asks for a one-time code: {code}",
)
CHOICES: tuple[tuple[Text, frozenset[UploadState]], ...] = (
    (Text("Alle Zustände", "All states"), frozenset()),
    (Text("Gescheitert", "Failed"), frozenset({UploadState.FAILED})),
    (
        Text("Unterwegs", "On their way"),
        frozenset({UploadState.PREPARED, UploadState.SENDING, UploadState.STORED}),
    ),
    (Text("Bestätigt", "Verified"), frozenset({UploadState.VERIFIED})),
)
LOOK_MS = 700
"""How often the rows are read while something is sent and the place is seen."""


class OutboxView(Place):
    """See the module."""

    key = "outbox"
    title = TITLE

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.dispatch = Sender(services, self)
        self.model = OutboxModel(services.speech, services.theme, self)
        self.table = QTableView(self)
        self.filter = QLineEdit(self)
        self.states = QComboBox(self)
        self.details = OutboxDetails(services, self)
        self._empty = QLabel(self)
        self.standing = QLabel(self)
        self._reader = OutboxReader()
        self._reading = self._again = self._in_front = False
        self._followed: SenderState | None = None
        self._clock = QTimer(self, interval=LOOK_MS)
        self._clock.timeout.connect(self.look)
        self._seconds = QTimer(self, interval=SECOND_MS)
        self._seconds.timeout.connect(self._count)
        self._lay_out()
        self._connect()

    @property
    def current(self) -> OutboxRow | None:
        """The selected document."""
        index = self.table.currentIndex()
        return self.model.rows[index.row()] if index.isValid() else None

    def tab_text(self) -> str:
        """Return the place's name and how many documents wait."""
        count = self.model.waiting
        text = (TITLE, ONE_WAITING)[count] if count < 2 else WAITING
        return self.services.speech.say(text, count=count)

    def entered(self) -> None:
        """Read what there is; the keys act on the table."""
        (self.table if self.model.rows else self.filter).setFocus()
        self.look()

    def look(self) -> None:
        """Read the rows; a question that waits is not asked twice."""
        if self._reading:
            self._again = True
            return
        self._reading = True
        self.services.bridge.do(ReadOutbox(self._reader), self._take, lambda _: self._take(None))

    def showEvent(self, event: QShowEvent) -> None:
        """Follow what is sent while somebody sees it."""
        super().showEvent(event)
        if self.dispatch.state.sending:
            self._clock.start()
        self._count()
        self._in_front = True
        self.chosen.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest."""
        self._clock.stop()
        self._seconds.stop()
        super().hideEvent(event)
        self._in_front = False
        self.chosen.emit()

    def unsent_batch(self) -> tuple[str, str]:
        """Return the batch of the selected document, if nothing of that has been sent."""
        row = self.current if self._in_front else None
        if row is None or row.state is not UploadState.PREPARED:
            return "", ""
        return row.batch, row.opened

    def sent_document(self) -> tuple[str, int]:
        """Return the selected document; whether it can be corrected says the dialog."""
        row = self.current if self._in_front else None
        return (row.batch, row.document) if row is not None and row.packed else ("", 0)

    def _count(self) -> None:
        """What waits to be sent says how long; read again when it is due."""
        if self.model.counting and self.isVisible():
            self.model.say_again()
            self._seconds.start()
        elif self._seconds.isActive():
            self._seconds.stop()
            self.look()

    def _lay_out(self) -> None:
        speech = self.services.speech
        # Two rows: in one they would not fit a small screen at 200 %.
        top, buttons = QHBoxLayout(), QHBoxLayout()
        top.setContentsMargins(8, 6, 8, 0)
        top.addWidget(self.filter, 1)
        top.addWidget(self.states)
        top.addWidget(CommandButton(self.services, "batch.correct", CORRECT))
        buttons.setContentsMargins(8, 6, 8, 6)
        buttons.addWidget(CommandButton(self.services, "outbox.retry"))
        buttons.addWidget(CommandButton(self.services, "outbox.open"))
        buttons.addWidget(CommandButton(self.services, "batch.withdraw", WITHDRAW))
        buttons.addStretch(1)
        self.column.addLayout(top)
        self.column.addLayout(buttons)
        self.standing.setWordWrap(True)
        self.standing.setContentsMargins(8, 0, 8, 4)
        self.column.addWidget(self.standing)
        left = QWidget(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        column.addWidget(self._empty, 1)
        column.addWidget(self.table, 1)
        split = QSplitter(self)
        split.addWidget(left)
        split.addWidget(self.details)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 1)
        self.column.addWidget(split, 1)
        speech.bind(self.filter, self.filter.setPlaceholderText, FILTER)
        speech.name(self.filter, FILTER_NAME)
        speech.name(self.states, STATES_NAME)
        speech.name(self.table, TABLE)
        self.filter.setClearButtonEnabled(True)
        for text, _ in CHOICES:
            self.states.addItem(speech.say(text))
        self._dress_table()

    def _dress_table(self) -> None:
        self.table.setModel(self.model)
        dress(self.table)
        Columns(self.table, Column.REASON, Column.DOCUMENT, yields=Column.RECEIPT)

    def _connect(self) -> None:
        commands, bridge = self.services.commands, self.services.bridge
        commands.connect_to("outbox.retry", self.dispatch.retry)
        commands.connect_to("outbox.open", self.open_page)
        self.filter.textChanged.connect(lambda _: self._narrow())
        self.states.currentIndexChanged.connect(lambda _: self._narrow())
        self.table.selectionModel().currentChanged.connect(self._selected)
        self.table.doubleClicked.connect(lambda _: self.open_page())
        self.dispatch.changed.connect(self._follow)
        bridge.changed.connect(self._desk_changed)
        bridge.told.connect(self._told)
        self.services.speech.on_change(self, self._respeak)
        self._selected(QModelIndex(), QModelIndex())
        QTimer.singleShot(0, self.look)

    def open_page(self) -> None:
        """Show the selected document where it is stored."""
        row = self.current
        if row is None or not row.address:
            return
        if self.services.bridge.state.training:
            self.services.bridge.do(BrowserCode(), self._tell_code)
        QDesktopServices.openUrl(QUrl(row.address))

    def _tell_code(self, code: str) -> None:
        """The browser asks for it once."""
        if code:
            self.banner.note(CODE, code=code)

    def _follow(self, state: SenderState) -> None:
        """Before and after each round."""
        self._clock.stop()
        if state.sending and self.isVisible():
            self._clock.start()
        if not state.sending:
            self._tell(state)
            if self.services.bridge.state.read_only:
                self.services.bridge.do(LookAgain())
        self._respeak()
        self.look()

    def _tell(self, state: SenderState) -> None:
        """A banner for what a person has to mend; nothing for what mends itself."""
        before, self._followed = self._followed, state
        if state.halted is not None:
            self.banner.error(state.halted, self._ways_out(state.halted))
        elif before is not None and before.halted is not None:
            self.banner.clear()
        self.reported.emit("target", *line(state))

    def _ways_out(self, error: ScanstationError) -> tuple[Choice, ...]:
        """A login is asked for right here."""
        if not isinstance(error, TargetLoginFailed | CredentialError):
            return ()
        target = str(error.details.get("target", ""))
        return (Choice(LOG_IN, lambda: self._log_in(target)),)

    def _log_in(self, target: str) -> None:
        from scanstation.ui.dialogs.login import LoginDialog

        LoginDialog(self.services, target, "", self.window(), self.dispatch.retry).open()

    def _take(self, rows: tuple[OutboxRow, ...] | None) -> None:
        self._reading = False
        if rows is not None:
            chosen = self.current
            if self.dispatch.state.halted is not None:  # nothing goes out by the clock
                rows = tuple(replace(one, sends_at=None) for one in rows)
            self.model.show_rows(rows, self.dispatch.state.unexported)
            self._choose(chosen)
            self._count()
            self._respeak()
        if self._again:
            self._again = False
            self.look()

    def _choose(self, row: OutboxRow | None) -> None:
        """Keep the selection where it was; the first row if there was none."""
        place = max(0, self.model.place_of(row))
        if self.model.rows and self.table.currentIndex().row() != place:
            self.table.selectRow(place)
        self._selected(self.table.currentIndex(), QModelIndex())

    def _selected(self, _now: QModelIndex, _before: QModelIndex) -> None:
        row = self.current
        self.details.show_row(row)
        self.services.commands.allow("outbox.open", row is not None and bool(row.address))
        self.chosen.emit()

    def _narrow(self) -> None:
        chosen = self.current
        states = CHOICES[max(0, self.states.currentIndex())][1]
        self.model.show_only(Shown(self.filter.text(), states))
        self._choose(chosen)
        self._respeak()

    def _told(self, news: object) -> None:
        if isinstance(news, Withdrawn):
            self.look()

    def _desk_changed(self, _: DeskState) -> None:
        if self.isVisible():
            self.look()

    def _respeak(self) -> None:
        speech, rows = self.services.speech, bool(self.model.rows)
        for place, (text, _) in enumerate(CHOICES):
            self.states.setItemText(place, speech.say(text))
        self._empty.setText(speech.say(NO_MATCH if self._narrowed() else EMPTY))
        self._empty.setVisible(not rows)
        self.table.setVisible(rows)
        reasons = any(one.failed for one in self.model.rows)
        self.table.setColumnHidden(Column.REASON, not reasons)
        stand = standing(self.dispatch.state)
        words = "" if stand is None else speech.say(stand[0], **stand[1])
        self.standing.setText(words)
        self.standing.setVisible(bool(words))
        self.retitled.emit()

    def _narrowed(self) -> bool:
        return bool(self.filter.text()) or self.states.currentIndex() > 0
