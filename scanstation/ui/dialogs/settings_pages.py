"""The pages of the settings: plain values, profiles, document classes, targets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from scanstation.errors import Text
from scanstation.model import FieldKind
from scanstation.ui.dialogs.dialog import form_in
from scanstation.ui.dialogs.login import LoginDialog
from scanstation.ui.dialogs.settings_words import NO_PROFILE, ORIGINS
from scanstation.ui.dialogs.values import LOCKED, Value, ValueEditor
from scanstation.ui.operations.sending import TryTarget
from scanstation.ui.operations.settings import Declared
from scanstation.ui.widgets.table import Columns

if TYPE_CHECKING:
    from scanstation.settings import Origin
    from scanstation.ui.dialogs.dialog import Dialog
    from scanstation.upload.uploader import TargetInfo

Copy = Callable[[str, str], object]
"""Asks for a new name and copies: kind, name."""

NOTHING = Text("", "")
COPY = Text("Als &neu anlegen …", "Create as &new …")
FOLDER = Text("&Ordner öffnen", "Open &folder")
PROFILES, CLASSES, TARGETS = (
    Text("Scanprofile", "Profiles"),
    Text("Dokumentarten", "Document classes"),
    Text("Ziele", "Targets"),
)
RULES = Text(
    "Barcode-Regeln: {count}; sie stehen in der Datei.", "Barcode rules: {count}; see the file."
)
FILE = Text("Datei: {file}", "File: {file}")
TEST, LOGIN = Text("&Verbindung testen", "&Test connection"), Text("An&melden …", "&Log in …")
TESTING = Text("Verbindung zu {target} wird getestet …", "Testing the connection to {target} …")
REACHED = Text(
    "✔ {target}: {product} ist erreichbar, Ablage in {location}.",
    "✔ {target}: {product} can be reached, files go to {location}.",
)
UNKNOWN_FIELDS = Text(
    "{target} ist erreichbar, kennt aber diese Felder nicht: {names}.",
    "{target} can be reached but does not know these fields: {names}.",
)
KEPT = Text("Anmeldung für {target} ist hinterlegt.", "The login for {target} is kept.")
TARGET_TEXT = Text(
    "{title}\nArt: {kind}\nAdresse: {address}\nBenutzer: {user}\nÜbung: {training}",
    "{title}\nKind: {kind}\nAddress: {address}\nUser: {user}\nTraining: {training}",
)
TARGET_KINDS = {"cmis": Text("CMIS", "CMIS"), "folder": Text("Ordner", "folder")}
YES, NO = Text("ja", "yes"), Text("nein", "no")
CLASS_HEADS = (
    Text("Feld", "Field"),
    Text("Art", "Kind"),
    Text("Pflicht", "Required"),
    Text("Muster", "Pattern"),
)
PATTERN = 3
FIELD_KINDS = {
    FieldKind.TEXT: Text("Text", "text"),
    FieldKind.DATE: Text("Datum", "date"),
    FieldKind.NUMBER: Text("Zahl", "number"),
    FieldKind.CHOICE: Text("Auswahl", "choice"),
    FieldKind.CASE_NUMBER: Text("Aktenzeichen", "case number"),
    FieldKind.LOOKUP: Text("Nachschlagen", "look-up"),
}
LIST_WIDTH, LIST_MOST, LIST_MARGIN = 190, 280, 24
NAME = Qt.ItemDataRole.UserRole


class ValuesPage(QScrollArea):
    """Plain settings, each with where it comes from."""

    def __init__(self, dialog: Dialog, values: Sequence[Value]) -> None:
        super().__init__(dialog)
        self._dialog = dialog
        inside = scrolled(self)
        self.form = form_in()
        inside.setLayout(self.form)
        self.editors = [ValueEditor(dialog.services, self.form, one, inside) for one in values]
        self._declared: Declared | None = None
        dialog.services.speech.on_change(self, self._respeak)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A notice above takes height: what has the focus stays in sight."""
        super().resizeEvent(event)
        self._make_room()
        focused = self.focusWidget()
        if focused is not None and focused.hasFocus():
            self.ensureWidgetVisible(focused)

    def _make_room(self) -> None:
        """Scroll rather than squeeze labels of two lines, which no minimum size counts."""
        inside = self.widget()
        if inside is not None:
            inside.setMinimumHeight(self.form.totalHeightForWidth(self.viewport().width()))

    def show_declared(self, declared: Declared) -> None:
        """Show what is in force."""
        self._declared = declared
        values = declared.station.values()
        profiles = [(one.name, one.title) for one in declared.configuration.profiles.values()]
        for one in self.editors:
            if one.value.key == "profile":
                one.offer(profiles)
            elif one.value.key == "scan_button":
                one.offer((NO_PROFILE, *profiles))
            one.put(_in_file(values[one.value.key]))
        self._respeak()

    def changes(self) -> dict[str, str]:
        """Return what a person changed."""
        return {one.value.key: one.text() for one in self.editors if one.changed}

    def _respeak(self) -> None:
        if self._declared is None:
            return
        for one in self.editors:
            origin = self._declared.station.origins[one.value.key]
            one.lock(locked=origin.locked, note=ORIGINS[origin.layer], file=_place(origin))
        self._make_room()


def _in_file(value: object) -> str:
    """A list is written with commas, a truth value in small letters."""
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _place(origin: Origin) -> str:
    return f"{origin.file}:{origin.line}" if origin.line else origin.file


class ListPage(QWidget):
    """Things by name at the left, one of them at the right."""

    kind = ""
    name = NOTHING

    def __init__(self, dialog: Dialog, copy: Copy | None = None) -> None:
        super().__init__(dialog)
        self.dialog, self.services = dialog, dialog.services
        self.declared: Declared | None = None
        self.list = QListWidget(self)
        self.list.setFixedWidth(LIST_WIDTH)
        self.services.speech.name(self.list, self.name)
        self.right = QVBoxLayout()
        self.buttons = QHBoxLayout()
        self.fill()
        self.right.addLayout(self.buttons)
        if copy is not None:
            self.button(COPY).clicked.connect(lambda: copy(self.kind, self.current))
            self.button(FOLDER).clicked.connect(self.open_folder)
        self.buttons.addStretch(1)
        row = QHBoxLayout(self)
        row.addWidget(self.list)
        row.addLayout(self.right, 1)
        self.list.currentItemChanged.connect(lambda *_: self.show_current())
        self.services.speech.on_change(self, self._respeak)

    @property
    def current(self) -> str:
        """Name of the selected thing."""
        item = self.list.currentItem()
        return str(item.data(NAME)) if item is not None else ""

    def things(self) -> dict[str, Text]:
        """Return titles by name."""
        return {}

    def fill(self) -> None:
        """Lay the right side out."""

    def show_current(self) -> None:
        """Show the selected thing at the right."""

    def show_declared(self, declared: Declared) -> None:
        """Show what is in force; the selection stays."""
        chosen, self.declared = self.current, declared
        self.list.clear()
        for name in self.things():
            item = QListWidgetItem(self.list)
            item.setData(NAME, name)
        self._respeak()
        names = list(self.things())
        self.list.setCurrentRow(names.index(chosen) if chosen in names else 0)

    def locked(self) -> bool:
        """Whether IT rolled the selected thing out."""
        return self.declared is not None and (self.kind, self.current) in self.declared.locked

    def button(self, text: Text) -> QPushButton:
        """Add a button below."""
        button = QPushButton(self)
        button.setAutoDefault(False)
        self.dialog.say_on(button, text)
        self.buttons.addWidget(button)
        return button

    def open_folder(self) -> None:
        """Show the file's folder to an editor."""
        if self.declared is not None:
            file = self.declared.configuration.files.get((self.kind, self.current), "")
            folder = Path(file).parent if file else self.declared.folder
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def _respeak(self) -> None:
        speech = self.services.speech
        for place, (name, title) in enumerate(self.things().items()):
            item = self.list.item(place)
            if item is not None:
                lock = "🔒 " if self.declared and (self.kind, name) in self.declared.locked else ""
                item.setText(f"{lock}{speech.say(title)}")
                item.setToolTip(f"{speech.say(title)} ({name})")
        wanted = self.list.sizeHintForColumn(0) + 2 * self.list.frameWidth() + LIST_MARGIN
        self.list.setFixedWidth(max(LIST_WIDTH, min(wanted, LIST_MOST)))
        self.show_current()


class ClassesPage(ListPage):
    """Document classes with their fields, to read."""

    kind, name = "classes", CLASSES

    def fill(self) -> None:
        """The fields as a list."""
        self.fields = QTreeWidget(self)
        self.fields.setRootIsDecorated(False)
        self.fields.setColumnCount(len(CLASS_HEADS))
        self.services.speech.name(self.fields, CLASS_HEADS[0])
        Columns(self.fields, PATTERN)
        self.file = QLabel(self)
        self.file.setWordWrap(True)
        self.right.addWidget(self.fields, 1)
        self.right.addWidget(self.file)

    def things(self) -> dict[str, Text]:
        """Return the classes' titles."""
        every = self.declared.configuration.classes if self.declared else {}
        return {name: one.title for name, one in every.items()}

    def show_current(self) -> None:
        """Show the fields."""
        speech = self.services.speech
        self.fields.setHeaderLabels([speech.say(one) for one in CLASS_HEADS])
        self.fields.clear()
        declared = self.declared
        found = declared.configuration.classes.get(self.current) if declared else None
        if found is None or declared is None:
            return
        for spec in found.fields:
            needed = speech.say(YES if spec.required else NO)
            kind = speech.say(FIELD_KINDS[spec.kind])
            said = [speech.say(spec.title), kind, needed, spec.pattern]
            item = QTreeWidgetItem(said)
            for column, text in enumerate(said):
                item.setToolTip(column, text)
            self.fields.addTopLevelItem(item)
        file = declared.configuration.files.get((self.kind, self.current), "")
        lock = f"{speech.say(LOCKED)}\n" if self.locked() else ""
        self.file.setText(lock + speech.say(FILE, file=file))


class TargetsPage(ListPage):
    """Targets: is it there, does the login hold?"""

    kind, name = "targets", TARGETS

    def fill(self) -> None:
        """What is known of the target, and two buttons."""
        self.text = QLabel(self)
        self.text.setWordWrap(True)
        self.right.addWidget(self.text)
        self.right.addStretch(1)
        self.test_button = self.button(TEST)
        self.test_button.clicked.connect(self.test)
        self.login_button = self.button(LOGIN)
        self.login_button.clicked.connect(self.log_in)

    def things(self) -> dict[str, Text]:
        """Return the targets' titles."""
        every = self.declared.configuration.targets if self.declared else {}
        return {name: one.title for name, one in every.items()}

    def show_current(self) -> None:
        """Show the selected target; its secret is shown nowhere."""
        found = self.declared.configuration.targets.get(self.current) if self.declared else None
        if found is None:
            return
        speech = self.services.speech
        self.text.setText(
            speech.say(
                TARGET_TEXT,
                title=found.title,
                kind=TARGET_KINDS.get(found.kind, found.kind),
                address=found.address,
                user=found.user or "–",
                training=YES if found.training else NO,
            )
        )
        self.login_button.setEnabled(found.kind != "folder")

    def test(self) -> None:
        """Reach the target and say what came of it in the notice above."""
        target = self.current
        self.dialog.banner.note(TESTING, target=target)
        self.dialog.ask(TryTarget(target), lambda found: self._tested(target, found))

    def log_in(self) -> None:
        """Ask for the login; then test it."""
        found = self.declared.configuration.targets.get(self.current) if self.declared else None
        if found is not None:
            LoginDialog(self.services, found.name, found.user, self.dialog, self.test).open()

    def _tested(self, target: str, found: TargetInfo) -> None:
        banner, names = self.dialog.banner, ", ".join(found.missing)
        if names:
            banner.problem(UNKNOWN_FIELDS, target=target, names=names)
        else:
            banner.note(REACHED, target=target, product=found.product, location=found.location)


def scrolled(area: QScrollArea) -> QWidget:
    """Return what lies in a scroll area."""
    inside = QWidget(area)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidget(inside)
    return inside
