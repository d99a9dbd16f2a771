"""The catalogue is a cache: quick when it is right, made again when it is not."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from scanstation.errors import JournalBroken
from scanstation.store.batch import BatchFolder, batches_folder
from scanstation.store.catalogue import (
    NAME,
    UNREADABLE,
    BatchSummary,
    Catalogue,
    Hit,
    OutboxEntry,
)
from tests.unit.store.builders import append, page, remark, rows_of, without_root

ENTRY = OutboxEntry("document", 1, "package", "eakte", "failed", "abgelehnt", True, "id")


class Summaries:
    """Makes summaries as the workflow does, from the journal, and counts how often."""

    def __init__(self) -> None:
        self.made: list[str] = []

    def __call__(self, folder: Path) -> BatchSummary:
        self.made.append(folder.name)
        rows = rows_of(folder)
        texts = tuple(
            (f"document {row.number}", str(row.payload["text"]["de"]))
            for row in rows
            if row.payload and row.type == "anomaly_noted"
        )
        opened = rows[0].time if rows else ""
        entries = (ENTRY,) if texts else ()
        counts = (len(rows), len(texts))
        return BatchSummary(
            folder.name,
            "open",
            *counts,
            "Müller",
            opened,
            "2026-01-31",
            "K 7",
            len(rows),
            entries,
            texts,
            "feed",
        )


@contextmanager
def catalogue(tenant: Path, summaries: Callable[[Path], BatchSummary]) -> Iterator[Catalogue]:
    with closing(Catalogue(tenant, summaries)) as made:
        yield made


@pytest.fixture
def tenant(tmp_path: Path) -> Path:
    for number in range(3):
        with BatchFolder.create(tmp_path / "Süd", str(uuid.uuid4())) as batch:
            page(batch, number)
            append(batch, remark(f"Straße {number}"))
    return tmp_path / "Süd"


def without_texts(folder: Path) -> BatchSummary:
    return replace(Summaries()(folder), texts=())


def truth(tenant: Path) -> list[BatchSummary]:
    found = [
        without_texts(folder) for folder in batches_folder(tenant).iterdir() if folder.is_dir()
    ]
    return sorted(found, key=lambda summary: summary.opened)


def test_it_lists_every_batch_once_made(tenant: Path) -> None:
    summaries = Summaries()
    with catalogue(tenant, summaries) as made:
        assert made.all() == truth(tenant)
        assert made.all() == truth(tenant)
    with catalogue(tenant, summaries) as again:
        assert again.all() == truth(tenant)
    assert len(summaries.made) == 3


def test_a_batch_that_went_on_is_made_again_and_only_that(tenant: Path) -> None:
    summaries = Summaries()
    with catalogue(tenant, summaries) as made:
        made.all()
        folder = sorted(path for path in batches_folder(tenant).iterdir() if path.is_dir())[1]
        with BatchFolder.open(folder, write=True) as batch:
            page(batch, 9)
            assert made.all() == truth(tenant)
        assert made.all() == truth(tenant)
    assert set(summaries.made[3:]) == {folder.name}


def test_a_summary_at_hand_spares_the_work(tenant: Path) -> None:
    summaries = Summaries()
    with catalogue(tenant, summaries) as made:
        made.all()
        folder = next(path for path in batches_folder(tenant).iterdir() if path.is_dir())
        with BatchFolder.open(folder, write=True) as batch:
            page(batch, 9)
            made.put(Summaries()(folder))
            assert made.all() == truth(tenant)
    assert len(summaries.made) == 3


def test_a_summary_that_lags_behind_is_made_again(tenant: Path) -> None:
    with catalogue(tenant, Summaries()) as made:
        folder = next(path for path in batches_folder(tenant).iterdir() if path.is_dir())
        old = Summaries()(folder)
        with BatchFolder.open(folder, write=True) as batch:
            page(batch, 9)
            made.put(old)
            assert made.all() == truth(tenant)


def test_a_removed_batch_leaves_the_list(tenant: Path) -> None:
    with catalogue(tenant, Summaries()) as made:
        made.all()
        folder = next(path for path in batches_folder(tenant).iterdir() if path.is_dir())
        folder.rename(tenant / "weg")
        assert folder.name not in [summary.batch for summary in made.all()]
        assert len(made.search("straße")) == 2


def test_search_and_outbox(tenant: Path) -> None:
    with catalogue(tenant, Summaries()) as made:
        (hit,) = made.search("STRASSE 1")
        assert (hit.document, hit.text) == ("document 2", "Straße 1")
        assert isinstance(hit, Hit)
        assert made.search("%") == made.search("Gasse") == []
        assert [entry for _, entry in made.outbox("failed")] == [ENTRY] * 3
        assert made.outbox("verified") == []
        assert len(made.outbox()) == 3


def test_a_damaged_batch_does_not_hide_the_others(tenant: Path) -> None:
    folder = next(path for path in batches_folder(tenant).iterdir() if path.is_dir())
    (folder / "journal.sqlite").write_bytes(b"no database at all")
    with pytest.raises(JournalBroken):
        rows_of(folder)
    with catalogue(tenant, Summaries()) as made:
        states = {summary.batch: summary.state for summary in made.all()}
    assert states.pop(folder.name) == UNREADABLE
    assert set(states.values()) == {"open"}


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(b"rubbish" * 5000),
        lambda path: path.write_bytes(b""),
        lambda path: path.unlink(),
        lambda path: path.write_bytes(path.read_bytes()[:5000]),
    ],
)
def test_a_broken_file_is_built_anew(tenant: Path, damage: Callable[[Path], object]) -> None:
    with catalogue(tenant, Summaries()) as made:
        made.all()
    damage(tenant / NAME)
    with catalogue(tenant, Summaries()) as again:
        assert again.all() == truth(tenant)
        assert len(again.search("straße")) == 3
    assert (tenant / NAME).stat().st_size > 0


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@example(start=3848, noise=b"\x80")
@given(start=st.integers(0, 30_000), noise=st.binary(min_size=1, max_size=600))
def test_no_damage_is_an_error(tenant: Path, start: int, noise: bytes) -> None:
    with catalogue(tenant, Summaries()) as made:
        made.rebuild()
    content = bytearray((tenant / NAME).read_bytes())
    start %= len(content)
    content[start : start + len(noise)] = noise
    (tenant / NAME).write_bytes(content)
    with catalogue(tenant, Summaries()) as again:
        again.all()
        again.search("straße")
        again.rebuild()
        assert again.all() == truth(tenant)


@pytest.mark.parametrize(
    "statement",
    ["DROP TABLE outbox", "ALTER TABLE texts DROP COLUMN folded", "PRAGMA user_version = 99"],
)
def test_another_schema_is_built_anew(tenant: Path, statement: str) -> None:
    with catalogue(tenant, Summaries()) as made:
        made.all()
    with closing(sqlite3.connect(tenant / NAME)) as connection:
        connection.execute(statement)
    with catalogue(tenant, Summaries()) as again:
        assert again.all() == truth(tenant)
        assert len(again.search("straße")) == 3


def test_where_nothing_may_be_written_it_lives_in_memory(open_path: Path) -> None:
    with BatchFolder.create(open_path / "Süd", str(uuid.uuid4())) as batch:
        page(batch, 1)
    for path in (open_path / "Süd").rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    (open_path / "Süd").chmod(0o555)
    with without_root(), catalogue(open_path / "Süd", Summaries()) as made:
        assert [summary.pages for summary in made.all()] == [1]
    assert not (open_path / "Süd" / NAME).exists()


def test_two_processes_share_it(tenant: Path) -> None:
    first_made, second_made = Summaries(), Summaries()
    with catalogue(tenant, first_made) as first, catalogue(tenant, second_made) as second:
        assert first.all() == second.all() == truth(tenant)
        assert second_made.made == []
        first.rebuild()
        assert second.all() == truth(tenant)
