"""Where secrets lie: the system's keyring; only where none exists, a file for the account alone.

A secret is never part of a configuration, an address, a log line or a representation. Secrets of
different tenants never share an entry.
"""

from __future__ import annotations

import contextlib
import json
import os
import stat
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from keyring.backend import KeyringBackend
from keyring.errors import InitError, KeyringError, PasswordDeleteError

from scanstation.errors import CredentialMissing, CredentialStoreFailed, Text

FILE_WARNING = Text(
    "Auf diesem Rechner gibt es keinen Schlüsselbund. Anmeldungen liegen unverschlüsselt in {path},"
    " lesbar nur für dieses Konto.",
    "This machine has no keyring. Logins lie unencrypted in {path}, readable by this account only.",
)


@dataclass(frozen=True, slots=True)
class Secret:
    """A login's user and secret; the secret is never shown."""

    user: str
    value: str = field(repr=False)


class CredentialStore(Protocol):
    """Keeps one login per tenant and target."""

    def get(self, tenant: str, target: str) -> Secret:
        """Return the login.

        Raises:
            CredentialMissing: there is none.
            CredentialStoreFailed: the store refuses.
        """

    def put(self, tenant: str, target: str, secret: Secret) -> None:
        """Keep a login, replacing an earlier one.

        Raises:
            CredentialStoreFailed: the store refuses.
        """

    def remove(self, tenant: str, target: str) -> None:
        """Forget a login; nothing happens if there is none.

        Raises:
            CredentialStoreFailed: the store refuses.
        """


class MemoryCredentials:
    """Logins that end with the process (demo)."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], Secret] = {}

    def get(self, tenant: str, target: str) -> Secret:
        """Return the login; see :class:`CredentialStore`."""
        try:
            return self._kept[tenant, target]
        except KeyError:
            raise CredentialMissing(target=target) from None

    def put(self, tenant: str, target: str, secret: Secret) -> None:
        """Keep a login."""
        self._kept[tenant, target] = secret

    def remove(self, tenant: str, target: str) -> None:
        """Forget a login."""
        self._kept.pop((tenant, target), None)


class KeyringCredentials:
    """Logins in the system's keyring: Secret Service or KWallet, Windows' credential manager."""

    # The secret goes in with its user as one text: not every keyring lets entries be searched.
    _USER = "scanstation"

    def __init__(self, keyring: KeyringBackend) -> None:
        self._keyring = keyring

    def get(self, tenant: str, target: str) -> Secret:
        """Return the login; see :class:`CredentialStore`."""
        try:
            kept = self._keyring.get_password(_service(tenant, target), self._USER)
        except Exception as error:  # backends let their own libraries' errors through
            raise _failed(error) from error
        if kept is None:
            raise CredentialMissing(target=target)
        return _from_text(kept)

    def put(self, tenant: str, target: str, secret: Secret) -> None:
        """Keep a login."""
        text = _to_text(secret)
        try:
            self._keyring.set_password(_service(tenant, target), self._USER, text)
        except Exception as error:
            raise _failed(error) from error

    def remove(self, tenant: str, target: str) -> None:
        """Forget a login."""
        try:
            self._keyring.delete_password(_service(tenant, target), self._USER)
        except PasswordDeleteError:
            return
        except Exception as error:
            raise _failed(error) from error


class FileCredentials:
    """Logins in one file a tenant, below ``home``, mode 0600; only where no keyring exists."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def get(self, tenant: str, target: str) -> Secret:
        """Return the login; see :class:`CredentialStore`."""
        kept = self._read(tenant).get(target)
        if kept is None:
            raise CredentialMissing(target=target)
        return _from_text(kept)

    def put(self, tenant: str, target: str, secret: Secret) -> None:
        """Keep a login."""
        self._write(tenant, {**self._read(tenant), target: _to_text(secret)})

    def remove(self, tenant: str, target: str) -> None:
        """Forget a login."""
        kept = self._read(tenant)
        if kept.pop(target, None) is not None:
            self._write(tenant, kept)

    def path(self, tenant: str) -> Path:
        """Return where a tenant's logins lie."""
        return self._home / tenant / "credentials.json"

    def _read(self, tenant: str) -> dict[str, str]:
        path = self.path(tenant)
        try:
            if sys.platform != "win32" and stat.S_IMODE(path.stat().st_mode) & 0o077:
                raise CredentialStoreFailed(reason=f"{path.name} is readable by others")
            kept = json.loads(path.read_text(encoding="utf-8"))
            return {str(name): str(value) for name, value in kept.items()}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, AttributeError) as error:
            raise _failed(error) from error

    def _write(self, tenant: str, kept: dict[str, str]) -> None:
        path = self.path(tenant)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            # mkstemp makes the file for the account alone from its first moment on.
            descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".credentials-")
            try:
                with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                    json.dump(kept, file)
                    file.flush()
                    os.fsync(file.fileno())
                Path(name).replace(path)
            except BaseException:
                with contextlib.suppress(FileNotFoundError):
                    Path(name).unlink()
                raise
        except OSError as error:
            raise _failed(error) from error


@dataclass(frozen=True, slots=True)
class OpenedCredentials:
    """A store and what the operator must be told about it, if anything."""

    store: CredentialStore
    warning: Text | None = None
    path: str = ""
    """Fills ``{path}`` of the warning."""


def open_credentials(home: Path) -> OpenedCredentials:
    """Return the system's keyring, or a file below ``home`` with a warning where none exists.

    A keyring that exists but refuses is no reason for the file: its error shows at first use.
    """
    keyring = system_keyring()
    if keyring is not None:
        return OpenedCredentials(KeyringCredentials(keyring))
    return OpenedCredentials(FileCredentials(home), FILE_WARNING, str(home))


def system_keyring() -> KeyringBackend | None:
    """Return the keyring of this system, None if it has none.

    Only keyrings of the system count: what else ``keyring`` finds installed may keep plain text.
    """
    for make in _candidates():
        with contextlib.suppress(RuntimeError, InitError, KeyringError, ImportError, OSError):
            if make.priority > 0:
                return make()
    return None


def _candidates() -> list[type[KeyringBackend]]:
    if sys.platform == "win32":
        from keyring.backends.Windows import WinVaultKeyring

        return [WinVaultKeyring]
    from keyring.backends import SecretService, kwallet

    return [SecretService.Keyring, kwallet.DBusKeyring]


def _service(tenant: str, target: str) -> str:
    return f"scanstation/{tenant}/{target}"


def _to_text(secret: Secret) -> str:
    return json.dumps([secret.user, secret.value])


def _from_text(text: str) -> Secret:
    try:
        user, value = json.loads(text)
    except ValueError as error:
        raise CredentialStoreFailed(reason="an entry cannot be read") from error
    return Secret(str(user), str(value))


def _failed(error: Exception) -> CredentialStoreFailed:
    # Only the kind: a library's message may quote what it was given.
    return CredentialStoreFailed(reason=type(error).__name__)
