"""A column of fixed width that scrolls where the window is not high enough for it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


class Column(QScrollArea):
    """As wide as what is in it, and its scroll bar where there is one."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self._content = content
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self.setWidget(content)
        self.fit()

    def fit(self) -> None:
        """Make room for the content, the frame's line, and the scroll bar if it is needed."""
        height = self.height() - 2 * self.frameWidth()
        high = height >= self._content.minimumSizeHint().height()
        bar = 0 if high else self.verticalScrollBar().sizeHint().width()
        self.setFixedWidth(self._content.minimumWidth() + 2 * self.frameWidth() + bar)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow a content that became wider."""
        done = super().eventFilter(watched, event)
        if watched is self._content and event.type() == QEvent.Type.LayoutRequest:
            self.fit()
        return done
