"""A doubt as a card below the page, which it does not cover: what, why, the proposal.

Enter accepts while the card has the focus, Tab goes to what can be done instead, Escape puts
the card away: the doubt stays in the queue.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from scanstation.errors import Text
from scanstation.ui.language import Speech
from scanstation.ui.theme import Theme
from scanstation.workflow.doubt_model import Correction, Doubt

POSITION = Text("Zweifel {place} von {count}", "Doubt {place} of {count}")
ACCEPT = Text("{act}  Enter", "{act}  Enter")
PROPOSAL = Text("Vorschlag: {what}", "Proposal: {what}")
SPOKEN = Text(
    "{position}: {title}. {reasons} {proposal}", "{position}: {title}. {reasons} {proposal}"
)
SIDE_BY_SIDE = 560
"""Pixels from which on the buttons stand beside the words: the page keeps its height."""


class DoubtCard(QFrame):
    """See the module.

    Signals:
        accepted(Doubt), corrected(Doubt, Correction): what the person decided.
        put_away(had_focus): the card is gone.
    """

    accepted = Signal(object)
    corrected = Signal(object, object)
    put_away = Signal(bool)

    def __init__(self, speech: Speech, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._speech, self._theme = speech, theme
        self.doubt: Doubt | None = None
        self._place = (0, 0)
        self._writable = True
        self._position, self._title = QLabel(self), QLabel(self)
        self._reasons, self._proposal = QLabel(self), QLabel(self)
        self._accept = QPushButton(self)
        self._accept.setDefault(True)
        self._accept.clicked.connect(self.accept)
        self._accept.installEventFilter(self)
        self._others: list[tuple[QPushButton, Correction]] = []
        self._lay_out()
        speech.on_change(self, self._respeak)
        theme.changed.connect(self._paint)
        self._paint()
        self.hide()

    def show_doubt(self, doubt: Doubt, place: int, count: int, *, writable: bool = True) -> None:
        """Show a doubt; the focus comes to its proposal."""
        same = self.doubt is not None and self.doubt.key == doubt.key
        self.doubt, self._place, self._writable = doubt, (place, count), writable
        if not same or [one for _, one in self._others] != list(doubt.corrections):
            self._make_others(doubt)
        self._respeak()
        self.show()
        self.raise_()
        if not same:
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def take_focus(self) -> None:
        """Let Enter accept."""
        self._accept.setFocus(Qt.FocusReason.OtherFocusReason)

    def has_focus(self) -> bool:
        """Whether the card, or a button of it, has the focus."""
        focused = self.window().focusWidget()
        return self.isVisible() and focused is not None and self.isAncestorOf(focused)

    def close_card(self) -> None:
        """Put the card away."""
        if self.doubt is not None:
            self.doubt = None
            had_focus = self.has_focus()
            self.hide()
            self.put_away.emit(had_focus)

    def accept(self) -> None:
        """The proposal holds."""
        if self.doubt is not None and self._writable:
            self.accepted.emit(self.doubt)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In little width the buttons stand below the words."""
        super().resizeEvent(event)
        self._arrange(event.size().width())

    def height_in(self, width: int) -> int:
        """Return how high the card is when it is so wide."""
        self._arrange(width)
        halves = self._halves
        return max(halves.totalHeightForWidth(width), halves.totalMinimumSize().height())

    def _arrange(self, width: int) -> None:
        ways = QBoxLayout.Direction
        wide = width >= SIDE_BY_SIDE
        self._halves.setDirection(ways.LeftToRight if wide else ways.TopToBottom)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape puts the card away."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_card()
            return
        super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter presses the button that has the focus, before the place takes the key."""
        if isinstance(event, QKeyEvent) and isinstance(watched, QPushButton):
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if enter and event.modifiers() in (_NONE, _KEYPAD):
                if event.type() == QEvent.Type.ShortcutOverride:
                    event.accept()
                    return True
                if event.type() == QEvent.Type.KeyPress:
                    if not event.isAutoRepeat():
                        watched.click()
                    return True
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        self.setObjectName("doubt")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._halves.setContentsMargins(12, 8, 12, 8)
        self._halves.setSpacing(12)
        column = QVBoxLayout()
        column.setSpacing(4)
        for label in (self._position, self._title, self._reasons, self._proposal):
            label.setWordWrap(True)
            column.addWidget(label)
        font = self._title.font()
        font.setBold(True)
        self._title.setFont(font)
        column.addStretch(1)
        self._row = QVBoxLayout()
        self._row.setSpacing(4)
        self._row.addWidget(self._accept)
        buttons = QVBoxLayout()
        buttons.addLayout(self._row)
        buttons.addStretch(1)
        self._halves.addLayout(column, 3)
        self._halves.addLayout(buttons, 2)

    def _make_others(self, doubt: Doubt) -> None:
        for button, _ in self._others:
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._others = []
        for correction in doubt.corrections:
            button = QPushButton(self)
            button.installEventFilter(self)
            button.clicked.connect(lambda _=False, one=correction: self._correct(one))
            self._row.addWidget(button)
            self._others.append((button, correction))
        before = self._accept
        for button, _ in self._others:
            QWidget.setTabOrder(before, button)
            before = button

    def _correct(self, correction: Correction) -> None:
        if self.doubt is not None and self._writable:
            self.corrected.emit(self.doubt, correction)

    def _respeak(self) -> None:
        doubt, say = self.doubt, self._speech.say
        if doubt is None:
            return
        place, count = self._place
        position = say(POSITION, place=place, count=count)
        reasons = "\n".join(say(one) for one in doubt.reasons)
        proposal = say(PROPOSAL, what=doubt.proposal)
        self._position.setText(position)
        self._title.setText(f"? {say(doubt.title)}")
        self._reasons.setText(reasons)
        self._proposal.setText(proposal)
        self._name(self._accept, say(ACCEPT, act=doubt.accept.text), say(doubt.accept.text))
        for button, one in self._others:
            self._name(button, say(one.text), say(one.text))
        spoken = reasons.replace("\n", " ")
        self.setAccessibleName(
            say(
                SPOKEN, position=position, title=say(doubt.title), reasons=spoken, proposal=proposal
            )
        )
        self._accept.setAccessibleDescription(self.accessibleName())

    def _name(self, button: QPushButton, text: str, name: str) -> None:
        button.setText(text.replace("&", "&&"))
        button.setAccessibleName(name)
        button.setEnabled(self._writable)

    def _paint(self) -> None:
        colours = self._theme.scheme.colours
        self.setStyleSheet(
            f"QFrame#doubt {{ background: {colours['base']}; border: 2px solid {colours['doubt']};"
            " border-radius: 6px; }"
        )
        self._title.setStyleSheet(f"color: {colours['doubt']};")
        self._position.setStyleSheet(f"color: {colours['muted']};")


_NONE = Qt.KeyboardModifier.NoModifier
_KEYPAD = Qt.KeyboardModifier.KeypadModifier
