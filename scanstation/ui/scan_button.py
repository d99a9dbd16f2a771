"""The scanner's own scan button, while the window is idle: a press starts the set profile.

    resting --a profile is set, a device is chosen, nothing runs--> waiting --pressed--> a feed
       ^                                                               |
       +-- the device is needed, is away, another one is chosen -------+

A press is what the profile's button and F5 are together: the same questions, the same batch. A
feed that was stopped goes on, as by Enter. Nothing is said of a device that is switched off.
"""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from scanstation.errors import ScanstationError, Text, UnsupportedOption
from scanstation.ui.operations.scan_button import LeaveButton, WaitForButton
from scanstation.ui.scan_job import Phase
from scanstation.ui.scan_site import ScanSite

NO_SUCH_PROFILE = Text(
    "Der Scanknopf soll das Scanprofil „{profile}“ starten, das es nicht gibt. "
    "Bitte in den Einstellungen ein anderes wählen.",
    "The scan button is to start the profile “{profile}”, which does not exist. "
    "Choose another one in the settings.",
)
AGAIN_MS = 500
"""Until the device is waited at again after somebody else had it."""
AWAY_MS, LONGEST_MS = 2_000, 60_000
"""A device that is switched off is looked for ever more seldom."""
MOST_CRASHES = 3
"""In a row: a driver that cannot be asked for its button is left alone."""


class ScanButton:
    """See the module."""

    def __init__(self, view: ScanSite) -> None:
        self._view = view
        self._waiting = self._without = ""
        self._pause, self._crashes = AWAY_MS, 0
        self._timer = QTimer(view.panel, singleShot=True, interval=AGAIN_MS)
        self._timer.timeout.connect(self._look)
        view.job.changed.connect(self._look)
        view.panel.devices.chosen.connect(lambda _: self._look_anew())
        view.services.bridge.changed.connect(lambda _: self._look())
        self._timer.start()

    def _wanted(self) -> str:
        """Return the device to wait at now, empty if none."""
        view = self._view
        if view.job.busy or not view.services.bridge.state.scan_button:
            return ""
        device = view.panel.devices.address
        return device if device != self._without else ""

    def _look_anew(self) -> None:
        """Another device was chosen, or the same one again: it may be there now."""
        self._without, self._pause, self._crashes = "", AWAY_MS, 0
        self._timer.stop()
        self._look()

    def _look(self) -> None:
        wanted, bridge = self._wanted(), self._view.services.bridge
        if wanted == self._waiting or self._timer.isActive():
            return
        if self._waiting:
            bridge.do(LeaveButton())
            self._timer.start(AGAIN_MS)  # one that was about to begin has not heard it
        else:
            self._waiting = wanted
            bridge.do(WaitForButton(wanted), self._ended, self._failed)

    def _ended(self, pressed: bool) -> None:
        device, self._waiting = self._waiting, ""
        self._pause, self._crashes = AWAY_MS, 0
        if pressed and device == self._wanted():
            self._pressed()
        self._timer.start(AGAIN_MS)

    def _failed(self, error: ScanstationError) -> None:
        """Without a button nobody waits until another device is chosen; one that is away returns.

        Nobody asked for anything now, so nothing is said.
        """
        device, self._waiting = self._waiting, ""
        self._crashes += error.details.get("worker") in ("crash", "hang")
        if isinstance(error, UnsupportedOption) or self._crashes == MOST_CRASHES:
            self._without = device
        self._timer.start(self._pause)
        self._pause = min(2 * self._pause, LONGEST_MS)

    def _pressed(self) -> None:
        view = self._view
        state = view.services.bridge.state
        if QApplication.activeModalWidget() is not None:
            return  # something is asked that comes first, as for every key
        view.services.commands.action("place.scan").trigger()
        if view.job.phase in (Phase.PAUSED, Phase.TROUBLE) and view.job.operation is not None:
            view.job.again()
        elif view.job.phase is Phase.TURN:
            view.start()
        elif state.scan_button in {one.name for one in state.profiles}:
            view.panel.profiles.take(state.scan_button)
            view.start()
        else:
            view.banner.problem(NO_SUCH_PROFILE, profile=state.scan_button)
