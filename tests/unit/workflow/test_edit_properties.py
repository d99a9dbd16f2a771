"""Whatever a person edits: no page is lost or in two documents, and undo leads back."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from scanstation import events
from scanstation.errors import EditRefused, Text
from scanstation.model import Batch, Image, Mode, PageKind, Profile, ScanOptions
from scanstation.workflow import edit, separate
from scanstation.workflow.session import Actor, BatchSession, Opening
from tests.unit.separation.stacks import BLANK, FULL, LETTER, PATCH_T, Sheet, own, stack

PROFILE = Profile("posteingang", Text("Posteingang", "Incoming mail"))
IMAGE = Image("0" * 64, "image/jpeg", 10, 10, (300.0, 300.0), Mode.GREY)
SHEETS = st.lists(
    st.sampled_from([LETTER, FULL, BLANK, PATCH_T, own(1), own(2)]), min_size=2, max_size=6
)
NAMES = ("split", "join", "boundary", "move", "rotate", "reject", "restore", "blank", "replace")
EDITS = st.lists(
    st.tuples(st.sampled_from(NAMES), st.integers(1, 12), st.integers(1, 12)), max_size=7
)


@contextmanager
def batch_of(sheets: list[Sheet]) -> Iterator[BatchSession]:
    opening = Opening(PROFILE, "uebung")
    with (
        tempfile.TemporaryDirectory() as folder,
        BatchSession.create(Path(folder) / "uebung", opening, Actor("anna", "platz")) as session,
    ):
        happened: list[events.Event] = [events.FeedStarted("f", "d", ScanOptions())]
        pages = stack(sheets)
        for page in pages:
            happened.append(events.PageCaptured(page.id, page.sheet_id, page.side, IMAGE, "d", "f"))
            assert page.facts is not None
            happened.append(events.PageAnalysed(page.id, page.facts))
        session.append(*happened, events.FeedEnded("f", len(pages), len(sheets), "end"))
        separate.run(session)
        yield session


def apply(session: BatchSession, name: str, one: int, two: int) -> None:
    match name:
        case "split":
            edit.split(session, one)
        case "join":
            edit.join(session, one)
        case "boundary":
            edit.confirm_boundary(session, one)
        case "move":
            batch = session.batch()
            target = batch.documents[two % len(batch.documents)] if batch.documents else None
            edit.move(session, one, target.number if target else 1)
        case "rotate":
            edit.rotate(session, one, 90 * two)
        case "reject":
            edit.reject(session, one, "doppelt")
        case "restore":
            edit.restore(session, one)
        case "blank":
            edit.drop_blank(session, one)
        case "replace":
            edit.replace(session, one, two)


def documents(batch: Batch) -> dict[str, tuple[str, ...]]:
    return {one.id: one.pages for one in batch.documents}


def all_placed(batch: Batch) -> bool:
    """Whether every document page has its document, as it must after the next run."""
    return sum(map(len, documents(batch).values())) == batch.ledger.documents


@settings(max_examples=60, deadline=None)
@given(SHEETS, EDITS)
def test_edits_keep_every_page_in_one_place_and_undo_leads_back(
    sheets: list[Sheet], edits: list[tuple[str, int, int]]
) -> None:
    with batch_of(sheets) as session:
        start = session.batch()
        for name, one, two in edits:
            head = session.batch().head
            before = next((p.kind.value for p in session.batch().pages if p.number == one), "")
            try:
                apply(session, name, one, two)
            except EditRefused:
                assert session.batch().head == head
                continue
            edited = session.batch()
            separate.run(session)
            # A page in the place of a blank one may lie before a separator: then it stands alone.
            settled = name in ("move", "join") or (name == "replace" and before == "document")
            if settled and all_placed(edited):
                assert documents(session.batch()) == documents(edited)
            _require_whole(session.batch(), len(start.pages))
        while session.history().undoable:
            edit.undo(session)
            separate.run(session)
        after = session.batch()
        assert documents(after) == documents(start)
        assert [page.id for page in after.pages] == [page.id for page in start.pages]
        while session.history().redoable:
            edit.redo(session)
            separate.run(session)
        _require_whole(session.batch(), len(start.pages))


def _require_whole(batch: Batch, pages: int) -> None:
    assert len(batch.pages) == pages
    placed = [page for one in batch.documents for page in one.pages]
    kept = [page.id for page in batch.pages if page.kind is PageKind.DOCUMENT]
    assert sorted(placed) == sorted(kept)
    assert len(set(placed)) == len(placed)
