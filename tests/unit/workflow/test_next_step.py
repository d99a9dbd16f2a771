"""Where Enter goes: a pure function of what was found."""

from __future__ import annotations

from dataclasses import replace

from scanstation.errors import Text
from scanstation.model import Batch, Problem
from scanstation.replay import replay
from scanstation.workflow.doubt_model import Acceptance, Doubt
from scanstation.workflow.next_step import Step, next_step
from tests.builders.journal import fed, rows, separated

SAID = Text("x", "x")
DOUBT = Doubt("blank_unsure", "k", 2, 2, SAID, (SAID,), SAID, Acceptance("answer", SAID))
VALUE = replace(DOUBT, kind="value", key="value:D2:case_number", field="case_number")
UNCONFIRMED = Problem("case_number_unconfirmed", SAID, 2, "case_number", 2)
MISSING = Problem("required", SAID, 3, "case_number", 3)
UNSEEN = Problem("not_shown", SAID, 1, page=1)
NOT_CHECKED = Problem("not_checked", SAID)
LEDGER = Problem("ledger", SAID)
OPEN_DOUBT = Problem("doubt", SAID, 2, page=2)


def batch() -> Batch:
    """Three documents of a page each."""
    return replay(rows([*fed("a", "b", "c"), separated({"a": "D1", "b": "D2", "c": "D3"})]))


def way(problems: list[Problem], doubts: list[Doubt], document: int) -> list[Step]:
    """Return the steps if each is done before the next is asked for."""
    steps = []
    while True:
        step = next_step(batch(), problems, doubts, document)
        steps.append(step)
        if step.kind in ("release", "problem"):
            return steps
        problems = [one for one in problems if one is not step.problem]
        doubts = [one for one in doubts if one is not step.doubt]
        document = step.document


def test_nothing_left_is_the_release() -> None:
    assert next_step(batch(), [], [], 2) == Step("release")
    assert next_step(batch(), [NOT_CHECKED], [], 2) == Step("release")
    assert next_step(replay(rows(fed())), [], []) == Step("release")


def test_fields_come_before_doubts_and_doubts_before_pages() -> None:
    unseen = replace(UNSEEN, document=2, page=2)
    assert way([unseen, OPEN_DOUBT, UNCONFIRMED], [DOUBT, VALUE], 2) == [
        Step("field", 2, "case_number", VALUE, 2, UNCONFIRMED),
        Step("doubt", 2, doubt=DOUBT, page=2),
        Step("page", 2, page=2, problem=unseen),
        Step("release"),
    ]


def test_the_way_goes_on_behind_the_document_on_the_screen_and_begins_again() -> None:
    every = [UNSEEN, UNCONFIRMED, MISSING, NOT_CHECKED]
    assert [(one.kind, one.document) for one in way(every, [VALUE], 2)] == [
        ("field", 2), ("field", 3), ("page", 1), ("release", 0),
    ]  # fmt: skip
    assert [one.document for one in way(every, [VALUE], 0)] == [1, 2, 3, 0]


def test_a_page_that_was_just_shown_is_not_gone_to_again() -> None:
    assert next_step(batch(), [UNSEEN], [], 1, seen={1}) == Step("release")
    assert next_step(batch(), [UNSEEN], [], 1, seen={2}).kind == "page"


def test_what_enter_cannot_mend_is_shown_last() -> None:
    analysing = Problem("not_analysed", SAID, 3, page=3)
    assert next_step(batch(), [LEDGER, UNSEEN], [], 1).kind == "page"
    assert next_step(batch(), [LEDGER], [], 1) == Step("problem", problem=LEDGER)
    assert next_step(batch(), [LEDGER, analysing], [], 1) == Step(
        "problem", 3, page=3, problem=analysing
    )
    whole = replace(DOUBT, document=0, page=0)
    assert next_step(batch(), [LEDGER], [whole], 1).doubt is whole
