"""A batch that grows is read once, and its line of the list is that of a fresh reading."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanstation import events
from scanstation.model import IndexValue, ScanOptions, ValueSource
from scanstation.store.catalogue import IndexedValue
from scanstation.store.sqlite_journal import SqliteJournal
from scanstation.workflow.session import Actor, BatchSession, Opening
from scanstation.workflow.summaries import KEPT, Summaries
from tests.builders.journal import PROFILE, captured, separated

ANNA = Actor("anna", "platz")


@pytest.fixture
def read_after(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """From which row journals were read."""
    asked: list[int] = []
    read = SqliteJournal.read

    def noted(journal: SqliteJournal, after: int = 0) -> object:
        asked.append(after)
        return read(journal, after)

    monkeypatch.setattr(SqliteJournal, "read", noted)
    return asked


def a_batch(tenant: Path) -> BatchSession:
    session = BatchSession.create(tenant, Opening(PROFILE, "uebung", box="K 7"), ANNA)
    session.append(events.FeedStarted("f1", "sim", ScanOptions()), captured("a"), captured("b"))
    return session


def test_only_new_rows_of_a_growing_batch_are_read(tmp_path: Path, read_after: list[int]) -> None:
    summaries = Summaries()
    with a_batch(tmp_path) as session:
        folder = session.store.folder
        assert summaries.make(folder).pages == 2
        session.append(captured("c"))
        assert summaries.make(folder).pages == 3
        session.append(separated({"a": "D1", "c": "D2"}))
        assert summaries.make(folder) == Summaries().make(folder)
        assert summaries.make(folder).documents == 2
    assert read_after == [0, 4, 5, 0, 6]


def test_values_of_the_fields_are_what_a_batch_is_found_by(tmp_path: Path) -> None:
    value = IndexValue("50.1-101/2026", ValueSource.OPERATOR, 1.0)
    with a_batch(tmp_path) as session:
        session.append(separated({"a": "D1"}), events.FieldSet("D1", "case_number", value))
        made = Summaries().make(session.store.folder)
    assert made.values == (IndexedValue("D1", 1, "case_number", "50.1-101/2026"),)


def test_another_journal_in_the_same_place_is_read_anew(
    tmp_path: Path, read_after: list[int]
) -> None:
    summaries = Summaries()
    with a_batch(tmp_path / "one") as session:
        folder = session.store.folder
        summaries.make(folder)
    folder.rename(tmp_path / "aside")
    with a_batch(tmp_path / "two") as session:
        session.append(captured("c"))
        other = session.store.folder
    other.rename(folder.parent / other.name)
    summaries._kept[folder.parent / other.name] = summaries._kept.pop(folder)
    assert summaries.make(folder.parent / other.name).pages == 3
    assert read_after == [0, 0]


def test_a_finished_batch_is_not_kept(tmp_path: Path, read_after: list[int]) -> None:
    summaries = Summaries()
    with a_batch(tmp_path) as session:
        session.append(events.BatchGivenUp("Irrtum"))
        summaries.make(session.store.folder)
        summaries.make(session.store.folder)
    assert read_after == [0, 0]


def test_no_more_are_kept_than_a_station_works_on(tmp_path: Path, read_after: list[int]) -> None:
    summaries = Summaries()
    folders = []
    for _ in range(KEPT + 1):
        with a_batch(tmp_path) as session:
            folders.append(session.store.folder)
        summaries.make(folders[-1])
    summaries.make(folders[-1])
    summaries.make(folders[0])
    assert read_after == [0] * (KEPT + 1) + [4, 0]
