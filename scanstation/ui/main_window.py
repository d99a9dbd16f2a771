"""One window, three places, one line that always tells the truth."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMainWindow,
    QMenu,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from scanstation.errors import Text
from scanstation.ui.bridge import Failure
from scanstation.ui.command_table import MENUS
from scanstation.ui.operations.warming import Warm
from scanstation.ui.outbox_view import OutboxView
from scanstation.ui.place import Place
from scanstation.ui.reopening import Reopening
from scanstation.ui.review_view import ReviewView
from scanstation.ui.scan_import import files_of
from scanstation.ui.scan_view import ScanView
from scanstation.ui.services import Services
from scanstation.ui.state import DeskState
from scanstation.ui.status_line import StatusLine
from scanstation.ui.window_commands import WindowCommands

TITLE = Text("scanstation", "scanstation")
TRAINING = Text("Übungsmodus", "Training mode")
TENANT = Text("Mandant: {tenant}", "Tenant: {tenant}")
PLACES = Text("Bereiche", "Places")
FIND = Text("Stapel suchen  Strg+F", "Find batch  Ctrl+F")
FIND_NAME = Text("Stapel suchen", "Find batch")
WARM_MS = 300
"""After the first paint and what follows from it."""
FIRST_SIZE = QSize(1280, 800)
FRAME = QSize(16, 40)
"""What title bar and borders take of the screen, which Qt knows once the window is shown."""


class MainWindow(QMainWindow):
    """The window; the places do the work."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self.services = services
        self.places: list[Place] = [
            ScanView(services),
            ReviewView(services),
            OutboxView(services),
        ]
        self.status = StatusLine(services)
        self.search = QLineEdit(self)
        self._tabs, self._stack = QTabBar(self), QStackedWidget(self)
        self._tenant, self._training = QLabel(self), QLabel(self)
        self._warm = False
        self._fill()
        self._menus()
        self._commands = WindowCommands(services, self)
        self._follow()
        self._restore()
        self._reopening = Reopening(services, self.place.banner, self)
        self.setAcceptDrops(True)

    @property
    def place(self) -> Place:
        """The place that is shown."""
        return self.places[self._stack.currentIndex()]

    def go(self, key: str) -> None:
        """Bring a place to the front."""
        keys = [one.key for one in self.places]
        self._tabs.setCurrentIndex(keys.index(key))
        self.place.entered()

    def showEvent(self, event: QShowEvent) -> None:
        """Once something is on the screen, load what the first step would wait for."""
        super().showEvent(event)
        if not self._warm:
            self._warm = True
            self.place.entered()
            self._reopening.offer()
            QTimer.singleShot(WARM_MS, self, lambda: self.services.bridge.do(Warm()))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the window, let running work end, give the batch back."""
        if not self._commands.may_close() or not self.may_leave(self.close):
            event.ignore()
            return
        memory = self.services.memory
        memory.keep_state("window/geometry", self.saveGeometry())
        memory.keep("window/place", self.place.key)
        for one in self.places:
            one.close()
        memory.write()
        self.hide()  # what still runs may take a moment to end
        self.services.images.close()
        self.services.bridge.close()
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped anywhere."""
        if files_of(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Dropped files are imported."""
        for one in self.places:
            if isinstance(one, ScanView) and one.importer.drop(event.mimeData()):
                event.acceptProposedAction()

    def _fill(self) -> None:
        speech = self.services.speech
        self._tabs.setDrawBase(False)
        self._tabs.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        speech.name(self._tabs, PLACES)
        for one in self.places:
            self._tabs.addTab("")
            self._stack.addWidget(one)
        self._tabs.currentChanged.connect(self._shown)
        speech.bind(self.search, self.search.setPlaceholderText, FIND)
        speech.name(self.search, FIND_NAME)
        self.search.setMinimumWidth(190)  # the key that leads here is read, too
        self.search.setMaximumWidth(260)
        top = QHBoxLayout()
        top.setContentsMargins(8, 4, 8, 4)
        top.setSpacing(12)
        top.addWidget(self._tabs)
        top.addStretch(1)
        for part in (self._tenant, self._training, self.search):
            top.addWidget(part)
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self._stack, 1)
        column.addWidget(self.status)
        middle = QWidget(self)
        middle.setLayout(column)
        self.setCentralWidget(middle)

    def _menus(self) -> None:
        speech, commands = self.services.speech, self.services.commands
        for name, text in MENUS.items():
            menu = QMenu(self)
            speech.bind(menu, menu.setTitle, text)
            for one in commands.table:
                if one.menu == name:
                    menu.addAction(commands.action(one.id))
            self.menuBar().addMenu(menu)
        for one in commands.table:
            if not one.menu and not one.focus:
                self.addAction(commands.action(one.id))

    def _follow(self) -> None:
        bridge, speech = self.services.bridge, self.services.speech
        bridge.changed.connect(self._show)
        bridge.failed.connect(self._failed)
        bridge.examined.connect(lambda _: self._retitle())
        for one in self.places:
            one.reported.connect(self._report)
            one.retitled.connect(self._retitle)
        speech.on_change(self, self._retitle)

    def may_leave(self, then: Callable[[], object]) -> bool:
        """Whether the batch can leave the window; a place that objects comes to the front."""
        for one in self.places:
            if not one.may_leave(then):
                self.go(one.key)
                return False
        return True

    def hand_over(self) -> None:
        """Another person acts from now on."""
        for one in self.places:
            one.hand_over()

    def _report(self, key: str, text: Text, details: dict[str, object]) -> None:
        self.status.report(key, text, **details)

    def _restore(self) -> None:
        memory = self.services.memory
        self.resize(FIRST_SIZE.boundedTo(self.screen().availableSize() - FRAME))
        self.restoreGeometry(memory.state("window/geometry"))
        self.services.commands.enter(self.place.key)

    def _shown(self, index: int) -> None:
        self._stack.setCurrentIndex(index)
        self.services.commands.enter(self.place.key)

    def _show(self, _: DeskState) -> None:
        self._retitle()

    def _retitle(self) -> None:
        speech, state = self.services.speech, self.services.bridge.state
        training = speech.say(TRAINING) if state.training else ""
        self._training.setText(f"[{training}]" if training else "")
        self._training.setVisible(bool(training))
        self._tenant.setText(speech.say(TENANT, tenant=state.tenant_title))
        title = speech.say(TITLE)
        self.setWindowTitle(f"{title} – {training}" if training else title)
        for index, one in enumerate(self.places):
            key = self.services.commands.key_text(f"place.{one.key}")
            self._tabs.setTabText(index, f"{key} {one.tab_text()}")

    def _failed(self, failure: Failure) -> None:
        self.place.banner.error(failure.error)
