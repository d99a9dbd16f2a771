"""Events of separation and of an operator's edits. Most can be undone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from scanstation.errors import Text
from scanstation.events.base import Event
from scanstation.model import Anomaly, IndexValue, Opening, PageKind, Quarter


@dataclass(frozen=True, slots=True)
class Separated(Event):
    """The outcome of one separation run over all pages; it replaces the run before."""

    type: ClassVar[str] = "separated"
    openings: tuple[Opening, ...]
    kinds: dict[str, PageKind]
    """Kinds that are not ``document``, by page."""
    anomalies: tuple[Anomaly, ...] = ()


@dataclass(frozen=True, slots=True)
class SeparationChanged(Event):
    """A separation run as the difference to the one in row ``base``; nothing was undone between.

    Attributes:
        base: row of a whole run or of another difference; it is in force whenever this is.
        openings: new or different ones.
        closed: pages at which nothing opens any more.
        kinds: kinds that are different; None is ``document`` again.
        anomalies: new ones.
        places: the anomalies of this run in order: places in those of ``base``, -1 for the next
            of the new ones; None if they are the same.
    """

    type: ClassVar[str] = "separation_changed"
    base: int
    openings: tuple[Opening, ...] = ()
    closed: tuple[str, ...] = ()
    kinds: dict[str, PageKind | None] = field(default_factory=dict)
    anomalies: tuple[Anomaly, ...] = ()
    places: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class BoundarySet(Event):
    """By hand: a document opens at ``page`` (``document`` is its id) or, if empty, none does."""

    type: ClassVar[str] = "boundary_set"
    undoable: ClassVar[bool] = True
    page: str
    document: str


@dataclass(frozen=True, slots=True)
class PageKindSet(Event):
    """By hand: the page is of this kind; None gives it back to the detectors."""

    type: ClassVar[str] = "page_kind_set"
    undoable: ClassVar[bool] = True
    page: str
    kind: PageKind | None


@dataclass(frozen=True, slots=True)
class PageMoved(Event):
    """The page now lies before ``before`` (empty: at the end) in the given document."""

    type: ClassVar[str] = "page_moved"
    undoable: ClassVar[bool] = True
    page: str
    before: str
    document: str


@dataclass(frozen=True, slots=True)
class PageRotated(Event):
    """By hand: degrees clockwise that turn the page as stored upright."""

    type: ClassVar[str] = "page_rotated"
    undoable: ClassVar[bool] = True
    page: str
    rotation: Quarter


@dataclass(frozen=True, slots=True)
class PageRejected(Event):
    """The page stays out of every document, with a reason."""

    type: ClassVar[str] = "page_rejected"
    undoable: ClassVar[bool] = True
    page: str
    reason: str


@dataclass(frozen=True, slots=True)
class PageRestored(Event):
    """A rejected or replaced page counts again."""

    type: ClassVar[str] = "page_restored"
    undoable: ClassVar[bool] = True
    page: str


@dataclass(frozen=True, slots=True)
class PageReplaced(Event):
    """``by`` (a rescan) takes the place of ``page`` in stack and document."""

    type: ClassVar[str] = "page_replaced"
    undoable: ClassVar[bool] = True
    page: str
    by: str


@dataclass(frozen=True, slots=True)
class TextRecognised(Event):
    """Words of a page lie in the blob ``words``; ``model`` is the hash of the language data."""

    type: ClassVar[str] = "text_recognised"
    page: str
    words: str
    engine: str
    engine_version: str
    model: str
    confidence: float
    rotation: Quarter = 0
    """How the page was turned for reading; turned otherwise since, it is read again."""


@dataclass(frozen=True, slots=True)
class ClassSet(Event):
    """The document is of this document class."""

    type: ClassVar[str] = "class_set"
    undoable: ClassVar[bool] = True
    document: str
    document_class: str


@dataclass(frozen=True, slots=True)
class FieldSet(Event):
    """An index field has this value; None clears it."""

    type: ClassVar[str] = "field_set"
    undoable: ClassVar[bool] = True
    document: str
    name: str
    value: IndexValue | None


@dataclass(frozen=True, slots=True)
class FieldsFilled(Event):
    """Values found without a person, by document and field; an operator's value stays."""

    type: ClassVar[str] = "fields_filled"
    values: dict[str, dict[str, IndexValue]] = field(default_factory=dict)
    classes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FieldsChanged(Event):
    """What is filled in otherwise than in row ``base``; nothing was undone between.

    Attributes:
        base: row of a ``FieldsFilled`` or of another difference; it is in force if this is.
        values: all values of each document that has other ones, empty if none any more.
        classes: other classes, empty if the profile's counts again.
    """

    type: ClassVar[str] = "fields_changed"
    base: int
    values: dict[str, dict[str, IndexValue]] = field(default_factory=dict)
    classes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StepTaken(Event):
    """The edits in ``rows``, written together with this, are one step of undo and redo."""

    type: ClassVar[str] = "step_taken"
    rows: tuple[int, ...]
    text: Text


@dataclass(frozen=True, slots=True)
class Undone(Event):
    """The edit in ``row`` does not count any more."""

    type: ClassVar[str] = "undone"
    row: int


@dataclass(frozen=True, slots=True)
class Redone(Event):
    """The edit in ``row`` counts again."""

    type: ClassVar[str] = "redone"
    row: int
