"""Certificates of devices, kept from their first use on.

Scanners sign their own certificates, so no authority vouches for them. What can be known is
whether today's device is the one of yesterday: the SHA-256 of its certificate is written down at
the first connection and compared at every later one, before a word of HTTP is said.

One file a device: two workers that meet a device at the same time cannot overwrite each other.
"""

from __future__ import annotations

import hashlib
import os
import re
import uuid
from pathlib import Path

from scanstation.devices.escl.http import Base
from scanstation.errors import DeviceCertificateChanged, DeviceIOError


def known_as(name: str) -> str:
    """Return what a device is known by: ``host:port`` of an address, else its UUID or name.

    A UUID is the device wherever its address moves; of an address nothing else is known.
    """
    base = Base.parse(name)
    return base.name.lower() if base else name.lower()


class Pins:
    """The certificates kept in a folder.

    Args:
        folder: made when the first certificate is kept.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @classmethod
    def of_station(cls, home: Path) -> Pins:
        """Return those kept in a station's home."""
        return cls(home / "devices" / "certificates")

    def check(self, device: str, certificate: bytes) -> None:
        """Keep a device's first certificate; compare every later one.

        Args:
            device: what the device is known by: its UUID, or ``host:port``.
            certificate: DER, as it came in the handshake.

        Raises:
            DeviceCertificateChanged: this is another certificate.
            DeviceIOError: the file cannot be read or written.
        """
        seen = hashlib.sha256(certificate).hexdigest()
        try:
            kept = self._kept_or_new(self._path(device), seen)
        except OSError as error:
            raise DeviceIOError(reason=type(error).__name__) from error
        if kept != seen:
            raise DeviceCertificateChanged(device=f"escl:{device}", seen=seen[:16], kept=kept[:16])

    def knows(self, device: str) -> bool:
        """Whether a certificate of a device is kept: it was reached by TLS."""
        return self._path(device).exists()

    def require_tls(self, device: str, scheme: str) -> None:
        """Refuse to meet a device without TLS that was met with it.

        Whoever announces a device's UUID without a certificate is not believed to be it: pages
        and a login would go to him in clear text.

        Raises:
            DeviceCertificateChanged: it has none any more.
        """
        if scheme != "https" and self.knows(device):
            kept = self._path(device).read_text(encoding="ascii")[:16]
            raise DeviceCertificateChanged(device=f"escl:{device}", seen="HTTP", kept=kept)

    def forget(self, device: str) -> bool:
        """Forget a device's certificate, so that the next one is kept; say whether one was."""
        path = self._path(device)
        if not path.exists():
            return False
        path.unlink()
        return True

    def _kept_or_new(self, path: Path, seen: str) -> str:
        """Return what is kept. A file gets its name when it is whole, and never a second time."""
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            fresh = path.with_name(f".{uuid.uuid4().hex}")
            with fresh.open("x", encoding="ascii") as file:
                file.write(seen)
                file.flush()
                os.fsync(file.fileno())
            try:
                path.hardlink_to(fresh)
            except FileExistsError:
                pass  # another worker was quicker, and its certificate counts
            finally:
                fresh.unlink()
        return path.read_text(encoding="ascii").strip()

    def _path(self, device: str) -> Path:
        readable = re.sub(r"[^a-z0-9.-]+", "_", device.lower())[:60]
        digest = hashlib.sha256(device.lower().encode()).hexdigest()[:12]
        return self._folder / f"{readable}-{digest}.sha256"
