"""Takes over what IT keeps on a share; a share that is away or wrong changes nothing here.

The share is read whole into memory in a thread of its own, with a deadline: a server that is off
lets a process wait for half a minute, which nobody can break off. Everything is checked before
anything of it counts.
"""

from __future__ import annotations

import hashlib
import os
import queue
import shutil
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath
from secrets import token_hex
from typing import Any, NoReturn

from scanstation.errors import (
    ConfigurationInvalid,
    DeclarationsMissing,
    StoreNotWritable,
    Text,
    why_unread,
)
from scanstation.log import Notable, report
from scanstation.model import DocumentClass, Lookup, Profile, Target
from scanstation.settings.configuration import Tenant, declared
from scanstation.settings.shared import Taken, folder_of, keep, known
from scanstation.settings.source import source_of
from scanstation.settings.values import Settings, is_folder_name

KINDS: Mapping[str, Callable[..., Any]] = {
    "profiles": Profile,
    "classes": DocumentClass,
    "targets": Target,
    "lookups": Lookup,
}
MOST_FILES, MOST_BYTES = 5_000, 256 << 20
"""More than any administration declares; a folder chosen by mistake is noticed by it."""
PAUSE = timedelta(minutes=5)
"""After a failure the next starts do not wait for the share again."""
SLOW = Text("keine Antwort in {seconds} Sekunden", "no answer within {seconds} seconds")
NO_FOLDER = Text("darin fehlt der Ordner tenants", "it lacks the folder tenants")
TOO_MUCH = Text(
    "mehr als {files} Dateien oder {megabytes} MB", "more than {files} files or {megabytes} MB"
)
Content = dict[str, bytes]
"""Bytes by path below the folder, with ``/``."""


class _Refused(Exception):
    def __init__(self, reason: Text) -> None:
        super().__init__(reason.en)
        self.reason = reason


def take_over(settings: Settings, *, by_hand: bool = False, now: datetime | None = None) -> Taken:
    """Take over what lies on the share, as the settings say when; return what is known then.

    Raises:
        DeclarationsMissing: it cannot be read, and there is no copy.
        StoreNotWritable: the copy cannot be written.
    """
    wanted = settings.declarations
    if not wanted.folder:
        return Taken("")
    now = now or datetime.now(UTC)
    before = known(settings)
    if before.copy and not _due(before, wanted.update, by_hand, now):
        return before
    try:
        content = _read_in_time(Path(wanted.folder), wanted.seconds)
        _check(Path(wanted.folder), content)
    except _Refused as refused:
        return _failed(settings, before, refused.reason, now)
    taken = _write(settings, content, now)
    keep(settings, taken)
    _tidy(settings, {taken.copy, before.copy})
    return taken


def _due(before: Taken, update: str, by_hand: bool, now: datetime) -> bool:
    if update == "never":
        return False
    if by_hand:
        return True
    if update == "manual":
        return False
    return not before.failed or now - datetime.fromisoformat(before.tried) >= PAUSE


def _failed(settings: Settings, before: Taken, reason: Text, now: datetime) -> Taken:
    if not before.copy:
        raise DeclarationsMissing(folder=settings.declarations.folder, reason=reason)
    report(Notable.DECLARATIONS_KEPT, folder=settings.declarations.folder, taken=before.taken[:10])
    after = replace(before, tried=_stamp(now), problem=reason)
    keep(settings, after)
    return after


def _read_in_time(folder: Path, seconds: float) -> Content:
    answers: queue.SimpleQueue[Content | _Refused] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(_read(folder))
        except _Refused as refused:
            answers.put(refused)
        except OSError as error:
            answers.put(_Refused(why_unread(error)))

    # A daemon: nobody waits at the end for a server that does not answer.
    threading.Thread(target=ask, name="declarations", daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except queue.Empty:
        details = {"seconds": f"{seconds:g}"}
        raise _Refused(Text(SLOW.say("de", **details), SLOW.say("en", **details))) from None
    if isinstance(answer, _Refused):
        raise answer
    return answer


def _read(folder: Path) -> Content:
    tenants = folder / "tenants"
    if not tenants.is_dir():
        folder.stat()  # says why, if it is the folder itself
        raise _Refused(NO_FOLDER)
    found: Content = {}
    size = 0
    for path in _every(tenants):
        if path.suffix.lower() not in (".toml", ".csv") or not path.is_file():
            continue
        data = path.read_bytes()
        size += len(data)
        if len(found) >= MOST_FILES or size > MOST_BYTES:
            details = {"files": MOST_FILES, "megabytes": MOST_BYTES >> 20}
            raise _Refused(Text(TOO_MUCH.say("de", **details), TOO_MUCH.say("en", **details)))
        found[path.relative_to(folder).as_posix()] = data
    return found


def _every(tenants: Path) -> list[Path]:
    """A pattern leaves out what it cannot list: that would count as taken away by IT."""
    found = os.walk(tenants, onerror=_fail)
    return sorted(Path(place, name) for place, _, files in found for name in files)


def _fail(error: OSError) -> NoReturn:
    where = Path(error.filename or "").name
    reason = why_unread(error)
    said = Text(f"{where}: {reason.de}", f"{where}: {reason.en}")
    raise _Refused(said) from error


def _check(folder: Path, content: Content) -> None:
    """Read every file as it will be read, so that a mistake keeps the copy that works."""
    for name, data in content.items():
        try:
            _check_file(folder, PurePosixPath(name), data)
        except ConfigurationInvalid as error:
            happened = error.happened_text()
            raise _Refused(Text(happened.de.rstrip("."), happened.en.rstrip("."))) from error


def _check_file(folder: Path, name: PurePosixPath, data: bytes) -> None:
    path = folder.joinpath(*name.parts)
    parts = name.parts
    if name.suffix.lower() != ".toml" or len(parts) < 3 or not is_folder_name(parts[1]):
        return
    if parts[2:] == ("tenant.toml",):
        declared(Tenant, source_of(path, data), parts[1])
    elif len(parts) == 4 and parts[2] in KINDS:
        declared(KINDS[parts[2]], source_of(path, data), name.stem)


def _write(settings: Settings, content: Content, now: datetime) -> Taken:
    digest = hashlib.sha256()
    for name, data in sorted(content.items()):
        digest.update(f"{len(name)}:{name}:{len(data)}:".encode() + data)
    copy = f"copy-{digest.hexdigest()[:16]}"
    target = folder_of(settings) / copy
    stamp = _stamp(now)
    taken = Taken(settings.declarations.folder, copy, len(content), stamp, stamp)
    if target.is_dir() and _read(target) != content:
        shutil.rmtree(target)  # somebody changed the copy
    if not target.is_dir():
        new = target.with_name(f".new-{token_hex(4)}")
        try:
            _fill(new, content)
            _name(new, target)
        except OSError as error:
            shutil.rmtree(new, ignore_errors=True)
            reason = error.strerror or type(error).__name__
            raise StoreNotWritable(path=target, reason=reason) from error
    return taken


def _fill(folder: Path, content: Content) -> None:
    (folder / "tenants").mkdir(parents=True)
    for name, data in content.items():
        path = folder.joinpath(*PurePosixPath(name).parts)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())


def _name(new: Path, target: Path) -> None:
    try:
        new.rename(target)
    except OSError:
        if not target.is_dir():
            raise
        shutil.rmtree(new, ignore_errors=True)  # another process took over the same


def _tidy(settings: Settings, keep_names: set[str]) -> None:
    """Leave the copy before this one: another process may be reading it."""
    for path in folder_of(settings).glob("copy-*"):
        if path.name not in keep_names:
            shutil.rmtree(path, ignore_errors=True)


def _stamp(now: datetime) -> str:
    return now.astimezone(UTC).isoformat(timespec="seconds")


__all__ = ["Content", "take_over"]
