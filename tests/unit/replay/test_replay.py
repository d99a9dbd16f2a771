"""State is the fold of the journal: documents, moves, undo and the ledger."""

from __future__ import annotations

from dataclasses import replace

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from scanstation import events
from scanstation.errors import Text
from scanstation.events import Event
from scanstation.model import (
    BatchState,
    IndexValue,
    PageKind,
    Predecessor,
    ShownPage,
    UploadState,
    ValueSource,
)
from scanstation.replay import Replayer, Step, history, replay
from tests.builders.journal import captured, fed, opened, rows, separated


def documents(happened: list[Event]) -> dict[str, list[str]]:
    return {doc.id: list(doc.pages) for doc in replay(rows(happened)).documents}


BASE: list[Event] = [*fed("a", "b", "c", "d"), separated({"a": "D1", "c": "D2"})]


def test_pages_belong_to_the_document_opened_before_them() -> None:
    assert documents(BASE) == {"D1": ["a", "b"], "D2": ["c", "d"]}


def test_separators_and_blanks_stay_out() -> None:
    happened = [*fed("a", "s", "b"), separated({"a": "D1", "b": "D2"}, s=PageKind.SEPARATOR)]
    batch = replay(rows(happened))
    assert documents(happened) == {"D1": ["a"], "D2": ["b"]}
    assert (batch.ledger.documents, batch.ledger.separators) == (2, 1)


def test_a_rejected_first_page_leaves_its_document_to_the_next() -> None:
    assert documents([*BASE, events.PageRejected("c", "doppelt")]) == {
        "D1": ["a", "b"],
        "D2": ["d"],
    }


def test_a_rescan_takes_the_place_of_the_page() -> None:
    happened = [*BASE, captured("x"), events.PageReplaced("c", "x")]
    batch = replay(rows(happened))
    assert documents(happened) == {"D1": ["a", "b"], "D2": ["x", "d"]}
    assert batch.page("c").kind is PageKind.REPLACED
    assert batch.ledger.sheets == 4


@pytest.mark.parametrize(
    ("move", "expected"),
    [
        (("b", "d", "D2"), {"D1": ["a"], "D2": ["c", "b", "d"]}),
        (("b", "c", "D2"), {"D1": ["a"], "D2": ["b", "c", "d"]}),
        (("b", "", "D2"), {"D1": ["a"], "D2": ["c", "d", "b"]}),
        (("c", "", "D1"), {"D1": ["a", "b", "c"], "D2": ["d"]}),
        (("c", "a", "D1"), {"D1": ["c", "a", "b"], "D2": ["d"]}),
        (("a", "", "D1"), {"D1": ["b", "a"], "D2": ["c", "d"]}),
    ],
)
def test_moves(move: tuple[str, str, str], expected: dict[str, list[str]]) -> None:
    assert documents([*BASE, events.PageMoved(*move)]) == expected


def test_a_boundary_by_hand_wins_over_the_next_separation_run() -> None:
    happened = [
        *BASE,
        events.BoundarySet("b", "D3"),
        events.BoundarySet("c", ""),
        separated({"a": "D1", "c": "D2"}),
    ]
    assert documents(happened) == {"D1": ["a"], "D3": ["b", "c", "d"]}


def test_undo_and_redo_are_events() -> None:
    happened = [*BASE, events.PageRejected("b", "doppelt")]
    row = len(happened)
    undone = [*happened, events.Undone(row)]
    assert documents(undone) == documents(BASE)
    assert documents([*undone, events.Redone(row)]) == documents(happened)
    assert history(rows(happened)).undoable == (row,)
    assert history(rows(undone)).redoable == (row,)
    assert history(rows([*undone, events.PageRejected("a", "leer")])).redoable == ()
    assert history(rows([*happened, events.Released()])).undoable == ()


def test_undo_takes_back_what_was_separated_from_the_undone_state() -> None:
    """Else the first page of D1 would stay with D2, whose fields a person may have filled."""
    move = events.PageMoved("a", "c", "D2")
    moved: list[Event] = [*BASE, move, separated({"b": "D1", "a": "D2"})]
    row = len(BASE) + 1
    assert documents(moved) == {"D1": ["b"], "D2": ["a", "c", "d"]}
    undone = [*moved, events.Undone(row)]
    assert documents(undone) == documents(BASE)
    again = [*undone, separated({"a": "D1", "c": "D2"}), events.Redone(row)]
    assert documents(again) == documents(moved)


def test_the_only_page_of_a_document_takes_no_boundary_along() -> None:
    start: list[Event] = [*fed("a", "b", "c"), separated({"a": "D1", "b": "D2"})]
    assert documents([*start, events.PageMoved("a", "c", "D2")]) == {"D2": ["b", "a", "c"]}
    assert documents([*start, events.PageReplaced("b", "a")]) == {"D2": ["a", "c"]}


def test_a_check_is_older_than_an_undo() -> None:
    happened: list[Event] = [*BASE, events.PageRotated("a", 90), events.Checked((), True)]
    assert replay(rows(happened)).content_row == len(BASE) + 1
    happened.append(events.Undone(len(BASE) + 1))
    assert replay(rows(happened)).content_row == len(happened)


def test_an_operators_value_stays_when_values_are_found_again() -> None:
    found = IndexValue("50.1-101/2026", ValueSource.OCR, 0.8)
    typed = IndexValue("50.1-102/2026", ValueSource.OPERATOR, 1.0, confirmed_by="anna")
    happened = [
        *BASE,
        events.FieldsFilled({"D1": {"case_number": found}}),
        events.FieldSet("D1", "case_number", typed),
        events.FieldsFilled({"D1": {"case_number": found}}),
    ]
    assert replay(rows(happened)).document("D1").fields == {"case_number": typed}
    cleared = [*happened, events.FieldSet("D1", "case_number", None)]
    assert replay(rows(cleared)).document("D1").fields == {}


def test_the_ledger_misses_a_frame_that_never_arrived() -> None:
    happened = [*fed("a", "b")[:-1], events.FeedEnded("f1", 3, 3, "end")]
    assert not replay(rows(happened)).ledger.balanced
    assert replay(rows(fed("a", "b"))).ledger.balanced


def test_the_ledger_misses_a_sheet_that_was_counted_beforehand() -> None:
    happened = [opened(expected_sheets=3), *fed("a", "b")[1:]]
    assert not replay(rows(happened)).ledger.balanced


def test_a_running_feed_is_in_flight_and_unbalanced() -> None:
    batch = replay(rows(fed("a", "b")[:-1]))
    assert batch.in_flight == "feed"
    assert not batch.ledger.balanced


def test_states_of_a_batch() -> None:
    released = [*BASE, events.Released()]
    exported = [
        *released,
        *(events.Exported(doc, f"p-{doc}", "x", {}, "m", "h") for doc in ("D1", "D2")),
    ]
    sent = [
        *exported,
        *(
            events.ReceiptReceived(doc, f"p-{doc}", "t", "id", "sha", "hash", "q", True)
            for doc in ("D1", "D2")
        ),
    ]
    expected = [
        (BASE, BatchState.OPEN),
        (released, BatchState.RELEASED),
        (exported, BatchState.EXPORTED),
        (sent, BatchState.SENT),
        ([*sent, events.BatchClosed()], BatchState.CLOSED),
        ([*BASE, events.BatchGivenUp("falsch")], BatchState.ABANDONED),
        ([*released, events.Withdrawn("Tippfehler")], BatchState.OPEN),
    ]
    for happened, state in expected:
        assert replay(rows(happened)).state is state
    transfer = replay(rows(sent)).document("D1").transfer
    assert transfer is not None
    assert transfer.state is UploadState.VERIFIED


PAGES = ["a", "b", "c", "d", "e"]
PAGE = st.sampled_from(PAGES)
EDITS = st.one_of(
    st.builds(events.PageRejected, PAGE, st.just("r")),
    st.builds(events.PageRestored, PAGE),
    st.builds(events.BoundarySet, PAGE, st.sampled_from(["", "X", "Y"])),
    st.builds(events.PageKindSet, PAGE, st.sampled_from([None, *PageKind])),
    st.builds(events.PageRotated, PAGE, st.sampled_from([0, 90, 180, 270])),
    st.tuples(PAGE, PAGE, st.sampled_from(["D1", "D2", "D3", ""]))
    .filter(lambda move: move[0] != move[1])
    .map(lambda move: events.PageMoved(*move)),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(EDITS, max_size=12))
def test_no_edit_ever_makes_an_orphan(edits: list[Event]) -> None:
    """Every page has one bucket, and a document page lies in at most one document."""
    start = [*fed(*PAGES), separated({"a": "D1", "c": "D2", "e": "D3"})]
    batch = replay(rows([*start, *edits]))
    assert sorted(page.id for page in batch.pages) == PAGES
    assert batch.ledger.balanced
    placed = [page for document in batch.documents for page in document.pages]
    assert len(placed) == len(set(placed))
    kinds = {page.id: page.kind for page in batch.pages}
    assert all(kinds[page] is PageKind.DOCUMENT for page in placed)
    if batch.documents:
        assert sorted(placed) == [p for p in PAGES if kinds[p] is PageKind.DOCUMENT]


@settings(max_examples=100, deadline=None)
@given(st.lists(EDITS, max_size=8))
def test_undoing_everything_leads_back(edits: list[Event]) -> None:
    start = [*fed(*PAGES), separated({"a": "D1", "c": "D2"})]
    happened: list[Event] = [*start, *edits]
    before = replay(rows(start))
    happened += [events.Undone(row) for row in reversed(history(rows(happened)).undoable)]
    after = replay(rows(happened))
    assert (after.pages, after.documents) == (before.pages, before.documents)


def test_feeding_in_parts_gives_the_same_batch() -> None:
    every = rows(BASE)
    replayer = Replayer()
    replayer.feed(every[:3])
    replayer.batch()
    replayer.feed(every[3:])
    assert replayer.batch() == replay(every)
    assert replayer.number == len(every)


def test_pages_whose_capture_was_erased_are_gone_and_disturb_nothing() -> None:
    happened = [*BASE, events.PageRotated("a", 90), events.BatchGivenUp("Irrtum")]
    every = rows(happened)
    erased = {"page_captured", "separated", "batch_given_up"}
    every = [replace(row, payload=None) if row.type in erased else row for row in every]
    batch = replay(every)
    assert batch.pages == ()
    assert batch.state is BatchState.ABANDONED


def test_an_erased_payload_changes_nothing_else() -> None:
    every = rows([*BASE, events.AnomalyNoted("remark", Text("Bemerkung", "Remark"))])
    every[-1] = replace(every[-1], payload=None)
    assert replay(every).documents == replay(rows(BASE)).documents


def test_edits_of_a_step_are_taken_back_as_one() -> None:
    text = Text("Zwei Seiten verwerfen", "Reject two pages")
    step = [events.PageRejected("b", "x"), events.PageRejected("d", "x")]
    first = len(BASE) + 1
    happened: list[Event] = [*BASE, *step, events.StepTaken((first, first + 1), text)]
    found = history(rows(happened))
    assert found.undo == Step((first, first + 1), tuple(step), text)
    assert found.redo is None
    undone = [*happened, events.Undone(first + 1), events.Undone(first)]
    assert documents(undone) == documents(BASE)
    found = history(rows(undone))
    assert (found.undo, found.redo) == (None, Step((first, first + 1), tuple(step), text))
    again = [*undone, events.Redone(first), events.Redone(first + 1)]
    assert documents(again) == documents(happened)
    later = history(rows([*again, events.PageRotated("a", 90)])).undo
    assert later == Step((len(again) + 1,), (events.PageRotated("a", 90),))


def test_an_answer_can_be_taken_back() -> None:
    doubt = events.AnomalyNoted("double_feed", Text("?", "?"), sheet=1, needs_answer=True)
    happened: list[Event] = [
        *BASE,
        doubt,
        events.AnomalyAnswered(len(BASE) + 1, "double_feed::1", "ja"),
    ]
    assert replay(rows(happened)).anomalies[0].answer == "ja"
    undone = [*happened, events.Undone(len(happened))]
    assert replay(rows(undone)).anomalies[0].answer == ""


SHOWN = events.PagesShown((ShownPage("a", "D1", 0), ShownPage("d", "D2", 90)))


@pytest.mark.parametrize(
    ("edits", "seen"),
    [
        ([], {"a"}),
        ([events.PageRotated("d", 90)], {"a", "d"}),
        ([events.PageRotated("a", 90)], set()),
        ([events.PageRotated("a", 90), events.PageRotated("a", 0)], {"a"}),
        ([events.PageMoved("a", "", "D1")], set()),
        ([events.PageMoved("b", "a", "D1")], {"a"}),
        ([events.BoundarySet("a", "D9")], set()),
        ([events.PageReplaced("b", "a")], set()),
        ([events.PageReplaced("a", "b")], set()),
    ],
)
def test_a_page_is_shown_as_it_was_shown(edits: list[Event], seen: set[str]) -> None:
    batch = replay(rows([*BASE, SHOWN, *edits]))
    assert set(batch.shown) == seen
    assert all(who == {"anna"} for who in batch.shown.values())


def test_a_turn_taken_back_leaves_what_was_seen_before_it() -> None:
    happened = [*BASE, SHOWN, events.PageRotated("a", 90)]
    assert set(replay(rows([*happened, events.Undone(len(happened))])).shown) == {"a"}


def test_what_is_known_of_a_batch_is_put_right() -> None:
    described = events.BatchDescribed("2026-11-20", "K-7", 5)
    batch = replay(rows([*BASE, described]))
    assert (batch.received, batch.box, batch.ledger.expected_sheets) == ("2026-11-20", "K-7", 5)
    assert not batch.ledger.balanced
    undone = replay(rows([*BASE, described, events.Undone(len(BASE) + 1)]))
    assert (undone.received, undone.box, undone.ledger.expected_sheets) == ("", "", None)


def test_an_upload_step_of_an_older_program_speaks_german_in_both_languages() -> None:
    old = {"document": "D1", "package": "p", "target": "t", "state": "failed", "reason": "weg"}
    (row,) = rows([events.UploadStep("D1", "p", "t", UploadState.FAILED)])
    transfer = replay([*rows(BASE), replace(row, number=len(BASE) + 1, payload=old)])
    found = transfer.document("D1").transfer
    assert found is not None
    assert (found.reason, found.code) == (Text("weg", "weg"), "")


def test_a_superseded_document_is_final() -> None:
    failed = events.UploadStep("D1", "p", "t", UploadState.FAILED, reason="nein", permanent=True)
    done = events.ReceiptReceived("D2", "q", "t", "id", "h", "download", "r", training=False)
    happened = [*BASE, events.Released(), failed, done, events.Superseded("D1", "b2")]
    batch = replay(rows(happened))
    transfer = batch.document("D1").transfer
    assert transfer is not None
    assert (transfer.state, transfer.superseded_by) == (UploadState.SUPERSEDED, "b2")
    assert (transfer.reason.en, transfer.code) == (
        "Replaced by the corrected version in batch b2.", "",
    )  # fmt: skip
    assert batch.state is BatchState.SENT


def test_documents_of_a_correction_name_what_they_correct() -> None:
    old = Predecessor("b0", "O1", 1, "p1"), Predecessor("b0", "O2", 2, "p2")
    opened = events.CorrectionOpened("b0", old, {"a": "O1", "b": "O1", "c": "O2", "d": "O2"})
    happened = [*BASE, events.BoundarySet("b", "D3"), opened]
    batch = replay(rows(happened))
    assert {one.id: one.corrects for one in batch.documents} == {
        "D1": old[:1],
        "D3": old[:1],
        "D2": old[1:],
    }
    assert replay(rows([*happened, events.BoundarySet("c", "")])).document("D3").corrects == old
    assert history(rows(happened)).undo is None
