"""Events from the opening of a batch to the facts of its pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, Literal

from scanstation.errors import Text
from scanstation.events.base import Event
from scanstation.model import (
    DeviceFact,
    Image,
    IndexValue,
    OrientationFact,
    PageFacts,
    Predecessor,
    Profile,
    ScanOptions,
    Side,
)


@dataclass(frozen=True, slots=True)
class BatchOpened(Event):
    """A batch begins; the profile is a snapshot, later changes of the file do not matter."""

    type: ClassVar[str] = "batch_opened"
    batch: str
    tenant: str
    profile: Profile
    operator: str
    station: str
    received: str = ""
    box: str = ""
    expected_sheets: int | None = None


@dataclass(frozen=True, slots=True)
class BatchDescribed(Event):
    """What is known of the stack was put right by hand; all three values, changed or not."""

    type: ClassVar[str] = "batch_described"
    undoable: ClassVar[bool] = True
    received: str
    box: str
    expected_sheets: int | None


@dataclass(frozen=True, slots=True)
class CorrectionOpened(Event):
    """The batch holds corrected versions of documents of another one; written with its pages.

    ``pages`` maps a page to the old document that it comes from.
    """

    type: ClassVar[str] = "correction_opened"
    of: str
    documents: tuple[Predecessor, ...]
    pages: dict[str, str]


@dataclass(frozen=True, slots=True)
class CorrectionExplained(Event):
    """Why a batch corrects another, and the old documents' values, by old document and field."""

    type: ClassVar[str] = "correction_explained"
    reason: str
    values: dict[str, dict[str, IndexValue]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DuplexPass:
    """One pass of a stack that a one-sided feeder scans twice: fronts, then backs.

    Attributes:
        stack: id that both passes share.
        side: which sides this pass feeds.
        order: how the backs lie against the fronts; empty in the pass of the fronts.
    """

    stack: str
    side: Side
    order: Literal["", "reversed", "same"] = ""


@dataclass(frozen=True, slots=True)
class FeedStarted(Event):
    """A device begins to feed, or files begin to be imported (``device`` is ``import``)."""

    type: ClassVar[str] = "feed_started"
    feed: str
    device: str
    options: ScanOptions
    duplex_pass: DuplexPass | None = None


@dataclass(frozen=True, slots=True)
class PageCaptured(Event):
    """A page is durable. ``before`` names the page it is inserted before, empty appends."""

    type: ClassVar[str] = "page_captured"
    page: str
    sheet: str
    side: Side
    image: Image
    device: str
    feed: str
    frame: str = ""
    original: str = ""
    source: str = ""
    before: str = ""
    anomalies: tuple[str, ...] = ()
    scanned_at: str = ""
    """When and by whom a page was scanned that a corrected version took over; else the row says."""
    scanned_by: str = ""
    device_fact: DeviceFact | None = None
    """What the device itself said of the page."""


@dataclass(frozen=True, slots=True)
class FeedEnded(Event):
    """A feed is over. ``frames`` and ``sheets`` are the device side's own counts, None if unknown.

    ``reason`` is ``end``, ``stopped``, ``interrupted`` (found when the batch was opened
    again) or the name of a device error.
    """

    type: ClassVar[str] = "feed_ended"
    feed: str
    frames: int | None
    sheets: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class PageAnalysed(Event):
    """Facts of one page and its thumbnail blob."""

    type: ClassVar[str] = "page_analysed"
    page: str
    facts: PageFacts
    thumbnail: str = ""


@dataclass(frozen=True, slots=True)
class OrientationRecognised(Event):
    """Tesseract's orientation detection, trailing where the line structure was unsure."""

    type: ClassVar[str] = "orientation_recognised"
    page: str
    fact: OrientationFact


@dataclass(frozen=True, slots=True)
class AnomalyNoted(Event):
    """Something that belongs into the transfer note; ``like`` is what its page looks like."""

    type: ClassVar[str] = "anomaly_noted"
    kind: str
    text: Text
    page: str = ""
    sheet: int = 0
    needs_answer: bool = False
    like: str = ""


@dataclass(frozen=True, slots=True)
class AnomalyAnswered(Event):
    """A person decided about an anomaly; ``row`` is the row that noted it, ``key`` names it."""

    type: ClassVar[str] = "anomaly_answered"
    undoable: ClassVar[bool] = True
    row: int
    key: str
    answer: str
