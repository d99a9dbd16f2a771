"""Whether the installation is whole, and a bundle for a bug report."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFileDialog,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from scanstation.errors import ScanstationError, Text
from scanstation.ui.dialogs.dialog import Dialog, paragraph
from scanstation.ui.operations.asking_station import ExamineStation, SaveDiagnostics
from scanstation.ui.services import Services
from scanstation.workflow.examined import Examined, State

TITLE = Text("Diagnose", "Diagnostics")
EXPLAINED = Text(
    "Das Diagnosepaket enthält Fassungen, Einstellungen und den Ablauf der Stapel, aber keine "
    "Seiten, Namen, Aktenzeichen oder Kennwörter.",
    "The diagnostics bundle holds versions, settings and the course of the batches, but no pages, "
    "names, case numbers or passwords.",
)
SAVE = Text("Paket &speichern …", "&Save bundle …")
SAVED = Text("Gespeichert: {file}", "Saved: {file}")
LIST = Text("Teile der Installation", "Parts of the installation")
EXAMINING = Text("wird geprüft …", "being examined …")
HEADS = (Text("Zustand", "State"), Text("Teil", "Part"), Text("Näheres", "Details"))
STATES: dict[State, tuple[Text, str]] = {
    "ok": (Text("✔ in Ordnung", "✔ ok"), "ok"),
    "note": (Text("✔ mit Hinweis", "✔ with a note"), "ok"),
    "check": (Text("⚠ bitte nachsehen", "⚠ please check"), "doubt"),
    "broken": (Text("✖ gestört", "✖ broken"), "problem"),
}
"""Words and colour of a finding."""
FILE_NAME = "scanstation-diagnose.zip"

WANTED = (760, 520)


class DiagnosticsDialog(Dialog):
    """The doctor's findings and a button that saves the bundle."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(services, TITLE, parent)
        self._found: tuple[Examined, ...] | None = None
        self.parts = QTreeWidget(self.content)
        self.parts.setColumnCount(len(HEADS))
        self.parts.setRootIsDecorated(False)
        self.parts.setMinimumSize(300, 120)
        self.parts.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        services.speech.name(self.parts, LIST)
        self.save_button = self.add_button(SAVE)
        self.save_button.setDefault(True)
        self.save_button.clicked.connect(self._choose_file)
        column = QVBoxLayout()
        column.addWidget(paragraph(services, self.content, EXPLAINED))
        column.addWidget(self.parts, 1)
        self.fill(column)
        services.speech.on_change(self, self._respeak)
        self.resize(*WANTED)
        self.ask(ExamineStation(), self._take)
        self.save_button.setFocus()

    def save(self, path: Path) -> None:
        """Write the bundle."""
        self.save_button.setEnabled(False)
        self.ask(SaveDiagnostics(path), lambda _: self._saved(path), self._failed)

    def _choose_file(self) -> None:
        start = str(Path.home() / FILE_NAME)
        title = self.services.speech.say(SAVE).replace("&", "")
        name, _ = QFileDialog.getSaveFileName(self, title, start, "ZIP (*.zip)")
        if name:
            self.save(Path(name))

    def _saved(self, path: Path) -> None:
        self.save_button.setEnabled(True)
        self.banner.note(SAVED, file=path)

    def _failed(self, error: ScanstationError) -> None:
        """Another place may do."""
        self.save_button.setEnabled(True)
        self.banner.error(error)

    def _take(self, found: tuple[Examined, ...]) -> None:
        self._found = found
        self._respeak()

    def _respeak(self) -> None:
        speech, theme = self.services.speech, self.services.theme
        self.parts.setHeaderLabels([speech.say(one) for one in HEADS])
        self.parts.clear()
        if self._found is None:
            self.parts.addTopLevelItem(QTreeWidgetItem([speech.say(EXAMINING)]))
        for one in self._found or ():
            detail = speech.say(one.detail) if isinstance(one.detail, Text) else one.detail
            words, colour = STATES[one.state]
            item = QTreeWidgetItem([speech.say(words), one.part, detail])
            item.setForeground(0, theme.colour(colour))
            item.setToolTip(2, detail)
            item.setTextAlignment(0, Qt.AlignmentFlag.AlignLeft)
            self.parts.addTopLevelItem(item)
