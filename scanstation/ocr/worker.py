"""The process that recognises: ``python -m scanstation.ocr.worker``, started by the pool.

Requests come on standard input, answers go out on what was standard output::

    ("recognise" | "orientation", RecognitionJob)  ->  BEGUN, then
        Recognition | OrientationFact | Failure

A second thread reads the requests, so that the end of the station (its pipe closes) ends the
worker at once, even in the middle of a page.
"""

from __future__ import annotations

import contextlib
import os
import queue
import sys
import threading
from pathlib import Path
from typing import Any, BinaryIO, Final

from scanstation.errors import RecognitionFailed, ScanstationError
from scanstation.ocr import channel
from scanstation.ocr.engine import Engine, RecognitionJob
from scanstation.ocr.settings import EngineSettings

NICENESS: Final = 10
"""Below scanning and the window; on Windows the pool starts it below normal."""


def main() -> None:
    """Serve requests until the station closes the pipe."""
    _be_quiet_and_low()
    requests, answers = _pipes()
    waiting: queue.SimpleQueue[Any] = queue.SimpleQueue()
    settings = channel.receive(requests)
    threading.Thread(target=_listen, args=(requests, waiting), daemon=True).start()
    engine = _Late(settings)
    while True:
        kind, job = waiting.get()
        channel.send(answers, channel.BEGUN)
        channel.send(answers, _answer(engine, kind, job))


def _be_quiet_and_low() -> None:
    if sys.platform != "win32":
        os.nice(NICENESS)
        os.umask(0o077)
    import cv2

    cv2.setNumThreads(1)


def _pipes() -> tuple[BinaryIO, BinaryIO]:
    """Return the pipes, standard output now leading to standard error (libraries print)."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return sys.stdin.buffer, answers


def _listen(requests: BinaryIO, waiting: queue.SimpleQueue[Any]) -> None:
    with contextlib.suppress(EOFError, OSError):
        while True:
            waiting.put(channel.receive(requests))
    os._exit(0)  # the station is gone; nobody waits for an answer, and a page may take long


def _answer(engine: _Late, kind: str, job: Any) -> object:
    try:
        opened = engine.get()
        return opened.recognise(job) if kind == "recognise" else opened.orientation(job)
    except ScanstationError as error:
        return channel.Failure(type(error), error.details)
    except MemoryError:
        return _failed(job, "memory")
    except Exception as error:  # an engine's surprise must not end the worker
        return _failed(job, f"{type(error).__name__}: {error}")


def _failed(job: RecognitionJob, reason: str) -> channel.Failure:
    return channel.Failure(RecognitionFailed, {"page": job.page, "reason": reason})


class _Late:
    """Opens the engine with the first request, so that its failure is an answer."""

    def __init__(self, settings: EngineSettings) -> None:
        self._settings = settings
        self._engine: Engine | None = None

    def get(self) -> Engine:
        if self._engine is None:
            self._engine = opened(self._settings)
        return self._engine


def opened(settings: EngineSettings) -> Engine:
    """Return the engine that the settings name.

    Raises:
        RecognitionUnavailable: it is not there.
    """
    if settings.command is None:
        from scanstation.ocr.tesseract import TesseractEngine

        return TesseractEngine(_path(settings.models))
    from scanstation.ocr.command_line import CommandLineEngine

    return CommandLineEngine(Path(settings.command), _path(settings.models))


def _path(text: str | None) -> Path | None:
    return None if text is None else Path(text)


if __name__ == "__main__":
    main()
