"""HTTP: which request is which call of the machine.

GET    /eSCL/ScannerCapabilities
GET    /eSCL/ScannerStatus
POST   /eSCL/ScanJobs                       201 and Location
GET    /eSCL/ScanJobs/{job}/NextDocument    200, 404 at the end, 503 not yet
GET    /eSCL/ScanJobs/{job}/ScanImageInfo
DELETE /eSCL/ScanJobs/{job}
"""

from __future__ import annotations

import base64
import gzip
import hmac
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, cast

from tests.escl import replies
from tests.escl.faults import STATUS, Fault, Kind, Place
from tests.escl.log import Request
from tests.escl.scanner import Refused
from tests.escl.sending import NoAnswer, Sender, break_off
from tests.escl.settings import InvalidSettings, read_settings

if TYPE_CHECKING:
    from tests.escl.server import Listener

ROOT = "/eSCL"
JOBS = f"{ROOT}/ScanJobs"
MAX_BODY = 1 << 20
XML = "text/xml; charset=utf-8"
NOWHERE = "scanner-without-a-name.invalid"


class Handler(BaseHTTPRequestHandler):
    """One connection of a client."""

    protocol_version = "HTTP/1.1"
    server_version = "eSCL-Test/1"
    disable_nagle_algorithm = True  # head and body are two writes

    @property
    def listener(self) -> Listener:
        """The server this connection came to."""
        return cast("Listener", self.server)

    def do_GET(self) -> None:
        """Answer capabilities, status, pages."""
        self._answer(self._get)

    def do_POST(self) -> None:
        """Begin a job."""
        length = int(self.headers.get("Content-Length", "0"))
        body = self.rfile.read(min(length, MAX_BODY))
        self._answer(lambda: self._post(body))

    def do_DELETE(self) -> None:
        """End a job."""
        self._answer(self._delete)

    def log_message(self, format: str, *args: object) -> None:
        """Write nothing to stderr; ``log_request`` keeps it."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Keep the request for the test."""
        self.listener.log.add(Request(self.command, self.path, int(code)))

    def _answer(self, answer: Callable[[], None]) -> None:
        try:
            if self._authorised():
                answer()
        except Refused as refused:
            self.send_status(refused.status, refused.retry_after)
        except InvalidSettings:
            self.send_status(400)
        except NoAnswer:
            self.listener.log.add(Request(self.command, self.path, 0))
            break_off(self)
        except OSError:  # the client went away
            self.close_connection = True

    def _get(self) -> None:
        model, scanner = self.listener.scanner.model, self.listener.scanner
        if self.path == f"{ROOT}/ScannerCapabilities":
            self._xml("capabilities", replies.capabilities(model, self.listener.url))
        elif self.path == f"{ROOT}/ScannerStatus":
            jobs = scanner.jobs()
            self._xml("status", replies.status(model, scanner.states(), jobs, ROOT))
        elif (job := self._job("/NextDocument")) is not None:
            Sender(self, self.listener).page(scanner.next_page(job))
        elif (job := self._job("/ScanImageInfo")) is not None:
            self._image_info(job)
        else:
            self.send_status(404)

    def _post(self, body: bytes) -> None:
        if self.path != JOBS:
            self.send_status(404)
            return
        scanner = self.listener.scanner
        settings = read_settings(body, scanner.model.default)
        fault = self._spoilt("job")
        job = scanner.create(settings)
        path = f"{JOBS}/{job.id}"
        location = {
            Kind.WRONG_HOST: f"http://{NOWHERE}{path}",
            Kind.RELATIVE: path,
            Kind.NO_LOCATION: "",
        }.get(fault.kind if fault else Kind.BUSY, self.listener.url.removesuffix(ROOT) + path)
        self.send_status(201, headers={"Location": location} if location else {})

    def _delete(self) -> None:
        job = self._job("")
        if job is None:
            self.send_status(404)
            return
        fault = self.listener.scanner.faults.take("cancel")
        self._cut(fault)
        self.listener.scanner.cancel(job, fault)
        self.send_status(200)

    def _image_info(self, job_id: str) -> None:
        job = self.listener.scanner.job(job_id)
        if job.image_size is None:
            raise Refused(404)
        model = self.listener.scanner.model
        self._send(200, replies.image_info(model, job, job.image_size, ROOT).encode())

    def _xml(self, place: Place, xml: str) -> None:
        faults = self.listener.scanner.faults
        fault = faults.take_answer(place)
        if fault is not None:
            self.send_status(STATUS[fault.kind], fault.retry_after)
            return
        fault = self._spoilt(place)
        body, headers = xml.encode(), {}
        if fault is not None and fault.kind is Kind.BROKEN_XML:
            body = body[: len(body) // 2]
        if fault is not None and fault.kind is Kind.GZIP:
            body, headers = gzip.compress(body), {"Content-Encoding": "gzip"}
        self._send(200, body, headers)

    def _spoilt(self, place: Place) -> Fault | None:
        """Return the fault that spoils this answer; a hang or reset happens here."""
        fault = self.listener.scanner.faults.take_other(place)
        self._cut(fault)
        return fault

    def _cut(self, fault: Fault | None) -> None:
        if fault is not None and fault.kind is Kind.HANG:
            self.listener.scanner.wait(None)
        if fault is not None and fault.kind in {Kind.HANG, Kind.RESET}:
            raise NoAnswer

    def _authorised(self) -> bool:
        model = self.listener.scanner.model
        if not model.credentials or (model.protected == "jobs" and JOBS not in self.path):
            return True
        wanted = base64.b64encode(":".join(model.credentials).encode()).decode()
        if hmac.compare_digest(self.headers.get("Authorization", ""), f"Basic {wanted}"):
            return True
        self.send_status(401)
        return False

    def _job(self, ending: str) -> str | None:
        """Return the job's id where the path is that of a job with this ending."""
        inner = self.path.removeprefix(f"{JOBS}/")
        job = inner.removesuffix(ending)
        return job if self.path == f"{JOBS}/{job}{ending}" and "/" not in job else None

    def send_status(
        self, status: int, retry_after: float | None = None, headers: dict[str, str] | None = None
    ) -> None:
        """Send an answer without a body."""
        headers = dict(headers or {})
        if retry_after is not None:
            headers["Retry-After"] = f"{retry_after:g}"
        if status == 401:
            headers["WWW-Authenticate"] = 'Basic realm="eSCL"'
        self._send(status, b"", headers)

    def _send(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        if body:
            self.send_header("Content-Type", XML)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
