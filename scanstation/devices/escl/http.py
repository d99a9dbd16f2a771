"""HTTP as eSCL devices speak it: one kept connection, read straight into the page's memory.

``http.client`` and no library above it: a page's bytes go from the socket into the frame's
buffer without a copy, and the certificate is compared on the very connection that is used,
before a word is said on it.

    closed --request--> connected --answer read--> connected (kept) --found dead--> closed
      ^                     |
      +--error, or the device keeps no connections--+

A device that is found to have closed a kept connection gets a new one for every request: its
closing may otherwise cross the next request, and nobody knew whether a page was lost with it.
That is found out before the first job, by two requests that may be repeated (``proven``).
"""

from __future__ import annotations

import http.client
import socket
import ssl
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, replace
from typing import Any, cast
from urllib.parse import urlsplit

from scanstation.devices.escl.login import Authorization, Login
from scanstation.devices.escl.wire import BUFFER_BYTES, LEAST_FLOW, Patience, Watch, Wire
from scanstation.devices.escl.xml import MOST_XML
from scanstation.devices.frame_buffer import frame_buffer
from scanstation.errors import BadFrame, DeviceAccessDenied, DeviceIOError, DeviceLost

USUAL_PORTS = {"http": 80, "https": 443}
REDIRECTS = {301, 302, 303, 307, 308}
BUFFER_STEP = 4 << 20
MOST_BODY = 1 << 31
"""Bytes; the largest body that ``protocol`` carries."""
MOST_HEAD = 1 << 18
"""Bytes of an answer's head; a client of the standard library takes a hundred lines of 64 KB."""
TEXT_PATIENCE = 3
"""Times ``Patience.answer`` for the whole of a short body: 1 MB on a bad network."""


@dataclass(frozen=True, slots=True)
class Base:
    """Where a device listens; ``root`` is the path of its eSCL service."""

    scheme: str
    host: str
    port: int
    root: str = "/eSCL"

    @classmethod
    def parse(cls, address: str) -> Base | None:
        """Return the parts of ``https://host:port/eSCL``, None if it is no such address."""
        try:
            parts = urlsplit(address)
            port = parts.port
        except ValueError:
            return None
        if parts.scheme not in USUAL_PORTS or not parts.hostname or parts.username:
            return None
        root = parts.path.rstrip("/") or "/eSCL"
        return cls(parts.scheme, parts.hostname, port or USUAL_PORTS[parts.scheme], root)

    @property
    def name(self) -> str:
        """``host:port``."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.name}{self.root}"


CheckCertificate = Callable[[bytes], None]


def notice_unplugging(connection: socket.socket) -> None:
    """Let the system ask after the device while nothing comes: gone for some 11 s is gone."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in (("TCP_KEEPIDLE", 5), ("TCP_KEEPINTVL", 2), ("TCP_KEEPCNT", 3)):
        if hasattr(socket, name):
            connection.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)


class _Connection(http.client.HTTPConnection):
    def __init__(
        self, base: Base, watch: Watch, patience: Patience, check: CheckCertificate
    ) -> None:
        super().__init__(base.host, base.port)
        self._base, self._watch, self._patience, self._check = base, watch, patience, check

    def connect(self) -> None:
        """Connect; over TLS, compare the certificate before anything is sent."""
        self._watch.look()
        plain = socket.create_connection((self.host, self.port), self._patience.connect)
        try:
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            notice_unplugging(plain)
            connection = plain if self._base.scheme == "http" else self._secured(plain)
        except BaseException:
            plain.close()
            raise
        self.sock: Any = Wire(connection, self._watch, self._patience.answer)

    @property
    def wire(self) -> Wire | None:
        """The connection, None while there is none."""
        return cast(Wire | None, self.sock)

    def _secured(self, plain: socket.socket) -> ssl.SSLSocket:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        # Scanners sign their own certificates; what is compared is the first one (``trust``).
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        # Keys of ten years ago; without this such a device could only be used without TLS.
        context.set_ciphers("DEFAULT:@SECLEVEL=1")
        secured = context.wrap_socket(plain, server_hostname=self.host)
        try:
            self._check(secured.getpeercert(binary_form=True) or b"")
        except BaseException:
            secured.close()
            raise
        return secured


class Answer:
    """An answer whose body is still to be read.

    Args:
        wire: on which it comes.
        patience: how long its parts may take.
        typed: turns what sockets and HTTP raise into device errors.
        drop: gives the connection up; the rest of an unread body would be taken for the next
            answer.
    """

    def __init__(
        self,
        response: http.client.HTTPResponse,
        wire: Wire,
        patience: Patience,
        typed: Callable[[], AbstractContextManager[None]],
        drop: Callable[[], None],
    ) -> None:
        self._response = response
        self._wire = wire
        self._patience = patience
        self._typed = typed
        self._drop = drop
        self.status = response.status

    def header(self, name: str) -> str:
        """Return a header, empty if there is none."""
        return self._response.getheader(name) or ""

    def text(self) -> bytes:
        """Return a short body, and be done with the answer."""
        self._expect_text()
        with self._ended(), self._typed():
            return self._unpacked(self._response.read(MOST_XML), MOST_XML)

    def done(self) -> None:
        """Read what is left, so that the connection can be kept.

        Devices close it before the body of an answer without interest has come: Kyocera
        M6526cdn (sane-airscan issue 163).
        """
        self._expect_text()
        with self._ended(), suppress(OSError, http.client.HTTPException):
            self._response.read(MOST_XML)

    def into(self, buffer: memoryview) -> tuple[memoryview, int]:
        """Read the body into a buffer, or a larger one in its place; return it and the length.

        Raises:
            BadFrame: fewer bytes came than the answer's head says.
            DeviceLost: the connection broke off.
        """
        expected = self._response.length
        self._wire.expect(self._patience.answer, MOST_BODY + MOST_HEAD, each=LEAST_FLOW)
        with self._ended(), self._typed():
            if expected is not None and expected > MOST_BODY:
                raise BadFrame(reason=f"{expected} bytes", sheet=0)
            try:
                buffer, count = self._fill(buffer, expected)
            except http.client.IncompleteRead as error:
                raise BadFrame(reason="chunk", sheet=0) from error
            if expected is not None and count != expected:
                raise BadFrame(reason=f"{count} / {expected} bytes", sheet=0)
        if self.header("Content-Encoding"):
            unpacked = memoryview(bytearray(self._unpacked(buffer[:count], MOST_BODY // 8)))
            return unpacked, len(unpacked)
        return buffer, count

    def _expect_text(self) -> None:
        self._wire.expect(self._patience.answer * TEXT_PATIENCE, MOST_XML + MOST_HEAD)

    @contextmanager
    def _ended(self) -> Iterator[None]:
        try:
            yield
        finally:
            if not self._response.isclosed():  # it closes itself behind its last byte
                self._drop()
                self._response.close()

    def _fill(self, buffer: memoryview, expected: int | None) -> tuple[memoryview, int]:
        if len(buffer) < (expected or BUFFER_STEP):
            steps = -(-(expected or 1) // BUFFER_STEP)
            buffer = frame_buffer(steps * BUFFER_STEP)  # the next page is a little larger
        count = 0
        while count != expected:
            if count == len(buffer):
                if count > MOST_BODY // 2:
                    raise BadFrame(reason=f"> {count} bytes", sheet=0)
                buffer = memoryview(bytearray(buffer) + bytearray(count))
            got = self._response.readinto(buffer[count : expected or len(buffer)])
            if not got:
                break
            count += got
        return buffer, count

    def _unpacked(self, data: bytes | memoryview, most: int) -> bytes:
        """Return a body as it was before the device packed it; what is more than ``most`` is cut
        off, and so are the bytes that somebody packs to fill the memory of others."""
        if self.header("Content-Encoding").lower() not in {"gzip", "deflate"}:
            return bytes(data)
        try:
            return zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(data, most)
        except zlib.error as error:
            raise BadFrame(reason="gzip", sheet=0) from error


class Http:
    """The requests to one device.

    Args:
        check: sees the certificate of every connection over TLS; raises to refuse it.
        login: shown when the device asks for one.
    """

    def __init__(
        self,
        base: Base,
        watch: Watch,
        patience: Patience,
        check: CheckCertificate,
        login: Callable[[], Login | None],
    ) -> None:
        self.base = base
        self.patience = patience
        self._watch = watch
        self._check = check
        self._login = login
        self._authorization: Authorization | None = None
        self._keeps = True
        self._kept = False
        self._connection = self._new()

    def get(self, path: str) -> Answer:
        """Ask for a path below the device's root, a second time if the connection was gone."""
        try:
            return self.ask("GET", f"{self.base.root}/{path}")
        except DeviceLost as error:
            if not self._kept or isinstance(error.__cause__, TimeoutError):
                raise
            self._keeps = False
        return self.ask("GET", f"{self.base.root}/{path}")

    def proven(self, path: str) -> None:
        """Ask on the kept connection for something that may be asked for again."""
        self.get(path).done()

    def ask(
        self, method: str, path: str, body: bytes = b"", host: str = "", seconds: float = 0.0
    ) -> Answer:
        """Send a request and return its answer.

        Args:
            path: from the server's root on.
            host: the Host header, if it is to be another than usual.
            seconds: how long nothing may come, if that is to be longer than usual.

        Raises:
            DeviceAccessDenied: it wants a login that is not there, or not that one.
            DeviceLost: no connection, no answer, or none that is HTTP.
        """
        refused = False
        for _ in range(4):
            with self.typed():
                answer = self._once(method, path, body, host, seconds or self.patience.answer)
            if answer.status == 401 and not refused and self._challenged(answer):
                refused = True
                answer.done()
            elif answer.status in REDIRECTS and answer.header("Location"):
                answer.done()
                path = self._follow(answer.header("Location"))
            elif answer.status in {401, 403}:
                answer.done()
                raise DeviceAccessDenied(reason=f"HTTP {answer.status}")
            else:
                return answer
        raise DeviceIOError(reason="redirect")

    @contextmanager
    def typed(self) -> Iterator[None]:
        """Turn what sockets and HTTP raise into ``DeviceLost``; the connection is given up."""
        try:
            yield
        except TimeoutError as error:
            self._connection.close()
            raise DeviceLost(reason="timeout") from error
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            raise DeviceLost(reason=type(error).__name__) from error
        except BaseException:
            self._connection.close()
            raise

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _once(self, method: str, path: str, body: bytes, host: str, seconds: float) -> Answer:
        wire = self._connection.wire
        if wire is not None and (not self._keeps or wire.dead()):
            self._keeps = False
            self._connection.close()
        self._kept = self._connection.wire is not None
        self._connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        self._connection.putheader("Host", host or self._host())
        self._connection.putheader("Accept-Encoding", "identity")
        if body or method == "POST":
            self._connection.putheader("Content-Type", "text/xml")
            self._connection.putheader("Content-Length", str(len(body)))
        if self._authorization and (shown := self._authorization.header(method, path)):
            self._connection.putheader("Authorization", shown)
        self._connection.endheaders(body or None)
        wire = cast(Wire, self._connection.wire)  # endheaders has connected
        wire.seconds = seconds
        wire.expect(seconds + self.patience.answer, MOST_HEAD + BUFFER_BYTES)
        response = self._connection.getresponse()
        wire.seconds = self.patience.answer
        return Answer(response, wire, self.patience, self.typed, self._connection.close)

    def _host(self) -> str:
        usual = self.base.port == USUAL_PORTS[self.base.scheme]
        return self.base.name.removesuffix(f":{self.base.port}") if usual else self.base.name

    def _challenged(self, answer: Answer) -> bool:
        if self._authorization is None:
            login = self._login()
            if login is None:
                return False
            self._authorization = Authorization(login)
        return self._authorization.challenged(answer.header("WWW-Authenticate"))

    def _follow(self, location: str) -> str:
        """Go where a redirect points, if that is the same device and no step down from TLS."""
        try:
            parts = urlsplit(location)
        except ValueError as error:
            raise DeviceIOError(reason="redirect") from error
        if parts.scheme:
            to = Base.parse(f"{parts.scheme}://{parts.netloc}{self.base.root}")
            down = to is not None and to.scheme == "http" and self.base.scheme == "https"
            if to is None or to.host.lower() != self.base.host.lower() or down:
                raise DeviceIOError(reason="redirect")
            if (to.scheme, to.port) != (self.base.scheme, self.base.port):
                self._connection.close()
                self.base = replace(self.base, scheme=to.scheme, port=to.port)
                self._connection = self._new()
        return parts.path

    def _new(self) -> _Connection:
        return _Connection(self.base, self._watch, self.patience, self._check)
