"""What devices do with HTTP: connections, lengths, packing, redirects, challenges, hosts."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import cast

import pytest

from scanstation import errors
from scanstation.devices.driver import EndOfFeed
from scanstation.devices.escl.driver import EsclDriver
from scanstation.devices.escl.http import Base, Http
from scanstation.devices.escl.login import Authorization, Login, Logins, no_login
from scanstation.devices.escl.trust import Pins
from scanstation.devices.escl.wire import Watch
from scanstation.model import ScanOptions
from tests.unit.devices.escl_device import OPTIONS, SHORT, Fed, desk, feed, opened
from tests.unit.devices.escl_samples import BROTHER, jpeg
from tests.unit.devices.scripted_http import CLOSE, Scripted, answer, scripted

PAGE = jpeg()
JOB = "/eSCL/ScanJobs/77"
IDLE = (
    b'<s:ScannerStatus xmlns:s="x"><s:State>Idle</s:State><s:AdfState>ScannerAdfEmpty</s:AdfState>'
    b"<s:Jobs><s:JobInfo><s:JobUri>/eSCL/ScanJobs/77</s:JobUri><s:JobState>%s</s:JobState>"
    b"<s:ImagesCompleted>%d</s:ImagesCompleted></s:JobInfo></s:Jobs></s:ScannerStatus>"
)


Said = bytes | Iterable[bytes]


class Device:
    """A feeder with two pages; tests replace single answers by the beginning of a request."""

    def __init__(self, **special: Callable[[str, int], Said]) -> None:
        self.special = special
        self.pages = 2
        self.served = 0
        self.location = JOB
        self.state = b"Completed"
        self.completed = -1

    def __call__(self, head: str, server: Scripted) -> Said:
        method, path = head.split()[:2]
        name = "DELETE" if method == "DELETE" else path.rpartition("/")[2]
        count = len([one for one in server.requests if name in one.splitlines()[0]])
        if name in self.special and (said := self.special[name](head, count)):
            return said
        return self._usual(name)

    def _usual(self, name: str) -> bytes:
        if name == "ScannerCapabilities":
            return answer(200, BROTHER, "Server: test")
        if name == "ScannerStatus":
            done = self.served if self.completed < 0 else self.completed
            return answer(200, IDLE % (self.state, done))
        if name == "ScanJobs":
            return answer(201, b"", f"Location: {self.location}")
        if name == "NextDocument" and self.served < self.pages:
            return self.page(PAGE)
        return answer(404 if name == "NextDocument" else 200)

    def page(self, data: bytes, *headers: str) -> bytes:
        """Count a page and return it."""
        self.served += 1
        return answer(200, data, "Content-Type: image/jpeg", *headers)


def scan(
    url: str, folder: Path, logins: Logins = no_login, options: ScanOptions | None = None
) -> Fed:
    session = EsclDriver(pins=lambda: Pins(folder), logins=logins, patience=SHORT).open(url)
    with opened(session):
        session.configure(options or ScanOptions(source="feeder", resolution=200))
        return feed(session)


def whole(fed: Fed) -> bool:
    digest = hashlib.sha256(PAGE).hexdigest()
    return fed.error is None and fed.digests == [digest, digest]


def test_one_connection_for_everything(tmp_path: Path) -> None:
    with scripted(Device()) as server:
        assert whole(scan(server.url, tmp_path))
        assert server.connections == 1


def test_connections_that_are_closed_without_a_word(tmp_path: Path) -> None:
    """Every answer ends the connection, and no head says so."""
    device = Device()
    with scripted(lambda head, server: cast(bytes, device(head, server)) + CLOSE) as server:
        assert whole(scan(server.url, tmp_path))
        # One request may have met a connection that was just being closed, and was repeated.
        assert len(server.requests) <= server.connections <= len(server.requests) + 1


def test_pages_that_end_with_the_connection(tmp_path: Path) -> None:
    device = Device(NextDocument=lambda head, count: next_page(count))

    def next_page(count: int) -> bytes:
        device.served = min(2, count)
        return b"HTTP/1.0 200 OK\r\n\r\n" + PAGE + CLOSE if count < 3 else b""

    with scripted(device) as server:
        assert whole(scan(server.url, tmp_path))


def test_a_whole_picture_that_is_shorter_than_was_said(tmp_path: Path) -> None:
    """Nothing is believed of it: what is missing may be the next page of a PDF."""
    said = f"HTTP/1.1 200 X\r\nContent-Length: {len(PAGE) + 10}\r\n\r\n".encode()
    once = Device(NextDocument=lambda head, count: said + PAGE + CLOSE if count == 1 else b"")
    with scripted(once) as server:
        fed = scan(server.url, tmp_path)
    assert isinstance(fed.error, errors.BadFrame)
    assert fed.frames == []


def test_no_step_down_from_tls(tmp_path: Path) -> None:
    """A redirect to http would show the pages, and a login, to everybody on the way."""
    watch = Watch(lambda: None, lambda: None)
    http = Http(Base("https", "127.0.0.1", 1), watch, SHORT, lambda certificate: None, lambda: None)
    watch.close()
    with pytest.raises(errors.DeviceIOError):
        http._follow("http://127.0.0.1:80/eSCL/ScanJobs")
    assert http._follow("https://127.0.0.1:1/eSCL/ScanJobs") == "/eSCL/ScanJobs"


def test_pages_packed_without_being_asked(tmp_path: Path) -> None:
    device = Device(NextDocument=lambda head, count: packed(count))

    def packed(count: int) -> bytes:
        return device.page(gzip.compress(PAGE), "Content-Encoding: gzip") if count < 3 else b""

    with scripted(device) as server:
        assert whole(scan(server.url, tmp_path))
        assert "Accept-Encoding: identity" in server.requests[0]


def test_an_answer_to_the_job_that_breaks_off_behind_its_head(tmp_path: Path) -> None:
    """Kyocera M6526cdn, sane-airscan issue 163."""
    cut = f"HTTP/1.1 201 X\r\nLocation: {JOB}\r\nContent-Length: 90\r\n\r\n".encode() + CLOSE
    with scripted(Device(ScanJobs=lambda head, count: cut)) as server:
        assert whole(scan(server.url, tmp_path))


@pytest.mark.parametrize(
    "location",
    [
        "http://localhost/eSCL/ScanJobs/77",
        "https://printer.invalid:8443/eSCL/ScanJobs/77/",
        "ScanJobs/77",
        "/ScanJobs/77",
    ],
)
def test_wherever_the_job_is_said_to_be(tmp_path: Path, location: str) -> None:
    device = Device()
    device.location = location
    with scripted(device) as server:
        assert whole(scan(server.url, tmp_path))
        assert set(server.lines("GET /eSCL/ScanJobs")) == {
            f"GET {JOB}/NextDocument HTTP/1.1",
        }


def test_a_feeder_that_is_asked_too_early(tmp_path: Path) -> None:
    """Brother MFC-L2710DW says 404 before the second sheet is there, and that it is processing."""
    device = Device()

    def early(head: str, count: int) -> bytes:
        device.state = b"Processing" if count < 5 else b"Completed"
        return answer(404) if count in {2, 3} else b""

    device.special["NextDocument"] = early
    with scripted(device) as server:
        assert whole(scan(server.url, tmp_path))


@pytest.mark.parametrize(("ahead", "fetched"), [(0, 1), (2, 3), (30, 8)])
def test_a_stop_fetches_what_was_scanned_already(tmp_path: Path, ahead: int, fetched: int) -> None:
    """Its sheets lie in the output tray; the device counts one more, and the end says so."""
    device = Device()
    device.pages, device.completed = 8, 9
    device.state = b"Processing</s:JobState><s:ImagesToTransfer>%d</s:ImagesToTransfer><s:JobState>"
    device.state = device.state % ahead
    with scripted(device) as server:
        session = EsclDriver(pins=lambda: Pins(tmp_path), patience=SHORT).open(server.url)
        with opened(session):
            session.configure(ScanOptions(source="feeder", resolution=200))
            fed = feed(session, lambda frame: session.stop())
        assert server.lines("DELETE") == [f"DELETE {JOB} HTTP/1.1"]
    assert len(fed.frames) == fetched
    assert fed.end == EndOfFeed(9, 9, stopped=True)


def test_what_the_device_counts_and_did_not_send(tmp_path: Path) -> None:
    """The end of feed says what the device counted; the station then asks."""
    device = Device()
    device.completed = 3
    with scripted(device) as server:
        fed = scan(server.url, tmp_path)
    assert fed.end is not None
    assert (len(fed.frames), fed.end.frames) == (2, 3)


@pytest.mark.parametrize(
    ("state", "error"), [(b"Canceled", errors.ScanCancelled), (b"Aborted", errors.DeviceIOError)]
)
def test_a_job_that_was_ended_at_the_device(
    tmp_path: Path, state: bytes, error: type[errors.DeviceError]
) -> None:
    device = Device()
    device.state = state
    with scripted(device) as server:
        fed = scan(server.url, tmp_path)
        assert type(fed.error) is error
        assert len(fed.frames) == 2
        assert server.lines("DELETE") == []


def test_a_redirect_on_the_same_device(tmp_path: Path) -> None:
    slash = Device(
        ScanJobs=lambda head, count: (
            answer(301, b"", "Location: /eSCL/ScanJobs/")
            if "ScanJobs " in head.splitlines()[0]
            else b""
        )
    )
    slash.special[""] = lambda head, count: answer(201, b"", f"Location: {JOB}")
    with scripted(slash) as server:
        assert whole(scan(server.url, tmp_path))
        assert server.lines("POST") == [
            "POST /eSCL/ScanJobs HTTP/1.1",
            "POST /eSCL/ScanJobs/ HTTP/1.1",
        ]


def test_a_redirect_to_tls_is_followed_for_good(tmp_path: Path) -> None:
    """Devices send from http to https; the certificate is kept, the job goes there too."""
    with desk(tmp_path) as device:
        device.load(1)
        target = f"Location: {device.server.secure_url}/ScannerCapabilities"
        with scripted(lambda head, server: answer(301, b"", target)) as server:
            fed = scan(server.url, tmp_path / "pins", options=OPTIONS)
            assert len(server.requests) == 1
        assert fed.digests == device.served()
    assert list((tmp_path / "pins").iterdir())


@pytest.mark.parametrize("to", ["http://elsewhere.invalid/eSCL", "ftp://127.0.0.1/eSCL"])
def test_a_redirect_elsewhere_is_not_followed(tmp_path: Path, to: str) -> None:
    device = Device(ScannerCapabilities=lambda head, count: answer(302, b"", f"Location: {to}"))
    with scripted(device) as server, pytest.raises(errors.DeviceIOError):
        scan(server.url, tmp_path)


def test_a_digest_challenge(tmp_path: Path) -> None:
    """The response is the one of RFC 7616 for the nonce, and the secret goes over no wire."""
    challenge = 'WWW-Authenticate: Digest realm="MFP", nonce="abc", qop="auth", algorithm=MD5'

    def guarded(head: str, count: int) -> bytes:
        shown = dict(re.findall(r'(\w+)="?([^",\s]+)', head))
        if "Digest" not in head:
            return answer(401, b"", challenge)
        first = hashlib.md5(b"admin:MFP:geheim").hexdigest()
        second = hashlib.md5(b"POST:/eSCL/ScanJobs").hexdigest()
        parts = ("abc", shown["nc"], shown["cnonce"], "auth", second)
        right = hashlib.md5(":".join((first, *parts)).encode()).hexdigest()
        return b"" if shown["response"] == right else answer(403)

    with scripted(Device(ScanJobs=guarded)) as server:
        assert whole(scan(server.url, tmp_path, lambda name: Login("admin", "geheim")))
        assert not any("geheim" in request for request in server.requests)


def test_a_login_is_not_shown_by_anything() -> None:
    login = Login("admin", "geheim")
    assert "geheim" not in repr(login)
    assert "geheim" not in repr(Authorization(login))


def test_no_login_is_sent_unasked(tmp_path: Path) -> None:
    with scripted(Device()) as server:
        assert whole(scan(server.url, tmp_path, lambda name: Login("admin", "geheim")))
        assert not any("Authorization" in request for request in server.requests)


@pytest.mark.parametrize(
    ("model", "server_name", "host"),
    [
        (b"EPSON WF-3520 Series", "x", "127.0.0.1:{port}"),
        (b"HP LaserJet MFP M630", "x", "localhost"),
        (b"Some Device", "HP_Compact_Server", "localhost"),
        (b"Some Device", "x", "127.0.0.1:{port}"),
    ],
)
def test_the_host_that_a_device_wants_to_hear(
    tmp_path: Path, model: bytes, server_name: str, host: str
) -> None:
    text = BROTHER.replace(b"Brother DCP-L2530DW", model)
    device = Device(
        ScannerCapabilities=lambda head, count: answer(200, text, f"Server: {server_name}")
    )
    with scripted(device) as server:
        assert whole(scan(server.url, tmp_path))
        [posted] = [one for one in server.requests if one.startswith("POST")]
        assert f"Host: {host.format(port=server.port)}\r\n" in posted


def test_a_canon_feeder_is_looked_at_first(tmp_path: Path) -> None:
    """It would make a jam of an empty feeder."""
    text = BROTHER.replace(b"Brother DCP-L2530DW", b"MF410 Series")
    with scripted(Device(ScannerCapabilities=lambda head, count: answer(200, text))) as server:
        assert isinstance(scan(server.url, tmp_path).error, errors.OutOfPaper)
        assert server.lines("POST") == []


def test_an_oddity_can_be_switched_for_every_device(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCANSTATION_QUIRK_ESCL_LOCALHOST_IN_HOST", "1")
    with scripted(Device()) as server:
        assert whole(scan(server.url, tmp_path))
        [posted] = [one for one in server.requests if one.startswith("POST")]
        assert "Host: localhost\r\n" in posted


@pytest.mark.parametrize(
    "said",
    [b"not HTTP at all\r\n\r\n", b"", b"HTTP/1.1 200 X\r\nContent-Length: 99999999999\r\n\r\n"],
)
def test_what_is_no_answer(tmp_path: Path, said: bytes) -> None:
    with scripted(Device(NextDocument=lambda head, count: said or CLOSE)) as server:
        fed = scan(server.url, tmp_path)
    assert isinstance(fed.error, errors.DeviceLost | errors.BadFrame)


@pytest.mark.parametrize(
    ("text", "base"),
    [
        ("https://drucker.kreis.de/eSCL", Base("https", "drucker.kreis.de", 443)),
        ("http://10.1.2.3:8080", Base("http", "10.1.2.3", 8080)),
        ("https://[fd00::1]:9443/scan/", Base("https", "fd00::1", 9443, "/scan")),
        ("4509a320-00a0-008f-00b6-002507510eca", None),
        ("ftp://drucker/eSCL", None),
        ("http://user:pass@drucker/eSCL", None),
        ("http://drucker:port/eSCL", None),
    ],
)
def test_addresses(text: str, base: Base | None) -> None:
    assert Base.parse(text) == base
    if base is not None:
        assert Base.parse(str(base)) == base
