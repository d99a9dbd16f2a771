"""Where lines go: a rotating file, and the log of the system."""

from __future__ import annotations

import logging
import os
import time
from contextlib import suppress
from pathlib import Path
from traceback import extract_tb

from scanstation.errors import Language
from scanstation.log.notable import LOGGER, Notable
from scanstation.log.system import write_event
from scanstation.rights import OWNER_FILE, OWNER_FOLDER

FOLDER, NAME = "log", "scanstation.log"
MOST_BYTES = 1 << 20
FILES = 5
LEVELS = {
    "error": logging.ERROR,
    "warning": logging.WARNING,
    "info": logging.INFO,
    "debug": logging.DEBUG,
}


def start(
    home: Path | None = None,
    level: str = "info",
    *,
    system: bool = True,
    language: Language = "de",
) -> None:
    """Write lines down from now on, instead of where they went before.

    Args:
        home: of the station; None while the settings are not known: the system's log only.
        level: from which weight on lines go into the file.
        system: whether events go to the system's log.
    """
    stop()
    if home is not None:
        LOGGER.addHandler(FileHandler(home / FOLDER / NAME, LEVELS[level]))
    if system:
        LOGGER.addHandler(SystemHandler(language))
    LOGGER.setLevel(min(LEVELS[level], logging.WARNING))


def stop() -> None:
    """Write nothing down any more."""
    for handler in [one for one in LOGGER.handlers if isinstance(one, FileHandler | SystemHandler)]:
        LOGGER.removeHandler(handler)
        handler.close()


class FileHandler(logging.Handler):
    """Opens the file for each line: several processes write it, and no open file is renamed."""

    def __init__(self, path: Path, level: int) -> None:
        super().__init__(level)
        self._path = path
        self.setFormatter(Lines())

    def emit(self, record: logging.LogRecord) -> None:
        """Append a line; one that cannot be written stops nobody's work."""
        data = (self.format(record) + "\n").encode("utf-8", "backslashreplace")
        with suppress(OSError):
            self._path.parent.mkdir(mode=OWNER_FOLDER, parents=True, exist_ok=True)
            self._turn()
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
            descriptor = os.open(self._path, flags, OWNER_FILE)
            try:
                os.write(descriptor, data)
            finally:
                os.close(descriptor)

    def _turn(self) -> None:
        """Begin a new file; another process that does it at the same moment is let do it."""
        try:
            if self._path.stat().st_size < MOST_BYTES:
                return
        except FileNotFoundError:
            return
        with suppress(OSError):
            for number in range(FILES - 1, 0, -1):
                before = self._path if number == 1 else self._named(number - 1)
                if before.exists():
                    before.replace(self._named(number))

    def _named(self, number: int) -> Path:
        return self._path.with_name(f"{NAME}.{number}")


class SystemHandler(logging.Handler):
    """Hands events, and nothing else, to the system's log."""

    def __init__(self, language: Language) -> None:
        super().__init__(logging.NOTSET)
        self._language = language

    def emit(self, record: logging.LogRecord) -> None:
        """Write an event; a log that is full or closed to us stops nobody's work."""
        notable = getattr(record, "notable", None)
        if isinstance(notable, Notable):
            kind = notable.value
            said = kind.text.filled(self._language, getattr(record, "given", {}))
            with suppress(OSError):
                write_event(f"scanstation-{kind.number}: {said}", kind.level)


class Lines(logging.Formatter):
    """Time, weight, process, where, what; of a traceback the places without values."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line."""
        moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created))
        notable = getattr(record, "notable", None)
        number = f" [{notable.value.number}]" if isinstance(notable, Notable) else ""
        said = " ".join(record.getMessage().split())
        line = f"{moment} {record.levelname} {record.process} {record.name}{number}: {said}"
        if record.exc_info and record.exc_info[0] is not None:
            line += f" | {record.exc_info[0].__name__} {places(record.exc_info[1])}"
        return line


def places(error: BaseException | None) -> str:
    """Return where an error came from, the innermost last; no values, no message."""
    frames = extract_tb(error.__traceback__) if error is not None else []
    return " > ".join(f"{Path(one.filename).name}:{one.lineno}" for one in frames)


__all__ = ["FileHandler", "SystemHandler", "places", "start", "stop"]
