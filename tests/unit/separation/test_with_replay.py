"""Separation and the journal's fold see the same documents, whatever a person edits."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st

from scanstation import events
from scanstation.errors import Text
from scanstation.model import (
    Batch,
    Image,
    ImagingOptions,
    Mode,
    PageKind,
    Profile,
    ScanOptions,
)
from scanstation.replay.fold import Fold, Stamp
from scanstation.replay.growing import GrowingView
from scanstation.separation.rules import Separation, page_views, separate
from tests.unit.separation.stacks import (
    BLANK,
    EMPTY,
    FULL,
    LETTER,
    PATCH_T,
    Ids,
    Sheet,
    facts,
    own,
    stack,
)

PROFILE = Profile("posteingang", Text("Posteingang", "Incoming mail"))
IMAGE = Image("0" * 64, "image/jpeg", 10, 10, (300.0, 300.0), Mode.GREY)
SHEETS = st.lists(
    st.sampled_from([LETTER, FULL, BLANK, PATCH_T, own(1), own(2), (EMPTY, facts("PATCHT"))]),
    min_size=1,
    max_size=6,
)


@dataclass(slots=True)
class Desk:
    """A batch on somebody's desk: events folded as the journal would, separated after each."""

    fold: Fold = field(default_factory=Fold)
    view: GrowingView = field(default_factory=GrowingView)
    rows: count[int] = field(default_factory=lambda: count(1))
    ids: Ids = field(default_factory=Ids)
    former: dict[str, str] = field(default_factory=dict)

    def apply(self, event: events.Event) -> None:
        self.fold.apply(event, Stamp(next(self.rows), "2026-11-22T08:00:00Z", "a", "s"))

    def batch(self) -> Batch:
        return self.view.batch(self.fold, 0, "")

    def separate(self) -> Separation:
        batch = self.batch()
        outcome = separate(
            page_views(batch),
            PROFILE.separation,
            imaging=ImagingOptions(),
            tenant=batch.tenant,
            known=batch.openings,
            joined=batch.joined,
            new_id=self.ids,
            hand={page: one.document for page, one in self.fold.hand_openings.items()},
            former=self.former,
        )
        self.former |= {one.page: one.document for one in outcome.openings}
        self.apply(events.Separated(outcome.openings, outcome.found, outcome.anomalies))
        return outcome


def desk(sheets: list[Sheet]) -> Desk:
    made = Desk()
    made.apply(events.BatchOpened("b", "uebung", PROFILE, "a", "s"))
    made.apply(events.FeedStarted("f", "d", ScanOptions()))
    for page in stack(sheets):
        made.apply(events.PageCaptured(page.id, page.sheet_id, page.side, IMAGE, "d", "f"))
        assert page.facts is not None
        made.apply(events.PageAnalysed(page.id, page.facts))
    return made


def edit(made: Desk, data: st.DataObject, number: int) -> None:
    """One edit that the window would offer: split, join, blank or keep, reject, restore."""
    batch = made.batch()
    page = data.draw(st.sampled_from(batch.pages))
    firsts = {document.pages[0] for document in batch.documents[1:]}
    inner = {one for document in batch.documents for one in document.pages[1:]}
    if page.kind is PageKind.REJECTED:
        made.apply(events.PageRestored(page.id))
    elif page.id in inner and data.draw(st.booleans()):
        made.apply(events.BoundarySet(page.id, f"hand-{number}"))
    elif page.id in firsts and data.draw(st.booleans()):
        made.apply(events.BoundarySet(page.id, ""))
    elif data.draw(st.booleans()):
        made.apply(events.PageRejected(page.id, "doppelt"))
    else:
        kinds = st.sampled_from([None, PageKind.DOCUMENT, PageKind.BLANK, PageKind.SEPARATOR])
        made.apply(events.PageKindSet(page.id, data.draw(kinds)))


def documents(batch: Batch) -> dict[str, tuple[str, ...]]:
    return {document.id: document.pages for document in batch.documents}


@settings(max_examples=150)
@given(SHEETS, st.integers(0, 6), st.data())
def test_the_fold_holds_what_separation_found(
    sheets: list[Sheet], edits: int, data: st.DataObject
) -> None:
    made = desk(sheets)
    outcome = made.separate()
    for number in range(edits):
        assert documents(made.batch()) == outcome.documents
        edit(made, data, number)
        outcome = made.separate()
    batch = made.batch()
    assert documents(batch) == outcome.documents
    assert {page.id: page.kind for page in batch.pages} == outcome.kinds
    before = made.ids.made
    assert made.separate() == outcome
    assert made.ids.made == before


@settings(max_examples=100)
@given(SHEETS, st.data())
def test_what_a_person_joined_or_split_survives_every_run(
    sheets: list[Sheet], data: st.DataObject
) -> None:
    made = desk(sheets)
    made.separate()
    batch = made.batch()
    if len(batch.documents) < 2:
        return
    first, second = batch.documents[:2]
    made.apply(events.BoundarySet(second.pages[0], ""))
    outcome = made.separate()
    assert set(second.pages) <= set(outcome.documents[first.id])
    target = data.draw(st.sampled_from(outcome.documents[first.id][1:]))
    made.apply(events.BoundarySet(target, "mine"))
    again = made.separate()
    assert again.documents["mine"][0] == target
    assert first.id in again.documents
