"""The map of all keys; each can be changed, and what would clash is told."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from scanstation.errors import Text
from scanstation.ui.commands import Command, key_words
from scanstation.ui.dialogs.dialog import Dialog
from scanstation.ui.key_conflicts import conflicts, differing
from scanstation.ui.operations.settings import SaveKeys
from scanstation.ui.services import Services

TITLE = Text("Tasten", "Keys")
SAVE = Text("&Speichern", "&Save")
FILTER = Text("Befehl oder Taste suchen", "Find command or key")
LIST = Text("Befehle und ihre Tasten", "Commands and their keys")
HEADS = (Text("Befehl", "Command"), Text("Tasten", "Keys"), Text("Wirkt", "Acts"))
PLACES = {
    "": Text("überall", "everywhere"),
    "scan": Text("in Scannen", "in Scan"),
    "review": Text("in Prüfen", "in Check"),
    "outbox": Text("in Ausgang", "in Outbox"),
}
ON_PAGES = Text("auf Seiten", "on pages")
NEW = Text("&Neue Taste:", "&New key:")
APPLY, DEFAULT, NONE = (
    Text("Über&nehmen", "A&pply"),
    Text("&Voreinstellung", "&Default"),
    Text("&Keine", "N&one"),
)
CLASH = Text(
    "{key} hat schon eine Bedeutung: „{command}“. Bitte eine andere Taste wählen.",
    "{key} already means “{command}”. Choose another key.",
)
ID = Qt.ItemDataRole.UserRole
WANTED = (720, 520)


class KeyEdit(QKeySequenceEdit):
    """Takes a key combination; Tab still leaves it."""

    def setAccessibleName(self, name: str) -> None:
        """Name the field inside, too: it is the one that has the focus."""
        super().setAccessibleName(name)
        for field in self.findChildren(QLineEdit):
            field.setAccessibleName(name)

    def event(self, event: QEvent) -> bool:
        """Tab and Escape are no keys to be given to a command."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
                return self.focusNextPrevChild(event.key() == Qt.Key.Key_Tab)
            if event.key() == Qt.Key.Key_Escape:
                event.ignore()
                return False
        return super().event(event)


class KeysDialog(Dialog):
    """See the module."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(services, TITLE, parent, accept=SAVE)
        commands = services.commands
        self.changed = {one.id: commands.keys(one.id) for one in commands.table}
        self.sought, self.list = QLineEdit(self.content), QTreeWidget(self.content)
        self.key = KeyEdit(self.content)
        self.key.setMaximumSequenceLength(1)
        self._label = QLabel(self.content)
        self.apply_button, self.default_button, self.none_button = (
            self._button(text) for text in (APPLY, DEFAULT, NONE)
        )
        self._lay_out()
        self._connect()
        self.resize(*WANTED)
        services.speech.on_change(self, self._respeak)
        self.list.setCurrentItem(self._items()[0])
        self.sought.setFocus()

    @property
    def current(self) -> Command | None:
        """The selected command."""
        item = self.list.currentItem()
        return None if item is None else self.services.commands.command(item.data(0, ID))

    def accepted_by_person(self) -> None:
        """Keep the keys and use them from now on."""
        keys = differing(self.services.commands.table, self.changed)
        self.work(SaveKeys(keys), lambda _: self.services.commands.use_keys(keys))

    def give(self, *keys: str) -> None:
        """Give keys to the selected command, unless another one has them."""
        command = self.current
        if command is None:
            return
        wanted = {**self.changed, command.id: keys}
        clashes = [
            one
            for one in conflicts(self.services.commands.table, wanted)
            if command.id in (one.first.id, one.second.id)
        ]
        if clashes:
            one = clashes[0]
            other = one.second if one.first.id == command.id else one.first
            name = Text(*(text.replace("&", "") for text in (other.text.de, other.text.en)))
            self.banner.problem(CLASH, key=_native(one.key), command=name)
            return
        self.banner.clear()
        self.changed[command.id] = keys
        self._respeak()

    def _apply(self) -> None:
        sequence = self.key.keySequence()
        if not sequence.isEmpty():
            self.give(sequence.toString(QKeySequence.SequenceFormat.PortableText))

    def _default(self) -> None:
        command = self.current
        if command is not None:
            self.give(*command.keys)

    def _take_away(self) -> None:
        self.give()

    def _button(self, text: Text) -> QPushButton:
        button = QPushButton(self.content)
        button.setAutoDefault(False)
        self.say_on(button, text)
        return button

    def _lay_out(self) -> None:
        speech = self.services.speech
        self.list.setColumnCount(len(HEADS))
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.list.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.list.setMinimumSize(300, 110)
        for one in self.services.commands.table:
            item = QTreeWidgetItem(self.list)
            item.setData(0, ID, one.id)
        speech.bind(self.sought, self.sought.setPlaceholderText, FILTER)
        self._label.setBuddy(self.key)
        speech.bind(self._label, self._label.setText, NEW)
        for widget, name in ((self.sought, FILTER), (self.list, LIST), (self.key, plain_new())):
            speech.name(widget, name)
        row = QHBoxLayout()
        row.addWidget(self._label)
        row.addWidget(self.key, 1)
        for button in (self.apply_button, self.default_button, self.none_button):
            row.addWidget(button)
        column = QVBoxLayout()
        column.addWidget(self.sought)
        column.addWidget(self.list, 1)
        column.addLayout(row)
        self.fill(column)

    def _connect(self) -> None:
        self.sought.textChanged.connect(lambda _: self._narrow())
        self.list.currentItemChanged.connect(lambda *_: self.key.clear())
        self.apply_button.clicked.connect(self._apply)
        self.default_button.clicked.connect(self._default)
        self.none_button.clicked.connect(self._take_away)

    def _items(self) -> list[QTreeWidgetItem]:
        found = (self.list.topLevelItem(place) for place in range(self.list.topLevelItemCount()))
        return [one for one in found if one is not None]

    def _narrow(self) -> None:
        words = self.sought.text().casefold().split()
        for item in self._items():
            said = " ".join(item.text(column) for column in range(len(HEADS))).casefold()
            item.setHidden(not all(word in said for word in words))
        shown = [item for item in self._items() if not item.isHidden()]
        current = self.list.currentItem()
        if shown and (current is None or current.isHidden()):
            self.list.setCurrentItem(shown[0])

    def _respeak(self) -> None:
        speech, commands = self.services.speech, self.services.commands
        self.list.setHeaderLabels([speech.say(one) for one in HEADS])
        for item in self._items():
            command = commands.command(item.data(0, ID))
            keys = ", ".join(dict.fromkeys(_native(one) for one in self.changed[command.id]))
            place = ON_PAGES if command.focus else PLACES[command.place]
            text = speech.say(command.text).replace("&", "").rstrip(" …")
            for column, said in enumerate((text, keys, speech.say(place))):
                item.setText(column, said)
            item.setData(0, Qt.ItemDataRole.AccessibleTextRole, f"{text}: {keys or '–'}")
        self._narrow()


def plain_new() -> Text:
    """Return the name of the field for the new key."""
    return Text(*(text.replace("&", "").rstrip(":") for text in (NEW.de, NEW.en)))


def _native(key: str) -> str:
    return key_words(QKeySequence(key))
