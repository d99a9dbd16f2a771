"""What events change of a batch, so that the rest of it need not be made again.

A type that is not listed changes everything: forgetting one costs time, never truth.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from scanstation import events

__all__ = ["Changes"]


@dataclass(slots=True)
class Changes:
    """What is different from the batch that was made last.

    Attributes:
        everything: nothing is known to be as it was.
        order: pages went to other places or came in between.
        pages: pages that are themselves different.
        places: pages whose kind or opening may be: where documents begin and end.
        documents: documents that are themselves different.
        all_documents: every document may be.
        anomalies: anomalies or answers.
    """

    everything: bool = True
    order: bool = False
    pages: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)
    documents: set[str] = field(default_factory=set)
    all_documents: bool = False
    anomalies: bool = False

    def note(self, event: events.Event) -> None:
        """Take in what an event changes."""
        if not self.everything:
            NOTES.get(type(event), _everything)(self, event)

    def bounds(self, pages: Iterable[str]) -> None:
        """Take in pages whose kind or opening changed."""
        pages = set(pages)
        self.pages |= pages
        self.places |= pages

    @property
    def stack(self) -> bool:
        """Whether documents may begin or end elsewhere."""
        return self.everything or self.order or bool(self.places)


Note = Callable[[Changes, Any], None]


def _everything(changes: Changes, _event: events.Event) -> None:
    changes.everything = True


def _nothing(_changes: Changes, _event: events.Event) -> None:
    """Counts, states and what is read anew for every batch."""


def _captured(changes: Changes, event: events.PageCaptured) -> None:
    changes.bounds((event.page,))
    changes.order = changes.order or bool(event.before)


def _moved(changes: Changes, event: events.PageMoved) -> None:
    changes.pages.add(event.page)
    changes.order = True


def _replaced(changes: Changes, event: events.PageReplaced) -> None:
    changes.pages |= {event.page, event.by}
    changes.order = True


def _page(changes: Changes, event: Any) -> None:
    changes.pages.add(event.page)


def _bound(changes: Changes, event: Any) -> None:
    changes.bounds((event.page,))


def _shown(changes: Changes, event: events.PagesShown) -> None:
    changes.pages.update(one.page for one in event.pages)


def _document(changes: Changes, event: Any) -> None:
    changes.documents.add(event.document)


def _refilled(changes: Changes, event: events.FieldsChanged) -> None:
    changes.documents.update(event.values, event.classes)


def _documents(changes: Changes, _event: events.Event) -> None:
    changes.all_documents = True


def _anomalies(changes: Changes, _event: events.Event) -> None:
    changes.anomalies = True


NOTES: dict[type[events.Event], Note] = {
    events.PageCaptured: _captured,
    events.PageMoved: _moved,
    events.PageReplaced: _replaced,
    **dict.fromkeys(
        (
            events.PageAnalysed,
            events.OrientationRecognised,
            events.PageRotated,
            events.TextRecognised,
        ),
        _page,
    ),
    **dict.fromkeys(
        (events.BoundarySet, events.PageKindSet, events.PageRejected, events.PageRestored), _bound
    ),
    events.PagesShown: _shown,
    **dict.fromkeys(
        (
            events.ClassSet,
            events.FieldSet,
            events.ExportStarted,
            events.Exported,
            events.UploadStep,
            events.ReceiptReceived,
            events.Superseded,
        ),
        _document,
    ),
    events.FieldsChanged: _refilled,
    **dict.fromkeys((events.FieldsFilled, events.Withdrawn), _documents),
    **dict.fromkeys(
        (
            events.AnomalyNoted,
            events.AnomalyAnswered,
            events.Separated,
            events.SeparationChanged,
        ),
        _anomalies,
    ),
    **dict.fromkeys(
        (
            events.FeedStarted,
            events.FeedEnded,
            events.Checked,
            events.Released,
            events.BatchGivenUp,
            events.BatchClosed,
        ),
        _nothing,
    ),
}
"""The handlers of separation runs themselves note which kinds and openings they changed."""
