"""Which servers are trusted: real certificates of authorities made for the run."""

from __future__ import annotations

import datetime
import ipaddress
import ssl
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from scanstation.errors import TargetUntrusted
from tests.unit.upload.scripted_server import Reply, serving
from tests.unit.upload.test_http import fixed, get, post, session


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
