"""Finding eSCL devices in the local network by mDNS (RFC 6762) and DNS-SD (RFC 6763).

Devices announce ``_uscan._tcp`` and, with TLS, ``_uscans._tcp``. Their TXT record names the path
of the service (``rs``), the model (``ty``) and a UUID that stays when addresses change.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanstation.devices.escl.http import Base

if TYPE_CHECKING:
    from zeroconf import ServiceInfo, Zeroconf

TYPES = {"_uscan._tcp.local.": "http", "_uscans._tcp.local.": "https"}
QUIET_SECONDS = 2.0
"""A device answers within 0.12 s, one that has just announced itself within a second (RFC 6762, 6);
the question is asked again after a second, as the first may have been lost."""
QUIET_VARIABLE = "SCANSTATION_ESCL_QUIET_SECONDS"
"""For networks that are known to be quicker; 0 where there are no scanners."""
LONGEST_SECONDS = 5.0
PAIR_SECONDS = 0.5
"""A device with TLS announces both services, and either may be heard first."""
RECORD_MS = 3000


@dataclass(frozen=True, slots=True)
class Found:
    """A device's announcement."""

    name: str
    uuid: str
    model: str
    base: Base

    def called(self, name: str) -> bool:
        """Whether the device has this name: its UUID, or the one under which it announces."""
        return name.lower() in {self.uuid, self.name.lower()} - {""}


Network = Callable[[], "AbstractContextManager[Zeroconf]"]
"""Opens mDNS; tests open it on one interface."""


def whole_network() -> AbstractContextManager[Zeroconf]:
    """Open mDNS on all interfaces."""
    from zeroconf import Zeroconf

    return closing(Zeroconf())


def discover(
    network: Network = whole_network, name: str = "", *, secure: bool = False
) -> list[Found]:
    """Return the devices that announce themselves, one entry a device, TLS preferred.

    Args:
        name: look for this one only, and return as soon as it is there.
        secure: the one looked for is known to have TLS: its other service is not enough.
    """
    if not name and quiet_seconds() <= 0:
        return []
    with network() as zeroconf:
        listener = _Listener(name, secure)
        _browse(zeroconf, listener)
        return listener.found()


def _browse(zeroconf: Zeroconf, listener: _Listener) -> None:
    from zeroconf import ServiceBrowser

    browser = ServiceBrowser(zeroconf, list(TYPES), listener)  # type: ignore[arg-type]
    try:
        listener.wait()
    finally:
        browser.cancel()


def quiet_seconds() -> float:
    """Return after how long without a new announcement no more are waited for."""
    try:
        return min(float(os.environ[QUIET_VARIABLE]), LONGEST_SECONDS)
    except (KeyError, ValueError):
        return QUIET_SECONDS


class _Listener:
    """Collects announcements; zeroconf calls it in its own thread."""

    def __init__(self, name: str, secure: bool) -> None:
        self._name = name
        self._secure = secure
        self._changed = threading.Condition()
        self._found: dict[str, Found] = {}
        self._last = time.monotonic()

    def add_service(self, zeroconf: Zeroconf, kind: str, name: str) -> None:
        """Take an announcement."""
        info = zeroconf.get_service_info(kind, name, RECORD_MS)
        found = _found(info, TYPES[kind], name.removesuffix("." + kind)) if info else None
        with self._changed:
            self._last = time.monotonic()
            if found is not None:
                self._keep(found)
            self._changed.notify()

    def update_service(self, zeroconf: Zeroconf, kind: str, name: str) -> None:
        """Take a changed announcement."""
        self.add_service(zeroconf, kind, name)

    def remove_service(self, zeroconf: Zeroconf, kind: str, name: str) -> None:
        """A device that leaves now is found out when it is opened."""

    def wait(self) -> None:
        """Wait until the one looked for is there, or no more come."""
        due = time.monotonic() + LONGEST_SECONDS
        with self._changed:
            while not any(one.base.scheme == "https" for one in self._asked()):
                left = min(due, self._last + self._quiet()) - time.monotonic()
                if left <= 0:
                    return
                self._changed.wait(left)

    def found(self) -> list[Found]:
        """Return what was found, or what was asked for."""
        with self._changed:
            return self._asked() if self._name else list(self._found.values())

    def _asked(self) -> list[Found]:
        if not self._name:
            return []
        return [one for one in self._found.values() if one.called(self._name)]

    def _quiet(self) -> float:
        if not self._name:
            return quiet_seconds()
        return PAIR_SECONDS if self._asked() and not self._secure else LONGEST_SECONDS

    def _keep(self, found: Found) -> None:
        key = found.uuid or found.name
        before = self._found.get(key)
        if before is None or found.base.scheme == "https" or before.base.scheme == "http":
            self._found[key] = found


def _found(info: ServiceInfo, scheme: str, name: str) -> Found | None:
    text = {
        key.decode("utf-8", "replace").lower(): (value or b"").decode("utf-8", "replace")
        for key, value in info.properties.items()
    }
    hosts = [host for host in info.parsed_addresses() if _reachable(host)]
    if not hosts or not info.port:
        return None
    root = "/" + (text.get("rs") or "eSCL").strip("/")
    base = Base(scheme, hosts[0], info.port, root)
    return Found(name, text.get("uuid", "").lower(), text.get("ty") or name, base)


def _reachable(host: str) -> bool:
    """Link-local IPv6 needs to know its interface; the same devices have another address too."""
    try:
        socket.inet_pton(socket.AF_INET, host)
    except OSError:
        return not host.lower().startswith("fe80:")
    return True
