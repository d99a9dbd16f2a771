"""How a person is told that a device takes other values than a profile asks for."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from scanstation.errors import Text
from scanstation.model import Mode

SOURCE_WORDS: Mapping[str, Text] = MappingProxyType(
    {
        "duplex": Text("den Einzug beider Seiten", "feeding both sides"),
        "feeder": Text("den Einzug der Vorderseiten", "feeding front sides"),
        "flatbed": Text("das Vorlagenglas", "the flatbed"),
    }
)
INSTEAD_OF_SOURCE: Mapping[str, Text] = MappingProxyType(
    {
        "duplex": Text("es werden beide Seiten gescannt", "both sides are scanned"),
        "feeder": Text("es werden nur Vorderseiten gescannt", "front sides only are scanned"),
        "flatbed": Text("es wird vom Vorlagenglas gescannt", "it is scanned from the flatbed"),
    }
)
MODE_WORDS: Mapping[Mode, Text] = MappingProxyType(
    {
        Mode.COLOUR: Text("Farbe", "colour"),
        Mode.GREY: Text("Graustufen", "grey"),
        Mode.LINEART: Text("Schwarzweiß", "black and white"),
    }
)
RESOLUTION = Text(
    "Das Gerät bietet {asked} dpi nicht an; es wird mit {got} dpi gescannt.",
    "The device does not offer {asked} dpi; it scans at {got} dpi.",
)
ROUNDED = Text(
    "Das Gerät scannt statt mit {asked} mit {got} dpi.",
    "The device scans at {got} instead of {asked} dpi.",
)
MODE = Text(
    "Das Gerät bietet {asked} nicht an; es wird in {got} gescannt.",
    "The device does not offer {asked}; it scans in {got}.",
)
SOURCE = Text(
    "Das Gerät bietet {asked} nicht an; {got}.", "The device does not offer {asked}; {got}."
)
DEPTH = Text(
    "Das Gerät bietet {asked} Bit je Farbwert nicht an; es nimmt {got} Bit.",
    "The device does not offer {asked} bits a sample; it takes {got}.",
)
SIZES: Mapping[str, tuple[Text, Text]] = MappingProxyType(
    {
        "page_width": (
            Text(
                "Das Gerät bietet {asked} mm Seitenbreite nicht an; es nimmt {got} mm.",
                "The device does not offer pages {asked} mm wide; it takes {got} mm.",
            ),
            Text(
                "Das Gerät bietet {asked} mm Seitenbreite nicht an; es nimmt seine eigene.",
                "The device does not offer pages {asked} mm wide; it takes its own width.",
            ),
        ),
        "page_height": (
            Text(
                "Das Gerät bietet {asked} mm Seitenhöhe nicht an; es nimmt {got} mm.",
                "The device does not offer pages {asked} mm high; it takes {got} mm.",
            ),
            Text(
                "Das Gerät bietet {asked} mm Seitenhöhe nicht an; es nimmt seine eigene.",
                "The device does not offer pages {asked} mm high; it takes its own height.",
            ),
        ),
    }
)
CHANGED = Text(
    "Das Gerät nimmt für „{name}“ statt {asked} den Wert {got}.",
    "The device takes {got} instead of {asked} for “{name}”.",
)
LEFT_OUT = Text(
    "Das Gerät bietet „{name}“ mit dem Wert {asked} nicht an; die Einstellung entfällt.",
    "The device does not offer “{name}” with the value {asked}; the setting is left out.",
)
ACCEPTED = Text("{said} (vor dem Einzug angenommen)", "{said} (accepted before the feed)")
