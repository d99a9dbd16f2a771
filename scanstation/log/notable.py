"""The events that IT must know of, each with a number that stays, and what is said of it."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from enum import Enum

from scanstation.errors import (
    JournalBroken,
    JournalNewer,
    PolicyInvalid,
    PolicyUnsafe,
    ScanstationError,
    StoreFull,
    Text,
)

LOGGER = logging.getLogger("scanstation")


@dataclass(frozen=True, slots=True)
class Kind:
    """Number, weight (a level of ``logging``) and sentence of an event."""

    number: int
    level: int
    text: Text


class Notable(Enum):
    """What goes to the system's log, too. Numbers are never given to something else."""

    POLICY_REFUSED = Kind(
        101,
        logging.ERROR,
        Text(
            "Eine Richtlinie ist fehlerhaft, scanstation startet nicht: {key} in {place}.",
            "A policy is wrong, scanstation does not start: {key} in {place}.",
        ),
    )
    CRASHED = Kind(
        102,
        logging.ERROR,
        Text(
            "scanstation ist abgestürzt: {part} ({reason}).",
            "scanstation crashed: {part} ({reason}).",
        ),
    )
    DEVICE_MARKED = Kind(
        103,
        logging.WARNING,
        Text(
            "Ein Gerät am Treiber {driver} ist auffällig: {count} Abstürze, Hänger oder "
            "unbrauchbare Bilder in 30 Tagen.",
            "A device of the driver {driver} is unreliable: {count} crashes, hangs or unusable "
            "images within 30 days.",
        ),
    )
    UPLOAD_REFUSED = Kind(
        104,
        logging.ERROR,
        Text(
            "Ein Dokument ist dauerhaft nicht zu senden: Stapel {batch}, Ziel {target} ({error}).",
            "A document cannot be sent for good: batch {batch}, target {target} ({error}).",
        ),
    )
    DISK_FULL = Kind(
        105,
        logging.ERROR,
        Text(
            "Der Platz für Stapel ist bis auf die Reserve verbraucht.",
            "The room for batches is used up to the reserve.",
        ),
    )
    BATCH_GIVEN_UP = Kind(
        106,
        logging.WARNING,
        Text("Der Stapel {batch} wurde aufgegeben.", "The batch {batch} was given up."),
    )
    DECLARATIONS_KEPT = Kind(
        107,
        logging.WARNING,
        Text(
            "Die Vorgaben auf {folder} sind nicht zu übernehmen; es gilt die Kopie vom {taken}.",
            "The declarations on {folder} cannot be taken over; the copy of {taken} counts.",
        ),
    )
    JOURNAL_NEWER = Kind(
        108,
        logging.WARNING,
        Text(
            "Der Stapel {batch} ist von einer neueren Fassung von scanstation ({detail}).",
            "The batch {batch} is of a newer version of scanstation ({detail}).",
        ),
    )
    JOURNAL_BROKEN = Kind(
        109,
        logging.ERROR,
        Text(
            "Das Protokoll eines Stapels ist verändert: {object}.",
            "The journal of a batch was changed: {object}.",
        ),
    )


OF_ERRORS: dict[type[ScanstationError], tuple[Notable, tuple[str, ...]]] = {
    PolicyInvalid: (Notable.POLICY_REFUSED, ("key", "place")),
    PolicyUnsafe: (Notable.POLICY_REFUSED, ("key", "place")),
    StoreFull: (Notable.DISK_FULL, ()),
    JournalNewer: (Notable.JOURNAL_NEWER, ("batch", "detail")),
    JournalBroken: (Notable.JOURNAL_BROKEN, ("object",)),
}
"""Errors that are events by themselves, and which of their details may be said."""


def report(notable: Notable, **details: object) -> None:
    """Write an event down, in the file and in the system's log."""
    kind = notable.value
    extra = {"notable": notable, "given": details}
    LOGGER.log(kind.level, kind.text.say("en", **details), extra=extra)


def report_error(error: BaseException, part: str) -> None:
    """Write down an error that a person was told.

    Args:
        part: of the program: ``command``, ``window``, an operation.
    """
    for kind, (notable, names) in OF_ERRORS.items():
        if isinstance(error, kind):
            report(notable, **{name: error.details.get(name, "?") for name in names})
            return
    if isinstance(error, ScanstationError) and type(error) is not ScanstationError:
        LOGGER.info("%s: %s (%d)", part, type(error).__name__, error.exit_code)
    else:
        report(Notable.CRASHED, part=part, reason=type(error).__name__)
