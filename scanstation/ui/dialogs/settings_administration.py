"""What IT may fix, and the declarations that IT keeps on a share: asked for now."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from scanstation.errors import ScanstationError, Text
from scanstation.ui.dialogs.settings_pages import ValuesPage
from scanstation.ui.dialogs.settings_words import ADMINISTRATION
from scanstation.ui.dialogs.values import LOCKED
from scanstation.ui.language import in_local_time
from scanstation.ui.operations.declarations import TakeDeclarationsOver, TakenOver
from scanstation.ui.operations.settings import Declared, ReadDeclared

if TYPE_CHECKING:
    from scanstation.ui.dialogs.dialog import Dialog

UPDATE = Text("Vorgaben &jetzt aktualisieren", "Update declarations &now")
NO_FOLDER = Text("Es ist kein Ordner mit Vorgaben festgelegt.", "No folder of declarations is set.")
ONLY_ONCE = Text(
    "Vorgaben werden nur beim ersten Mal übernommen.",
    "Declarations are taken over the first time only.",
)
UNSAVED = Text(
    "Hier sind Werte geändert und noch nicht gespeichert. Bitte erst speichern, dann die Vorgaben "
    "aktualisieren.",
    "Values were changed here and are not saved yet. Save them first, then update the "
    "declarations.",
)
ASKING = Text("{folder} wird gelesen …", "Reading {folder} …")
SAME = Text(
    "✔ Nichts Neues: Die Vorgaben sind auf dem Stand von {folder} ({files} Dateien).",
    "✔ Nothing new: the declarations are those of {folder} ({files} files).",
)
CAME = Text(
    "✔ Vorgaben übernommen: {changes}. Ein offener Stapel behält sein Scanprofil.",
    "✔ Declarations taken over: {changes}. An open batch keeps its profile.",
)
KEPT = Text(
    "{folder} ist nicht zu übernehmen ({reason}). Es gilt weiter die Kopie vom {taken}; geändert "
    "wurde nichts. Bitte später erneut versuchen, sonst die IT verständigen.",
    "{folder} cannot be taken over ({reason}). The copy of {taken} goes on counting; nothing was "
    "changed. Try again later, otherwise tell your IT.",
)
NEW, CHANGED, GONE = (
    Text("neu {names}", "new {names}"),
    Text("geändert {names}", "changed {names}"),
    Text("entfallen {names}", "gone {names}"),
)
MORE = Text("und {count} weitere", "and {count} more")
MOST_NAMES = 4
BEFORE = "declarations.seconds"
"""The value that the button stands below."""


class AdministrationPage(ValuesPage):
    """See the module.

    Args:
        unsaved: whether anything on any page was changed: reading anew would drop it.
        then: gets what counts after declarations were taken over.
    """

    def __init__(
        self,
        dialog: Dialog,
        unsaved: Callable[[], bool],
        then: Callable[[Declared], object],
    ) -> None:
        self.update_button, self.why_not = QPushButton(), QLabel()
        super().__init__(dialog, ADMINISTRATION)
        self._services, self._unsaved, self._then = dialog.services, unsaved, then
        self._asking = False
        self.update_button.setAutoDefault(False)
        self.update_button.clicked.connect(self.update_declarations)
        dialog.say_on(self.update_button, UPDATE)
        self.why_not.setWordWrap(True)
        row = QHBoxLayout()
        row.addWidget(self.update_button)
        row.addWidget(self.why_not, 1)
        keys = [one.value.key for one in self.editors]
        self.form.insertRow(keys.index(BEFORE) + 1, QLabel(), row)
        self._put_into_tab_order()
        self._allow_update()

    def update_declarations(self) -> None:
        """Ask the share; what is declared is shown anew then."""
        banner = self._dialog.banner
        if self._unsaved():
            banner.problem(UNSAVED)
            return
        self._asking = True
        self._allow_update()
        banner.note(ASKING, folder=self._value("declarations.folder"))
        self._dialog.ask(TakeDeclarationsOver(), self._taken, self._failed)

    def _put_into_tab_order(self) -> None:
        """Tab goes down the form; the button was made after all editors."""
        (above,) = [one.widget for one in self.editors if one.value.key == BEFORE]
        QWidget.setTabOrder(above, self.update_button)

    def _taken(self, over: TakenOver) -> None:
        banner, taken = self._dialog.banner, over.taken
        if taken.failed:
            when = in_local_time(self._services.speech.locale, taken.taken)
            banner.problem(KEPT, folder=taken.source, reason=taken.problem, taken=when)
            self._ended()
            return
        if over.changes:
            said = (
                (NEW, over.changes.new),
                (CHANGED, over.changes.changed),
                (GONE, over.changes.gone),
            )
            parts = [_names(text, paths) for text, paths in said if paths]
            changes = Text(*("; ".join(one.say(to) for one in parts) for to in ("de", "en")))
            banner.note(CAME, changes=changes)
        else:
            banner.note(SAME, folder=taken.source, files=taken.files)
        self._dialog.ask(ReadDeclared(), self._read, self._failed)

    def _read(self, declared: Declared) -> None:
        """What was typed meanwhile is not dropped; the window shows the new all the same."""
        if not self._unsaved():
            self._then(declared)
        self._ended()

    def _failed(self, error: ScanstationError) -> None:
        self._dialog.banner.error(error)
        self._ended()

    def _ended(self) -> None:
        """The button takes the focus back that it lost while it could not be pressed."""
        self._asking = False
        self._allow_update()
        if self.isVisible():
            self.update_button.setFocus()

    def _value(self, key: str) -> str:
        return str(self._declared.station.values()[key]) if self._declared is not None else ""

    def _refused(self) -> Text | None:
        """Return why the share cannot be asked, None if it can."""
        if self._declared is None:
            return Text("", "")
        if not self._value("declarations.folder"):
            return NO_FOLDER
        if self._value("declarations.update") != "never":
            return None
        locked = self._declared.station.origins["declarations.update"].locked
        return LOCKED if locked else ONLY_ONCE

    def _allow_update(self) -> None:
        refused = self._refused()
        said = self._services.speech.say(refused) if refused is not None else ""
        self.update_button.setEnabled(refused is None and not self._asking)
        self.update_button.setAccessibleDescription(said)
        self.why_not.setText(said)

    def _respeak(self) -> None:
        super()._respeak()
        if self._declared is not None:
            self._allow_update()


def _names(text: Text, paths: tuple[str, ...]) -> Text:
    """Return the files of a change by name, the first few."""
    shown = ", ".join(paths[:MOST_NAMES])
    left = len(paths) - MOST_NAMES
    names = [
        " ".join((shown, MORE.say(to, count=left))) if left > 0 else shown for to in ("de", "en")
    ]
    return Text(text.say("de", names=names[0]), text.say("en", names=names[1]))
