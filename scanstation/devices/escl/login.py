"""PIN or password of a network device: where it lies and how it is shown to the device.

``devices --login`` puts it where the logins of targets are (``upload.credentials``): into the
system's keyring, as ``[user, secret]`` under the service name ``scanstation/devices/<device>``,
or on a machine without one into ``HOME/devices/credentials.json`` for the account alone. It is
part of no address, no representation and no log line.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Login:
    """User and secret of a device; a PIN has no user. The secret is never shown."""

    user: str
    secret: str = field(repr=False)


Logins = Callable[[str], "Login | None"]
"""Gives the login of a device by its name (UUID or ``host:port``), None if there is none."""


def no_login(device: str) -> Login | None:
    """Know of no login."""
    return None


def station_login(device: str) -> Login | None:
    """Return the login that the station keeps for a device."""
    from scanstation.settings import load_settings

    return keyring_login(device) or file_login(load_settings().home, device)


def file_login(home: Path, device: str) -> Login | None:
    """Return the login from the file of a machine without a keyring."""
    path = home / "devices" / "credentials.json"
    with contextlib.suppress(OSError, ValueError, KeyError):
        user, secret = json.loads(json.loads(path.read_text(encoding="utf-8"))[device])
        return Login(str(user), str(secret))
    return None


def keyring_login(device: str) -> Login | None:
    """Return the login that the system's keyring keeps for a device."""
    for make in _keyrings():
        # Backends let their own libraries' errors through; a locked keyring is no login.
        with contextlib.suppress(Exception):
            kept = make().get_password(f"scanstation/devices/{device}", "scanstation")
            if kept is not None:
                user, secret = json.loads(kept)
                return Login(str(user), str(secret))
    return None


def _keyrings() -> list[Any]:
    """Only keyrings of the system count: what else is installed may keep plain text."""
    if sys.platform == "win32":
        from keyring.backends.Windows import WinVaultKeyring

        return [WinVaultKeyring]
    from keyring.backends import SecretService, kwallet

    return [SecretService.Keyring, kwallet.DBusKeyring]


class Authorization:
    """Answers a device's challenges: Basic (RFC 7617) and Digest with ``auth`` (RFC 7616)."""

    def __init__(self, login: Login) -> None:
        self._login = login
        self._challenge: dict[str, str] | None = None
        self._count = 0

    def challenged(self, header: str) -> bool:
        """Take a ``WWW-Authenticate``; say whether it is understood."""
        self._challenge = _challenge(header)
        self._count = 0
        return self._challenge is not None

    def header(self, method: str, path: str) -> str:
        """Return the ``Authorization`` of a request, empty before the first challenge."""
        if self._challenge is None:
            return ""
        if "nonce" in self._challenge:
            return self._digest(self._challenge, method, path)
        pair = f"{self._login.user}:{self._login.secret}".encode()
        return "Basic " + base64.b64encode(pair).decode()

    def _digest(self, challenge: dict[str, str], method: str, path: str) -> str:
        name = challenge.get("algorithm", "MD5")
        make = hashlib.sha256 if name.upper() == "SHA-256" else _md5

        def hashed(text: str) -> str:
            return make(text.encode()).hexdigest()

        self._count += 1
        count, own = f"{self._count:08x}", os.urandom(8).hex()
        realm, nonce, user = challenge.get("realm", ""), challenge["nonce"], self._login.user
        first = hashed(f"{user}:{realm}:{self._login.secret}")
        second = hashed(f"{method}:{path}")
        shown = {"username": user, "realm": realm, "nonce": nonce, "uri": path}
        if "qop" in challenge:
            shown["response"] = hashed(f"{first}:{nonce}:{count}:{own}:auth:{second}")
            plain = f", qop=auth, nc={count}, algorithm={name}"
            shown["cnonce"] = own
        else:  # RFC 2069
            shown["response"] = hashed(f"{first}:{nonce}:{second}")
            plain = f", algorithm={name}"
        if "opaque" in challenge:
            shown["opaque"] = challenge["opaque"]
        return "Digest " + ", ".join(f'{key}="{value}"' for key, value in shown.items()) + plain


def _md5(data: bytes) -> Any:
    return hashlib.md5(data, usedforsecurity=False)  # the algorithm is the device's choice


def _challenge(header: str) -> dict[str, str] | None:
    """Return the parameters of the best challenge that is understood, None if none is."""
    digest = re.search(r"\bDigest\s+(.*)", header, re.IGNORECASE)
    if digest:
        pairs = re.findall(r'(\w+)\s*=\s*(?:"([^"]*)"|([^\s,]+))', digest.group(1))
        found = {key.lower(): quoted or bare for key, quoted, bare in pairs}
        if "nonce" in found:
            return found
    return {} if re.search(r"\bBasic\b", header, re.IGNORECASE) else None
