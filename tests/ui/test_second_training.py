"""A second window in training mode on one home says at its start why it does not open."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from scanstation.errors import EakteInUse
from scanstation.settings import load_settings
from scanstation.ui import app
from scanstation.workflow.training import open_training

EXIT_CODE = 47


def test_the_command_says_it_in_the_terminal(home: Path) -> None:
    terminal, theirs = os.openpty()
    with open_training(load_settings()) as first:
        assert first.service_url
        command = [sys.executable, "-m", "scanstation", "--lang", "en", "window", "--training"]
        ended = subprocess.run(command, stderr=theirs, timeout=60, check=False)
    os.close(theirs)
    said = os.read(terminal, 10_000).decode()
    os.close(terminal)
    assert ended.returncode == EXIT_CODE
    assert "another window in training mode" in " ".join(said.split())
    assert "close it there first" in " ".join(said.split())


def test_without_a_terminal_a_box_says_it(
    qapp: QApplication, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []

    def read() -> None:
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            clock.stop()
            said.append(box.text())
            box.accept()

    monkeypatch.setattr(sys, "stderr", io.StringIO())
    clock = QTimer(interval=50)
    clock.timeout.connect(read)
    with open_training(load_settings()) as first:
        assert first.service_url
        clock.start()
        with pytest.raises(EakteInUse):
            app.run(app.Start("de", "anna", training=True))
    assert len(said) == 1
    assert "anderen Fenster im Übungsmodus" in said[0]


def test_one_that_comes_before_the_first_ones_eakte_stands_is_refused(home: Path) -> None:
    """Between them lies less than the eAkte takes to start."""
    with open_training(load_settings()) as first:
        for _ in range(3):
            with pytest.raises(EakteInUse), open_training(load_settings()):
                pass
        assert first.service_url
    with open_training(load_settings()) as again:
        assert again.service_url
