"""The export's own process: packages in on standard input, progress and results out.

Started by ``process.ExportWorker``. Input: pickled ``Job`` values, one after the other,
from the parent that started this process and from nobody else. Output: a line of JSON
for each step. The process ends with its input, and when nobody reads its output.
"""

from __future__ import annotations

import gc
import json
import os
import pickle
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from scanstation.errors import ScanstationError, Text
from scanstation.export.package import write_package
from scanstation.export.package_model import Package, PackageInput
from scanstation.export.refusal import refused
from scanstation.progress import Progress

LOWER_PRIORITY = 5
OBJECTS_BETWEEN_LOOKS = 50_000
"""A page makes some 2,000 objects for its words and no cycles. At Python's usual 700 the search for
cycles took a sixth of the time."""
OUT_OF_MEMORY = Text("der Arbeitsspeicher reicht nicht", "out of memory")


@dataclass(frozen=True, slots=True)
class Job:
    """Write this package below that folder."""

    folder: Path
    given: PackageInput


class _Answers:
    """Writes lines of JSON to the parent."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def send(self, **values: Any) -> None:
        self._stream.write(json.dumps(values).encode("ascii") + b"\n")
        self._stream.flush()

    def report(self, progress: Progress) -> None:
        self.send(done=progress.done, total=progress.total)


def main() -> None:
    """Serve jobs until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interrupt means
    if sys.platform != "win32":
        os.nice(LOWER_PRIORITY)
    gc.set_threshold(OBJECTS_BETWEEN_LOOKS)
    answers = _Answers(_own_output())
    source = sys.stdin.buffer
    while True:
        try:
            job = pickle.load(source)  # noqa: S301  (written by the parent process)
        except EOFError:
            return
        answers.send(**_outcome(job, answers))


def _own_output() -> BinaryIO:
    """Take standard output for the answers and send stray prints of libraries to stderr."""
    descriptor = os.dup(1)
    os.dup2(2, 1)
    return os.fdopen(descriptor, "wb")


def _outcome(job: Job, answers: _Answers) -> dict[str, Any]:
    try:
        return {"package": _as_json(write_package(job.folder, job.given, answers.report))}
    except BrokenPipeError:
        raise
    except ScanstationError as error:
        return _failure(error)
    except MemoryError:
        return _failure(refused(job.given.number, OUT_OF_MEMORY))


def _failure(error: ScanstationError) -> dict[str, Any]:
    details = {key: value for key, value in error.details.items() if isinstance(value, int | str)}
    return {"error": type(error).__name__, "details": details}


def _as_json(package: Package) -> dict[str, Any]:
    return {
        "package": package.package,
        "path": str(package.path),
        "manifest_sha256": package.manifest_sha256,
        "files": package.files,
        "pdf": package.pdf,
        "pdf_size": package.pdf_size,
        "conformance": package.conformance,
    }
