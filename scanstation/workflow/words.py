"""What states are called in sentences and tables."""

from __future__ import annotations

from collections.abc import Iterable

from scanstation.errors import Text
from scanstation.model import BatchState, UploadState

BATCH_STATES = {
    BatchState.OPEN: Text("offen", "open"),
    BatchState.RELEASED: Text("freigegeben", "released"),
    BatchState.EXPORTED: Text("exportiert", "exported"),
    BatchState.SENT: Text("gesendet", "sent"),
    BatchState.CLOSED: Text("abgeschlossen", "closed"),
    BatchState.ABANDONED: Text("aufgegeben", "abandoned"),
}

UPLOAD_STATES = {
    UploadState.PREPARED: Text("bereit", "prepared"),
    UploadState.SENDING: Text("wird gesendet", "sending"),
    UploadState.STORED: Text("übertragen, noch nicht bestätigt", "stored, not verified yet"),
    UploadState.VERIFIED: Text("bestätigt gespeichert", "verified"),
    UploadState.FAILED: Text("gescheitert", "failed"),
    UploadState.SUPERSEDED: Text(
        "durch eine berichtigte Fassung ersetzt", "replaced by a corrected version"
    ),
}

BEING_SENT = Text("wird gesendet", "being sent")
BROKEN = Text("defekt", "broken")

IN_FLIGHT = {
    "feed": Text(
        "Der Einzug wurde unterbrochen; die bestätigten Seiten sind gesichert.",
        "The feed was interrupted; the acknowledged pages are safe.",
    ),
    "export": Text(
        "Der Export wurde unterbrochen; scanstation export schreibt die fehlenden Pakete.",
        "The export was interrupted; scanstation export writes the missing packages.",
    ),
    "upload": Text(
        "Das Senden wurde unterbrochen; scanstation upload sieht zuerst beim Ziel nach.",
        "Sending was interrupted; scanstation upload asks the target first.",
    ),
}
"""What was under way when a batch was left, by ``Batch.in_flight``."""


UNDER_WAY = {
    "feed": Text("Einzug läuft oder ist unterbrochen", "feed running or interrupted"),
    "export": Text("Export läuft oder ist unterbrochen", "export running or interrupted"),
    "upload": Text("Senden läuft oder ist unterbrochen", "sending or interrupted"),
}
"""The same where nobody knows whether it still goes on elsewhere."""


def either(states: Iterable[BatchState]) -> Text:
    """Return the names of states, one of which is needed."""
    names = [BATCH_STATES[state] for state in states]
    return Text(
        "“ oder „".join(name.de for name in names), "” or “".join(name.en for name in names)
    )
