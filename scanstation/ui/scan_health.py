"""Devices whose drivers fail again and again, in the place Scan.

They are marked in the list, said before a feed (Enter feeds all the same), and what their drivers
did can be saved for a bug report, by one key from the list and from the banner of a lost device.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from scanstation.errors import NOTHING, BadFrame, DeviceLost, ScanstationError, Text
from scanstation.ui.operations.device_health import ClearMark, MarkedDevices, SaveDeviceBundle
from scanstation.ui.scan_site import ScanSite, ask_for_device
from scanstation.ui.widgets.banner import Choice

if TYPE_CHECKING:
    from scanstation.workflow.device_health import Mark

COMMAND = "extras.device_bundle"
ALL_THE_SAME = Text("Trot&zdem scannen", "Scan all the sa&me")
RELY = Text("&Kennzeichnung aufheben", "Ta&ke the mark away")
OTHER = Text("Anderes Gerät &wählen", "Choose anothe&r device")
BUNDLE = Text("Fehlerpaket speichern: {key}.", "Save bug bundle: {key}.")
TITLE = Text("Fehlerpaket des Geräts speichern", "Save bug bundle of the device")
SAVING = Text("Fehlerpaket wird geschrieben …", "Writing the bug bundle …")
SAVED = Text(
    "Fehlerpaket gespeichert: {file}. Es enthält keine Seiten und keine Namen.",
    "Bug bundle saved: {file}. It holds no pages and no names.",
)
FILE_NAME = "scanstation-geraet.zip"


class ScanHealth:
    """See the module; knows the marks as they were last read."""

    def __init__(self, view: ScanSite) -> None:
        self._view = view
        self._accepted: set[tuple[str, int]] = set()
        self.marks: dict[str, Mark] = {}
        view.services.commands.connect_to(COMMAND, self.ask_for_file)
        view.panel.devices.offer(view.services.commands.action(COMMAND))
        view.job.ended.connect(lambda _: self.look())
        self.look()

    def look(self) -> None:
        """Read the marks anew."""
        self._view.services.bridge.do(MarkedDevices(), self._found, lambda _: None)

    def may_start(self, feed: Callable[[], object]) -> bool:
        """Whether nothing has to be said of the device before a feed; if there is, say it.

        Args:
            feed: begins it once a person wants that all the same.
        """
        address = self._view.panel.devices.address
        mark = self.marks.get(address)
        if mark is None or (address, mark.count) in self._accepted:
            return True
        choices = [
            Choice(ALL_THE_SAME, partial(self._accept, address, mark, feed)),
            Choice(OTHER, self._view.panel.devices.setFocus),
            Choice(RELY, partial(self._rely, address)),
        ]
        self._view.front_banner().problem(_joined(mark.said, self.bundle_hint()), choices)
        return False

    def bundle_hint(self) -> Text:
        """Return by which key the bundle is saved."""
        key = self._view.services.commands.key_text(COMMAND)
        return Text(BUNDLE.say("de", key=key), BUNDLE.say("en", key=key)) if key else NOTHING

    def hint_after(self, error: ScanstationError | None) -> Text:
        """Return the same after a feed that the driver ended, else nothing."""
        return self.bundle_hint() if isinstance(error, DeviceLost | BadFrame) else NOTHING

    def ask_for_file(self) -> None:
        """Ask where the bundle goes."""
        if not self._view.panel.devices.address:
            ask_for_device(self._view)
            return
        dialog = QFileDialog(self._view.panel, self._view.services.speech.say(TITLE))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter("ZIP (*.zip)")
        dialog.setDefaultSuffix("zip")
        dialog.setDirectory(str(Path.home()))
        dialog.selectFile(FILE_NAME)
        dialog.fileSelected.connect(lambda name: self.save(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def save(self, path: Path) -> None:
        """Write the bundle of the chosen device."""
        banner = self._view.front_banner()
        banner.note(SAVING)
        wanted = SaveDeviceBundle(self._view.panel.devices.address, path)
        self._view.services.bridge.do(wanted, lambda _: banner.note(SAVED, file=path), banner.error)

    def _found(self, marks: dict[str, Mark]) -> None:
        self.marks = marks
        self._view.panel.devices.show_marks(marks)

    def _accept(self, address: str, mark: Mark, feed: Callable[[], object]) -> None:
        """It is not said again before the driver fails again."""
        self._accepted.add((address, mark.count))
        self._view.front_banner().clear()
        feed()

    def _rely(self, address: str) -> None:
        banner = self._view.front_banner()
        banner.clear()
        bridge = self._view.services.bridge
        bridge.do(ClearMark(address), lambda _: self.look(), banner.error)


def _joined(*parts: Text) -> Text:
    return Text(" ".join(one.de for one in parts), " ".join(one.en for one in parts))
