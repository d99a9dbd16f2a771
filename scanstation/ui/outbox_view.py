"""The place Outbox."""

from __future__ import annotations

from scanstation.errors import Text
from scanstation.ui.place import Place
from scanstation.ui.services import Services


class OutboxView(Place):
    """See the module."""

    key = "outbox"
    title = Text("Ausgang", "Outbox")

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.column.addStretch(1)
