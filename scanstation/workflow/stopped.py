"""A feed that stopped, as an operator is told: what happened, what is safe, what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from scanstation import events
from scanstation.errors import (
    NOTHING,
    DeviceAccessDenied,
    DeviceBusy,
    OutOfPaper,
    ScanCancelled,
    SidesDiffer,
    StoreFull,
    Text,
    UnknownDevice,
)
from scanstation.model import Batch, BatchState, Page
from scanstation.workflow.capture import Captured
from scanstation.workflow.fed_sheets import last_whole_sheet
from scanstation.workflow.session import BatchSession, undisturbed

SKIPPED = "sheet_skipped"

PAUSED = Text("Der Einzug ist angehalten.", "The feed is paused.")
LAST_SAFE = Text("Zuletzt gesichert: Blatt {sheet}{back}.", "Last safe: sheet {sheet}{back}.")
NOTHING_SAFE = Text("Es ist noch kein Blatt gesichert.", "No sheet is safe yet.")
BLANK_BACK = Text(" (Rückseite leer)", " (back blank)")
PUT_BACK = Text(
    "Blatt {sheet} und folgende bitte neu einlegen.", "Put sheet {sheet} and those after it back."
)
PUT_BACK_BACKS = Text(
    "Bitte die Rückseiten von Blatt {sheet} und davor neu einlegen.",
    "Put sheet {sheet} and those before it back, backs first.",
)
INSERTED_SAFE = Text(
    "Vor Seite {page} gesichert: {count} der eingelegten Blätter.",
    "Safe before page {page}: {count} of the sheets put in.",
)
NONE_INSERTED = Text(
    "Von den eingelegten Blättern ist noch keines gesichert.",
    "None of the sheets put in is safe yet.",
)
PUT_BACK_INSERTED = Text(
    "Das {place}. eingelegte Blatt und folgende bitte neu einlegen.",
    "Put number {place} of these sheets and those after it back.",
)
PUT_BACK_ALL = Text("Bitte alle Blätter neu einlegen.", "Put all sheets back.")
PUT_IN = Text("Bitte Papier einlegen.", "Put paper in.")
MAKE_ROOM = Text(
    "Bitte Platz schaffen; Blatt {sheet} und folgende danach einziehen.",
    "Make room; then feed sheet {sheet} and those after it.",
)
MAKE_ROOM_FIRST = Text(
    "Bitte Platz schaffen und die übrigen Blätter danach einziehen.",
    "Make room, then feed the sheets that are left.",
)
SKIPPED_SHEET = Text(
    "Das Blatt nach Blatt {sheet} wurde nicht eingezogen: {reason}",
    "The sheet after sheet {sheet} was not fed: {reason}",
)

ON_PURPOSE = Text("beim Scannen übersprungen", "skipped while scanning")


class Offer(StrEnum):
    """What an operator may do now."""

    RETRY = "retry"
    SKIP = "skip"
    STOP = "stop"


OFFER_WORDS = {
    Offer.RETRY: Text("Erneut einziehen", "Feed again"),
    Offer.SKIP: Text("Blatt überspringen", "Skip the sheet"),
    Offer.STOP: Text("Beenden", "Stop"),
}

NOTHING_FED = (OutOfPaper, DeviceBusy, DeviceAccessDenied, UnknownDevice)
"""Errors before the first sheet: there is none to put back or to skip."""


@dataclass(frozen=True, slots=True)
class Stopped:
    """What a banner says.

    Attributes:
        remedy: what to do about the device.
        put_back: which sheets go back into the feeder, empty if none.
        offers: what may be done, the first by Enter.
        next_sheet: number of the sheet that comes next, for ``skip_sheet``.
        page: id of the last safe page, to look at; empty if there is none.
    """

    happened: Text
    remedy: Text
    last_safe: Text
    put_back: Text
    offers: tuple[Offer, ...]
    next_sheet: int
    page: str


def stopped_text(captured: Captured, batch: Batch) -> Stopped | None:
    """Return what to tell of a feed, None if it simply ran to its end."""
    error = captured.error
    if error is None and not captured.stopped:
        return None
    paused = error is None or isinstance(error, ScanCancelled)
    inserted = len(_inserted(captured, batch))
    last = captured.last_sheet
    if captured.before and not inserted:
        last = _sheet_before(batch, captured)
    sides = [page for page in batch.pages if page.sheet == last]
    return Stopped(
        happened=PAUSED if error is None or paused else error.happened_text(),
        remedy=NOTHING if error is None or paused else error.remedy_text(),
        last_safe=(
            _safe_before(batch, captured.before, inserted)
            if captured.before
            else _last_safe(batch, last, sides)
        ),
        put_back=_put_back(captured, inserted),
        offers=_offers(captured, paused=paused),
        next_sheet=last + 1,
        page=sides[0].id if sides else "",
    )


@undisturbed
def skip_sheet(session: BatchSession, sheet_number: int = 0, reason: str = "") -> None:
    """Note that the acting person left a sheet out; scanning goes on in the same batch.

    It stands in the transfer note, and the ledger counts it where sheets had been counted.

    Args:
        sheet_number: the number that the sheet would have had, ``Stopped.next_sheet``; 0 takes
            the one after the last that is wholly safe.
        reason: in the operator's words, if there are any.

    Raises:
        StateRefused: the batch is not open.
    """
    batch = session.require(BatchState.OPEN)
    last = sheet_number - 1 if sheet_number else last_whole_sheet(batch)
    said = _filled(SKIPPED_SHEET, sheet=last, reason=reason or ON_PURPOSE)
    session.append(events.AnomalyNoted(SKIPPED, said, sheet=last))


def _inserted(captured: Captured, batch: Batch) -> set[int]:
    """Return the sheets of a feed that are wholly safe, by the batch's numbers."""
    sheets = {batch.page(page).sheet for page in captured.pages}
    return {sheet for sheet in sheets if sheet <= captured.last_sheet}


def _sheet_before(batch: Batch, captured: Captured) -> int:
    """Return the sheet that the first one put in would lie behind, 0 if there is none."""
    place = batch.page_index[captured.before]
    others = (one for one in batch.pages[place::-1] if one.id not in captured.pages)
    following = next(others).sheet
    return next((one.sheet for one in others if one.sheet != following), 0)


def _safe_before(batch: Batch, page: str, count: int) -> Text:
    """Sheets that are inserted have numbers of the end: a person counts those put in."""
    if not count:
        return NONE_INSERTED
    return _filled(INSERTED_SAFE, page=batch.page(page).number, count=count)


def _last_safe(batch: Batch, last: int, sides: list[Page]) -> Text:
    if not sides:
        return NOTHING_SAFE
    threshold = batch.profile.imaging.blank_threshold
    blank = any(
        page.side == "back" and page.facts is not None and page.facts.blank.blank_score >= threshold
        for page in sides
    )
    return _filled(LAST_SAFE, sheet=last, back=BLANK_BACK if blank else NOTHING)


def _put_back(captured: Captured, inserted: int) -> Text:
    following = captured.last_sheet + 1
    if isinstance(captured.error, StoreFull):
        return MAKE_ROOM_FIRST if captured.before else _filled(MAKE_ROOM, sheet=following)
    if isinstance(captured.error, OutOfPaper):
        return PUT_IN
    if captured.error is None or isinstance(captured.error, (SidesDiffer, *NOTHING_FED)):
        return NOTHING  # after a pause the sheets still lie in the feeder
    if captured.before:
        return _filled(PUT_BACK_INSERTED, place=inserted + 1) if inserted else PUT_BACK_ALL
    if captured.duplex_pass is not None and captured.duplex_pass.order == "reversed":
        left = captured.last_sheet - bool(captured.pages)
        return _filled(PUT_BACK_BACKS, sheet=left)
    return _filled(PUT_BACK, sheet=following)


def _offers(captured: Captured, *, paused: bool) -> tuple[Offer, ...]:
    if isinstance(captured.error, SidesDiffer):
        return (Offer.STOP,)
    backs = captured.duplex_pass is not None and captured.duplex_pass.side == "back"
    if backs:  # a back left out would give every later one to the wrong front
        return (Offer.RETRY, Offer.STOP)
    if paused or isinstance(captured.error, (StoreFull, *NOTHING_FED)):
        return (Offer.RETRY, Offer.STOP)
    return (Offer.RETRY, Offer.SKIP, Offer.STOP)


def _filled(text: Text, **details: object) -> Text:
    return Text(text.say("de", **details), text.say("en", **details))
