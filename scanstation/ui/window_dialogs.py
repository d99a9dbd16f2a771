"""The window's commands that open a dialog, and what follows when a batch is opened."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog

from scanstation.errors import ScanstationError, Text
from scanstation.model import BatchState
from scanstation.ui.dialogs import maker
from scanstation.ui.operations.batches import OpenBatch
from scanstation.ui.services import Services
from scanstation.ui.state import DeskState
from scanstation.ui.status_line import batch_name

if TYPE_CHECKING:
    from scanstation.ui.main_window import MainWindow

READ_ONLY = Text(
    "Dieser Stapel wird gerade an anderer Stelle bearbeitet. Hier lässt er sich nur lesen.",
    "This batch is being worked on elsewhere. Here it can only be read.",
)
FINISHED = {
    BatchState.RELEASED: Text(
        "Dieser Stapel ist freigegeben und wird gesendet. Er lässt sich lesen; bis zum Senden "
        "kann die Freigabe zurückgenommen werden.",
        "This batch is released and goes out. It can be read; until it is sent the release can be "
        "withdrawn.",
    ),
    BatchState.CLOSED: Text(
        "Dieser Stapel ist abgeschlossen und lässt sich nur lesen.",
        "This batch is closed and can only be read.",
    ),
    BatchState.ABANDONED: Text(
        "Dieser Stapel wurde aufgegeben und lässt sich nur lesen.",
        "This batch was given up and can only be read.",
    ),
}
FINISHED[BatchState.EXPORTED] = FINISHED[BatchState.RELEASED]
FINISHED[BatchState.SENT] = FINISHED[BatchState.CLOSED]
INTERRUPTED = {
    "feed": Text(
        "Beim letzten Mal wurde der Einzug unterbrochen. Gesichert sind {sheets} Blatt, "
        "{pages} Seiten. Bitte mit dem Papierstapel vergleichen und Fehlendes nachscannen.",
        "Last time the feed was interrupted. {sheets} sheets, {pages} pages are safe. Compare "
        "them with the stack of paper and scan what is missing.",
    ),
    "export": Text(
        "Beim letzten Mal wurde das Schreiben der Pakete unterbrochen. Es geht von selbst weiter; "
        "alle Seiten sind gesichert.",
        "Last time the writing of packages was interrupted. It goes on by itself; all pages are "
        "safe.",
    ),
    "upload": Text(
        "Beim letzten Mal wurde das Senden unterbrochen. Vor dem nächsten Versuch wird beim Ziel "
        "nachgesehen, was angekommen ist.",
        "Last time sending was interrupted. Before the next try the target is asked what arrived.",
    ),
}
CORRECTED = Text(
    "Der neue Stapel {name} mit der berichtigten Fassung ist geöffnet. Bitte ändern, prüfen und "
    "freigeben.",
    "The new batch {name} with the corrected version is open. Change, check and release it.",
)
ACTIVE = frozenset({BatchState.RELEASED, BatchState.EXPORTED})


class WindowDialogs:
    """Connects the commands; one dialog at a time."""

    def __init__(self, services: Services, window: MainWindow) -> None:
        self._services, self._window = services, window
        commands = services.commands
        for command, name in DIALOGS.items():
            commands.connect_to(command, partial(self.show, name))
        commands.connect_to("app.operator", self.change_operator)
        commands.connect_to("batch.open", self.find_batch)
        commands.connect_to("batch.find", window.search.setFocus)
        commands.connect_to("batch.quick", self.send_one)
        commands.connect_to("batch.withdraw", self.withdraw)
        commands.connect_to("batch.correct", lambda: self.correct(*self._sent()))
        for place in window.places:
            place.chosen.connect(lambda: self._allow(services.bridge.state))
        window.search.returnPressed.connect(lambda: self.find_batch(window.search.text()))
        services.bridge.changed.connect(self._allow)
        self._allow(services.bridge.state)

    def show(self, name: str) -> QDialog:
        """Open a dialog over the window."""
        dialog = maker(name)(self._services, self._window)
        dialog.open()
        return dialog

    def change_operator(self) -> None:
        """Another person acts; what the former one saw is written before."""
        from scanstation.ui.dialogs.operator import OperatorDialog

        dialog = OperatorDialog(self._services, self._window)
        dialog.handing_over.connect(self._window.hand_over)
        dialog.open()

    def withdraw(self) -> None:
        """Take back the release of the batch that is chosen in the place, or lies on the desk."""
        from scanstation.ui.dialogs.reason import withdraw_dialog

        withdraw_dialog(self._services, self._window, *self._chosen()).open()

    def correct(self, batch: str = "", document: int = 0) -> None:
        """Correct the document that is chosen in the place, or some of the batch on the desk."""
        from scanstation.ui.dialogs.correct import CorrectDialog

        if self._window.may_leave(partial(self.correct, batch, document)):
            dialog = CorrectDialog(self._services, self._window, batch, document)
            dialog.accepted.connect(self._corrected)
            dialog.open()

    def _corrected(self) -> None:
        """Go where the new batch is worked on; it is another one than a moment ago."""
        batch = self._services.bridge.state.batch
        if batch is not None and batch.corrects:
            self._window.go("review")
            name = batch_name(batch.opened, batch.id)
            self._window.place.banner.note(CORRECTED, name=name)

    def _sent(self) -> tuple[str, int]:
        found = (place.sent_document() for place in self._window.places)
        return next((one for one in found if one[0]), ("", 0))

    def _chosen(self) -> tuple[str, str]:
        found = (place.unsent_batch() for place in self._window.places)
        return next((one for one in found if one[0]), ("", ""))

    def send_one(self) -> None:
        """The short form; what it sends is seen in the outbox."""
        if self._window.may_leave(self.send_one):
            self.show("quick").accepted.connect(partial(self._window.go, "outbox"))

    def find_batch(self, text: str = "") -> None:
        """List the batches; the chosen one is opened."""
        from scanstation.ui.dialogs.batch_list import BatchListDialog

        dialog = BatchListDialog(self._services, self._window, text)
        dialog.chosen.connect(self.open_batch)
        dialog.open()

    def open_batch(self, batch: str) -> None:
        """Lay a batch on the desk, if the one that lies there can go."""
        if self._window.may_leave(partial(self.open_batch, batch)):
            self._window.search.clear()
            self._services.bridge.do(OpenBatch(batch), lambda _: self._opened(), self._failed)

    def _opened(self) -> None:
        """Go where work goes on, and say what has to be known."""
        state = self._services.bridge.state
        batch = state.batch
        if batch is None:
            return
        fresh = batch.state is BatchState.OPEN and not batch.pages
        self._window.go("scan" if fresh else "review")
        place = self._window.place
        if state.interrupted in INTERRUPTED:
            ledger = batch.ledger
            text = INTERRUPTED[state.interrupted]
            place.banner.note(text, sheets=ledger.sheets, pages=ledger.captured)
        elif state.read_only:
            place.banner.note(FINISHED.get(batch.state, READ_ONLY))
        else:
            place.banner.clear()

    def _failed(self, error: ScanstationError) -> None:
        self._window.place.banner.error(error)

    def _allow(self, state: DeskState) -> None:
        commands, batch = self._services.commands, state.batch
        found = batch.state if batch is not None else None
        commands.allow("batch.withdraw", found in ACTIVE or bool(self._chosen()[0]))
        unsent = found in ACTIVE or (found is BatchState.OPEN and not state.read_only)
        commands.allow("batch.abandon", unsent)
        commands.allow("batch.describe", found is BatchState.OPEN and not state.read_only)
        sent = found in (BatchState.CLOSED, BatchState.SENT, *ACTIVE)
        commands.allow("batch.correct", sent or bool(self._sent()[0]))


DIALOGS = {
    "batch.abandon": "give_up",
    "batch.describe": "describe",
    "extras.diagnostics": "diagnostics",
    "extras.settings": "settings",
    "extras.sheets": "sheets",
    "help.about": "about",
    "help.keys": "keys",
}
"""Command -> short name of its dialog; a dialog's module is loaded when it is asked for."""
