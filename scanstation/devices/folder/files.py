"""Files of a watched folder: when one is complete, what it is, and where it goes."""

from __future__ import annotations

import errno
import hashlib
import os
import sys
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from scanstation.errors import DeviceAccessDenied, UnknownDevice

UNFINISHED = (".tmp", ".part", ".partial", ".filepart", ".crdownload", ".swp", "~")
"""Names that writers use until a file is complete."""

MAGIC = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"II+\0", "image/tiff"),
    (b"MM\0+", "image/tiff"),
)
PDF_WITHIN = 1024
"""ISO 32000-1, annex H.3.4.1: readers accept ``%PDF-`` within the first 1024 bytes."""

PASSING = frozenset(
    {errno.EIO, errno.ESTALE, errno.ETIMEDOUT, errno.EHOSTDOWN, errno.ENOTCONN, errno.EBUSY}
    | ({errno.EACCES} if sys.platform == "win32" else set())  # its writer still has it open
)
"""What a share says when it stumbles; the file is looked at again."""

EMPTY_FACTOR = 15
"""Some writers create a file long before they fill it, so an empty one settles later."""

ATTEMPTS = 10
NAMESPACE = uuid.UUID("6f3c1c1e-6d0b-5c7a-9d3e-2f7a7d1b9a10")


class Unreadable(Exception):
    """A file that cannot be handed over; the text is the reason."""


State: TypeAlias = tuple[int, int]
"""Size and time of change in nanoseconds."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A complete file. ``id`` comes from name, time and content: the same when taken again."""

    id: str
    path: Path
    state: State
    media_type: str
    data: bytes


class Settling:
    """Watches a folder until its files keep their size and time.

    unseen --> waiting --unchanged for ``settle`` seconds--> ready --done()--> ignored
                  ^----------changed, or again()------------|
    """

    def __init__(self, folder: Path, settle: float) -> None:
        self._folder = folder
        self._settle = settle
        self._seen: dict[Path, tuple[State, float]] = {}
        self._done: dict[Path, State] = {}
        self._attempts: dict[Path, int] = {}
        self._abandoned: set[Path] = set()

    @property
    def waiting(self) -> bool:
        """Whether files lie there that are not ready."""
        return bool(self._seen)

    def look(self) -> list[Path]:
        """Return the files that are complete now, oldest first.

        Raises:
            UnknownDevice: the folder is gone.
            DeviceAccessDenied: the folder is barred.
        """
        now = time.monotonic()
        found = self._list()
        self._seen = {path: seen for path, seen in self._seen.items() if path in found}
        for path, state in found.items():
            if path not in self._seen or self._seen[path][0] != state:
                self._seen[path] = (state, now)
        ready = [path for path, seen in self._seen.items() if self._settled(*seen, now)]
        return sorted(ready, key=lambda path: (found[path][1], path.name))

    def again(self, path: Path) -> bool:
        """Let a file settle anew; say whether there is hope after so many attempts."""
        self._seen.pop(path, None)
        self._attempts[path] = self._attempts.get(path, 0) + 1
        return self._attempts[path] < ATTEMPTS

    def done(self, path: Path) -> None:
        """Do not offer this state of a file again."""
        self._done[path] = self._seen.pop(path)[0]

    def give_up(self, path: Path) -> None:
        """Do not wait for a file any more, whatever becomes of it."""
        self._abandoned.add(path)

    def _settled(self, state: State, since: float, now: float) -> bool:
        return now - since >= self._settle * (1 if state[0] else EMPTY_FACTOR)

    def _list(self) -> dict[Path, State]:
        found = {}
        try:
            with os.scandir(self._folder) as entries:
                for entry in entries:
                    state = _state(entry)
                    path = Path(entry.path)
                    if path in self._abandoned or self._done.get(path) == state:
                        continue
                    if state is not None:
                        found[path] = state
        except PermissionError as error:
            raise DeviceAccessDenied(sheet=0) from error
        except OSError as error:
            raise UnknownDevice(device=f"folder:{self._folder}", sheet=0) from error
        return found


def _state(entry: os.DirEntry[str]) -> State | None:
    """Return size and time of a file that may be taken, None for anything else."""
    name = entry.name.lower()
    if name.startswith((".", "~$")) or name.endswith(UNFINISHED):
        return None
    try:
        if not entry.is_file(follow_symlinks=False):
            return None
        found = entry.stat(follow_symlinks=False)
    except OSError:  # vanished, or a share that stumbled: the next look tells
        return None
    return found.st_size, found.st_mtime_ns


def take(path: Path, max_bytes: int) -> Candidate | None:
    """Read a complete file; None if it is still being written or the share stumbles.

    Raises:
        FileNotFoundError: it vanished.
        Unreadable: it may not be read, is empty or too large.
    """
    try:
        before = state_of(path)
        if before[0] > max_bytes:
            raise Unreadable(f"> {max_bytes} bytes")
        data = path.read_bytes()
        after = state_of(path)
    except FileNotFoundError:
        raise
    except OSError as error:
        if error.errno in PASSING:
            return None
        raise Unreadable(f"{type(error).__name__} {error.errno}") from error
    if before != after or len(data) != after[0]:
        return None
    if not data:
        raise Unreadable("0 bytes")
    digest = hashlib.sha256(data).hexdigest()
    identity = str(uuid.uuid5(NAMESPACE, f"{path.name}\n{after[1]}\n{digest}"))
    return Candidate(identity, path, after, media_type(data), data)


def state_of(path: Path) -> State:
    """Return size and time of a file (OSError if it is gone)."""
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def media_type(data: bytes) -> str:
    """Return what a file is by its first bytes; the name is not believed."""
    for magic, name in MAGIC:
        if data.startswith(magic):
            return name
    if b"%PDF-" in data[:PDF_WITHIN]:
        return "application/pdf"
    return "application/octet-stream"


def move_into(path: Path, folder: str, reason: str = "") -> Path | None:
    """Move a file into a subfolder under a free name; None if it has vanished.

    Raises:
        OSError: the share refuses.
    """
    target_folder = path.parent / folder
    target_folder.mkdir(exist_ok=True)
    number = 1
    while True:
        suffix = f" ({number})" if number > 1 else ""
        target = target_folder / f"{path.stem}{suffix}{path.suffix}"
        try:
            move_to_free_name(path, target)
        except FileExistsError:
            number += 1
            continue
        except FileNotFoundError:
            return None
        break
    if reason:
        note = target.with_name(target.name + ".reason.txt")
        note.write_text(reason + "\n", encoding="utf-8")
    return target


def move_to_free_name(path: Path, target: Path) -> None:
    """Rename without ever writing over another file.

    Windows' rename refuses a taken name. POSIX' rename would replace it, so the name is
    first claimed with a hard link; a share without links gets a placeholder that nobody
    else can create as well.

    Raises:
        FileExistsError: the name is taken.
        FileNotFoundError: the file has vanished.
    """
    if sys.platform == "win32":
        path.rename(target)
        return
    try:
        target.hardlink_to(path)
    except (FileExistsError, FileNotFoundError):
        raise
    except OSError:
        _claim_and_replace(path, target)
    else:
        path.unlink()


def _claim_and_replace(path: Path, target: Path) -> None:
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        path.replace(target)
    except OSError:
        target.unlink()
        raise
