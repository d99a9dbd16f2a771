"""What the window remembers between two starts: its place, its size, the last device."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

OWNER_ONLY = 0o600


class Memory:
    """Kept in ``window.ini`` of the station's home, for this account.

    Names of operators stand in it: nobody else of the machine reads the file.
    """

    def __init__(self, home: Path) -> None:
        self._file = home / "window.ini"
        self._keep_to_owner()
        self._settings = QSettings(str(self._file), QSettings.Format.IniFormat)

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
        self._keep_to_owner()

    def _keep_to_owner(self) -> None:
        """Made before Qt writes, which keeps the mode of a file that is there."""
        with suppress(OSError):  # a home that cannot be written remembers nothing
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.touch(mode=OWNER_ONLY)
            self._file.chmod(OWNER_ONLY)
