"""Judges the images: geometry, resolution, tones, colours, streaks."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from statistics import median

from scanstation.errors import Text
from scanstation.model import Mode
from scanstation.workflow.acceptance.fiducials import MM_PER_INCH
from scanstation.workflow.acceptance.findings import Figure, Finding, Scanned, Verdict, finding
from scanstation.workflow.acceptance.layout import COLOURS, FIDUCIALS, PAIRS
from scanstation.workflow.acceptance.measures import resolved
from scanstation.workflow.acceptance.sides import ScannedSide

SCALE_DOUBTFUL, SCALE_WRONG = 0.01, 0.03
"""Share by which a scan may be stretched: paper and feeder give up to 1 %."""
SKEW_DOUBTFUL, SKEW_WRONG = 1.0, 3.0
"""Degrees; makers promise about 1."""
SHEAR_DOUBTFUL = 0.3
"""Degrees."""
WARP_DOUBTFUL_MM = 1.0
SHARE_OF_LIMIT = 0.6
"""Of what the resolution could show at most (half a pair a pixel)."""
MARKS_PRINTED = len(FIDUCIALS)
TONE_STEP = 4.0
TONES_NEEDED = 9
"""Of 11: darkest and lightest steps may run together on laser prints."""
BLACK_AT_MOST, WHITE_AT_LEAST = 90.0, 190.0
CHROMA = 30.0
"""Levels by which the channels of a colour must differ as it is defined."""

GEOMETRY = Text(
    "Abmessungen: {x} × {y} dpi gemessen, {said} gemeldet; schief bis {skew}°, "
    "verzerrt bis {warp} mm.",
    "Geometry: {x} × {y} dpi measured, {said} reported; skewed up to {skew}°, "
    "distorted up to {warp} mm.",
)
MARKS = Text(
    "Von den vier Passmarken wurden auf einer Seite nur {found} gefunden: Ist sie abgeschnitten?",
    "Only {found} of the four register marks were found on a side: is it cut off?",
)
RESOLUTION = Text(
    "Auflösung: {upright} Linienpaare je mm quer, {level} längs zum Einzug "
    "(bei {dpi} dpi höchstens {limit}).",
    "Resolution: {upright} line pairs a mm across, {level} along the feed "
    "(at {dpi} dpi {limit} at most).",
)
TONES = Text(
    "Graukeil: {steps} von {of} Stufen zu unterscheiden, Schwarz {black}, Weiß {white}.",
    "Grey wedge: {steps} of {of} steps told apart, black {black}, white {white}.",
)
COLOUR = Text(
    "Farben: alle {count} Felder haben ihre Farbe.", "Colours: all {count} fields have theirs."
)
COLOUR_WRONG = Text("Farben falsch wiedergegeben: {names}.", "Colours rendered wrongly: {names}.")
NO_STREAKS = Text("Keine Streifen im Weiß.", "No streaks in the white.")
STREAKS = Text(
    "Streifen bei {places} mm ({sides}): Bitte das Glas reinigen.",
    "Streaks at {places} mm ({sides}): clean the glass.",
)
NAMES = {
    "red": Text("Rot", "red"),
    "green": Text("Grün", "green"),
    "blue": Text("Blau", "blue"),
    "cyan": Text("Cyan", "cyan"),
    "magenta": Text("Magenta", "magenta"),
    "yellow": Text("Gelb", "yellow"),
}
SIDES = {"front": Text("Vorderseiten", "fronts"), "back": Text("Rückseiten", "backs")}


def judge_image(scanned: Scanned) -> Iterator[Finding]:
    """Yield what is to be said about the images; nothing without a side that was measured."""
    sides = [one for one in scanned.tested if one.placement and one.measures]
    if not sides:
        return
    yield _geometry(sides)
    yield from _marks(sides)
    yield _resolution(sides)
    if scanned.taken.mode is not Mode.LINEART:
        yield _tones(sides)
    if scanned.taken.mode is Mode.COLOUR:
        yield _colours(sides)
    yield from _streaks(sides)


def _geometry(sides: list[ScannedSide]) -> Finding:
    placed = [(one, one.placement) for one in sides if one.placement]
    x = median(place.dpi[0] for _, place in placed)
    y = median(place.dpi[1] for _, place in placed)
    said = sides[0].dpi
    stretched = max(abs(x / said[0] - 1), abs(y / said[1] - 1)) if min(said) > 0 else 1.0
    skew = max(abs(place.skew) for _, place in placed)
    known = [place.worst_mm for _, place in placed if math.isfinite(place.worst_mm)]
    warp = max(known, default=0.0)
    shear = max(abs(place.shear) for _, place in placed)
    verdict = Verdict.RIGHT
    if stretched > SCALE_DOUBTFUL or skew > SKEW_DOUBTFUL or shear > SHEAR_DOUBTFUL:
        verdict = Verdict.DOUBTFUL
    if warp > WARP_DOUBTFUL_MM:
        verdict = Verdict.DOUBTFUL
    if stretched > SCALE_WRONG or skew > SKEW_WRONG:
        verdict = Verdict.WRONG
    worst = max(placed, key=lambda pair: abs(pair[1].skew))[0]
    return finding(
        "geometry",
        verdict,
        GEOMETRY,
        (worst.page,),
        x=Figure(x),
        y=Figure(y),
        said=f"{said[0]:.0f} × {said[1]:.0f}",
        skew=Figure(skew, 1),
        warp=Figure(warp, 1),
    )


def _marks(sides: list[ScannedSide]) -> Iterator[Finding]:
    found, page = min((one.placement.found, one.page) for one in sides if one.placement)
    if found < MARKS_PRINTED:
        yield finding("marks", Verdict.DOUBTFUL, MARKS, (page,), found=found)


def _resolution(sides: list[ScannedSide]) -> Finding:
    """Judged by the median side: one blurred print must not fail a device."""
    limit = min(one.dpi[0] for one in sides) / MM_PER_INCH / 2

    def seen(groups: dict[int, float]) -> int:
        """What lies beyond the limit is a pattern of the raster, not of the paper."""
        return resolved({pairs: share for pairs, share in groups.items() if pairs <= limit})

    upright = median(seen(one.measures.upright) for one in sides if one.measures)
    level = median(seen(one.measures.level) for one in sides if one.measures)
    needed = max((pairs for pairs in PAIRS if pairs <= limit * SHARE_OF_LIMIT), default=0)
    verdict = Verdict.RIGHT if min(upright, level) >= needed else Verdict.WRONG
    return finding(
        "resolution",
        verdict,
        RESOLUTION,
        (sides[len(sides) // 2].page,),
        upright=Figure(upright),
        level=Figure(level),
        dpi=f"{sides[0].dpi[0]:.0f}",
        limit=Figure(limit, 1),
    )


def _tones(sides: list[ScannedSide]) -> Finding:
    wedges = [one.measures.tones for one in sides if one.measures]
    tones = [median(wedge[step] for wedge in wedges) for step in range(len(wedges[0]))]
    steps = 1 + sum(1 for lower, upper in pairwise(tones) if upper - lower >= TONE_STEP)
    black, white = tones[0], tones[-1]
    right = steps >= TONES_NEEDED and black <= BLACK_AT_MOST and white >= WHITE_AT_LEAST
    return finding(
        "tones",
        Verdict.RIGHT if right else Verdict.WRONG,
        TONES,
        (sides[0].page,),
        steps=steps,
        of=len(tones),
        black=Figure(black),
        white=Figure(white),
    )


def _colours(sides: list[ScannedSide]) -> Finding:
    wrong: list[str] = []
    for name, defined in COLOURS.items():
        seen = [one.measures.colours[name] for one in sides if one.measures]
        mean = [median(each[channel] for each in seen) for channel in range(3)]
        if not _has(mean, defined):
            wrong.append(name)
    if not wrong:
        return finding("colour", Verdict.RIGHT, COLOUR, (sides[0].page,), count=len(COLOURS))
    said = Text(
        COLOUR_WRONG.say("de", names=", ".join(NAMES[name].de for name in wrong)),
        COLOUR_WRONG.say("en", names=", ".join(NAMES[name].en for name in wrong)),
    )
    return Finding("colour", Verdict.WRONG, said, (sides[0].page,))


def _has(mean: list[float], defined: tuple[float, float, float]) -> bool:
    """Whether every channel that is to be strong is clearly above every weak one."""
    strong = [mean[at] for at in range(3) if defined[at] >= 0.6]
    weak = [mean[at] for at in range(3) if defined[at] < 0.6]
    return min(strong) - max(weak) >= CHROMA


def _streaks(sides: list[ScannedSide]) -> Iterator[Finding]:
    found = False
    for name, words in SIDES.items():
        group = [one for one in sides if one.label and one.label.side == name and one.measures]
        marked = [one for one in group if one.measures and one.measures.streaks]
        if not marked or len(marked) * 2 < len(group):
            continue  # a mark on one sheet is the sheet's
        found = True
        streaks = marked[0].measures.streaks if marked[0].measures else ()
        places = ", ".join(f"{place:.0f}" for place in streaks[:6])
        said = Text(
            STREAKS.say("de", places=places, sides=words.de),
            STREAKS.say("en", places=places, sides=words.en),
        )
        yield Finding("streaks", Verdict.WRONG, said, (marked[0].page,))
    if not found:
        yield finding("streaks", Verdict.RIGHT, NO_STREAKS)
