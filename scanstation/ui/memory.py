"""What the window remembers between two starts: its place, its size, the last device."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings


class Memory:
    """Kept in ``window.ini`` of the station's home, for this account."""

    def __init__(self, home: Path) -> None:
        self._settings = QSettings(str(home / "window.ini"), QSettings.Format.IniFormat)

    def text(self, key: str, default: str = "") -> str:
        """Return a remembered text."""
        return str(self._settings.value(key, default))

    def number(self, key: str, default: int = 0) -> int:
        """Return a remembered whole number."""
        try:
            return int(self.text(key, str(default)))
        except ValueError:
            return default

    def keep(self, key: str, value: str | int) -> None:
        """Remember a text or number."""
        self._settings.setValue(key, str(value))

    def state(self, key: str) -> QByteArray:
        """Return a remembered state of a Qt object, empty if there is none."""
        found = self._settings.value(key)
        return found if isinstance(found, QByteArray) else QByteArray()

    def keep_state(self, key: str, state: QByteArray) -> None:
        """Remember the state of a Qt object."""
        self._settings.setValue(key, state)

    def write(self) -> None:
        """Bring everything to the disk."""
        self._settings.sync()
