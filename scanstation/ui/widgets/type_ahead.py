"""A list below a field: known values while one types, alternatives on the arrow key.

The focus stays in the field; the list is part of the window, so no key is caught by a popup.

    hidden --typed, answer came--> shown --Esc, left, chosen--> hidden
    hidden --arrow down: alternatives--> shown
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from scanstation.errors import Text
from scanstation.model import IndexValue
from scanstation.ui.language import Speech
from scanstation.ui.widgets.field_edit import FieldEdit

ASK_AFTER_MS = 150
MOST_SHOWN = 8
NAME = Text("Vorschläge", "Suggestions")


@dataclass(frozen=True, slots=True)
class Offer:
    """A value that may be taken.

    Attributes:
        text: as it would be kept; shown: as it would stand in the field.
        detail: what else is known of it: the name in the case file, where it was read.
        value: the suggestion that it is, None for one of a list.
    """

    text: str
    shown: str
    detail: str = ""
    value: IndexValue | None = None


class TypeAhead(QTreeWidget):
    """The list of one form; see the module.

    Signals:
        asked(FieldEdit, text): somebody typed and paused; answer with ``show_offers``.
        looked_at(Offer): an offer is highlighted.
        chosen(FieldEdit, Offer): an offer was taken.
    """

    asked = Signal(object, str)
    looked_at = Signal(object)
    chosen = Signal(object, object)

    def __init__(self, speech: Speech, parent: QWidget) -> None:
        super().__init__(parent)
        self._edit: FieldEdit | None = None
        self._window = parent
        self._alternatives: dict[FieldEdit, Callable[[], Sequence[Offer]]] = {}
        self._offers: tuple[Offer, ...] = ()
        self._timer = QTimer(self, interval=ASK_AFTER_MS, singleShot=True)
        self._timer.timeout.connect(self._ask)
        self.setColumnCount(2)
        self.setStyleSheet("QTreeWidget::item { padding: 3px 6px; }")
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.header().setStretchLastSection(True)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        self.itemClicked.connect(lambda *_: self.take())
        self.currentItemChanged.connect(lambda *_: self._look())
        speech.name(self, NAME)
        self.hide()

    def attach(self, edit: FieldEdit, alternatives: Callable[[], Sequence[Offer]]) -> None:
        """Serve a field; the arrow key shows its alternatives."""
        self._alternatives[edit] = alternatives
        edit.installEventFilter(self)
        edit.textEdited.connect(lambda _: self._restart(edit))
        edit.left.connect(self.close_list)
        edit.destroyed.connect(lambda: self._alternatives.pop(edit, None))

    def show_offers(self, edit: FieldEdit, text: str, offers: Sequence[Offer]) -> None:
        """Show an answer, unless something else was typed since, or the field was left."""
        if edit.hasFocus() and edit.text() == text:
            self._open(edit, offers)

    def open_alternatives(self, edit: FieldEdit) -> None:
        """Show what else the field may hold."""
        self._open(edit, self._alternatives[edit]())
        if self._offers:
            self._step(1)

    def take(self) -> bool:
        """Take the highlighted offer; False if none is."""
        edit, item = self._edit, self.currentItem()
        if edit is None or item is None or not self.isVisible():
            return False
        offer = self._offers[self.indexOfTopLevelItem(item)]
        self.close_list()
        self.chosen.emit(edit, offer)
        return True

    def close_list(self) -> None:
        """Show nothing and wait for no answer."""
        self._timer.stop()
        self._edit, self._offers = None, ()
        self.hide()
        self.clear()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrow keys and Escape of the field."""
        if isinstance(event, QKeyEvent) and isinstance(watched, FieldEdit):
            pressed = event.type() == QEvent.Type.KeyPress
            if pressed and self._key(watched, event):
                return True
        return super().eventFilter(watched, event)

    def _key(self, edit: FieldEdit, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape and self.isVisible():
            self.close_list()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            if self.isVisible():
                self._step(1 if event.key() == Qt.Key.Key_Down else -1)
            else:
                self.open_alternatives(edit)
        else:
            return False
        return True

    def _step(self, by: int) -> None:
        item = self.currentItem()
        at = self.indexOfTopLevelItem(item) if item else -1
        after = max(0, min(at + by, self.topLevelItemCount() - 1))
        following = self.topLevelItem(after)
        if following is not None:
            self.setCurrentItem(following)

    def _restart(self, edit: FieldEdit) -> None:
        self.close_list()
        self._edit = edit
        self._timer.start()

    def _ask(self) -> None:
        if self._edit is not None:
            self.asked.emit(self._edit, self._edit.text())

    def _open(self, edit: FieldEdit, offers: Sequence[Offer]) -> None:
        self.close_list()
        if not offers:
            return
        self._edit, self._offers = edit, tuple(offers)
        for offer in offers:
            item = QTreeWidgetItem([offer.shown, offer.detail])
            item.setData(0, Qt.ItemDataRole.AccessibleTextRole, f"{offer.shown}, {offer.detail}")
            self.addTopLevelItem(item)
        self._place(edit)
        self.show()
        self.raise_()

    def _place(self, edit: FieldEdit) -> None:
        """Below the field, or above it where there is no room below."""
        window = self._window
        corner = edit.mapTo(window, QPoint(0, 0))
        rows = min(len(self._offers), MOST_SHOWN)
        height = rows * self.sizeHintForRow(0) + 2 * self.frameWidth()
        width = min(max(edit.width(), 420), window.width() - 8)
        left = max(4, min(corner.x(), window.width() - width - 4))
        below = corner.y() + edit.height() + 1
        top = below if below + height <= window.height() else corner.y() - height - 1
        self.setGeometry(QRect(left, top, width, height))

    def _look(self) -> None:
        item = self.currentItem()
        if item is None or not self._offers:
            return
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Selection))
        self.looked_at.emit(self._offers[self.indexOfTopLevelItem(item)])
