from __future__ import annotations

import base64
import datetime
import io
import ipaddress
import logging
import ssl
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from email.utils import format_datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from scanstation.errors import (
    OutcomeUnknown,
    TargetBusy,
    TargetLoginFailed,
    TargetUnreachable,
    TargetUntrusted,
)
from scanstation.upload.http import Answer, Body, Connection, Login, TargetSession, origin_of
from tests.unit.upload.scripted_server import Asked, Reply, json_reply, serving

LOGIN = Login("prüfer", "streng-geheim")


def fixed(reply: Reply) -> Callable[[Asked], Reply]:
    return lambda asked: reply


def session(url: str, login: Login | None = LOGIN, **options: object) -> TargetSession:
    connection = Connection("ziel", url, lambda: login)
    return TargetSession(replace(connection, **options))  # type: ignore[arg-type]


def get(url: str, **options: object) -> Answer:
    with closing(session(url, **options)) as opened:  # type: ignore[arg-type]
        return opened.get(url, {})


def post(url: str, changing: bool = True, **options: object) -> Answer:
    with closing(session(url, **options)) as opened:  # type: ignore[arg-type]
        return opened.post(url, lambda: Body(lambda: b"abc", "text/plain"), changing)


# --- login -----------------------------------------------------------------------------------


def test_the_login_goes_into_the_header_and_nowhere_else() -> None:
    with serving(fixed(Reply())) as server:
        get(server.url)
        get(server.url, login=Login("", "token", "bearer"))
        get(server.url, login=None)
    pair = base64.b64encode("prüfer:streng-geheim".encode()).decode()
    shown = [asked.headers.get("authorization") for asked in server.asked]
    assert shown == [f"Basic {pair}", "Bearer token", None]
    assert all("geheim" not in asked.path and "token" not in asked.path for asked in server.asked)


def test_a_netrc_of_the_account_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / ".netrc"
    netrc.write_text("machine 127.0.0.1 login other password other\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(netrc))
    with serving(fixed(Reply())) as server:
        get(server.url, login=None)
    assert "authorization" not in server.asked[0].headers


def test_an_expired_session_is_renewed_once_with_the_login_as_it_is_now() -> None:
    logins = iter([Login("", "old", "bearer"), Login("", "new", "bearer")])

    def answer(asked: Asked) -> Reply:
        fresh = asked.headers["authorization"] == "Bearer new"
        return Reply(body=asked.body) if fresh else Reply(401)

    with serving(answer) as server:
        connection = Connection("ziel", server.url, lambda: next(logins))
        with closing(TargetSession(connection)) as opened:
            body = io.BytesIO(b"the whole content")

            def again() -> Body:
                body.seek(0)
                return Body(body.read)

            assert opened.post(server.url, again).body == b"the whole content"
            assert opened.get(server.url, {}).status == 200
    assert len(server.asked) == 3


def test_a_login_refused_twice_is_refused() -> None:
    with serving(fixed(Reply(401))) as server, pytest.raises(TargetLoginFailed) as caught:
        get(server.url)
    assert len(server.asked) == 2
    assert caught.value.permanent
    assert "targets login ziel" in str(caught.value)


def test_secrets_show_in_no_log_and_no_error(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with serving(fixed(Reply(401))) as server, pytest.raises(TargetLoginFailed) as caught:
        get(server.url)
    told = caplog.text + repr(caught.value) + repr(LOGIN)
    assert "streng-geheim" not in told
    assert base64.b64encode("prüfer:streng-geheim".encode()).decode() not in told


# --- answers ---------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [408, 425, 429, 503])
@pytest.mark.parametrize("ask", [get, post])
def test_not_now_is_temporary(status: int, ask: Callable[[str], Answer]) -> None:
    reply = Reply(status, headers={"Retry-After": "17"})
    with serving(fixed(reply)) as server, pytest.raises(TargetBusy) as caught:
        ask(server.url)
    assert not caught.value.permanent
    assert caught.value.details["retry_after"] == 17


def test_a_date_to_wait_for_is_understood() -> None:
    moment = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=90)
    for date in (format_datetime(moment, usegmt=True), format_datetime(moment)):
        reply = Reply(503, headers={"Retry-After": date})
        with serving(fixed(reply)) as server, pytest.raises(TargetBusy) as caught:
            get(server.url)
        assert 60 < float(str(caught.value.details["retry_after"])) <= 91


@pytest.mark.parametrize("value", ["", "soon", "-5", "1e9"])
def test_nonsense_to_wait_for_is_ignored(value: str) -> None:
    reply = Reply(503, headers={"Retry-After": value})
    with serving(fixed(reply)) as server, pytest.raises(TargetBusy) as caught:
        get(server.url)
    assert caught.value.details["retry_after"] is None


@pytest.mark.parametrize("status", [500, 502, 504])
def test_a_server_error_leaves_a_change_unknown(status: int) -> None:
    reply = json_reply({"exception": "storage", "message": "Akte Müller"}, status)
    with serving(fixed(reply)) as server:
        with pytest.raises(OutcomeUnknown) as changed:
            post(server.url)
        with pytest.raises(TargetBusy):
            post(server.url, changing=False)
        with pytest.raises(TargetBusy):
            get(server.url)
    assert changed.value.details["reason"] == f"HTTP {status} storage"
    assert "Müller" not in repr(changed.value)


def test_other_answers_are_for_the_caller() -> None:
    with serving(fixed(Reply(404, b"no"))) as server:
        answer = get(server.url)
    assert (answer.status, answer.body) == (404, b"no")


# --- broken connections ----------------------------------------------------------------------


@pytest.mark.parametrize("reply", [Reply(body=b"", cut=True), Reply(body=b"12345678", cut=True)])
def test_a_lost_answer_to_a_change_is_unknown(reply: Reply) -> None:
    with serving(fixed(reply)) as server:
        with pytest.raises(OutcomeUnknown):
            post(server.url)
        with pytest.raises(TargetUnreachable):
            post(server.url, changing=False)
        with pytest.raises(TargetUnreachable):
            get(server.url)


def test_a_change_that_never_left_is_not_unknown() -> None:
    with serving(fixed(Reply())) as server:
        url = server.url
    with pytest.raises(TargetUnreachable):
        post(url)


def test_a_slow_answer_is_no_answer() -> None:
    import time

    def slow(asked: Asked) -> Reply:
        time.sleep(0.5)
        return Reply()

    with serving(slow) as server:
        with pytest.raises(OutcomeUnknown):
            post(server.url, read_timeout=0.1)
        with pytest.raises(TargetUnreachable):
            get(server.url, read_timeout=0.1)


def download(url: str, take: Callable[[bytes], None]) -> Answer:
    with closing(session(url)) as opened:
        return opened.download(url, {}, take)


def test_a_download_that_breaks_off_is_noticed() -> None:
    cut = Reply(body=b"x" * 100_000, cut=True)
    with serving(fixed(cut)) as server, pytest.raises(TargetUnreachable):
        download(server.url, lambda block: None)


def test_a_download_arrives_as_it_is_stored() -> None:
    taken = bytearray()
    with serving(fixed(Reply(body=bytes(range(256)) * 9000))) as server:
        answer = download(server.url, taken.extend)
    assert (answer.status, bytes(taken)) == (200, bytes(range(256)) * 9000)
    assert server.asked[0].headers["accept-encoding"] == "identity"


def test_a_refused_download_takes_nothing() -> None:
    taken = bytearray()
    with serving(fixed(Reply(404, b"not here"))) as server:
        answer = download(server.url, taken.extend)
    assert (answer.status, answer.body, bytes(taken)) == (404, b"not here", b"")


# --- origin ----------------------------------------------------------------------------------


def test_redirects_within_the_origin_are_followed_for_reading() -> None:
    def answer(asked: Asked) -> Reply:
        return (
            Reply(body=b"there") if asked.path == "/b" else Reply(302, headers={"Location": "/b"})
        )

    with serving(answer) as server:
        assert get(server.url + "/a").body == b"there"
        with pytest.raises(TargetUntrusted, match="redirects an upload"):
            post(server.url + "/a")


def test_a_redirect_elsewhere_never_gets_the_login() -> None:
    with serving(fixed(Reply(body=b"stolen"))) as thief:
        away = Reply(307, headers={"Location": f"{thief.url}/x"})
        with serving(fixed(away)) as server:
            for ask in (get, post):
                with pytest.raises(TargetUntrusted, match="another origin"):
                    ask(server.url)
    assert thief.asked == []


def test_circles_end() -> None:
    circle = Reply(302, headers={"Location": "/"})
    with serving(fixed(circle)) as server, pytest.raises(TargetUntrusted, match="too many"):
        get(server.url)
    assert len(server.asked) < 10


def test_an_address_of_another_origin_is_not_asked() -> None:
    with serving(fixed(Reply())) as thief, closing(session("http://127.0.0.1:9")) as opened:
        with pytest.raises(TargetUntrusted):
            opened.get(thief.url, {})
        with pytest.raises(TargetUntrusted):
            opened.post(thief.url, lambda: Body(lambda: b""))
        with pytest.raises(TargetUntrusted):
            opened.download(thief.url, {}, lambda block: None)
    assert thief.asked == []


def test_origins_are_compared_with_their_default_ports() -> None:
    assert origin_of("https://dms.kreis.de/a") == origin_of("https://DMS.kreis.de:443/b?c")
    assert origin_of("https://dms.kreis.de") != origin_of("http://dms.kreis.de")
    assert origin_of("https://dms.kreis.de") != origin_of("https://dms.kreis.de.evil.org")
    assert origin_of("https://dms.kreis.de@evil.org/") == origin_of("https://evil.org")


def test_unencrypted_connections_leave_this_machine_only_on_request() -> None:
    with pytest.raises(TargetUntrusted, match="not encrypted"):
        session("http://dms.example")
    with pytest.raises(TargetUntrusted, match="not encrypted"):
        session("ftp://dms.example")
    session("http://dms.example", plain_http=True).close()
    session("http://localhost:1").close()
    session("https://dms.example").close()


# --- certificates ----------------------------------------------------------------------------


class Authority:
    """A certification authority made for one test run."""

    def __init__(self, folder: Path, name: str) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        constraints = x509.BasicConstraints(ca=True, path_length=0)
        self.certificate = self._signed(self.name, self.key.public_key(), constraints, None)
        self.file = folder / f"{name}.pem"
        self.file.write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))

    def server_context(self, folder: Path, host: str, days: int = 1) -> ssl.SSLContext:
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "server")])
        plain = x509.BasicConstraints(ca=False, path_length=None)
        certificate = self._signed(subject, key.public_key(), plain, host, days)
        pem, private = folder / "server.pem", folder / "server.key"
        pem.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        private.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem, private)
        return context

    def _signed(
        self,
        subject: x509.Name,
        public: ec.EllipticCurvePublicKey,
        constraints: x509.BasicConstraints,
        host: str | None,
        days: int = 1,
    ) -> x509.Certificate:
        now = datetime.datetime.now(datetime.UTC)
        ends = now + datetime.timedelta(days=days)
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(min(now, ends) - datetime.timedelta(days=1))
            .not_valid_after(ends)
            .add_extension(constraints, critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()),
                critical=False,
            )
        )
        if host is None:
            usage = x509.KeyUsage(
                digital_signature=False,
                content_commitment=False,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=True,
                crl_sign=True,
                encipher_only=False,
                decipher_only=False,
            )
            builder = builder.add_extension(usage, critical=True)
        else:
            names = [x509.IPAddress(ipaddress.ip_address(host))]
            builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        return builder.sign(self.key, hashes.SHA256())


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("ca"), "Kreis-CA")


@pytest.fixture
def server_context(authority: Authority, tmp_path: Path) -> ssl.SSLContext:
    return authority.server_context(tmp_path, "127.0.0.1")


def test_a_given_authority_is_trusted(authority: Authority, server_context: ssl.SSLContext) -> None:
    with serving(fixed(Reply(body=b"safe")), server_context) as server:
        assert get(server.url, ca_file=str(authority.file)).body == b"safe"


def test_the_systems_authorities_are_trusted(
    authority: Authority, server_context: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))  # where OpenSSL's system store lies
    with serving(fixed(Reply(body=b"safe")), server_context) as server:
        assert get(server.url).body == b"safe"


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_nothing_else_widens_the_trust(
    variable: str,
    authority: Authority,
    server_context: ssl.SSLContext,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(variable, str(authority.file))
    with serving(fixed(Reply()), server_context) as server, pytest.raises(TargetUntrusted):
        get(server.url)
    assert server.asked == []


def test_another_authority_is_not_trusted(server_context: ssl.SSLContext, tmp_path: Path) -> None:
    other = Authority(tmp_path, "Andere")
    with serving(fixed(Reply()), server_context) as server:
        for ask in (get, post):
            with pytest.raises(TargetUntrusted) as caught:
                ask(server.url, ca_file=str(other.file))
            assert caught.value.permanent
    assert server.asked == []


@pytest.mark.parametrize(("host", "days"), [("127.0.0.2", 1), ("127.0.0.1", -1)])
def test_a_certificate_for_another_host_or_out_of_date_is_not_trusted(
    authority: Authority, tmp_path: Path, host: str, days: int
) -> None:
    context = authority.server_context(tmp_path, host, days)
    with serving(fixed(Reply()), context) as server, pytest.raises(TargetUntrusted):
        get(server.url, ca_file=str(authority.file))
    assert server.asked == []


@pytest.mark.parametrize("content", [None, "", "no certificate"])
def test_a_useless_authority_file_is_named(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_text(content, encoding="ascii")
    with pytest.raises(TargetUntrusted) as caught:
        session("https://dms.example", ca_file=str(path))
    assert "ca.pem" in str(caught.value)


# --- proxies ---------------------------------------------------------------------------------


def test_a_proxy_is_used_where_one_is_named() -> None:
    with serving(fixed(Reply(body=b"by proxy"))) as proxy:
        url = "http://dms.example/service"
        assert get(url, proxy=proxy.url, plain_http=True).body == b"by proxy"
    assert proxy.asked[0].path == url


def test_the_systems_proxy_is_used_unless_it_is_switched_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with (
        serving(fixed(Reply(body=b"by proxy"))) as proxy,
        serving(fixed(Reply(body=b"self"))) as us,
    ):
        monkeypatch.setenv("http_proxy", proxy.url)
        monkeypatch.setenv("no_proxy", "intern.example")
        assert get("http://dms.example/", plain_http=True).body == b"by proxy"
        assert get(us.url).body == b"self"  # loopback never goes through a proxy
        for name, option in (("intern.example", ""), ("dms.invalid", "none")):
            with pytest.raises(TargetUnreachable):
                get(f"http://{name}:1/", proxy=option, plain_http=True, connect_timeout=2)
    assert len(proxy.asked) == 1
