"""What tests of corrected versions share: sending, and a correction brought to its release."""

from __future__ import annotations

from scanstation.upload.credentials import MemoryCredentials
from scanstation.upload.outbox import Pace
from scanstation.upload.retry import Retry
from scanstation.workflow import export, index
from scanstation.workflow.session import BatchSession
from scanstation.workflow.upload import Outbox, Sent, upload
from tests.builders.office import Office

OUTBOX = Outbox(
    MemoryCredentials(), pace=Pace(sleep=lambda _: None), retry=Retry(first=0.1, max_attempts=1)
)
REASON = "Seite 6 gehört nicht dazu"


def send(office: Office, *batches: str) -> list[Sent]:
    return upload(office.workspace(), OUTBOX, batches)


def read(office: Office, name: str) -> BatchSession:
    return office.workspace().read(name)


def finish(office: Office, session: BatchSession) -> None:
    """Confirm what has to be, check and release."""
    for document in session.batch().documents:
        index.confirm(session, document.number, "case_number")
    office.release(session)
    export.export(office.workspace(), session)
