"""From the command to the window: settings, services, Qt."""

from __future__ import annotations

import getpass
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QMessageBox

from scanstation import __version__, log
from scanstation.errors import Language, ScanstationError, Text
from scanstation.settings import (
    Station,
    load_configuration,
    load_keys,
    load_settings,
    require_tenant,
    resource,
    take_over,
)
from scanstation.ui.access import Access
from scanstation.ui.bridge import Bridge, of_the_tree
from scanstation.ui.collecting import Collector
from scanstation.ui.command_table import TABLE
from scanstation.ui.commands import Commands
from scanstation.ui.desk import Desk
from scanstation.ui.images import PageImages
from scanstation.ui.language import Speech
from scanstation.ui.main_window import MainWindow
from scanstation.ui.memory import Memory
from scanstation.ui.native import name_application, somebody_reads
from scanstation.ui.services import Services
from scanstation.ui.theme import Theme
from scanstation.workflow.session import Actor
from scanstation.workflow.workspace import Workspace

if TYPE_CHECKING:
    from scanstation.workflow.training import Training

TRAINING_TENANT = "uebung"
ICON = "icons/scanstation.svg"
REFUSED = Text("scanstation startet nicht", "scanstation does not start")
SIGNAL_MS = 200
"""How often Python gets a chance to see ctrl-C while Qt runs."""


@dataclass(frozen=True, slots=True)
class Start:
    """How the window is started.

    Attributes:
        operator: acting person; empty takes the OS account.
        training: the training tenant with the embedded eAkte and the simulated scanner.
        theme: name of a theme instead of the system's choice.
    """

    language: Language | None = None
    operator: str = ""
    tenant: str = ""
    training: bool = False
    theme: str = ""


def run(start: Start) -> int:
    """Show the window until it is closed and return the exit code.

    The training tenant is always trained in: nobody takes its receipts for real ones.

    Raises:
        ScanstationError: the window cannot open, as with a second training on one home; without
            a terminal a box has said so.
    """
    app = application()
    language = start.language or "de"
    try:
        station = load_settings()
        language = start.language or station.settings.language
        wanted = station.settings.log
        log.start(station.home, wanted.level, system=wanted.system, language=language)
        return _shown(app, start, station)
    except Exception as error:
        if not somebody_reads(sys.stderr):
            _tell(of_the_tree(error), language)
        raise  # the command writes it down


def _tell(error: ScanstationError, language: Language) -> None:
    """There is no window yet that a banner could stand in."""
    QMessageBox.critical(None, REFUSED.say(language), error.sentence(language))


def _shown(app: QApplication, start: Start, station: Station) -> int:
    with log.crash_watch(station.home, "window"), _training(start, station) as training:
        window = open_window(app, start, station, training)
        window.show()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: end(window))
        waker = QTimer(window, interval=SIGNAL_MS)
        waker.timeout.connect(lambda: None)
        waker.start()
        code = app.exec()
    if not window.services.bridge.all_ended:
        # Everything is written and the batch is given back; who still waits for a device or a
        # target that does not answer must not keep the process, and with it its memory, alive.
        os._exit(code)
    return code


def end(window: MainWindow) -> None:
    """Close the window for a system that ends: a dialog that is open does not keep it."""
    while (dialog := QApplication.activeModalWidget()) is not None:
        dialog.close()
        if dialog.isVisible():
            break
    window.close()


def application(arguments: Sequence[str] = ()) -> QApplication:
    """Return the Qt application, made at the first call."""
    existing = QApplication.instance()
    app = (
        existing
        if isinstance(existing, QApplication)
        else QApplication([*sys.argv[:1], *arguments])
    )
    name_application()
    app.setApplicationName("scanstation")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("scanstation")
    app.setWindowIcon(QIcon(str(resource(ICON))))
    return app


def open_window(
    app: QApplication, start: Start, station: Station, training: Training | None = None
) -> MainWindow:
    """Return the window, not shown yet.

    Raises:
        ConfigurationInvalid, ConfigurationUnknown: a file breaks its rules.
        TrainingOff, NotPermitted, DeclarationsMissing: IT does not permit it; see each.
    """
    services = make_services(app, start, station, training)
    window = MainWindow(services)
    Collector(window, _Busy(window))
    return window


class _Busy:
    """Whether somebody works: a batch is open in front, or something changed since last asked."""

    def __init__(self, window: MainWindow) -> None:
        self._window, self._bridge = window, window.services.bridge
        self._last = self._bridge.state

    def __call__(self) -> bool:
        last, self._last = self._last, self._bridge.state
        in_front = self._last.batch is not None and self._window.isActiveWindow()
        return in_front or self._last is not last


def make_services(
    app: QApplication, start: Start, station: Station, training: Training | None = None
) -> Services:
    """Return what the views get."""
    memory = Memory(station.home)
    remembered = memory.text("window/language")
    language: Language = start.language or (
        "en" if remembered == "en" else station.settings.language
    )
    if not start.language and remembered == "de":
        language = "de"
    speech = Speech(language)
    theme = Theme(start.theme)
    theme.follow(app)
    bridge = Bridge(make_desk(start, station, training))
    commands = Commands(speech, TABLE, load_keys(station.home))
    images = PageImages(bridge)
    bridge.changed.connect(images.follow)
    return Services(speech, bridge, commands, theme, memory, images)


def make_desk(start: Start, station: Station, training: Training | None) -> Desk:
    """Return the desk of a tenant with nothing on it."""
    tenant = TRAINING_TENANT if training else start.tenant or station.settings.tenant
    require_tenant(station.settings, tenant)
    take_over(station.settings)
    configuration = load_configuration(station.home, tenant, settings=station.settings)
    actor = Actor(start.operator or getpass.getuser(), station.settings.station)
    workspace = Workspace(station.settings, tenant, configuration, actor)
    if training is None:
        return Desk(station, workspace)
    access = Access(training.credentials, lambda: training.service_url)
    desk = Desk(station, workspace, access, training=True)
    desk.browser_code = lambda: training.code
    return desk


def _training(start: Start, station: Station) -> AbstractContextManager[Training | None]:
    if not start.training and (start.tenant or station.settings.tenant) != TRAINING_TENANT:
        return nullcontext()
    from scanstation.workflow.training import open_training

    return open_training(station)
