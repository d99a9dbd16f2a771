"""A field for a case number that offers known case files while one types."""

from __future__ import annotations

from PySide6.QtCore import QStringListModel, Qt, QTimer
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget
from shiboken6 import isValid

from scanstation.indexing.lookup import CaseFile
from scanstation.ui.operations.sheets import FindKnownCases
from scanstation.ui.services import Services

TYPED_MS = 150
BETWEEN = "  –  "


class CaseEdit(QLineEdit):
    """``number`` is what was typed or chosen, without the title of the case file."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._offers = QStringListModel(self)
        self._asked = ""
        self._timer = QTimer(self, interval=TYPED_MS, singleShot=True)
        self._timer.timeout.connect(self._ask)
        completer = QCompleter(self._offers, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setCompleter(completer)
        self.textEdited.connect(lambda _: self._timer.start())

    @property
    def number(self) -> str:
        """The case number."""
        return self.text().split(BETWEEN)[0].strip()

    @property
    def offers(self) -> list[str]:
        """What is offered just now."""
        return self._offers.stringList()

    def _ask(self) -> None:
        self._asked = self.number
        if self._asked:
            self._services.bridge.do(FindKnownCases(self._asked), self._take, lambda _: None)

    def _take(self, found: tuple[CaseFile, ...]) -> None:
        if not isValid(self) or self.number != self._asked:
            return
        self._offers.setStringList([_line(one) for one in found])
        completer = self.completer()
        if found and self.hasFocus() and completer is not None:
            completer.complete()


def _line(one: CaseFile) -> str:
    title = one.values.get("title", "")
    return f"{one.number}{BETWEEN}{title}" if title else one.number
