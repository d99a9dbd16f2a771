"""A separation run is written as the difference to the one before, and says the same."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from scanstation import events
from scanstation.errors import EditRefused
from scanstation.events import Event
from scanstation.model import Batch, ScanOptions
from scanstation.replay import Replayer, replay
from scanstation.separation.rules import Separation
from scanstation.store.journal import Row
from scanstation.workflow import edit, separate
from scanstation.workflow.session import Actor, BatchSession, Opening
from tests.builders.journal import PROFILE, MemoryRow, captured
from tests.unit.separation.stacks import (
    BLANK,
    EMPTY,
    FULL,
    LETTER,
    PATCH_T,
    Sheet,
    facts,
    own,
    stack,
)

UNSURE: Sheet = (facts(blank=0.905), EMPTY)
SHEETS = st.lists(
    st.sampled_from([LETTER, FULL, BLANK, UNSURE, PATCH_T, own(1, "A-1"), own(2), own(4)]),
    min_size=1,
    max_size=9,
)
EDITS = st.lists(
    st.tuples(st.sampled_from(["reject", "split", "move", "undo", "redo", ""]), st.integers(1, 9)),
    max_size=9,
)


@contextmanager
def opened() -> Iterator[BatchSession]:
    with (
        tempfile.TemporaryDirectory() as folder,
        BatchSession.create(
            Path(folder) / "uebung", Opening(PROFILE, "uebung"), Actor("anna", "platz")
        ) as session,
    ):
        session.append(events.FeedStarted("f1", "sim", ScanOptions()))
        yield session


def scanned(sheets: list[Sheet]) -> list[list[Event]]:
    """The events of each sheet."""
    found: dict[str, list[Event]] = {}
    for page in stack(sheets):
        assert page.facts is not None
        taken = replace(captured(page.id, page.sheet_id), side=page.side)
        analysed = events.PageAnalysed(page.id, page.facts)
        found.setdefault(page.sheet_id, []).extend((taken, analysed))
    return list(found.values())


def edited(session: BatchSession, name: str, number: int) -> None:
    with suppress(EditRefused):
        match name:
            case "reject":
                edit.reject(session, number, "doppelt")
            case "split":
                edit.split(session, number)
            case "move":
                edit.move(session, number, 1)
            case "undo" if session.history().undoable:
                edit.undo(session)
            case "redo" if session.history().redoable:
                edit.redo(session)


@settings(max_examples=40, deadline=None)
@given(SHEETS, EDITS)
def test_differences_say_what_whole_runs_say(
    sheets: list[Sheet], edits: list[tuple[str, int]]
) -> None:
    outcomes: dict[int, Separation] = {}
    with opened() as session:
        parts = scanned(sheets)
        for place in range(max(len(parts), len(edits))):
            session.append(*(parts[place] if place < len(parts) else ()), *_remark(place))
            if place < len(edits):
                edited(session, *edits[place])
            outcome = separate.run(session)
            found = session.ask(Replayer.found)
            assert found.openings == {one.page: one for one in outcome.openings}
            assert (found.kinds, found.anomalies) == (outcome.found, outcome.anomalies)
            outcomes.setdefault(found.row, outcome)
        rows = [_whole(row, outcomes) for row in session.rows()]
        assert _compared(session.batch()) == _compared(replay(rows))


def _remark(place: int) -> tuple[Event, ...]:
    """A feed started again changes no page; an append needs an event."""
    return (events.FeedStarted(f"again-{place}", "sim", ScanOptions()),)


def _whole(row: Row, outcomes: dict[int, Separation]) -> MemoryRow:
    if row.type != events.SeparationChanged.type:
        return MemoryRow(row.number, row.type, row.version, row.payload)
    run = outcomes[row.number]
    whole = events.Separated(run.openings, run.found, run.anomalies)
    return MemoryRow(row.number, *events.encode(whole))


def _compared(batch: Batch) -> Batch:
    """Rows name whoever noted an anomaly first; a whole run names itself. Times differ."""
    anomalies = tuple(replace(one, row=0) for one in batch.anomalies)
    return replace(batch, anomalies=anomalies, opened="", head="", operator="", checks=())


def test_feeding_writes_each_opening_once() -> None:
    sheets = [one for number in range(1, 31) for one in (own(number, total=40), FULL, LETTER)]
    with opened() as session:
        for part in scanned(sheets):
            session.append(*part)
            separate.run(session)
        whole, changed = session.every(events.Separated), session.every(events.SeparationChanged)
        openings = sum(len(one.openings) for one in whole) + sum(
            len(one.openings) for one in changed
        )
        kinds = sum(len(one.kinds) for one in whole) + sum(len(one.kinds) for one in changed)
        assert len(whole) <= 3
        assert len(whole) + len(changed) > 60
        assert openings <= 2 * 30
        assert kinds <= 4 * 30
        assert len(session.batch().documents) == 30


def test_after_an_undo_a_run_is_written_whole() -> None:
    *first, sheet, letter = scanned([one for number in range(1, 9) for one in (own(number), FULL)])
    with opened() as session:
        session.append(*(event for part in first for event in part))
        separate.run(session)
        edit.reject(session, 3, "doppelt")
        edit.undo(session)
        session.append(*sheet, *letter)
        separate.run(session)
        assert len(session.every(events.Separated)) == 2
        assert session.every(events.SeparationChanged) == []
        assert session.ask(Replayer.found).continues


def test_a_difference_to_a_run_that_is_not_in_force_changes_nothing() -> None:
    with opened() as session:
        for part in scanned([own(1), FULL, own(2), FULL]):
            session.append(*part)
        separate.run(session)
        before = session.batch()
        stray = events.SeparationChanged(base=3, closed=tuple(before.openings))
        session.append(stray)
        assert session.batch().documents == before.documents
        assert session.ask(Replayer.found).row != session.batch().rows
