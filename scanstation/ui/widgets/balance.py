"""The sheet ledger in one line: where every page of the batch is, and whether that adds up."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget

from scanstation.errors import Text
from scanstation.model import Batch, Ledger
from scanstation.ui.language import Speech
from scanstation.ui.theme import Theme

PARTS = (
    ("documents", Text("{count} in Dokumenten", "{count} in documents")),
    ("separators", Text("{count} auf Trennblättern", "{count} on separator sheets")),
    ("blank", Text("{count} leer", "{count} blank")),
    ("rejected", Text("{count} verworfen", "{count} rejected")),
    ("replaced", Text("{count} ersetzt", "{count} replaced")),
)
SUM = Text("{captured} Seiten: {parts}", "{captured} pages: {parts}")
EVEN = Text("✓ Bilanz geht auf", "✓ adds up")
UNEVEN = Text("⚠ Bilanz geht nicht auf", "⚠ does not add up")
FEEDING = Text("Einzug läuft", "feeding")


class Balance(QLabel):
    """See the module."""

    def __init__(self, speech: Speech, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._speech, self._theme = speech, theme
        self._ledger: Ledger | None = None
        self.setWordWrap(True)
        speech.on_change(self, self._respeak)
        theme.changed.connect(self._respeak)

    def show_batch(self, batch: Batch | None) -> None:
        """Show a batch's ledger."""
        self._ledger = batch.ledger if batch else None
        self._respeak()

    def _respeak(self) -> None:
        ledger = self._ledger
        self.setVisible(ledger is not None)
        if ledger is None:
            return
        verdict = FEEDING if ledger.fed is None else EVEN if ledger.balanced else UNEVEN
        said = f"{sum_text(ledger, self._speech)}\n{self._speech.say(verdict)}"
        colour = "problem" if verdict is UNEVEN else "muted"
        self.setText(said)
        self.setStyleSheet(f"color: {self._theme.scheme.colours[colour]};")


def sum_text(ledger: Ledger, speech: Speech) -> str:
    """Return the buckets that hold pages, and their sum."""
    counts = [(getattr(ledger, name), text) for name, text in PARTS]
    parts = " + ".join(speech.say(text, count=count) for count, text in counts if count)
    return speech.say(SUM, captured=ledger.captured, parts=parts)
