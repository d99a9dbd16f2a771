"""The file ``head``: number and hash of the last row, outside the journal's database.

A damaged end of a write-ahead log looks to SQLite like a transaction that never happened,
and a damaged cell count can hide the last rows of a table: the chain of what is left still
verifies. The witness notices both. It is written after each commit and before the rows
are acknowledged, without a sync of its own (one more flush a page): after a power cut it
may be older than the journal, never newer, and the next writer brings it up to date.

Two slots of one sector each, written in turn; a slot is one line of ASCII, padded to the
sector: generation, number, hash, the hash of the closing record that this reopening
replaces (or ``-``), and a SHA-256 over these.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from scanstation.store.durable import extended, write_all, write_file

NAME = "head"
_SLOT = 512  # a sector is written whole or not at all
_NOTHING = "-"


@dataclass(frozen=True, slots=True)
class Witnessed:
    """What the witness saw last."""

    generation: int
    number: int
    hash: str
    reopens: str = ""
    """SHA-256 of the closing record that a purge is about to replace."""


def create_witness(folder: Path, number: int, head: str, reopens: str = "") -> None:
    """Write the file anew, durably."""
    slot = _encode(Witnessed(0, number, head, reopens))
    write_file(folder / NAME, slot + slot)


def read_witness(folder: Path) -> Witnessed | None:
    """Return the newest intact slot, None if the file is missing or both are damaged."""
    try:
        data = Path(extended(folder / NAME)).read_bytes()
    except OSError:
        return None
    slots = [_decode(data[start : start + _SLOT]) for start in (0, _SLOT)]
    intact = [slot for slot in slots if slot is not None]
    return max(intact, key=lambda slot: slot.generation, default=None)


class Witness:
    """Keeps the file open for the one writer of a batch."""

    def __init__(self, folder: Path) -> None:
        self._seen = read_witness(folder) or Witnessed(0, 0, "")
        flags = os.O_RDWR | getattr(os, "O_BINARY", 0)
        self._descriptor = os.open(extended(folder / NAME), flags)

    @property
    def seen(self) -> Witnessed:
        """What the file says."""
        return self._seen

    def write(self, number: int, head: str, *, sync: bool = False) -> None:
        """Note the last row; ``sync`` makes it durable by itself."""
        new = Witnessed(self._seen.generation + 1, number, head, self._seen.reopens)
        os.lseek(self._descriptor, _SLOT * (new.generation % 2), os.SEEK_SET)
        write_all(self._descriptor, _encode(new))
        self._seen = new
        if sync:
            os.fsync(self._descriptor)

    def close(self) -> None:
        """Close the file."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def _encode(seen: Witnessed) -> bytes:
    fields = (str(seen.generation), str(seen.number), seen.hash, seen.reopens or _NOTHING)
    line = " ".join(fields)
    line += " " + hashlib.sha256(line.encode()).hexdigest()
    return line.ljust(_SLOT - 1).encode() + b"\n"


def _decode(slot: bytes) -> Witnessed | None:
    try:
        generation, number, head, reopens, _ = slot.decode("ascii").split()
        seen = Witnessed(int(generation), int(number), head, reopens.replace(_NOTHING, ""))
    except ValueError:
        return None
    return seen if _encode(seen) == slot else None
