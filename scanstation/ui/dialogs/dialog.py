"""What all dialogs share: a notice above, a body that scrolls where the screen is small, buttons.

open --accept button, Enter--> accepted() --work went well--> closed
     --Esc, cancel-----------> closed; nothing happened
                               work failed --> open, the notice says why
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QFrame,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from scanstation.errors import ScanstationError, Text
from scanstation.ui.operations import Operation
from scanstation.ui.services import Services
from scanstation.ui.widgets.banner import Banner

CANCEL = Text("Abbrechen", "Cancel")
CLOSE = Text("Schließen", "Close")
SCREEN_SHARE = 0.94
"""Of the screen that a dialog takes at most."""
NARROW = 36
"""Letters of a line that still reads well; a wrapped label would else ask for one word a line."""
LETTERS = 68
"""A line that reads well."""
FRAME_HEIGHT = 40
"""Room for the title bar."""


class Body(QScrollArea):
    """As large as what is in it, if there is room; otherwise it scrolls."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.content = QWidget(self)
        self.setWidget(self.content)

    def sizeHint(self) -> QSize:
        """Return what the content wants, and room for a scroll bar."""
        bar = self.verticalScrollBar().sizeHint().width()
        frame = max(2, 2 * self.frameWidth())
        return self.content.sizeHint() + QSize(bar + frame, frame)

    def wanted_height(self, width: int) -> int:
        """Return the height at which nothing scrolls: words that wrap need more in less width."""
        layout = self.content.layout()
        if layout is not None and layout.hasHeightForWidth():
            least = self.content.minimumSizeHint().height()
            frame = 2 * self.frameWidth()  # takes width from the words, too
            return max(layout.totalHeightForWidth(width - frame), least) + frame + 4
        return self.sizeHint().height()


class Dialog(QDialog):
    """See the module. Window-modal: shown with ``open()``; deletes itself when it is closed.

    Args:
        accept: what the default button does, as a verb; None for a dialog that only shows.
    """

    def __init__(
        self,
        services: Services,
        title: Text,
        parent: QWidget | None = None,
        *,
        accept: Text | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.services = services
        self.buttons = QDialogButtonBox(self)
        self.accept_button: QPushButton | None = None
        self._body = Body(self)
        column = QVBoxLayout(self)
        column.addWidget(self._body, 1)
        column.addWidget(self.buttons)
        services.speech.bind(self, self.setWindowTitle, title)
        if accept is not None:
            self.accept_button = self.add_button(accept, QDialogButtonBox.ButtonRole.AcceptRole)
            self.accept_button.setDefault(True)
            self.accept_button.clicked.connect(self.accepted_by_person)
        role = QDialogButtonBox.ButtonRole.RejectRole
        self.cancel_button = self.add_button(CLOSE if accept is None else CANCEL, role)
        self.cancel_button.clicked.connect(self.reject)
        # Made after the buttons: Tab goes from the fields to them and only then to the notice.
        self.banner = Banner(services.speech, services.theme, self)
        column.insertWidget(0, self.banner)

    @property
    def content(self) -> QWidget:
        """What the layout of the dialog's own widgets belongs to."""
        return self._body.content

    def fill(self, layout: QLayout) -> None:
        """Set what stands between notice and buttons."""
        self.content.setLayout(layout)

    def add_button(
        self,
        text: Text,
        role: QDialogButtonBox.ButtonRole = QDialogButtonBox.ButtonRole.ActionRole,
    ) -> QPushButton:
        """Add a button; only the accepting one answers to Enter."""
        button = QPushButton(self)
        button.setAutoDefault(False)
        self.say_on(button, text)
        self.buttons.addButton(button, role)
        return button

    def say_on(self, button: QPushButton, text: Text) -> None:
        """Give a button its words, also for a screen reader."""
        speech = self.services.speech
        speech.bind(button, button.setText, text)
        speech.name(button, Text(text.de.replace("&", ""), text.en.replace("&", "")))

    def accepted_by_person(self) -> None:
        """Do what the dialog is for; the default closes it."""
        self.accept()

    def ask(
        self,
        operation: Operation,
        then: Callable[[Any], object] | None = None,
        failed: Callable[[ScanstationError], object] | None = None,
    ) -> None:
        """Have an operation run; an answer that comes after the dialog has closed is dropped."""
        taken = failed or self.banner.error

        def alive(call: Callable[[Any], object]) -> Callable[[Any], object]:
            return lambda value: call(value) if isValid(self) else None

        self.services.bridge.do(operation, alive(then) if then else None, alive(taken))

    def work(self, operation: Operation, then: Callable[[Any], object] | None = None) -> None:
        """Have the dialog's work done: closed when it went well, told in the notice if not."""
        self._allow(on=False)

        def done(value: Any) -> None:
            if then is not None:
                then(value)
            self.accept()

        def failed(error: ScanstationError) -> None:
            self._allow(on=True)
            self.banner.error(error)

        self.ask(operation, done, failed)

    def done(self, result: int) -> None:
        """Close, and give the keys back to the window below."""
        parent = self.parentWidget()
        super().done(result)
        if parent is not None:
            parent.window().activateWindow()

    def showEvent(self, event: QShowEvent) -> None:
        """Take what is needed, at most what the screen has."""
        self._settle_styles()
        room = self.screen().availableSize() * SCREEN_SHARE
        most = QSize(room.width(), room.height() - FRAME_HEIGHT)
        own = self.size() if self.testAttribute(Qt.WidgetAttribute.WA_Resized) else QSize()
        letters = QSize(self.fontMetrics().averageCharWidth() * LETTERS, 0)
        hint = self.sizeHint()
        wanted = hint.expandedTo(own).expandedTo(letters).boundedTo(most)
        around = hint - self._body.sizeHint()
        column = self.layout()
        beside = column.contentsMargins() if column is not None else self.contentsMargins()
        width = wanted.width() - beside.left() - beside.right()
        height = self._body.wanted_height(width) + around.height()
        self.resize(wanted.expandedTo(QSize(0, height)).boundedTo(most))
        super().showEvent(event)

    def _settle_styles(self) -> None:
        """What a style sheet adds counts only once a widget is polished."""
        for one in self.findChildren(QWidget):
            one.ensurePolished()
        for layout in (self.content.layout(), self.layout()):
            if layout is not None:
                layout.invalidate()
                layout.activate()

    def _allow(self, *, on: bool) -> None:
        if self.accept_button is not None:
            self.accept_button.setEnabled(on)


def plain(text: Text) -> Text:
    """Return a label without its mnemonic and colon, for screen readers."""
    return Text(*(one.replace("&", "").rstrip(": ") for one in (text.de, text.en)))


def labelled(services: Services, form: QFormLayout, text: Text, widget: QWidget) -> QLabel:
    """Add a row: the label names the widget for eyes and for screen readers."""
    label = QLabel(form.parentWidget())
    label.setBuddy(widget)
    services.speech.bind(label, label.setText, text)
    services.speech.name(widget, plain(text))
    form.addRow(label, widget)
    return label


def paragraph(services: Services, parent: QWidget, text: Text, **details: object) -> QLabel:
    """Return words that wrap."""
    label = QLabel(parent)
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
    label.setMinimumWidth(label.fontMetrics().averageCharWidth() * NARROW)
    services.speech.bind(label, label.setText, text, **details)
    return label


def form_in() -> QFormLayout:
    """Return a form whose labels move above their fields where it is narrow."""
    form = QFormLayout()
    form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return form
