"""Both sides on a scanner that reads one: the fronts, then the turned stack once more.

    none --feed--> fronts --the stack is turned, feed--> backs --as many as fronts--> paired
                     ^ |  jam, pause, kill: feed again     |  ^
                     +-+                                   |  +-- jam, pause, kill: feed again
                                                           +--another count--> asked about
                                                                  |
                     fronts  <---------- discard_backs -----------+

Turned over as a whole, the last sheet's back comes first (``reversed``); turned sheet by sheet,
the first one's does (``same``). Each back takes its place behind its front as it comes, on the
same sheet. Where a pass stands is in the journal, as events say which feed was which pass: a
program that was killed between the passes, or within one, goes on.

A stack whose passes brought different counts is paired wrongly somewhere, nobody knows where:
all pages are kept, and release waits for a person's answer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from scanstation import events
from scanstation.errors import EditRefused, SidesDiffer, Text
from scanstation.events import DuplexPass
from scanstation.model import Batch, BatchState, Page, PageKind
from scanstation.progress import Report, silent
from scanstation.workflow.capture import Captured
from scanstation.workflow.fed_sheets import Place
from scanstation.workflow.feeding import Feeding
from scanstation.workflow.scan import Turn, arrange, scan
from scanstation.workflow.session import BatchSession, new_id
from scanstation.workflow.workspace import Workspace

StackOrder = Literal["reversed", "same"]

MISMATCH = "manual_duplex_count"
COUNTS_DIFFER = Text(
    "Beim Scannen von Vorder- und Rückseiten kamen {fronts} Vorderseiten und {backs} Rückseiten. "
    "Bitte die Paare prüfen oder die Rückseiten verwerfen und noch einmal einziehen.",
    "{fronts} fronts and {backs} backs came. Check the pairs, or discard the backs and feed them "
    "again.",
)
DISCARD = Text("Rückseiten verworfen", "Backs discarded")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A stack whose backs are not all there yet.

    Attributes:
        stack: its id in the journal.
        fronts: how many fronts there are; their pages in the order that they came.
        backs: how many backs came already, rejected ones among them; 0 if all are rejected.
        order: how the backs lie, empty before the first of them was fed.
    """

    stack: str
    fronts: tuple[str, ...]
    backs: int
    order: StackOrder | Literal[""]


@dataclass(frozen=True, slots=True)
class _Backs:
    """Pairs backs with fronts by their order; see ``capture.Placing``."""

    batch: Batch
    fronts: tuple[Page, ...]
    done: int
    order: StackOrder

    def place(self, number: int) -> Place:
        """Return the place behind the front; one too many lies behind the last front's back."""
        front = self.fronts[self._front(self.done + number)]
        after = self.batch.page_index[front.id] + 1
        following = self.batch.pages[after].id if after < len(self.batch.pages) else ""
        return Place(front.sheet_id, "back", following)

    def _front(self, back: int) -> int:
        last = len(self.fronts) - 1
        place = last - back if self.order == "reversed" else back
        return min(max(place, 0), last)


def waiting(session: BatchSession) -> Waiting | None:
    """Return the newest stack if its backs are still to come."""
    stack = _newest(session)
    if stack is None or not stack.fronts:
        return None
    complete = stack.ended and stack.backs > 0
    return None if complete else Waiting(stack.id, stack.fronts, stack.backs, stack.order)


def unfinished_fronts(session: BatchSession) -> bool:
    """Whether the feed of the newest stack's fronts broke off, so that more of them come."""
    stack = _newest(session)
    return stack is not None and not stack.turned and not stack.ended


def feed_fronts(
    workspace: Workspace,
    session: BatchSession,
    device: str = "",
    *,
    more: bool = False,
    report: Report = silent,
    control: Feeding | None = None,
    settle: bool = True,
) -> Captured:
    """Feed the fronts of a stack; the rest of them after a jam belong to the same stack.

    Args:
        more: the feeder took only a part of the stack, these are fronts of the same one.
        report, control, settle: see ``scan.scan``.
    """
    stack = _newest(session)
    going_on = stack is not None and not stack.turned and (more or not stack.ended)
    name = stack.id if stack is not None and going_on else new_id()
    turn = Turn(DuplexPass(name, "front"), None)
    return scan(
        workspace, session, device, report=report, control=control, settle=settle, turn=turn
    )


def feed_backs(
    workspace: Workspace,
    session: BatchSession,
    order: StackOrder,
    device: str = "",
    *,
    report: Report = silent,
    control: Feeding | None = None,
    settle: bool = True,
) -> Captured:
    """Feed the backs of the stack that waits for them, or the rest of them after a jam.

    Returns:
        What came; ``error`` is ``SidesDiffer`` if the passes brought different counts: all pages
        are kept, and release waits for an answer.

    Raises:
        EditRefused: no stack waits for its backs, or they began in the other order.
    """
    placing, stack = _placing(session, order)
    turn = Turn(DuplexPass(stack, "back", order), placing)
    captured = scan(
        workspace, session, device, report=report, control=control, settle=False, turn=turn
    )
    if captured.error is None and not captured.stopped:
        captured = replace(captured, error=_compare(session))
    if settle:
        arrange(workspace, session)
    return captured


def discard_backs(session: BatchSession, reason: str) -> int:
    """Reject the backs of the newest stack, which then waits for them again; return how many.

    Raises:
        EditRefused: there are none.
    """
    with session.alone():
        batch = session.require(BatchState.OPEN)
        stack = _newest(session)
        backs = _live(batch, stack.back_pages) if stack else []
        if not backs:
            raise EditRefused(
                reason_de="Es gibt keine Rückseiten eines gewendeten Stapels.",
                reason_en="there are no backs of a turned stack.",
            )
        session.append_step(DISCARD, *(events.PageRejected(page, reason) for page in backs))
        for one in batch.anomalies:
            if one.kind == MISMATCH and not one.answer:
                session.append(events.AnomalyAnswered(one.row, one.key, reason))
    return len(backs)


@dataclass(slots=True)
class _Stack:
    """A stack as its feeds left it; ``ended``: the last feed ran to its end."""

    id: str
    fronts: tuple[str, ...] = ()
    back_pages: tuple[str, ...] = ()
    backs: int = 0
    order: StackOrder | Literal[""] = ""
    turned: bool = False
    ended: bool = False


def _newest(session: BatchSession) -> _Stack | None:
    """Return the newest stack; a rejected back counts, as its place is taken, unless all are."""
    feeds = {one.feed: one for one in session.every(events.FeedStarted)}
    passes = [one.duplex_pass for one in feeds.values() if one.duplex_pass is not None]
    if not passes:
        return None
    stack = _Stack(passes[-1].stack)
    mine = {
        name: one.duplex_pass
        for name, one in feeds.items()
        if one.duplex_pass is not None and one.duplex_pass.stack == stack.id
    }
    batch = session.batch()
    captured = [one for one in session.every(events.PageCaptured) if one.feed in mine]
    stack.fronts = tuple(one.page for one in captured if mine[one.feed].side == "front")
    stack.back_pages = tuple(one.page for one in captured if mine[one.feed].side == "back")
    backs = _since_discarded(batch, stack.fronts, captured, mine)
    stack.backs = len(backs) if _live(batch, backs) else 0
    last = list(mine)[-1]
    stack.turned = mine[last].side == "back"
    stack.order = mine[last].order if stack.backs else ""
    reasons = {one.feed: one.reason for one in session.every(events.FeedEnded)}
    stack.ended = reasons.get(last) == "end"
    return stack


def _since_discarded(
    batch: Batch,
    fronts: tuple[str, ...],
    captured: list[events.PageCaptured],
    passes: dict[str, DuplexPass],
) -> tuple[str, ...]:
    """Return the backs of the try that counts: one begins anew where all before are rejected."""
    sheets = {one.page: one.sheet for one in captured}
    tries: dict[str, list[str]] = {}
    for one in captured:
        if passes[one.feed].side == "back":
            tries.setdefault(one.feed, []).append(one.page)
    backs: tuple[str, ...] = ()
    for feed, pages in tries.items():
        first = fronts[-1 if passes[feed].order == "reversed" else 0]
        anew = sheets[pages[0]] == sheets[first] and not _live(batch, backs)
        backs = tuple(pages) if anew else (*backs, *pages)
    return backs


def _live(batch: Batch, pages: tuple[str, ...]) -> list[str]:
    gone = (PageKind.REJECTED, PageKind.REPLACED)
    return [page for page in pages if batch.page(page).kind not in gone]


def _placing(session: BatchSession, order: StackOrder) -> tuple[_Backs, str]:
    batch = session.require(BatchState.OPEN)
    stack = waiting(session)
    if stack is None:
        raise EditRefused(
            reason_de="Kein Stapel wartet auf seine Rückseiten.",
            reason_en="no stack waits for its backs.",
        )
    if stack.order not in ("", order):
        raise EditRefused(
            reason_de="Die ersten Rückseiten kamen in der anderen Reihenfolge.",
            reason_en="the first backs came in the other order.",
        )
    fronts = tuple(batch.page(page) for page in stack.fronts)
    return _Backs(batch, fronts, stack.backs, order), stack.stack


def _compare(session: BatchSession) -> SidesDiffer | None:
    """Ask about a stack whose passes brought different counts."""
    stack = _newest(session)
    if stack is None or stack.backs == len(stack.fronts):
        return None
    counts = {"fronts": len(stack.fronts), "backs": stack.backs}
    said = Text(COUNTS_DIFFER.say("de", **counts), COUNTS_DIFFER.say("en", **counts))
    page = stack.fronts[0] if stack.fronts else ""
    session.append(events.AnomalyNoted(MISMATCH, said, page=page, needs_answer=True))
    return SidesDiffer(**counts)
