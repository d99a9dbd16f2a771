"""Which device is scanned with: the one last used at once, others as they are found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from scanstation.errors import ScanstationError, Text
from scanstation.ui.operations.scanning import FindDevices
from scanstation.ui.services import Services
from scanstation.ui.widgets.wide_list import WideComboBox

if TYPE_CHECKING:
    from scanstation.devices.driver import DeviceInfo
    from scanstation.workflow.device_health import Mark

DEVICE = Text("Gerät", "Device")
SEARCH = Text("Geräte s&uchen", "&Find devices")
SEARCH_NAME = Text("Geräte suchen", "Find devices")
FOLDER = Text("&Ordner …", "Fo&lder …")
FOLDER_NAME = Text("Ordner als Gerät wählen", "Choose a folder as device")
SEARCHING = Text("Geräte werden gesucht …", "Looking for devices …")
FOUND = Text("{count} gefunden", "{count} found")
NONE_FOUND = Text(
    "Kein Gerät gefunden. Ist es eingeschaltet und angeschlossen?",
    "No device found. Is it switched on and connected?",
)
CHOOSE = Text("Bitte ein Gerät wählen", "Please choose a device")
WATCHED = Text("Ordner {name}", "Folder {name}")
MARKED = Text("⚠ auffällig: {name}", "⚠ unreliable: {name}")
ADDRESS = Text("Adresse: {address}", "Address: {address}")
FIRST_SEARCH_MS = 1500
"""The first search waits until the window stands."""
MEMORY, MEMORY_NAME = "scan/device", "scan/device_name"


@dataclass(frozen=True, slots=True)
class Device:
    """A device as the list shows it."""

    address: str
    name: Text


class DevicePicker(QWidget):
    """The list of devices; ``chosen`` tells the address of the one to use.

    Args:
        always: devices that are always there, before those that are found.
    """

    chosen = Signal(str)

    def __init__(self, services: Services, always: Sequence[Device] = ()) -> None:
        super().__init__()
        self._services = services
        self._devices: list[Device] = []
        self._always = tuple(always)
        self._shown = False
        self._said: tuple[Text, dict[str, object]] | None = None
        self._marks: dict[str, Mark] = {}
        self._list, self._status = WideComboBox(self), QLabel(self)
        self._search, self._folder = QPushButton(self), QPushButton(self)
        self._lay_out()
        self._speak()
        self._list.currentIndexChanged.connect(self._picked)
        self._search.clicked.connect(self.search)
        self._folder.clicked.connect(self._choose_folder)
        self._fill([*self._always, *self._remembered()])

    @property
    def address(self) -> str:
        """Address of the chosen device, empty if there is none."""
        place = self._list.currentIndex()
        return self._devices[place].address if 0 <= place < len(self._devices) else ""

    @property
    def device(self) -> str:
        """What the chosen device is called."""
        place = self._list.currentIndex()
        known = 0 <= place < len(self._devices)
        return self._services.speech.say(self._devices[place].name) if known else ""

    @property
    def status(self) -> str:
        """What is said of the search."""
        return self._status.text()

    def show_marks(self, marks: Mapping[str, Mark]) -> None:
        """Mark devices in the list, by address."""
        self._marks = dict(marks)
        self._respeak()

    def offer(self, action: QAction) -> None:
        """Let something be done about the chosen device: by its key, and in the list's menu."""
        self._list.addAction(action)
        self._list.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def search(self) -> None:
        """Look for devices; what is chosen can be used meanwhile."""
        if not self._search.isEnabled():
            return
        self._search.setEnabled(False)
        self._tell(SEARCHING)
        self._services.bridge.do(FindDevices(), self._found, self._failed)

    def showEvent(self, event: QShowEvent) -> None:
        """A window that knows no device looks for some by itself, once."""
        super().showEvent(event)
        if not self._shown:
            self._shown = True
            QTimer.singleShot(FIRST_SEARCH_MS, self, self._search_first)

    def _search_first(self) -> None:
        if not self.address:
            self.search()

    def choose(self, address: str, name: Text | None = None) -> None:
        """Choose a device; one that is not in the list comes into it."""
        known = [one.address for one in self._devices]
        if address not in known:
            self._fill([*self._devices, Device(address, name or _as_it_is(address))])
            known = [one.address for one in self._devices]
        self._list.setCurrentIndex(known.index(address))

    def _lay_out(self) -> None:
        self._status.setWordWrap(True)
        buttons = QHBoxLayout()
        buttons.addWidget(self._search)
        buttons.addWidget(self._folder)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._list)
        column.addLayout(buttons)
        column.addWidget(self._status)
        self.setFocusProxy(self._list)

    def _speak(self) -> None:
        speech = self._services.speech
        speech.name(self._list, DEVICE)
        speech.bind(self._search, self._search.setText, SEARCH)
        speech.name(self._search, SEARCH_NAME)
        speech.bind(self._folder, self._folder.setText, FOLDER)
        speech.name(self._folder, FOLDER_NAME)
        speech.bind(self._folder, self._folder.setToolTip, FOLDER_NAME)
        speech.on_change(self, self._respeak)

    def _remembered(self) -> list[Device]:
        address = self._services.memory.text(MEMORY)
        if not address:
            return []
        name = self._services.memory.text(MEMORY_NAME) or address
        return [Device(address, Text(name, name))]

    def _fill(self, devices: Sequence[Device]) -> None:
        before = self.address
        self._devices = list({one.address: one for one in devices}.values())
        self._list.blockSignals(True)
        self._list.clear()
        self._list.addItems([""] * len(self._devices))
        known = [one.address for one in self._devices]
        self._list.setCurrentIndex(known.index(before) if before in known else 0)
        self._list.blockSignals(False)
        self._respeak()
        if self.address != before:
            self._picked()

    def _picked(self) -> None:
        address = self.address
        self._respeak()
        if address and address not in {one.address for one in self._always}:
            self._services.memory.keep(MEMORY, address)
            self._services.memory.keep(MEMORY_NAME, self.device)
        if address:
            self.chosen.emit(address)

    def _found(self, found: Sequence[DeviceInfo]) -> None:
        self._search.setEnabled(True)
        devices = [Device(one.address, _name(one)) for one in found]
        kept = [one for one in self._devices if one.address == self.address]
        self._fill([*self._always, *devices, *kept])
        if devices:
            self._tell(FOUND, count=len(devices))
        else:
            self._tell(NONE_FOUND)

    def _failed(self, error: ScanstationError) -> None:
        self._search.setEnabled(True)
        self._tell(Text(error.sentence("de"), error.sentence("en")))

    def _tell(self, text: Text, **details: object) -> None:
        self._said = (text, details)
        self._respeak()

    def _respeak(self) -> None:
        say = self._services.speech.say
        for place, one in enumerate(self._devices):
            self._list.setItemText(place, self._words(one))
        self._list.setPlaceholderText(say(CHOOSE))
        said = say(self._said[0], **self._said[1]) if self._said else ""
        self._status.setText(said)
        self._status.setVisible(bool(said))
        mark = self._marks.get(self.address)
        about = say(mark.said) if mark is not None else ""
        address = say(ADDRESS, address=self.address) if self.address else ""
        self._list.setToolTip("\n".join(one for one in (address, about) if one))
        self._list.setAccessibleDescription(" ".join(one for one in (about, said) if one))

    def _words(self, device: Device) -> str:
        """Return what the list says of a device: its state before its name, which may be long."""
        say = self._services.speech.say
        name = say(device.name)
        return say(MARKED, name=name) if device.address in self._marks else name

    def _choose_folder(self) -> None:
        dialog = QFileDialog(self, self._services.speech.say(FOLDER_NAME))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self.choose_folder)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def choose_folder(self, folder: str) -> None:
        """Take a watched folder as device."""
        if folder:
            name = Path(folder).name or folder
            said = [WATCHED.say(language, name=name) for language in ("de", "en")]
            self.choose(f"folder:{folder}", Text(*said))


def _as_it_is(address: str) -> Text:
    return Text(address, address)


def _name(found: DeviceInfo) -> Text:
    name = " ".join(part for part in (found.vendor, found.model) if part) or found.address
    return Text(name, name)
