"""What an operator changes, each edit one event, on a scanned batch in a real store."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from scanstation.errors import (
    EditRefused,
    NothingToUndo,
    RescanUnclear,
    ScanstationError,
    StateRefused,
)
from scanstation.model import Batch, BatchState, PageKind
from scanstation.workflow import edit, index, rescan, separate
from scanstation.workflow.session import BatchSession
from tests.builders.office import BLANK, Office, feeder, written

Change = Callable[[BatchSession], object]
Documents = list[list[int]]


def documents(batch: Batch) -> Documents:
    """Return the page numbers of each document."""
    return [[batch.page(page).number for page in one.pages] for one in batch.documents]


def ids(batch: Batch) -> list[str]:
    return [one.id for one in batch.documents]


def kind(session: BatchSession, number: int) -> PageKind:
    return edit.page_by_number(session.batch(), number).kind


BASE: Documents = [[3, 5, 6], [9]]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([lambda s: edit.split(s, 5)], [[3], [5, 6], [9]]),
        ([lambda s: edit.split(s, 5, 6)], [[3], [5], [6], [9]]),
        ([lambda s: edit.join(s, 9)], [[3, 5, 6, 9]]),
        ([lambda s: edit.split(s, 6), lambda s: edit.join(s, 6)], BASE),
        ([lambda s: edit.confirm_boundary(s, 9)], BASE),
        ([lambda s: edit.confirm_boundary(s, 5)], [[3], [5, 6], [9]]),
        ([lambda s: edit.reject(s, 5, "doppelt")], [[3, 6], [9]]),
        ([lambda s: edit.reject(s, 3, "doppelt")], [[5, 6], [9]]),
        ([lambda s: edit.reject(s, 9, "doppelt")], [[3, 5, 6]]),
        ([lambda s: edit.reject(s, 9, "x"), lambda s: edit.restore(s, 9)], BASE),
        ([lambda s: edit.restore(s, 4)], [[3, 4, 5, 6], [9]]),
        ([lambda s: edit.restore(s, 1)], [[1], [3, 5, 6], [9]]),
        ([lambda s: edit.drop_blank(s, 6)], [[3, 5], [9]]),
        ([lambda s: edit.drop_blank(s, 7)], BASE),
        ([lambda s: edit.replace(s, 5, 6)], [[3, 6], [9]]),
        ([lambda s: edit.replace(s, 3, 6)], [[6, 5], [9]]),
        ([lambda s: edit.replace(s, 9, 5)], [[3, 6], [5]]),
        ([lambda s: edit.replace(s, 5, 9)], [[3, 9, 6]]),
        ([lambda s: edit.replace(s, 3, 9)], [[9, 5, 6]]),
        ([lambda s: edit.replace(s, 9, 3)], [[5, 6], [3]]),
    ],
)
def test_edits_and_what_a_new_separation_run_leaves_of_them(
    office: Office, changes: list[Change], expected: Documents
) -> None:
    with office.open() as session:
        before = session.batch()
        assert documents(before) == BASE
        for change in changes:
            change(session)
        after = session.batch()
        assert documents(after) == expected or len(after.documents) != len(expected)
        separate.run(session)
        again = session.batch()
        assert documents(again) == expected
        assert set(ids(before)) & set(ids(after)) <= set(ids(again))
        assert again.ledger.balanced


@pytest.mark.parametrize(
    ("page", "document", "before", "expected"),
    [
        (5, 2, None, [[3, 6], [9, 5]]),
        (5, 2, 9, [[3, 6], [5, 9]]),
        (3, 2, None, [[5, 6], [9, 3]]),
        (3, 2, 9, [[5, 6], [3, 9]]),
        (9, 1, None, [[3, 5, 6, 9]]),
        (9, 1, 3, [[9, 3, 5, 6]]),
        (9, 1, 6, [[3, 5, 9, 6]]),
        (3, 1, None, [[5, 6, 3], [9]]),
        (6, 1, 3, [[6, 3, 5], [9]]),
        (6, 1, 5, [[3, 6, 5], [9]]),
        (5, 1, 5, BASE),
        (9, 2, None, BASE),
    ],
)
def test_moves(
    office: Office, page: int, document: int, before: int | None, expected: Documents
) -> None:
    with office.open() as session:
        start = session.batch()
        edit.move(session, page, document, before)
        moved = session.batch()
        assert documents(moved) == expected
        separate.run(session)
        again = session.batch()
        assert documents(again) == expected
        assert ids(again) == ids(moved)
        assert set(ids(moved)) <= set(ids(start))
        history = session.history().undoable
        if history:
            edit.undo(session)
            separate.run(session)
        assert documents(session.batch()) == BASE
        assert ids(session.batch()) == ids(start)


def test_a_page_moved_there_and_back_leaves_everything_as_it_was(office: Office) -> None:
    with office.open() as session:
        start = session.batch()
        for step in ((3, 2, None), (3, 1, 5), (9, 1, None)):
            edit.move(session, *step)
            index.refresh(office.workspace(), session)
        assert documents(session.batch()) == [[3, 5, 6, 9]]
        assert ids(session.batch()) == ids(start)[:1]


def test_turning_adds_up_and_is_read_again(office: Office) -> None:
    with office.open() as session:
        page = edit.page_by_number(session.batch(), 5)
        assert page.words
        for degrees, rotation in ((90, 90), (180, 270), (-90, 180), (180, 0)):
            edit.rotate(session, 5, degrees)
            now = edit.page_by_number(session.batch(), 5)
            assert now.rotation == (page.rotation + rotation) % 360
            assert bool(now.words) is (now.rotation == page.rotation)


@pytest.mark.parametrize(
    ("change", "german", "english"),
    [
        (lambda s: edit.split(s, 99), "Seite 99 gibt es nicht", "there is no page 99"),
        (lambda s: edit.split(s, 5, 3), "An Seite 3 beginnt schon", "begins at page 3 already"),
        (lambda s: edit.split(s, 4), "gehört zu keinem Dokument", "belongs to no document"),
        (lambda s: edit.join(s, 3), "ist keine Grenze", "there is no boundary"),
        (lambda s: edit.join(s, 5), "ist keine Grenze", "there is no boundary"),
        (lambda s: edit.confirm_boundary(s, 4), "zu keinem Dokument", "belongs to no document"),
        (lambda s: edit.move(s, 4, 1), "gehört zu keinem Dokument", "belongs to no document"),
        (lambda s: edit.move(s, 3, 7), "Dokument 7 gibt es nicht", "there is no document 7"),
        (lambda s: edit.move(s, 3, 2, 5), "liegt nicht in Dokument 2", "is not in document 2"),
        (lambda s: edit.rotate(s, 3, 45), "Schritten von 90 Grad", "steps of 90 degrees"),
        (lambda s: edit.restore(s, 3), "gehört schon zu einem", "belongs to a document already"),
        (lambda s: edit.drop_blank(s, 4), "gehört schon zu keinem", "to no document already"),
        (lambda s: edit.replace(s, 3, 3), "kann Seite 3 nicht ersetzen", "cannot replace page 3"),
        (lambda s: edit.set_class(s, 9, "antrag"), "Dokument 9", "document 9"),
    ],
)
def test_refused_edits_say_why_and_change_nothing(
    office: Office, change: Change, german: str, english: str
) -> None:
    with office.open() as session:
        head = session.batch().head
        with pytest.raises(EditRefused) as refused:
            change(session)
        assert session.batch().head == head
    assert german in refused.value.sentence("de")
    assert english in refused.value.sentence("en")


def test_what_is_rejected_or_replaced_is_not_rejected_or_replaced_again(office: Office) -> None:
    with office.open() as session:
        edit.reject(session, 5, "doppelt")
        edit.replace(session, 3, 6)
        for number in (3, 5):
            with pytest.raises(EditRefused):
                edit.reject(session, number, "doppelt")
            with pytest.raises(EditRefused):
                edit.replace(session, number, 9)
            with pytest.raises(EditRefused):
                edit.replace(session, 9, number)
            edit.restore(session, number)
            assert kind(session, number) is PageKind.DOCUMENT


@pytest.mark.parametrize(
    "change",
    [
        lambda o, s: edit.split(s, 5),
        lambda o, s: edit.rotate(s, 5, 90),
        lambda o, s: edit.undo(s),
        lambda o, s: index.refresh(o.workspace(), s),
        lambda o, s: index.set_value(o.workspace(), s, 1, "sender", "x"),
        lambda o, s: rescan.insert(o.workspace(), s, 3, "simulated:pattern"),
        lambda o, s: o.release(s),
    ],
)
def test_a_released_batch_stays_as_it_was_released(
    office: Office, change: Callable[[Office, BatchSession], object]
) -> None:
    with office.open() as session:
        edit.rotate(session, 3, 90)
        office.release(session)
        head = session.batch().head
        with pytest.raises(StateRefused) as refused:
            change(office, session)
        assert session.batch().head == head
    assert "„freigegeben“" in refused.value.sentence("de")
    assert "„offen“" in refused.value.sentence("de")
    assert "“released”" in refused.value.sentence("en")


def test_undo_and_redo_have_no_limit_and_outlive_the_program(office: Office) -> None:
    states = []
    with office.open() as session:
        start = session.batch()
        for number in (3, 5, 6, 9):
            for _ in range(5):
                states.append(session.batch().pages)
                edit.rotate(session, number, 90)
    last = None
    for expected in reversed(states):
        with office.open() as session:
            last = last or session.batch().pages
            edit.undo(session)
            assert session.batch().pages == expected
    with office.open() as session:
        with pytest.raises(NothingToUndo):
            edit.undo(session)
        assert (session.batch().pages, session.batch().documents) == (start.pages, start.documents)
        for _ in states:
            edit.redo(session)
        assert session.batch().pages == last
        with pytest.raises(NothingToUndo):
            edit.redo(session)


def test_after_an_undo_a_new_edit_leaves_nothing_to_redo(office: Office) -> None:
    with office.open() as session:
        edit.split(session, 5)
        edit.undo(session)
        edit.reject(session, 6, "doppelt")
        with pytest.raises(NothingToUndo):
            edit.redo(session)


def test_a_document_comes_back_as_itself(office: Office) -> None:
    """Blank by mistake and back: id, class and fields are those from before."""
    with office.open() as session:
        workspace = office.workspace()
        index.set_value(workspace, session, 2, "sender", "Stadtwerke")
        edit.set_class(session, 2, "rechnung")
        before = session.batch().documents[1]
        edit.drop_blank(session, 9)
        index.refresh(workspace, session)
        assert documents(session.batch()) == [[3, 5, 6]]
        edit.restore(session, 9)
        index.refresh(workspace, session)
        after = session.batch().documents[1]
        assert (after.id, after.document_class) == (before.id, "rechnung")
        assert after.fields["sender"] == before.fields["sender"]


def test_a_boundary_by_hand_survives_pages_that_come_later(office: Office, tmp_path: Path) -> None:
    with office.open() as session:
        edit.split(session, 5)
        edit.join(session, 9)
        before = ids(session.batch())
        device = feeder(tmp_path / "more", [written("noch eine", seed=9), BLANK])
        rescan.insert(office.workspace(), session, 3, device)
        batch = session.batch()
        assert documents(batch) == [[11, 3], [5, 6, 9]]
        assert ids(batch) == before
        assert batch.page(batch.documents[0].pages[0]).document == before[0]


def test_insert_puts_pages_where_they_belong(office: Office, tmp_path: Path) -> None:
    with office.open() as session:
        device = feeder(tmp_path / "more", [written("a", seed=7), written("b", seed=8)])
        assert rescan.insert(office.workspace(), session, 6, device) == 2
        batch = session.batch()
        assert documents(batch) == [[3, 5, 11, 12, 6], [9]]
        assert [page.number for page in batch.pages] == [1, 2, 3, 4, 5, 11, 12, 6, 7, 8, 9, 10]


def test_a_rescan_replaces_a_page_and_the_sheet_counts_once(office: Office, tmp_path: Path) -> None:
    with office.open() as session:
        assert session.batch().ledger.sheets == 5
        device = feeder(tmp_path / "again", [written("neu", seed=5), BLANK])
        rescan.replace(office.workspace(), session, 3, device)
        batch = session.batch()
        assert documents(batch) == [[11, 5, 6], [9]]
        assert kind(session, 3) is PageKind.REPLACED
        assert batch.ledger.sheets == batch.ledger.expected_sheets == 5
        assert batch.ledger.balanced
        assert [one.kind for one in batch.anomalies] == ["rescan"]
        edit.undo(session)
        assert documents(session.batch()) == [[11, 3, 5, 6], [9]]
        assert session.batch().ledger.sheets == 6


def test_a_rescan_that_brings_two_pages_replaces_nothing_and_says_so(
    office: Office, tmp_path: Path
) -> None:
    with office.open() as session:
        device = feeder(tmp_path / "again", [written("neu", seed=5), written("und", seed=6)])
        with pytest.raises(RescanUnclear) as unclear:
            rescan.replace(office.workspace(), session, 3, device)  # its back is blank
        assert documents(session.batch()) == [[11, 12, 3, 5, 6], [9]]
        assert kind(session, 3) is PageKind.DOCUMENT
    assert "Statt einer neuen Seite kamen 2." in unclear.value.sentence("de")
    assert "liegen vor Seite 3" in unclear.value.sentence("de")


def test_a_jam_during_a_rescan_keeps_what_came(office: Office, tmp_path: Path) -> None:
    with office.open() as session:
        sides = [written("neu", seed=5), BLANK, written("rest", seed=6), BLANK]
        device = feeder(tmp_path / "again", sides, "&jam=3")
        with pytest.raises(ScanstationError) as jam:
            rescan.insert(office.workspace(), session, 5, device)
        assert type(jam.value).__name__ == "PaperJam"
        assert documents(session.batch()) == [[3, 11, 5, 6], [9]]
        assert session.batch().state is BatchState.OPEN
