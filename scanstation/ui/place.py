"""What the main window asks of a place."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from scanstation.errors import Text
from scanstation.ui.services import Services
from scanstation.ui.widgets.banner import Banner


class Place(QWidget):
    """One of the places of the window; a banner above, the rest below.

    Class attributes:
        key: ``scan``, ``review`` or ``outbox``.
        title: what the tab says; ``count`` fills its number.

    Signals:
        reported(key, Text, details): a part of the status line says this now.
        retitled(): the tab says something else now.
        chosen(): ``unsent_batch`` or ``sent_document`` is another one now.
    """

    reported = Signal(str, object, object)
    retitled = Signal()
    chosen = Signal()

    key = ""
    title = Text("", "")

    def __init__(self, services: Services) -> None:
        super().__init__()
        self.services = services
        self.banner = Banner(services.speech, services.theme)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.column.addWidget(self.banner)

    def tab_text(self) -> str:
        """Return what the tab says now."""
        return self.services.speech.say(self.title)

    def may_leave(self, then: Callable[[], object]) -> bool:
        """Whether the batch can leave the window now; if not, say why and do ``then`` later."""
        return True

    def hand_over(self) -> None:
        """Another person acts from now on: what this one did and saw is written before."""

    def selected_page(self) -> str:
        """Return the id of the page that insert and replace mean, empty if there is none."""
        return ""

    def unsent_batch(self) -> tuple[str, str]:
        """Return id and opening time of the batch that is chosen to be withdrawn, empty if none."""
        return "", ""

    def sent_document(self) -> tuple[str, int]:
        """Return batch and number of the document that is chosen to be corrected, if any."""
        return "", 0

    def entered(self) -> None:
        """The place was brought to the front: put the focus where work goes on."""
        self.setFocus()
