"""What the device at this workplace offers, beside the profiles that are to be scanned with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from scanstation.errors import ScanstationError, Text
from scanstation.model import ScanOptions
from scanstation.ui.dialogs.values import Value, same
from scanstation.ui.operations.devices import KnownDevice, LastDevice, ReadDevice
from scanstation.ui.widgets.device_picker import MEMORY, MEMORY_NAME
from scanstation.workflow.device_values import SOURCES, differences, foreseen, sentence

if TYPE_CHECKING:
    from scanstation.devices.driver import Source
    from scanstation.ui.dialogs.dialog import Dialog

READ = Text("Gerät befragen", "Ask the device")
NO_DEVICE = Text(
    "Es ist kein Gerät gewählt; alle Werte stehen zur Wahl.",
    "No device is chosen; every value can be chosen.",
)
UNKNOWN = Text(
    "Was „{device}“ anbietet, ist noch nicht gelesen; alle Werte stehen zur Wahl.",
    "What “{device}” offers has not been read yet; every value can be chosen.",
)
READING = Text("„{device}“ wird befragt …", "“{device}” is being asked …")
KNOWN = Text("Zur Wahl steht, was „{device}“ anbietet.", "The choices are what “{device}” offers.")
FAILED = Text(
    "„{device}“ antwortet nicht ({reason}); alle Werte stehen zur Wahl.",
    "“{device}” does not answer ({reason}); every value can be chosen.",
)
FAILED_KNOWN = Text(
    "„{device}“ antwortet nicht ({reason}); zur Wahl steht, was es zuletzt anbot.",
    "“{device}” does not answer ({reason}); the choices are what it offered last.",
)
THE_DEVICE = Text("Gerät", "device")
RESOLUTION, MODE, SOURCE = "scan.resolution", "scan.mode", "scan.source"
SOURCE_NAMES: Mapping[str, Source] = {one: one for one in SOURCES}
LIMITED = (RESOLUTION, MODE, SOURCE)
"""Values of a profile that a device limits."""


class DeviceOffers(QLabel):
    """Says what limits the choices, and what the shown profile would get instead.

    Signals:
        changed(): other values are offered now.
    """

    changed = Signal()

    def __init__(self, dialog: Dialog, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWordWrap(True)
        self._dialog, self._services = dialog, dialog.services
        self._last = LastDevice("", None)
        self._said, self._details = NO_DEVICE, dict[str, object]()
        self._asked: ScanOptions | None = None
        self.reading = False
        self._services.speech.on_change(self, self._respeak)

    def look(self) -> None:
        """Find out what is known; the device is not asked."""
        self._dialog.ask(KnownDevice(), self._take, lambda _: None)

    def read(self) -> None:
        """Ask the device, after the feed that may be running."""
        if self._last.address and not self.reading:
            self.reading = True
            self._tell(READING)
            self._dialog.ask(ReadDevice(), self._take, self._failed)

    def values(self, key: str) -> tuple[str, ...]:
        """Return the offered values of a profile's key; none where nothing limits it."""
        if self._last.profile is None:
            return ()
        offered = self._last.profile.capabilities
        every: dict[str, Sequence[object]] = {
            RESOLUTION: offered.resolutions,
            MODE: offered.modes,
            SOURCE: offered.sources,
        }
        return tuple(str(one) for one in every.get(key, ()))

    def show_asked(self, asked: ScanOptions | None) -> None:
        """Say what the device would take instead of these values."""
        self._asked = asked
        self._respeak()

    def _take(self, last: LastDevice) -> None:
        self.reading, self._last = False, last
        if not last.address:
            self._tell(NO_DEVICE)
        else:
            self._tell(UNKNOWN if last.profile is None else KNOWN)
        self.changed.emit()

    def _failed(self, error: ScanstationError) -> None:
        self.reading = False
        said = FAILED if self._last.profile is None else FAILED_KNOWN
        happened = error.happened_text()
        reason = Text(happened.de.rstrip("."), happened.en.rstrip("."))
        self._tell(said, reason=reason)

    def _tell(self, said: Text, **details: object) -> None:
        self._said, self._details = said, {"device": self._name(), **details}
        self._respeak()

    def _name(self) -> Text | str:
        memory = self._services.memory
        if memory.text(MEMORY) == self._last.address:
            return memory.text(MEMORY_NAME)
        profile = self._last.profile
        return profile.model.title or THE_DEVICE if profile is not None else THE_DEVICE

    def _respeak(self) -> None:
        speech = self._services.speech
        said = speech.say(self._said, **self._details)
        profile = self._last.profile
        if profile is not None and self._asked is not None:
            found = differences(self._asked, foreseen(self._asked, profile.capabilities))
            said = f"{said} {speech.say(sentence(found)) if found else ''}".rstrip()
        self.setText(said)


def limited(value: Value, offered: Sequence[str], stands: str) -> tuple[tuple[str, Text], ...]:
    """Return the choices that a device leaves, and what stands in the profile."""
    if not offered:
        return value.choices
    if value.key == RESOLUTION:
        return same(*offered)
    return tuple(one for one in value.choices if one[0] in offered or one[0] == stands)
