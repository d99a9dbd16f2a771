"""Threads that yield to the window: themselves, not their process."""

from __future__ import annotations

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

from scanstation.workflow.priority import STEP, give_way


def level() -> int:
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


def test_a_thread_gives_way_and_its_children_give_way_no_further() -> None:
    if sys.platform != "linux":
        give_way()
        return
    before = level()

    def of_a_child() -> tuple[int, int]:
        with ThreadPoolExecutor(1, initializer=give_way) as inner:
            return level(), inner.submit(level).result()

    with ThreadPoolExecutor(1, initializer=give_way) as outer:
        levels = outer.submit(of_a_child).result()
    assert levels == (min(19, before + STEP),) * 2
    assert level() == before
