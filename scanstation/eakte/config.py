"""What the embedded eAkte needs to know before it starts."""

from __future__ import annotations

import contextlib
import ipaddress
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from scanstation.eakte.faults.plan import FaultPlan
from scanstation.errors import ConfigurationInvalid
from scanstation.rights import OWNER_FOLDER

MEBIBYTE = 1024 * 1024
REPOSITORY_ID = "eakte"


@dataclass(frozen=True, slots=True)
class EakteConfig:
    """Settings of one embedded eAkte.

    Attributes:
        folder: where the register and the contents are kept; created if missing.
        token: what a client shows as ``Bearer`` token or as password of ``Basic``; empty means
            the one kept in the folder (:func:`token_of`).
        password: a second password for ``Basic``; empty for none.
        host: a loopback address; anything else is refused.
        port: TCP port, 0 for a free one.
        max_upload_bytes: limit on the bytes of one request and of one content.
        faults: mishaps that the server stages for tests; None in ordinary use.
    """

    folder: Path
    token: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    host: str = "127.0.0.1"
    port: int = 0
    max_upload_bytes: int = 512 * MEBIBYTE
    faults: FaultPlan | None = None

    def __post_init__(self) -> None:
        if not is_loopback(self.host):
            raise ConfigurationInvalid(
                file="eakte serve",
                line=1,
                key="host",
                expected_de="eine Adresse dieses Rechners (127.0.0.1, ::1, localhost)",
                expected_en="an address of this machine (127.0.0.1, ::1, localhost)",
            )


def is_loopback(host: str) -> bool:
    """Say whether ``host`` (a name or an address without port) means this machine only."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def token_of(folder: Path) -> str:
    """Return the client token kept in ``folder``, made at the first call.

    The file is there whole or not at all, and readable by the account alone (on Windows by the
    rights of the folder); an empty one, as a full disk leaves it, would let everybody in.

    Raises:
        OSError: the folder cannot be used.
    """
    private_folder(folder)
    path = folder / "token"
    with contextlib.suppress(FileNotFoundError):
        if token := path.read_text(encoding="ascii").strip():
            return token
    part = folder / f".token-{secrets.token_hex(8)}"
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(32))
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return path.read_text(encoding="ascii").strip()  # another process may have been as quick


def private_folder(folder: Path) -> None:
    """Create the folder for the account alone: letters lie in it; an existing one stays as it is.

    On Windows Python turns the mode into an access list.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=OWNER_FOLDER)
