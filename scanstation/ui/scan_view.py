"""The place Scan."""

from __future__ import annotations

from scanstation.errors import Text
from scanstation.ui.place import Place
from scanstation.ui.services import Services


class ScanView(Place):
    """See the module."""

    key = "scan"
    title = Text("Scannen", "Scan")

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.column.addStretch(1)
