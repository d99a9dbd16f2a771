"""Giving a batch up, with a reason; its pages stay until they are purged.

A batch given up is finished: it gets its closing record like one that was sent.
"""

from __future__ import annotations

from scanstation import events
from scanstation.errors import SendingBegun
from scanstation.log import Notable, report
from scanstation.model import BatchState, UploadState
from scanstation.store.batch import close_batch
from scanstation.workflow.session import BatchSession, undisturbed

ON_THE_WAY = frozenset({UploadState.SENDING, UploadState.STORED, UploadState.VERIFIED})


@undisturbed
def abandon(session: BatchSession, reason: str) -> None:
    """Give a batch up before anything of it was sent.

    Raises:
        StateRefused: it is sent or finished already.
        SendingBegun: a document that the target has cannot be given up.
    """
    batch = session.require(BatchState.OPEN, BatchState.RELEASED, BatchState.EXPORTED)
    if any(one.transfer and one.transfer.state in ON_THE_WAY for one in batch.documents):
        raise SendingBegun
    session.append(events.BatchGivenUp(reason))
    close_batch(session.store)
    report(Notable.BATCH_GIVEN_UP, batch=batch.id)
