"""The left column of the place Scan: with which profile, from where, into which batch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from scanstation.errors import Text
from scanstation.ui.language import iso_day, on_day
from scanstation.ui.scan_devices import PracticeFeeders
from scanstation.ui.scan_job import Plan
from scanstation.ui.services import Services
from scanstation.ui.state import DeskState
from scanstation.ui.status_line import batch_name
from scanstation.ui.widgets.device_picker import DevicePicker
from scanstation.ui.widgets.feed_buttons import FeedButtons
from scanstation.ui.widgets.profile_buttons import ProfileButtons
from scanstation.ui.widgets.wide_list import WideComboBox

if TYPE_CHECKING:
    from scanstation.workflow.manual_duplex import StackOrder

PROFILE = Text("Scanprofil", "Profile")
DEVICE = Text("&Gerät", "&Device")
EXPECTED = Text("Blatt &erwartet", "Sheets ex&pected")
RECEIVED = Text("Eingang a&m", "Received &on")
BOX = Text("Box", "Bo&x")
DAY = Text("TT.MM.JJJJ", "DD/MM/YYYY")
UNKNOWN = Text("unbekannt", "unknown")
NEW = Text("&Neuer Stapel", "&New batch")
APPEND = Text("Anhängen an Stapel {batch}", "&Append to batch {batch}")
APPEND_NONE = Text("Anhängen (kein Stapel offen)", "Append (no batch open)")
SIDES = Text("&Rückseiten", "Ba&cks")
BACKS: dict[StackOrder | Literal[""], Text] = {
    "": Text("wie im Scanprofil", "as in the profile"),
    "reversed": Text("von Hand: ganzen Stapel wenden", "by hand: turn the whole stack"),
    "same": Text("von Hand: jedes Blatt wenden", "by hand: turn each sheet"),
}
MAX_SHEETS = 99_999
WIDTH, NARROW, MARGIN = 300, 48, 8
LETTERS = 38
"""What a line of the column has room for."""
FITS_AGAIN = (QEvent.Type.LayoutRequest, QEvent.Type.FontChange, QEvent.Type.StyleChange)


class ScanPanel(QWidget):
    """What the next feed is like; ``described`` tells that the open batch's words were changed."""

    described = Signal(object)

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._batch = ""
        self.profiles = ProfileButtons(services)
        self.practice = PracticeFeeders(services.bridge.state.training)
        self.devices = DevicePicker(services, self.practice.devices)
        self.expected, self.received, self.box = QLineEdit(), QLineEdit(), QLineEdit()
        self.backs = WideComboBox()
        self.buttons = FeedButtons(services)
        self.new, self.append = QRadioButton(), QRadioButton()
        self._group = QButtonGroup(self)
        self._lay_out()
        self._speak()
        self._connect()
        self.new.setChecked(True)
        self.show_state(services.bridge.state)

    @property
    def plan(self) -> Plan:
        """Where the next pages go."""
        return Plan(
            new=self.new.isChecked(),
            profile=self.profiles.profile,
            received=iso_day(self._services.speech.locale, self.received.text().strip()),
            box=self.box.text().strip(),
            expected_sheets=int(self.expected.text()) if self.expected.text() else None,
            turned=list(BACKS)[max(self.backs.currentIndex(), 0)],
        )

    def show_state(self, state: DeskState) -> None:
        """Follow the batch on the desk; what is being typed stays."""
        self.profiles.show_profiles(state.profiles)
        batch = state.batch
        writable = batch is not None and not state.read_only
        self.append.setEnabled(writable)
        opened = batch.id if batch is not None and writable else ""
        if opened != self._batch:
            self._batch = opened
            (self.append if opened else self.new).setChecked(True)
            if batch is not None:
                self.profiles.choose(batch.profile.name)
        if not self._typing():
            self.take_over()
        self._respeak()

    def _lay_out(self) -> None:
        self._labels = {
            text: QLabel(self) for text in (PROFILE, DEVICE, SIDES, EXPECTED, RECEIVED, BOX)
        }
        self.backs.addItems([""] * len(BACKS))
        form = QGridLayout()
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(4)
        for text, field, row, column, wide in (
            (SIDES, self.backs, 0, 0, 3),
            (EXPECTED, self.expected, 1, 0, 1),
            (BOX, self.box, 1, 2, 1),
            (RECEIVED, self.received, 2, 0, 3),
        ):
            self._labels[text].setBuddy(field)
            form.addWidget(self._labels[text], row, column)
            form.addWidget(field, row, column + 1, 1, wide)
        for field in (self.expected, self.box):
            field.setMinimumWidth(NARROW)
        # Qt gives the focus to a buddy that takes it itself only.
        self._labels[DEVICE].setBuddy(self.devices.focusProxy() or self.devices)
        self.expected.setValidator(QIntValidator(0, MAX_SHEETS, self))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        outer.setSpacing(6)
        outer.addWidget(self._labels[PROFILE])
        outer.addWidget(self.profiles, 1)
        outer.addWidget(self._labels[DEVICE])
        outer.addWidget(self.devices)
        outer.addLayout(form)
        for choice in (self.new, self.append):
            self._group.addButton(choice)
            outer.addWidget(choice)
        outer.addWidget(self.buttons)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """Follow other words and other fonts."""
        if event.type() in FITS_AGAIN:
            self._fit()
        return super().event(event)

    def _fit(self) -> None:
        """As wide as usual, wider only where a button's words have no room else."""
        layout = self.layout()
        if layout is None:
            return
        usual = max(WIDTH, self.fontMetrics().averageCharWidth() * LETTERS)
        self.buttons.arrange(usual - 2 * MARGIN)
        wanted = max(usual, layout.totalMinimumSize().width())
        if wanted != self.maximumWidth():
            self.setFixedWidth(wanted)

    def _speak(self) -> None:
        speech = self._services.speech
        for text, label in self._labels.items():
            speech.bind(label, label.setText, text)
        fields = (
            (SIDES, self.backs),
            (EXPECTED, self.expected),
            (RECEIVED, self.received),
            (BOX, self.box),
        )
        for text, field in fields:
            plain = Text(text.de.replace("&", ""), text.en.replace("&", ""))
            speech.name(field, plain)
        speech.bind(self.new, self.new.setText, NEW)
        speech.bind(self.received, self.received.setPlaceholderText, DAY)
        speech.bind(self.expected, self.expected.setPlaceholderText, UNKNOWN)
        speech.on_change(self, self._respeak)

    def _connect(self) -> None:
        self.profiles.chosen.connect(self._profile_chosen)
        self.append.toggled.connect(self._append_toggled)
        for field in (self.expected, self.received, self.box):
            field.editingFinished.connect(self._edited)

    def _profile_chosen(self, name: str) -> None:
        """Another profile than the open batch's means a new batch."""
        batch = self._services.bridge.state.batch
        if self.append.isChecked() and batch is not None and batch.profile.name != name:
            self.new.setChecked(True)

    def _append_toggled(self, append: bool) -> None:
        batch = self._services.bridge.state.batch
        if append and batch is not None:
            self.profiles.choose(batch.profile.name)
            self.take_over()
        elif self._batch:
            for field in (self.expected, self.received, self.box):
                field.clear()

    def turn_by_hand(self, order: StackOrder) -> None:
        """Have the backs fed in a second pass."""
        self.backs.setCurrentIndex(list(BACKS).index(order))

    def take_over(self) -> None:
        """Show what is known of the open batch."""
        batch = self._services.bridge.state.batch
        if batch is None or not self.append.isChecked():
            return
        expected = batch.ledger.expected_sheets
        _put(self.expected, "" if expected is None else str(expected))
        _put(self.received, on_day(self._services.speech.locale, batch.received))
        _put(self.box, batch.box)

    def _typing(self) -> bool:
        """Whether somebody is just changing a value."""
        fields = (self.expected, self.received, self.box)
        return any(field.hasFocus() and field.isModified() for field in fields)

    def _edited(self) -> None:
        if self.append.isChecked() and self._batch:
            self.described.emit(self.plan)

    def _respeak(self) -> None:
        batch = self._services.bridge.state.batch
        say = self._services.speech.say
        for place, text in enumerate(BACKS.values()):
            self.backs.setItemText(place, say(text))
        if batch is None:
            self.append.setText(say(APPEND_NONE))
            return
        name = batch_name(batch.opened, batch.id)
        self.append.setText(say(APPEND, batch=name))


def _put(field: QLineEdit, text: str) -> None:
    if field.text() != text:
        field.setText(text)
