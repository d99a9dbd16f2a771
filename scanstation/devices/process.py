"""A child process that never outlives the station, with everything it started itself.

Three nets, because each has a hole: the worker ends when its stdin ends (not while a
vendor library holds the interpreter), the kernel signals it when the station dies (Linux
only, and only the worker itself), and whoever closes it kills its process group (POSIX)
or its job object (Windows, where the kernel also does so when the station dies).
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Sequence
from io import FileIO
from typing import IO, cast

from scanstation.devices.protocol import enlarge
from scanstation.devices.windows_job import Job

KEPT_LINES = 100
KEPT_CHARACTERS = 300
"""What is kept of stderr, for diagnostics: enough for a traceback, too little for a page."""

END_SECONDS = 10.0


class WorkerProcess:
    """A running worker: raw pipes, its stderr drained, its whole tree ended by ``kill``.

    Args:
        command: program and arguments.
    """

    def __init__(self, command: Sequence[str]) -> None:
        self._lock = threading.Lock()
        self._reaped = False
        self._ended = threading.Event()
        self._lines: deque[str] = deque(maxlen=KEPT_LINES)
        self._job = Job()
        self._popen = self._start(command)
        self.stdin = cast(FileIO, self._popen.stdin)
        self.stdout = cast(FileIO, self._popen.stdout)
        enlarge(self.stdout.fileno())
        self._drain = threading.Thread(
            target=self._read_stderr, args=(cast(IO[bytes], self._popen.stderr),), daemon=True
        )
        self._drain.start()

    @property
    def pid(self) -> int:
        """The worker's process id."""
        return self._popen.pid

    def kill(self) -> None:
        """End the worker and everything it started, at once."""
        with self._lock:
            if not self._reaped:
                self._kill_tree()

    def dispose(self) -> None:
        """Kill what is left and free pipes, threads and handles."""
        self.kill()
        self._ended.wait(END_SECONDS)
        self._drain.join(END_SECONDS)
        self.stdin.close()
        self.stdout.close()
        self._job.close()

    def cause(self) -> str:
        """Say how the worker ended: ``Exit 3``, ``Signal SIGSEGV``, ``EOF`` if it has not."""
        if not self._ended.wait(1.0):
            return "EOF"
        code = self._popen.returncode
        if code >= 0:
            return f"Exit {code}" if code < 1 << 31 else f"Exit 0x{code:08X}"
        try:
            return f"Signal {signal.Signals(-code).name}"
        except ValueError:
            return f"Signal {-code}"

    def diagnostics(self) -> str:
        """Return the last lines of the worker's stderr, cut short."""
        return "\n".join(self._lines)

    def _start(self, command: Sequence[str]) -> subprocess.Popen[bytes]:
        """Start from a thread that lives as long as the worker.

        The kernel's parent death signal is sent when the parent *thread* ends; a window
        starts workers from threads that end soon.
        """
        started: list[subprocess.Popen[bytes] | OSError] = []
        ready = threading.Event()
        threading.Thread(target=self._keep, args=(command, started, ready), daemon=True).start()
        ready.wait()
        result = started[0]
        if isinstance(result, OSError):
            raise result
        return result

    def _keep(
        self,
        command: Sequence[str],
        started: list[subprocess.Popen[bytes] | OSError],
        ready: threading.Event,
    ) -> None:
        try:
            popen = _spawn(command, self._job)
        except OSError as error:
            started.append(error)
            ready.set()
            return
        started.append(popen)
        ready.set()
        _wait_unreaped(popen)
        # What the worker forked holds its pipes open; nobody must wait for that.
        with self._lock:
            self._popen = popen
            self._kill_tree()
            popen.wait()
            self._reaped = True
        self._ended.set()

    def _kill_tree(self) -> None:
        if sys.platform == "win32":
            self._job.terminate()
            return
        try:
            os.killpg(self._popen.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):  # macOS says EPERM for a zombie's group
            return

    def _read_stderr(self, stream: IO[bytes]) -> None:
        with stream:
            for line in iter(lambda: stream.readline(KEPT_CHARACTERS), b""):
                self._lines.append(line.decode("utf-8", "replace").rstrip())


def _spawn(command: Sequence[str], job: Job) -> subprocess.Popen[bytes]:
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.CREATE_NO_WINDOW
    popen = subprocess.Popen(
        list(command),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,
        start_new_session=True,  # its own process group: Ctrl+C at the station is the station's
        creationflags=flags,
    )
    try:
        job.assign(popen)  # before it is told to load anything that could start more
    except OSError:
        with popen:
            popen.kill()
        raise
    return popen


def _wait_unreaped(popen: subprocess.Popen[bytes]) -> None:
    """Wait for the end but keep the process id taken, so that its group can be ended safely."""
    if sys.platform == "win32":
        popen.wait()
    else:
        os.waitid(os.P_PID, popen.pid, os.WEXITED | os.WNOWAIT)
