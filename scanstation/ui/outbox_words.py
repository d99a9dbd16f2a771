"""What the outbox says of the sender: in the place, and in the line at the bottom."""

from __future__ import annotations

from datetime import UTC, datetime
from math import ceil

from scanstation.errors import ScanstationError, Text
from scanstation.ui.sender import SenderState

Said = tuple[Text, dict[str, object]]

SENDING = Text("Dokumente werden gesendet.", "Documents are being sent.")
BUSY = Text(
    "Ein anderes Programm sendet gerade. Hier ist nichts zu tun.",
    "Another program is sending just now. Nothing needs to be done here.",
)
AWAY = Text(
    "⚠ {target}: nicht erreichbar. Alle Pakete liegen sicher im Ausgang. "
    "Nächster Versuch um {time}; F5 versucht es jetzt.",
    "⚠ {target}: not reachable. All packages are safe in the outbox. "
    "Next try at {time}; F5 tries it now.",
)
HALTED = Text(
    "⚠ Das Senden ruht, bis der Grund behoben ist. F5 versucht es dann erneut.",
    "⚠ Sending rests until its reason is mended. F5 then tries again.",
)
LINE_AWAY = Text("⚠ {target}: nicht erreichbar", "⚠ {target}: not reachable")
LINE_HALTED = Text("⚠ Senden ruht", "⚠ Sending rests")
LINE_SENDING = Text("Senden läuft", "Sending")
LINE_CONNECTED = Text("{target}: verbunden", "{target}: connected")
SECOND_MS = 1000
NOTHING_TO_SAY = Text("", "")


def standing(state: SenderState) -> Said | None:
    """Return how sending stands, None while there is nothing to say."""
    if state.halted is not None:
        return HALTED, {}
    if state.away is not None:
        return AWAY, {"target": _target(state.away), "time": clock_time(state.due)}
    if state.busy:
        return BUSY, {}
    return (SENDING, {}) if state.sending and state.working else None


def line(state: SenderState) -> Said:
    """Return the same for the line at the bottom, in two words."""
    if state.halted is not None:
        return LINE_HALTED, {}
    if state.away is not None:
        return LINE_AWAY, {"target": _target(state.away)}
    if state.sending and state.working:
        return LINE_SENDING, {}
    return (LINE_CONNECTED, {"target": state.reached}) if state.reached else (NOTHING_TO_SAY, {})


def seconds_left(ends: datetime | None) -> int:
    """Return how long something still waits, 0 if it does not."""
    return 0 if ends is None else max(0, ceil((ends - datetime.now(UTC)).total_seconds()))


def clock_time(moment: datetime | None) -> str:
    """Return the time of day at this place."""
    return "" if moment is None else f"{moment.astimezone():%H:%M:%S}"


def _target(error: ScanstationError) -> str:
    return str(error.details.get("target", ""))
