"""What the scanner does on the wire, read with the standard library's own HTTP client."""

from __future__ import annotations

import base64
import contextlib
import gzip
import http.client
import io
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pypdfium2
import pytest
from PIL import Image
from zeroconf import Zeroconf

from tests.escl.announce import PLAIN, SECURE, announced
from tests.escl.faults import ADF_STATES, STATUS, Fault, Kind
from tests.escl.model import Model
from tests.escl.paper import numbered_sheets, numbered_side
from tests.escl.scanner import Scanner
from tests.escl.server import EsclServer
from tests.escl.settings import JPEG, NAMES, PDF, PNG, PWG, RAW, SCAN

SECONDS = 0.5
"""After which a client of these tests calls an answer missing."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(slots=True)
class Client:
    """Asks a server; a connection for each request."""

    server: EsclServer
    headers: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: bytes = b"") -> Answer:
        address = urlsplit(self.server.url)
        connection = http.client.HTTPConnection(
            str(address.hostname), address.port or 0, timeout=SECONDS
        )
        with contextlib.closing(connection):
            connection.request(method, path, body, self.headers)
            answer = connection.getresponse()
            return Answer(answer.status, dict(answer.headers), answer.read())

    def begin(self, **settings: str) -> Answer:
        return self.ask("POST", "/eSCL/ScanJobs", scan_settings(**settings))

    def job(self, **settings: str) -> str:
        answer = self.begin(**settings)
        assert answer.status == 201
        return urlsplit(answer.headers["Location"]).path

    def next(self, job: str) -> Answer:
        return self.ask("GET", f"{job}/NextDocument")

    def state(self) -> tuple[str, str]:
        root = ElementTree.fromstring(self.ask("GET", "/eSCL/ScannerStatus").body)
        found = [root.findtext(path, "", NAMES) for path in ("pwg:State", "scan:AdfState")]
        return found[0], found[1]


def scan_settings(**values: str) -> bytes:
    wanted = {
        "pwg:Version": "2.63",
        "pwg:InputSource": "Feeder",
        "scan:ColorMode": "RGB24",
        "scan:XResolution": "100",
        "scan:YResolution": "100",
        "pwg:DocumentFormat": JPEG,
        **{name.replace("_", ":"): value for name, value in values.items()},
    }
    inner = "".join(f"<{name}>{value}</{name}>" for name, value in wanted.items())
    root = f'xmlns:scan="{SCAN}" xmlns:pwg="{PWG}"'
    return f"<scan:ScanSettings {root}>{inner}</scan:ScanSettings>".encode()


@pytest.fixture
def model() -> Model:
    return Model(formats=(JPEG, PNG, PDF, RAW))


@pytest.fixture
def server(model: Model) -> Iterator[EsclServer]:
    with EsclServer(Scanner(model)) as server:
        server.scanner.load(numbered_sheets(3))
        yield server


@pytest.fixture
def client(server: EsclServer) -> Client:
    return Client(server)


def test_a_feeder_is_emptied_and_then_says_so(server: EsclServer, client: Client) -> None:
    assert client.state() == ("Idle", "ScannerAdfLoaded")
    job = client.job()
    assert client.state() == ("Processing", "ScannerAdfProcessing")
    bodies = [client.next(job).body for _ in range(3)]
    assert client.next(job).status == 404
    assert client.state() == ("Idle", "ScannerAdfEmpty")
    assert [page.document.data for page in server.log.pages] == bodies
    assert len(set(bodies)) == 3
    assert client.begin().status == 409


@pytest.mark.parametrize("format_", [PNG, RAW, PDF])
def test_every_format_holds_the_same_picture(client: Client, format_: str) -> None:
    job = client.job(scan_DocumentFormatExt=format_)
    answer = client.next(job)
    assert answer.headers["Content-Type"] == format_
    [page] = client.server.log.pages
    seen = page.document.pixels
    info = ElementTree.fromstring(client.ask("GET", f"{job}/ScanImageInfo").body)
    size = [int(info.findtext(f"scan:Actual{name}", "", NAMES)) for name in ("Width", "Height")]
    assert tuple(size) == seen.size
    if format_ == RAW:
        assert answer.body == seen.tobytes()
    elif format_ == PNG:
        assert Image.open(io.BytesIO(answer.body)).tobytes() == seen.tobytes()
    else:
        with contextlib.closing(pypdfium2.PdfDocument(answer.body)) as document:
            assert len(document) == 1
            width, height = document[0].get_size()
        assert (round(width * 100 / 72), round(height * 100 / 72)) == seen.size


def test_raw_bits_are_one_for_black(client: Client) -> None:
    client.server.scanner.glass = numbered_side(5)
    job = client.job(
        pwg_InputSource="Platen", scan_ColorMode="BlackAndWhite1", pwg_DocumentFormat=RAW
    )
    body = client.next(job).body
    [page] = client.server.log.pages
    dark = page.document.pixels.convert("L").histogram()[0]
    padding = page.document.pixels.height * (page.document.bytes_per_line * 8 - 850)
    assert sum(byte.bit_count() for byte in body) in range(dark, dark + padding + 1)


@pytest.mark.parametrize(
    "settings",
    [
        {"scan_XResolution": "123"},
        {"scan_ColorMode": "RGB48"},
        {"pwg_DocumentFormat": "image/tiff"},
        {"pwg_InputSource": "Camera"},
        {"pwg_InputSource": "Platen", "scan_Duplex": "true"},
    ],
)
def test_settings_that_it_does_not_have_are_a_conflict(
    client: Client, settings: dict[str, str]
) -> None:
    assert client.begin(**settings).status == 409
    assert client.state() == ("Idle", "ScannerAdfLoaded")


def test_what_is_no_request_is_refused(client: Client) -> None:
    assert client.ask("POST", "/eSCL/ScanJobs", b"<broken").status == 400
    assert client.ask("POST", "/eSCL/ScanJobs", b"<other/>").status == 400
    assert client.ask("GET", "/eSCL/ScanJobs/none/NextDocument").status == 404
    assert client.ask("DELETE", "/eSCL/ScanJobs/none").status == 404
    assert client.ask("GET", "/").status == 404


@pytest.mark.parametrize("kind", list(ADF_STATES))
@pytest.mark.parametrize("status", [404, 409, 503])
def test_a_stuck_sheet_stays_until_it_is_cleared(client: Client, kind: Kind, status: int) -> None:
    client.server.scanner.faults.add(Fault(kind, page=2, status=status, late=1))
    job = client.job()
    first = client.next(job)
    assert client.next(job).status == status
    assert client.state()[1] != ADF_STATES[kind]  # late
    assert client.state() == ("Stopped", ADF_STATES[kind])
    assert client.begin().status == status
    client.server.scanner.clear()
    again = client.job()
    rest = [client.next(again).body for _ in range(2)]
    assert len({first.body, *rest}) == 3


def test_a_jam_on_a_back_gives_the_whole_sheet_again(client: Client) -> None:
    scanner = client.server.scanner
    scanner.unload()
    scanner.load(numbered_sheets(2, duplex=True))
    scanner.faults.add(Fault(Kind.JAM, page=4))
    job = client.job(scan_Duplex="true")
    sides = [client.next(job) for _ in range(4)]
    assert [side.status for side in sides] == [200, 200, 200, 409]
    scanner.clear()
    again = client.job(scan_Duplex="true")
    assert client.next(again).body == sides[2].body
    assert client.next(again).status == 200
    assert client.next(again).status == 404


@pytest.mark.parametrize("kind", [kind for kind in STATUS if kind is not Kind.CANCEL_MISSING])
def test_faults_that_are_an_answer(client: Client, kind: Kind) -> None:
    faults = client.server.scanner.faults
    faults.add(Fault(kind, "job", retry_after=2), Fault(kind, page=2))
    refused = client.begin()
    assert refused.status == STATUS[kind]
    assert refused.headers.get("Retry-After") == "2"
    job = client.job()
    answers = [client.next(job) for _ in range(4)]
    assert [one.status for one in answers] == [200, STATUS[kind], 200, 200]
    assert "Retry-After" not in answers[1].headers
    assert not faults.waiting


@pytest.mark.parametrize("keeps", [True, False])
@pytest.mark.parametrize("kind", [Kind.RESET, Kind.TRUNCATED, Kind.CHUNK_CUT, Kind.HANG])
def test_pages_that_break_off(client: Client, kind: Kind, keeps: bool) -> None:
    client.server.scanner.faults.add(Fault(kind, keeps=keeps))
    job = client.job()
    with pytest.raises((http.client.HTTPException, OSError)):
        client.next(job)
    assert [client.next(job).status for _ in range(3)] == [200, 200, 200 if keeps else 404]
    pages = client.server.log.pages
    assert [page.complete for page in pages][:3] == [False, True, True]
    assert (pages[0].sha256 == pages[1].sha256) is keeps


def test_lengths_that_are_wrong(client: Client) -> None:
    client.server.scanner.faults.add(Fault(Kind.TOO_LONG, page=1), Fault(Kind.TOO_SHORT, page=2))
    job = client.job()
    with pytest.raises((http.client.HTTPException, OSError)):
        client.next(job)
    short = client.next(job)
    whole = client.server.log.pages[1].document.data
    assert short.body == whole[: len(whole) // 2]


def test_a_page_that_comes_twice(client: Client) -> None:
    client.server.scanner.faults.add(Fault(Kind.TWICE, page=2))
    job = client.job()
    bodies = [client.next(job).body for _ in range(4)]
    assert bodies[1] == bodies[2]
    assert len(set(bodies)) == 3
    assert [page.repeated for page in client.server.log.pages] == [False, False, True, False]


def test_locations_that_lead_astray(client: Client) -> None:
    places = [Kind.WRONG_HOST, Kind.RELATIVE, Kind.NO_LOCATION]
    client.server.scanner.faults.add(*(Fault(kind, "job") for kind in places))
    found = []
    for _ in places:
        found.append(client.begin().headers.get("Location", ""))
        client.server.scanner.cancel(client.server.scanner.jobs()[0].id)
    assert ".invalid/eSCL/ScanJobs/" in found[0]
    assert found[1].startswith("/eSCL/ScanJobs/")
    assert not found[2]


def test_xml_that_is_spoilt(client: Client) -> None:
    path = "/eSCL/ScannerCapabilities"
    good = client.ask("GET", path).body
    faults = client.server.scanner.faults
    faults.add(Fault(Kind.GZIP, "capabilities"), Fault(Kind.BROKEN_XML, "capabilities"))
    packed = client.ask("GET", path)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.body) == good
    with pytest.raises(ElementTree.ParseError):
        ElementTree.fromstring(client.ask("GET", path).body)
    assert client.ask("GET", path).body == good


def test_a_job_that_vanishes_leaves_paper(client: Client) -> None:
    client.server.scanner.faults.add(Fault(Kind.VANISH, page=2))
    job = client.job()
    assert [client.next(job).status for _ in range(2)] == [200, 404]
    assert client.state() == ("Idle", "ScannerAdfLoaded")


def test_cancelling(client: Client) -> None:
    job = client.job()
    faults = client.server.scanner.faults
    faults.add(Fault(Kind.CANCEL_MISSING, "cancel"), Fault(Kind.IGNORED, "cancel"))
    assert client.ask("DELETE", job).status == 404
    assert client.ask("DELETE", job).status == 200
    assert client.begin().status == 503  # it goes on
    assert client.next(job).status == 200
    assert client.ask("DELETE", job).status == 200
    assert client.next(job).status == 404
    assert client.server.scanner.sheets_left == 2


class TestSlow:
    @pytest.fixture
    def model(self) -> Model:
        return Model(page_seconds=0.1, not_ready="503", retry_after=None)

    def test_a_page_that_is_not_scanned_yet_is_not_there_yet(self, client: Client) -> None:
        job = client.job()
        statuses = []
        while len(client.server.log.pages) < 3:
            statuses.append(client.next(job).status)
        assert set(statuses) == {200, 503}
        assert statuses.count(200) == 3


class TestPin:
    @pytest.fixture
    def model(self) -> Model:
        return Model(credentials=("", "4711"))

    def test_nothing_without_the_pin(self, client: Client) -> None:
        refused = client.begin()
        assert refused.status == 401
        assert refused.headers["WWW-Authenticate"].startswith("Basic")
        wrong = base64.b64encode(b":4712").decode()
        client.headers = {"Authorization": f"Basic {wrong}"}
        assert client.begin().status == 401
        client.headers = {"Authorization": f"Basic {base64.b64encode(b':4711').decode()}"}
        assert client.begin().status == 201


def shown_certificate(server: EsclServer) -> str:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with (
        socket.create_connection(("127.0.0.1", server.ports[1]), SECONDS) as plain,
        context.wrap_socket(plain) as secure,
    ):
        return ssl.DER_cert_to_PEM_cert(secure.getpeercert(True) or b"")


def test_another_certificate_is_another(server: EsclServer) -> None:
    first = shown_certificate(server)
    assert first.split() == server.certificate.split()
    second = server.renew_certificate()
    assert second != first
    assert shown_certificate(server).split() == second.split()


def test_it_is_announced(server: EsclServer) -> None:
    with announced(server, "Prüfgerät") as name, contextlib.closing(Zeroconf(["127.0.0.1"])) as net:
        for kind, port in zip((PLAIN, SECURE), server.ports, strict=True):
            found = net.get_service_info(kind, f"{name}.{kind}", 3000)
            assert found is not None
            assert (found.port, found.parsed_addresses()) == (port, ["127.0.0.1"])
            texts = found.decoded_properties
            assert (texts["rs"], texts["is"], texts["duplex"]) == ("eSCL", "platen,adf", "T")
            assert texts["cs"] == "binary,grayscale,color"
