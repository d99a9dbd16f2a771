"""From packages to receipts: the outbox of a tenant, its states journaled in each batch."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace

from scanstation import events
from scanstation.errors import (
    NOTHING,
    BatchClosed,
    ConfigurationError,
    CredentialError,
    IntegrityError,
    PackageChanged,
    ScanstationError,
    StateRefused,
    StoreError,
    TargetLoginFailed,
    TargetUntrusted,
    Text,
)
from scanstation.export.manifest import MANIFEST
from scanstation.log import Notable, report
from scanstation.model import Batch, BatchState, Document, Target, Transfer, UploadState
from scanstation.progress import Report, silent
from scanstation.store.batch import close_batch, is_closed
from scanstation.upload.credentials import CredentialStore
from scanstation.upload.drain import Entry, drain
from scanstation.upload.lock import outbox_lock
from scanstation.upload.outbox import Pace, UploadRecord
from scanstation.upload.retry import Retry
from scanstation.upload.targets import open_uploader
from scanstation.upload.uploader import Outgoing, Uploader
from scanstation.workflow.catalogue import list_batches
from scanstation.workflow.outgoing import outgoing_of
from scanstation.workflow.session import BatchSession, new_id
from scanstation.workflow.workspace import Workspace

OF_THE_TARGET = (CredentialError, TargetLoginFailed, TargetUntrusted)
"""What concerns the target, not the document: after a new login the next run goes on."""

UNREADABLE = Text("fehlt oder ist unlesbar", "is missing or unreadable")

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
    reason: Text
    error: ScanstationError | None
    code: str = ""
    """Name of the error's class, also of an earlier run's."""


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
    workspace: Workspace,
    outbox: Outbox,
    batches: Sequence[str] = (),
    report: Report = silent,
    leave: Container[str] = (),
) -> list[Sent]:
    """Send every package that is not verified yet; finished batches are closed.

    Args:
        batches: ids; empty takes all batches of the tenant.
        leave: ids of batches that are not even opened, of all that there are; asked before each.

    Raises:
        OutboxBusy: another process works on the outbox.
        BatchUnknown, BatchLocked: a named batch cannot be opened.
        StateRefused: a named batch is not released.
    """
    with ExitStack() as stack:
        stack.enter_context(outbox_lock(workspace.folder / "outbox.lock"))
        sessions = list(_sessions(workspace, batches, leave, stack))
        failures: dict[str, ScanstationError] = {}
        parcels = [
            parcel
            for session in sessions
            for parcel in _parcels(workspace, session, outbox, failures)
        ]
        for target in {parcel.target.name: parcel.target for parcel in parcels}.values():
            mine = [parcel for parcel in parcels if parcel.target.name == target.name]
            failures |= _drain(workspace, outbox, target, mine, report)
        done = [line for session in sessions for line in _lines(session, failures)]
        for session in sessions:
            _close_if_sent(session)
    return done


def _unfinished(workspace: Workspace) -> list[str]:
    """Return the batches that have something to send, and those that were nearly closed.

    Asked of the catalogue: no other batch is opened or locked. One that is broken is listed
    as such by ``batches`` and does not keep the others from being sent.
    """
    sending = {state.value for state in SENDING_STATES}
    return [
        one.batch
        for one in list_batches(workspace)
        if one.state in sending
        or (one.state == BatchState.CLOSED.value and not is_closed(workspace.locate(one.batch)))
    ]


def _sessions(
    workspace: Workspace, names: Sequence[str], leave: Container[str], stack: ExitStack
) -> Iterator[BatchSession]:
    """Open the batches; one that somebody works on is left for the next run unless it is named."""
    for name in names or _unfinished(workspace):
        if not names and name in leave:  # asked now: somebody may have kept it meanwhile
            continue
        try:
            session = _open(workspace, name)
            stack.callback(session.close)
            session.require(*SENDING_STATES, BatchState.CLOSED)
        except (StoreError, IntegrityError, StateRefused):
            if names:
                raise
            continue
        yield session


def _open(workspace: Workspace, name: str) -> BatchSession:
    """Open a batch; a closed one only tells its receipts again."""
    try:
        return workspace.open(name)
    except BatchClosed:
        return workspace.read(name)


def _parcels(
    workspace: Workspace,
    session: BatchSession,
    outbox: Outbox,
    failures: dict[str, ScanstationError],
) -> Iterator[_Parcel]:
    """Yield what is to be sent; what cannot be even tried goes to ``failures`` by package."""
    batch = session.batch()
    waiting = [
        one
        for one in batch.documents
        if one.package_path and not _finished(one.transfer, outbox.again)
    ]
    if not waiting:
        return
    try:
        target = workspace.configuration.target(batch.profile.target)
    except ScanstationError as error:
        failures.update({one.package: error for one in waiting})
        return
    if outbox.address:
        target = replace(target, address=outbox.address)
    manifests = {one.package: one.manifest for one in session.every(events.Exported)}
    for document in waiting:
        try:
            outgoing = _outgoing(workspace, batch, document, manifests[document.package])
        except PackageChanged as changed:
            failures[document.package] = changed
            refused = _refused(document, target, changed)
            session.append(refused)
            _tell_refused(batch.id, refused)
            continue
        entry = Entry(_last(document, document.transfer), outgoing, outbox.retry)
        yield _Parcel(session, batch.id, document.number, target, entry)


def _finished(transfer: Transfer | None, again: bool) -> bool:
    if transfer is None:
        return False
    if transfer.state is UploadState.FAILED:
        return transfer.permanent and not again
    return transfer.state in (UploadState.VERIFIED, UploadState.SUPERSEDED)


def _outgoing(workspace: Workspace, batch: Batch, document: Document, manifest: str) -> Outgoing:
    """Return what is to be sent; ``manifest`` is the hash that the journal knows.

    Raises:
        PackageChanged: the manifest is missing, unreadable or another one.
    """
    folder = workspace.packages / document.package_path
    try:
        return outgoing_of(workspace, batch, document, folder, manifest)
    except (OSError, ValueError) as error:
        raise PackageChanged(object=f"{folder.name}/{MANIFEST}", reason=UNREADABLE) from error


def _refused(document: Document, target: Target, changed: PackageChanged) -> events.UploadStep:
    """A package that was changed fails alone, in its own journal; what was sent stays known."""
    last = document.transfer
    return events.UploadStep(
        document=document.id,
        package=document.package,
        target=target.name,
        state=UploadState.FAILED,
        remote_id=last.remote_id if last else "",
        offset=last.offset if last else 0,
        reason=changed.sentence("de"),
        permanent=True,
        reason_en=changed.sentence("en"),
        code=type(changed).__name__,
    )


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
        event = _event(written, target)
        parcel.session.append(event)
        _tell_refused(parcel.batch, event)

    entries = [parcel.entry for parcel in parcels]
    try:
        with opened_target(workspace, target, outbox.credentials) as uploader:
            ends = drain(entries, uploader, record, outbox.pace, outbox.retry, report)
    except (ConfigurationError, *OF_THE_TARGET) as error:
        # One target that is declared wrongly does not keep documents from the others.
        return dict.fromkeys(by_package, error)
    return {end.package: end.failure for end in ends if end.failure is not None}


def _tell_refused(batch: str, event: events.Event) -> None:
    if isinstance(event, events.UploadStep) and event.permanent:
        report(Notable.UPLOAD_REFUSED, batch=batch, target=event.target, error=event.code)


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
            # What the server says of itself counts, too: a wrong declaration frees no paper.
            training=target.training or record.stored.training,
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
        reason_en=failure.sentence("en") if failure else "",
        code=type(failure).__name__ if failure else "",
    )


def open_target(workspace: Workspace, target: Target, credentials: CredentialStore) -> Uploader:
    """Return the uploader of a target; its secret is asked for when it is needed.

    Raises:
        ConfigurationInvalid, TargetUntrusted: the declaration is wrong.
    """
    if target.kind == "folder":
        return open_uploader(target, lambda: None)
    if target.kind == "cmis" and "chunk_size" not in target.options:
        size = str(workspace.settings.limits.chunk_mb << 20)
        target = replace(target, options={**target.options, "chunk_size": size})
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
            reason=transfer.reason if transfer else NOTHING,
            error=failures.get(document.package),
            code=_code(transfer, failures.get(document.package)),
        )


def _code(transfer: Transfer | None, error: ScanstationError | None) -> str:
    if error is not None:
        return type(error).__name__
    return transfer.code if transfer else ""


def _close_if_sent(session: BatchSession) -> None:
    """A batch whose documents are all verified takes no more events.

    One that was killed between its last event and its closing record gets that now.
    """
    state = session.batch().state
    if state is BatchState.SENT:
        session.append(events.BatchClosed())
    if state in (BatchState.SENT, BatchState.CLOSED) and not session.store.is_closed:
        close_batch(session.store)


def watch(
    once: Callable[[], list[Sent]], wait: Callable[[], bool], told: Callable[[list[Sent]], None]
) -> None:
    """Work through the outbox again and again until ``wait`` says to end."""
    while True:
        told(once())
        if not wait():
            return
