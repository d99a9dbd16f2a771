"""What is released goes out, round by round: packages are written, sent and read back.

    released --export--> exported --upload--> sent --> closed

A round tries everything once and holds nothing afterwards: between two rounds a batch can be
opened, its release withdrawn, and another program may work on the outbox. What was released just
now is left for a later round (``grace``); the others do not wait for it. ``outlook`` says when the
next round makes sense:

    round --all well--------------> at leisure
          --target away, busy-----> after a wait that grows
          --login, certificate----> only when a person asks: going on would lock the account
"""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass, field, replace
from datetime import datetime

from scanstation.errors import (
    BatchClosed,
    BatchLocked,
    ConfigurationError,
    OutboxBusy,
    ScanstationError,
    TargetBusy,
    TargetUnreachable,
)
from scanstation.model import BatchState, UploadState
from scanstation.progress import Progress, Report, silent
from scanstation.settings import Settings
from scanstation.upload.retry import Random, Retry
from scanstation.workflow import upload as uploading
from scanstation.workflow.catalogue import list_batches
from scanstation.workflow.export import export
from scanstation.workflow.grace import Grace
from scanstation.workflow.workspace import Workspace

FOREVER = 1_000_000
"""Rounds: somebody is there to see that a target is away, and to end it."""

NO_GRACE = Grace()
AWAY = (TargetUnreachable, TargetBusy)
HALTS = (*uploading.OF_THE_TARGET, ConfigurationError)


@dataclass(frozen=True, slots=True)
class _Spared(Container[str]):
    """What a round does not take: what still can be withdrawn, and what somebody just kept."""

    held: Container[str]
    kept: Container[str]

    def __contains__(self, batch: object) -> bool:
        return batch in self.held or batch in self.kept


class _Stopped(Exception):
    """The work is to end; what is durable stays, the next round goes on from there."""


@dataclass(frozen=True, slots=True)
class Round:
    """What a round brought.

    Attributes:
        sent: the documents that it looked at.
        unexported: batches whose packages could not be written, with the reason.
        busy: another program works on the outbox; nothing was sent.
        held: batches that still can be withdrawn, and when to look at each again.
    """

    sent: tuple[uploading.Sent, ...] = ()
    unexported: tuple[tuple[str, ScanstationError], ...] = ()
    busy: bool = False
    held: tuple[tuple[str, datetime], ...] = ()


@dataclass(frozen=True, slots=True)
class Outlook:
    """When the next round makes sense.

    Attributes:
        retry: patience with the targets; ``due`` is None if nothing has to be waited for.
        away: why the target cannot take anything just now.
        halted: what a person has to mend first.
    """

    retry: Retry = field(default_factory=Retry)
    away: ScanstationError | None = None
    halted: ScanstationError | None = None


def patience(settings: Settings) -> Retry:
    """Return the patience of a program that runs on and shows how it stands."""
    given = settings.retry
    return Retry(given.first, given.factor, given.longest, max_attempts=FOREVER, max_age=1e9)


def run(
    workspace: Workspace,
    outbox: uploading.Outbox,
    report: Report = silent,
    grace: Grace = NO_GRACE,
) -> Round:
    """Write the packages of every released batch, and send what is there, each once.

    A batch that somebody has open is left for the next round, and one that was released just now.
    ``outbox.pace.keep_going`` ends the round between two documents, two pages read, two parts sent.
    """
    unexported: list[tuple[str, ScanstationError]] = []
    going = outbox.pace.keep_going
    every = list_batches(workspace)
    held = dict(grace.held(every, outbox.pace.now()))
    spared = _Spared(held, grace.kept)
    for one in every:
        if one.state == BatchState.RELEASED.value and one.batch not in spared and going():
            error = _export(workspace, one.batch, _ending(report, going))
            if error is not None:
                unexported.append((one.batch, error))
    once = replace(outbox, retry=replace(outbox.retry, max_attempts=1))
    try:
        sent = uploading.upload(workspace, once, report=report, leave=spared) if going() else []
    except OutboxBusy:
        return Round(unexported=tuple(unexported), busy=True, held=tuple(held.items()))
    held |= dict(grace.held(every, outbox.pace.now()))
    return Round(tuple(sent), tuple(unexported), held=tuple(held.items()))


def outlook(before: Outlook, found: Round, now: datetime, random: Random) -> Outlook:
    """Say when the next round makes sense; a pure function."""
    errors = [one.error for one in found.sent if one.error is not None]
    halted = next((one for one in errors if isinstance(one, HALTS)), None)
    away = next((one for one in errors if isinstance(one, AWAY)), None)
    if halted is not None:
        return Outlook(before.retry.cleared(), None, halted)
    again = away or next((one for one in errors if not one.permanent), None)
    if again is None:
        return Outlook(before.retry.cleared())
    return Outlook(before.retry.next(again, now, random) or before.retry, away)


def left(found: Round) -> int:
    """Return how many of the documents are not verified yet."""
    done = (UploadState.VERIFIED, UploadState.SUPERSEDED)
    return sum(one.state not in done for one in found.sent)


def _export(workspace: Workspace, batch: str, report: Report) -> ScanstationError | None:
    try:
        with workspace.open(batch) as session:
            export(workspace, session, report)
    except (_Stopped, BatchLocked, BatchClosed):
        return None
    except ScanstationError as error:
        return error
    return None


def _ending(report: Report, keep_going: Callable[[], bool]) -> Report:
    """Progress is told between two steps that are durable each: a good place to end."""

    def told(progress: Progress) -> None:
        report(progress)
        if not keep_going():
            raise _Stopped

    return told
