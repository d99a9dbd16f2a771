"""Running numbers of a print job: a separator that was not read leaves a hole.

Sheets of a job are fed in the order of their numbers, but not always all of them and not
always in one batch. Between the lowest and the highest number seen, a hole is a question.
Below the lowest and above the highest it is one only where a letter can have been swallowed:
pages before the first sheet, or more sheets in the last document than one, and only for sheets
made for a certain letter (with a case number); unused sheets of a stock are no anomaly.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from scanstation.separation.marks import Separator


@dataclass(frozen=True, slots=True)
class Numbered:
    """A numbered separator sheet as it was met in the stack.

    Attributes:
        followed: pages of the document that it opens; empty if it opens none.
        total: sheets of the job, 0 if unknown.
        personal: whether it carries a case number.
        before: whether pages lie before it in the stack.
    """

    number: int
    sheet: Separator
    followed: tuple[str, ...]
    total: int = 0
    personal: bool = False
    before: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """Missing numbers ``first``..``last``, beside ``sheet``; ``pages`` may hide them."""

    first: int
    last: int
    sheet: Separator
    pages: tuple[str, ...]
    needs_answer: bool = True
    at_start: bool = False


def gaps(job: Sequence[Numbered], complete: bool) -> Iterator[Gap]:
    """Return the holes of one job.

    Args:
        job: its sheets in stack order.
        complete: whether the feed has ended; only then can numbers be missing at the end.
    """
    by_number = {one.number: one for one in reversed(job)}
    seen = sorted(by_number)
    first, last = by_number[seen[0]], by_number[seen[-1]]
    if first.number > 1 and first is job[0] and first.before and first.personal:
        yield Gap(1, first.number - 1, first.sheet, (), at_start=True)
    for low, high in pairwise(seen):
        if high - low > 1:
            lower = by_number[low]
            yield Gap(low + 1, high - 1, lower.sheet, lower.followed)
    if complete and last.personal and last.total > last.number:
        yield Gap(last.number + 1, last.total, last.sheet, last.followed)


def out_of_order(job: Sequence[Numbered]) -> Iterator[Numbered]:
    """Return sheets whose number is lower than that of the sheet before."""
    for before, one in pairwise(job):
        if one.number < before.number:
            yield one


def repeated(job: Sequence[Numbered]) -> Iterator[tuple[Numbered, bool]]:
    """Return sheets whose number was met before, and whether pages lie in between.

    A sheet that was fed again after a jam follows itself at once and changes nothing.
    """
    met: dict[int, Numbered] = {}
    for place, one in enumerate(job):
        if one.number in met:
            fed_again = job[place - 1].number == one.number and not job[place - 1].followed
            yield one, not fed_again
        met[one.number] = one
