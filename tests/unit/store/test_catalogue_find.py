"""Batches are found by what people remember of them, however they write it."""

from __future__ import annotations

import sqlite3
import uuid
from contextlib import closing
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from scanstation.store.batch import BatchFolder
from scanstation.store.catalogue import NAME, BatchSummary, Catalogue, IndexedValue
from scanstation.store.catalogue_entries import folded, local_day, needles, searchable
from tests.unit.store.builders import append, page, remark

CASE = IndexedValue("D1", 1, "case_number", "50.1-101/2026")
NAME_VALUE = IndexedValue("D1", 1, "name", "Jürgen Weiß-Čapek")
DATED = IndexedValue("D2", 2, "letter_date", "2026-02-01")


@pytest.fixture
def tenant(tmp_path: Path) -> Path:
    for _ in range(2):
        with BatchFolder.create(tmp_path / "amt", str(uuid.uuid4())) as batch:
            page(batch, 1)
    return tmp_path / "amt"


def summarise(folder: Path) -> BatchSummary:
    return BatchSummary(
        folder.name,
        "open",
        operator="Frau Größer",
        opened="2026-11-22T11:30:00.000000Z",
        received="2026-11-20",
        box="Kiste 7",
        values=(CASE, NAME_VALUE, DATED),
    )


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("50.1-101/2026", [CASE]),
        ("101/20", [CASE]),
        ("JÜRGEN", [NAME_VALUE]),
        ("juergen", [NAME_VALUE]),
        ("jurgen", [NAME_VALUE]),
        ("jürgen", [NAME_VALUE]),
        ("weiss", [NAME_VALUE]),
        ("capek", [NAME_VALUE]),
        ("ČAPEK", [NAME_VALUE]),
        ("jürgen 50.1", [NAME_VALUE, CASE]),
        ("01.02.2026", [DATED]),
        ("1.2.2026", [DATED]),
        ("1.2.", [DATED]),
        ("2026-02", [DATED]),
        ("kiste", []),
        ("groesser", []),
        ("GRÖSSER kiste", []),
        ("20.11.2026", []),
        ("2026-11-20", []),
        ("", []),
    ],
)
def test_words_find_a_batch(tenant: Path, text: str, values: list[IndexedValue]) -> None:
    with closing(Catalogue(tenant, summarise)) as catalogue:
        found = catalogue.find(text)
    assert len(found) == 2
    assert [list(hits) for _, hits in found] == [values, values]


@pytest.mark.parametrize("text", ["50.1-102", "juergen Schmidt", "02.01.2026", "7 x", "%", "_"])
def test_a_batch_without_every_word_is_not_found(tenant: Path, text: str) -> None:
    with closing(Catalogue(tenant, summarise)) as catalogue:
        assert catalogue.find(text) == []


def test_the_day_of_opening_is_the_one_of_the_wall_clock(tenant: Path) -> None:
    day = local_day("2026-11-22T11:30:00.000000Z")
    with closing(Catalogue(tenant, summarise)) as catalogue:
        assert len(catalogue.find(day)) == 2


def test_the_beginning_of_an_id_finds_one_batch(tenant: Path) -> None:
    with closing(Catalogue(tenant, summarise)) as catalogue:
        first = catalogue.all()[0].batch
        assert [one.batch for one, _ in catalogue.find(first[:13].upper())] == [first]


def test_what_a_batch_does_not_hold_any_more_is_gone_from_the_files(tenant: Path) -> None:
    secrets = ["Capek", "apek", "50.1-101/2026"]
    told = {"purged": False}

    def changing(folder: Path) -> BatchSummary:
        made = summarise(folder)
        return BatchSummary(folder.name, made.state) if told["purged"] else made

    def on_disk() -> bytes:
        return b"".join(one.read_bytes() for one in tenant.glob(f"{NAME}*"))

    with closing(Catalogue(tenant, changing)) as catalogue:
        catalogue.all()
        assert all(secret.encode() in on_disk() for secret in secrets[1:])
        told["purged"] = True
        for folder in (tenant / "batches").iterdir():
            if folder.is_dir():
                with BatchFolder.open(folder, write=True) as batch:
                    append(batch, remark("gelöscht"))
        catalogue.all()
        catalogue.sweep()
        assert [secret for secret in secrets if secret.encode() in on_disk()] == []
        assert catalogue.find("50.1") == []


def test_a_damaged_cache_is_made_anew_by_a_search(tenant: Path) -> None:
    with closing(Catalogue(tenant, summarise)) as catalogue:
        catalogue.all()
    with closing(sqlite3.connect(tenant / NAME)) as connection:
        connection.execute("DROP TABLE indexed")
        connection.commit()
    with closing(Catalogue(tenant, summarise)) as catalogue:
        assert len(catalogue.find("jurgen")) == 2


WORDS = st.text("aäÄéßſİk .7-", min_size=1, max_size=8).filter(str.split)


@settings(deadline=None)
@given(WORDS, WORDS, WORDS)
def test_every_word_of_a_text_finds_it(before: str, word: str, after: str) -> None:
    for forms in needles(word):
        assert any(form in searchable(before + word + after) for form in forms)


@settings(deadline=None)
@given(st.text(max_size=20))
def test_case_makes_no_difference(text: str) -> None:
    assert folded(text.casefold()) == folded(text)
