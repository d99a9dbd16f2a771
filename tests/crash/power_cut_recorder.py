"""Records what a program does to its files: every write, sync, rename, truncation, removal.

The program runs unchanged under ``strace``; each call that touches a file below the
recorded root becomes an operation. A call that would change a file in a way this module
does not know fails the recording, so nothing is overlooked. Memory maps are not recorded:
only SQLite's ``-shm`` is mapped for writing, and that is not needed after a crash.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

_CALLS = (
    "open,openat,creat,write,pwrite64,writev,pwritev,pwritev2,lseek,truncate,ftruncate,"
    "fallocate,fsync,fdatasync,sync_file_range,rename,renameat,renameat2,unlink,unlinkat,"
    "rmdir,mkdir,mkdirat,link,linkat,symlink,symlinkat,copy_file_range,sendfile,splice"
)
_LINE = re.compile(r"(?P<pid>\d+) +(?P<call>\w+)\((?P<rest>.*)$")
_RESUMED = re.compile(r"(?P<pid>\d+) +<\.\.\. \w+ resumed>(?P<rest>.*)$")
_RESULT = re.compile(r"^(?P<arguments>.*)\) += (?P<result>-?\d+|0x[0-9a-f]+)(?:<(?P<path>[^>]*)>)?")
_UNFINISHED = " <unfinished ...>"


@dataclass(frozen=True, slots=True)
class Write:
    path: str
    offset: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Truncate:
    path: str
    size: int


@dataclass(frozen=True, slots=True)
class Create:
    """A new file or, with ``folder``, a new folder."""

    path: str
    folder: bool = False


@dataclass(frozen=True, slots=True)
class Rename:
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Remove:
    path: str


@dataclass(frozen=True, slots=True)
class SyncBegins:
    """What was written before this is durable once the sync ``number`` ends."""

    path: str
    number: int


@dataclass(frozen=True, slots=True)
class SyncEnds:
    number: int


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """A line that the program wrote to the file outside."""

    line: str


Operation = Write | Truncate | Create | Rename | Remove | SyncBegins | SyncEnds | Acknowledged


def record(command: Sequence[str], root: Path, acknowledgements: Path) -> list[Operation]:
    """Run a program and return what it did below ``root``, in order.

    Args:
        command: the program; its children and threads are followed.
        root: an empty folder.
        acknowledgements: a file outside of it; each line written there is a promise.
    """
    assert list(root.iterdir()) == []
    log = acknowledgements.with_suffix(".strace")
    strace = ["strace", "-f", "-y", "-xx", "-s", "100000000", "-e", f"trace={_CALLS}"]
    subprocess.run([*strace, "-o", str(log), *command], check=True)
    with log.open() as lines:
        return list(_Recording(str(root), str(acknowledgements)).operations(lines))


class _Recording:
    """Turns lines of strace into operations.

    ``-y`` tells each descriptor's path as it is at that moment, so a renamed open file is
    followed; offsets of plain writes are kept by path and descriptor.
    """

    def __init__(self, root: str, acknowledgements: str) -> None:
        self._root = root + "/"
        self._acknowledgements = acknowledgements
        self._offsets: dict[str, int] = {}
        self._appending: set[str] = set()
        self._sizes: dict[str, int] = {}
        self._there: set[str] = set()
        self._begun: dict[str, str] = {}
        self._syncs: dict[str, int] = {}
        self._count = 0

    def operations(self, lines: Iterator[str]) -> Iterator[Operation]:
        for line in lines:
            yield from self._line(line.rstrip("\n"))

    def _line(self, line: str) -> Iterator[Operation]:
        resumed = _RESUMED.match(line)
        if resumed:
            whole = self._begun.pop(resumed["pid"]) + resumed["rest"]
            yield from self._call(whole)
        elif line.endswith(_UNFINISHED):
            self._begun[line.split(maxsplit=1)[0]] = line.removesuffix(_UNFINISHED)
            yield from self._sync_begins(line)
        else:
            yield from self._sync_begins(line)
            yield from self._call(line)

    def _sync_begins(self, line: str) -> Iterator[Operation]:
        call = _LINE.match(line)
        if call and call["call"] in ("fsync", "fdatasync"):
            path = _descriptor_path(call["rest"])
            if self._inside(path):
                self._count += 1
                self._syncs[call["pid"]] = self._count
                yield SyncBegins(path, self._count)

    def _call(self, line: str) -> Iterator[Operation]:
        call = _LINE.match(line)
        done = _RESULT.match(call["rest"]) if call else None
        if call is None or done is None or done["result"].startswith("-"):
            return
        arguments = done["arguments"].split(", ")
        handler = getattr(self, f"_{call['call']}", None)
        if handler is None:
            assert self._root not in _plain(line), f"not understood: {line[:200]}"
            return
        if call["call"] in ("fsync", "fdatasync"):
            arguments = [call["pid"]]
        yield from handler(arguments, done["result"], _plain(done["path"] or ""))

    def _inside(self, path: str) -> bool:
        return (path + "/").startswith(self._root) and not path.endswith("-shm")

    # One method a system call: arguments and result as strace prints them.

    def _openat(self, arguments: list[str], result: str, path: str) -> Iterator[Operation]:
        self._offsets[f"{result}<{path}"] = 0
        self._appending.discard(f"{result}<{path}")
        flags = arguments[2].split("|")
        if not self._inside(path):
            return
        if "O_APPEND" in flags:
            self._appending.add(f"{result}<{path}")
        if path not in self._there and "O_CREAT" in flags:
            self._there.add(path)
            self._sizes[path] = 0
            yield Create(path)
        elif "O_TRUNC" in flags:
            self._sizes[path] = 0
            yield Truncate(path, 0)

    def _write(self, arguments: list[str], result: str, _: str) -> Iterator[Operation]:
        path = _descriptor_path(arguments[0])
        data = _bytes(arguments[1])[: int(result)]
        if path == self._acknowledgements:
            yield from (Acknowledged(line) for line in data.decode().splitlines())
        elif self._inside(path):
            key = _key(arguments[0])
            offset = self._sizes.get(path, 0) if key in self._appending else self._offsets[key]
            self._offsets[key] = offset + len(data)
            yield self._grown(Write(path, offset, data))

    def _pwrite64(self, arguments: list[str], result: str, _: str) -> Iterator[Operation]:
        path = _descriptor_path(arguments[0])
        if self._inside(path):
            data = _bytes(arguments[1])[: int(result)]
            yield self._grown(Write(path, int(arguments[3]), data))

    def _grown(self, write: Write) -> Write:
        end = write.offset + len(write.data)
        self._sizes[write.path] = max(self._sizes.get(write.path, 0), end)
        return write

    def _lseek(self, arguments: list[str], result: str, _: str) -> Iterator[Operation]:
        self._offsets[_key(arguments[0])] = int(result, 0)
        return iter(())

    def _ftruncate(self, arguments: list[str], _: str, __: str) -> Iterator[Operation]:
        path = _descriptor_path(arguments[0])
        if self._inside(path):
            self._sizes[path] = int(arguments[1], 0)
            yield Truncate(path, self._sizes[path])

    def _fsync(self, arguments: list[str], _: str, __: str) -> Iterator[Operation]:
        number = self._syncs.pop(arguments[0], None)
        if number is not None:
            yield SyncEnds(number)

    _fdatasync = _fsync

    def _rename(self, arguments: list[str], _: str, __: str) -> Iterator[Operation]:
        source, target = (_bytes(argument).decode() for argument in arguments)
        if self._inside(source) or self._inside(target):
            assert self._inside(source)
            assert self._inside(target)
            self._there = {_moved(path, source, target) for path in self._there - {target}}
            kept = {path: size for path, size in self._sizes.items() if path != target}
            self._sizes = {_moved(path, source, target): size for path, size in kept.items()}
            yield Rename(source, target)

    def _renameat2(self, arguments: list[str], result: str, path: str) -> Iterator[Operation]:
        yield from self._rename([_full(arguments, 0), _full(arguments, 2)], result, path)

    _renameat = _renameat2

    def _unlink(self, arguments: list[str], _: str, __: str) -> Iterator[Operation]:
        path = _bytes(arguments[0]).decode()
        if self._inside(path):
            self._there.discard(path)
            yield Remove(path)

    _rmdir = _unlink

    def _unlinkat(self, arguments: list[str], result: str, path: str) -> Iterator[Operation]:
        yield from self._unlink([_full(arguments, 0)], result, path)

    def _mkdir(self, arguments: list[str], _: str, __: str) -> Iterator[Operation]:
        path = _bytes(arguments[0]).decode()
        if self._inside(path):
            yield Create(path, folder=True)

    def _mkdirat(self, arguments: list[str], result: str, path: str) -> Iterator[Operation]:
        yield from self._mkdir([_full(arguments, 0)], result, path)


def _moved(path: str, source: str, target: str) -> str:
    if path == source or path.startswith(source + "/"):
        return target + path.removeprefix(source)
    return path


def _plain(text: str) -> str:
    """Return printed text with its hexadecimal escapes read as UTF-8."""
    return re.sub(
        r"(?:\\x[0-9a-f]{2})+", lambda match: _bytes(match[0]).decode(errors="replace"), text
    )


def _bytes(printed: str) -> bytes:
    assert "..." not in printed, "strace shortened a string"
    return bytes.fromhex(printed.strip('"').replace("\\x", ""))


def _descriptor_path(printed: str) -> str:
    """Return the path in ``3</path>``, also at the start of a longer text."""
    match = re.match(r"\d+<([^>]*)>", printed)
    return _plain(match[1]) if match else ""


def _key(printed: str) -> str:
    return f"{printed.split('<', maxsplit=1)[0]}<{_descriptor_path(printed)}"


def _full(arguments: list[str], at: int) -> str:
    """Return a path argument after its folder descriptor as an absolute printed path."""
    folder = _plain(arguments[at].partition("<")[2].rstrip(">"))
    path = PurePosixPath(folder) / _bytes(arguments[at + 1]).decode()
    return '"' + "".join(f"\\x{byte:02x}" for byte in str(path).encode()) + '"'
