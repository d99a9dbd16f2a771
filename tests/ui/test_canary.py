"""The Qt binding itself: 6.12.0 on Python 3.11 lost references and died within seconds."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QLabel

CALLS = 10_000
IMMORTAL = 1 << 28
"""From Python 3.12 on ``True`` and ``None`` are not counted at all."""
SLACK = 200
"""Whatever else lives and dies in the meantime."""


class _Sender(QObject):
    told = Signal(bool)


def _lost(singleton: object, before: int) -> int:
    now = sys.getrefcount(singleton)
    return 0 if now > IMMORTAL else before - now


def test_emitting_a_signal_loses_no_reference(qapp: QApplication) -> None:
    sender, taken = _Sender(), list[bool]()
    sender.told.connect(taken.append)
    before = sys.getrefcount(True), sys.getrefcount(None)
    for _ in range(CALLS):
        sender.told.emit(True)
    assert len(taken) == CALLS
    taken.clear()
    assert _lost(True, before[0]) < SLACK
    assert _lost(None, before[1]) < SLACK


def test_void_calls_lose_no_reference(qapp: QApplication) -> None:
    label = QLabel()
    before = sys.getrefcount(True), sys.getrefcount(None)
    for number in range(CALLS):
        label.setText("a" if number % 2 else "b")
        label.setEnabled(bool(number % 2))
        label.isEnabled()
    assert _lost(True, before[0]) < SLACK
    assert _lost(None, before[1]) < SLACK
