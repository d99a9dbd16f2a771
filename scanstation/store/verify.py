"""Checks a batch offline and names what was changed; touches nothing.

Works without any right to write: the journal is read as bytes into memory, only while a
writer works it is read through SQLite beside it. Of a closed batch every byte of journal,
blobs and closing record is accounted for. Of an open batch the chain, the witness, the
heads that left the house and the blobs are checked; a byte that changes none of these
changes nothing that is replayed. See ``docs/journal.md``.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path

from scanstation.errors import BatchUnknown, JournalBroken, StoreNotWritable
from scanstation.store import closing, witness
from scanstation.store.batch import WITNESS_LOST
from scanstation.store.batch_layout import BLOBS, JOURNAL
from scanstation.store.blobs import blob_name, blob_names
from scanstation.store.chain_check import PURGED, row_name
from scanstation.store.closing import ClosingRecord, file_sha256, read_record
from scanstation.store.findings import (
    BLOB_CHANGED,
    BLOB_LEFT,
    BLOB_MISSING,
    END_MISSING,
    HEAD_MISSING,
    LEFT_OVER,
    NOT_CITED,
    NOT_CLOSED,
    OTHER_BATCH,
    Finding,
    filled,
)
from scanstation.store.named_blobs import erased_blobs, expected_blobs
from scanstation.store.sqlite_files import UNREADABLE
from scanstation.store.verify_rows import Chain, read_chain
from scanstation.store.witness import Witnessed, read_witness


def verify_batch(folder: Path, *, known_heads: Sequence[str] = ()) -> list[Finding]:
    """Return everything that was changed, an empty list if nothing was.

    Args:
        folder: of the batch; its name is the UUID that row 1 must be bound to. A copy
            under a name that is no UUID is checked against its closing record's.
        known_heads: hashes of rows that transfer notes or other proofs name.

    Raises:
        BatchUnknown: there is nothing of a batch in the folder.
    """
    if not any((folder / name).exists() for name in (JOURNAL, BLOBS, closing.NAME)):
        raise BatchUnknown(batch=folder.name)
    seen = read_witness(folder)  # first, because a writer only ever moves the journal on
    try:
        record = read_record(folder)
    except (JournalBroken, StoreNotWritable):
        broken = Finding("closing", closing.NAME, closing.RECORD_CHANGED)
        chain = read_chain(folder, _batch_id(folder, None), finished=True)
        return [broken, *chain.findings, *_heads(chain, known_heads), *_blobs(folder, chain, True)]
    finished = record is not None and (seen is None or seen.reopens != record.sha256)
    chain = read_chain(folder, _batch_id(folder, record), finished=finished)
    ending = _finished(folder, chain, record) if finished else _unfinished(chain, seen, record)
    blobs = _blobs(folder, chain, finished)
    return [*chain.findings, *ending, *_heads(chain, known_heads), *blobs]


def _batch_id(folder: Path, record: ClosingRecord | None) -> str:
    try:
        return str(uuid.UUID(folder.name))
    except ValueError:
        return "" if record is None else record.batch


def _finished(folder: Path, chain: Chain, record: ClosingRecord | None) -> Iterator[Finding]:
    if record is None:
        return
    journal = folder / JOURNAL
    if journal.exists() and file_sha256(journal) != record.journal:
        yield Finding("journal", JOURNAL, NOT_CLOSED)
    log = folder / f"{JOURNAL}-wal"
    if log.exists() and log.stat().st_size:
        yield Finding("log", log.name, LEFT_OVER)
    if record.batch != _batch_id(folder, record):
        yield Finding("closing", closing.NAME, OTHER_BATCH)
    if chain.hashes.get(record.rows) != record.head or chain.end != record.rows:
        yield Finding("row", row_name(record.rows), END_MISSING)
    cited = {row.payload["cites"] for row in chain.rows if row.type == PURGED and row.payload}
    if record.cites and record.cites not in cited:
        yield Finding("closing", closing.NAME, NOT_CITED)


def _unfinished(
    chain: Chain, seen: Witnessed | None, record: ClosingRecord | None
) -> Iterator[Finding]:
    """Check the end of an open batch; of one reopened for a purge also the old end."""
    if seen is None:
        yield Finding("witness", witness.NAME, WITNESS_LOST)
    elif chain.hashes.get(seen.number) != seen.hash:
        yield Finding("row", row_name(seen.number), END_MISSING)
    if record is not None and chain.hashes.get(record.rows) != record.head:
        yield Finding("row", row_name(record.rows), END_MISSING)


def _heads(chain: Chain, known_heads: Sequence[str]) -> Iterator[Finding]:
    """Look for the heads that proofs name and that the batch's own exports name."""
    there = set(chain.hashes.values())
    for head in known_heads:
        if head not in there:
            yield Finding("journal", JOURNAL, filled(HEAD_MISSING, head=head))
    for row in chain.rows:
        exported = str(row.payload["head"]) if row.type == "exported" and row.payload else ""
        if exported and exported not in there:
            yield Finding("row", row_name(row.number), filled(HEAD_MISSING, head=exported))


def _blobs(folder: Path, chain: Chain, finished: bool) -> Iterator[Finding]:
    present = blob_names(folder / BLOBS)
    for name, row in sorted(expected_blobs(chain.rows).items()):
        if name not in present:
            yield Finding("blob", blob_name(name), filled(BLOB_MISSING, row=row))
    left = erased_blobs(chain.rows) if finished else frozenset()
    for name in present:
        if name in left:
            yield Finding("blob", blob_name(name), BLOB_LEFT)
        yield from _blob(folder / BLOBS / name)


def _blob(path: Path) -> Iterator[Finding]:
    try:
        if file_sha256(path) != path.name:
            yield Finding("blob", blob_name(path.name), BLOB_CHANGED)
    except FileNotFoundError:
        return  # purged while we looked
    except OSError:
        yield Finding("blob", blob_name(path.name), UNREADABLE)
