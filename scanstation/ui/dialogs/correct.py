"""A corrected version of sent documents: a new batch that names the old one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from scanstation.errors import NOTHING, Text
from scanstation.ui.dialogs.dialog import Dialog, form_in, labelled, paragraph
from scanstation.ui.dialogs.reason import REASON
from scanstation.ui.dialogs.reason_edit import ReasonEdit
from scanstation.ui.operations.batches import Correct, SentDocuments
from scanstation.ui.services import Services
from scanstation.ui.status_line import batch_name
from scanstation.ui.widgets.table import Columns
from scanstation.workflow.words import UPLOAD_STATES

if TYPE_CHECKING:
    from scanstation.workflow.correctable import SentDocument

TITLE = Text("Berichtigte Fassung anlegen", "Create a corrected version")
EXPLAINED = Text(
    "Ein neuer Stapel entsteht mit den Seiten und Feldern der gewählten Dokumente und wird "
    "geöffnet. Er nennt die alte Fassung; diese bleibt am Ziel, wie sie ist.",
    "A new batch is made with the pages and fields of the chosen documents, and opened. It names "
    "the old version, which stays at the target as it is.",
)
PUT_AWAY = Text(
    "Der Stapel {name}, der gerade offen ist, wird dabei geschlossen; sein Stand bleibt erhalten.",
    "The batch {name}, which is open now, is closed then; nothing of it is lost.",
)
DOCUMENTS = Text("&Dokumente:", "&Documents:")
CREATE = Text("&Anlegen", "&Create")
HEADS = (
    Text("Dokument", "Document"),
    Text("Aktenzeichen", "Case number"),
    Text("Dokumentart", "Document class"),
    Text("Betreff", "Subject"),
    Text("Seiten", "Pages"),
    Text("Zustand", "State"),
    Text("Quittung", "Receipt"),
)
SUBJECT, RECEIPT = 3, 6
READING = Text("Die Dokumente werden gelesen …", "The documents are being read …")
MISSING = Text(
    "Bitte mindestens ein Dokument wählen (Leertaste) und eine Begründung eingeben.",
    "Choose at least one document (Space) and enter a reason.",
)
REFUSED = Text("Nicht möglich: {reason}", "Not possible: {reason}")
UNSENT = Text("nicht gesendet", "not sent")
KEPT = Qt.ItemDataRole.UserRole
WANTED = (1100, 440)
SMALLEST = (300, 110)


class CorrectDialog(Dialog):
    """Documents to tick, and the reason.

    Args:
        batch: that they were sent from; empty takes the one on the desk.
        document: is ticked from the start; 0 for none.
    """

    def __init__(
        self,
        services: Services,
        parent: QWidget | None = None,
        batch: str = "",
        document: int = 0,
    ) -> None:
        super().__init__(services, TITLE, parent, accept=CREATE)
        lying = services.bridge.state.batch
        self.batch = batch or (lying.id if lying is not None else "")
        self.documents = QTreeWidget(self.content)
        self.refusal = QLabel(self.content)
        self.reason = ReasonEdit(self.content)
        self._wanted = document
        column = QVBoxLayout()
        column.addWidget(paragraph(services, self.content, EXPLAINED))
        if lying is not None and lying.id != self.batch:
            name = batch_name(lying.opened, lying.id)
            column.addWidget(paragraph(services, self.content, PUT_AWAY, name=name))
        self._lay_out(column)
        self.reason.confirmed.connect(self.accepted_by_person)
        services.speech.on_change(self, self._respeak)
        self.resize(*WANTED)
        self.documents.setFocus()
        if self.batch:
            self.banner.note(READING)
            self.ask(SentDocuments(self.batch), self._take)

    @property
    def chosen(self) -> tuple[int, ...]:
        """Numbers of the ticked documents."""
        ticked = [one for one in self._items() if one.checkState(0) is Qt.CheckState.Checked]
        return tuple(_of(one).number for one in ticked)

    def accepted_by_person(self) -> None:
        """Create the new batch; it lies on the desk then."""
        reason = self.reason.text
        if not reason or not self.chosen:
            self.banner.problem(MISSING)
            (self.reason if self.chosen else self.documents).setFocus()
            return
        self.work(Correct(self.batch, self.chosen, reason))

    def _lay_out(self, column: QVBoxLayout) -> None:
        tree = self.documents
        tree.setColumnCount(len(HEADS))
        tree.setRootIsDecorated(False)
        tree.setUniformRowHeights(True)
        tree.setAllColumnsShowFocus(True)
        tree.setMinimumSize(*SMALLEST)
        tree.currentItemChanged.connect(lambda *_: self._tell_refusal())
        self.refusal.setWordWrap(True)
        self.refusal.hide()
        Columns(tree, SUBJECT, yields=RECEIPT)
        form = form_in()
        form.setRowWrapPolicy(form.RowWrapPolicy.WrapAllRows)
        labelled(self.services, form, DOCUMENTS, tree)
        form.addRow(self.refusal)
        labelled(self.services, form, REASON, self.reason)
        form.addRow(self.reason.hint(self.services, CREATE))
        column.addLayout(form)
        self.fill(column)

    def _take(self, documents: tuple[SentDocument, ...]) -> None:
        self.banner.clear()
        for one in documents:
            item = QTreeWidgetItem(self.documents)
            item.setData(0, KEPT, one)
            if one.refusal == NOTHING:
                wanted = one.number == self._wanted
                item.setCheckState(0, Qt.CheckState.Checked if wanted else Qt.CheckState.Unchecked)
            if one.number in (1, self._wanted):
                self.documents.setCurrentItem(item)
        self._respeak()
        if self.chosen:
            self.reason.setFocus()

    def _items(self) -> list[QTreeWidgetItem]:
        count = self.documents.topLevelItemCount()
        found = [self.documents.topLevelItem(place) for place in range(count)]
        return [one for one in found if one is not None]

    def _respeak(self) -> None:
        say = self.services.speech.say
        self.documents.setHeaderLabels([say(one) for one in HEADS])
        for item in self._items():
            said = self._words(_of(item))
            for column, text in enumerate(said):
                item.setText(column, text)
                item.setToolTip(column, text)
            read = [f"{say(head)} {text}" for head, text in zip(HEADS, said, strict=True) if text]
            item.setData(0, Qt.ItemDataRole.AccessibleTextRole, ", ".join(read))
        self._tell_refusal()

    def _words(self, one: SentDocument) -> tuple[str, ...]:
        speech = self.services.speech
        return (
            speech.locale.toString(one.number),
            one.case_number,
            speech.say(one.title),
            one.subject,
            speech.locale.toString(one.pages),
            speech.say(UPLOAD_STATES[one.state] if one.state else UNSENT),
            one.receipt,
        )

    def _tell_refusal(self) -> None:
        """Why the selected document has no box to tick."""
        item = self.documents.currentItem()
        reason = NOTHING if item is None else _of(item).refusal
        self.refusal.setText("" if reason == NOTHING else self._say_refusal(reason))
        self.refusal.setVisible(reason != NOTHING)

    def _say_refusal(self, reason: Text) -> str:
        said = self.services.speech.say(reason)
        return self.services.speech.say(REFUSED, reason=said)


def _of(item: QTreeWidgetItem) -> SentDocument:
    kept: SentDocument = item.data(0, KEPT)
    return kept
