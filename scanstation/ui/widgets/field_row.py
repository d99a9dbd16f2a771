"""A field of the form: its name, its line, where the value came from, what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QObject, QRegularExpression, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QLabel, QWidget

from scanstation.errors import NOTHING, Language, Text
from scanstation.model import FieldKind, FieldSpec
from scanstation.ui.drafts import Origin, Region
from scanstation.ui.language import Speech
from scanstation.ui.theme import Theme
from scanstation.ui.widgets.field_edit import FieldEdit
from scanstation.ui.widgets.field_values import displayed, kept, mask

UNCONFIRMED = "case_number_unconfirmed"
MISSING = "required"

TITLE = Text("{title} *", "{title} *")
REQUIRED = Text("Pflichtfeld", "required")
CONFIRM = Text("? Bitte prüfen: Enter bestätigt", "? Please check: Enter confirms")
IS_MISSING = Text("⚠ fehlt", "⚠ missing")
WRONG = Text("⚠ {problem}", "⚠ {problem}")
OTHER_FORM = Text("⚠ hat nicht die Form {example}", "⚠ not of the form {example}")
UNSAVED = Text("⚠ noch nicht gespeichert", "⚠ not saved yet")
TIP = Text("Feld {number}: Alt+{number}", "Field {number}: Alt+{number}")


@dataclass(frozen=True, slots=True)
class FieldContent:
    """What a field shows.

    Attributes:
        value: as it is kept; a draft that waits to be written stands before the stored value.
        origin: where it came from.
        problems: code and sentence of each.
        source: where it stands on the paper.
        draft: the value waits to be written.
    """

    value: str = ""
    origin: Text = NOTHING
    problems: tuple[tuple[str, Text], ...] = ()
    source: Region | None = None
    draft: bool = False
    failed: bool = False


class FieldRow(QObject):
    """Label, line and note of a field; the form lays them out.

    Signals:
        written(text, Origin): the value as it is kept, and where it was taken from.
        entered(): the line got the focus.
    """

    written = Signal(str, object)
    entered = Signal()

    def __init__(
        self, spec: FieldSpec, number: int, speech: Speech, theme: Theme, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.spec, self._speech, self._theme = spec, speech, theme
        self.content = FieldContent()
        self.label, self.edit, self.note = QLabel(parent), FieldEdit(parent), QLabel(parent)
        self.edit.setObjectName(f"field.{spec.name}")
        self.edit.setMaxLength(max(spec.max_length, 1))
        self.label.setBuddy(self.edit)
        self.label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.note.setWordWrap(True)
        self._shown_in: Language = speech.language
        self._origin: Origin = None
        title = TITLE if spec.required else Text("{title}", "{title}")
        speech.bind(self.label, self.label.setText, title, title=spec.title)
        speech.name(self.edit, spec.title)
        if number <= 9:
            speech.bind(self.edit, self.edit.setToolTip, TIP, number=number)
        speech.on_change(self, self._respeak)
        theme.changed.connect(self._show_note)
        self.edit.written.connect(self._write)
        self.edit.entered.connect(self.entered)
        self.edit.textChanged.connect(lambda _: self._show_note())
        self.edit.left.connect(self._leave)

    def show_content(self, content: FieldContent) -> None:
        """Show what the batch says; what is being typed stays."""
        self.content = content
        if self.edit.unwritten:
            return
        if not self.edit.hasFocus() or self.value() != content.value:
            self.edit.show_text(self._displayed(content.value))
        self._show_note()

    def value(self) -> str:
        """Return what stands in the line, as it would be kept."""
        return kept(self.spec, self.edit.text(), date.today())

    def put(self, text: str, origin: Origin) -> None:
        """Let a chosen or framed text count at once."""
        self._origin = origin
        self.edit.put(text)

    def set_read_only(self, read_only: bool) -> None:
        """Show the value without letting anybody change it."""
        self.edit.setReadOnly(read_only)

    def focus(self) -> None:
        """Bring the cursor here, the value marked."""
        self.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.edit.selectAll()

    def remove(self) -> None:
        """Take the field out of the form."""
        for one in (self.label, self.edit, self.note):
            one.hide()
            one.deleteLater()
        self.deleteLater()

    @property
    def note_text(self) -> str:
        """What the line below the field says."""
        return self.note.text()

    def _write(self, _: str) -> None:
        origin, self._origin = self._origin, None
        self.written.emit(self.value(), origin)

    def _leave(self) -> None:
        """A date that was typed as 201126 stands as 20.11.2026 once the field is left."""
        self.edit.show_text(self._displayed(self.value()))
        if self.content.failed:
            self.written.emit(self.value(), None)

    def _displayed(self, value: str) -> str:
        return displayed(self.spec, value, self._speech.language)

    def _respeak(self) -> None:
        language = self._speech.language
        if language != self._shown_in and not self.edit.unwritten:
            self._shown_in = language
            self.edit.show_text(self._displayed(self.content.value))
        self.edit.setPlaceholderText(mask(self.spec, language))
        self._show_note()

    def _show_note(self) -> None:
        said, colour = self._said()
        self.note.setText(said)
        self.note.setVisible(bool(said))
        self.note.setStyleSheet(f"color: {self._theme.scheme.colours[colour]};")
        described = [self._speech.say(REQUIRED)] if self.spec.required else []
        before = self.edit.accessibleDescription()
        after = ", ".join([*described, *([said] if said else [])])
        if after != before:
            self.edit.setAccessibleDescription(after)
            QAccessible.updateAccessibility(
                QAccessibleEvent(self.edit, QAccessible.Event.DescriptionChanged)
            )

    def _said(self) -> tuple[str, str]:
        """What is wrong comes before where the value is from."""
        say, content = self._speech.say, self.content
        origin = say(content.origin)
        if self.edit.unwritten:
            return (
                (say(OTHER_FORM, example=mask(self.spec, self._speech.language)), "problem")
                if (not self._still_fits())
                else ("", "muted")
            )
        if content.failed:
            return say(UNSAVED), "problem"
        codes = [code for code, _ in content.problems]
        if MISSING in codes:
            return say(IS_MISSING), "problem"
        wrong = [text for code, text in content.problems if code != UNCONFIRMED]
        if wrong:
            return _joined(say(WRONG, problem=_short(wrong[0], self.spec)), origin), "problem"
        if UNCONFIRMED in codes:
            return _joined(origin, say(CONFIRM)), "doubt"
        return origin, "muted"

    def _still_fits(self) -> bool:
        """Whether what was typed can still become a value of the pattern's form."""
        text = self.edit.text().strip()
        if not text or not self.spec.pattern or not mask(self.spec, self._speech.language):
            return True
        if self.spec.kind is FieldKind.DATE:
            return True
        pattern = QRegularExpression(f"\\A(?:{self.spec.pattern})\\z")
        kind = QRegularExpression.MatchType.PartialPreferCompleteMatch
        found = pattern.match(text, 0, kind)
        return found.hasMatch() or found.hasPartialMatch()


def _short(text: Text, spec: FieldSpec) -> Text:
    """Leave the field's name out of a sentence that stands beside it."""
    de = text.de.removeprefix(f"{spec.title.de} ").rstrip(".")
    en = text.en.removeprefix(f"{spec.title.en} ").rstrip(".")
    return Text(de, en)


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
