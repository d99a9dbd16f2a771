"""What devices and files report, as anomalies for the transfer note."""

from __future__ import annotations

from scanstation import events
from scanstation.devices.driver import Notice
from scanstation.errors import DeviceError, Text

NOTICES = {
    "double_feed": Text(
        "Doppeleinzug an Blatt {sheet} gemeldet", "Double feed reported at sheet {sheet}"
    ),
    "duplicate_frame": Text(
        "Das Gerät hat an Blatt {sheet} zweimal dasselbe Bild geliefert",
        "The device delivered the same image twice at sheet {sheet}",
    ),
    "missing_side": Text(
        "Von Blatt {sheet} kam nur eine Seite", "Only one side of sheet {sheet} arrived"
    ),
}

DOUBTFUL = frozenset({"double_feed", "duplicate_frame", "missing_side"})
"""Kinds that wait for a person: a page may be missing."""


def of_notice(notice: Notice, sheet: int) -> events.AnomalyNoted:
    """Return the event for a device's notice; ``sheet`` is the batch's own number."""
    unknown = Text(f"Gerätemeldung {notice.kind}", f"Device notice {notice.kind}")
    text = NOTICES.get(notice.kind, unknown)
    number = sheet or notice.sheet
    said = Text(text.say("de", sheet=number), text.say("en", sheet=number))
    return events.AnomalyNoted(
        notice.kind, said, sheet=number, needs_answer=notice.kind in DOUBTFUL
    )


def of_device_error(error: DeviceError, sheet: int) -> events.AnomalyNoted:
    """Return the event for a feed that an error ended."""
    details = {**error.details, "sheet": sheet}
    said = Text(error.happened.say("de", **details), error.happened.say("en", **details))
    place = Text(f"{said.de} (nach Blatt {sheet})", f"{said.en} (after sheet {sheet})")
    return events.AnomalyNoted(type(error).__name__, place, sheet=sheet)
