"""A field for a case number that offers known case files while one types."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from scanstation.indexing.lookup import CaseFile
from scanstation.ui.operations.sheets import FindKnownCases
from scanstation.ui.services import Services
from scanstation.ui.widgets.field_edit import FieldEdit
from scanstation.ui.widgets.type_ahead import Offer, TypeAhead

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class CaseEdit(FieldEdit):
    """See the module; the list of offers lies over ``window``."""

    def __init__(self, services: Services, window: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self._services = services
        self.offers: tuple[Offer, ...] = ()
        self._list = TypeAhead(services.speech, window)
        self._list.attach(self, lambda: self.offers)
        self._list.asked.connect(lambda _edit, text: self._ask(text))
        self._list.chosen.connect(lambda _edit, offer: self.put(offer.shown))

    @property
    def number(self) -> str:
        """The case number."""
        return self.text().strip()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes the highlighted case file before it presses the dialog's button."""
        if event.key() in ENTER and self._list.take():
            event.accept()
            return
        super().keyPressEvent(event)

    def _ask(self, text: str) -> None:
        if text.strip():
            operation = FindKnownCases(text.strip())
            self._services.bridge.do(
                operation, lambda found: self._take(text, found), lambda _: None
            )

    def _take(self, text: str, found: tuple[CaseFile, ...]) -> None:
        if isValid(self) and isValid(self._list):
            self.offers = tuple(
                Offer(one.number, one.number, one.values.get("title", "")) for one in found
            )
            self._list.show_offers(self, text, self.offers)
