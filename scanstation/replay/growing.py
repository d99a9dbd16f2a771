"""The batch that grows with its journal: what did not change stays the very same object.

The fold notes what its events change; the view makes just that anew. A page or document that
comes out as it was is the old object, so that a window finds the differences by identity.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from scanstation.model import Batch, Document, Page, PageKind
from scanstation.replay.changes import Changes
from scanstation.replay.fold import Fold
from scanstation.replay.spans import Spans
from scanstation.replay.view import (
    Parts,
    assemble,
    count_sheets,
    in_flight,
    make_anomalies,
    make_document,
    make_ledger,
    make_page,
    noted_kinds,
    shown_to,
)

__all__ = ["GrowingView"]


class GrowingView:
    """Makes one batch after the other of a fold, or of one that takes its place."""

    def __init__(self) -> None:
        self._parts = Parts()
        self._spans = Spans()
        self._pages: dict[str, Page] = {}
        self._stack: list[Page] = []
        self._documents: dict[str, Document] = {}
        self._noted: dict[str, tuple[str, ...]] = {}
        self._kinds: Counter[PageKind] = Counter()
        self._sides: Counter[str] = Counter()

    def batch(self, fold: Fold, rows: int, head: str) -> Batch:
        """Return the batch that the fold describes now.

        Raises:
            ValueError: the journal does not begin with the opening of a batch.
        """
        if fold.opened is not None:
            self._take_in(fold, fold.changes)
            fold.changes = Changes(everything=False)
        return assemble(fold, self._parts, rows, head)

    def _take_in(self, fold: Fold, changes: Changes) -> None:
        parts = self._parts
        if changes.everything or changes.anomalies:
            changes.pages |= self._note_anomalies(fold)
        if changes.everything:
            self._kinds, self._sides, parts.shown = Counter(), Counter(), {}
        owners = self._place(fold, changes) if changes.stack else {}
        self._make_pages(fold, changes, owners)
        if changes.stack or changes.documents or changes.all_documents:
            self._make_documents(fold, changes)
        parts.in_flight = in_flight(fold)
        ledger = make_ledger(fold, self._kinds, count_sheets(fold, self._sides))
        parts.ledger = parts.ledger if parts.ledger == ledger else ledger

    def _note_anomalies(self, fold: Fold) -> set[str]:
        """Return the pages about which other things are noted than before."""
        self._parts.anomalies = make_anomalies(fold)
        before, self._noted = self._noted, noted_kinds(self._parts.anomalies)
        changed = before.items() ^ self._noted.items()
        return {page for page, _ in changed if page in fold.pages}

    def _place(self, fold: Fold, changes: Changes) -> dict[str, str]:
        """Find every page's place and document; return the documents of pages gone over."""
        parts, order = self._parts, fold.order
        parts.joined = frozenset(fold.joined)
        parts.kinds_by_hand = dict(fold.hand_kinds)
        parts.boundaries_by_hand = {p: one.document for p, one in fold.hand_openings.items()}
        if changes.everything or changes.order:
            parts.page_index = dict(zip(order, range(len(order)), strict=True))
            self._spans.find(fold)
        else:
            known = len(parts.page_index)
            if known < len(order):
                new = zip(order[known:], range(known, len(order)), strict=True)
                parts.page_index = parts.page_index | dict(new)
            index = parts.page_index
            self._spans.update(fold, [index[page] for page in changes.places if page in index])
        self._open()
        return self._owners(fold)

    def _open(self) -> None:
        """Note where documents open; most often something changed in the last ones only."""
        spans, documents = self._spans.every, self._parts.documents
        kept = self._spans.kept if len(self._parts.openings) == len(documents) else 0
        gone = documents[kept:]
        if len(gone) > len(documents) // 2:
            self._parts.openings = {span.opening.page: span.opening for span in spans}
            return
        openings = dict(self._parts.openings)
        for document in gone:
            openings.pop(document.opening.page, None)
        openings.update((span.opening.page, span.opening) for span in spans[kept:])
        self._parts.openings = openings

    def _owners(self, fold: Fold) -> dict[str, str]:
        """Return the document of each page gone over, empty if it is in none."""
        walked, spans = self._spans.walked, self._spans.every
        owners = dict.fromkeys(fold.order[walked.start : walked.stop], "")
        for span in spans[self._spans.kept : len(spans) - self._spans.tail]:
            owners.update(dict.fromkeys(span.pages, span.opening.document))
        return owners

    def _make_pages(self, fold: Fold, changes: Changes, owners: dict[str, str]) -> None:
        """Make the pages that are different, or belong to another document than before."""
        if changes.everything:
            self._pages = {page: self._pages[page] for page in fold.order if page in self._pages}
            changed = set(fold.order)
        else:
            known = self._pages
            moved = (p for p, one in owners.items() if p not in known or known[p].document != one)
            changed = changes.pages.union(moved) & self._parts.page_index.keys()
        for page in changed:
            self._make_page(fold, page, owners.get(page), changes.everything)
        if changed or changes.stack:
            self._lay_out(fold, changed, anew=changes.everything or changes.order)
        self._show(fold, changed)

    def _lay_out(self, fold: Fold, changed: set[str], *, anew: bool) -> None:
        """Put the pages into their places."""
        if anew:
            self._stack = [self._pages[page] for page in fold.order]
        else:
            self._stack += [self._pages[page] for page in fold.order[len(self._stack) :]]
            for page in changed:
                self._stack[self._parts.page_index[page]] = self._pages[page]
        self._parts.pages = tuple(self._stack)

    def _make_page(self, fold: Fold, name: str, owner: str | None, counted_anew: bool) -> None:
        before = self._pages.get(name)
        if owner is None:
            owner = before.document if before else ""
        page = make_page(fold, name, owner, self._noted.get(name, ()))
        if before is None or before != page:
            self._pages[name] = page
        if before is None or counted_anew:
            self._sides[page.sheet_id] += 1
        else:
            self._kinds[before.kind] -= 1
        self._kinds[page.kind] += 1

    def _show(self, fold: Fold, changed: set[str]) -> None:
        """Note anew who saw these pages as they are now."""
        before = self._parts.shown
        seen = {name: shown_to(fold, self._pages[name]) for name in changed}
        if any(before.get(name, frozenset()) != by for name, by in seen.items()):
            every = {**before, **seen}
            self._parts.shown = {name: by for name, by in every.items() if by}

    def _make_documents(self, fold: Fold, changes: Changes) -> None:
        """Make the documents that are different, or have another number than before."""
        before, anew = self._parts.documents, self._found_anew(changes)
        documents = [
            *before[: anew.start],
            *(self._document(fold, place) for place in anew),
            *before[anew.stop : len(self._spans.every)],
        ]
        for name in changes.documents & self._documents.keys():
            place = self._documents[name].number - 1
            if place not in anew and place < len(documents):
                documents[place] = self._documents[name] = self._document(fold, place)
        self._parts.documents = tuple(documents)
        self._know(before[anew.start :], documents[anew.start :])

    def _found_anew(self, changes: Changes) -> range:
        """Return the places of documents whose pages or numbers may be different."""
        count, before = len(self._spans.every), len(self._parts.documents)
        twice = len(self._documents) != before  # two of one id: take no chances
        if changes.everything or changes.all_documents or twice:
            return range(count)
        if not changes.stack:
            return range(count, count)
        return range(self._spans.kept, count - (self._spans.tail if count == before else 0))

    def _document(self, fold: Fold, place: int) -> Document:
        """Return the document at a place among all; the one before, if it is the same."""
        span = self._spans.every[place]
        made = make_document(fold, place + 1, span.opening, tuple(span.pages))
        before = self._documents.get(made.id)
        return before if before is not None and before == made else made

    def _know(self, gone: Sequence[Document], come: Sequence[Document]) -> None:
        for document in gone:
            self._documents.pop(document.id, None)
        self._documents.update((document.id, document) for document in come)
