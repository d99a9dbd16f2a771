"""A corrected version of sent documents: a new batch that names the old one."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QPlainTextEdit, QVBoxLayout, QWidget

from scanstation.errors import Text
from scanstation.model import Document
from scanstation.ui.dialogs.dialog import Dialog, form_in, labelled, paragraph
from scanstation.ui.dialogs.reason import LINES, REASON
from scanstation.ui.operations.batches import Correct
from scanstation.ui.services import Services
from scanstation.workflow.words import UPLOAD_STATES

TITLE = Text("Berichtigte Fassung anlegen", "Create a corrected version")
EXPLAINED = Text(
    "Ein neuer Stapel entsteht mit den Seiten und Feldern der gewählten Dokumente. Er nennt die "
    "alte Fassung; diese bleibt am Ziel, wie sie ist.",
    "A new batch is made with the pages and fields of the chosen documents. It names the old "
    "version, which stays at the target as it is.",
)
DOCUMENTS = Text("&Dokumente:", "&Documents:")
CREATE = Text("&Anlegen", "&Create")
LINE = Text(
    "Dokument {number} · {pages} Seiten · {state}", "Document {number} · {pages} pages · {state}"
)
MISSING = Text(
    "Bitte mindestens ein Dokument wählen (Leertaste) und eine Begründung eingeben.",
    "Choose at least one document (Space) and enter a reason.",
)
UNSENT = Text("nicht gesendet", "not sent")
NUMBER = Qt.ItemDataRole.UserRole


class CorrectDialog(Dialog):
    """Documents to tick, and the reason."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(services, TITLE, parent, accept=CREATE)
        self.documents = QListWidget(self.content)
        self.documents.setMinimumHeight(90)
        self.reason = QPlainTextEdit(self.content)
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(self.fontMetrics().lineSpacing() * LINES + 16)
        batch = services.bridge.state.batch
        for one in batch.documents if batch is not None else ():
            self._add(one)
        column = QVBoxLayout()
        column.addWidget(paragraph(services, self.content, EXPLAINED))
        form = form_in()
        labelled(services, form, DOCUMENTS, self.documents)
        labelled(services, form, REASON, self.reason)
        column.addLayout(form)
        self.fill(column)
        services.speech.on_change(self, self._respeak)
        self.documents.setFocus()
        self.documents.setCurrentRow(0)

    @property
    def chosen(self) -> tuple[int, ...]:
        """Numbers of the ticked documents."""
        ticked = [one for one in self._items() if one.checkState() is Qt.CheckState.Checked]
        return tuple(one.data(NUMBER).number for one in ticked)

    def accepted_by_person(self) -> None:
        """Create the new batch; it lies on the desk then."""
        reason = " ".join(self.reason.toPlainText().split())
        if not reason or not self.chosen:
            self.banner.problem(MISSING)
            (self.reason if self.chosen else self.documents).setFocus()
            return
        self.work(Correct(self.chosen, reason))

    def _add(self, document: Document) -> None:
        item = QListWidgetItem(self.documents)
        item.setData(NUMBER, document)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Unchecked)

    def _items(self) -> list[QListWidgetItem]:
        found = [self.documents.item(place) for place in range(self.documents.count())]
        return [one for one in found if one is not None]

    def _respeak(self) -> None:
        speech = self.services.speech
        for item in self._items():
            document: Document = item.data(NUMBER)
            transfer = document.transfer
            state = UPLOAD_STATES[transfer.state] if transfer else UNSENT
            number, pages = document.number, len(document.pages)
            item.setText(speech.say(LINE, number=number, pages=pages, state=state))
