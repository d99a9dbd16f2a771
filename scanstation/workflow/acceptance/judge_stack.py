"""Judges the stack: is every side there once, in order, on its own sheet, and counted right?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from scanstation.errors import Text
from scanstation.model import Side
from scanstation.workflow.acceptance.deck import SEPARATORS
from scanstation.workflow.acceptance.findings import Finding, Scanned, Verdict, finding

NO_DECK = Text(
    "Auf keiner Seite wurde der Code des Prüfstapels gelesen. Liegt der Prüfstapel im Einzug?",
    "The code of the test deck was read on no side. Does the test deck lie in the feeder?",
)
DECKS = Text(
    "Blätter aus mehreren Prüfstapeln: {decks}. Bitte nur einen einlegen.",
    "Sheets of several test decks: {decks}. Put in only one.",
)
BROKEN_OFF = Text(
    "Der Einzug brach ab. {error}",
    "The feed broke off. {error}",
)
ALL_THERE = Text(
    "Alle {count} Prüfseiten sind da, jede einmal und in der Reihenfolge des Stapels.",
    "All {count} test sides are there, each once and in the order of the stack.",
)
MISSING = Text("Es fehlen: {sides}.", "Missing: {sides}.")
TWICE = Text("Mehrfach gekommen: {sides}.", "Came more than once: {sides}.")
ORDER = Text(
    "Falsche Reihenfolge ab Prüfblatt {sheet} {side}.",
    "Wrong order from test sheet {sheet} {side} on.",
)
UNREAD = Text(
    "{count} Seiten waren nicht zu erkennen (Seite {numbers}).",
    "{count} sides could not be recognised (page {numbers}).",
)
PAIRED = Text(
    "Vorder- und Rückseiten gehören zusammen, wie das Gerät sie meldet.",
    "Fronts and backs belong together as the device reports them.",
)
UNPAIRED = Text("Das Gerät verwechselt Seiten: {sides}.", "The device mixes up sides: {sides}.")
COUNTED = Text(
    "Das Gerät meldet {sheets} Blätter und {frames} Bilder, so viele sind es.",
    "The device reports {sheets} sheets and {frames} images, and that many there are.",
)
MISCOUNTED = Text(
    "Das Gerät meldet {sheets} Blätter und {frames} Bilder, "
    "gekommen sind {seen} Blätter und {came} Bilder.",
    "The device reports {sheets} sheets and {frames} images, {seen} sheets and {came} images came.",
)
CODES = Text(
    "Trennblätter {separators} von {of} erkannt, Patchcodes {patches} von {patches_of}.",
    "Separator sheets recognised {separators} of {of}, patch codes {patches} of {patches_of}.",
)
SIDES = {"front": Text("Vorderseite", "front"), "back": Text("Rückseite", "back")}

Key = tuple[int, Side]


def judge_stack(scanned: Scanned) -> Iterator[Finding]:
    """Yield what is to be said about the stack as a whole."""
    if scanned.error is not None:
        yield finding("feed", Verdict.WRONG, BROKEN_OFF, error=scanned.error)
    tested = scanned.tested
    decks = {one.label.deck for one in tested if one.label}
    if len(decks) != 1:
        text = DECKS if decks else NO_DECK
        yield finding("deck", Verdict.WRONG, text, decks=", ".join(sorted(decks)))
        return
    yield from _completeness(scanned)
    yield from _pairs(scanned)
    yield _count(scanned)
    yield _codes(scanned)


def expected(scanned: Scanned) -> list[Key]:
    """Return the sides that the deck has, in order."""
    sheets = max((one.label.sheets for one in scanned.tested if one.label), default=0)
    sides: tuple[Side, ...] = ("front", "back") if scanned.duplex else ("front",)
    return [(sheet, side) for sheet in range(1, sheets + 1) for side in sides]


def _completeness(scanned: Scanned) -> Iterator[Finding]:
    wanted = expected(scanned)
    came: list[Key] = [(one.label.sheet, one.label.side) for one in scanned.tested if one.label]
    counts = Counter(came)
    missing = [key for key in wanted if key not in counts]
    twice = [key for key, count in counts.items() if count > 1]
    unread = [one for one in scanned.sides if one.label is None and not one.separator]
    if missing:
        yield finding("missing", Verdict.WRONG, _named(MISSING, missing))
    if twice:
        yield finding("twice", Verdict.WRONG, _named(TWICE, twice))
    if unread:
        numbers = ", ".join(str(one.number) for one in unread[:10])
        pages = tuple(one.page for one in unread[:3])
        yield finding("unread", Verdict.WRONG, UNREAD, pages, count=len(unread), numbers=numbers)
    once = list(dict.fromkeys(came))
    rest = [key for key in wanted if key in counts]
    swapped = next((key for key, due in zip(once, rest, strict=False) if key != due), None)
    if swapped is not None:
        yield finding("order", Verdict.WRONG, _side(ORDER, swapped))
    if not (missing or twice or unread or swapped):
        yield finding("order", Verdict.RIGHT, ALL_THERE, count=len(wanted))


def _pairs(scanned: Scanned) -> Iterator[Finding]:
    """The device's own words on sheet and side, against what is printed."""
    sheets: dict[int, set[int]] = {}
    wrong: list[Key] = []
    for one in scanned.tested:
        if one.label is None:
            continue
        sheets.setdefault(one.sheet, set()).add(one.label.sheet)
        if one.side != one.label.side:
            wrong.append((one.label.sheet, one.label.side))
    for printed in sheets.values():
        if len(printed) > 1:
            wrong += [(sheet, "front") for sheet in sorted(printed)]
    if wrong:
        yield finding(
            "pairing",
            Verdict.WRONG,
            _named(UNPAIRED, sorted(set(wrong), key=lambda key: (key[0], key[1] == "back"))),
        )
    elif scanned.duplex:
        yield finding("pairing", Verdict.RIGHT, PAIRED)


def _count(scanned: Scanned) -> Finding:
    said = (scanned.sheets_reported, scanned.frames_reported)
    seen = (len({one.sheet for one in scanned.sides}), len(scanned.sides))
    sheets, frames = ("–" if each is None else each for each in said)
    if said == seen:
        return finding("count", Verdict.RIGHT, COUNTED, sheets=sheets, frames=frames)
    return finding(
        "count",
        Verdict.WRONG,
        MISCOUNTED,
        sheets=sheets,
        frames=frames,
        seen=seen[0],
        came=seen[1],
    )


def _codes(scanned: Scanned) -> Finding:
    separators = {one.separator for one in scanned.sides if one.separator}
    fronts = [one for one in scanned.tested if one.label and one.label.patch]
    read = [one for one in fronts if one.label and one.label.patch in one.patches]
    every = len(separators) == SEPARATORS and len(read) == len(fronts)
    pages = tuple(one.page for one in fronts if one not in read)[:3]
    return finding(
        "codes",
        Verdict.RIGHT if every else Verdict.WRONG,
        CODES,
        pages,
        separators=len(separators),
        of=SEPARATORS,
        patches=len(read),
        patches_of=len(fronts),
    )


def _named(text: Text, keys: list[Key]) -> Text:
    """Return the text with sides named in both languages; brackets must not be filled again."""
    shown = keys[:12]
    more = " …" if len(keys) > len(shown) else ""
    german = ", ".join(f"{sheet} {SIDES[side].de}" for sheet, side in shown) + more
    english = ", ".join(f"{sheet} {SIDES[side].en}" for sheet, side in shown) + more
    return Text(text.say("de", sides=german), text.say("en", sides=english))


def _side(text: Text, key: Key) -> Text:
    sheet, side = key
    return Text(
        text.say("de", sheet=sheet, side=SIDES[side].de),
        text.say("en", sheet=sheet, side=SIDES[side].en),
    )
