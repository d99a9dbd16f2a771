"""Batches, pages, documents and their index values: the state that replay folds."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from scanstation.errors import NOTHING, Text
from scanstation.model.facts import Box, DeviceFact, PageFacts, Quarter
from scanstation.model.profiles import Mode, Profile

Side = Literal["front", "back"]


class PageKind(StrEnum):
    """The bucket of the sheet ledger that a page ends in: exactly one."""

    DOCUMENT = "document"
    SEPARATOR = "separator"
    BLANK = "blank"
    REJECTED = "rejected"
    REPLACED = "replaced"


class ValueSource(StrEnum):
    """Where an index value came from."""

    SEPARATOR = "separator"
    BARCODE = "barcode"
    OCR = "ocr"
    LOOKUP = "lookup"
    OPERATOR = "operator"
    PREVIOUS = "previous"
    BATCH = "batch"
    """Receipt date or box, inherited from the batch."""
    FORMER = "former"
    """The document that this one corrects."""


class BatchState(StrEnum):
    """Life of a batch.

    open -> released -> exported -> sent -> closed
      ^________|  (withdrawn, until sending starts)
    open | released -> abandoned
    """

    OPEN = "open"
    RELEASED = "released"
    EXPORTED = "exported"
    SENT = "sent"
    CLOSED = "closed"
    ABANDONED = "abandoned"


class UploadState(StrEnum):
    """Life of a document in the outbox.

    prepared -> sending -> stored -> verified
        ^_________|           |
        |  (find says no)     v
        +------------------ failed (visible with reason; does not block the others)
                              | permanent, and a corrected version takes its place
                              v
                          superseded (final)
    """

    PREPARED = "prepared"
    SENDING = "sending"
    STORED = "stored"
    VERIFIED = "verified"
    FAILED = "failed"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class Word:
    """A recognised word; the box lies in pixels of the page as stored (before any rotation)."""

    text: str
    box: Box
    confidence: float
    line: int


@dataclass(frozen=True, slots=True)
class Image:
    """An immutable image in the store.

    Attributes:
        blob: SHA-256 (hex) of the bytes, its name in the store.
        media_type: ``image/jpeg``, ``image/png``, ``image/tiff`` (CCITT G4) ...
        width, height: pixels.
        dpi: dots per inch in both directions (x, y).
    """

    blob: str
    media_type: str
    width: int
    height: int
    dpi: tuple[float, float]
    mode: Mode


@dataclass(frozen=True, slots=True)
class Page:
    """One scanned side (Seite).

    Attributes:
        number: place in the batch as captured, from 1; for people, never for reference.
        sheet: number of the sheet (Blatt) it belongs to, from 1.
        rotation: degrees clockwise that turn it upright (detected or by hand).
        skew: degrees clockwise to be taken back by geometry.
        thumbnail, words: blobs, empty until known.
    """

    id: str
    number: int
    sheet_id: str
    sheet: int
    side: Side
    image: Image
    kind: PageKind
    device: str
    document: str = ""
    facts: PageFacts | None = None
    rotation: Quarter = 0
    skew: float = 0.0
    thumbnail: str = ""
    words: str = ""
    anomalies: tuple[str, ...] = ()
    original: str = ""
    """Blob of the imported file that this page came from."""
    source: str = ""
    """File name of an imported page, empty for scans."""
    scanned_by: str = ""
    """Who stood at the device."""
    former_words: str = ""
    """Blob of the words as the page was turned before, until it is read anew."""
    device_fact: DeviceFact | None = None
    """What the device itself read on it, or printed onto it."""


@dataclass(frozen=True, slots=True)
class IndexValue:
    """A value of an index field and its origin; a case number also needs ``confirmed_by``."""

    value: str
    source: ValueSource
    confidence: float
    page: str = ""
    region: Box | None = None
    confirmed_by: str = ""


@dataclass(frozen=True, slots=True)
class Opening:
    """Where a document begins, why, and how sure that is (0..1)."""

    document: str
    page: str
    reason: str
    confidence: float
    values: dict[str, str] = field(default_factory=dict)
    separator: tuple[str, ...] = ()
    by_hand: bool = False
    case_number_sure: bool = False
    """The sheet's check digit was right."""


@dataclass(frozen=True, slots=True)
class ShownPage:
    """A page as a person saw it: turned like this, in this document."""

    page: str
    document: str
    rotation: Quarter


@dataclass(frozen=True, slots=True)
class Predecessor:
    """The sent document that a corrected version names; ``receipt`` is empty if it never arrived.

    Attributes:
        batch, document, package, receipt: UUIDs.
        number: the document's number in its batch.
    """

    batch: str
    document: str
    number: int
    package: str
    target: str = ""
    receipt: str = ""


@dataclass(frozen=True, slots=True)
class Transfer:
    """How far a document's package has come.

    Attributes:
        reason: why it failed, with what to do.
        code: name of the error's class, empty if none.
        superseded_by: batch of the corrected version that takes its place.
    """

    package: str
    target: str
    state: UploadState
    remote_id: str = ""
    offset: int = 0
    reason: Text = NOTHING
    permanent: bool = False
    receipt: str = ""
    training: bool = False
    code: str = ""
    superseded_by: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """Pages that belong together (Dokument), opened at a boundary."""

    id: str
    number: int
    pages: tuple[str, ...]
    document_class: str
    opening: Opening
    fields: dict[str, IndexValue] = field(default_factory=dict)
    package: str = ""
    package_path: str = ""
    transfer: Transfer | None = None
    class_by_hand: bool = False
    corrects: tuple[Predecessor, ...] = ()
    """What this document takes the place of."""


@dataclass(frozen=True, slots=True)
class Anomaly:
    """Something worth a line in the transfer note (jam, double feed, rescan, missing number).

    ``like`` is another page that ``page`` looks like.
    """

    kind: str
    text: Text
    page: str = ""
    sheet: int = 0
    row: int = 0
    needs_answer: bool = False
    answer: str = ""
    like: str = ""

    @property
    def key(self) -> str:
        """Name that stays the same when separation runs again."""
        return f"{self.kind}:{self.page}:{self.sheet}"


@dataclass(frozen=True, slots=True)
class Ledger:
    """Every captured page in exactly one bucket; ``expected`` and ``fed`` are counts from outside.

    ``fed`` is the number of frames the device workers say they sent, None while a feed runs.
    ``skipped`` sheets were left out by a named person; each may or may not have come later.
    """

    captured: int
    documents: int
    separators: int
    blank: int
    rejected: int
    replaced: int
    fed: int | None
    sheets: int
    expected_sheets: int | None
    skipped: int = 0

    @property
    def balanced(self) -> bool:
        """Whether buckets, device counts and the expected sheets agree."""
        buckets = self.documents + self.separators + self.blank + self.rejected + self.replaced
        return buckets == self.captured == self.fed and self.sheets_agree

    @property
    def sheets_agree(self) -> bool:
        """Whether the sheets that were counted came, or were left out by name."""
        missing = 0 if self.expected_sheets is None else self.expected_sheets - self.sheets
        return 0 <= missing <= self.skipped


@dataclass(frozen=True, slots=True)
class Check:
    """A recorded quality check (A.SC.8, A.NB.2)."""

    by: str
    time: str
    sample: tuple[str, ...]
    passed: bool
    findings: str
    row: int


@dataclass(frozen=True, slots=True)
class Problem:
    """A reason why something is not ready yet; never an exception."""

    code: str
    text: Text
    document: int = 0
    field: str = ""
    page: int = 0


@dataclass(frozen=True, slots=True)
class Batch:
    """A stack (Stapel) as the fold of its journal."""

    id: str
    tenant: str
    profile: Profile
    operator: str
    station: str
    opened: str
    state: BatchState
    pages: tuple[Page, ...]
    """In the order of the stack after moves and inserts."""
    documents: tuple[Document, ...]
    anomalies: tuple[Anomaly, ...]
    checks: tuple[Check, ...]
    ledger: Ledger
    released: str = ""
    """UTC time of the release that counts, empty if there is none."""
    received: str = ""
    box: str = ""
    head: str = ""
    """Hash of the last row of the journal."""
    rows: int = 0
    content_row: int = 0
    """Row of the last change to pages or boundaries; a quality check must come after it."""
    moved_on: bool = False
    """Whether pages took other places since the last separation run."""
    in_flight: str = ""
    """What was under way when the journal ends, empty if nothing."""
    openings: dict[str, Opening] = field(default_factory=dict)
    joined: frozenset[str] = frozenset()
    kinds_by_hand: dict[str, PageKind] = field(default_factory=dict)
    boundaries_by_hand: dict[str, str] = field(default_factory=dict)
    """Page -> document of every boundary set by hand, also where nothing opens just now."""
    page_index: dict[str, int] = field(default_factory=dict)
    shown: dict[str, frozenset[str]] = field(default_factory=dict)
    """Page -> who saw it as it is now: turned like this, in this document."""
    corrects: str = ""
    """The batch whose documents this one corrects, empty if none."""
    correction_reason: str = ""
    former_values: dict[str, dict[str, IndexValue]] = field(default_factory=dict)
    """Field values of corrected documents, by id of the old document."""

    def page(self, page_id: str) -> Page:
        """Return the page with this id (KeyError if there is none)."""
        return self.pages[self.page_index[page_id]]

    def document(self, document_id: str) -> Document:
        """Return the document with this id (KeyError if there is none)."""
        for document in self.documents:
            if document.id == document_id:
                return document
        raise KeyError(document_id)
