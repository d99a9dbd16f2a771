"""Where operations run: a lane is a thread, or a few, outside Qt.

EDIT   one thread: whoever changes the open batch waits in line
FEED   one thread: a scan or an import, minutes long, beside the edits
SEND   one thread: export and upload
EXAMINE one thread: what stands against the release
ASK    two threads: questions whose answers change nothing
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
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


THREADS = {Lane.ASK: 2}


class Lanes:
    """One executor a lane, made when it is first used."""

    def __init__(self) -> None:
        self._executors: dict[Lane, ThreadPoolExecutor] = {}

    def submit(self, lane: Lane, work: Callable[[], Any]) -> Future[Any]:
        """Have ``work`` done in a lane, after what waits there."""
        if lane not in self._executors:
            self._executors[lane] = ThreadPoolExecutor(THREADS.get(lane, 1), lane.value, give_way)
        return self._executors[lane].submit(work)

    def close(self) -> None:
        """Let what runs come to its end; what waits is dropped, but for edits."""
        for lane, executor in self._executors.items():
            executor.shutdown(wait=True, cancel_futures=lane is not Lane.EDIT)
