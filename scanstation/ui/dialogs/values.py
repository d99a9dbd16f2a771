"""Editors for single values that stand in a file as text: typed, chosen, ticked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLocale, QSize, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QWidget,
)

from scanstation.errors import Text
from scanstation.ui.dialogs.dialog import plain
from scanstation.ui.services import Services

LOCKED = Text("🔒 von der IT festgelegt", "🔒 fixed by your IT")
FIXED = Text("von der IT festgelegt", "fixed by your IT")
TICKED, EMPTY = "true", "false"
LABEL_LETTERS, LABEL_MARGIN = 22, 4
"""The widest line of a form's label; pixels beside it."""
NUMBER = re.compile(r"\d+\.\d+")


@dataclass(frozen=True, slots=True)
class Value:
    """A value that can be edited.

    Attributes:
        key: as in the file, dotted.
        choices: allowed values and what they are called; empty for any text.
        truth: true or false.
        open: besides the choices anything may be typed.
        number: is written as the language writes numbers, in files with a point.
        fixed: is shown and never changed here.
    """

    key: str
    label: Text
    choices: tuple[tuple[str, Text], ...] = ()
    truth: bool = False
    open: bool = False
    number: bool = False
    fixed: bool = False


class WrappedLabel(QLabel):
    """A label of a form that asks for the height that its lines take.

    Qt's own asks for a narrow width, and the form gives its row the height of the field alone.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWordWrap(True)

    def sizeHint(self) -> QSize:
        """Return one line's width, of a long one as much as a form has room for, and its height."""
        metrics = self.fontMetrics()
        line = metrics.size(Qt.TextFlag.TextShowMnemonic, self.text()).width() + LABEL_MARGIN
        longest_word = super().minimumSizeHint().width()
        width = max(min(line, metrics.averageCharWidth() * LABEL_LETTERS), longest_word)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Return the same: what is squeezed is not read."""
        return self.sizeHint()


class ValueEditor:
    """One value in a form: its editor, and a note beside it that says where it comes from."""

    def __init__(
        self, services: Services, form: QFormLayout, value: Value, parent: QWidget
    ) -> None:
        self.value = value
        self._services = services
        self._put = ""
        self._choices = value.choices
        self.note = QLabel(parent)
        self.widget: QLineEdit | QComboBox | QCheckBox = self._make(parent)
        label = WrappedLabel(parent)
        label.setBuddy(self.widget)
        services.speech.bind(label, label.setText, value.label)
        services.speech.name(self.widget, plain(value.label))
        row = QHBoxLayout()
        row.addWidget(self.widget, 1)
        row.addWidget(self.note)
        form.addRow(label, row)

    @property
    def changed(self) -> bool:
        """Whether a person changed it."""
        return self.text() != self._put

    def text(self) -> str:
        """Return the value as it stands in a file."""
        widget = self.widget
        if isinstance(widget, QCheckBox):
            return TICKED if widget.isChecked() else EMPTY
        if isinstance(widget, QComboBox):
            place = widget.findText(widget.currentText())
            data = widget.itemData(place) if place >= 0 else None
            return str(data) if data is not None else widget.currentText().strip()
        text = widget.text().strip()
        return in_file(self._services.speech.locale, text) if self.value.number else text

    def put(self, text: str) -> None:
        """Show a value from the file."""
        widget = self.widget
        if isinstance(widget, QCheckBox):
            widget.setChecked(text.lower() == TICKED)
        elif isinstance(widget, QComboBox):
            self._choose(widget, text)
        else:
            locale = self._services.speech.locale
            widget.setText(in_words(locale, text) if self.value.number else text)
            widget.setCursorPosition(0)
        self._put = self.text()

    def stood(self, text: str) -> None:
        """Say what stands in the file, where the shown value is not saved yet."""
        self._put = text

    def offer(self, choices: Sequence[tuple[str, Text]], stands: str | None = None) -> None:
        """Offer other choices; what stands there stays, or ``stands`` does."""
        widget = self.widget
        if isinstance(widget, QComboBox):
            stands = self.text() if stands is None else stands
            self._choices = tuple(choices)
            widget.clear()
            for value, text in choices:
                widget.addItem(self._services.speech.say(text), value)
            self._choose(widget, stands)

    def lock(self, *, locked: bool, note: Text, file: str = "") -> None:
        """Say where the value comes from; a locked one cannot be edited."""
        speech = self._services.speech
        self.widget.setEnabled(not locked and not self.value.fixed)
        said = speech.say(LOCKED if locked else note)
        self.note.setText(said)
        self.note.setToolTip(file)
        self.note.setVisible(bool(said))
        self.widget.setAccessibleDescription(said)
        # A disabled control is named all the same; some readers say no descriptions of those.
        name = speech.say(plain(self.value.label))
        self.widget.setAccessibleName(f"{name}, {speech.say(FIXED)}" if locked else name)

    def _make(self, parent: QWidget) -> QLineEdit | QComboBox | QCheckBox:
        if self.value.truth:
            return QCheckBox(parent)
        if not self._choices and not self.value.open:
            line = QLineEdit(parent)
            if self.value.number:
                self._services.speech.on_change(line, lambda: self._write_anew(line))
            return line
        box = QComboBox(parent)
        box.setEditable(self.value.open)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(14)
        self._services.speech.on_change(box, lambda: self._respeak(box))
        return box

    def _write_anew(self, line: QLineEdit) -> None:
        """The point of one language is the comma of the other."""
        locale = self._services.speech.locale
        line.setText(in_words(locale, line.text().replace(",", ".")))

    def _respeak(self, box: QComboBox) -> None:
        for place, (value, text) in enumerate(self._choices):
            said = self._services.speech.say(text)
            if place < box.count():
                box.setItemText(place, said)
            else:
                box.addItem(said, value)

    def _choose(self, box: QComboBox, text: str) -> None:
        place = box.findData(text)
        if place >= 0:
            box.setCurrentIndex(place)
        elif box.isEditable():
            box.setEditText(text)
        else:
            box.addItem(text, text)
            box.setCurrentIndex(box.count() - 1)


def same(*values: str) -> tuple[tuple[str, Text], ...]:
    """Return choices that are called what they are."""
    return tuple((one, Text(one, one)) for one in values)


def in_words(locale: QLocale, text: str) -> str:
    """Return a number of a file as people write it; anything else as it stands there."""
    return text.replace(".", locale.decimalPoint()) if NUMBER.fullmatch(text) else text


def in_file(locale: QLocale, text: str) -> str:
    """Return a number that a person wrote as a file writes it; anything else as it was typed.

    A point counts in German, too: values are copied from files.
    """
    plain_text = text.replace(locale.decimalPoint(), ".")
    return plain_text if NUMBER.fullmatch(plain_text) else text
