"""One scan job of an eSCL device.

    asked for --201--> running --NextDocument 200--> running ... --404/410--> ended
        |                 |  ^                                       |
        |                 |  +--503, or 404 while the job goes on----+
        +--503: again     +--jam, double feed, cover: error, DELETE

Nothing waits a fixed time for a page: most devices keep a request for a page open until they
have it. Those that answer 503 are asked again after a twentieth of the time that was waited
already, whole seconds of ``Retry-After`` or not: a second for every page would halve a scanner
of 60 images a minute.

The end is believed when ScannerStatus agrees: Brother MFC-L2710DW says 404 when it is asked
before the next sheet has arrived (sane-airscan issue 39), and after a jam devices say 404 or
409 and name the jam in ScannerStatus only, some of them a little later.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from scanstation.devices.escl.http import Answer, Http
from scanstation.devices.escl.wire import Watch
from scanstation.devices.escl.xml import JobStatus, ScannerStatus, parse_status
from scanstation.errors import (
    CoverOpen,
    DeviceBusy,
    DeviceError,
    DeviceIOError,
    DoubleFeed,
    OutOfPaper,
    PaperJam,
    ScanCancelled,
    UnsupportedOption,
)

FAULTS: dict[str, type[DeviceError]] = {
    "ScannerAdfJam": PaperJam,
    "ScannerAdfMispick": PaperJam,
    "ScannerAdfDuplexPageTooShort": PaperJam,
    "ScannerAdfDuplexPageTooLong": PaperJam,
    "ScannerAdfInputTrayFailed": DeviceIOError,
    "ScannerAdfInputTrayOverloaded": PaperJam,
    "ScannerAdfMultipickDetected": DoubleFeed,
    "ScannerAdfHatchOpen": CoverOpen,
    "ScannerAdfDoorOpen": CoverOpen,
}
"""States of the feeder (eSCL 2.97, 9.1.2; DoorOpen is older devices' word) that need a person.
A sheet that cannot be drawn in or turned has to be taken out by hand, as after a jam."""

EMPTY = "ScannerAdfEmpty"
RUNNING = frozenset({"Pending", "Processing"})
CANCELLED = frozenset({"JobCanceledByUser", "JobCanceledByOperator", "JobCanceledAtDevice"})

FIRST_PAUSE = 0.02
LONGEST_PAUSE = 0.25
PAUSE_SHARE = 20
LOOK_SECONDS = 0.5
"""Between two looks at the state while pages are not ready, so that these do not slow it down."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a job is asked for.

    Attributes:
        settings: ScanSettings as XML.
        feeder: paper comes from the feeder, so its state counts.
        host: the Host header, if it is to be another than usual.
        look_first: believe the state of the feeder before the job.
        duplex: both sides of a sheet come, so the sides of a whole job are even.
        before: path of the session's last job; one that runs on though it was cancelled (Brother)
            is cancelled again.
    """

    settings: bytes
    feeder: bool
    host: str = ""
    look_first: bool = False
    duplex: bool = False
    before: str = ""


class Job:
    """A running job; ``begin`` makes it."""

    def __init__(self, http: Http, watch: Watch, request: Request, path: str) -> None:
        self._http = http
        self._watch = watch
        self._request = request
        self.path = path
        self._over = False
        self.documents = 0
        self.sides = 0
        """Images in the documents, counted by whoever takes them out: a PDF may hold several."""
        self.counted = 0
        """Images that the device says it completed, once the job has ended."""

    def next_document(self) -> Answer | None:
        """Wait for the next document; None behind the last one.

        Raises:
            PaperJam, DoubleFeed, CoverOpen, DeviceIOError: what ScannerStatus says.
            OutOfPaper: the feeder was empty from the beginning.
            DeviceBusy: it asks for patience and never has anything.
        """
        asked, looked = time.monotonic(), 0.0
        for pause in _pauses(self._http.patience.page, DeviceBusy):
            answer = self._http.ask(
                "GET", f"{self.path}/NextDocument", seconds=self._http.patience.page
            )
            if answer.status == 200:
                self.documents += 1
                return answer
            answer.done()
            if answer.status == 503:
                looked = self._look_now_and_then(looked)
                asked = time.monotonic()
            elif self._ended(answer.status, time.monotonic() - asked):
                return None
            self._watch.pause(pause)
        raise AssertionError("pauses end with an error")  # pragma: no cover

    def waiting(self) -> int:
        """Return how many pages the device has scanned that were not fetched, as it says."""
        job = read_status(self._http).job(self.path)
        return job.to_transfer if job is not None else 0

    def count_again(self) -> None:
        """Take down what the device counted up to its end, if it says so."""
        job = read_status(self._http).job(self.path)
        if job is not None:
            self.counted = max(self.counted, job.completed)

    def image_info(self) -> bytes:
        """Return ScanImageInfo of the document that came last."""
        return self._http.ask("GET", f"{self.path}/ScanImageInfo").text()

    def cancel(self) -> None:
        """Tell the device to end the job, if it has not ended; a stop does not keep this back."""
        if self._over:
            return
        self._over = True
        with self._watch.deaf():
            try:
                self._http.ask("DELETE", self.path, seconds=self._http.patience.cancel).done()
            except DeviceError:
                # It may have ended on its own, or be gone: what brought us here is what counts.
                self._http.close()

    def _look_now_and_then(self, before: float) -> float:
        """Look for a fault while a page is not ready; return when that was last done."""
        now = time.monotonic()
        if now - before < LOOK_SECONDS:
            return before
        raise_fault_of(read_status(self._http), self._request.feeder)
        return now

    def _ended(self, status: int, waited: float) -> bool:
        """Say whether the job has really ended; raise what ended it."""
        patient = waited < self._http.patience.late
        try:
            state = read_status(self._http)
        except DeviceIOError:
            if patient:
                return False
            raise
        raise_fault_of(state, self._request.feeder)
        job = state.job(self.path)
        if status not in {404, 409, 410}:
            raise DeviceIOError(reason=f"HTTP {status}")
        if patient and self._owes(job):
            return False
        if job is not None and job.state in {"Aborted", "Canceled"}:
            self._over = True
            raise self._broken(job)
        if status == 409 or (job is None and self._cut_off(state)):
            raise DeviceIOError(reason=f"HTTP {status}")
        self._over = job is None or job.state not in RUNNING
        if not self.documents:
            raise OutOfPaper(sheet=0) if self._request.feeder else DeviceIOError(reason="empty")
        if job is not None and job.state == "Completed":
            self.counted = job.completed
        return True

    def _owes(self, job: JobStatus | None) -> bool:
        """Whether more may come: a page, or the state of the feeder that aborted the job."""
        if job is None:
            return False
        return job.state in RUNNING or (job.state == "Aborted" and self._request.feeder)

    def _cut_off(self, state: ScannerStatus) -> bool:
        """Whether a job of which the device knows nothing any more has left something behind."""
        loaded = self._request.feeder and state.adf == "ScannerAdfLoaded"
        return loaded or (self._request.duplex and self.sides % 2 == 1)

    def _broken(self, job: JobStatus) -> DeviceError:
        if job.state == "Canceled" or CANCELLED & set(job.reasons):
            return ScanCancelled(sheet=0)
        return DeviceIOError(reason=" ".join(job.reasons) or job.state)


def begin(http: Http, watch: Watch, request: Request) -> Job:
    """Ask the device for a job.

    Raises:
        OutOfPaper, PaperJam, DoubleFeed, CoverOpen: what ScannerStatus says.
        DeviceBusy: another job runs, and goes on running.
        UnsupportedOption: the device does not like the settings.
    """
    if request.look_first:
        _look(http, request)
    for pause in _pauses(http.patience.busy, DeviceBusy):
        answer = http.ask("POST", f"{http.base.root}/ScanJobs", request.settings, host=request.host)
        answer.done()
        if answer.status in {200, 201}:
            return Job(http, watch, request, _path(http, answer.header("Location")))
        state = _look(http, request)
        if answer.status == 400:
            raise UnsupportedOption(option="ScanSettings", value="HTTP 400")
        if answer.status not in {409, 503} or (answer.status == 409 and state.state == "Idle"):
            raise DeviceIOError(reason=f"HTTP {answer.status}")
        if request.before and (old := state.job(request.before)) and old.state in RUNNING:
            http.ask("DELETE", request.before, seconds=http.patience.cancel).done()
        watch.pause(pause)
    raise AssertionError("pauses end with an error")  # pragma: no cover


def read_status(http: Http) -> ScannerStatus:
    """Return the state of the device.

    Raises:
        DeviceError: it does not answer.
    """
    answer = http.get("ScannerStatus")
    text = answer.text()
    if answer.status != 200:
        raise DeviceIOError(reason=f"HTTP {answer.status}")
    return parse_status(text)


def raise_fault_of(state: ScannerStatus, feeder: bool) -> None:
    """Raise what is wrong with the feeder, if paper comes from there."""
    if feeder and state.adf in FAULTS:
        raise FAULTS[state.adf](reason=state.adf, sheet=0)
    if state.state == "Down":
        raise DeviceIOError(reason=state.state)


def _look(http: Http, request: Request) -> ScannerStatus:
    """Ask why there is no job: a feeder that is empty, or that needs a person."""
    state = read_status(http)
    raise_fault_of(state, request.feeder)
    if request.feeder and state.adf == EMPTY:
        raise OutOfPaper(sheet=0)
    return state


def _path(http: Http, location: str) -> str:
    """Return the path of a job on the server that was asked.

    The host of a Location is not believed: devices name themselves localhost, by a name that
    nobody can resolve, or with the port of another service; and no login goes elsewhere.
    """
    root = http.base.root
    path = _path_in(location)
    if not path:
        jobs = [job for job in read_status(http).jobs if job.state in RUNNING and job.uri]
        path = _path_in(jobs[0].uri) if jobs else ""
    if not path:
        raise DeviceIOError(reason="Location")
    path = urljoin(f"{root}/ScanJobs", path).rstrip("/")
    return root + path if path.startswith("/ScanJobs/") else path


def _path_in(address: str) -> str:
    try:
        return urlsplit(address).path
    except ValueError:  # a host in brackets that do not close
        return ""


def _pauses(seconds: float, error: type[DeviceError]) -> Iterator[float]:
    """Yield pauses of a twentieth of the time since the first; raise when all of it is over."""
    begun = time.monotonic()
    while (waited := time.monotonic() - begun) < seconds:
        yield min(LONGEST_PAUSE, max(FIRST_PAUSE, waited / PAUSE_SHARE))
    raise error(reason="timeout", sheet=0)
