"""Where operations run: a lane is a thread, or a few, outside Qt.

EDIT   one thread: whoever changes the open batch waits in line
FEED   one thread: a scan or an import, minutes long, beside the edits
SEND   one thread: export and upload
EXAMINE one thread: what stands against the release
ASK    two threads: questions whose answers change nothing
SLOW   one thread: questions that may take long, to devices and targets
BUTTON one thread: waits at the idle device for its scan button, for hours
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from enum import StrEnum
from typing import Any

from scanstation.workflow.priority import give_way


class Lane(StrEnum):
    """The lanes; see the module."""

    EDIT = "edit"
    FEED = "feed"
    SEND = "send"
    EXAMINE = "examine"
    ASK = "ask"
    SLOW = "slow"
    BUTTON = "button"


THREADS = {Lane.ASK: 2}
PATIENCE_SECONDS = 5.0


class Lanes:
    """One executor a lane, made when it is first used."""

    def __init__(self) -> None:
        self._executors: dict[Lane, ThreadPoolExecutor] = {}
        self._running: set[Future[Any]] = set()

    def submit(self, lane: Lane, work: Callable[[], Any]) -> Future[Any]:
        """Have ``work`` done in a lane, after what waits there."""
        if lane not in self._executors:
            self._executors[lane] = ThreadPoolExecutor(THREADS.get(lane, 1), lane.value, give_way)
        future = self._executors[lane].submit(work)
        self._running.add(future)
        future.add_done_callback(self._running.discard)
        return future

    def close(self) -> bool:
        """Let what runs come to its end; what waits is dropped, but for edits.

        Edits and feeds are waited for: they write. Everybody else gets ``PATIENCE_SECONDS``: a
        target that does not answer must not keep a batch locked. Returns whether all ended.
        """
        for lane, executor in self._executors.items():
            writes = lane in (Lane.EDIT, Lane.FEED)
            executor.shutdown(wait=writes, cancel_futures=lane is not Lane.EDIT)
        return not wait(self._running, PATIENCE_SECONDS).not_done
