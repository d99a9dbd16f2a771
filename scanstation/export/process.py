"""Export in a process of its own, so that the window never waits and a kill leaves no half package.

::

    idle --export()--> writing --answer--> idle
      ^                   |
      |                   +--kill() or crash--> ExportFailed; the next export() starts anew
      +-------------------+
"""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from scanstation import errors
from scanstation.errors import ExportFailed, ScanstationError, Text
from scanstation.export.job import Job
from scanstation.export.package_model import Package, PackageInput
from scanstation.export.pdfa import WRITING
from scanstation.export.refusal import refused
from scanstation.progress import Progress, Report, silent
from scanstation.sandbox import child_command, child_environment

_BELOW_NORMAL_PRIORITY_CLASS = 0x4000


class ExportWorker:
    """Writes packages in a child process; one at a time, started with the first one."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._busy = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def pid(self) -> int:
        """Process id of the child, 0 before the first export."""
        return self._process.pid if self._process else 0

    def export(self, folder: Path, given: PackageInput, report: Report = silent) -> Package:
        """Write a package; the same result and errors as ``write_package``.

        ExportFailed also if the process is killed or dies; then no package is there, and the
        ``.part`` folder it may have left is removed by the next try.
        """
        with self._busy:
            process = self._started()
            try:
                return self._converse(process, Job(folder, given), report)
            except ScanstationError:
                raise
            except BaseException:
                # A report that raises leaves the child in the middle of a package.
                process.kill()
                self._end(process)
                raise

    def kill(self) -> None:
        """End the child at once, from any thread; an export under way raises ExportFailed."""
        process = self._process
        if process is not None:
            process.kill()

    def close(self) -> None:
        """Let the child end; it has nothing under way any more."""
        with self._busy:
            if self._process is not None:
                self._end(self._process)

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            if self._process is not None:
                self._end(self._process)
            self._process = _start()
        return self._process

    def _converse(self, process: subprocess.Popen[bytes], job: Job, report: Report) -> Package:
        source, answers = process.stdin, process.stdout
        if source is None or answers is None:
            raise self._died(job.given)
        try:
            pickle.dump(job, source)
            source.flush()
        except OSError:
            raise self._died(job.given) from None
        for line in answers:
            answer = _decode(line)
            if "done" in answer:
                report(Progress(WRITING, answer["done"], answer["total"]))
            elif "package" in answer:
                values = answer["package"]
                return Package(**{**values, "path": Path(values["path"])})
            elif "error" in answer:
                raise _as_error(answer)
        raise self._died(job.given)

    def _died(self, given: PackageInput) -> ExportFailed:
        code = None
        if self._process is not None:
            process = self._process
            self._end(process)
            code = process.returncode
        return refused(
            given.number,
            Text(
                f"der Exportprozess endete mit Code {code}",
                f"the export process ended with code {code}",
            ),
        )

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        """Close the input and wait; a child in the middle of a package is killed."""
        if self._process is process:
            self._process = None
        try:
            if process.stdin is not None:
                process.stdin.close()
        except OSError:
            process.kill()
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _start() -> subprocess.Popen[bytes]:
    flags = _BELOW_NORMAL_PRIORITY_CLASS if sys.platform == "win32" else 0
    return subprocess.Popen(
        child_command("-c", "from scanstation.export.job import main; main()"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=child_environment(),
        creationflags=flags,
    )


def _decode(line: bytes) -> dict[str, Any]:
    """A line that a kill cut off says nothing."""
    try:
        answer = json.loads(line)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _as_error(answer: dict[str, Any]) -> ScanstationError:
    kind = getattr(errors, answer["error"], ExportFailed)
    error: ScanstationError = kind(**answer["details"])
    return error
