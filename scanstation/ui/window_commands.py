"""What the window's own commands do: places, language, undo, closing."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from scanstation.ui.operations.batches import CloseBatch
from scanstation.ui.operations.editing import Redo, Undo
from scanstation.ui.services import Services
from scanstation.ui.state import DeskState
from scanstation.ui.window_dialogs import WindowDialogs

if TYPE_CHECKING:
    from scanstation.ui.main_window import MainWindow

NEEDS_BATCH = ("batch.close",)


class WindowCommands:
    """Connects the commands that belong to no place."""

    def __init__(self, services: Services, window: MainWindow) -> None:
        self._services, self._window = services, window
        commands, bridge = services.commands, services.bridge
        for key in ("scan", "review", "outbox"):
            commands.connect_to(f"place.{key}", partial(window.go, key))
        commands.connect_to("app.quit", window.close)
        commands.connect_to("extras.language", self._switch_language)
        commands.connect_to("edit.undo", lambda: bridge.do(Undo()))
        commands.connect_to("edit.redo", lambda: bridge.do(Redo()))
        commands.connect_to("batch.close", self._close_batch)
        self.dialogs = WindowDialogs(services, window)
        bridge.changed.connect(self._allow)
        self._allow(bridge.state)

    def may_close(self) -> bool:
        """Whether the window may close now."""
        return QApplication.activeModalWidget() is None

    def _allow(self, state: DeskState) -> None:
        commands = self._services.commands
        for command in NEEDS_BATCH:
            commands.allow(command, state.batch is not None)
        commands.allow("edit.undo", state.undo is not None and not state.read_only)
        commands.allow("edit.redo", state.redo is not None and not state.read_only)

    def _close_batch(self) -> None:
        if self._window.may_leave(self._close_batch):
            self._services.bridge.do(CloseBatch())

    def _switch_language(self) -> None:
        speech = self._services.speech
        speech.use("en" if speech.language == "de" else "de")
        self._services.memory.keep("window/language", speech.language)
