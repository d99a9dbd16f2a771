"""The file in which the window remembers the last device, looked at while the window writes it."""

from __future__ import annotations

from pathlib import Path


class Remembered:
    """Its text; opened only after it changed.

    Windows renames no file over one that is open, as Python opens it: the window's own saving
    would fail, and what is just being replaced is refused.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen = 0
        self._text = ""

    def text(self) -> str:
        """Return what stands there, or stood there as long as it cannot be looked at."""
        try:
            changed = self._path.stat().st_mtime_ns
            if changed != self._seen:
                self._text = self._path.read_text(encoding="utf-8")
                self._seen = changed
        except (FileNotFoundError, PermissionError):
            pass
        return self._text
