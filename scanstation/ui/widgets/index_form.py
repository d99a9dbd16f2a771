"""The form of a document: its class, and the fields that the class declares."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from scanstation.errors import Text
from scanstation.model import DocumentClass, FieldSpec
from scanstation.ui.drafts import Origin
from scanstation.ui.language import Speech
from scanstation.ui.theme import Theme
from scanstation.ui.widgets.field_row import FieldContent, FieldRow
from scanstation.ui.widgets.type_ahead import Offer, TypeAhead

CLASS = Text("Dokumentart", "Document class")
FORM = Text("Indexfelder von Dokument {number}", "Index fields of document {number}")
NO_DOCUMENT = Text("Kein Dokument gewählt", "No document chosen")


@dataclass(frozen=True, slots=True)
class FormContent:
    """What the form shows of a document.

    Attributes:
        document: its id; number: as people call it.
        declared: its class; classes: those it may have instead, by name.
        fields: what each field shows, by name.
    """

    document: str
    number: int
    declared: DocumentClass
    classes: Mapping[str, DocumentClass]
    fields: Mapping[str, FieldContent] = field(default_factory=dict)
    read_only: bool = False


class IndexForm(QScrollArea):
    """See the module.

    Signals:
        written(document, field, value, Origin), class_chosen(document, name)
        entered(field): the focus came to it, or its highlighted offer changed.
        asked(FieldEdit, spec, text): see ``TypeAhead``; answer with ``offers.show_offers``.
        looked_at(Offer): an offer is highlighted.
    """

    written = Signal(str, str, str, object)
    class_chosen = Signal(str, str)
    entered = Signal(str)
    asked = Signal(object, object, str)
    looked_at = Signal(object)

    def __init__(self, speech: Speech, theme: Theme, window: QWidget) -> None:
        super().__init__()
        self._speech, self._theme = speech, theme
        self.content: FormContent | None = None
        self.alternatives: Callable[[FieldSpec], Sequence[Offer]] = lambda _: ()
        self.current = ""
        self._rows: dict[str, FieldRow] = {}
        self._build()
        self.offers = TypeAhead(speech, window)
        self.offers.asked.connect(self._ask)
        self.offers.looked_at.connect(self.looked_at)
        self.offers.chosen.connect(self._choose)
        speech.on_change(self, self._respeak)

    def show_content(self, content: FormContent | None) -> None:
        """Show a document; what is being typed into a field of it stays."""
        before = self.content
        changes = content is None or before is None or not _same_fields(before, content)
        if changes:
            self.flush()  # while the form still stands for the document it was typed for
        self.content = content
        if changes:
            self._rebuild()
        if content is None:
            self._respeak()
            return
        for name, row in self._rows.items():
            row.show_content(content.fields.get(name, FieldContent()))
            row.set_read_only(content.read_only)
        self._show_classes(content)
        self._respeak()
        focused = self.focused()
        if changes and focused is not None:
            focused.edit.selectAll()  # typing replaces the value of the document that came

    def flush(self) -> None:
        """Let what was typed count now."""
        for row in self._rows.values():
            row.edit.flush()

    def row(self, name: str) -> FieldRow | None:
        """Return a field of the form by its name."""
        return self._rows.get(name)

    def rows(self) -> Sequence[FieldRow]:
        """Return the fields from top to bottom."""
        return tuple(self._rows.values())

    def focused(self) -> FieldRow | None:
        """Return the field that has the focus."""
        return next((row for row in self._rows.values() if row.edit.hasFocus()), None)

    def focus_field(self, name: str = "") -> bool:
        """Bring the focus to a field, by default to where it was last; False without any."""
        rows = self.rows()
        wanted = name or self.current
        row = self._rows.get(wanted, rows[0] if rows and not name else None)
        if row is None:
            return False
        row.focus()
        self.ensureWidgetVisible(row.edit)
        return True

    def focus_class(self) -> None:
        """Bring the focus to the chooser of the class."""
        self._classes.setFocus(Qt.FocusReason.OtherFocusReason)

    def put(self, name: str, text: str, origin: Origin) -> None:
        """Put a text into a field; it counts at once."""
        if self.content is not None and not self.content.read_only and name in self._rows:
            self._rows[name].put(text, origin)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter chooses in an open list of classes, before the place takes the key."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if enter and self._classes.view().isVisible():
                event.accept()
                return True
        elif event.type() == QEvent.Type.Wheel and not self._classes.hasFocus():
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def _build(self) -> None:
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = self._inside = QWidget(self)
        self._grid = QGridLayout()
        self._grid.setContentsMargins(10, 8, 10, 8)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(1, 1)
        self._title = QLabel(inside)
        self._class_label, self._classes = QLabel(inside), QComboBox(inside)
        self._class_label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._class_label.setBuddy(self._classes)
        self._classes.setMinimumContentsLength(8)
        self._classes.installEventFilter(self)
        self._classes.view().installEventFilter(self)
        self._classes.activated.connect(self._class_activated)
        self._speech.bind(self._class_label, self._class_label.setText, CLASS)
        self._speech.name(self._classes, CLASS)
        self._grid.addWidget(self._title, 0, 0, 1, 2)
        self._grid.addWidget(self._class_label, 1, 0)
        self._grid.addWidget(self._classes, 1, 1)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._grid)
        column.addStretch(1)
        self.setWidget(inside)

    def _rebuild(self) -> None:
        """Make the rows of the class; a document of the same class keeps them."""
        self.offers.close_list()
        fields = self.content.declared.fields if self.content else ()
        if [row.spec for row in self._rows.values()] == list(fields):
            return
        had = self.focused()
        for row in self._rows.values():
            row.remove()
        self._rows = {spec.name: self._make(spec, number) for number, spec in enumerate(fields, 1)}
        self._order()
        if had is not None:
            self.focus_field(had.spec.name if had.spec.name in self._rows else "")

    def _make(self, spec: FieldSpec, number: int) -> FieldRow:
        row = FieldRow(spec, number, self._speech, self._theme, self._inside)
        at = 2 + 2 * number
        self._grid.addWidget(row.label, at, 0)
        self._grid.addWidget(row.edit, at, 1)
        self._grid.addWidget(row.note, at + 1, 1)
        row.written.connect(lambda value, origin: self._write(spec.name, value, origin))
        row.entered.connect(lambda: self._enter(spec.name))
        self.offers.attach(row.edit, lambda: self.alternatives(spec))
        for widget in (row.label, row.edit):
            widget.show()
        return row

    def _order(self) -> None:
        before: QWidget = self._classes
        for row in self._rows.values():
            QWidget.setTabOrder(before, row.edit)
            before = row.edit

    def _show_classes(self, content: FormContent) -> None:
        if self._classes.view().isVisible():
            return
        language = self._speech.language
        shown = [(one.title.say(language), one.name) for one in content.classes.values()]
        shown.sort()
        if [(self._classes.itemText(n), self._classes.itemData(n)) for n in self._items()] != shown:
            self._classes.clear()
            for title, name in shown:
                self._classes.addItem(title, name)
        self._classes.setCurrentIndex(self._classes.findData(content.declared.name))
        self._classes.setEnabled(not content.read_only)

    def _items(self) -> range:
        return range(self._classes.count())

    def _class_activated(self, index: int) -> None:
        name = self._classes.itemData(index)
        if self.content is not None and name != self.content.declared.name:
            self.flush()
            self.class_chosen.emit(self.content.document, name)

    def _write(self, name: str, value: str, origin: Origin) -> None:
        if self.content is not None and not self.content.read_only:
            self.written.emit(self.content.document, name, value, origin)

    def _enter(self, name: str) -> None:
        self.current = name
        self.entered.emit(name)

    def _ask(self, edit: object, text: str) -> None:
        row = next((one for one in self._rows.values() if one.edit is edit), None)
        if row is not None:
            self.asked.emit(edit, row.spec, text)

    def _choose(self, edit: object, offer: Offer) -> None:
        row = next((one for one in self._rows.values() if one.edit is edit), None)
        if row is not None:
            self.put(row.spec.name, offer.shown, offer.value)

    def _respeak(self) -> None:
        if self.content is None:
            said = self._speech.say(NO_DOCUMENT)
        else:
            said = self._speech.say(FORM, number=self.content.number)
            self._show_classes(self.content)
        self._title.setText(said)
        self.setAccessibleName(said)
        self._classes.setVisible(self.content is not None)
        self._class_label.setVisible(self.content is not None)


def _same_fields(before: FormContent, after: FormContent) -> bool:
    return before.document == after.document and before.declared == after.declared
