"""Works through a whole outbox: retries, and nobody waits for somebody else's failure.

A failure of one document (refused, changed, differs) leaves the others alone. A failure of the
target (not reachable, overloaded) pauses all of them together: a thousand documents would
otherwise each find out for themselves, at one time-out apiece. A failed login or an untrusted
certificate ends the run at once: going on would lock the account.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from scanstation.errors import (
    CredentialError,
    ScanstationError,
    TargetBusy,
    TargetLoginFailed,
    TargetUnreachable,
    TargetUntrusted,
    Text,
)
from scanstation.progress import Progress, Report, silent
from scanstation.upload.outbox import Pace, Record, UploadRecord, advance
from scanstation.upload.retry import Retry
from scanstation.upload.uploader import Outgoing, Uploader

_SENDING = Text("Dokumente senden", "Sending documents")
_NOW = datetime.min.replace(tzinfo=UTC)
_SLICE = 1.0
"""Seconds between two looks at whether to go on."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A document in the outbox: where it stands and what is to be sent."""

    last: UploadRecord
    outgoing: Outgoing
    retry: Retry = field(default_factory=Retry)


def drain(
    entries: Iterable[Entry],
    uploader: Uploader,
    record: Record,
    pace: Pace,
    target: Retry | None = None,
    report: Report = silent,
) -> tuple[UploadRecord, ...]:
    """Bring every entry as far as it goes and return their last records, in the given order.

    ``target`` is the patience with the target as a whole; when it ends, the entries not yet
    tried come back as they are.
    """
    run = _Run(tuple(entries), uploader, record, pace, target or Retry())
    run.work(report)
    return tuple(run.ends[entry.outgoing.package] for entry in run.entries)


class _Run:
    """The entries still open and the state of the target as a whole."""

    def __init__(
        self,
        entries: tuple[Entry, ...],
        uploader: Uploader,
        record: Record,
        pace: Pace,
        target: Retry,
    ) -> None:
        self.entries = entries
        self.uploader = uploader
        self.record = record
        self.pace = pace
        self.target: Retry | None = target
        self.healthy = target
        self.open: list[tuple[datetime, int, Entry]] = []
        self.pushed = 0
        for entry in entries:
            if not entry.last.ended:
                self._push(entry)
        self.ends = {entry.outgoing.package: entry.last for entry in entries}

    def work(self, report: Report) -> None:
        """Take the entry that is due first until none is left or the target gives out."""
        total = len(self.open)
        while self.open and self.target is not None:
            entry = self.open[0][2]
            if not self._waited(max(self._seconds(entry.retry), self._seconds(self.target))):
                return
            heapq.heappop(self.open)
            self._step(entry)
            report(Progress(_SENDING, total - len(self.open), total))

    def _step(self, entry: Entry) -> None:
        last = advance(entry.last, entry.outgoing, self.uploader, self.record, self.pace)
        self.ends[entry.outgoing.package] = last
        self.target = self._target_after(last.failure)
        retry = self._retry(entry.retry, last.failure)
        if not last.ended and retry is not None:
            self._push(replace(entry, last=last, retry=retry))

    def _push(self, entry: Entry) -> None:
        # Those due first come first; the number keeps the given order among equals.
        self.pushed += 1
        heapq.heappush(self.open, (entry.retry.due or _NOW, self.pushed, entry))

    def _retry(self, retry: Retry, failure: ScanstationError | None) -> Retry | None:
        if failure is None:
            return None
        return retry.next(failure, self.pace.now(), self.pace.random)

    def _target_after(self, failure: ScanstationError | None) -> Retry | None:
        if isinstance(failure, CredentialError | TargetLoginFailed | TargetUntrusted):
            return None
        if isinstance(failure, TargetUnreachable | TargetBusy) and self.target is not None:
            return self.target.next(failure, self.pace.now(), self.pace.random)
        return self.healthy

    def _seconds(self, retry: Retry) -> float:
        return retry.seconds_left(self.pace.now())

    def _waited(self, seconds: float) -> bool:
        return wait(seconds, self.pace.sleep, self.pace.keep_going)


def wait(seconds: float, sleep: Callable[[float], None], keep_going: Callable[[], bool]) -> bool:
    """Sleep in slices; return False as soon as the work is to end."""
    while keep_going():
        if seconds <= 0:
            return True
        sleep(min(seconds, _SLICE))
        seconds -= _SLICE
    return False
