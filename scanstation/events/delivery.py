"""Events from the quality check to the receipt and the purge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from scanstation.events.base import Event
from scanstation.model import ShownPage, UploadState


@dataclass(frozen=True, slots=True)
class PagesShown(Event):
    """The row's operator saw these pages."""

    type: ClassVar[str] = "pages_shown"
    pages: tuple[ShownPage, ...]


@dataclass(frozen=True, slots=True)
class Checked(Event):
    """A quality check by the row's operator: the pages looked at, the outcome, the findings."""

    type: ClassVar[str] = "checked"
    sample: tuple[str, ...]
    passed: bool
    findings: str = ""


@dataclass(frozen=True, slots=True)
class Released(Event):
    """The batch may be exported."""

    type: ClassVar[str] = "released"


@dataclass(frozen=True, slots=True)
class Withdrawn(Event):
    """The release does not count any more; packages that were not sent are void."""

    type: ClassVar[str] = "withdrawn"
    reason: str


@dataclass(frozen=True, slots=True)
class BatchGivenUp(Event):
    """The batch ends without being sent, with a reason; its pages stay until purged."""

    type: ClassVar[str] = "batch_given_up"
    reason: str


@dataclass(frozen=True, slots=True)
class ExportStarted(Event):
    """A package with this id is about to be written for the document."""

    type: ClassVar[str] = "export_started"
    document: str
    package: str


@dataclass(frozen=True, slots=True)
class Exported(Event):
    """The package lies durable under ``path``; ``files`` maps names to SHA-256."""

    type: ClassVar[str] = "exported"
    document: str
    package: str
    path: str
    files: dict[str, str]
    manifest: str
    head: str
    """Head of the journal that the transfer note names."""


@dataclass(frozen=True, slots=True)
class UploadStep(Event):
    """A step of the outbox, written before or after the outside heard of it.

    ``reason`` is German; ``code`` is the name of the error's class.
    """

    type: ClassVar[str] = "upload_step"
    document: str
    package: str
    target: str
    state: UploadState
    remote_id: str = ""
    offset: int = 0
    reason: str = ""
    permanent: bool = False
    reason_en: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Superseded(Event):
    """A document that could not be stored is replaced by a corrected version in ``batch``."""

    type: ClassVar[str] = "superseded"
    document: str
    batch: str


@dataclass(frozen=True, slots=True)
class ReceiptReceived(Event):
    """The target proved that it stored exactly the bytes that were sent."""

    type: ClassVar[str] = "receipt_received"
    document: str
    package: str
    target: str
    remote_id: str
    sha256: str
    verified_by: str
    receipt: str
    training: bool


@dataclass(frozen=True, slots=True)
class Recovered(Event):
    """The batch was opened again after a crash; ``in_flight`` says what was under way."""

    type: ClassVar[str] = "recovered"
    in_flight: str


@dataclass(frozen=True, slots=True)
class Purged(Event):
    """Payloads of rows and blobs were erased, by policy and for a reason."""

    type: ClassVar[str] = "purged"
    rows: tuple[int, ...]
    blobs: tuple[str, ...]
    reason: str
    cites: str = ""
    """Hash of the closing record that was valid before."""


@dataclass(frozen=True, slots=True)
class BatchClosed(Event):
    """The last event of a finished batch."""

    type: ClassVar[str] = "batch_closed"
