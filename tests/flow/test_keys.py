"""From the last sheet to released: how many keys Enter's way through a batch costs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from scanstation import events
from scanstation.errors import ReleaseRefused
from scanstation.model import Batch, BatchState, Box, Page, Word
from scanstation.ocr.engine import Recognition
from scanstation.ocr.words import encode
from scanstation.workflow import check, doubts, edit, index, release
from scanstation.workflow.edit_rules import page_by_number
from scanstation.workflow.next_step import Step, next_step
from scanstation.workflow.session import BatchSession
from scanstation.workflow.workspace import Workspace
from tests.builders.stacks import batch_of, workspace_in
from tests.unit.separation.stacks import FULL, TEXT, Sheet, facts, own

KEYS = 40
SUGGESTED = range(13, 18)
"""Documents whose case number is read from the letter."""
MISSING = 20


def separator(number: int) -> Sheet:
    if number == 18:
        return (facts(patches=("T",), patch_score=0.6), facts())
    asked = number in SUGGESTED or number == MISSING
    return own(number, "" if asked else f"50.1-{100 + number}/2026", total=20)


def sheets() -> list[Sheet]:
    """20 letters: 12 complete, 5 with a suggestion, 2 doubts (18 boundary, 19 blank), 1 empty."""
    found: list[Sheet] = []
    for number in range(1, 21):
        letter = (TEXT, facts(blank=0.91)) if number == 19 else FULL
        found += [separator(number), letter]
    return found


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return workspace_in(tmp_path / "home")


def recognised(session: BatchSession, page: Page, text: str) -> events.TextRecognised:
    words = tuple(
        Word(word, Box(10 * place, 0, 10 * place + 9, 9), 0.97, 0)
        for place, word in enumerate(text.split())
    )
    blob = session.blobs.put(encode(Recognition(words, 0.97, "test", "1", "m", 1.0)))
    return events.TextRecognised(page.id, blob, "test", "1", "m", 0.97)


@pytest.fixture
def session(workspace: Workspace) -> Iterator[BatchSession]:
    profile = workspace.configuration.profile("posteingang")
    rule = replace(profile.separation, numbered=False)
    with batch_of(workspace, sheets(), replace(profile, separation=rule)) as session:
        batch = session.batch()
        assert len(batch.documents) == 20
        for number in (*SUGGESTED, 18):
            page = batch.page(batch.documents[number - 1].pages[0])
            text = f"Aktenzeichen: 50.1-{100 + number}/2026"
            session.append(recognised(session, page, text))
        index.refresh(workspace, session, {})
        number_18 = session.batch().documents[17].fields["case_number"]
        session.append(
            events.FieldSet(
                batch.documents[17].id, "case_number", replace(number_18, confirmed_by="anna")
            )
        )
        yield session


class Operator:
    """Presses Enter, and types where nothing stands; sees what the window goes to."""

    def __init__(self, workspace: Workspace, session: BatchSession) -> None:
        self.workspace, self.session = workspace, session
        self.keys = 0
        self.steps: list[Step] = []
        self.document = 1

    def next(self) -> Step:
        problems = release.problems(self.workspace, self.session, {})
        found = doubts.queue(self.workspace, self.session, problems, {})
        return next_step(self.session.batch(), problems, found, self.document)

    def look(self, step: Step) -> None:
        """The window goes to the step's page; that records what it shows."""
        batch = self.session.batch()
        self.document = step.document or self.document
        first = batch.page(batch.documents[self.document - 1].pages[0])
        page = page_by_number(batch, step.page) if step.page else first
        check.shown(self.session, [first] if step.kind == "field" else [page])

    def press_enter(self, step: Step) -> None:
        self.keys += 1
        if step.doubt is not None:
            doubts.accept(self.workspace, self.session, step.doubt)
        elif step.kind == "field":
            index.set_value(
                self.workspace, self.session, step.document, step.field, "50.1-120/2026"
            )
        index.refresh(self.workspace, self.session, {})

    def work(self) -> None:
        while (step := self.next()).kind != "release":
            assert self.keys < 100, step
            self.steps.append(step)
            self.look(step)
            self.press_enter(step)
        self.keys += 1
        release.release_shown(self.workspace, self.session, {})


def test_twenty_documents_are_released_with_few_keys(
    workspace: Workspace, session: BatchSession
) -> None:
    operator = Operator(workspace, session)
    operator.work()
    batch = session.batch()
    assert batch.state is BatchState.RELEASED
    kinds = [step.kind for step in operator.steps]
    assert kinds.count("field") == 6
    assert [step.doubt.kind for step in operator.steps if step.kind == "doubt" and step.doubt] == [
        "boundary_unsure",
        "blank_unsure",
    ]
    assert "problem" not in kinds
    shown = {page for page, who in batch.shown.items() if who == {"anna"}}
    assert check.first_pages(batch) <= shown
    (recorded,) = batch.checks
    assert (recorded.by, recorded.passed) == ("anna", True)
    assert set(recorded.sample) <= shown
    assert check.first_pages(batch) < set(recorded.sample)
    assert operator.keys <= KEYS - 10, operator.steps


def test_the_eyes_go_through_the_stack_once(workspace: Workspace, session: BatchSession) -> None:
    operator = Operator(workspace, session)
    operator.work()
    visited = [step.document for step in operator.steps]
    assert visited == sorted(visited)


def test_a_release_before_all_of_the_sample_was_shown_writes_nothing(
    workspace: Workspace, session: BatchSession
) -> None:
    operator = Operator(workspace, session)
    for _ in range(6):
        step = operator.next()
        operator.look(step)
        operator.press_enter(step)
    head = session.batch().head
    with pytest.raises(ReleaseRefused) as refused:
        release.release_shown(workspace, session, {})
    assert "Noch nicht angesehen: Seite" in refused.value.sentence("de")
    assert session.batch().head == head


def test_another_person_has_to_look_at_the_sample_again(
    workspace: Workspace, session: BatchSession
) -> None:
    everything = session.batch().pages
    check.shown(session, everything)
    batch = session.batch()
    assert check.missing(batch, "anna") == ()
    assert set(check.missing(batch, "bernd")) == set(check.draw_sample(batch, 0.03))
    assert check.unseen_documents(batch) == ()


def first_page(batch: Batch) -> Page:
    return batch.page(batch.documents[0].pages[0])


def test_a_first_page_that_was_turned_has_to_be_looked_at_again(
    workspace: Workspace, session: BatchSession
) -> None:
    check.shown(session, session.batch().pages)
    number = first_page(session.batch()).number
    edit.rotate(session, number, 90)
    assert check.unseen_documents(session.batch()) == (1,)
    found = [one for one in release.problems(workspace, session, {}) if one.code == "not_shown"]
    assert [(one.document, one.page) for one in found] == [(1, number)]
    edit.undo(session)
    assert check.unseen_documents(session.batch()) == ()
    edit.split(session, number + 1)
    assert check.unseen_documents(session.batch()) == (2,)


def test_what_was_shown_is_written_once_and_only_while_the_batch_is_open(
    workspace: Workspace, session: BatchSession
) -> None:
    pages = session.batch().pages[:3]
    check.shown(session, pages)
    rows = session.batch().rows
    check.shown(session, pages)
    assert session.batch().rows == rows
    session.append(events.Released())
    check.shown(session, session.batch().pages)
    assert session.batch().rows == rows + 1


def test_a_profile_with_sampling_asks_for_the_sample_alone(workspace: Workspace) -> None:
    profile = replace(workspace.configuration.profile("posteingang"), sampling=True)
    with batch_of(workspace, [own(n, f"50.1-{n}/2026") for n in (1, 2)] + [FULL] * 3, profile) as s:
        batch = s.batch()
        sample = check.draw_sample(batch, batch.profile.check_sample)
        assert len(sample) == 1
        assert check.unseen_documents(batch) == ()
        check.shown(s, sample)
        codes = [one.code for one in release.problems(workspace, s, {})]
        assert "not_shown" not in codes
