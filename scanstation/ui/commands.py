"""Every key and menu entry: one table, one QAction each.

A command belongs to a place (its action works while that place is shown), to the window, or
to widgets (``focus``): then it acts only while one of the widgets it is attached to has the
focus, as with Del, + and Space, which mean other things in a text field.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from scanstation.errors import Text
from scanstation.ui.language import Speech


@dataclass(frozen=True, slots=True)
class Command:
    """Something that a key or a menu entry does.

    Attributes:
        keys: as ``QKeySequence`` reads them; the first is shown.
        place: ``scan``, ``review``, ``outbox``, or empty for everywhere.
        menu: name of the menu it stands in; empty for none.
        focus: acts only while a widget it is attached to has the focus.
        checkable: is on or off.
    """

    id: str
    text: Text
    keys: tuple[str, ...] = ()
    place: str = ""
    menu: str = ""
    focus: bool = False
    checkable: bool = False


class Commands(QObject):
    """The commands of a window as actions.

    Args:
        keys: other keys by command id, from the user's file.
    """

    def __init__(
        self,
        speech: Speech,
        table: Sequence[Command],
        keys: Mapping[str, Sequence[str]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.table = tuple(table)
        self._by_id = {one.id: one for one in table}
        self._speech = speech
        self._allowed: dict[str, bool] = {}
        self._place = ""
        self._actions = {
            one.id: self._make(one, tuple(keys.get(one.id, one.keys))) for one in table
        }
        speech.on_change(self, self._set_tips)

    def action(self, command: str) -> QAction:
        """Return the action of a command."""
        return self._actions[command]

    def command(self, command: str) -> Command:
        """Return the command with this id."""
        return self._by_id[command]

    def connect_to(self, command: str, handler: Callable[[], object]) -> None:
        """Have a handler called when the command is given."""
        self._actions[command].triggered.connect(lambda _checked=False: handler())

    def attach(self, widget: QWidget, *commands: str) -> None:
        """Let commands act while the widget, or one inside it, has the focus."""
        widget.addActions([self._actions[command] for command in commands])

    def allow(self, command: str, allowed: bool) -> None:
        """Say whether a command makes sense now; its place still decides, too."""
        self._allowed[command] = allowed
        self._set_enabled(self._by_id[command])

    def enter(self, place: str) -> None:
        """A place is shown: its commands act, those of the others do not."""
        self._place = place
        for one in self.table:
            self._set_enabled(one)

    def key_text(self, command: str) -> str:
        """Return the keys of a command as people read them."""
        every = (key_words(key) for key in self._actions[command].shortcuts())
        return ", ".join(dict.fromkeys(every))

    def keys(self, command: str) -> tuple[str, ...]:
        """Return the keys of a command as a file writes them."""
        portable = QKeySequence.SequenceFormat.PortableText
        return tuple(key.toString(portable) for key in self._actions[command].shortcuts())

    def use_keys(self, keys: Mapping[str, Sequence[str]]) -> None:
        """Use other keys from now on; commands that are not named get the program's own."""
        for one in self.table:
            wanted = keys.get(one.id, one.keys)
            self._actions[one.id].setShortcuts([QKeySequence(key) for key in wanted])
        self._speech.changed.emit()  # tips, buttons and tabs name their keys

    def _set_enabled(self, one: Command) -> None:
        here = one.place in ("", self._place)
        self._actions[one.id].setEnabled(here and self._allowed.get(one.id, True))

    def _make(self, one: Command, keys: tuple[str, ...]) -> QAction:
        action = QAction(self)
        action.setObjectName(one.id)
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.setCheckable(one.checkable)
        context = Qt.ShortcutContext
        action.setShortcutContext(
            context.WidgetWithChildrenShortcut if one.focus else context.WindowShortcut
        )
        self._speech.bind(self, action.setText, one.text)
        return action

    def _set_tips(self) -> None:
        for one in self.table:
            text = self._speech.say(one.text).replace("&", "")
            keys = self.key_text(one.id)
            self._actions[one.id].setToolTip(f"{text} ({keys})" if keys else text)


def key_words(key: QKeySequence) -> str:
    """Return a key as people read it; both of a keyboard's big keys are called Enter."""
    return key.toString(QKeySequence.SequenceFormat.NativeText).replace("Return", "Enter")
