"""A watched folder: network devices that scan to a share, and digital incoming mail.

Address: ``folder:PATH?key=value``; ``ScanOptions.extra`` takes the same keys and wins.

=============  ===========================================================================
``settle``     seconds that a file must keep size and time before it counts as complete
               (default 2; a file that was renamed into place just settles as well)
``poll``       seconds between two looks (default 1; shares tell nobody of changes)
``watch``      ``yes``: wait for more files until ``stop()``; ``no`` (default): take what is
               there or still being written, then end
``max_bytes``  a larger file is set aside (default 1 GiB)
``lock``       ``no``: other stations are not kept out (default ``yes``: ``lock``)
=============  ===========================================================================

The life of a file::

    lying --settled--> handed over --acknowledged--> done/
                            |---------rejected------> failed/  with NAME.reason.txt beside it
                            +--neither--> lying; the next scan hands it over with the same id

Files are moved by rename inside the share, never deleted and never written over: a name that
is taken gets a number. What vanishes meanwhile was somebody else's to take.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from scanstation.devices.driver import (
    Alive,
    Capabilities,
    Delivery,
    DeviceInfo,
    EndOfFeed,
    Frame,
    Notice,
    Session,
    no_sign,
)
from scanstation.devices.feeding import StopRequest
from scanstation.devices.folder.files import (
    Candidate,
    Settling,
    Unreadable,
    move_into,
    state_of,
    take,
)
from scanstation.devices.folder.lock import FolderLock
from scanstation.errors import DeviceAccessDenied, OutOfPaper, UnknownDevice, UnsupportedOption
from scanstation.model import Mode, ScanOptions


class FileChanged(OSError):
    """Another file lies under the name."""


DONE = "done"
FAILED = "failed"
YES_OR_NO = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class FolderOptions:
    """See the module for the meaning."""

    path: str
    settle: float = 2.0
    poll: float = 1.0
    watch: bool = False
    max_bytes: int = 1 << 30
    lock: bool = True

    @classmethod
    def parse(cls, name: str) -> FolderOptions:
        """Take ``PATH?key=value&...`` apart (UnsupportedOption for an unknown key)."""
        path, mark, query = name.rpartition("?")
        if not mark or "=" not in query:
            return cls(name)
        return cls(path).with_extra(dict(parse_qsl(query)))

    def with_extra(self, extra: dict[str, str]) -> FolderOptions:
        """Return the options with others on top (UnsupportedOption for an unknown key)."""
        converters: dict[str, Any] = {
            "settle": float,
            "poll": float,
            "watch": YES_OR_NO.__getitem__,
            "lock": YES_OR_NO.__getitem__,
            "max_bytes": int,
        }
        changes: dict[str, Any] = {}
        for key, value in extra.items():
            try:
                changes[key] = converters[key](value)
            except (KeyError, ValueError) as error:
                raise UnsupportedOption(option=key, value=value) from error
        return replace(self, **changes)


class FolderDriver:
    """Any folder can be opened; none is found by itself."""

    def list_devices(self) -> list[DeviceInfo]:
        """Return nothing: which folders are watched stands in the settings."""
        return []

    def open(self, name: str, alive: Alive = no_sign) -> Session:
        """Open a folder; see ``Driver.open``."""
        setting = FolderOptions.parse(name)
        try:
            is_folder = Path(setting.path).is_dir()
        except PermissionError as error:
            raise DeviceAccessDenied from error
        if not is_folder:
            raise UnknownDevice(device=f"folder:{setting.path}")
        return FolderSession(setting, alive)


class FolderSession:
    """A folder whose files are fed as frames."""

    def __init__(self, setting: FolderOptions, alive: Alive) -> None:
        self._address = setting
        self._setting = setting
        self._alive = alive
        self._stop = StopRequest()
        self._lock = threading.Lock()
        self._handed: dict[str, Candidate] = {}
        self._sent: set[str] = set()
        self._trouble: list[Notice] = []
        self._folder_lock = FolderLock(Path(setting.path))

    def capabilities(self) -> Capabilities:
        """Return that files come as they are."""
        return Capabilities(("feeder", "duplex"), tuple(Mode), (1, 8, 16), ())

    def configure(self, options: ScanOptions) -> ScanOptions:
        """Take the extra options; modes and resolutions are the files' own."""
        self._setting = self._address.with_extra(options.extra)
        return options

    def scan(self) -> Iterator[Delivery]:
        """Hand over complete files, oldest first; see ``Session.scan``.

        Raises:
            OutOfPaper: no file lay in the folder.
            DeviceBusy: another station takes files from it.
            UnknownDevice, DeviceAccessDenied: the folder is gone or barred.
        """
        self._stop.reset()
        if self._setting.lock:
            self._folder_lock.take()
        with self._lock:
            self._handed.clear()
        count = resent = 0
        failed = False
        for item in self._complete():
            if isinstance(item, Notice):
                failed = True
                yield item
                continue
            count += 1
            frame = self._frame(item, count)
            resent += frame.resent
            yield frame
            yield from self._troubles()
        yield from self._troubles()
        if not count and not failed and not self._stop.requested:
            raise OutOfPaper(sheet=0)
        yield EndOfFeed(count, count, resent, self._stop.requested)

    def acknowledge(self, frame_id: str, sha256: str = "") -> bool:
        """Move the file to ``done``."""
        return self._put_away(frame_id, DONE, "")

    def reject(self, frame_id: str, reason: str) -> bool:
        """Move the file to ``failed`` and write the reason beside it."""
        return self._put_away(frame_id, FAILED, reason)

    def stop(self, now: bool = False) -> None:
        """End the scan; see ``Session.stop``."""
        self._stop.request(now)

    def close(self) -> None:
        """Let other stations in; files that were not acknowledged stay where they are."""
        self._folder_lock.release()

    def _complete(self) -> Iterator[Candidate | Notice]:
        """Yield complete files until none is left (or, watching, until stopped)."""
        folder = Path(self._setting.path)
        settling = Settling(folder, self._setting.settle)
        while not self._stop.before_sheet(new=True):
            ready = settling.look()
            for path in ready:
                if self._stop.before_sheet(new=True):
                    return
                yield from self._taken(path, settling)
            if not ready and not settling.waiting and not self._setting.watch:
                return
            self._alive()
            self._stop.sleep_until_stopped(self._setting.poll)

    def _taken(self, path: Path, settling: Settling) -> Iterator[Candidate | Notice]:
        try:
            candidate = take(path, self._setting.max_bytes)
        except FileNotFoundError:
            settling.again(path)
        except Unreadable as error:
            settling.done(path)
            yield self._set_aside(path, str(error))
        else:
            if candidate is not None:
                settling.done(path)
                yield candidate
            elif not settling.again(path):
                settling.give_up(path)
                yield Notice("file_rejected", 0, detail=f"{path.name}: not readable, left there")

    def _frame(self, candidate: Candidate, count: int) -> Frame:
        with self._lock:
            self._handed[candidate.id] = replace(candidate, data=b"")
        resent = candidate.id in self._sent
        self._sent.add(candidate.id)
        return Frame(
            id=candidate.id,
            number=count,
            sheet=count,
            side="front",
            media_type=candidate.media_type,
            width=0,
            height=0,
            mode=None,
            depth=0,
            bytes_per_line=0,
            dpi=(0.0, 0.0),
            data=memoryview(candidate.data),
            name=candidate.path.name,
            resent=resent,
        )

    def _put_away(self, frame_id: str, folder: str, reason: str) -> bool:
        with self._lock:
            candidate = self._handed.pop(frame_id, None)
        if candidate is None:
            return False
        try:
            if state_of(candidate.path) != candidate.state:
                raise FileChanged  # a new file under the same name is not the one handed over
            moved = move_into(candidate.path, folder, reason)
        except OSError as error:
            # The page itself is safe; the next scan hands the file over with the same id.
            detail = f"{candidate.path.name}: {type(error).__name__}"
            self._trouble.append(Notice("file_not_moved", 0, frame_id, detail))
            return False
        return moved is not None

    def _set_aside(self, path: Path, reason: str) -> Notice:
        try:
            move_into(path, FAILED, reason)
        except OSError as error:
            reason = f"{reason}; {type(error).__name__}"
        return Notice("file_rejected", 0, detail=f"{path.name}: {reason}")

    def _troubles(self) -> Iterator[Notice]:
        while self._trouble:
            yield self._trouble.pop(0)


def driver() -> FolderDriver:
    """Return the driver; the worker calls this."""
    return FolderDriver()
