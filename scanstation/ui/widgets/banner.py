"""A banner inside a place: what happened, what is safe, what to do; never in the way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleEvent, QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from scanstation.errors import Language, ScanstationError, Text
from scanstation.ui.language import Speech
from scanstation.ui.theme import Theme

CLOSE = Text("Hinweis schließen", "Close notice")
ANSWERS_AGAIN_MS = 1000
"""After a choice: the second click of a double click means nothing."""
SIGNS = {"note": "ℹ", "problem": "⚠"}


@dataclass(frozen=True, slots=True)
class Choice:
    """A button of the banner."""

    text: Text
    act: Callable[[], object]


class Banner(QFrame):
    """Shows one message at a time; the newest one stands.

    Attributes:
        serial: tells one notice from the next.

    Signals:
        dismissed(): a person closed it without choosing.
    """

    dismissed = Signal()

    def __init__(self, speech: Speech, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._speech, self._theme = speech, theme
        self._say: Callable[[Language], str] = lambda _: ""
        self._choices: list[tuple[QPushButton, Choice]] = []
        self._kind = "note"
        self.serial = 0
        self._chosen = QTimer(self, interval=ANSWERS_AGAIN_MS, singleShot=True)
        self._row = QHBoxLayout(self)
        self._sign = QLabel(self)
        self._text = QLabel(self)
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._close = QPushButton("✕", self)
        self._close.setFlat(True)
        self._close.clicked.connect(self.dismiss)
        self._row.addWidget(self._sign)
        self._row.addWidget(self._text, 1)
        self._row.addWidget(self._close)
        speech.name(self._close, CLOSE)
        speech.bind(self._close, self._close.setToolTip, CLOSE)
        speech.on_change(self, self._respeak)
        theme.changed.connect(self._paint)
        self.hide()

    def note(self, text: Text, choices: Sequence[Choice] = (), **details: object) -> None:
        """Show something worth knowing."""
        self._show("note", lambda language: text.say(language, **details), choices)

    def problem(self, text: Text, choices: Sequence[Choice] = (), **details: object) -> None:
        """Show something that went wrong."""
        self._show("problem", lambda language: text.say(language, **details), choices)

    def error(
        self, error: ScanstationError, choices: Sequence[Choice] = (), *, answers: bool = True
    ) -> None:
        """Show an error of the tree in its own words.

        Args:
            answers: what a person has just asked for; else the focus stays where somebody types.
        """
        self._show("problem", error.sentence, choices, answers=answers)

    def reword(self, notice: int, text: Text, **details: object) -> bool:
        """Say a notice in other words, unless another stands there now; nothing is announced.

        Args:
            notice: its ``serial``.
        """
        if notice != self.serial:
            return False
        self._say = lambda language: text.say(language, **details)
        self._respeak()
        return True

    def clear(self) -> None:
        """Show nothing; a focus that was in the notice goes on to what follows it."""
        self.hide()  # Qt moves the focus on, and only if it is in here
        self.serial += 1
        self._drop_choices()
        self._say = lambda _: ""
        self._respeak()
        self._paint()

    def take_focus(self) -> bool:
        """Give the focus to the first choice; return whether there is one."""
        if self.isHidden() or not self._choices:
            return False
        self._choices[0][0].setFocus()
        return True

    def has_focus(self) -> bool:
        """Return whether one of its buttons has the focus."""
        focused = QApplication.focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    def dismiss(self) -> None:
        """Show nothing, because a person wants so."""
        self.clear()
        self.dismissed.emit()

    @property
    def text(self) -> str:
        """What stands there now."""
        return self._text.text()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes the notice while one of its buttons has the focus."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
            return
        super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter presses the button that has the focus, before the place takes the key."""
        enter = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() in enter:
                event.accept()
                return True
        elif (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() in enter
            and isinstance(watched, QPushButton)
        ):
            if not event.isAutoRepeat():  # a key held down since before chose nothing here
                watched.click()
            return True
        return super().eventFilter(watched, event)

    def _show(
        self,
        kind: str,
        say: Callable[[Language], str],
        choices: Sequence[Choice],
        *,
        answers: bool = True,
    ) -> None:
        takes = answers or self.has_focus()
        self._kind, self._say = kind, say
        self.serial += 1
        self._drop_choices()
        self._chosen.stop()
        for choice in choices:
            button = QPushButton(self)
            button.installEventFilter(self)
            button.clicked.connect(partial(self._choose, choice))
            self._row.insertWidget(self._row.indexOf(self._close), button)
            button.show()  # in a banner that stands already the layout would do so too late
            self._choices.append((button, choice))
        self._respeak()
        self._paint()
        self.show()
        if takes and self.isVisible():  # in a place not shown the focus stays where work goes on
            self.take_focus()
        self._announce()

    def _choose(self, choice: Choice) -> None:
        """Act once; a choice whose banner still stands after a moment can be taken again."""
        if not self._chosen.isActive():
            self._chosen.start()
            choice.act()

    def _announce(self) -> None:
        """A screen reader says it at once: the alert for Windows, the announcement for AT-SPI."""
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))
        said = QAccessibleAnnouncementEvent(self, self.text)
        if self._kind == "problem":
            said.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
        QAccessible.updateAccessibility(said)

    def _drop_choices(self) -> None:
        for button, _ in self._choices:
            self._row.removeWidget(button)
            button.hide()  # its focus goes on; with the button alone it would be lost
            button.deleteLater()
        self._choices = []

    def _respeak(self) -> None:
        said = self._say(self._speech.language)
        self._text.setText(said)
        self.setAccessibleName(said)
        for button, choice in self._choices:
            button.setText(self._speech.say(choice.text))
            button.setAccessibleName(self._speech.say(choice.text).replace("&", ""))

    def _paint(self) -> None:
        ground = "banner_problem" if self._kind == "problem" else "banner"
        edge = "problem" if self._kind == "problem" else "accent"
        self._sign.setText(SIGNS[self._kind] if self._text.text() else "")
        colours = self._theme.scheme.colours
        self.setStyleSheet(
            f"Banner {{ background: {colours[ground]}; border: 1px solid {colours[edge]}; }}"
            f"Banner QLabel {{ color: {colours['on_banner']}; }}"
        )
