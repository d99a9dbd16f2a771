"""What every operation tells that brings pages in, whoever started it.

    told --> FeedBegun, FeedState ..., FeedOver

So one place can show and steer every feed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Protocol

from scanstation.errors import ScanstationError
from scanstation.model import Ledger
from scanstation.ui.operations import Operation
from scanstation.ui.operations.devices import accepts
from scanstation.workflow.feeding import Feeding

if TYPE_CHECKING:
    from scanstation.ui.desk import Desk
    from scanstation.workflow.capture import Captured
    from scanstation.workflow.manual_duplex import Waiting
    from scanstation.workflow.session import BatchSession
    from scanstation.workflow.stopped import Stopped


class PageSource(Operation, Protocol):
    """An operation that brings pages into a batch; empty takes whichever is open."""

    @property
    def batch(self) -> str:
        """Id of the batch."""


class FromDevice(PageSource, Protocol):
    """One that feeds."""

    @property
    def device(self) -> str:
        """Address of the device; empty takes the one that was chosen last."""


@dataclass(frozen=True, slots=True)
class FeedBegun:
    """Told: pages come in from now on; ``feeding`` steers them, None while files are imported."""

    operation: PageSource
    feeding: Feeding | None


@dataclass(frozen=True, slots=True)
class FeedOver:
    """Told: no more pages come from this operation.

    Attributes:
        error: what broke it off, None if it simply ran to its end or was stopped.
        stopped: what to say of a feed that ended before its end.
        failed: why files were not imported; the others were.
        waiting: fronts whose backs are still to come.
        ledger: what the batch holds now.
    """

    operation: PageSource
    error: ScanstationError | None
    stopped: Stopped | None = None
    failed: tuple[ScanstationError, ...] = ()
    waiting: Waiting | None = None
    ledger: Ledger | None = None


@dataclass(slots=True)
class Outcome:
    """How an operation ends, collected for ``FeedOver``."""

    error: ScanstationError | None = None
    stopped: Stopped | None = None
    failed: tuple[ScanstationError, ...] = ()
    waiting: Waiting | None = None
    ledger: Ledger | None = None

    def told_of(self, operation: PageSource) -> FeedOver:
        """Return what is told."""
        return FeedOver(operation, self.error, self.stopped, self.failed, self.waiting, self.ledger)


@dataclass(slots=True)
class Run:
    """A feed under way.

    Attributes:
        captured: what it brought, if it says so itself.
        turned: it is a pass of a stack that is turned by hand.
    """

    session: BatchSession
    feeding: Feeding
    captured: Captured | None = None
    turned: bool = False


def fed(
    desk: Desk,
    operation: FromDevice,
    feed: Callable[..., Captured | None],
    *,
    turned: bool = False,
) -> Captured | None:
    """Feed, told and steered as every feed is, and return what came.

    Args:
        feed: of the workflow; gets ``workspace``, ``session``, ``device``, ``control``, ``settle``.
        turned: it is a pass of a stack that is turned by hand.
    """
    workspace, device = desk.workspace, operation.device or desk.device
    with steered(desk, operation) as run:
        run.turned = turned
        run.captured = feed(
            workspace=workspace,
            session=run.session,
            device=device,
            control=run.feeding,
            settle=False,
        )
    return run.captured


@contextmanager
def steered(desk: Desk, operation: PageSource) -> Iterator[Run]:
    """Tell how a feed goes and how it ended, and what a person may do then."""
    from scanstation.workflow import manual_duplex, scan

    feeding = Feeding(desk.tell, partial(accepts, desk))
    with announced(desk, operation, feeding) as (session, outcome):
        run = Run(session, feeding)
        yield run
        if run.captured is not None:
            outcome.error = run.captured.error
            outcome.stopped = scan.stopped_text(run.captured, session.batch())
        if run.turned:
            outcome.waiting = manual_duplex.waiting(session)


@contextmanager
def announced(
    desk: Desk, operation: PageSource, feeding: Feeding | None
) -> Iterator[tuple[BatchSession, Outcome]]:
    """Tell beginning and end, whatever the end is; the batch stays on the desk meanwhile."""
    outcome = Outcome()
    desk.tell(FeedBegun(operation, feeding))
    try:
        with desk.button.away(), desk.feeding(operation.batch) as session:
            yield session, outcome
            outcome.ledger = session.batch().ledger
    except ScanstationError as error:
        outcome.error = error
        raise
    except BaseException as error:
        outcome.error = ScanstationError(reason=type(error).__name__)
        raise
    finally:
        desk.tell(outcome.told_of(operation))
