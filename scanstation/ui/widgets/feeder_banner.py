"""The banner of a feed that ended early: what happened, what is safe, what to put back."""

from __future__ import annotations

from collections.abc import Sequence

from scanstation.errors import ScanstationError, Text
from scanstation.ui.services import Services
from scanstation.ui.widgets.banner import Banner, Choice
from scanstation.ui.widgets.feeder_drawing import FeederDrawing, Trouble, trouble_of


class FeederBanner(Banner):
    """A banner with a drawing of the feeder."""

    def __init__(self, services: Services) -> None:
        super().__init__(services.speech, services.theme)
        self.drawing = FeederDrawing(services)
        self._row.insertWidget(0, self.drawing)

    def stopped(
        self, error: ScanstationError | None, text: Text, choices: Sequence[Choice]
    ) -> None:
        """Show why the feed ended and what can be done."""
        self.drawing.show_trouble(trouble_of(error))
        self.problem(text, choices)

    def guide(self, text: Text, choices: Sequence[Choice], **details: object) -> None:
        """Show what to put into the feeder now."""
        self.drawing.show_trouble(Trouble.NONE)
        self.note(text, choices, **details)
