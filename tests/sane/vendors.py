"""Options as vendors' backends have them (sane-backends 1.2, and those that vendors ship).

Only what decides about source, sides, mode, resolution, area, double feeds and buttons.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from tests.sane.probe import Option

FRONT_BACK = "strings ADF Front|ADF Back|ADF Duplex"


def source(choices: str) -> Option:
    """Return the option that selects the source."""
    return Option("source", "string", choices.split("|", maxsplit=1)[0], f"strings {choices}")


def mode(choices: str) -> Option:
    """Return the option that selects the mode."""
    return Option("mode", "string", choices.split("|", maxsplit=1)[0], f"strings {choices}")


def resolution(constraint: str = "range 50 600 1") -> Option:
    """Return the resolution."""
    return Option("resolution", "int", "100", constraint, "dpi")


def area(width: float = 215.9, height: float = 355.6, unit: str = "mm") -> list[Option]:
    """Return the four edges."""
    return [
        Option(
            name,
            "int" if unit == "pixel" else "fixed",
            str(most if name.startswith("br") else 0),
            f"range 0 {most} 0",
            unit,
        )
        for name, most in (("tl-x", width), ("tl-y", height), ("br-x", width), ("br-y", height))
    ]


def button(name: str) -> Option:
    """Return a button or sensor of the device."""
    return Option(name, "bool", "no", caps="hd")


USUAL = mode("Lineart|Gray|Color")

VENDORS: Mapping[str, Sequence[Option]] = MappingProxyType(
    {
        "fujitsu": [
            source("Flatbed|ADF Front|ADF Back|ADF Duplex|Card Front|Card Back|Card Duplex"),
            mode("Lineart|Halftone|Gray|Color"),
            resolution(),
            Option("page-width", "fixed", "215.9", "range 0 221 0", "mm"),
            Option("page-height", "fixed", "279.4", "range 0 863 0", "mm"),
            *area(221.0, 863.0),
            Option("df-action", "string", "Default", "strings Default|Continue|Stop"),
            *(button(name) for name in ("page-loaded", "cover-open", "scan", "double-feed")),
        ],
        "canon_dr": [
            source("ADF Front|ADF Back|ADF Duplex"),
            mode("Lineart|Halftone|Gray|Color"),
            resolution("words 150 200 300 400 600"),
            Option("df-thickness", "bool", "no"),
            Option("df-length", "bool", "no"),
            button("start"),
            button("stop"),
        ],
        "epson2": [
            source("Flatbed|Automatic Document Feeder"),
            USUAL,
            resolution(),
            Option(
                "adf-mode",
                "string",
                "Simplex",
                "strings Simplex|Duplex",
                active_if="source=Automatic Document Feeder",
            ),
        ],
        "brother5": [
            source(
                "FlatBed|Automatic Document Feeder(left aligned)|"
                "Automatic Document Feeder(left aligned,Duplex)"
            ),
            mode("Black & White|Gray[Error Diffusion]|True Gray|24bit Color[Fast]|24bit Color"),
            resolution("words 100 150 200 300 400 600 1200"),
        ],
        "kvs1025": [
            source("adf|fb"),
            mode("bw|halftone|gray|color"),
            resolution("words 100 150 200 240 300 400 600"),
            Option("duplex", "bool", "no"),
            Option("feeder-mode", "string", "single", "strings single|continuous"),
            Option("double-feed", "bool", "no"),
        ],
        "kvs20xx": [
            mode("Lineart|Gray|Color"),
            resolution(),
            Option("duplex", "bool", "no"),
            Option("double-feed", "bool", "no"),
        ],
        "avision": [
            source("Flatbed|ADF Front|ADF Back|ADF Duplex"),
            USUAL,
            resolution(),
            *area(216.0, 356.0),
        ],
        "xerox_mfp": [
            source("Flatbed|ADF|Auto"),
            mode(
                "Black & White - Line Art|Black & White - Halftone|"
                "Grayscale - 256 Levels|Color - 16 Million Colors"
            ),
            resolution("words 75 100 150 200 300 600"),
        ],
        "hpaio": [source("Flatbed|ADF|Duplex"), USUAL, resolution("words 75 100 200 300 600")],
        "pixma": [
            source("Flatbed|Automatic Document Feeder|ADF Duplex"),
            mode("Color|Gray|Lineart"),
            resolution("words 75 150 300 600"),
            Option("button-update", "button", ""),
            Option("button-1", "int", "0", caps="d"),
            Option("button-2", "int", "0", caps="d"),
        ],
        "pixels": [  # areas in pixels, as p5 and some ports of vendors have them
            source("Flatbed|ADF"),
            USUAL,
            resolution("words 100 200 300"),
            *area(2550, 4200, "pixel"),
        ],
    }
)
