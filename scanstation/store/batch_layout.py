"""What lies where in a batch's folder, and how the folder comes about and is tidied."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from scanstation.errors import BatchUnknown
from scanstation.store.chain import origin
from scanstation.store.closing import ClosingRecord, read_record
from scanstation.store.durable import (
    make_private_folder,
    remove,
    rename_folder,
    store_errors,
    sync_file,
    sync_folder,
)
from scanstation.store.sqlite_files import sqlite_errors
from scanstation.store.sqlite_journal import create_journal
from scanstation.store.witness import create_witness, read_witness

JOURNAL = "journal.sqlite"
LOCK = "lock"
BLOBS = "blobs"
TEMP = "temp"
_NEW = ".new-"


def batches_folder(tenant_folder: Path) -> Path:
    """Return the folder that holds a tenant's batches."""
    return tenant_folder / "batches"


def batch_folders(tenant_folder: Path) -> list[Path]:
    """Return the folders of all batches of a tenant, ordered by UUID."""
    with suppress(FileNotFoundError):
        found = batches_folder(tenant_folder).iterdir()
        return sorted(filter(is_batch, found), key=lambda folder: folder.name)
    return []


def is_closed(folder: Path) -> bool:
    """Return whether the batch in ``folder`` is finished.

    Raises:
        JournalBroken: its closing record is damaged.
    """
    record = read_record(folder)
    return record is not None and record_holds(folder, record)


def record_holds(folder: Path, record: ClosingRecord) -> bool:
    """Return whether the record closes the batch, or is about to be replaced by a purge."""
    seen = read_witness(folder)
    return seen is None or seen.reopens != record.sha256


def is_batch(folder: Path) -> bool:
    """Return whether there is a finished creation of a batch."""
    return not folder.name.startswith(".") and (folder / JOURNAL).is_file()


def require_batch(folder: Path) -> None:
    """Raise ``BatchUnknown`` if there is no batch."""
    if not is_batch(folder):
        raise BatchUnknown(batch=folder.name)


def lay_out(folder: Path, fill: Callable[[Path], None]) -> None:
    """Build the folder under another name and rename it: all of it is there or nothing.

    Args:
        fill: writes what must be there from the beginning into the folder that it is given.
    """
    new = folder.with_name(_NEW + folder.name)
    with store_errors(folder), sqlite_errors(new / JOURNAL):
        make_private_folder(new / BLOBS)
        make_private_folder(new / TEMP)
        create_journal(new / JOURNAL)
        create_witness(new, 0, origin(folder.name))
        (new / LOCK).touch(mode=0o600)
        fill(new)
        sync_folder(new)
        rename_folder(new, folder)


def remove_unfinished(parent: Path) -> None:
    """Remove creations that were killed; the caller holds the lock that creations take."""
    for leftover in parent.glob(_NEW + "*"):
        shutil.rmtree(leftover, ignore_errors=True)


def clean(folder: Path) -> None:
    """Remove what a killed writer left: temporary files and unfinished replacements."""
    temp = folder / TEMP
    for leftover in temp.iterdir() if temp.is_dir() else ():
        if leftover.is_dir() and not leftover.is_symlink():
            shutil.rmtree(leftover, ignore_errors=True)
        else:
            remove(leftover)
    for leftover in folder.glob(".*.part"):
        remove(leftover)
    make_private_folder(temp)


def remove_log(folder: Path) -> None:
    """Make durable that the log is gone or empty: beside a closing record it must not be back."""
    log = folder / f"{JOURNAL}-wal"
    for path in (log, folder / f"{JOURNAL}-shm"):
        # Windows keeps them while a reader has them open; the log is empty then.
        with suppress(PermissionError):
            remove(path)
    if log.exists():
        sync_file(log)
    sync_folder(folder)
