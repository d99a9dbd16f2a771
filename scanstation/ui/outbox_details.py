"""What is known of one document in the outbox: reason and remedy, receipt and proof; to copy."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from scanstation.errors import Text
from scanstation.ui.language import in_local_time
from scanstation.ui.services import Services
from scanstation.workflow.outbox_rows import OutboxRow

NAME = Text("Quittung und Nachweis", "Receipt and proof")
NONE = Text("Kein Dokument gewählt.", "No document selected.")
COPY = Text("Quittung &kopieren", "&Copy receipt")
YES = Text("Übung: gibt kein Papier frei", "Training: frees no paper")
NO = Text("nein", "no")
PROOFS = {
    "download": Text(
        "zurückgelesen und Prüfsumme verglichen", "read back and its checksum compared"
    ),
    "target-hash": Text("Prüfsumme des Ziels verglichen", "the target's checksum compared"),
}
FIELDS = {
    "receipt": Text("Quittung", "Receipt"),
    "stored": Text("Bestätigt am", "Verified on"),
    "verified_by": Text("Nachweis", "Proof"),
    "sha256": Text("Prüfsumme (SHA-256)", "Checksum (SHA-256)"),
    "remote_id": Text("Kennung am Ziel", "Id at the target"),
    "package": Text("Paket", "Package"),
    "training": Text("Übung", "Training"),
}


class OutboxDetails(QScrollArea):
    """See the module."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._row: OutboxRow | None = None
        self._reason = QLabel(self)
        self._reason.setWordWrap(True)
        self._reason.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._fields = {name: QLineEdit(self) for name in FIELDS}
        self.copy_button = QPushButton(self)
        self._fill()
        services.speech.on_change(self, self._respeak)

    def show_row(self, row: OutboxRow | None) -> None:
        """Show a document, or that none is selected."""
        self._row = row
        self._respeak()

    def as_text(self) -> str:
        """Return everything as lines of text."""
        speech = self._services.speech
        pairs = [(speech.say(FIELDS[name]), edit.text()) for name, edit in self._fields.items()]
        return "\n".join(f"{name}: {value}" for name, value in pairs if value)

    def _fill(self) -> None:
        speech = self._services.speech
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        speech.name(self, NAME)
        inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.addWidget(self._reason)
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        for name, edit in self._fields.items():
            edit.setReadOnly(True)
            label = QLabel(inside)
            label.setBuddy(edit)
            speech.bind(label, label.setText, FIELDS[name])
            speech.name(edit, FIELDS[name])
            form.addRow(label, edit)
        column.addLayout(form)
        speech.bind(self.copy_button, self.copy_button.setText, COPY)
        speech.name(self.copy_button, Text(*(t.replace("&", "") for t in (COPY.de, COPY.en))))
        self.copy_button.clicked.connect(self._copy)
        column.addWidget(self.copy_button)
        column.addStretch(1)
        self.setWidget(inside)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.as_text())

    def _respeak(self) -> None:
        row, speech = self._row, self._services.speech
        said = speech.say(NONE if row is None else row.reason)
        self._reason.setText(said)
        self._reason.setVisible(bool(said))
        for name, edit in self._fields.items():
            edit.setText(self._value(name))
            edit.setCursorPosition(0)
        self.copy_button.setEnabled(row is not None and bool(row.receipt))

    def _value(self, name: str) -> str:
        row, speech = self._row, self._services.speech
        if row is None:
            return ""
        if name == "stored":
            return in_local_time(speech.locale, row.stored) if row.stored else ""
        if name == "verified_by":
            proof = PROOFS.get(row.verified_by)
            return speech.say(proof) if proof else row.verified_by
        if name == "training":
            return speech.say(YES if row.training else NO) if row.receipt else ""
        return str(getattr(row, name))
