"""The place Scan."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from scanstation.errors import Text
from scanstation.model import Page
from scanstation.ui.command_table import PROFILE_KEYS
from scanstation.ui.operations.batches import Describe
from scanstation.ui.operations.feeding import FeedOver
from scanstation.ui.operations.scanning import InsertBefore, ReplacePage, UseDevice
from scanstation.ui.place import Place
from scanstation.ui.scan_button import ScanButton
from scanstation.ui.scan_health import ScanHealth
from scanstation.ui.scan_import import Importer
from scanstation.ui.scan_job import Phase, Plan, ScanJob
from scanstation.ui.scan_notices import ScanNotices
from scanstation.ui.scan_page import ScanPage
from scanstation.ui.scan_panel import ScanPanel
from scanstation.ui.scan_progress import ScanProgress
from scanstation.ui.scan_stage import ScanStage
from scanstation.ui.scan_status import ScanStatus
from scanstation.ui.services import Services
from scanstation.ui.state import DeskState
from scanstation.ui.widgets.banner import Banner
from scanstation.ui.widgets.column import Column
from scanstation.ui.widgets.feeder_banner import FeederBanner

SELECT = Text(
    "Bitte zuerst in der Vorschau eine Seite wählen.", "Select a page among the thumbnails first."
)
HALVES = [560, 400]
"""Pixels of the thumbnails and of the large page at first."""
LEAST_WIDTH, LEAST_HEIGHT = 683, 260
"""Work goes on in these, too: 200 % on a screen of 1366 by 768."""
HALVES_MEMORY = "scan/halves"
SIGN = {Phase.TROUBLE: "⚠", Phase.RUNNING: "▶", Phase.PAUSED: "❚❚"}


class ScanView(Place):
    """Profiles and device at the left, pages in the middle, the last page at the right."""

    key = "scan"
    title = Text("Scannen", "Scan")

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.job = ScanJob(services, self)
        self.feeder = FeederBanner(services)
        self.panel = ScanPanel(services)
        self.stage = ScanStage(services)
        self.page = ScanPage(services)
        self.progress = ScanProgress(services, self.job)
        self.health = ScanHealth(self)
        self.notices = ScanNotices(self, self.health)
        self.status = ScanStatus(services, self.job, self.reported.emit)
        self.importer = Importer(
            services, self, self.import_files, self.import_picture, self.notices.nothing_to_import
        )
        self._halves = QSplitter(self)
        self._panel_area = Column(self.panel)
        self._middle, self._last = QWidget(self), QWidget(self)
        self._narrow, self._wanted = False, 0
        self._batch = self._tab = ""
        self._lay_out()
        self._connect_commands()
        self._follow()
        self.button = ScanButton(self)

    def tab_text(self) -> str:
        """Say also elsewhere what the feeder does."""
        sign = SIGN.get(self.job.phase, "") if hasattr(self, "job") else ""
        return f"{super().tab_text()} {sign}".rstrip()

    def entered(self) -> None:
        """Work goes on with the device."""
        if not (self.feeder.take_focus() or self.banner.take_focus()):
            self.stage.thumbnails.setFocus()

    def may_leave(self, then: Callable[[], object]) -> bool:
        """While pages come in, ask first."""
        if not self.job.busy:
            return True
        self.notices.ask_to_leave(then)
        return False

    def minimumSizeHint(self) -> QSize:
        """Return what the narrow arrangement takes."""
        return QSize(LEAST_WIDTH, LEAST_HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In little width the last page gives way; in little height the left column scrolls."""
        super().resizeEvent(event)
        self._panel_area.fit()
        if not self._narrow:
            self._wanted = self._panel_area.width() + self._halves.minimumSizeHint().width()
        narrow = self.width() < self._wanted
        if narrow == self._narrow:
            return
        self._narrow = narrow
        self._last.setVisible(not narrow)
        self.stage.set_narrow(narrow)
        self.progress.set_line(narrow)
        column = self._middle.layout() if narrow else self._last.layout()
        if column is not None:
            column.addWidget(self.progress)

    def _lay_out(self) -> None:
        middle = QVBoxLayout(self._middle)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(self.stage, 1)
        column = QVBoxLayout(self._last)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(8)
        column.addWidget(self.page, 1)
        column.addWidget(self.progress)
        self._halves.addWidget(self._middle)
        self._halves.addWidget(self._last)
        self._halves.setStretchFactor(0, 1)
        self._halves.setChildrenCollapsible(False)
        self._halves.setSizes(HALVES)
        self._halves.restoreState(self.services.memory.state(HALVES_MEMORY))
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._panel_area)
        row.addWidget(self._halves, 1)
        self.column.addWidget(self.feeder)
        self.column.addLayout(row, 1)

    def _connect_commands(self) -> None:
        commands = self.services.commands
        commands.connect_to("scan.start", self.start)
        commands.connect_to("scan.pause", self.job.pause)
        commands.connect_to("scan.stop", self.job.stop)
        commands.connect_to("batch.import", self.importer.choose)
        commands.connect_to("batch.paste", self.importer.paste)
        commands.connect_to("page.insert", self.insert)
        commands.connect_to("page.replace", self.replace)
        self.stage.thumbnails.dropped_files.connect(self.importer.take)
        for place in range(1, PROFILE_KEYS + 1):
            commands.connect_to(
                f"scan.profile{place}", partial(self.panel.profiles.choose_place, place)
            )
        self._allow()

    def _follow(self) -> None:
        bridge = self.services.bridge
        bridge.changed.connect(self._show)
        self.job.changed.connect(self._job_changed)
        self.job.ended.connect(self._ended)
        self.stage.thumbnails.current_changed.connect(self._selected_changed)
        self.panel.devices.chosen.connect(self._use_device)
        self.panel.described.connect(self._describe)
        if self.panel.devices.address:
            self._use_device(self.panel.devices.address)
        self._show(bridge.state)

    def start(self) -> None:
        """Feed what lies in the feeder."""
        self.notices.clear()
        self.page.choose("")
        if not self.panel.devices.address:
            self.notices.no_device()
            return
        if self.health.may_start(self.start):
            self.job.start(self.panel.plan, self.panel.devices.address)

    def insert(self) -> None:
        """Feed sheets before the selected page, in whatever place it is selected."""
        page = self._selected()
        if page is not None:
            self._feed(InsertBefore(page.number, device=self.panel.devices.address))

    def replace(self) -> None:
        """Scan the selected page again."""
        page = self._selected()
        if page is not None:
            self._feed(ReplacePage(page.number, device=self.panel.devices.address))

    def _feed(self, operation: InsertBefore | ReplacePage) -> None:
        """Ask first about a device that cannot be relied on, as before every feed."""
        feed = partial(self.job.run, operation)
        if self.health.may_start(feed):
            feed()

    def selected_page(self) -> str:
        """Return the id of the page that is selected among the thumbnails."""
        return self.stage.thumbnails.current_page()

    def _selected(self) -> Page | None:
        """Return the selected page; without one, or without a device, say so."""
        batch, page = self.services.bridge.state.batch, self._front_place().selected_page()
        if batch is None or page not in batch.page_index:
            self.front_banner().note(SELECT)
            return None
        if not self.panel.devices.address:
            self.notices.no_device()
            return None
        return batch.page(page)

    def import_files(self, files: tuple[Path, ...]) -> None:
        """Import files to the end of the batch."""
        if self.notices.may_import():
            self.job.import_files(self.panel.plan, files)

    def import_picture(self, png: Callable[[], bytes]) -> None:
        """Import a picture to the end of the batch."""
        if self.notices.may_import():
            self.job.import_picture(self.panel.plan, png)

    def look_at(self, page: str) -> None:
        """Show a page, large and in its place."""
        self.stage.thumbnails.set_current_page(page)
        self.stage.thumbnails.setFocus()
        self.page.choose(page)

    def take_count(self, sheets: int) -> None:
        """Expect as many sheets as there are."""
        self.notices.clear()
        self.services.bridge.do(Describe(expected_sheets=sheets))

    def _front_place(self) -> Place:
        """Return the place that is shown: keys of the window act in all of them."""
        shown = getattr(self.window(), "place", self)
        return shown if isinstance(shown, Place) else self

    def front_banner(self) -> Banner:
        """Return the banner of the place that is shown."""
        return self._front_place().banner

    def _describe(self, plan: Plan) -> None:
        """The batch's words were changed; what is the same is not written."""
        words = Describe(plan.received, plan.box, plan.expected_sheets or 0)
        self.services.bridge.do(words, failed=self.notices.not_described)

    def _use_device(self, address: str) -> None:
        self.services.bridge.do(UseDevice(address))

    def _show(self, state: DeskState) -> None:
        opened = state.batch.id if state.batch is not None else ""
        if opened != self._batch:
            self._batch = opened
            self._other_batch()
        self.panel.show_state(state)
        self.stage.show_state(state)
        self.page.show_state(state)
        self.progress.show_state(state)

    def _ended(self, over: FeedOver) -> None:
        """An empty practice feeder is filled for the next exercise."""
        self.status.ask_for_room()
        device = getattr(over.operation, "device", "")
        refill = self.panel.practice.refill(device)
        if refill is not None and over.stopped is None and over.error is None:
            self.services.bridge.do(refill)

    def _other_batch(self) -> None:
        """What was said of the former batch is of no use here."""
        if not self.job.busy:
            self.notices.clear()
            self.job.leave()
            if self._batch:
                self.job.look()

    def _selected_changed(self, page: str) -> None:
        """Show large what a person selects; what the view selects by itself is not meant."""
        if self.stage.thumbnails.hasFocus():
            self.page.choose(page)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember how the room is divided."""
        self.services.memory.keep_state(HALVES_MEMORY, self._halves.saveState())
        self.panel.practice.close()
        super().closeEvent(event)

    def _job_changed(self) -> None:
        self._allow()
        if self.tab_text() != self._tab:
            self._tab = self.tab_text()
            self.retitled.emit()

    def _allow(self) -> None:
        commands, job = self.services.commands, self.job
        running = job.phase is Phase.RUNNING and not job.importing
        commands.allow("scan.start", not job.busy)
        commands.allow("scan.pause", running)
        ended = (Phase.PAUSED, Phase.TROUBLE, Phase.TURN)
        commands.allow("scan.stop", running or job.phase in ended)
