"""What the fold knows while it goes through the journal: of a row, a page, a feed, a document."""

from __future__ import annotations

from dataclasses import dataclass, field

from scanstation import events
from scanstation.model import Anomaly, IndexValue, PageFacts, Quarter, Transfer


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who wrote a row, and when."""

    number: int
    time: str
    operator: str
    station: str


@dataclass(slots=True)
class PageRecord:
    """What is known of one page while folding."""

    captured: events.PageCaptured
    number: int
    sheet: int
    scanned_by: str = ""
    facts: PageFacts | None = None
    thumbnail: str = ""
    words: str = ""
    words_rotation: Quarter = 0
    seen_rotation: Quarter | None = None
    hand_rotation: Quarter | None = None


@dataclass(slots=True)
class FeedRecord:
    """A feed: its device's counts once it has ended."""

    captured: int = 0
    ended: bool = False
    frames: int | None = None


@dataclass(slots=True)
class DocumentRecord:
    """What is known of one document beside its pages."""

    found_class: str = ""
    hand_class: str = ""
    found: dict[str, IndexValue] = field(default_factory=dict)
    by_hand: dict[str, IndexValue | None] = field(default_factory=dict)
    package: str = ""
    package_path: str = ""
    exporting: bool = False
    transfer: Transfer | None = None


@dataclass(slots=True)
class SeparationRun:
    """The separation run in force: its newest row (0: none), its anomalies as it said them.

    ``former`` holds the document that each page ever opened, by runs that are in force.
    """

    row: int = 0
    anomalies: tuple[Anomaly, ...] = ()
    former: dict[str, str] = field(default_factory=dict)
