"""The place Check: documents at the left, the page in the middle, the form at the right."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from scanstation.errors import Text
from scanstation.ui.place import Place
from scanstation.ui.review_cursor import ReviewCursor
from scanstation.ui.review_edits import FOCUSED, ReviewEdits
from scanstation.ui.review_fields import Fields
from scanstation.ui.services import Services
from scanstation.ui.widgets.index_form import IndexForm
from scanstation.ui.widgets.thumbnails import ThumbnailView

TITLE = Text("Prüfen", "Check")
DOUBTS = Text("Prüfen ({count} Zweifel)", "Check ({count} doubts)")
ONE_DOUBT = Text("Prüfen (1 Zweifel)", "Check (1 doubt)")
LIST_WIDTH, FORM_WIDTH = 300, 360


class ReviewView(Place):
    """See the module."""

    key = "review"
    title = TITLE

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        speech, theme = services.speech, services.theme
        self.thumbnails = ThumbnailView(services.images, speech, theme, grouped=True)
        self.form = IndexForm(speech, theme, self)
        self.page_view = QWidget(self)
        self._lay_out()
        self.cursor_ = ReviewCursor(self.thumbnails)
        self.fields = Fields(services, self.form, self)
        self.edits = ReviewEdits(services, self.cursor_, self.isVisible)
        self._connect()

    def _lay_out(self) -> None:
        right = QWidget(self)
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.form, 1)
        self._split = QSplitter(Qt.Orientation.Horizontal, self)
        for part in (self.thumbnails, self.page_view, right):
            self._split.addWidget(part)
        self._split.setChildrenCollapsible(False)
        self._split.setStretchFactor(1, 1)
        self._split.setSizes([LIST_WIDTH, 700, FORM_WIDTH])
        self.column.addWidget(self._split, 1)

    def _connect(self) -> None:
        services = self.services
        services.bridge.changed.connect(lambda state: self.cursor_.follow(state.batch))
        self.cursor_.moved.connect(self._moved)
        self.thumbnails.move_requested.connect(self.edits.move)
        services.commands.attach(self.thumbnails, *FOCUSED)

    def _moved(self) -> None:
        document = self.cursor_.document
        self.fields.show(document.id if document else "")

    def entered(self) -> None:
        """Work goes on in the form."""
        if not self.form.focus_field():
            self.thumbnails.setFocus()
