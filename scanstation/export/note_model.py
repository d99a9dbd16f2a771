"""What a transfer note (Transfervermerk) says, as plain values.

Content after BSI TR-03138 A.NB.4 (a to f); the workflow fills it from the journal.
All times are ISO 8601 with offset, all hashes SHA-256 in lower-case hex.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scanstation.model import Box, PageKind, Predecessor, Quarter, Side

Origin = Literal["scan", "import", "born_digital"]
"""``import``: a picture of paper that came as a file; ``born_digital``: there never was paper."""


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation with the unit in charge (DRV: OrganisationTyp)."""

    name: str
    place: str
    unit: str
    street: str = ""
    postcode: str = ""


@dataclass(frozen=True, slots=True)
class Creator:
    """The natural person who answers for the scan product, by name or pseudonym (A.NB.4 a)."""

    name: str
    pseudonym: bool = False


@dataclass(frozen=True, slots=True)
class Procedure:
    """The procedure whose documentation (Verfahrensdokumentation) holds for this scan.

    ``version`` and ``released`` (a date, YYYY-MM-DD, empty if not known) name the state of the
    documentation.
    """

    title: str
    version: str
    released: str
    maintainer: Organisation
    variant: str = "Standard"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Technical surroundings of the capture (A.NB.4 b)."""

    station: str
    software: str
    software_version: str
    operating_system: str
    devices: tuple[str, ...]
    profile: str
    profile_version: str
    profile_sha256: str


@dataclass(frozen=True, slots=True)
class Times:
    """Times of the steps (A.NB.4 d); ``received`` is the date of receipt (YYYY-MM-DD)."""

    scanned_from: str
    scanned_to: str
    released: str
    indexed: str = ""
    received: str = ""


@dataclass(frozen=True, slots=True)
class Attribute:
    """A named value of a processing step; ``anomaly`` marks something unusual."""

    name: str
    value: str
    anomaly: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """A processing step (DRV: ProzessschrittTyp): who or what did it, on which system."""

    name: str
    time: str
    by: str
    system: str
    attributes: tuple[Attribute, ...] = ()


@dataclass(frozen=True, slots=True)
class NotePage:
    """One page image of the document.

    Attributes:
        number: page of the document, from 1.
        page: UUID of the page.
        position: place of the image in the batch, from 1.
        sha256: of the image as stored.
        stream_sha256, stream_filter: of the image stream in the PDF; filled by the export.
        recoded: the stream holds the same pixels in another coding; filled by the export.
        crop: what stays visible, in pixels of the straightened page.
        crop_removes_content: the crop hides more than paper white.
        symbol_coded: the imported image was symbol coded (JBIG2) and was kept as Group 4.
        source, original: file name and hash of the imported file.
    """

    number: int
    page: str
    position: int
    sheet: int
    side: Side
    sha256: str
    media_type: str
    width: int
    height: int
    dpi: tuple[float, float]
    rotation: Quarter = 0
    skew: float = 0.0
    crop: Box | None = None
    crop_removes_content: bool = False
    origin: Origin = "scan"
    symbol_coded: bool = False
    source: str = ""
    original: str = ""
    stream_sha256: str = ""
    stream_filter: str = ""
    recoded: bool = False


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An image that belongs to the document's stretch of the batch but not to the document."""

    page: str
    position: int
    sheet: int
    side: Side
    sha256: str
    kind: PageKind
    reason: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class NoteAnomaly:
    """Something unusual during the scan (A.NB.4 c); sheet 0 and page "" are not bound to one."""

    kind: str
    text: str
    time: str = ""
    sheet: int = 0
    page: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """Something a person set by hand: boundary, rotation, order, a field."""

    what: str
    by: str
    time: str
    page: str = ""


@dataclass(frozen=True, slots=True)
class Amendment:
    """What a corrected version takes the place of, and why.

    Attributes:
        scanned_by: who stood at the device; the batch's operator made the correction.
    """

    reason: str
    former: tuple[Predecessor, ...]
    scanned_by: str = ""


@dataclass(frozen=True, slots=True)
class QualityCheck:
    """A recorded quality check (A.NB.4 e): outcome, number of pages looked at, findings."""

    by: str
    time: str
    passed: bool
    sample: int
    findings: str = ""


@dataclass(frozen=True, slots=True)
class Completeness:
    """The sheet ledger at release: every captured image in one bucket, counted from outside too."""

    captured: int
    documents: int
    separators: int
    blank: int
    rejected: int
    replaced: int
    fed: int
    sheets: int
    expected_sheets: int | None = None


@dataclass(frozen=True, slots=True)
class NoteInput:
    """Everything that one transfer note says.

    Attributes:
        created: when the note was made.
        batch, document, package: UUIDs.
        batch_opened: when the batch was opened.
        number: the document's number in its batch.
        images_in_batch: number of images in the batch.
        journal_head, journal_row: hash and number of the journal's last row.
        box: number of the box the paper went into, empty if unknown.
        steps: further processing steps; scan, index, check and release are always listed.
        amends: the sent documents that this one corrects.
    """

    created: str
    batch: str
    document: str
    package: str
    batch_opened: str
    number: int
    images_in_batch: int
    journal_head: str
    journal_row: int
    contractor: Organisation
    creator: Creator
    procedure: Procedure
    surroundings: Surroundings
    times: Times
    completeness: Completeness
    pages: tuple[NotePage, ...]
    checks: tuple[QualityCheck, ...]
    client: Organisation | None = None
    left_out: tuple[LeftOut, ...] = ()
    anomalies: tuple[NoteAnomaly, ...] = ()
    corrections: tuple[Correction, ...] = ()
    steps: tuple[Step, ...] = ()
    box: str = ""
    amends: Amendment | None = None

    @property
    def born_digital(self) -> bool:
        """Whether there never was paper: then this is no transfer note but a note of receipt."""
        return all(page.origin == "born_digital" for page in self.pages)
