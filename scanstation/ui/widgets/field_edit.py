"""The line that a field's value is typed into.

A value counts when the field is left, or half a second after the last key:

    shown --key--> unwritten --left | 500 ms | flush--> written(text) --> shown

Nothing from outside changes an unwritten text.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget

COUNTS_AFTER_MS = 500

_OWN_KEYS = (
    QKeySequence.StandardKey.Copy,
    QKeySequence.StandardKey.Cut,
    QKeySequence.StandardKey.Paste,
    QKeySequence.StandardKey.SelectAll,
)
_OWN_WITH_CONTROL = (
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
    Qt.Key.Key_Backspace,
    Qt.Key.Key_Delete,
)


class FieldEdit(QLineEdit):
    """See the module.

    Signals:
        written(text): the text counts from now on.
        entered(), left(): it got or lost the focus.
    """

    written = Signal(str)
    entered = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._unwritten = False
        self._counted = ""
        self._timer = QTimer(self, interval=COUNTS_AFTER_MS, singleShot=True)
        self._timer.timeout.connect(self.flush)
        self.textEdited.connect(self._typed)

    @property
    def unwritten(self) -> bool:
        """Whether something was typed that does not count yet."""
        return self._unwritten

    def show_text(self, text: str) -> None:
        """Show a value from outside; an unwritten text and the cursor stay."""
        if self._unwritten or text == self.text():
            return
        self._counted = text
        cursor, marked = self.cursorPosition(), bool(self.selectedText())
        self.setText(text)
        if marked and self.hasFocus():
            self.selectAll()
        else:
            self.setCursorPosition(min(cursor, len(text)) if self.hasFocus() else 0)

    def put(self, text: str) -> None:
        """Let a text that was chosen, not typed, count at once."""
        self._timer.stop()
        self._unwritten = False
        self._counted = text
        self.setText(text)
        self.written.emit(text)

    def flush(self) -> None:
        """Let what was typed count now."""
        self._timer.stop()
        if self._unwritten:
            self._unwritten = False
            self._counted = self.text()
            self.written.emit(self._counted)

    def event(self, event: QEvent) -> bool:
        """Leave keys of the place to the place; Ctrl+Z is the line's only while it is typed in."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            if control and not self._keeps(event):
                event.ignore()
                return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell that the field is being looked at."""
        super().focusInEvent(event)
        self.entered.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """What was typed counts."""
        super().focusOutEvent(event)
        self.flush()
        self.left.emit()

    def _typed(self, text: str) -> None:
        """Typing that was taken back altogether is no typing; the same text typed anew is."""
        self._unwritten = self.isUndoAvailable() or text != self._counted
        if self._unwritten:
            self._timer.start()
        else:
            self._timer.stop()

    def _keeps(self, event: QKeyEvent) -> bool:
        undo, redo = QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo
        if event.matches(undo) or event.matches(redo):
            return self._unwritten
        return event.key() in _OWN_WITH_CONTROL or any(event.matches(key) for key in _OWN_KEYS)
