"""``python -m tests.windows.certificate FOLDER``: a certificate for code that vouches for itself.

``test.p12`` has it with its key, ``password`` its password, ``root.pem`` what trusts it. It holds
longer than any cache of packages and is trusted by nobody else.
"""

from __future__ import annotations

import datetime
import sys
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

PASSWORD = "Kennwort mit Ümlaut"  # protects nothing
DAYS = 3650


def make_certificate(folder: Path) -> None:
    """Make the three files."""
    folder.mkdir(parents=True, exist_ok=True)
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    made = _certificate(key)
    (folder / "root.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret = serialization.BestAvailableEncryption(PASSWORD.encode())
    (folder / "test.p12").write_bytes(
        pkcs12.serialize_key_and_certificates(b"t", key, made, None, secret)
    )
    (folder / "password").write_text(PASSWORD, "utf-8")


def _certificate(key: rsa.RSAPrivateKey) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test")])
    now = datetime.datetime.now(datetime.UTC)
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING])
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=DAYS))
        .add_extension(usage, critical=False)
        .sign(key, hashes.SHA256())
    )


if __name__ == "__main__":
    make_certificate(Path(sys.argv[1]))
