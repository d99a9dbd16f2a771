"""Who may come in: clients by token or password, people by a one-time code."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from starlette.datastructures import Headers

from scanstation.eakte.repository import Caller

CHALLENGE = {"WWW-Authenticate": 'Basic realm="eAkte", charset="UTF-8"'}
SESSION_SECONDS = 8 * 3600
_WRONG_CODES_ALLOWED = 5
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # nothing that looks like something else
_CODE_LETTERS = 8  # 32^8 codes, five guesses each


def same_secret(given: str, wanted: str) -> bool:
    """Compare in a time that tells nothing about either; an empty one opens nothing."""
    return bool(wanted) and hmac.compare_digest(_digest(given), _digest(wanted))


@dataclass(frozen=True, slots=True)
class ClientAuthentication:
    """The token, shown as ``Bearer`` or as password of ``Basic``, or a set password."""

    token: str
    password: str = ""

    def caller(self, headers: Headers) -> Caller | None:
        """Return who asks, or None if the request proves nothing."""
        scheme, _, value = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return Caller("scanstation") if same_secret(value.strip(), self.token) else None
        if scheme.lower() == "basic":
            return self._basic(value.strip())
        return None

    def _basic(self, value: str) -> Caller | None:
        try:
            user, colon, password = base64.b64decode(value, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return None
        by_token = same_secret(password, self.token)
        by_password = same_secret(password, self.password)
        return Caller(user or "scanstation") if colon and (by_token or by_password) else None


@dataclass(frozen=True, slots=True)
class Session:
    """A person at a browser; ``csrf`` must come with every form the browser sends."""

    csrf: str
    until: float


class Sessions:
    """Browser sessions, opened by a code that works once.

    A code is used up by a login; after too many wrong ones it is void as well. Each new code is
    announced to whoever started the server, never over the network. Only hashes of the session
    keys are kept, in memory.
    """

    def __init__(
        self, announce: Callable[[str], None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._announce = announce
        self._clock = clock
        self._lock = threading.Lock()
        self._open: dict[bytes, Session] = {}
        self._wrong = 0
        self._code = ""

    def new_code(self) -> str:
        """Make and announce a new code; the one before is void."""
        letters = "".join(secrets.choice(_LETTERS) for _ in range(_CODE_LETTERS))
        with self._lock:
            self._code, self._wrong = letters, 0
        shown = f"{letters[:4]}-{letters[4:]}"
        self._announce(shown)
        return shown

    def log_in(self, code: str) -> str | None:
        """Return the key of a new session if the code is right."""
        given = "".join(c for c in code.upper() if c in _LETTERS)
        with self._lock:
            right = same_secret(given, self._code)
            self._wrong += not right
            void = right or self._wrong >= _WRONG_CODES_ALLOWED
        if void:
            self.new_code()
        return self._opened() if right else None

    def session(self, key: str) -> Session | None:
        """Return the session of a key, if it is still open."""
        with self._lock:
            found = self._open.get(_digest(key))
            return found if found is not None and found.until > self._clock() else None

    def log_out(self, key: str) -> None:
        """Close a session."""
        with self._lock:
            self._open.pop(_digest(key), None)

    def _opened(self) -> str:
        key, now = secrets.token_urlsafe(32), self._clock()
        with self._lock:
            self._open = {k: s for k, s in self._open.items() if s.until > now}
            self._open[_digest(key)] = Session(secrets.token_urlsafe(32), now + SESSION_SECONDS)
        return key


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode("utf-8", "replace")).digest()
