"""What Enter does next: accept and go on, until nothing is left but the release.

In each document first the fields, then the doubts, then the pages that were not looked at; then
the next document, and after the last one the first again. So an operator's eyes go through the
stack once.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from scanstation.model import Batch, Problem
from scanstation.workflow.doubt_model import Doubt
from scanstation.workflow.problems import NOT_CHECKED_CODE, NOT_SHOWN_CODE

IMPLIED = frozenset({NOT_CHECKED_CODE, "doubt", "class_unknown"})
"""What other steps bring about: the check comes with the release, doubts are listed as such."""


@dataclass(frozen=True, slots=True)
class Step:
    """Where to go, and what is to be done there.

    Attributes:
        kind: ``field`` (type a value; with a doubt: confirm the one that stands there), ``doubt``
            (accept or correct), ``page`` (look at it), ``problem`` (nothing that Enter could
            do: show its sentence), ``release``.
        document, field, page: by the numbers and names people use; 0 or empty if none.
    """

    kind: Literal["field", "doubt", "page", "problem", "release"]
    document: int = 0
    field: str = ""
    doubt: Doubt | None = None
    page: int = 0
    problem: Problem | None = None


def next_step(
    batch: Batch,
    problems: Sequence[Problem],
    doubts: Sequence[Doubt],
    document: int = 0,
    seen: Collection[int] = (),
) -> Step:
    """Return the next thing to do.

    Args:
        problems: of ``release.problems``.
        doubts: of ``doubts.queue``.
        document: number of the one on the screen, 0 if none.
        seen: numbers of pages that were shown since the problems were found.
    """
    unseen = [one for one in problems if one.code == NOT_SHOWN_CODE and one.page not in seen]
    others = [one for one in problems if one.code not in IMPLIED | {NOT_SHOWN_CODE}]
    count = len(batch.documents)
    start = max(document - 1, 0)
    for number in [(start + offset) % count + 1 for offset in range(count)]:
        step = _in_document(number, others, doubts, unseen)
        if step is not None:
            return step
    return _in_document(0, others, doubts, unseen) or Step("release")


def _in_document(
    number: int, problems: Sequence[Problem], doubts: Sequence[Doubt], unseen: Sequence[Problem]
) -> Step | None:
    mine = [one for one in doubts if one.document == number]
    wrong = [one for one in problems if one.document == number]
    for problem in wrong:
        if problem.field:
            doubt = next((one for one in mine if one.field == problem.field), None)
            page = doubt.page if doubt else problem.page
            return Step("field", number, problem.field, doubt, page, problem)
    for doubt in mine:
        return Step("doubt", number, doubt.field, doubt, doubt.page)
    for problem in unseen:
        if problem.document == number:
            return Step("page", number, page=problem.page, problem=problem)
    for problem in wrong:
        return Step("problem", number, page=problem.page, problem=problem)
    return None
