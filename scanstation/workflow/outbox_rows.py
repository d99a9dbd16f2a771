"""The outbox as people look at it: one row a document, with reason, remedy, receipt, web page."""

from __future__ import annotations

import threading
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, urlsplit

from scanstation import errors, events
from scanstation.errors import NOTHING, ScanstationError, Text
from scanstation.model import (
    Batch,
    BatchState,
    Document,
    DocumentClass,
    FieldKind,
    Target,
    Transfer,
    UploadState,
)
from scanstation.store.catalogue import BatchSummary
from scanstation.workflow.catalogue import list_batches
from scanstation.workflow.grace import Grace
from scanstation.workflow.session import BatchSession
from scanstation.workflow.workspace import Workspace

OWN_TYPE = "sst:document"
"""Documents of this type lie in an eAkte of ours, which has a web page for each."""

FINISHED_SHOWN = 50
"""Batches that are sent: the newest are shown, the batch list finds the others."""

_WAITING = frozenset({BatchState.RELEASED.value, BatchState.EXPORTED.value, BatchState.SENT.value})


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """How one document stands.

    Attributes:
        document: its number in the batch.
        opened: UTC time the batch was opened.
        title: of its document class.
        packed: its package is written.
        sent, size: bytes the target confirmed, and bytes there are.
        reason: why it is not there yet: what happened, what is safe, what to do.
        permanent: only a person can go on.
        code: name of the error's class.
        stored: UTC time of the receipt.
        verified_by: how it was proved that the target stored the right bytes.
        address: of its page in the browser, empty if the target has none.
        sends_at: until then its release waits to be withdrawn, None if it does not.
    """

    batch: str
    document: int
    document_id: str
    opened: str
    title: Text
    case_number: str
    target: str
    target_title: Text
    state: UploadState
    packed: bool
    sent: int = 0
    size: int = 0
    reason: Text = NOTHING
    permanent: bool = False
    code: str = ""
    package: str = ""
    remote_id: str = ""
    receipt: str = ""
    stored: str = ""
    sha256: str = ""
    verified_by: str = ""
    training: bool = False
    address: str = ""
    sends_at: datetime | None = None

    @property
    def failed(self) -> bool:
        """Whether it waits for something to be mended or tried again."""
        return self.state is UploadState.FAILED or bool(self.code)

    @property
    def done(self) -> bool:
        """Whether nothing is left to do."""
        return self.state in (UploadState.VERIFIED, UploadState.SUPERSEDED)


def anything_waits(workspace: Workspace) -> bool:
    """Whether anything is released and not sent yet; asked of the catalogue alone."""
    return any(one.state in _WAITING for one in list_batches(workspace))


class OutboxReader:
    """Reads rows; a batch whose journal has not grown is not read again. For any thread."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[int, tuple[OutboxRow, ...]]] = {}
        self._lock = threading.Lock()

    def read(self, workspace: Workspace, address: str = "") -> tuple[OutboxRow, ...]:
        """Return what waits and the newest of what is sent, oldest batch first.

        Args:
            address: of the target, instead of its own (the embedded eAkte on a free port).
        """
        every = list_batches(workspace)
        grace = Grace(workspace.settings.release.withdraw_seconds)
        held = dict(grace.held(every, datetime.now(UTC)))
        with self._lock:
            return tuple(
                replace(row, sends_at=held[one.batch]) if one.batch in held else row
                for one in _shown(every)
                for row in self._rows(workspace, one, address)
            )

    def _rows(self, workspace: Workspace, one: BatchSummary, address: str) -> tuple[OutboxRow, ...]:
        known = self._known.get(one.batch)
        if known is None or known[0] != one.rows:
            try:
                with closing(workspace.read(one.batch)) as session:
                    known = (one.rows, tuple(_of_batch(workspace, session, address)))
            except ScanstationError:  # the batch list names it as broken
                known = (one.rows, ())
            self._known[one.batch] = known
        return known[1]


def _shown(every: list[BatchSummary]) -> list[BatchSummary]:
    waiting = [one for one in every if one.state in _WAITING]
    finished = [one for one in every if one.state == BatchState.CLOSED.value and one.outbox]
    return [*finished[-FINISHED_SHOWN:], *waiting]


def _of_batch(workspace: Workspace, session: BatchSession, address: str) -> list[OutboxRow]:
    batch = session.batch()
    target = workspace.configuration.targets.get(batch.profile.target)
    receipts = {
        row.payload["document"]: (row.time, row.payload)
        for row in session.journal.read()
        if row.type == events.ReceiptReceived.type and row.payload
    }
    rows = []
    for document in batch.documents:
        row = _row(workspace, batch, document, target)
        time, receipt = receipts.get(document.id, ("", {}))
        rows.append(
            replace(
                row,
                stored=time,
                sha256=str(receipt.get("sha256", "")),
                verified_by=str(receipt.get("verified_by", "")),
                address=web_address(target, row.remote_id, address),
            )
        )
    return rows


def _row(
    workspace: Workspace, batch: Batch, document: Document, target: Target | None
) -> OutboxRow:
    transfer = document.transfer or Transfer(
        document.package, batch.profile.target, UploadState.PREPARED
    )
    declared = workspace.configuration.classes.get(document.document_class)
    name = document.document_class
    size = _size(workspace.packages / document.package_path) if document.package_path else 0
    done = transfer.state in (UploadState.STORED, UploadState.VERIFIED)
    return OutboxRow(
        batch=batch.id,
        document=document.number,
        document_id=document.id,
        opened=batch.opened,
        title=declared.title if declared else Text(name, name),
        case_number=case_number(declared, document),
        target=transfer.target,
        target_title=target.title if target else Text(transfer.target, transfer.target),
        state=transfer.state,
        packed=bool(document.package_path),
        sent=size if done else min(transfer.offset, size),
        size=size,
        reason=transfer.reason,
        permanent=transfer.permanent,
        code=transfer.code,
        package=document.package,
        remote_id=transfer.remote_id,
        receipt=transfer.receipt,
        training=transfer.training,
    )


def case_number(declared: DocumentClass | None, document: Document) -> str:
    """Return the value of the field that its class declares as the case number."""
    for spec in declared.fields if declared else ():
        if spec.kind is FieldKind.CASE_NUMBER and spec.name in document.fields:
            return document.fields[spec.name].value
    return ""


def _size(folder: Path) -> int:
    """Return the bytes of the document itself; 0 once the package is erased."""
    try:
        return next((one.stat().st_size for one in folder.glob("*.pdf")), 0)
    except OSError:
        return 0


def web_address(target: Target | None, remote_id: str, address: str = "") -> str:
    """Return where a browser shows a stored document, empty if nobody knows.

    Args:
        address: of the target, instead of its own.
    """
    if target is None or not remote_id:
        return ""
    template = target.options.get("open_url", "")
    if template:
        return template.replace("{id}", quote(remote_id, safe=""))
    if target.kind == "cmis" and target.options.get("object_type") == OWN_TYPE:
        parts = urlsplit(address or target.address)
        return f"{parts.scheme}://{parts.netloc}/dokumente/{quote(remote_id, safe='')}"
    if target.kind == "folder":
        path = Path(target.address) / remote_id
        return path.absolute().as_uri() if path.exists() else ""
    return ""


def remedy(row: OutboxRow) -> Text:
    """Return what to do about a failed row, in one sentence."""
    kind = getattr(errors, row.code, None)
    if isinstance(kind, type) and issubclass(kind, ScanstationError):
        said = kind.remedy
        return Text(said.say("de", target=row.target), said.say("en", target=row.target))
    return NOTHING
