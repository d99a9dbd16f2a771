"""A button for a command: its text, its key, enabled as the command is."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton

from scanstation.errors import Text
from scanstation.ui.services import Services


class CommandButton(QPushButton):
    """Says the command with its key, and gives it when pressed.

    Args:
        text: shorter than the command's own, where there is little room.
    """

    def __init__(self, services: Services, command: str, text: Text | None = None) -> None:
        super().__init__()
        self._services, self._command = services, command
        self._text = text or services.commands.command(command).text
        self._action = services.commands.action(command)
        self.clicked.connect(self._action.trigger)
        self._action.enabledChanged.connect(self.setEnabled)
        self.setEnabled(self._action.isEnabled())
        services.speech.on_change(self, self._respeak)

    def make_primary(self) -> None:
        """Show that this is what usually comes next."""
        font = self.font()
        font.setBold(True)
        self.setFont(font)
        self._services.theme.changed.connect(self._paint)
        self._paint()

    def _paint(self) -> None:
        colours = self._services.theme.scheme.colours
        self.setStyleSheet(
            f"CommandButton {{ padding: 8px; border-radius: 4px; border: 2px solid"
            f" {colours['accent']}; background: {colours['accent']};"
            f" color: {colours['on_accent']}; }}"
            f"CommandButton:focus {{ border-color: {colours['text']}; }}"
            f"CommandButton:disabled {{ background: {colours['window']};"
            f" color: {colours['muted']}; border-color: {colours['line']}; }}"
        )

    def _respeak(self) -> None:
        speech, commands = self._services.speech, self._services.commands
        text = speech.say(self._text)
        keys = commands.key_text(self._command).split(", ", maxsplit=1)[0]
        self.setText(f"{text}  {keys}" if keys else text)
        self.setAccessibleName(text.replace("&", ""))
        self.setToolTip(self._action.toolTip())
