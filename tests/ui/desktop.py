"""A desktop of its own for a window: an X server, a session bus, the accessibility bus."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

LAUNCHERS = (
    Path("/usr/libexec/at-spi-bus-launcher"),
    Path("/usr/lib/at-spi2-core/at-spi-bus-launcher"),
)
SYSTEM_PYTHON = "/usr/bin/python3"
"""The one that has Debian's ``gi``; the reader of a screen is no part of the program."""
READER = Path(__file__).parent / "screen_reader.py"
END_SECONDS = 20


@contextmanager
def x_server(size: str = "1366x768x24") -> Iterator[Mapping[str, str]]:
    """Run an X server without a screen and yield the environment for its clients."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", size, "-nolisten", "tcp"]
    with _running(command, pass_fds=(write,)):
        os.close(write)
        with os.fdopen(read) as told:
            display = told.readline().strip()
        assert display, "Xvfb did not start"
        yield {"DISPLAY": f":{display}", "QT_QPA_PLATFORM": "xcb"}


@contextmanager
def session_bus() -> Iterator[Mapping[str, str]]:
    """Run a message bus and yield the environment for its clients."""
    command = ["dbus-daemon", "--session", "--nofork", "--print-address=1"]
    with _running(command, stdout=subprocess.PIPE) as bus:
        assert bus.stdout is not None
        yield {"DBUS_SESSION_BUS_ADDRESS": bus.stdout.readline().strip()}


@contextmanager
def accessible_desktop() -> Iterator[dict[str, str]]:
    """Run everything that a screen reader and a window need."""
    with ExitStack() as stack:
        environment = {**os.environ, **stack.enter_context(x_server())}
        environment |= stack.enter_context(session_bus())
        environment |= {"QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1", "NO_AT_BRIDGE": "0"}
        launcher = next(one for one in LAUNCHERS if one.exists())
        command = [str(launcher), "--launch-immediately"]
        stack.enter_context(_running(command, environment=environment))
        yield environment


@contextmanager
def python(
    words: Sequence[str], environment: Mapping[str, str], interpreter: str = sys.executable
) -> Iterator[subprocess.Popen[str]]:
    """Run a Python program that is talked to through its standard input and output."""
    with _running(
        [interpreter, *words],
        environment=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        yield process


@contextmanager
def _running(
    command: Sequence[str],
    *,
    environment: Mapping[str, str] | None = None,
    pass_fds: Sequence[int] = (),
    stdin: int | None = subprocess.DEVNULL,
    stdout: int | None = subprocess.DEVNULL,
) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        command,
        env=environment,
        stdin=stdin,
        stdout=stdout,
        stderr=None if stdout == subprocess.PIPE else subprocess.DEVNULL,
        pass_fds=tuple(pass_fds),
        text=True,
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
