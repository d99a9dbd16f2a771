"""The field for a reason: some lines, and a key that does what the dialog is for."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QWidget

from scanstation.errors import Text
from scanstation.ui.dialogs.dialog import plain
from scanstation.ui.services import Services

HINT = Text("Strg+Enter: {act}", "Ctrl+Enter: {act}")
LINES = 4
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ReasonEdit(QPlainTextEdit):
    """See the module; Enter alone begins a line.

    Signals:
        confirmed(): Ctrl+Enter was pressed.
    """

    confirmed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setFixedHeight(self.fontMetrics().lineSpacing() * LINES + 16)

    @property
    def text(self) -> str:
        """The reason as one line."""
        return " ".join(self.toPlainText().split())

    def hint(self, services: Services, act: Text) -> QLabel:
        """Return words that say which key does it, also to a screen reader at the field."""
        label = QLabel(self.parentWidget())
        services.speech.bind(label, label.setText, HINT, act=plain(act))
        services.speech.bind(self, self.setAccessibleDescription, HINT, act=plain(act))
        return label

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter confirms."""
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() in ENTER and control:
            self.confirmed.emit()
            return
        super().keyPressEvent(event)
