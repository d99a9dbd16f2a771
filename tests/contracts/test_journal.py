"""Both journals keep the contract."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from scanstation.store.batch import BatchFolder
from scanstation.store.journal import Journal
from scanstation.store.memory import MemoryJournal
from scanstation.testing.journal_contract import BATCH, JournalContract, JournalPurgeContract


class InSqlite:
    @contextmanager
    def make_journal(self, folder: Path) -> Iterator[Journal]:
        with BatchFolder.create(folder / "Mandant Süd", BATCH) as batch:
            yield batch.journal


class InMemory:
    def make_journal(self, folder: Path) -> closing[Journal]:
        return closing(MemoryJournal(BATCH))


class TestSqliteJournal(InSqlite, JournalContract):
    pass


class TestSqliteJournalPurge(InSqlite, JournalPurgeContract):
    pass


class TestMemoryJournal(InMemory, JournalContract):
    pass


class TestMemoryJournalPurge(InMemory, JournalPurgeContract):
    pass
