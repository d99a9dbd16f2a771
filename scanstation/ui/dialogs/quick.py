"""The short form for clerks: pages, case file, class, send.

empty --scan, files, drop--> pages --every page shown, case file named, Send--> released
  |                            |                    refused: the notice says why
  +--Esc: nothing was begun    +--Esc: the batch stays open and is finished in the long form
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from scanstation.errors import DeviceValuesDiffer, ScanstationError, Text
from scanstation.model import BatchState, DocumentClass, FieldKind, PageKind
from scanstation.ui.dialogs.dialog import Dialog, form_in, labelled, paragraph
from scanstation.ui.operations.asking import Classes
from scanstation.ui.operations.checking import PagesSeen
from scanstation.ui.operations.quick import BeginQuick, FileUnder
from scanstation.ui.operations.scanning import ImportFiles, Scan
from scanstation.ui.scan_values import acceptance
from scanstation.ui.services import Services
from scanstation.ui.state import DeskState
from scanstation.ui.widgets.banner import Choice
from scanstation.ui.widgets.case_edit import CaseEdit
from scanstation.ui.widgets.page_preview import PagePreview

if TYPE_CHECKING:
    from scanstation.workflow.capture import Captured
    from scanstation.workflow.import_files import Imported

TITLE = Text("Kurzform: ein Dokument senden", "Short form: send one document")
EXPLAINED = Text(
    "Scannen oder Dateien hierher ziehen, Akte wählen, senden.",
    "Scan, or drop files here, choose the case file, send.",
)
SCAN, FILES = Text("S&cannen", "&Scan"), Text("Da&teien …", "&Files …")
PAGES = Text("Seiten:", "Pages:")
NO_PAGES = Text("noch keine", "none yet")
COUNT = Text(
    "{count} Seiten, {unseen} noch nicht angesehen", "{count} pages, {unseen} not seen yet"
)
ALL_SEEN = Text("{count} Seiten, alle angesehen", "{count} pages, all seen")
FEEDING = Text("Seiten kommen herein …", "Pages are coming in …")
CASE = Text("&Akte:", "&Case file:")
CLASS = Text("&Dokumentart:", "&Document class:")
SEND = Text("&Senden", "S&end")
NEEDED = Text(
    "Bitte zuerst Seiten scannen oder Dateien wählen und die Akte nennen.",
    "First scan pages or choose files, and name the case file.",
)
UNSEEN = Text(
    "Bitte jede Seite ansehen (Bild ab), bevor das Dokument gesendet wird.",
    "Look at every page (Page Down) before the document is sent.",
)
WANTED = (860, 600)
NOT_SO = Text("&Nicht so scannen", "Do &not scan like this")
ANYWAY = Text("Trotzdem scannen", "Scan anyway")
KEPT = frozenset({PageKind.DOCUMENT})


class QuickDialog(Dialog):
    """See the module."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(services, TITLE, parent, accept=SEND)
        self.scan_button, self.files_button = QPushButton(self.content), QPushButton(self.content)
        self.state = QLabel(self.content)
        self.case, self.kind = CaseEdit(services, self, self.content), QComboBox(self.content)
        self.preview = PagePreview(services, self.content)
        self._classes: dict[str, DocumentClass] = {}
        self._batch = ""
        self._beginning = self._feeding = False
        self._lay_out()
        self._connect()
        self.resize(*WANTED)
        self.setAcceptDrops(True)
        self.ask(Classes(), self._take_classes)
        self.scan_button.setFocus()

    def accepted_by_person(self) -> None:
        """File and release; sending goes on in the background."""
        batch = self.services.bridge.state.batch
        if not self._batch or batch is None or not batch.pages or not self.case.number:
            self.banner.problem(NEEDED)
        elif self.preview.unseen:
            self.banner.problem(UNSEEN)
            self.preview.setFocus()
        else:
            self.work(FileUnder(self.case.number, str(self.kind.currentData() or "")))

    def scan(self) -> None:
        """Feed what lies in the device."""
        self._begin(lambda batch: self._feed(Scan(batch), self._scanned))

    def take_files(self, paths: tuple[Path, ...]) -> None:
        """Import files."""
        self._begin(lambda batch: self._feed(ImportFiles(paths, batch), self._imported))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped here."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Import them."""
        paths = tuple(
            Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()
        )
        if paths:
            self.take_files(paths)

    def _begin(self, then: Callable[[str], object]) -> None:
        """The batch begins with its first pages: an empty form leaves nothing behind."""
        if self._beginning or self._feeding:
            return
        if self._batch:
            then(self._batch)
            return
        self._beginning = True  # a second click or drop meanwhile would begin another batch
        self._show()

        def begun(batch: str) -> None:
            self._beginning = False
            self._batch = batch
            then(batch)

        def failed(error: ScanstationError) -> None:
            self._beginning = False
            self._show()
            self.banner.error(error)

        self.ask(BeginQuick(), begun, failed)

    def _feed(self, operation: Scan | ImportFiles, then: Callable[..., object]) -> None:
        self._feeding = True
        self._show()

        def over(result: object) -> None:
            self._feeding = False
            self._show()
            then(result)

        def failed(error: ScanstationError) -> None:
            over(None)
            if isinstance(error, DeviceValuesDiffer):
                self._ask_about_values(error)
            else:
                self.banner.error(error)

        self.ask(operation, over, failed)

    def _ask_about_values(self, differs: DeviceValuesDiffer) -> None:
        """Nothing was fed: the device takes worse values than the profile's."""

        def again(_: object) -> None:
            self.banner.clear()
            self.scan()

        choices = [
            Choice(NOT_SO, self.banner.clear),
            Choice(ANYWAY, lambda: self.ask(acceptance(differs), again)),
        ]
        self.banner.note(differs.happened_text(), choices)
        self.banner.take_focus()

    def _scanned(self, captured: Captured | None) -> None:
        if captured is not None and captured.error is not None:
            self.banner.error(captured.error)
        self.preview.setFocus()

    def _imported(self, imported: Imported | None) -> None:
        if imported is not None and imported.failed:
            self.banner.error(imported.failed[0].error)
        self.preview.setFocus()

    def _desk_changed(self, state: DeskState) -> None:
        batch = state.batch
        if batch is None or batch.id != self._batch or batch.state is not BatchState.OPEN:
            return
        self.preview.show_pages([page for page in batch.pages if page.kind in KEPT])
        self._show()

    def _choose_files(self) -> None:
        title = self.services.speech.say(FILES).replace("&", "")
        names, _ = QFileDialog.getOpenFileNames(self, title)
        if names:
            self.take_files(tuple(Path(one) for one in names))

    def _take_classes(self, classes: dict[str, DocumentClass]) -> None:
        """Only what goes into a case file."""
        self._classes = {
            name: one
            for name, one in classes.items()
            if any(spec.kind is FieldKind.CASE_NUMBER for spec in one.fields)
        }
        self._respeak()
        usual = self.kind.findData("posteingang")
        self.kind.setCurrentIndex(max(0, usual))

    def _lay_out(self) -> None:
        services = self.services
        for button, text in ((self.scan_button, SCAN), (self.files_button, FILES)):
            button.setAutoDefault(False)
            self.say_on(button, text)
        row = QHBoxLayout()
        row.addWidget(self.scan_button)
        row.addWidget(self.files_button)
        row.addStretch(1)
        label = QLabel(self.content)
        services.speech.bind(label, label.setText, PAGES)
        form = form_in()
        form.addRow(label, row)
        form.addRow("", self.state)
        labelled(services, form, CASE, self.case)
        labelled(services, form, CLASS, self.kind)
        left = QVBoxLayout()
        left.addWidget(paragraph(services, self.content, EXPLAINED))
        left.addLayout(form)
        left.addStretch(1)
        both = QHBoxLayout()
        both.addLayout(left, 1)
        both.addWidget(self.preview, 1)
        self.fill(both)

    def _connect(self) -> None:
        bridge = self.services.bridge
        self.scan_button.clicked.connect(self.scan)
        self.files_button.clicked.connect(self._choose_files)
        self.preview.seen.connect(lambda page: bridge.do(PagesSeen((page,))))
        self.preview.moved.connect(self._show)
        bridge.changed.connect(self._desk_changed)
        self.services.speech.on_change(self, self._respeak)

    def _show(self) -> None:
        """How many pages there are and what is still to be looked at."""
        busy = self._beginning or self._feeding
        batch = self.services.bridge.state.batch
        mine = batch is not None and batch.id == self._batch
        count = len([page for page in batch.pages if page.kind in KEPT]) if mine and batch else 0
        unseen = self.preview.unseen
        text = COUNT if unseen else ALL_SEEN
        if not count:
            text = FEEDING if busy else NO_PAGES
        self.state.setText(self.services.speech.say(text, count=count, unseen=unseen))
        for button in (self.scan_button, self.files_button):
            button.setEnabled(not busy)
        self._allow(on=not busy)

    def _respeak(self) -> None:
        speech, chosen = self.services.speech, self.kind.currentData()
        self.kind.clear()
        for name, one in self._classes.items():
            self.kind.addItem(speech.say(one.title), name)
        self.kind.setCurrentIndex(max(0, self.kind.findData(chosen)))
        self._show()
