"""A batch that grows row by row is that of all its rows; what stayed is the same object."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from scanstation import events
from scanstation.errors import Text
from scanstation.events import Event
from scanstation.model import (
    Anomaly,
    Batch,
    IndexValue,
    Opening,
    PageKind,
    ShownPage,
    UploadState,
    ValueSource,
)
from scanstation.replay import Replayer, growing, replay
from scanstation.replay.changes import NOTES
from scanstation.replay.fold import HANDLERS
from scanstation.replay.journal_row import event_of
from tests.builders.journal import MemoryRow, captured, fed, opened, rows, separated
from tests.unit.replay.whole import void_rows, whole_batch

PAGES = [f"p{number}" for number in range(9)]
DOCUMENTS = ["D1", "D2", "D3", "D4"]
PAGE, DOCUMENT = st.sampled_from(PAGES), st.sampled_from(DOCUMENTS)
KIND = st.sampled_from(list(PageKind)[1:3])
TEXT = Text("Hinweis", "Note")
VALUE = st.builds(IndexValue, st.sampled_from("xy"), st.just(ValueSource.OCR), st.just(0.5))
OPENING = st.builds(Opening, DOCUMENT, PAGE, st.sampled_from(["patch", "start"]), st.just(1.0))
OPENINGS = st.lists(OPENING, max_size=4).map(tuple)
ANOMALY = st.builds(Anomaly, st.sampled_from(["k", "l"]), st.just(TEXT), PAGE)
ANOMALIES = st.lists(ANOMALY, max_size=3).map(tuple)
QUARTER = st.sampled_from([0, 90, 180, 270])
SHOWN = st.builds(ShownPage, PAGE, DOCUMENT, QUARTER)


def happenings() -> st.SearchStrategy[Event]:
    """Everything that may happen to a page or document, sensible or not."""
    moves = st.tuples(PAGE, PAGE, DOCUMENT).filter(lambda one: one[0] != one[1])
    return st.one_of(
        PAGE.map(lambda page: captured(page, sheet=f"s{page}")),
        moves.map(lambda one: captured(one[0], f"s{one[0]}", before=one[1])),
        st.builds(events.Separated, OPENINGS, st.dictionaries(PAGE, KIND, max_size=3), ANOMALIES),
        st.builds(events.BoundarySet, PAGE, st.sampled_from(["", *DOCUMENTS])),
        st.builds(events.PageKindSet, PAGE, st.sampled_from([None, *PageKind][:4])),
        st.builds(events.PageRejected, PAGE, st.just("r")),
        st.builds(events.PageRestored, PAGE),
        st.builds(events.PageRotated, PAGE, QUARTER),
        moves.map(lambda one: events.PageMoved(*one)),
        moves.map(lambda one: events.PageReplaced(one[0], one[1])),
        st.builds(events.AnomalyNoted, st.just("n"), st.just(TEXT), PAGE),
        st.builds(events.AnomalyAnswered, st.just(1), PAGE.map("k:{}:0".format), st.just("ja")),
        st.builds(events.TextRecognised, PAGE, st.just("w"), *map(st.just, ("t", "5", "m", 0.9))),
        st.builds(events.ClassSet, DOCUMENT, st.sampled_from(["antrag", ""])),
        st.builds(events.FieldSet, DOCUMENT, st.just("f"), st.one_of(st.none(), VALUE)),
        st.builds(events.FieldsFilled, st.dictionaries(DOCUMENT, st.just({}), max_size=1)),
        st.builds(
            events.FieldsChanged,
            st.integers(1, 12),
            st.dictionaries(DOCUMENT, st.dictionaries(st.just("f"), VALUE), max_size=1),
        ),
        st.builds(
            events.SeparationChanged,
            st.integers(1, 12),
            st.tuples(OPENING),
            st.tuples(PAGE),
            st.dictionaries(PAGE, st.one_of(st.none(), KIND), max_size=2),
        ),
        st.builds(events.PagesShown, st.tuples(SHOWN)),
        st.builds(events.UploadStep, DOCUMENT, *map(st.just, ("p", "t", UploadState.SENDING))),
        st.builds(events.BatchDescribed, st.just("2026-11-20"), st.just("K1"), st.just(3)),
        st.just(events.Checked((), True)),
        st.just(events.Released()),
        st.just(events.Withdrawn("r")),
        st.builds(events.FeedEnded, st.just("f1"), st.just(2), st.just(1), st.just("end")),
    )


HAPPENINGS = happenings()


@st.composite
def journals(draw: st.DrawFn) -> list[MemoryRow]:
    """A batch with some pages, then anything, with undo, redo and erased rows in between."""
    happened: list[Event] = [opened(), *(captured(page, f"s{page}") for page in PAGES[:5])]
    on_stack = set(PAGES[:5])
    taken_back: list[int] = []
    for _ in range(draw(st.integers(0, 25))):
        what = draw(st.sampled_from(["event", "event", "event", "undo", "redo"]))
        if what == "event":
            event = draw(HAPPENINGS)
            if not _possible(event, on_stack):
                continue
            happened.append(event)
        elif what == "undo":
            edits = [n for n, one in enumerate(happened, 1) if one.undoable and n not in taken_back]
            if edits:
                taken_back.append(draw(st.sampled_from(edits)))
                happened.append(events.Undone(taken_back[-1]))
        elif taken_back:
            again = draw(st.sampled_from(taken_back))
            taken_back.remove(again)
            happened.append(events.Redone(again))
    return _erased(draw, rows(happened))


def _possible(event: Event, on_stack: set[str]) -> bool:
    """A page is captured once; what names pages names such that are there."""
    if isinstance(event, events.PageCaptured):
        new = event.page not in on_stack
        on_stack.add(event.page)
        return new
    return True


def _erased(draw: st.DrawFn, every: list[MemoryRow]) -> list[MemoryRow]:
    """A purge takes payloads, of whole types or here and there; never of what turns edits."""
    lasting = {"batch_opened", "undone", "redone"}
    kinds = draw(st.sets(st.sampled_from(["separated", "field_set", "page_captured"]), max_size=1))
    numbers = draw(st.sets(st.integers(2, len(every)), max_size=3))
    gone = draw(st.sampled_from([set(), {row.number for row in every if row.type in kinds}]))
    return [
        replace(row, payload=None)
        if row.type not in lasting and row.number in gone | numbers
        else row
        for row in every
    ]


def chunks(draw: st.DrawFn, every: list[MemoryRow]) -> Iterator[list[MemoryRow]]:
    place = 0
    while place < len(every):
        size = draw(st.integers(1, 6))
        yield every[place : place + size]
        place += size


@settings(max_examples=250, deadline=None)
@given(st.data())
def test_a_batch_fed_in_parts_is_the_batch_of_all_rows(data: st.DataObject) -> None:
    every = data.draw(journals())
    replayer, fed_so_far = Replayer(), 0
    for chunk in chunks(data.draw, every):  # type: ignore[arg-type]
        replayer.feed(chunk)
        fed_so_far += len(chunk)
        if data.draw(st.booleans()):
            assert replayer.batch() == whole_batch(every[:fed_so_far])
    assert replayer.batch() == whole_batch(every) == replay(every)


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_what_is_equal_is_the_same_object(data: st.DataObject) -> None:
    every = data.draw(journals())
    replayer = Replayer()
    replayer.feed(every[:6])
    before = replayer.batch()
    for row in every[6:]:
        replayer.feed([row])
        after = replayer.batch()
        _same(before, after)
        before = after


def _same(before: Batch, after: Batch) -> None:
    pages = {page.id: page for page in before.pages}
    for page in after.pages:
        assert page != pages.get(page.id) or page is pages[page.id]
    documents = {one.id: one for one in before.documents}
    unique = len({one.id for one in after.documents}) == len(after.documents)
    for one in after.documents if unique and len(documents) == len(before.documents) else ():
        assert one != documents.get(one.id) or one is documents[one.id]


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_what_is_in_force_is_told_by_type(data: st.DataObject) -> None:
    every = data.draw(journals())
    replayer = Replayer()
    replayer.feed(every)
    read = [(row, event_of(row)) for row in every]
    void = void_rows(read)
    for kind in (events.Separated, events.PageMoved, Event):
        found = [one for row, one in read if isinstance(one, kind) and row.number not in void]
        assert replayer.every(kind) == found
        assert replayer.last(events.Separated) == next(
            (one for one in reversed(replayer.every(events.Separated))), None
        )


def test_nothing_new_is_the_same_batch() -> None:
    replayer = Replayer()
    replayer.feed(rows(fed("a", "b")))
    before = replayer.batch()
    replayer.feed([])
    assert replayer.batch() is before


def test_pages_before_and_behind_a_change_stay_and_the_changed_one_does_not() -> None:
    happened = [*fed(*PAGES), separated({"p0": "D1", "p3": "D2", "p6": "D3"})]
    replayer = Replayer()
    replayer.feed(rows(happened))
    before = replayer.batch()
    every = rows([*happened, events.PageRotated("p4", 90)])
    replayer.feed(every[-1:])
    after = replayer.batch()
    assert [one is other for one, other in zip(before.pages, after.pages, strict=True)] == [
        page != "p4" for page in PAGES
    ]
    assert all(one is other for one, other in zip(before.documents, after.documents, strict=True))
    assert after.page("p4").rotation == 90
    assert before.page("p4").rotation == 0


@pytest.mark.parametrize(
    ("event", "pages", "documents"),
    [
        (events.PageRotated("p150", 90), 1, 0),
        (events.TextRecognised("p150", "w", "t", "5", "m", 0.9), 1, 0),
        (events.PageRejected("p150", "doppelt"), 1, 1),
        (events.FieldSet("D5", "f", None), 0, 1),
        (captured("new"), 1, 1),
        (events.FeedEnded("f1", 300, 300, "end"), 0, 0),
        (separated({f"p{n}": f"D{n // 30}" for n in range(0, 300, 30)}, p7=PageKind.BLANK), 1, 1),
    ],
    ids=lambda value: value.type if isinstance(value, Event) else "",
)
def test_a_row_makes_what_it_changes_and_no_more(
    monkeypatch: pytest.MonkeyPatch, event: Event, pages: int, documents: int
) -> None:
    """In a stack of 300 pages in 10 documents."""
    happened: list[Event] = [opened(), *(captured(f"p{n}") for n in range(300))]
    happened.append(separated({f"p{n}": f"D{n // 30}" for n in range(0, 300, 30)}))
    replayer = Replayer()
    replayer.feed(rows(happened))
    replayer.batch()
    made = Counter[str]()
    for name in ("make_page", "make_document"):
        monkeypatch.setattr(growing, name, counted(made, name, getattr(growing, name)))
    replayer.feed(rows([*happened, event])[-1:])
    replayer.batch()
    assert (made["make_page"], made["make_document"]) == (pages, documents)


def counted(made: Counter[str], name: str, make: Callable[..., object]) -> Callable[..., object]:
    def make_and_count(*given: object) -> object:
        made[name] += 1
        return make(*given)

    return make_and_count


def test_undo_and_redo_leave_what_they_do_not_touch() -> None:
    happened = [*fed(*PAGES), separated({"p0": "D1", "p3": "D2"}), events.PageRejected("p8", "r")]
    replayer = Replayer()
    replayer.feed(rows(happened))
    before = replayer.batch()
    replayer.feed(rows([*happened, events.Undone(len(happened))])[-1:])
    after = replayer.batch()
    assert after.page("p8").kind is PageKind.DOCUMENT
    assert all(before.page(page) is after.page(page) for page in PAGES[:8])
    assert after.document("D1") is before.document("D1")


@pytest.mark.parametrize("kind", HANDLERS, ids=lambda kind: kind.type)
def test_every_type_that_is_folded_says_what_it_changes(kind: type[Event]) -> None:
    """One that is not listed costs a whole new batch: only what rarely happens may be missing."""
    rare = {
        events.BatchOpened,
        events.BatchDescribed,
        events.CorrectionOpened,
        events.CorrectionExplained,
    }
    assert (kind in NOTES) != (kind in rare)
