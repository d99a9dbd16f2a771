"""Giving a batch up, with a reason; its pages stay until they are purged."""

from __future__ import annotations

from scanstation import events
from scanstation.errors import StateRefused
from scanstation.model import BatchState, UploadState
from scanstation.workflow.session import BatchSession

ON_THE_WAY = frozenset({UploadState.SENDING, UploadState.STORED, UploadState.VERIFIED})


def abandon(session: BatchSession, reason: str) -> None:
    """Give a batch up before anything of it was sent.

    Raises:
        StateRefused: sending has begun; a document that the target has cannot be given up.
    """
    batch = session.require(BatchState.OPEN, BatchState.RELEASED, BatchState.EXPORTED)
    if any(one.transfer and one.transfer.state in ON_THE_WAY for one in batch.documents):
        raise StateRefused(state="sending", needed=BatchState.OPEN.value)
    session.append(events.BatchGivenUp(reason))
