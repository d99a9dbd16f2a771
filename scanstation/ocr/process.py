"""One worker process as its station sees it."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
from typing import Any, Final

from scanstation.errors import RecognitionFailed
from scanstation.ocr import channel
from scanstation.ocr.engine import RecognitionJob
from scanstation.ocr.settings import EngineSettings
from scanstation.sandbox import child_command, child_environment

_ONE_THREAD: Final = {"OMP_THREAD_LIMIT": "1", "OPENBLAS_NUM_THREADS": "1"}
"""Tesseract's OpenMP threads cost several times the processor time for the same page."""


class _NotBegun(Exception):
    """The process ended before it took the request: no page's fault.

    Whether a process still runs cannot be asked for sure: a killed one counts as running until
    its last thread has ended.
    """


class WorkerProcess:
    """Starts when first asked, dies of a crash or a deadline, and starts again when next asked.

    idle --request--> sent --begun--> at work --answer--> idle
      |  dead           | dead: once more   | dead: the page fails
      +--> started anew +--> started anew   +--> started anew for the next page
    """

    def __init__(self, settings: EngineSettings, environment: dict[str, str]) -> None:
        self._settings = settings
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._closed = False

    def ask(self, kind: str, job: RecognitionJob, deadline: float) -> Any:
        """Send a request and wait for its answer, ``deadline`` seconds at most.

        Raises:
            RecognitionFailed: the process crashed, or it was killed for taking too long.
        """
        try:
            return self._ask(kind, job, deadline)
        except _NotBegun:
            try:
                return self._ask(kind, job, deadline)
            except _NotBegun as error:
                raise RecognitionFailed(page=job.page, reason=str(error)) from error

    def _ask(self, kind: str, job: RecognitionJob, deadline: float) -> Any:
        process, begun = self._running(job), threading.Event()
        late = threading.Event()
        timer = threading.Timer(deadline, _kill, (process, late))
        timer.start()
        try:
            return self._exchange(process, (kind, job), begun)
        except (EOFError, OSError) as error:
            self._bury(process)
            if not begun.is_set() and not late.is_set():
                raise _NotBegun(f"exit code {process.returncode}") from error
            reason = f"> {deadline:g} s" if late.is_set() else f"exit code {process.returncode}"
            raise RecognitionFailed(page=job.page, reason=reason) from error
        finally:
            timer.cancel()
            timer.join()
            if late.is_set():  # it may have struck just behind the answer
                self._bury(process)

    def close(self) -> None:
        """End the process, killing it if it is at work; a request then fails."""
        with self._lock:
            self._closed = True
            if self._process is not None:
                self._process.kill()
                self._bury(self._process)

    @property
    def pid(self) -> int | None:
        """Return the process id, None while none runs."""
        return None if self._process is None else self._process.pid

    def _running(self, job: RecognitionJob) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._closed:
                raise RecognitionFailed(page=job.page, reason="closed")
            if self._process is not None and self._process.poll() is not None:
                self._bury(self._process)  # it died while idle: no page's fault
            if self._process is None:
                self._process = self._started()
            return self._process

    def _started(self) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            child_command("-m", "scanstation.ocr.worker"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # Tesseract's remarks on single pages help nobody
            env={**child_environment(), **_ONE_THREAD, **self._environment},
            creationflags=_low_and_windowless(),
        )
        assert process.stdin is not None  # noqa: S101
        with contextlib.suppress(OSError):  # a worker that is dead already fails its first job
            channel.send(process.stdin, self._settings)  # type: ignore[arg-type]
        return process

    @staticmethod
    def _exchange(process: subprocess.Popen[bytes], request: object, begun: threading.Event) -> Any:
        assert process.stdin is not None  # noqa: S101
        assert process.stdout is not None  # noqa: S101
        channel.send(process.stdin, request)  # type: ignore[arg-type]
        channel.receive(process.stdout)  # type: ignore[arg-type]
        begun.set()
        return channel.receive(process.stdout)  # type: ignore[arg-type]

    def _bury(self, process: subprocess.Popen[bytes]) -> None:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        self._process = None


def _kill(process: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    process.kill()


def _low_and_windowless() -> int:
    if sys.platform == "win32":
        return subprocess.BELOW_NORMAL_PRIORITY_CLASS | subprocess.CREATE_NO_WINDOW
    return 0
