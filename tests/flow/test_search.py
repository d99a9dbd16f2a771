"""Batches found by the command line, and what a purge leaves of them in the catalogue."""

from __future__ import annotations

from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

from scanstation.model import BatchState
from scanstation.store.catalogue import NAME
from scanstation.workflow import index
from scanstation.workflow.abandon import abandon
from scanstation.workflow.catalogue import outbox, search_batches
from scanstation.workflow.purge import purge
from tests.builders.office import FIRST, SECOND, Office


def in_catalogue(office: Office) -> bytes:
    folder: Path = office.workspace().folder
    return b"".join(one.read_bytes() for one in folder.glob(f"{NAME}*"))


def test_a_case_number_finds_its_batch_and_document(office: Office) -> None:
    (found,) = office.ok("batches", "--search", SECOND.upper(), "--json").json
    assert found["batch"] == office.batch
    assert {"document": 2, "field": "case_number", "value": SECOND} in found["found"]
    assert office.ok("batches", "--search", "50.1-999", "--json").json == []
    table = office.ok("batches", "--search", FIRST).out
    assert f"1: case_number={FIRST}" in table


def test_filters_narrow_the_list(office: Office) -> None:
    every = office.ok("batches", "--json").json
    assert [one["batch"] for one in every] == [office.batch]
    assert "found" not in every[0]
    person = every[0]["operator"]
    assert office.ok("batches", "--operator", person[:3].upper(), "--json").json == every
    assert office.ok("batches", "--operator", "niemand", "--json").json == []
    assert office.ok("batches", "--state", "open", "--json").json == every
    assert office.ok("batches", "--state", "closed", "--json").json == []
    assert office.cli("batches", "--since", "morgen").code == 2
    assert office.ok("batches", "--until", "31.12.2020", "--json").json == []
    assert office.ok("batches", "--since", "31.12.2020", "--json").json == every


def test_a_broken_batch_is_listed_and_found_by_its_id_alone(office: Office) -> None:
    journal = office.workspace().folders()[0] / "journal.sqlite"
    journal.write_bytes(b"no journal any more")
    (line,) = office.ok("batches", "--state", "broken", "--json").json
    assert line["batch"] == office.batch
    assert office.ok("batches", "--search", FIRST, "--json").json == []
    assert len(office.ok("batches", "--search", office.batch[:8], "--json").json) == 1


def test_days_of_opening_are_both_included(office: Office) -> None:
    workspace = office.workspace()
    (one,) = search_batches(workspace)
    with closing(workspace.read(one.summary.batch)) as session:
        day = date.fromisoformat(session.batch().opened[:10])
    wide = timedelta(days=1)  # the wall clock may be a day off UTC
    assert len(search_batches(workspace, since=day - wide, until=day + wide)) == 1
    assert search_batches(workspace, since=day + 2 * wide) == []
    assert search_batches(workspace, until=day - 2 * wide) == []


def test_a_purge_takes_the_values_out_of_the_catalogue(office: Office) -> None:
    workspace = office.workspace()
    with office.open() as session:
        index.set_value(workspace, session, 1, "sender", "Stadtwerke Musterstadt")
    assert len(search_batches(workspace, "stadtwerke")) == 1
    assert b"stadtwerke musterstadt" in in_catalogue(office)
    with closing(workspace.open(office.batch)) as session:
        abandon(session, "Irrtum")
    purge(workspace, office.batch, "Frist abgelaufen")
    left = in_catalogue(office)
    assert [one for one in ("tadtwerke", FIRST, SECOND) if one.encode() in left] == []
    assert search_batches(workspace, "stadtwerke") == []
    (one,) = search_batches(workspace, state=BatchState.ABANDONED.value)
    assert one.values == ()


def test_the_outbox_is_one_call(packed: Office) -> None:
    workspace = packed.workspace()
    entries = outbox(workspace)
    assert [(batch, one.number, one.state) for batch, one in entries] == [
        (packed.batch, 1, "prepared"),
        (packed.batch, 2, "prepared"),
    ]
    assert outbox(workspace, "failed") == []
