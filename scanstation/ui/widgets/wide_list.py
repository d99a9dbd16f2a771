"""A chooser in a narrow column whose list shows its entries whole, however long they are."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QSize
from PySide6.QtWidgets import QComboBox, QSizePolicy, QStyle, QWidget

MOST_ROWS = 12
PADDING = 32
"""Around the text of an entry."""
SHARE = 0.6
"""Of the screen's width that the list takes at most."""


class WideComboBox(QComboBox):
    """Is as wide as its column; its list is as wide as its longest entry, and as high as all.

    The list follows when entries come while it is open: devices are found one after the other.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMaxVisibleItems(MOST_ROWS)
        model: QAbstractItemModel = self.model()
        for signal in (model.dataChanged, model.rowsInserted, model.rowsRemoved):
            signal.connect(lambda *_: self._follow())

    def showPopup(self) -> None:
        """Open the list."""
        self._fit()
        super().showPopup()

    def list_size(self) -> QSize:
        """Return what the list takes, so that no entry is cut off."""
        view, shown = self.view(), min(self.count(), MOST_ROWS)
        margins, metrics = view.contentsMargins(), view.fontMetrics()
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        texts = [metrics.horizontalAdvance(self.itemText(row)) for row in range(self.count())]
        width = max(texts, default=0) + PADDING + (bar if self.count() > shown else 0)
        most = round(self.screen().availableGeometry().width() * SHARE)
        height = sum(view.sizeHintForRow(row) for row in range(shown))
        height += margins.top() + margins.bottom() + 2
        return QSize(max(min(width, most), self.width()), height)

    def _follow(self) -> None:
        if self.view().isVisible():
            self._fit()

    def _fit(self) -> None:
        self.view().setMinimumSize(self.list_size())
