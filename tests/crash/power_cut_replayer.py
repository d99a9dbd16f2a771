"""Rebuilds what a disk may hold after a power cut in the middle of a recording.

The model is harsher than any journaling file system:

* of a file, everything before its last finished sync is there; of what came after, each
  sector holds any of its later states, independently of the others, and the size is any
  of its later sizes (a sector that was never written reads as zeros);
* of a folder, everything before its last finished sync is there; of what came after,
  each name is in any of its later states, independently (a new file or a rename may be
  lost, a removed name may be back, a file moved between folders may be in both or none).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from tests.crash.power_cut_recorder import (
    Acknowledged,
    Create,
    Operation,
    Remove,
    Rename,
    SyncBegins,
    SyncEnds,
    Truncate,
    Write,
)


@dataclass(slots=True)
class _File:
    """Changes in order; the first ``durable`` of them are on the disk."""

    changes: list[Write | Truncate] = field(default_factory=list)
    durable: int = 0


@dataclass(slots=True)
class _Folder:
    """For each name what it meant in order, None for nothing; ``durable`` counts as above."""

    names: dict[str, list[_File | _Folder | None]] = field(default_factory=dict)
    durable: dict[str, int] = field(default_factory=dict)

    def set(self, name: str, node: _File | _Folder | None) -> None:
        self.names.setdefault(name, [None]).append(node)
        self.durable.setdefault(name, 0)

    def get(self, name: str) -> _File | _Folder | None:
        return self.names.get(name, [None])[-1]


_Node = _File | _Folder
_Choose = Callable[[int, int], int]


class Disk:
    """A disk that has seen the first operations of a recording.

    Attributes:
        acknowledged: the lines promised so far.
    """

    def __init__(self, root: Path) -> None:
        self._root = PurePosixPath(root)
        self._top = _Folder()
        self._pending: dict[int, Callable[[], None]] = {}
        self.acknowledged: list[str] = []

    def see(self, operation: Operation) -> None:
        """Apply one operation."""
        match operation:
            case Write(path) | Truncate(path):
                self._file(path).changes.append(operation)
            case Create(path, folder):
                self._parent(path).set(_name(path), _Folder() if folder else _File())
            case Rename(source, target):
                node = self._node(source)
                self._parent(source).set(_name(source), None)
                self._parent(target).set(_name(target), node)
            case Remove(path):
                self._parent(path).set(_name(path), None)
            case SyncBegins(path, number):
                self._pending[number] = _promise(self._node(path))
            case SyncEnds(number):
                self._pending.pop(number)()
            case Acknowledged(line):
                self.acknowledged.append(line)

    def cut(self, target: Path, chance: random.Random, sector: int) -> None:
        """Write a state that the disk may be in after the power goes now into ``target``."""
        # All lost, all kept, or anything in between: the corners are likely faults too.
        style = chance.choice(("lost", "kept", "mixed", "mixed"))

        def choose(least: int, most: int) -> int:
            return {"lost": least, "kept": most}.get(style, chance.randint(least, most))

        _write_folder(self._top, target, choose, sector)

    def keep(self, target: Path) -> None:
        """Write the state of a disk that kept everything."""
        _write_folder(self._top, target, lambda _, most: most, 512)

    def _node(self, path: str) -> _Node:
        node: _Node | None = self._top
        for name in PurePosixPath(path).relative_to(self._root).parts:
            assert isinstance(node, _Folder), path
            node = node.get(name)
        assert node is not None, path
        return node

    def _file(self, path: str) -> _File:
        node = self._node(path)
        assert isinstance(node, _File), path
        return node

    def _parent(self, path: str) -> _Folder:
        node = self._node(str(PurePosixPath(path).parent))
        assert isinstance(node, _Folder), path
        return node


def _name(path: str) -> str:
    return PurePosixPath(path).name


def _promise(node: _Node) -> Callable[[], None]:
    """Return what a sync that begins now makes durable when it ends."""
    if isinstance(node, _File):
        written = len(node.changes)

        def keep_content() -> None:
            node.durable = max(node.durable, written)

        return keep_content
    known = {name: len(states) - 1 for name, states in node.names.items()}

    def keep_names() -> None:
        for name, state in known.items():
            node.durable[name] = max(node.durable[name], state)

    return keep_names


def _write_folder(folder: _Folder, target: Path, choose: _Choose, sector: int) -> None:
    target.mkdir(exist_ok=True)
    for name, states in folder.names.items():
        node = states[choose(folder.durable[name], len(states) - 1)]
        if isinstance(node, _Folder):
            _write_folder(node, target / name, choose, sector)
        elif node is not None:
            (target / name).write_bytes(_content(node, choose, sector))


def _content(file: _File, choose: _Choose, sector: int) -> bytes:
    content = bytearray()
    for change in file.changes[: file.durable]:
        _apply(content, change)
    late = file.changes[file.durable :]
    size = _late_size(len(content), late, choose)
    for pieces in _by_sector(late, sector):
        for piece in pieces[: choose(0, len(pieces))]:
            _apply(content, piece)
    return bytes(content[:size].ljust(size, b"\0"))


def _late_size(size: int, late: Sequence[Write | Truncate], choose: _Choose) -> int:
    sizes = [size]
    for change in late:
        if isinstance(change, Truncate):
            sizes.append(change.size)
        elif change.offset + len(change.data) > sizes[-1]:
            sizes.append(change.offset + len(change.data))
    return sizes[choose(0, len(sizes) - 1)]


def _apply(content: bytearray, change: Write | Truncate) -> None:
    if isinstance(change, Truncate):
        del content[change.size :]
        content.extend(bytes(change.size - len(content)))
        return
    content.extend(bytes(max(0, change.offset - len(content))))
    content[change.offset : change.offset + len(change.data)] = change.data


def _by_sector(late: Sequence[Write | Truncate], sector: int) -> Iterable[list[Write | Truncate]]:
    """Return for each sector what was written into it, in order."""
    pieces: dict[int, list[Write | Truncate]] = {}
    for change in late:
        if isinstance(change, Write):
            for piece in _torn(change, sector):
                pieces.setdefault(piece.offset // sector, []).append(piece)
    return pieces.values()


def _torn(write: Write, sector: int) -> Iterator[Write]:
    start, end = write.offset, write.offset + len(write.data)
    while start < end:
        stop = min(end, (start // sector + 1) * sector)
        yield Write(write.path, start, write.data[start - write.offset : stop - write.offset])
        start = stop
