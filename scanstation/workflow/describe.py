"""What is known of a stack before its first page, and put right while the batch is open."""

from __future__ import annotations

from datetime import date

from scanstation import events
from scanstation.errors import Text, UsageError
from scanstation.model import BatchState
from scanstation.workflow.session import BatchSession, undisturbed

NO_DATE = Text(
    "„{text}“ ist kein Datum. Gemeint ist zum Beispiel 22.11.2026 oder 2026-11-22.",
    "“{text}” is no date. Write for example 2026-11-22 or 22.11.2026.",
)


@undisturbed
def describe(
    session: BatchSession,
    *,
    received: str | None = None,
    box: str | None = None,
    expected_sheets: int | None = None,
) -> None:
    """Put receipt date, box or expected sheets right; documents inherit the first two.

    Args:
        received: a date as ``receipt_date`` reads it, empty for none; None leaves it.
        box: empty for none; None leaves it.
        expected_sheets: 0 for not counted; None leaves it.

    Raises:
        StateRefused: the batch is released.
        UsageError: this is no date.
    """
    batch = session.require(BatchState.OPEN)
    kept = (batch.received, batch.box, batch.ledger.expected_sheets)
    sheets = batch.ledger.expected_sheets if expected_sheets is None else expected_sheets or None
    described = events.BatchDescribed(
        batch.received if received is None else receipt_date(received),
        batch.box if box is None else box.strip(),
        sheets,
    )
    if (described.received, described.box, described.expected_sheets) != kept:
        session.append(described)


def receipt_date(text: str) -> str:
    """Return a date as ISO 8601, from ``2026-11-22`` or ``22.11.2026``.

    Raises:
        UsageError: it is none.
    """
    if not text:
        return ""
    parts = text.split(".")
    iso = "-".join(reversed([part.zfill(2) for part in parts])) if len(parts) == 3 else text
    try:
        return date.fromisoformat(iso).isoformat()
    except ValueError as error:
        raise UsageError(
            reason=Text(NO_DATE.say("de", text=text), NO_DATE.say("en", text=text))
        ) from error
