"""Recognition in worker processes: a bad page takes down one job, never the station.

Each worker has a thread that takes the most urgent request from the line, hands it over and
waits. A worker that crashes or misses the deadline fails that one request and is started anew
for the next. Workers are spawned programs, never forks, run at low priority with one thread
each, and end with the station: its end of their pipe closes.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
from concurrent.futures import Future
from pathlib import Path
from typing import Any, Final

from scanstation.errors import RecognitionFailed, ScanstationError
from scanstation.model import OrientationFact
from scanstation.ocr.channel import Failure
from scanstation.ocr.engine import Recognition, RecognitionJob
from scanstation.ocr.process import WorkerProcess
from scanstation.ocr.settings import EngineSettings
from scanstation.ocr.waiting import Priority, Ticket, WaitingLine

DEADLINE: Final = 120.0
"""Seconds for one page; a dense A4 page takes 1 to 3."""


class RecognitionPool:
    """An ``Engine`` that reads several pages at once, each in a process of its own."""

    def __init__(
        self,
        settings: EngineSettings,
        workers: int = 1,
        capacity: int = 64,
        deadline: float = DEADLINE,
        temp: Path | None = None,
    ) -> None:
        """Start nothing yet; a worker starts with its first page.

        Args:
            settings: which engine runs in the workers.
            workers: how many processes at most.
            capacity: requests that may wait; ``submit`` blocks beyond that.
            deadline: seconds after which a request's worker is killed.
            temp: folder for page images that the command line needs as files, best the
                batch's own; None takes the system's.
        """
        self._deadline = deadline
        self._line = WaitingLine(capacity)
        # the command line passes pages through files: into a folder of our own, mode 0700
        self._scratch = Path(tempfile.mkdtemp(prefix="scanstation-ocr-", dir=temp))
        places = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(self._scratch))
        self._processes = [WorkerProcess(settings, places) for _ in range(workers)]
        self._threads = [
            threading.Thread(target=self._serve, args=(each,), name="ocr", daemon=True)
            for each in self._processes
        ]
        for thread in self._threads:
            thread.start()

    def submit(
        self, job: RecognitionJob, priority: Priority = Priority.REST
    ) -> Future[Recognition]:
        """Line a page up; the future may be cancelled while it waits.

        The future raises what ``Engine.recognise`` raises; after ``close`` it is cancelled.
        """
        return self._lined_up(Ticket("recognise", job, priority))

    def submit_orientation(
        self, job: RecognitionJob, priority: Priority = Priority.REST
    ) -> Future[OrientationFact]:
        """Line a page up for its orientation."""
        return self._lined_up(Ticket("orientation", job, priority))

    def promote(self, future: Future[Any], priority: Priority = Priority.ON_SCREEN) -> bool:
        """Move a waiting page forward, as when it comes on screen; False if it waits no more."""
        return self._line.promote(future, priority)

    def recognise(self, job: RecognitionJob) -> Recognition:
        """Read a page and wait for it (see ``Engine``)."""
        return self.submit(job, Priority.FIRST_PAGE).result()

    def orientation(self, job: RecognitionJob) -> OrientationFact:
        """Detect how a page lies and wait for it (see ``Engine``)."""
        return self.submit_orientation(job, Priority.FIRST_PAGE).result()

    def close(self) -> None:
        """End all workers; waiting pages are cancelled, those at work fail."""
        for ticket in self._line.close():
            ticket.future.cancel()
        for process in self._processes:
            process.close()
        for thread in self._threads:
            thread.join()
        shutil.rmtree(self._scratch, ignore_errors=True)

    def pids(self) -> tuple[int, ...]:
        """Return the process ids of the workers that run."""
        return tuple(each.pid for each in self._processes if each.pid is not None)

    def __enter__(self) -> RecognitionPool:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def _lined_up(self, ticket: Ticket) -> Future[Any]:
        if not self._line.put(ticket):
            ticket.future.cancel()
        return ticket.future

    def _serve(self, process: WorkerProcess) -> None:
        while (ticket := self._line.take()) is not None:
            if ticket.future.set_running_or_notify_cancel():
                self._fulfil(process, ticket)

    def _fulfil(self, process: WorkerProcess, ticket: Ticket) -> None:
        try:
            answer = process.ask(ticket.kind, ticket.job, self._deadline)
        except ScanstationError as error:
            ticket.future.set_exception(error)
        except Exception as error:  # the thread must live on, whatever one page did
            reason = f"{type(error).__name__}: {error}"
            ticket.future.set_exception(RecognitionFailed(page=ticket.job.page, reason=reason))
        else:
            if isinstance(answer, Failure):
                ticket.future.set_exception(answer.error())
            else:
                ticket.future.set_result(answer)
