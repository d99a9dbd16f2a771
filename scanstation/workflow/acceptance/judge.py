"""Judges an acceptance run: the stack, the images, and whether the device told the truth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from scanstation.errors import Text
from scanstation.model import Mode
from scanstation.workflow.acceptance.findings import (
    Figure,
    Finding,
    Judged,
    Scanned,
    Verdict,
    finding,
)
from scanstation.workflow.acceptance.judge_image import judge_image
from scanstation.workflow.acceptance.judge_stack import judge_stack

SLOW = 0.8
"""Share of the promised speed below which a device is slower than it says."""

MOST_NOTES = 10

TOOK = Text("Das Gerät nahm alle Einstellungen an.", "The device took all options.")
CHANGED = Text(
    "Das Gerät nahm andere Werte als verlangt: {changes}.",
    "The device took other values than asked for: {changes}.",
)
LIED = Text(
    "Das Gerät meldet {said}, liefert aber {came}.",
    "The device reports {said} but delivers {came}.",
)
SPEED = Text("{ipm} Bilder/min im Dauerlauf.", "{ipm} images/min sustained.")
SPEED_OF = Text(
    "{ipm} Bilder/min im Dauerlauf, {rated} versprochen.",
    "{ipm} images/min sustained, {rated} promised.",
)
NOTED = Text("Beim Einzug gemeldet: {noted}", "Reported while feeding: {noted}")
COMPARED = ("resolution", "mode", "source", "depth", "page_width", "page_height")


def judge(scanned: Scanned) -> Judged:
    """Return all findings, the stack's first."""
    findings = (
        *judge_stack(scanned),
        *judge_image(scanned),
        *_options(scanned),
        *_notes(scanned),
        *_speed(scanned),
    )
    return Judged(scanned, findings)


def _options(scanned: Scanned) -> Iterator[Finding]:
    asked, taken = scanned.asked, scanned.taken
    if asked.mode is Mode.LINEART:
        asked = replace(asked, depth=1)
    changes = [
        f"{name} {getattr(asked, name)} → {getattr(taken, name)}"
        for name in COMPARED
        if getattr(asked, name) not in {0, getattr(taken, name)}
    ]
    if changes:
        text = "; ".join(changes)
        yield finding("options", Verdict.DOUBTFUL, CHANGED, changes=text)
    else:
        yield finding("options", Verdict.RIGHT, TOOK)
    other = [one for one in scanned.sides if one.mode is not taken.mode]
    if other:
        pages = tuple(one.page for one in other[:2])
        said, came = taken.mode.value, other[0].mode.value
        yield finding("mode", Verdict.WRONG, LIED, pages, said=said, came=came)


def _notes(scanned: Scanned) -> Iterator[Finding]:
    for one in scanned.anomalies[:MOST_NOTES]:
        yield finding("notes", Verdict.DOUBTFUL, NOTED, noted=one.text)


def _speed(scanned: Scanned) -> Iterator[Finding]:
    speed, rated = scanned.images_per_minute, scanned.capabilities.rated
    if not speed:
        return
    if not rated:
        yield finding("speed", Verdict.RIGHT, SPEED, ipm=Figure(speed))
        return
    verdict = Verdict.RIGHT if speed >= rated * SLOW else Verdict.DOUBTFUL
    yield finding("speed", verdict, SPEED_OF, ipm=Figure(speed), rated=Figure(rated))
