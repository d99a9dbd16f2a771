"""The line that always tells the truth: it counts only what is durable."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from scanstation.errors import Text
from scanstation.ui.services import Services
from scanstation.ui.state import DeskState

NO_BATCH = Text("Kein Stapel geöffnet", "No batch open")
BATCH = Text(
    "Stapel {name} · {sheets} Blatt / {pages} Seiten gesichert",
    "Batch {name} · {sheets} sheets / {pages} pages safe",
)
GAP = 16
"""Pixels between the parts: more than between words."""
READ_ONLY = Text("nur lesen", "read only")
OPERATOR = Text("Bearbeiter: {operator}", "Operator: {operator}")


class StatusLine(QWidget):
    """Batch and counts at the left, what the places report at the right."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._batch = QLabel(self)
        self._right: dict[str, tuple[QLabel, Text, dict[str, object]]] = {}
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(8, 2, 8, 2)
        self._row.setSpacing(GAP)
        self._row.addWidget(self._batch)
        self._row.addStretch(1)
        services.speech.on_change(self, self._respeak)
        services.bridge.changed.connect(lambda _: self._respeak())

    def report(self, key: str, text: Text, **details: object) -> None:
        """Show a part of the line: the device's, the target's, the room left."""
        label = self._right[key][0] if key in self._right else QLabel(self)
        if key not in self._right:
            self._row.addWidget(label)
        self._right[key] = (label, text, details)
        label.setText(self._services.speech.say(text, **details))

    @property
    def text(self) -> str:
        """Return the whole line."""
        return " · ".join([self._batch.text(), *(one[0].text() for one in self._right.values())])

    def _respeak(self) -> None:
        speech = self._services.speech
        state = self._services.bridge.state
        said = [_batch(self._services, state), speech.say(OPERATOR, operator=state.operator)]
        self._batch.setText(" · ".join(said))
        for label, text, details in self._right.values():
            label.setText(speech.say(text, **details))
        self.setAccessibleName(self.text)


def _batch(services: Services, state: DeskState) -> str:
    speech, batch = services.speech, state.batch
    if batch is None:
        return speech.say(NO_BATCH)
    said = speech.say(
        BATCH,
        name=batch_name(batch.opened, batch.id),
        sheets=batch.ledger.sheets,
        pages=batch.ledger.captured,
    )
    return f"{said} · {speech.say(READ_ONLY)}" if state.read_only else said


def batch_name(opened: str, batch: str) -> str:
    """Return how people call a batch: its day and the beginning of its id."""
    return f"{opened[:10]}-{batch[:4]}"
