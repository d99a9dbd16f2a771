"""The folder of one batch: lock, journal, blobs, temporary files, closing record.

    create -> open <-> (closed program)
                |  close_batch
                v
             closed -- reopen (to purge) --> open again -- close_batch --> closed

``<tenant>/batches/<uuid>/``: ``lock``, ``journal.sqlite``, ``head`` (see ``witness``),
``blobs/``, ``temp/``, and ``closing.json`` once it is finished.
"""

from __future__ import annotations

import sqlite3
import uuid
from contextlib import ExitStack
from contextlib import closing as _closing
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from scanstation.errors import BatchClosed, BatchLocked, JournalBroken, Text
from scanstation.events import Event
from scanstation.store import witness
from scanstation.store.batch_layout import (
    BLOBS,
    JOURNAL,
    LOCK,
    TEMP,
    batch_folders,
    batches_folder,
    clean,
    is_closed,
    lay_out,
    record_holds,
    remove_log,
    remove_unfinished,
    require_batch,
)
from scanstation.store.blobs import FolderBlobs
from scanstation.store.closing import ClosingRecord, file_sha256, read_record, write_record
from scanstation.store.durable import (
    make_private_folder,
    remove,
    store_errors,
    sync_folder,
)
from scanstation.store.journal import Clock, stamp, utc_now
from scanstation.store.journal_schema import LAST
from scanstation.store.known_versions import require_known
from scanstation.store.local_disk import require_local_disk
from scanstation.store.lock import FileLock
from scanstation.store.named_blobs import erased_blobs
from scanstation.store.snapshot import open_snapshot
from scanstation.store.sqlite_files import connect, sqlite_errors
from scanstation.store.sqlite_journal import SqliteJournal
from scanstation.store.witness import Witness, create_witness, read_witness

WITNESS_LOST = Text("fehlt oder ist unlesbar", "is missing or unreadable")

__all__ = [
    "BLOBS",
    "JOURNAL",
    "LOCK",
    "BatchFolder",
    "FirstRows",
    "batch_folders",
    "batches_folder",
    "close_batch",
    "is_closed",
    "reading_connection",
]


@dataclass(frozen=True, slots=True)
class FirstRows:
    """What a batch holds from its first moment on; a batch without its opening is none."""

    events: tuple[Event, ...]
    operator: str
    station: str


class BatchFolder:
    """An open batch; made by ``create``, ``open`` and ``reopen``, ended by ``close``.

    Attributes:
        folder: its folder; the name is the batch's UUID.
        journal, blobs: what the workflow uses.
        temp: owner-only folder on the same disk, emptied when the next writer opens.
        closing: the valid closing record; of a reopened batch the one to be cited.
    """

    def __init__(
        self,
        folder: Path,
        journal: SqliteJournal,
        closing_record: ClosingRecord | None,
        lock: FileLock | None,
    ) -> None:
        self.folder = folder
        self.batch_id = folder.name
        self.journal = journal
        self.temp = folder / TEMP
        self.blobs = FolderBlobs(folder / BLOBS, self.temp)
        self.closing = closing_record
        self._lock = lock

    @classmethod
    def create(
        cls,
        tenant_folder: Path,
        batch_id: str,
        *,
        first: FirstRows | None = None,
        clock: Clock = utc_now,
    ) -> Self:
        """Create a batch and open it for writing; a killed call leaves no half batch.

        Args:
            first: rows that are there as soon as the batch is.

        Raises:
            NotALocalDisk, StoreFull, StoreNotWritable: see each.
            FileExistsError: there is a batch of this id.
        """
        require_local_disk(tenant_folder)
        folder = batches_folder(tenant_folder) / str(uuid.UUID(batch_id))
        with store_errors(tenant_folder):
            make_private_folder(folder.parent)
        with FileLock(folder.parent / LOCK, name=batch_id, wait=True):
            remove_unfinished(folder.parent)
            if folder.exists():
                raise FileExistsError(folder)
            lay_out(folder, lambda new: _fill(new, folder.name, first, clock))
        return cls.open(folder, write=True, clock=clock)

    @classmethod
    def open(cls, folder: Path, *, write: bool, clock: Clock = utc_now) -> Self:
        """Open a batch; one writer at a time, readers at any time and without any right to write.

        Raises:
            BatchUnknown, BatchLocked, BatchClosed, NotALocalDisk, StoreNotWritable: see each.
            JournalNewer: a newer program wrote it; nothing was touched.
            JournalBroken: the journal cannot be read or does not reach as far as it did.
        """
        require_batch(folder)
        require_local_disk(folder)
        return cls._open_writer(folder, clock) if write else cls._open_reader(folder)

    @classmethod
    def reopen(cls, folder: Path, *, clock: Clock = utc_now) -> Self:
        """Open a closed batch for writing, to purge it; ``close_batch`` ends that.

        The witness then cites the closing record, which stays until the new one replaces
        it; so a crash in between leaves an open batch, never a wrong record.
        """
        require_batch(folder)
        with FileLock(folder / LOCK, name=folder.name):
            record = read_record(folder)
            if record is not None and record_holds(folder, record):
                _reading_journal(folder, closed=True).close()
                with store_errors(folder):
                    create_witness(folder, record.rows, record.head, record.sha256)
        return cls.open(folder, write=True, clock=clock)

    @classmethod
    def _open_writer(cls, folder: Path, clock: Clock) -> Self:
        with ExitStack() as undo:
            lock = undo.enter_context(FileLock(folder / LOCK, name=folder.name))
            record = read_record(folder)
            if record is not None and record_holds(folder, record):
                raise BatchClosed(batch=folder.name)
            _reading_journal(folder, closed=False).close()  # before anything is touched
            with store_errors(folder):
                clean(folder)
            journal = _writing_journal(folder, clock)
            undo.pop_all()
        return cls(folder, journal, record, lock)

    @classmethod
    def _open_reader(cls, folder: Path) -> Self:
        record = read_record(folder)
        closed = record is not None and record_holds(folder, record)
        # Read before the journal: a writer only ever moves it on.
        seen = None if closed else read_witness(folder)
        journal = _reading_journal(folder, closed=closed)
        try:
            if closed and record is not None:
                journal.require(record.rows, record.head)
            if seen is not None:
                journal.require(seen.number, seen.hash)
        except BaseException:
            journal.close()
            raise
        return cls(folder, journal, record, None)

    @property
    def is_closed(self) -> bool:
        """Whether the batch is finished."""
        return self.closing is not None and record_holds(self.folder, self.closing)

    def close(self) -> None:
        """Give back files and lock."""
        self.journal.close()
        if self._lock is not None:
            self._lock.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def close_batch(batch: BatchFolder, *, clock: Clock = utc_now) -> ClosingRecord:
    """Finish a batch opened for writing and return its closing record; ``batch`` is closed.

    Blobs that ``purged`` events name are erased if a crash left them. Afterwards nothing
    touches the journal file again.

    Raises:
        BatchLocked: a reader keeps the log from being moved into the file; close it first.
    """
    folder, journal = batch.folder, batch.journal
    for name in erased_blobs(journal.read()):
        batch.blobs.erase(name)
    if not journal.checkpoint():
        raise BatchLocked(batch=batch.batch_id)
    number, head = journal.head()
    journal.close()
    cites = batch.closing.sha256 if batch.closing is not None else ""
    with store_errors(folder):
        remove_log(folder)
        digest = file_sha256(folder / JOURNAL)
    record = batch.closing
    if record is None or record.journal != digest:  # reopened and left as it was: still valid
        record = ClosingRecord(batch.batch_id, number, head, digest, stamp(clock()), cites)
        write_record(folder, record)
    with store_errors(folder):
        remove(folder / witness.NAME)
        sync_folder(folder)
    batch.close()
    return record


def _fill(new: Path, batch_id: str, first: FirstRows | None, clock: Clock) -> None:
    """Write the first rows into a folder that is not a batch yet."""
    if first is None:
        return
    with ExitStack() as undo:
        kept = Witness(new)
        undo.callback(kept.close)
        connection = connect(new / JOURNAL, "rw")
        undo.callback(connection.close)
        journal = SqliteJournal(new / JOURNAL, connection, batch_id, witness=kept, clock=clock)
        journal.append(0, first.events, operator=first.operator, station=first.station)
        kept.write(*journal.head(), sync=True)


def _writing_journal(folder: Path, clock: Clock) -> SqliteJournal:
    seen = read_witness(folder)
    if seen is None:
        raise JournalBroken(object=witness.NAME, reason=WITNESS_LOST)
    path = folder / JOURNAL
    # Read-only first: closing a writing connection would move a damaged log into the file
    # and delete it, and with it what could still be saved.
    with _closing(_reading_journal(folder, closed=False)) as reader:
        reader.require(seen.number, seen.hash)
    with ExitStack() as undo:
        with store_errors(folder), sqlite_errors(path):
            kept = Witness(folder)
            undo.callback(kept.close)
            connection = connect(path, "rw")
            undo.callback(connection.close)
        journal = SqliteJournal(path, connection, folder.name, witness=kept, clock=clock)
        with store_errors(folder):
            kept.write(*journal.head(), sync=True)
        undo.pop_all()
    return journal


def _reading_journal(folder: Path, *, closed: bool) -> SqliteJournal:
    path = folder / JOURNAL
    with ExitStack() as undo, store_errors(path), sqlite_errors(path):
        connection = connect(path, "immutable") if closed else reading_connection(path)
        undo.callback(connection.close)
        journal = SqliteJournal(path, connection, folder.name)
        require_known(connection, path)
        undo.pop_all()
    return journal


def reading_connection(path: Path) -> sqlite3.Connection:
    """Connect beside a writer; where rights or the medium forbid that, read a copy in memory."""
    connection = connect(path, "ro")
    try:
        connection.execute(LAST).fetchone()
    except sqlite3.OperationalError:
        connection.close()
        return open_snapshot(path)
    except sqlite3.Error:
        connection.close()
        raise
    return connection
