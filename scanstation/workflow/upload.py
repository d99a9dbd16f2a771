"""From packages to receipts: the outbox of a tenant, its states journaled in each batch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace

from scanstation import events
from scanstation.errors import (
    BatchClosed,
    BatchLocked,
    CredentialError,
    PackageChanged,
    ScanstationError,
    TargetLoginFailed,
    TargetUntrusted,
)
from scanstation.model import Batch, BatchState, Document, Target, Transfer, UploadState
from scanstation.progress import Report, silent
from scanstation.store.batch import close_batch
from scanstation.upload.credentials import CredentialStore
from scanstation.upload.drain import Entry, drain
from scanstation.upload.lock import outbox_lock
from scanstation.upload.outbox import Pace, UploadRecord
from scanstation.upload.retry import Retry
from scanstation.upload.targets import open_uploader
from scanstation.upload.uploader import Outgoing, Uploader
from scanstation.workflow.outgoing import outgoing_of
from scanstation.workflow.session import BatchSession, new_id
from scanstation.workflow.workspace import Workspace

OF_THE_TARGET = (CredentialError, TargetLoginFailed, TargetUntrusted)
"""What concerns the target, not the document: after a new login the next run goes on."""

SENDING_STATES = frozenset({BatchState.RELEASED, BatchState.EXPORTED, BatchState.SENT})


@dataclass(frozen=True, slots=True)
class Sent:
    """Where a document stands after a run."""

    batch: str
    document: int
    package: str
    target: str
    state: UploadState
    remote_id: str
    receipt: str
    training: bool
    reason: str
    error: ScanstationError | None


@dataclass(frozen=True, slots=True)
class Outbox:
    """How the outbox is worked through.

    Attributes:
        credentials: where the logins are.
        pace: time and chance.
        retry: patience with one document and with the target.
        again: permanent failures are tried once more.
        address: instead of the target's own (the embedded eAkte on a free port).
    """

    credentials: CredentialStore
    pace: Pace = field(default_factory=Pace)
    retry: Retry = field(default_factory=Retry)
    again: bool = False
    address: str = ""


@dataclass(frozen=True, slots=True)
class _Parcel:
    """A document on its way, with the batch whose journal hears of it."""

    session: BatchSession
    batch: str
    number: int
    target: Target
    entry: Entry


def upload(
    workspace: Workspace, outbox: Outbox, batches: Sequence[str] = (), report: Report = silent
) -> list[Sent]:
    """Send every package that is not verified yet; finished batches are closed.

    Args:
        batches: ids; empty takes all batches of the tenant.

    Raises:
        OutboxBusy: another process works on the outbox.
        BatchUnknown, BatchLocked: a named batch cannot be opened.
    """
    with ExitStack() as stack:
        stack.enter_context(outbox_lock(workspace.folder / "outbox.lock"))
        sessions = list(_sessions(workspace, batches, stack))
        parcels = [
            parcel for session in sessions for parcel in _parcels(workspace, session, outbox)
        ]
        failures: dict[str, ScanstationError] = {}
        for target in {parcel.target.name: parcel.target for parcel in parcels}.values():
            mine = [parcel for parcel in parcels if parcel.target.name == target.name]
            failures |= _drain(workspace, outbox, target, mine, report)
        done = [line for session in sessions for line in _lines(session, failures)]
        for session in sessions:
            _close_if_sent(session)
    return done


def _sessions(
    workspace: Workspace, names: Sequence[str], stack: ExitStack
) -> Iterator[BatchSession]:
    """Open the batches; one that somebody works on is left for the next run unless it is named."""
    wanted = list(names) or [folder.name for folder in workspace.folders()]
    for name in wanted:
        try:
            session = workspace.open(name)
        except (BatchClosed, BatchLocked):
            if names:
                raise
            continue
        stack.callback(session.close)
        if session.batch().state in SENDING_STATES:
            yield session


def _parcels(workspace: Workspace, session: BatchSession, outbox: Outbox) -> Iterator[_Parcel]:
    batch = session.batch()
    target = workspace.configuration.target(batch.profile.target)
    if outbox.address:
        target = replace(target, address=outbox.address)
    for document in batch.documents:
        transfer = document.transfer
        if not document.package_path or _finished(transfer, outbox.again):
            continue
        outgoing = _outgoing(workspace, session, batch, document, target)
        if outgoing is None:
            continue
        entry = Entry(_last(document, transfer), outgoing, outbox.retry)
        yield _Parcel(session, batch.id, document.number, target, entry)


def _finished(transfer: Transfer | None, again: bool) -> bool:
    if transfer is None:
        return False
    if transfer.state is UploadState.FAILED:
        return transfer.permanent and not again
    return transfer.state is UploadState.VERIFIED


def _outgoing(
    workspace: Workspace, session: BatchSession, batch: Batch, document: Document, target: Target
) -> Outgoing | None:
    """Return what is to be sent; a package that was changed fails alone, in its own journal."""
    folder = workspace.packages / document.package_path
    try:
        return outgoing_of(workspace, batch, document, folder)
    except (OSError, ValueError, PackageChanged) as error:
        changed = PackageChanged(object=document.package_path, reason=type(error).__name__)
        session.append(
            events.UploadStep(
                document=document.id,
                package=document.package,
                target=target.name,
                state=UploadState.FAILED,
                reason=changed.happened_text().de,
                permanent=True,
            )
        )
        return None


def _last(document: Document, transfer: Transfer | None) -> UploadRecord:
    """Return where the outbox stood; a receipt in between decides nothing, ``find`` does."""
    record = UploadRecord(document.package, document.id)
    if transfer is None:
        return record
    return replace(
        record, state=transfer.state, offset=transfer.offset, remote_id=transfer.remote_id
    )


def _drain(
    workspace: Workspace,
    outbox: Outbox,
    target: Target,
    parcels: list[_Parcel],
    report: Report,
) -> dict[str, ScanstationError]:
    by_package = {parcel.entry.outgoing.package: parcel for parcel in parcels}

    def record(written: UploadRecord) -> None:
        parcel = by_package[written.package]
        parcel.session.append(_event(written, target))

    entries = [parcel.entry for parcel in parcels]
    with opened_target(workspace, target, outbox.credentials) as uploader:
        ends = drain(entries, uploader, record, outbox.pace, outbox.retry, report)
    return {end.package: end.failure for end in ends if end.failure is not None}


def _event(record: UploadRecord, target: Target) -> events.Event:
    if record.state is UploadState.VERIFIED and record.stored is not None:
        return events.ReceiptReceived(
            document=record.document,
            package=record.package,
            target=target.name,
            remote_id=record.remote_id,
            sha256=record.stored.sha256,
            verified_by=record.stored.proof,
            receipt=new_id(),
            training=target.training,
        )
    failure = record.failure
    return events.UploadStep(
        document=record.document,
        package=record.package,
        target=target.name,
        state=record.state,
        remote_id=record.remote_id,
        offset=record.offset,
        reason=failure.sentence("de") if failure else "",
        permanent=bool(failure and failure.permanent and not isinstance(failure, OF_THE_TARGET)),
    )


def open_target(workspace: Workspace, target: Target, credentials: CredentialStore) -> Uploader:
    """Return the uploader of a target; its secret is asked for when it is needed.

    Raises:
        ConfigurationInvalid, TargetUntrusted: the declaration is wrong.
    """
    if target.kind == "folder":
        return open_uploader(target, lambda: None)
    return open_uploader(target, lambda: credentials.get(workspace.tenant, target.name))


@contextmanager
def opened_target(
    workspace: Workspace, target: Target, credentials: CredentialStore
) -> Iterator[Uploader]:
    """Open a target and let go of its connections afterwards; see ``open_target``."""
    uploader = open_target(workspace, target, credentials)
    try:
        yield uploader
    finally:
        close = getattr(uploader, "close", None)
        if close is not None:
            close()


def _lines(session: BatchSession, failures: dict[str, ScanstationError]) -> Iterable[Sent]:
    batch = session.batch()
    for document in batch.documents:
        transfer = document.transfer
        yield Sent(
            batch=batch.id,
            document=document.number,
            package=document.package,
            target=transfer.target if transfer else batch.profile.target,
            state=transfer.state if transfer else UploadState.PREPARED,
            remote_id=transfer.remote_id if transfer else "",
            receipt=transfer.receipt if transfer else "",
            training=bool(transfer and transfer.training),
            reason=transfer.reason if transfer else "",
            error=failures.get(document.package),
        )


def _close_if_sent(session: BatchSession) -> None:
    """A batch whose documents are all verified takes no more events."""
    if session.batch().state is BatchState.SENT:
        session.append(events.BatchClosed())
        close_batch(session.store)


def watch(
    once: Callable[[], list[Sent]], wait: Callable[[], bool], told: Callable[[list[Sent]], None]
) -> None:
    """Work through the outbox again and again until ``wait`` says to end."""
    while True:
        told(once())
        if not wait():
            return
