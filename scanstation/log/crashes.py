"""Notices that the program crashed: errors that nobody caught, and what ends a process hard."""

from __future__ import annotations

import faulthandler
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType

from scanstation.log.handlers import FOLDER
from scanstation.log.notable import LOGGER, Notable, report
from scanstation.rights import OWNER_FOLDER

FAULT, KEPT = "fault-", "crash-"


@contextmanager
def crash_watch(home: Path, part: str) -> Iterator[None]:
    """Report what nobody catches while this runs, and what ended the program the last time.

    What a native library crashed at (threads and places, no values) stays in ``HOME/log``.
    """
    report_former(home, part)
    fault = home / FOLDER / f"{FAULT}{os.getpid()}.txt"
    fault.parent.mkdir(mode=OWNER_FOLDER, parents=True, exist_ok=True)
    hook, thread_hook = sys.excepthook, threading.excepthook
    sys.excepthook, threading.excepthook = _hook(part), _thread_hook(part)
    with fault.open("wb") as file:
        faulthandler.enable(file)
        try:
            yield
        finally:
            faulthandler.disable()
            sys.excepthook, threading.excepthook = hook, thread_hook
    fault.unlink(missing_ok=True)


def report_former(home: Path, part: str) -> None:
    """Report crashes that left a trace; each is told once."""
    for fault in (home / FOLDER).glob(f"{FAULT}*.txt"):
        with suppress(OSError):  # Windows: of a window that is open
            if not fault.stat().st_size:
                continue
            first = fault.read_text(encoding="ascii", errors="replace").splitlines()[0]
            fault.replace(fault.with_name(fault.name.replace(FAULT, KEPT)))
            report(Notable.CRASHED, part=part, reason=first[:120])


def _hook(
    part: str,
) -> Callable[[type[BaseException], BaseException, TracebackType | None], None]:
    former = sys.excepthook

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        _tell(part, kind, error)
        former(kind, error, trace)

    return hook


def _thread_hook(part: str) -> Callable[[threading.ExceptHookArgs], None]:
    former = threading.excepthook

    def hook(given: threading.ExceptHookArgs) -> None:
        _tell(part, given.exc_type, given.exc_value)
        former(given)

    return hook


def _tell(part: str, kind: type[BaseException], error: BaseException | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    report(Notable.CRASHED, part=part, reason=kind.__name__)
    if error is not None:
        LOGGER.error("%s", part, exc_info=error)
