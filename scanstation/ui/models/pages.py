"""The pages of a batch as a list model that follows its snapshots."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from scanstation.errors import Text
from scanstation.model import Batch, Document, Page
from scanstation.ui.language import Speech
from scanstation.ui.models.page_changes import Change, Inserted, Moved, Removed, changes
from scanstation.ui.models.page_words import STATE_WORDS, DocumentState, PageInBatch, spoken

Index = QModelIndex | QPersistentModelIndex
_FLAGS = (
    Qt.ItemFlag.ItemIsEnabled
    | Qt.ItemFlag.ItemIsSelectable
    | Qt.ItemFlag.ItemIsDragEnabled
    | Qt.ItemFlag.ItemNeverHasChildren
)


class PageListModel(QAbstractListModel):
    """One row a page, in the order of the stack."""

    def __init__(self, speech: Speech, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._speech = speech
        self._batch: Batch | None = None
        self._pages: list[Page] = []
        self._documents: dict[str, Document] = {}
        self._states: Mapping[str, DocumentState] = {}
        self._doubtful: frozenset[str] = frozenset()
        self._classes: Mapping[str, Text] = {}
        speech.changed.connect(self._refresh)

    @property
    def pages(self) -> list[Page]:
        """The pages by row; only to be read."""
        return self._pages

    def show(self, batch: Batch | None) -> None:
        """Turn into the newest snapshot; selections and the current page stay on their pages."""
        former, self._batch = self._batch, batch
        self._documents = {one.id: one for one in batch.documents} if batch else {}
        if former is None or batch is None or former.id != batch.id:
            self.beginResetModel()
            self._pages = list(batch.pages) if batch else []
            self.endResetModel()
            return
        for change in list(changes(tuple(self._pages), batch.pages)):
            self._apply(change)

    def set_states(
        self, states: Mapping[str, DocumentState], doubtful: frozenset[str] = frozenset()
    ) -> None:
        """Take the documents' states by id, and the pages with an open doubt."""
        if (states, doubtful) != (self._states, self._doubtful):
            self._states, self._doubtful = states, doubtful
            self._refresh()

    def set_class_titles(self, titles: Mapping[str, Text]) -> None:
        """Take what document classes are called."""
        self._classes = titles
        self._refresh()

    def page(self, row: int) -> Page:
        """Return the page of a row."""
        return self._pages[row]

    def row(self, page_id: str) -> int:
        """Return the row of a page, -1 if there is none."""
        return self._batch.page_index.get(page_id, -1) if self._batch else -1

    def document(self, document_id: str) -> Document | None:
        """Return a document by its id."""
        return self._documents.get(document_id)

    def state(self, document_id: str) -> DocumentState | None:
        """Return a document's state, None while it is not known."""
        return self._states.get(document_id)

    def doubtful(self, page: Page) -> bool:
        """Whether a doubt about the page waits for a person."""
        return page.id in self._doubtful

    def title(self, document: Document) -> str:
        """Return what a document's class is called."""
        text = self._classes.get(document.document_class)
        return self._speech.say(text) if text else document.document_class

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """See Qt."""
        return 0 if parent.isValid() else len(self._pages)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """See Qt."""
        return _FLAGS if index.isValid() else Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """See Qt."""
        if not index.isValid() or index.row() >= len(self._pages):
            return None
        page = self._pages[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return str(page.number)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return self.spoken(page)
        if role == Qt.ItemDataRole.AccessibleDescriptionRole:
            return self._described(page)
        if role == Qt.ItemDataRole.UserRole:
            return page.id
        return None

    def spoken(self, page: Page) -> str:
        """Return how a screen reader calls a page."""
        document = self._documents.get(page.document)
        view = PageInBatch(page, len(self._pages), document, self.doubtful(page))
        return spoken(view, self._speech.language)

    def _described(self, page: Page) -> str:
        document = self._documents.get(page.document)
        if document is None:
            return ""
        state = self._states.get(document.id)
        word = self._speech.say(STATE_WORDS[state]) if state else ""
        return ", ".join(filter(None, (self.title(document), word)))

    def _refresh(self) -> None:
        if self._pages:
            self.dataChanged.emit(self.index(0), self.index(len(self._pages) - 1))

    def _apply(self, change: Change) -> None:
        if isinstance(change, Removed):
            self.beginRemoveRows(QModelIndex(), change.first, change.last)
            del self._pages[change.first : change.last + 1]
            self.endRemoveRows()
        elif isinstance(change, Inserted):
            last = change.first + len(change.pages) - 1
            self.beginInsertRows(QModelIndex(), change.first, last)
            self._pages[change.first : change.first] = change.pages
            self.endInsertRows()
        elif isinstance(change, Moved):
            self._reorder(change)
        else:
            last = change.first + len(change.pages) - 1
            self._pages[change.first : last + 1] = change.pages
            self.dataChanged.emit(self.index(change.first), self.index(last))

    def _reorder(self, change: Moved) -> None:
        self.layoutAboutToBeChanged.emit()
        first, last = change.first, change.first + len(change.order)
        part = self._pages[first:last]
        self._pages[first:last] = [part[row] for row in change.order]
        lies_now = {first + old: first + new for new, old in enumerate(change.order)}
        for index in self.persistentIndexList():
            if index.row() in lies_now:
                self.changePersistentIndex(index, self.index(lies_now[index.row()]))
        self.layoutChanged.emit()
