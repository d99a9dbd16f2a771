"""Receipt date, box and counted sheets of a batch; its documents inherit the first two."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QSpinBox, QVBoxLayout, QWidget

from scanstation.errors import Text
from scanstation.ui.dialogs.dialog import Dialog, form_in, labelled, paragraph
from scanstation.ui.language import iso_day, on_day
from scanstation.ui.operations.batches import Describe
from scanstation.ui.services import Services

TITLE = Text("Eingangsdatum und Box", "Receipt date and box")
EXPLAINED = Text(
    "Die Dokumente des Stapels übernehmen Eingangsdatum und Box, wo ihre Dokumentart das vorsieht.",
    "The batch's documents inherit receipt date and box where their class provides for it.",
)
RECEIVED = Text("&Eingangsdatum:", "&Receipt date:")
BOX = Text("&Box:", "&Box:")
SHEETS = Text("Gezählte B&lätter:", "&Sheets counted:")
NOT_COUNTED = Text("nicht gezählt", "not counted")
SAVE = Text("&Übernehmen", "&Apply")
EXAMPLE = Text("z. B. 22.11.2026", "e.g. 22/11/2026")
MOST_SHEETS = 100_000


class DescribeDialog(Dialog):
    """Three fields; what stands there can be undone."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(services, TITLE, parent, accept=SAVE)
        self.received, self.box = QLineEdit(self.content), QLineEdit(self.content)
        self.sheets = QSpinBox(self.content)
        self.sheets.setRange(0, MOST_SHEETS)
        speech = services.speech
        speech.bind(self.sheets, self.sheets.setSpecialValueText, NOT_COUNTED)
        speech.bind(self.received, self.received.setPlaceholderText, EXAMPLE)
        batch = services.bridge.state.batch
        if batch is not None:
            self.received.setText(on_day(speech.locale, batch.received))
            self.box.setText(batch.box)
            self.sheets.setValue(batch.ledger.expected_sheets or 0)
        column = QVBoxLayout()
        column.addWidget(paragraph(services, self.content, EXPLAINED))
        form = form_in()
        labelled(services, form, RECEIVED, self.received)
        labelled(services, form, BOX, self.box)
        labelled(services, form, SHEETS, self.sheets)
        column.addLayout(form)
        self.fill(column)
        self.received.setFocus()
        self.received.selectAll()

    def accepted_by_person(self) -> None:
        """Write it into the batch."""
        received = iso_day(self.services.speech.locale, self.received.text().strip())
        box = self.box.text()
        self.work(Describe(received, box, self.sheets.value()))
