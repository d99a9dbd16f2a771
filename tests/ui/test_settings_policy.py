"""What IT fixed, in the window: shown as locked, refused with a sentence at the start."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from scanstation.errors import NotPermitted, PolicyInvalid, ScanstationError, TrainingOff
from scanstation.settings import load_settings, policies
from scanstation.ui import app
from scanstation.ui.dialogs.settings import SettingsDialog
from scanstation.ui.dialogs.values import TICKED
from tests.builders.files import page_image
from tests.builders.machine import machine as machine_of
from tests.ui.conftest import OpenWindow
from tests.ui.driving import settle, wait_for
from tests.ui.scanning import ScanPlace, stack


class Policy:
    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.file = folder / "amt.toml"

    def says(self, text: str) -> None:
        self.file.write_text(text, encoding="utf-8")


@pytest.fixture
def policy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Policy:
    monkeypatch.setattr(policies, "MACHINE", machine_of(tmp_path / "policy"))
    return Policy(tmp_path / "policy")


@contextmanager
def read_boxes() -> Iterator[list[str]]:
    """Read every box and take it away."""
    boxes: list[str] = []

    def read() -> None:
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            boxes.append(box.text())
            box.accept()

    clock = QTimer(interval=50)
    clock.timeout.connect(read)
    clock.start()
    yield boxes
    clock.stop()


def test_every_setting_is_shown_and_each_locked_one_says_so(
    open_window: OpenWindow, policy: Policy, home: Path
) -> None:
    policy.says(
        'language = "de"\n[allowed]\ndevices = ["escl:*", "simulated:*"]\ntraining = true\n'
        '[log]\nlevel = "debug"\n[retention]\nraw_days = 30\n'
    )
    window = open_window()
    dialog = SettingsDialog(window.services, window)
    dialog.open()
    wait_for(lambda: dialog.general.editors[0].note.text() != "", "the values")
    pages = (dialog.general, dialog.limits, dialog.administration)
    editors = {one.value.key: one for page in pages for one in page.editors}
    station = load_settings()
    assert set(editors) == set(station.origins)
    for key, one in editors.items():
        locked = station.origins[key].locked
        assert one.widget.isEnabled() == (not locked and key != "home")
        assert (one.note.text() == "🔒 von der IT festgelegt") == locked
        assert one.widget.accessibleName().endswith(", von der IT festgelegt") == locked
    assert editors["allowed.devices"].text() == "escl:*, simulated:*"
    assert editors["allowed.devices"].note.toolTip() == f"{policy.file}:3"
    assert editors["allowed.training"].text() == TICKED
    assert not any(page.changes() for page in pages)
    editors["allowed.tenants"].widget.setText("kreis, uebung")  # type: ignore[union-attr]
    dialog.accepted_by_person()
    wait_for(lambda: QApplication.activeModalWidget() is None, "the saved settings")
    assert load_settings().settings.allowed.tenants == ("kreis", "uebung")


def test_a_device_that_is_not_permitted_feeds_nothing(
    open_window: OpenWindow, policy: Policy, home: Path, tmp_path: Path
) -> None:
    policy.says('tenant = "kreis"\n[allowed]\ndevices = ["escl:*"]\n')
    device = stack(tmp_path / "feeder", [page_image(1)])
    place = ScanPlace.opened(open_window, home, device)
    place.person.press("F5")
    wait_for(lambda: "nicht freigegeben" in place.view.banner.text, "the refusal")
    settle()
    assert place.window.services.bridge.state.batch is None


@pytest.mark.parametrize(
    ("text", "training", "error", "said"),
    [
        ("[allowed]\ntraining = false\n", True, TrainingOff, "Der Übungsmodus"),
        ("[allowed]\ntraining = false\n", False, TrainingOff, "Der Übungsmodus"),
        ('tenant = "dorf"\n[allowed]\ntenants = ["stadt"]\n', False, NotPermitted, "„dorf“"),
        ("[limits]\nchunk_mb = 0\n", False, PolicyInvalid, "limits.chunk_mb = 0"),
    ],
)
def test_a_window_that_may_not_open_says_why(
    qapp: QApplication,
    home: Path,
    policy: Policy,
    monkeypatch: pytest.MonkeyPatch,
    text: str,
    training: bool,
    error: type[ScanstationError],
    said: str,
) -> None:
    policy.says(text)
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with read_boxes() as boxes, pytest.raises(error):
        app.run(app.Start("de", "anna", training=training))
    assert len(boxes) == 1
    assert said in boxes[0]


def test_a_start_that_fails_for_an_unknown_reason_is_said_too(
    qapp: QApplication, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is no error of ours, such as one of the system's at a folder that is not ours."""

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied", "Anna Müller.toml")

    monkeypatch.setattr(app, "open_window", refuse)
    monkeypatch.setattr(sys, "stderr", None)
    with read_boxes() as boxes, pytest.raises(PermissionError):
        app.run(app.Start("de", "anna"))
    assert len(boxes) == 1
    assert "PermissionError" in boxes[0]
    assert "Müller" not in boxes[0]
