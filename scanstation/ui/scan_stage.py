"""The middle of the place Scan: the pages as they come, and what can be done with them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QSlider, QVBoxLayout, QWidget

from scanstation.errors import Text
from scanstation.model import DocumentClass
from scanstation.ui.operations.asking import Classes
from scanstation.ui.services import Services
from scanstation.ui.state import DeskState
from scanstation.ui.widgets.command_button import CommandButton
from scanstation.ui.widgets.thumbnails import LARGEST, SMALLEST, STEP, ThumbnailView

HINT = Text(
    "Papier einlegen und F5 drücken, oder Dateien hierher ziehen.",
    "Put paper in and press F5, or drop files here.",
)
SIZE = Text("Größe der Vorschau", "Size of the thumbnails")
BUTTONS = {
    "page.insert": Text("Davor einfügen", "Insert before"),
    "page.replace": Text("Ersetzen", "Replace"),
    "batch.import": Text("Importieren", "Import"),
}
SIZE_MEMORY = "scan/thumbnails"
DEFAULT_SIZE = 160


class ScanStage(QWidget):
    """Thumbnails above, buttons below."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self.thumbnails = ThumbnailView(
            services.images, services.speech, services.theme, grouped=False
        )
        self.thumbnails.set_hint(HINT)
        self._size = QSlider(Qt.Orientation.Horizontal)
        self._lay_out()
        self._size.valueChanged.connect(self._resized)
        self.thumbnails.size_changed.connect(self._size.setValue)
        self._size.setValue(services.memory.number(SIZE_MEMORY, DEFAULT_SIZE))
        self.thumbnails.set_thumbnail_size(self._size.value())
        services.commands.attach(self.thumbnails, "page.insert")
        services.bridge.do(Classes(), self._name_classes, lambda _: None)

    def show_state(self, state: DeskState) -> None:
        """Show the pages of the batch."""
        self.thumbnails.show_batch(state.batch)

    def set_narrow(self, narrow: bool) -> None:
        """Two buttons a line, or all in one with the slider at its end."""
        columns = 2 if narrow else len(self._buttons) + 1
        for place, part in enumerate((*self._buttons, self._size)):
            self._below.addWidget(part, place // columns, place % columns)
        self._below.setColumnStretch(len(self._buttons), 0 if narrow else 1)

    def _name_classes(self, classes: dict[str, DocumentClass]) -> None:
        titles = {name: one.title for name, one in classes.items()}
        self.thumbnails.pages.set_class_titles(titles)

    def _lay_out(self) -> None:
        self._size.setRange(SMALLEST, LARGEST)
        self._size.setSingleStep(STEP)
        self._size.setPageStep(2 * STEP)
        self._size.setMinimumWidth(48)
        self._size.setMaximumWidth(120)
        speech = self._services.speech
        speech.name(self._size, SIZE)
        speech.bind(self._size, self._size.setToolTip, SIZE)
        self._below = QGridLayout()
        self._below.setContentsMargins(0, 4, 0, 4)
        self._below.setSpacing(4)
        self._buttons = [CommandButton(self._services, *one) for one in BUTTONS.items()]
        self.set_narrow(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.thumbnails, 1)
        column.addLayout(self._below)

    def _resized(self, size: int) -> None:
        self.thumbnails.set_thumbnail_size(size)
        self._services.memory.keep(SIZE_MEMORY, size)
