"""Authenticode: who signed a Windows program, and that not one byte of it was changed since.

``osslsigncode`` compares digest and signature and follows the certificates up to the roots in
``roots/``, of which ``ROOTS`` holds the fingerprints. Certificates of signers and time stamps are
valid for days or months, so both are judged at the time that the time stamp says, as Windows does.
Revocation lists are not asked for: a build needs no network.
"""

from __future__ import annotations

import hashlib
import os
import re
import ssl
import subprocess
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from installer.problem import BuildRefused

FOLDER = Path(__file__).parent / "roots"
ROOTS = {
    "microsoft-identity-verification-root-2020": (
        "5367f20c7ade0e2bca790915056d086b720c33c1fa2a2661acf787e3292e1270"
    ),
    "digicert-trusted-root-g4": "552f7bdcf1a7af9e6ce672017f4f12abf77240c78e761ac203d1d9d20ac89988",
    "microsoft-root-2010": "df545bf919a2439c36983b54cdfc903dfa4f37d3996d8d84b4c31eec6f3c163e",
    "microsoft-root-2011": "847df6a78497943f27fc72eb93f9a637320a02b561d0a91b09e87a7807ed7c61",
}
"""SHA-256 of the certificates, as their issuers publish them."""

_CHANGED = "MISMATCH!!!"
"""Stands behind the digest of the content where the signed one is another."""
_STAMPED = re.compile(r"Timestamp time: (.+) GMT")
_SUBJECT = re.compile(r"Signer's certificate:.*?Subject: (\S[^\n]*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who may have signed: name of the organisation, and the roots that may vouch for it."""

    organisation: str
    roots: tuple[str, ...]


PYTHON = Publisher(
    "Python Software Foundation",
    ("microsoft-identity-verification-root-2020", "digicert-trusted-root-g4"),
)
MICROSOFT = Publisher("Microsoft Corporation", ("microsoft-root-2010", "microsoft-root-2011"))


def verify(path: Path, publisher: Publisher) -> None:
    """Check that a program is signed by a publisher and unchanged.

    Raises:
        BuildRefused: not signed, by somebody else, changed, or a root is not the pinned one.
    """
    with tempfile.NamedTemporaryFile("w", suffix=".pem") as roots:
        roots.write("".join(root(name) for name in publisher.roots))
        roots.flush()
        _, said = _osslsigncode(path, roots.name, None)
        if _CHANGED in said:
            raise BuildRefused(f"{path.name}: its content was changed after it was signed")
        signers = _SUBJECT.findall(said)
        if not signers or not all(_is(publisher, signer) for signer in signers):
            raise BuildRefused(f"{path.name}: signed by {signers or 'nobody'}")
        code, said = _osslsigncode(path, roots.name, _stamped(path, said))
    if code or "Signature verification: failed" in said:
        raise BuildRefused(f"{path.name}: the signature is broken: {said.strip()[-300:]}")


def require_unchanged(path: Path) -> None:
    """Check that a signed program is what its publisher signed, whoever that is.

    Raises:
        BuildRefused: no signature can be read, or the content was changed.
    """
    with tempfile.NamedTemporaryFile() as nobody:
        _, said = _osslsigncode(path, nobody.name, None)
    if _CHANGED in said or not _SUBJECT.findall(said):
        raise BuildRefused(f"{path.name}: its content is not what was signed")


def root(name: str) -> str:
    """Return a root certificate (PEM).

    Raises:
        BuildRefused: its fingerprint is another one.
    """
    pem = (FOLDER / f"{name}.pem").read_text("ascii")
    if hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem)).hexdigest() != ROOTS[name]:
        raise BuildRefused(f"{name}.pem: not the certificate with the pinned fingerprint")
    return pem


def _is(publisher: Publisher, subject: str) -> bool:
    return f"O={publisher.organisation}" in re.split(r"/(?=[A-Z]+=)|, ", subject)


def _stamped(path: Path, said: str) -> int:
    times = _STAMPED.findall(said)
    if not times:
        raise BuildRefused(f"{path.name}: the signature has no time stamp")
    parsed = [datetime.strptime(one, "%b %d %H:%M:%S %Y").replace(tzinfo=UTC) for one in times]
    return int(max(parsed).timestamp())


def _osslsigncode(path: Path, roots: str, time: int | None) -> tuple[int, str]:
    at = [] if time is None else ["-time", str(time)]
    command = ["osslsigncode", "verify", *_offline(), *at, "-CAfile", roots, "-TSA-CAfile", roots]
    words = {**os.environ, "LC_ALL": "C"}
    done = subprocess.run(
        [*command, "-in", str(path)], check=False, capture_output=True, timeout=60, env=words
    )
    return done.returncode, (done.stdout + done.stderr).decode("utf-8", "replace")


@cache
def _offline() -> tuple[str, ...]:
    """Versions after 2.5 fetch revocation lists unless told not to; 2.5 lacks the word."""
    try:
        done = subprocess.run(
            ["osslsigncode", "verify", "--help"], check=False, capture_output=True
        )
    except FileNotFoundError as error:
        raise BuildRefused("osslsigncode is missing; see packages.txt, [installer]") from error
    return ("-ignore-crl",) if b"-ignore-crl" in done.stdout + done.stderr else ()
