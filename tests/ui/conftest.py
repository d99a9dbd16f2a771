"""The real window in a home of its own; a warning of Qt fails the test."""

from __future__ import annotations

import atexit
import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from scanstation.errors import Language
from scanstation.settings import Station, load_settings
from scanstation.ui import app, desk
from scanstation.ui.main_window import MainWindow
from scanstation.ui.operations.batches import OpenBatch
from scanstation.ui.widgets import device_picker
from tests.builders.office import Office, stack
from tests.builders.review import laid_into, scanned
from tests.ui.driving import WAIT_SECONDS, Operator, settle, wait_for
from tests.ui.reviewing import PIECES, Review

if TYPE_CHECKING:
    from scanstation.workflow.training import Training


def _offscreen() -> str:
    """Describe a screen to the platform, which else has one of 800 by 800.

    Its file lies in the system's temporary folder: the platform reads no path with umlauts.
    """
    folder = Path(tempfile.mkdtemp(prefix="scanstation-screen-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    file = shutil.copy(Path(__file__).parent / "data" / "screen.json", folder)
    return f"offscreen:configfile={file}"


if os.environ.get("QT_QPA_PLATFORM", "offscreen") == "offscreen":
    os.environ["QT_QPA_PLATFORM"] = _offscreen()

SCREEN = (1366, 768)
"""The smallest screen that an office still has."""
NEVER_MS = 1 << 30


class OpenWindow(Protocol):
    """Opens another window; all are closed after the test.

    ``language`` None takes the remembered one, ``first=False`` the remembered size.
    """

    def __call__(
        self,
        language: Language | None = "de",
        *,
        training: bool = False,
        theme: str = "light",
        operator: str = "anna",
        first: bool = True,
    ) -> MainWindow: ...


@pytest.fixture(autouse=True)
def pace(monkeypatch: pytest.MonkeyPatch) -> None:
    """What would only cost time, or go wrong on a busy machine."""
    # Every window without a device would ask every driver: a process each, for nothing.
    monkeypatch.setattr(device_picker, "FIRST_SEARCH_MS", NEVER_MS)
    monkeypatch.setattr(desk, "ROUND_SECONDS", WAIT_SECONDS)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of everything that the station keeps."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("SCANSTATION_HOME", str(folder))
    monkeypatch.delenv("SCANSTATION_LANG", raising=False)
    monkeypatch.setenv("SCANSTATION_DEBUG", "1")
    return folder


@pytest.fixture
def open_window(qapp: QApplication, home: Path) -> Iterator[OpenWindow]:
    with ExitStack() as stack:

        def opened(
            language: Language | None = "de",
            *,
            training: bool = False,
            theme: str = "light",
            operator: str = "anna",
            first: bool = True,
        ) -> MainWindow:
            station = load_settings()
            start = app.Start(language, operator, "", training, theme)
            practice = stack.enter_context(_practice(station)) if training else None
            window = app.open_window(qapp, start, station, practice)
            stack.callback(finish, window)
            if first:
                window.resize(*SCREEN)
            window.show()
            window.activateWindow()
            assert QTest.qWaitForWindowActive(window)
            settle()
            return window

        yield opened


@pytest.fixture
def window(open_window: OpenWindow) -> MainWindow:
    """The window of the training tenant, in German."""
    return open_window(training=True)


@pytest.fixture
def person() -> Operator:
    """Whoever works at the window."""
    return Operator()


@pytest.fixture(scope="session")
def scanned_office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office with one batch, scanned, recognised and indexed; to be copied, never changed."""
    folder = tmp_path_factory.mktemp("office")
    office = Office.found(folder / "home")
    office.scan_stack(stack(folder / "feeder"))
    return office


@pytest.fixture
def office(scanned_office: Office, home: Path) -> Office:
    """The same in the home that windows open."""
    home.rmdir()
    return scanned_office.copied(home)


class OpenBatchWindow(Protocol):
    """Opens a window with the office's batch on its desk, everything that follows done."""

    def __call__(self, language: Language = "de", *, theme: str = "light") -> MainWindow: ...


@pytest.fixture
def open_busy_window(open_window: OpenWindow, office: Office) -> OpenBatchWindow:
    def opened(language: Language = "de", *, theme: str = "light") -> MainWindow:
        window = open_window(language, theme=theme)
        bridge = window.services.bridge
        bridge.do(OpenBatch(office.batch))
        wait_for(lambda: bridge.state.batch is not None, "the batch")
        wait_for(lambda: bridge.findings.row, "what stands against its release")
        window.go("review")
        settle(10)
        return window

    return opened


@pytest.fixture(scope="session")
def checked_office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office whose batch waits to be checked; to be copied, never changed."""
    return scanned(tmp_path_factory.mktemp("review"), PIECES)


@pytest.fixture
def review(checked_office: Office, home: Path, open_window: OpenWindow) -> Review:
    """The place Check with that batch."""
    batch = laid_into(checked_office, home)
    review = Review(open_window(), Operator())
    review.open(batch)
    return review


def finish(window: MainWindow) -> None:
    """Close a window as a person does, and see that nothing of it lives on."""
    if not isValid(window):
        return
    while (modal := QApplication.activeModalWidget()) is not None:
        modal.close()
        settle()
    window.close()
    window.services.bridge.close()
    services = window.services
    window.deleteLater()
    settle()
    # What has no parent would live on: Qt keeps what is connected to it as long as it lives.
    for one in (
        services.speech,
        services.theme,
        services.commands,
        services.bridge,
        services.images,
    ):
        one.deleteLater()
    settle()
    gc.collect()  # its pictures wait for no later window


def _practice(station: Station) -> AbstractContextManager[Training]:
    from scanstation.workflow.training import open_training

    return open_training(station)
