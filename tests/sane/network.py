"""A saned of its own, on a loopback address of its own.

The ``net`` backend knows one port (6566), so what is free here is the address: of the 16
million of 127/8 one is taken that nobody listens on.
"""

from __future__ import annotations

import os
import random
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.unit.devices.sane_backend import TUNABLES

PORT = 6566
SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Network:
    """A running saned; ``folder`` is the configuration of a client of it."""

    host: str
    folder: Path
    process: subprocess.Popen[bytes]


def free_address() -> str:
    """Return a loopback address on whose SANE port nobody listens."""
    while True:
        host = "127." + ".".join(str(random.randint(2, 250)) for _ in range(3))
        with socket.socket() as probe:
            if probe.connect_ex((host, PORT)):
                return host


@contextmanager
def saned(folder: Path, backends: dict[str, str], passwords: str = "") -> Iterator[Network]:
    """Run saned with these backends and their configurations; give a client's folder.

    Args:
        passwords: lines ``user:password:backend`` of ``saned.users``.
    """
    server, client = folder / "server", folder / "client"
    server.mkdir(parents=True)
    client.mkdir()
    (server / "dll.conf").write_text("".join(f"{name}\n" for name in backends))
    (server / "saned.conf").write_text("127.0.0.0/8\n")
    (server / "saned.users").write_text(passwords)
    for name, text in backends.items():
        (server / f"{name}.conf").write_text(text)
    host = free_address()
    (client / "dll.conf").write_text("net\n")
    (client / "net.conf").write_text(f"connect_timeout = 10\n{host}\n")
    process = subprocess.Popen(
        ["/usr/sbin/saned", "-l", "-b", host, "-e"],
        env={**os.environ, "SANE_CONFIG_DIR": str(server), "GLIBC_TUNABLES": TUNABLES},
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait_for(host, process)
        yield Network(host, client, process)
    finally:
        process.terminate()
        process.wait()


def _wait_for(host: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if not probe.connect_ex((host, PORT)):
                return
        time.sleep(0.02)
    raise AssertionError(f"saned did not start: {process.poll()}")
