"""About the program: version, and the licences of everything that it contains."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QPlainTextEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from scanstation import __version__
from scanstation.errors import Text
from scanstation.ui.dialogs.dialog import Dialog, paragraph
from scanstation.ui.operations.asking_station import ReadLicences
from scanstation.ui.services import Services
from scanstation.workflow.licences import Licence

TITLE = Text("Über scanstation", "About scanstation")
ABOUT = Text(
    "scanstation {version}: scannen, trennen, indexieren, prüfen und an die eAkte senden.",
    "scanstation {version}: scan, separate, index, check and send to the eAkte.",
)
CONTAINS = Text(
    "Diese Bestandteile sind von anderen; ihre Lizenzen stehen unten.",
    "These parts are by others; their licences stand below.",
)
LIST = Text("Bestandteile", "Parts")
WORDS = Text("Wortlaut der Lizenz", "Words of the licence")
HEADS = (Text("Bestandteil", "Part"), Text("Fassung", "Version"), Text("Lizenz", "Licence"))

WANTED = (760, 520)


class AboutDialog(Dialog):
    """See the module."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(services, TITLE, parent)
        self.parts, self.words = QTreeWidget(self.content), QPlainTextEdit(self.content)
        self._licences: tuple[Licence, ...] = ()
        speech = services.speech
        self.parts.setColumnCount(len(HEADS))
        self.parts.setRootIsDecorated(False)
        self.parts.setUniformRowHeights(True)
        self.parts.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.parts.setMinimumSize(300, 110)
        self.parts.header().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        self.words.setReadOnly(True)
        self.words.setTabChangesFocus(True)
        self.words.setMinimumHeight(80)
        speech.name(self.parts, LIST)
        speech.name(self.words, WORDS)
        speech.on_change(
            self, lambda: self.parts.setHeaderLabels([speech.say(one) for one in HEADS])
        )
        column = QVBoxLayout()
        column.addWidget(paragraph(services, self.content, ABOUT, version=__version__))
        column.addWidget(paragraph(services, self.content, CONTAINS))
        column.addWidget(self.parts, 2)
        column.addWidget(self.words, 1)
        self.fill(column)
        self.parts.currentItemChanged.connect(lambda *_: self._show())
        self.resize(*WANTED)
        self.resize(*WANTED)
        self.ask(ReadLicences(), self._take)

    def _take(self, licences: tuple[Licence, ...]) -> None:
        self._licences = licences
        for one in licences:
            self.parts.addTopLevelItem(QTreeWidgetItem([one.name, one.version, one.licence]))
        first = self.parts.topLevelItem(0)
        if first is not None:
            self.parts.setCurrentItem(first)

    def _show(self) -> None:
        item = self.parts.currentItem()
        if item is not None:
            self.words.setPlainText(self._licences[self.parts.indexOfTopLevelItem(item)].text)
