"""Every kind of doubt: what accepting and correcting do, and that one undo takes it back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from scanstation import events
from scanstation.errors import EditRefused, StateRefused, Text
from scanstation.model import Batch, IndexValue, PageKind, ValueSource
from scanstation.workflow import doubts, edit, index, release, separate
from scanstation.workflow.doubts import Doubt
from scanstation.workflow.session import BatchSession
from scanstation.workflow.workspace import Workspace
from tests.builders.stacks import batch_of, filled, workspace_in
from tests.unit.separation.stacks import BLANK, EMPTY, FULL, LETTER, TEXT, Sheet, facts, own

OCR = IndexValue("50.1-103/2026", ValueSource.OCR, 0.9)
UNSURE_T: Sheet = (facts(patches=("T",), patch_score=0.6), TEXT)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return workspace_in(tmp_path / "home")


def queue(workspace: Workspace, session: BatchSession) -> tuple[Doubt, ...]:
    separate.run(session)
    return doubts.queue(workspace, session, release.problems(workspace, session, {}), {})


def one(workspace: Workspace, session: BatchSession, kind: str) -> Doubt:
    (found,) = [doubt for doubt in queue(workspace, session) if doubt.kind == kind]
    return found


def documents(batch: Batch) -> list[list[int]]:
    return [[batch.page(page).number for page in one.pages] for one in batch.documents]


def state(batch: Batch) -> object:
    """What a person sees; rows and head go on."""
    fields = [one.fields for one in batch.documents]
    kinds = [page.kind for page in batch.pages]
    answers = [anomaly.answer for anomaly in batch.anomalies]
    return documents(batch), fields, kinds, answers


def correct(workspace: Workspace, session: BatchSession, doubt: Doubt, name: str) -> doubts.Onward:
    chosen = next(one for one in doubt.corrections if one.name == name)
    return doubts.correct(workspace, session, doubt, chosen)


def undone(workspace: Workspace, session: BatchSession, before: object) -> bool:
    """One undo leads back, and there is nothing more to undo."""
    edit.undo(session)
    separate.run(session)
    return state(session.batch()) == before and not session.history().undoable


def noted(session: BatchSession, kind: str, page: str = "", sheet: int = 0) -> None:
    said = Text("Etwas ist geschehen.", "Something happened.")
    session.append(events.AnomalyNoted(kind, said, page, sheet, needs_answer=True))


@pytest.fixture
def unsure(workspace: Workspace) -> Iterator[BatchSession]:
    """A letter, a sheet that may be a separator, a letter."""
    with batch_of(workspace, [FULL, UNSURE_T, FULL]) as session:
        yield session


def test_an_unsure_boundary_is_kept(workspace: Workspace, unsure: BatchSession) -> None:
    before = state(unsure.batch())
    doubt = one(workspace, unsure, "boundary_unsure")
    assert (doubt.document, doubt.page) == (2, 3)
    assert doubt.binding
    assert "60" in doubt.reasons[0].de
    assert [choice.name for choice in doubt.corrections] == ["join", "no_separator"]
    doubts.accept(workspace, unsure, doubt)
    assert queue(workspace, unsure) == ()
    assert documents(unsure.batch()) == [[1, 2], [5, 6]]
    assert unsure.batch().documents[1].opening.by_hand
    assert edit.undoable(unsure) == doubt.title
    assert undone(workspace, unsure, before)
    assert one(workspace, unsure, "boundary_unsure") == doubt


def test_an_unsure_boundary_is_joined(workspace: Workspace, unsure: BatchSession) -> None:
    before = state(unsure.batch())
    doubt = one(workspace, unsure, "boundary_unsure")
    assert correct(workspace, unsure, doubt, "join") == doubts.Onward()
    assert queue(workspace, unsure) == ()
    assert documents(unsure.batch()) == [[1, 2, 5, 6]]
    assert undone(workspace, unsure, before)


def test_a_sheet_that_is_no_separator_stays_in_its_letter(
    workspace: Workspace, unsure: BatchSession
) -> None:
    before = state(unsure.batch())
    doubt = one(workspace, unsure, "boundary_unsure")
    correct(workspace, unsure, doubt, "no_separator")
    assert queue(workspace, unsure) == ()
    assert documents(unsure.batch()) == [[1, 2, 3, 4, 5, 6]]
    assert undone(workspace, unsure, before)


def test_a_missing_separator_number_is_answered_or_split_where_it_may_have_been(
    workspace: Workspace,
) -> None:
    with batch_of(workspace, [own(1), FULL, FULL, own(3), FULL]) as session:
        before = state(session.batch())
        doubt = one(workspace, session, "missing_number")
        assert [(choice.name, choice.page) for choice in doubt.corrections] == [("split", 5)]
        assert doubt.corrections[0].text.de == "Neues Dokument ab Seite 5"
        correct(workspace, session, doubt, "split")
        assert documents(session.batch()) == [[3, 4], [5, 6], [9, 10]]
        assert queue(workspace, session) == ()
        assert undone(workspace, session, before)
        doubts.accept(workspace, session, one(workspace, session, "missing_number"))
        (answered,) = [one for one in session.batch().anomalies if one.kind == "missing_number"]
        assert answered.answer == "geprüft: es fehlt kein Trennblatt"
        assert undone(workspace, session, before)


def test_a_page_that_is_only_just_blank(workspace: Workspace) -> None:
    with batch_of(workspace, [(TEXT, facts(blank=0.91))]) as session:
        before = state(session.batch())
        doubt = one(workspace, session, "blank_unsure")
        assert (doubt.document, doubt.page, doubt.binding) == (1, 2, True)
        correct(workspace, session, doubt, "keep")
        assert queue(workspace, session) == ()
        assert documents(session.batch()) == [[1, 2]]
        assert undone(workspace, session, before)
        doubts.accept(workspace, session, doubt)
        assert queue(workspace, session) == ()
        assert session.batch().page("1b").kind is PageKind.BLANK
        assert undone(workspace, session, before)


def test_a_page_that_is_only_just_not_blank(workspace: Workspace) -> None:
    with batch_of(workspace, [(TEXT, facts(blank=0.89)), (TEXT, facts(blank=0.87))]) as session:
        before = state(session.batch())
        doubt = one(workspace, session, "blank_near")
        assert (doubt.page, doubt.binding) == (2, False)
        correct(workspace, session, doubt, "drop")
        assert session.batch().page("1b").kind is PageKind.BLANK
        assert queue(workspace, session) == ()
        assert undone(workspace, session, before)
        doubts.accept(workspace, session, doubt)
        assert session.batch().page("1b").kind is PageKind.DOCUMENT
        assert queue(workspace, session) == ()
        assert undone(workspace, session, before)


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("double_feed", ["rescan", "append"]),
        ("duplicate_frame", ["reject", "rescan"]),
        ("missing_side", ["rescan"]),
        ("feed_interrupted", ["append"]),
        ("unreadable_image", ["rescan", "reject"]),
        ("something_new", []),
    ],
)
def test_what_the_device_reported_is_answered_or_scanned_again(
    workspace: Workspace, kind: str, names: list[str]
) -> None:
    with batch_of(workspace, [FULL, FULL]) as session:
        noted(session, kind, sheet=2)
        before = state(session.batch())
        doubt = one(workspace, session, kind)
        assert (doubt.document, doubt.page) == (1, 3)
        assert doubt.reasons == (Text("Etwas ist geschehen.", "Something happened."),)
        assert [choice.name for choice in doubt.corrections] == names
        for name in set(names) & {"rescan", "append"}:
            head = session.batch().head
            onward = correct(workspace, session, doubt, name)
            assert (onward.name, onward.page) == (name, 3)
            assert session.batch().head == head
        doubts.accept(workspace, session, doubt)
        assert session.batch().anomalies[0].answer.startswith("geprüft")
        assert queue(workspace, session) == ()
        assert undone(workspace, session, before)
        doubts.accept(workspace, session, doubt, "Blatt 2 nachgezählt")
        assert session.batch().anomalies[0].answer == "Blatt 2 nachgezählt"


def test_a_page_is_rejected_with_its_doubt(workspace: Workspace) -> None:
    with batch_of(workspace, [FULL, FULL]) as session:
        noted(session, "unreadable_image", page="2f", sheet=2)
        before = state(session.batch())
        correct(workspace, session, one(workspace, session, "unreadable_image"), "reject")
        assert session.batch().page("2f").kind is PageKind.REJECTED
        assert queue(workspace, session) == ()
        assert undone(workspace, session, before)


def test_pages_of_another_tenant_are_taken_out(workspace: Workspace) -> None:
    sheets = [own(1), FULL, own(2, tenant="nachbarstadt"), FULL]
    with batch_of(workspace, sheets) as session:
        before = state(session.batch())
        doubt = one(workspace, session, "foreign_tenant")
        assert (doubt.document, doubt.page) == (2, 5)
        correct(workspace, session, doubt, "reject_document")
        assert documents(session.batch()) == [[3, 4]]
        assert undone(workspace, session, before)
        doubts.accept(workspace, session, doubt)
        assert documents(session.batch()) == [[3, 4], [7, 8]]
        assert queue(workspace, session) == ()


def test_a_document_longer_than_its_sheet_says_is_split_there(workspace: Workspace) -> None:
    with batch_of(workspace, [own(1, pages=2), FULL, FULL, own(2), FULL]) as session:
        doubt = one(workspace, session, "expected_pages_differ")
        assert [(choice.name, choice.page) for choice in doubt.corrections] == [("split", 5)]
        correct(workspace, session, doubt, "split")
        assert documents(session.batch()) == [[3, 4], [5, 6], [9, 10]]
        assert queue(workspace, session) == ()


def test_a_document_shorter_than_its_sheet_says_goes_on_in_the_following_one(
    workspace: Workspace,
) -> None:
    with batch_of(workspace, [own(1), FULL, own(2, pages=4), FULL, own(3), FULL]) as session:
        before = state(session.batch())
        doubt = one(workspace, session, "expected_pages_differ")
        assert [(choice.name, choice.page) for choice in doubt.corrections] == [("join_next", 11)]
        correct(workspace, session, doubt, "join_next")
        assert documents(session.batch()) == [[3, 4], [7, 8, 11, 12]]
        assert queue(workspace, session) == ()
        assert undone(workspace, session, before)


def test_a_case_number_from_the_text_is_confirmed_as_it_was_shown(workspace: Workspace) -> None:
    with batch_of(workspace, [FULL]) as session:
        filled(session, case_number={1: OCR})
        before = state(session.batch())
        doubt = one(workspace, session, "value")
        assert (doubt.field, doubt.proposal.de, doubt.accept.value) == (
            "case_number", "50.1-103/2026", "50.1-103/2026",
        )  # fmt: skip
        assert doubt.title == Text("Aktenzeichen richtig?", "Case number right?")
        assert len(doubt.reasons) == 2
        onward = correct(workspace, session, doubt, "field")
        assert (onward.name, onward.document, onward.field) == ("field", 1, "case_number")
        doubts.accept(workspace, session, doubt)
        value = session.batch().documents[0].fields["case_number"]
        assert (value.value, value.source, value.confirmed_by) == (
            "50.1-103/2026", ValueSource.OCR, "anna",
        )  # fmt: skip
        assert queue(workspace, session) == ()
        assert undone(workspace, session, before)


def test_a_value_that_changed_meanwhile_is_not_confirmed(workspace: Workspace) -> None:
    with batch_of(workspace, [FULL]) as session:
        filled(session, case_number={1: OCR})
        doubt = one(workspace, session, "value")
        filled(session, case_number={1: IndexValue("50.1-104/2026", ValueSource.OCR, 0.9)})
        head = session.batch().head
        with pytest.raises(EditRefused, match="does not stand any more"):
            doubts.accept(workspace, session, doubt)
        assert session.batch().head == head


def test_a_number_that_has_the_wrong_form_is_no_doubt_but_a_problem(workspace: Workspace) -> None:
    with batch_of(workspace, [FULL]) as session:
        filled(session, case_number={1: IndexValue("50.1-1", ValueSource.OCR, 0.9)})
        assert queue(workspace, session) == ()
        found = release.problems(workspace, session, {})
        assert {(one.code, one.document, one.field, one.page) for one in found if one.field} == {
            ("pattern", 1, "case_number", 1),
            ("case_number_unconfirmed", 1, "case_number", 1),
        }


@pytest.mark.parametrize(
    ("value", "asked"),
    [
        (IndexValue("Stadtwerke", ValueSource.OCR, 0.69), True),
        (IndexValue("Stadtwerke", ValueSource.OCR, 0.7), False),
        (IndexValue("Stadtwerke", ValueSource.OCR, 0.6, confirmed_by="anna"), False),
        (IndexValue("Stadtwerke", ValueSource.SEPARATOR, 0.6), False),
    ],
)
def test_a_value_of_low_confidence_is_asked_about_but_holds_nothing(
    workspace: Workspace, value: IndexValue, asked: bool
) -> None:
    number = IndexValue("50.1-103/2026", ValueSource.OPERATOR, 1.0, confirmed_by="anna")
    with batch_of(workspace, [FULL]) as session:
        filled(session, case_number={1: number}, sender={1: value})
        found = queue(workspace, session)
        assert [(one.field, one.binding) for one in found] == ([("sender", False)] * asked)
        assert not [one for one in release.problems(workspace, session, {}) if one.field]


def test_a_class_that_does_not_exist_is_not_replaced_unsaid(workspace: Workspace) -> None:
    with batch_of(workspace, [own(1, document_class="lieferschein"), FULL]) as session:
        index.refresh(workspace, session, {})
        before = state(session.batch())
        doubt = one(workspace, session, "class_unknown")
        assert "„lieferschein“" in doubt.reasons[0].de
        assert doubt.proposal == Text("Dokumentart Posteingang", "Class Incoming mail")
        codes = [one.code for one in release.problems(workspace, session, {})]
        assert "class_unknown" in codes
        assert correct(workspace, session, doubt, "class").name == "class"
        doubts.accept(workspace, session, doubt)
        assert not [one for one in queue(workspace, session) if one.kind == "class_unknown"]
        codes = [one.code for one in release.problems(workspace, session, {})]
        assert "class_unknown" not in codes
        assert undone(workspace, session, before)
        edit.set_class(session, 1, "antrag")
        with pytest.raises(EditRefused):
            doubts.accept(workspace, session, doubt)


def test_doubts_come_in_the_order_of_the_documents(workspace: Workspace) -> None:
    sheets = [own(1), FULL, own(2), (TEXT, facts(blank=0.91)), own(3), FULL]
    with batch_of(workspace, sheets) as session:
        noted(session, "feed_interrupted")
        noted(session, "double_feed", sheet=2)
        filled(session, case_number={3: OCR, 1: OCR})
        found = queue(workspace, session)
    assert [(one.kind, one.document) for one in found] == [
        ("feed_interrupted", 0),
        ("double_feed", 1),
        ("value", 1),
        ("blank_unsure", 2),
        ("value", 3),
    ]
    assert len({one.key for one in found}) == len(found)


def test_an_answered_doubt_cannot_be_answered_again(workspace: Workspace) -> None:
    with batch_of(workspace, [FULL, BLANK]) as session:
        noted(session, "double_feed", sheet=1)
        doubt = one(workspace, session, "double_feed")
        doubts.accept(workspace, session, doubt)
        with pytest.raises(EditRefused):
            doubts.accept(workspace, session, doubt)
        foreign = doubts.Correction("split", Text("", ""), 2)
        with pytest.raises(EditRefused):
            doubts.correct(workspace, session, doubt, foreign)
        session.append(events.Released())
        with pytest.raises(StateRefused):
            doubts.accept(workspace, session, doubt)


def every_kind(workspace: Workspace) -> Sequence[Doubt]:
    sheets = [
        own(1, pages=9, document_class="x"), FULL, own(3), LETTER, UNSURE_T, FULL,
        own(4, tenant="y"), (TEXT, facts(blank=0.91)), (EMPTY, facts(blank=0.89)),
    ]  # fmt: skip
    with batch_of(workspace, sheets) as session:
        for kind in ("double_feed", "feed_interrupted", "unreadable_image", "number_repeated"):
            noted(session, kind, sheet=2)
        filled(session, case_number={1: OCR})
        return queue(workspace, session)


def test_every_doubt_speaks_both_languages_in_plain_words(workspace: Workspace) -> None:
    found = every_kind(workspace)
    assert len({one.kind for one in found}) >= 9
    for doubt in found:
        texts = [doubt.title, *doubt.reasons, doubt.accept.text, doubt.proposal]
        texts += [one.text for one in doubt.corrections]
        assert 1 <= len(doubt.reasons) <= 2
        for text in texts:
            assert text.de
            assert text.en
            assert text.say("de") == text.de
            assert "{" not in text.de + text.en
