"""HTTP to one target: pinned to its origin, verified, with its login, and errors as errors.

What leaves here carries no secret: credentials travel in the Authorization header only, never
in an address, a log line or an error. Redirects and links to another origin are refused, because
they would carry the login there.
"""

from __future__ import annotations

import base64
import json
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urljoin, urlsplit
from urllib.request import getproxies, proxy_bypass

import requests
from requests.adapters import HTTPAdapter

from scanstation.errors import (
    OutcomeUnknown,
    TargetBusy,
    TargetLoginFailed,
    TargetUnreachable,
    TargetUntrusted,
    UploadError,
)

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_REDIRECTS = 5
_BUSY = frozenset({408, 425, 429, 503})
"""Answers that mean "not now" (RFC 9110, RFC 6585)."""


@dataclass(frozen=True, slots=True)
class Login:
    """What is shown to a target; the secret never appears in a representation."""

    user: str
    secret: str = field(repr=False)
    scheme: Literal["basic", "bearer"] = "basic"

    def header(self) -> str:
        """Return the value of the Authorization header (RFC 7617, RFC 6750)."""
        if self.scheme == "bearer":
            return f"Bearer {self.secret}"
        pair = f"{self.user}:{self.secret}".encode()
        return "Basic " + base64.b64encode(pair).decode("ascii")


@dataclass(frozen=True, slots=True)
class Connection:
    """How a target is reached.

    Attributes:
        target: its name, for sentences.
        address: its service URL; the origin that everything is pinned to.
        login: asked once per session and once more after a 401.
        ca_file: PEM file of the authorities trusted for this target; empty for the system's.
        proxy: URL of a proxy, ``none``, or empty for the system's setting.
        connect_timeout, read_timeout: seconds.
        plain_http: allow http:// to another machine.
    """

    target: str
    address: str
    login: Callable[[], Login | None]
    ca_file: str = ""
    proxy: str = ""
    connect_timeout: float = 10.0
    read_timeout: float = 120.0
    plain_http: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete, small answer of a target."""

    status: int
    body: bytes
    retry_after: float | None

    def json(self) -> Any:
        """Return the decoded body (ValueError if it is no JSON, or nested too deeply)."""
        try:
            return json.loads(self.body)
        except RecursionError as error:
            raise ValueError("nested too deeply") from error


@dataclass(frozen=True, slots=True)
class Body:
    """What is posted; ``data`` is made anew for a repeat after a 401."""

    data: Callable[[], Any]
    content_type: str = ""


class TargetSession:
    """Requests to one target."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.target = connection.target
        self.origin = origin_of(connection.address)
        self._refuse_plain_http()
        try:
            self._session = _session(connection)
        except OSError as error:  # ssl.SSLError is one
            name = Path(connection.ca_file).name
            raise self.error(TargetUntrusted, f"{name} holds no certificates: {error}") from error
        self._authorization: str | None = None

    def close(self) -> None:
        """Close all connections; the session can be used again."""
        self._session.close()

    def check_origin(self, url: str) -> str:
        """Return ``url`` if it belongs to the target.

        Raises:
            TargetUntrusted: it leads to another origin.
        """
        if origin_of(url) != self.origin:
            host = urlsplit(url).hostname or "?"
            raise self.error(TargetUntrusted, f"it points to another origin, {host}")
        return url

    def get(self, url: str, params: Mapping[str, str], accept: str = "application/json") -> Answer:
        """Read something; see :meth:`_request` for the errors."""
        with self._request("GET", url, params, None, accept) as response:
            return self._answer(response, changing=False)

    def post(self, url: str, body: Callable[[], Body], changing: bool = True) -> Answer:
        """Post something; if it is ``changing``, a lost answer is :class:`OutcomeUnknown`."""
        with self._request("POST", url, {}, body, "application/json", changing) as response:
            return self._answer(response, changing)

    def download(
        self, url: str, params: Mapping[str, str], take: Callable[[bytes], None]
    ) -> Answer:
        """Stream a content into ``take``; the answer's body is that of an error, or empty."""
        with self._request("GET", url, params, None, "*/*") as response:
            if response.status_code != requests.codes.ok:
                return self._answer(response, changing=False)
            try:
                for block in response.iter_content(1024 * 1024):
                    take(block)
            except (requests.RequestException, OSError) as error:
                raise self._broken(error, changing=False) from error
            return Answer(response.status_code, b"", None)

    def error(self, kind: type[UploadError], reason: str, **details: object) -> UploadError:
        """Return an error of this kind that names this target."""
        return kind(target=self.target, reason=reason, **details)

    def _request(
        self,
        method: str,
        url: str,
        params: Mapping[str, str],
        body: Callable[[], Body] | None,
        accept: str,
        changing: bool = False,
    ) -> requests.Response:
        """Send one request, log in again once after a 401, follow redirects within the origin.

        Raises:
            TargetUnreachable, OutcomeUnknown: no answer.
            TargetBusy: it asks to wait.
            TargetLoginFailed: 401 twice.
            TargetUntrusted: bad certificate or another origin.
        """
        response = self._send(method, url, params, body, accept, changing)
        if response.status_code == requests.codes.unauthorized:
            response.close()
            self._authorization = None
            self._session.cookies.clear()
            response = self._send(method, url, params, body, accept, changing)
        if response.status_code == requests.codes.unauthorized:
            response.close()
            raise TargetLoginFailed(target=self.target)
        for _ in range(_REDIRECTS):
            if not response.is_redirect:
                return response
            response = self._follow(response, method, accept)
        response.close()
        raise self.error(TargetUntrusted, "too many redirects")

    def _follow(self, response: requests.Response, method: str, accept: str) -> requests.Response:
        response.close()
        there = self.check_origin(urljoin(response.url, response.headers["location"]))
        if method != "GET":
            # Following would send the content a second time, on the word of a middle box.
            raise self.error(TargetUntrusted, "it redirects an upload")
        return self._send("GET", there, {}, None, accept)

    def _send(
        self,
        method: str,
        url: str,
        params: Mapping[str, str],
        body: Callable[[], Body] | None,
        accept: str,
        changing: bool = False,
    ) -> requests.Response:
        self.check_origin(url)
        # A compressed answer would be hashed as something else than what is stored.
        headers = {"Accept": accept, "Accept-Encoding": "identity", **self._authorized()}
        made = body() if body is not None else None
        if made is not None and made.content_type:
            headers["Content-Type"] = made.content_type
        try:
            return self._session.request(
                method,
                url,
                params=dict(params),
                data=made.data() if made is not None else None,
                headers=headers,
                timeout=(self.connection.connect_timeout, self.connection.read_timeout),
                proxies=_proxies(self.connection, url),
                allow_redirects=False,
                stream=True,
            )
        except (requests.RequestException, OSError) as error:
            raise self._broken(error, changing) from error

    def _authorized(self) -> dict[str, str]:
        if self._authorization is None:
            login = self.connection.login()
            self._authorization = login.header() if login is not None else ""
        return {"Authorization": self._authorization} if self._authorization else {}

    def _answer(self, response: requests.Response, changing: bool) -> Answer:
        try:
            body = response.content
        except (requests.RequestException, OSError) as error:
            raise self._broken(error, changing) from error
        asked = _retry_after(response.headers.get("retry-after", ""))
        if response.status_code in _BUSY:
            raise self.error(TargetBusy, f"HTTP {response.status_code}", retry_after=asked)
        if response.status_code >= requests.codes.server_error:
            kind = OutcomeUnknown if changing else TargetBusy
            reason = f"HTTP {response.status_code} {_exception_name(body)}".strip()
            raise self.error(kind, reason, retry_after=asked)
        return Answer(response.status_code, body, asked)

    def _broken(self, error: Exception, changing: bool) -> UploadError:
        """Name a broken connection by what it means, not by the library's words."""
        if _caused_by(error, ssl.SSLCertVerificationError):
            return self.error(TargetUntrusted, "its certificate is not trusted")
        never_sent = isinstance(error, requests.ConnectTimeout) or _caused_by(
            error, ConnectionRefusedError
        )
        if changing and not never_sent:
            return self.error(OutcomeUnknown, type(error).__name__)
        return self.error(TargetUnreachable, type(error).__name__)

    def _refuse_plain_http(self) -> None:
        scheme, host = self.origin[0], self.origin[1]
        if scheme == "https" or host in _LOOPBACK or self.connection.plain_http:
            return
        raise self.error(TargetUntrusted, f"{scheme}:// is not encrypted")


Origin = tuple[str, str, int]


def origin_of(url: str) -> Origin:
    """Return scheme, host and port of an address (RFC 6454)."""
    parts = urlsplit(url)
    port = parts.port or {"http": 80, "https": 443}.get(parts.scheme, 0)
    return (parts.scheme, parts.hostname or "", port)


def _caused_by(error: BaseException | None, kind: type[BaseException]) -> bool:
    """Whether ``kind`` stands anywhere in the chain of causes; libraries wrap several times."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        if isinstance(error, kind):
            return True
        seen.add(id(error))
        inner = next((a for a in error.args if isinstance(a, BaseException)), None)
        reason = getattr(inner, "reason", None)
        wrapped = reason if isinstance(reason, BaseException) else inner
        error = wrapped or error.__cause__ or error.__context__
    return False


def _exception_name(body: bytes) -> str:
    """Return a JSON error's own name, which holds no content; its message might."""
    try:
        name = json.loads(body)["exception"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
    return name[:60] if isinstance(name, str) and name.isalnum() else ""


def _retry_after(value: str) -> float | None:
    """Return seconds from a Retry-After header: a number or a date (RFC 9110, 10.2.3)."""
    if value.strip().isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def _proxies(connection: Connection, url: str) -> dict[str, str]:
    """Return the proxy for ``url``; loopback is never sent through one."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if host in _LOOPBACK or connection.proxy == "none":
        return {}
    if connection.proxy:
        return {parts.scheme: connection.proxy}
    if proxy_bypass(host):
        return {}
    return {k: v for k, v in getproxies().items() if k in ("http", "https")}


def _session(connection: Connection) -> requests.Session:
    session = requests.Session()
    # Not from the environment: .netrc could replace the login, and a variable the authorities.
    session.trust_env = False
    session.adapters.clear()  # nothing is spoken but the target's own scheme
    if connection.address.startswith("https:"):
        session.mount("https://", _SystemTrust(connection.ca_file))
    else:
        session.mount("http://", HTTPAdapter())
    session.headers["User-Agent"] = "scanstation"
    return session


class _SystemTrust(HTTPAdapter):
    """Verifies against the system's authorities or one file, not against a bundled list."""

    def __init__(self, ca_file: str) -> None:
        self._context = ssl.create_default_context(cafile=ca_file or None)
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Give every connection our context."""
        super().init_poolmanager(*args, ssl_context=self._context, **kwargs)

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        """Give connections through a proxy our context too."""
        return super().proxy_manager_for(proxy, ssl_context=self._context, **kwargs)

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Leave the authorities to the context; the base class would add its own list."""
        conn.cert_reqs = "CERT_REQUIRED"
