"""Everything that can happen to a batch, and its form in the journal.

``encode`` and ``decode`` turn an event into (type, version, payload) and back. An event
type whose payload changes raises its ``version`` and gets an entry in ``UPCASTS``; rows
are never rewritten.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scanstation.events.base import Event
from scanstation.events.capture import (
    AnomalyAnswered,
    AnomalyNoted,
    BatchDescribed,
    BatchOpened,
    CorrectionExplained,
    CorrectionOpened,
    DuplexPass,
    FeedEnded,
    FeedStarted,
    OrientationRecognised,
    PageAnalysed,
    PageCaptured,
)
from scanstation.events.codec import from_json, to_json
from scanstation.events.delivery import (
    BatchClosed,
    BatchGivenUp,
    Checked,
    Exported,
    ExportStarted,
    PagesShown,
    Purged,
    ReceiptReceived,
    Recovered,
    Released,
    Superseded,
    UploadStep,
    Withdrawn,
)
from scanstation.events.edits import (
    BoundarySet,
    ClassSet,
    FieldsChanged,
    FieldSet,
    FieldsFilled,
    PageKindSet,
    PageMoved,
    PageRejected,
    PageReplaced,
    PageRestored,
    PageRotated,
    Redone,
    Separated,
    SeparationChanged,
    StepTaken,
    TextRecognised,
    Undone,
)

Payload = dict[str, Any]

EVENT_TYPES: dict[str, type[Event]] = {
    kind.type: kind
    for kind in (
        AnomalyAnswered,
        AnomalyNoted,
        BatchClosed,
        BatchDescribed,
        BatchGivenUp,
        BatchOpened,
        BoundarySet,
        Checked,
        ClassSet,
        CorrectionExplained,
        CorrectionOpened,
        ExportStarted,
        Exported,
        FeedEnded,
        FeedStarted,
        FieldSet,
        FieldsChanged,
        FieldsFilled,
        OrientationRecognised,
        PageAnalysed,
        PageCaptured,
        PageKindSet,
        PageMoved,
        PageRejected,
        PageReplaced,
        PageRestored,
        PageRotated,
        PagesShown,
        Purged,
        ReceiptReceived,
        Recovered,
        Redone,
        Released,
        Separated,
        SeparationChanged,
        StepTaken,
        Superseded,
        TextRecognised,
        Undone,
        UploadStep,
        Withdrawn,
    )
}

UPCASTS: dict[tuple[str, int], Callable[[Payload], Payload]] = {}
"""(type, old version) -> payload of the next version."""


def encode(event: Event) -> tuple[str, int, Payload]:
    """Return the event's type, version and payload as the journal stores them."""
    return event.type, event.version, to_json(event)


def decode(kind: str, version: int, payload: Payload) -> Event:
    """Return the event of a journal row, upcast to today's version.

    Raises:
        KeyError: this program does not know the type or its version (the journal is newer).
    """
    event_type = EVENT_TYPES[kind]
    if version > event_type.version:
        raise KeyError(f"{kind} {version}")
    while version < event_type.version:
        payload = UPCASTS[(kind, version)](payload)
        version += 1
    event: Event = from_json(event_type, payload)
    return event


__all__ = [
    "EVENT_TYPES",
    "UPCASTS",
    "AnomalyAnswered",
    "AnomalyNoted",
    "BatchClosed",
    "BatchDescribed",
    "BatchGivenUp",
    "BatchOpened",
    "BoundarySet",
    "Checked",
    "ClassSet",
    "CorrectionExplained",
    "CorrectionOpened",
    "DuplexPass",
    "Event",
    "ExportStarted",
    "Exported",
    "FeedEnded",
    "FeedStarted",
    "FieldSet",
    "FieldsChanged",
    "FieldsFilled",
    "OrientationRecognised",
    "PageAnalysed",
    "PageCaptured",
    "PageKindSet",
    "PageMoved",
    "PageRejected",
    "PageReplaced",
    "PageRestored",
    "PageRotated",
    "PagesShown",
    "Payload",
    "Purged",
    "ReceiptReceived",
    "Recovered",
    "Redone",
    "Released",
    "Separated",
    "SeparationChanged",
    "StepTaken",
    "Superseded",
    "TextRecognised",
    "Undone",
    "UploadStep",
    "Withdrawn",
    "decode",
    "encode",
    "from_json",
    "to_json",
]
