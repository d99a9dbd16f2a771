"""The machine: feeder, glass, states and jobs. It knows nothing of HTTP but status numbers.

Feeder states as the specification names them::

    Empty --load--> Loaded --job--> Processing --all fetched--> Empty
                       ^                |
                       +--clear---- Jam, HatchOpen, MultipickDetected, Mispick

A sheet that is stuck lies on top of the feeder again once somebody cleared it: in a duplex
job both its sides come again, as the operator puts the whole sheet back.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import dataclass

from PIL import Image

from tests.escl.documents import Document, Renderer
from tests.escl.faults import ADF_STATES, STATUS, Fault, Faults, Kind
from tests.escl.jobs import Job
from tests.escl.model import Model
from tests.escl.paper import Sheet, Side
from tests.escl.settings import Settings

BLANK = Side(Image.new("RGB", (850, 1170), "white"), 100)
JOBS_KEPT = 5


class Refused(Exception):
    """The answer to a request is a status and nothing else."""

    def __init__(self, status: int, retry_after: float | None = None) -> None:
        super().__init__(status)
        self.status = status
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Page:
    """A page that is being fetched; it comes when ``ready`` (``time.monotonic``) is there."""

    job: Job
    number: int
    document: Document
    ready: float
    fault: Fault | None
    repeated: bool


class Scanner:
    """A device of a model.

    Attributes:
        busy: somebody else's job is under way; jobs are refused with 503.
        down: ``pwg:State`` is ``Down``.
        state_lag: so many status requests after a change still show the feeder as before.
    """

    def __init__(self, model: Model | None = None) -> None:
        self.model = model or Model()
        self.faults = Faults()
        self.busy = False
        self.down = False
        self.state_lag = 0
        self.glass: Side | None = None
        self._renderer = Renderer(self.model.area)
        self._feeder: deque[Sheet] = deque()
        self._jobs: dict[str, Job] = {}
        self._stuck: Fault | None = None
        self._shown = "ScannerAdfEmpty"
        self._lag: int | None = None
        self._lock = threading.Lock()
        self._released = threading.Event()

    def load(self, sheets: list[Sheet]) -> None:
        """Put sheets below those that lie in the feeder."""
        with self._lock:
            self._feeder.extend(sheets)

    def unload(self) -> list[Sheet]:
        """Take everything out of the feeder."""
        with self._lock:
            sheets = list(self._feeder)
            self._feeder.clear()
            return sheets

    def clear(self) -> None:
        """Remove the stuck sheet, close the cover, put the sheet back on top."""
        with self._lock:
            self._stuck = None

    def release(self) -> None:
        """End every wait and hang; the server calls it when it stops."""
        self._released.set()

    def wait(self, seconds: float | None) -> None:
        """Wait so long, or until released (None: until then)."""
        self._released.wait(seconds)

    @property
    def sheets_left(self) -> int:
        """How many sheets lie in the feeder."""
        with self._lock:
            return len(self._feeder)

    def create(self, settings: Settings) -> Job:
        """Begin a job (Refused: busy, stuck, empty, or a setting that it does not have)."""
        fault = self.faults.take_answer("job")
        with self._lock:
            if fault is not None and fault.kind in ADF_STATES:
                self._stuck = fault
            if self._stuck is not None:
                raise Refused(self._stuck.status, self._stuck.retry_after)
            if fault is not None:
                raise Refused(STATUS[fault.kind], fault.retry_after)
            if self.busy or self._running() is not None:
                raise Refused(503, self.model.retry_after)
            if self.model.refusal(settings):
                raise Refused(409)
            job = Job(settings, self.model)
            if job.from_feeder and not self._feeder and self.model.empty_answer != 201:
                raise Refused(self.model.empty_answer)
            self._jobs[job.id] = job
            for old in list(self._jobs)[:-JOBS_KEPT]:
                del self._jobs[old]
            return job

    def next_page(self, job_id: str) -> Page:
        """Return the next page of a job (Refused: none, not yet, or something went wrong)."""
        with self._lock:
            job = self._job(job_id)
            if job.ended:
                raise Refused(404)
            ready = job.ready()
            if ready > time.monotonic() and self.model.not_ready == "503":
                raise Refused(503, self.model.retry_after)
            if job.again and job.last is not None:
                job.again = False
                return self._page(job, job.last, job.number - 1, ready, None, True)
            fault = self.faults.take("page", job.number)
            self._go_wrong(job, fault)
            self._pull(job)
            return self._page(job, job.sides[0], job.number, ready, fault, False)

    def delivered(self, page: Page, complete: bool) -> None:
        """Note that a page went out, or that it broke off."""
        with self._lock:
            job, fault = page.job, page.fault
            if page.repeated or (not complete and fault is not None and fault.keeps):
                return
            if not job.sides:
                return  # the sheet went back into the feeder meanwhile
            job.last = job.sides.popleft()
            job.fetched.append(time.monotonic())
            job.again = fault is not None and fault.kind is Kind.TWICE
            if not job.again and not self._more(job) and not job.ended:
                job.state = "Completed"

    def cancel(self, job_id: str, fault: Fault | None = None) -> None:
        """End a job; what lies in the feeder stays there (Refused: no such job)."""
        if fault is not None and fault.kind in STATUS:
            raise Refused(STATUS[fault.kind], fault.retry_after)
        with self._lock:
            job = self._job(job_id)
            if not job.ended and (fault is None or fault.kind is not Kind.IGNORED):
                job.state = "Canceled"

    def job(self, job_id: str) -> Job:
        """Return a job (Refused: no such job)."""
        with self._lock:
            return self._job(job_id)

    def jobs(self) -> list[Job]:
        """Return the jobs that the device remembers, the newest first."""
        with self._lock:
            return list(reversed(self._jobs.values()))

    def states(self) -> tuple[str, str]:
        """Return ``pwg:State`` and ``scan:AdfState`` as the device shows them now."""
        with self._lock:
            running = self._running()
            state = "Down" if self.down else "Processing" if running or self.busy else "Idle"
            if self._stuck is not None:
                state = "Stopped"
            return state, self._adf_state(running)

    def _adf_state(self, running: Job | None) -> str:
        actual = "ScannerAdfLoaded" if self._feeder else "ScannerAdfEmpty"
        if running is not None and running.from_feeder:
            actual = "ScannerAdfProcessing"
        if self._stuck is not None:
            actual = ADF_STATES[self._stuck.kind]
        if actual == self._shown:
            self._lag = None
            return actual
        late = self._stuck.late if self._stuck is not None else self.state_lag
        self._lag = late if self._lag is None else self._lag
        if self._lag > 0:
            self._lag -= 1
            return self._shown
        self._shown, self._lag = actual, None
        return actual

    def _job(self, job_id: str) -> Job:
        if job_id not in self._jobs:
            raise Refused(404)
        return self._jobs[job_id]

    def _running(self) -> Job | None:
        return next((job for job in self._jobs.values() if not job.ended), None)

    def _more(self, job: Job) -> bool:
        if job.from_feeder:
            return bool(job.sides or self._feeder)
        return job.pulled == 0 or bool(job.sides)

    def _pull(self, job: Job) -> None:
        if not self._more(job):
            job.state = "Completed"
            raise Refused(404)
        if not job.sides:
            job.pull(self._feeder.popleft() if job.from_feeder else Sheet(self.glass or BLANK))

    def _go_wrong(self, job: Job, fault: Fault | None) -> None:
        if fault is None:
            return
        if fault.kind in ADF_STATES:
            self._stuck = fault
            job.state = "Aborted"
            if job.sides and job.sheet is not None and job.from_feeder:
                self._feeder.appendleft(job.sheet)
                job.sides.clear()
            raise Refused(fault.status, fault.retry_after)
        if fault.kind is Kind.VANISH:
            del self._jobs[job.id]
            raise Refused(404)
        if fault.kind in STATUS:
            raise Refused(STATUS[fault.kind], fault.retry_after)

    def _page(
        self,
        job: Job,
        side: Side,
        number: int,
        ready: float,
        fault: Fault | None,
        repeated: bool,
    ) -> Page:
        document = self._renderer.document(side, job.settings)
        job.image_size = (*document.pixels.size, document.bytes_per_line)
        return Page(job, number, document, ready, fault, repeated)
