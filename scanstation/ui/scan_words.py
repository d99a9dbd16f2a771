"""What the place Scan says of profiles, in both languages."""

from __future__ import annotations

from scanstation.errors import Text
from scanstation.model import Mode, Profile, SeparationRule

MODES = {
    Mode.LINEART: Text("Schwarzweiß", "black and white"),
    Mode.GREY: Text("Graustufen", "grey"),
    Mode.COLOUR: Text("Farbe", "colour"),
}
SOURCES = {
    "duplex": Text("beidseitig", "both sides"),
    "feeder": Text("nur Vorderseiten", "front sides only"),
    "flatbed": Text("Vorlagenglas", "flatbed"),
}
RESOLUTION = Text("{dpi} dpi", "{dpi} dpi")
SHEETS = Text("Trennblätter", "separator sheets")
BARCODES = Text("Barcodes", "barcodes")
BLANKS = Text("Leerblätter", "blank sheets")
COUNT = Text("alle {pages} Seiten", "every {pages} pages")
UNDIVIDED = Text("keine Trennung", "no separation")


def meaning(profile: Profile) -> Text:
    """Return what a profile does, in one line."""
    scan = profile.scan
    resolution = Text(*(RESOLUTION.say(one, dpi=scan.resolution) for one in ("de", "en")))
    colour = _joined(" ", [MODES[scan.mode], resolution])
    division = _joined(", ", divisions(profile.separation))
    return _joined(" · ", [SOURCES[scan.source], colour, division])


def divisions(rule: SeparationRule) -> list[Text]:
    """Return what divides a stack into documents."""
    found = []
    if rule.own_sheets or rule.patcht or rule.patch_codes:
        found.append(SHEETS)
    if rule.barcodes:
        found.append(BARCODES)
    if rule.blank_page:
        found.append(BLANKS)
    if rule.page_count:
        found.append(Text(*(COUNT.say(one, pages=rule.page_count) for one in ("de", "en"))))
    return found or [UNDIVIDED]


def _joined(between: str, parts: list[Text]) -> Text:
    return Text(between.join(one.de for one in parts), between.join(one.en for one in parts))
