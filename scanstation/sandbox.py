"""Runs one function in a child process with limits on time and memory.

Files from outside are opened there: a decoder that hangs, crashes or eats memory takes
nobody with it. The child gets one JSON argument on its standard input and answers with
JSON lines; its standard output is moved away from fd 1 first, since decoders print.

    parent -- argument --> child
    parent <-- line ------ child      any number of times
    parent <-- EOF ------- child      exit code 0: complete
"""

from __future__ import annotations

import contextlib
import importlib
import json
import math
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Any, Literal

Emit = Callable[[Any], None]


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one child.

    Attributes:
        idle_seconds: longest time without a line.
        total_seconds: longest time in all.
        memory: bytes of address space.
        pixels: of one page; the function itself has to look at it.
        pages: of one file; the function itself has to look at it.
        size: bytes of one file; the function itself has to look at it.
    """

    idle_seconds: float = 60.0
    total_seconds: float = 1800.0
    memory: int = 4 << 30
    pixels: int = 200_000_000
    pages: int = 5_000
    size: int = 2 << 30


class ChildStopped(Exception):
    """The child did not end by itself: too slow, out of memory, or crashed."""

    def __init__(self, reason: Literal["time", "memory", "crash"]) -> None:
        super().__init__(reason)
        self.reason = reason


OUT_OF_MEMORY = 77
"""Exit code of a child that met its memory limit."""


def run(target: str, argument: Any, limits: Limits) -> Iterator[Any]:
    """Yield what ``target`` (``module:function``) emits in a child process.

    Raises:
        ChildStopped: the child met a limit or crashed.
    """
    bounds = (str(limits.memory), str(math.ceil(limits.total_seconds)))
    with subprocess.Popen(
        child_command("-m", "scanstation.sandbox", target, *bounds),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # decoders quote page content there
        start_new_session=True,
        env={**child_environment(), "OPENBLAS_NUM_THREADS": "1"},
    ) as child:
        watch = _Watch(child, limits)
        try:
            yield from _talk(child, json.dumps(argument).encode(), watch)
        finally:
            watch.stop()
            with contextlib.suppress(OSError):
                child.kill()


def child_command(*arguments: str) -> list[str]:
    """Return the command line of a Python child that takes no module from the working directory.

    Otherwise a file ``pikepdf.py`` beside an imported one would run. Nor does it take those of the
    account (``-s``). Goes with ``child_environment``.
    """
    return [sys.executable, "-s", "-P", *arguments]


def child_environment() -> dict[str, str]:
    """Return an environment in which a child imports from where this process does."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


def _talk(child: subprocess.Popen[bytes], argument: bytes, watch: _Watch) -> Iterator[Any]:
    if child.stdin is None or child.stdout is None:
        raise ChildStopped("crash")
    with contextlib.suppress(BrokenPipeError):
        child.stdin.write(argument)
        child.stdin.close()
    for line in child.stdout:
        watch.heard()
        yield json.loads(line)
    code = child.wait()
    if watch.expired:
        raise ChildStopped("time")
    if code:
        raise ChildStopped("memory" if code == OUT_OF_MEMORY else "crash")


class _Watch:
    """Kills the child when it stays silent or runs for too long."""

    def __init__(self, child: subprocess.Popen[bytes], limits: Limits) -> None:
        self.expired = False
        self._child, self._limits = child, limits
        self._last = self._start = time.monotonic()
        self._stopped = threading.Event()
        threading.Thread(target=self._run, daemon=True).start()

    def heard(self) -> None:
        self._last = time.monotonic()

    def stop(self) -> None:
        self._stopped.set()

    def _run(self) -> None:
        while not self._stopped.wait(0.1):
            now = time.monotonic()
            late = now - self._last > self._limits.idle_seconds
            if late or now - self._start > self._limits.total_seconds:
                self.expired = True
                self._child.kill()
                return


def _bound(memory: int, seconds: int) -> None:
    """POSIX: address space and processor time. Windows: a job object around this process.

    The time bounds a child whose station was killed: nobody watches it any more.
    """
    if sys.platform == "win32":
        _bound_windows(memory, seconds)
    else:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _bound_windows(memory: int, seconds: int) -> None:
    """Raise OSError where Windows refuses: nothing is opened without its limits."""
    import ctypes
    from ctypes import wintypes

    class Basic(ctypes.Structure):
        _fields_ = (
            ("times", ctypes.c_int64 * 2),
            ("flags", ctypes.c_uint32),
            ("sets", ctypes.c_size_t * 2),
            ("processes", ctypes.c_uint32),
            ("affinity", ctypes.c_size_t),
            ("priority", ctypes.c_uint32 * 2),
        )

    class Extended(ctypes.Structure):
        _fields_ = (
            ("basic", Basic),
            ("io", ctypes.c_uint64 * 6),
            ("memory", ctypes.c_size_t * 4),
        )

    kernel = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined,unused-ignore]
    kernel.CreateJobObjectW.restype = wintypes.HANDLE
    kernel.CreateJobObjectW.argtypes = (wintypes.LPVOID, wintypes.LPCWSTR)
    kernel.GetCurrentProcess.restype = wintypes.HANDLE
    kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
    kernel.SetInformationJobObject.argtypes = (
        wintypes.HANDLE,
        ctypes.c_int,
        wintypes.LPVOID,
        wintypes.DWORD,
    )
    job = kernel.CreateJobObjectW(None, None)
    limits = Extended()
    limits.basic.flags = 0x2 | 0x100 | 0x2000  # process time, process memory, kill on close
    limits.basic.times[0] = seconds * 10_000_000  # in steps of 100 ns
    limits.memory[0] = memory
    extended_limit_information = 9
    size = ctypes.sizeof(limits)
    known = job and kernel.SetInformationJobObject(
        job, extended_limit_information, ctypes.byref(limits), size
    )
    if not known or not kernel.AssignProcessToJobObject(job, kernel.GetCurrentProcess()):
        raise ctypes.WinError(ctypes.get_last_error())  # type: ignore[attr-defined,unused-ignore]


def _take_stdout() -> IO[bytes]:
    """Return the real standard output; anything that prints goes to stderr from now on."""
    mine = os.dup(1)
    os.dup2(2, 1)
    return os.fdopen(mine, "wb")


def main(arguments: list[str]) -> int:
    """Run as the child: ``target memory seconds``."""
    out = _take_stdout()
    module, _, function = arguments[0].partition(":")
    argument = json.loads(sys.stdin.buffer.read())
    work = getattr(importlib.import_module(module), function)

    def emit(value: Any) -> None:
        out.write(json.dumps(value).encode() + b"\n")
        out.flush()

    # Bounded after the imports: libraries reserve address space that they never use.
    _bound(int(arguments[1]), int(arguments[2]))
    try:
        work(argument, emit)
    except MemoryError:
        return OUT_OF_MEMORY
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
