"""The closing record of a finished batch: ``closing.json`` beside the journal.

It holds the head of the chain and the SHA-256 of the journal file, so that every byte of
the file is accounted for, and a hash over itself. A purge replaces it by one that cites
the hash of the old.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from scanstation.errors import JournalBroken, Text
from scanstation.store.chain import canonical
from scanstation.store.durable import extended, store_errors, write_file

NAME = "closing.json"
RECORD_CHANGED = Text("ist verändert", "was changed")
_FORMAT = 1
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class ClosingRecord:
    """What a finished batch ended with.

    Attributes:
        batch: UUID.
        rows, head: number and hash of the last row.
        journal: SHA-256 of ``journal.sqlite``.
        time: UTC, as in rows.
        cites: SHA-256 of the closing record before a purge, empty for the first.
        format: version of this record.
    """

    batch: str
    rows: int
    head: str
    journal: str
    time: str
    cites: str = ""
    format: int = _FORMAT

    @property
    def sha256(self) -> str:
        """Hash of the record's file; a ``purged`` event and the next record cite it."""
        return hashlib.sha256(encode_record(self)).hexdigest()


def encode_record(record: ClosingRecord) -> bytes:
    """Return the one form of the record's file."""
    fields = asdict(record)
    return (canonical(fields | {"check": _check(fields)}) + "\n").encode()


def decode_record(data: bytes) -> ClosingRecord:
    """Return the record.

    Raises:
        JournalBroken: the bytes are not exactly those of a record.
    """
    try:
        fields = json.loads(data)
        fields.pop("check")
        record = ClosingRecord(**fields)
        intact = encode_record(record) == data
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise JournalBroken(object=NAME, reason=RECORD_CHANGED) from error
    if not intact:
        raise JournalBroken(object=NAME, reason=RECORD_CHANGED)
    return record


def read_record(folder: Path) -> ClosingRecord | None:
    """Return the closing record of a batch folder, None if there is none.

    Raises:
        JournalBroken: it is damaged.
        StoreNotWritable: it cannot be read.
    """
    with store_errors(folder / NAME):
        try:
            data = Path(extended(folder / NAME)).read_bytes()
        except FileNotFoundError:
            return None
    return decode_record(data)


def write_record(folder: Path, record: ClosingRecord) -> None:
    """Put the record in place, atomically and durably."""
    with store_errors(folder / NAME):
        write_file(folder / NAME, encode_record(record))


def file_sha256(path: Path) -> str:
    """Return the SHA-256 (hex) of a file's bytes."""
    digest = hashlib.sha256()
    with Path(extended(path)).open("rb") as source:
        while piece := source.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


def _check(fields: dict[str, object]) -> str:
    return hashlib.sha256(canonical(fields).encode()).hexdigest()
