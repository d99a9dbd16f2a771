"""Garbage with a Qt object in it goes in the Qt thread, whoever allocates."""

from __future__ import annotations

import gc
import threading

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from scanstation.ui.collecting import LOADED, LOOKS_TO_ALL, Collector
from tests.ui.conftest import OpenWindow, finish
from tests.ui.driving import settle

ALLOCATIONS = 5_000


class Doomed:
    """Notes which thread it goes in."""

    def __init__(self, gone: list[int]) -> None:
        self._gone = gone
        self.me = self
        self.timer = QTimer()

    def __del__(self) -> None:
        self._gone.append(threading.get_ident())


def _allocate_in_a_thread() -> list[object]:
    """Let a worker allocate, and return it all: only what is kept counts as allocated."""
    kept: list[object] = []
    thread = threading.Thread(target=lambda: kept.extend([{}] for _ in range(ALLOCATIONS)))
    thread.start()
    thread.join()
    return kept


def test_a_worker_that_allocates_collects_nothing(qapp: QApplication) -> None:
    parent, gone = QObject(), list[int]()
    collector = Collector(parent)
    for _ in range(20):
        Doomed(gone)
    kept = _allocate_in_a_thread()
    assert gone == []
    for _ in range(LOOKS_TO_ALL):
        collector.look()
    assert gone == [threading.get_ident()] * 20
    assert len(kept) == ALLOCATIONS
    parent.deleteLater()
    settle()


def test_what_is_due_is_collected_while_pages_come_in(qapp: QApplication) -> None:
    parent, gone = QObject(), list[int]()
    collector = Collector(parent, busy=lambda: True)
    Doomed(gone)
    kept = _allocate_in_a_thread()
    collector.look()
    assert gone == [threading.get_ident()]
    assert len(kept) == ALLOCATIONS
    parent.deleteLater()
    settle()


def test_a_loaded_batch_is_put_aside_until_nothing_happens(qapp: QApplication) -> None:
    parent, gone, busy = QObject(), list[int](), [True]
    collector = Collector(parent, busy=lambda: busy[0])
    aside = gc.get_freeze_count()
    Doomed(gone)
    batch: list[list[object]] = [[{}] for _ in range(LOADED)]
    collector.look()
    assert gone == []
    assert gc.get_freeze_count() >= aside + len(batch)
    busy[0] = False
    for _ in range(LOOKS_TO_ALL):
        collector.look()
    assert gone == [threading.get_ident()]
    parent.deleteLater()
    settle()


def test_a_closed_window_gives_the_automatic_back(open_window: OpenWindow) -> None:
    assert gc.isenabled()
    window = open_window()
    assert not gc.isenabled()
    finish(window)
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
