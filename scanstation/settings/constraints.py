"""What a type cannot say about a configured value: ranges, patterns that compile, names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from scanstation.errors import Text
from scanstation.model import (
    BarcodeRule,
    DocumentClass,
    FieldKind,
    FieldSpec,
    ImagingOptions,
    Lookup,
    Profile,
    ScanOptions,
    SeparationRule,
    Target,
)
from scanstation.settings.toml_lines import Path

CHECKS = ("none", "mod97", "lookup")
"""Check rules for case numbers, by name (``indexing.checks``)."""

USUAL_SYMBOLOGIES = frozenset(
    {
        "Aztec",
        "Codabar",
        "Code128",
        "Code39",
        "Code93",
        "DataMatrix",
        "EAN13",
        "EAN8",
        "ITF",
        "PDF417",
        "QRCode",
        "UPCA",
        "UPCE",
    }
)
"""Known without loading the decoder, which a window does not do before its first paint."""

Broken = Iterator[tuple[Path, Text]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A value must pass ``holds``; ``low`` and ``high`` say it for a range, ends included."""

    field: str
    holds: Callable[[Any], bool]
    expected: Text
    low: float | None = None
    high: float | None = None


def between(field: str, low: float, high: float) -> Rule:
    """Return the rule that a number lies in a range, ends included."""
    expected = Text(f"eine Zahl von {low:g} bis {high:g}", f"a number from {low:g} to {high:g}")
    return Rule(field, lambda value: low <= value <= high, expected, low, high)


def matching(field: str, pattern: str, de: str, en: str) -> Rule:
    """Return the rule that a text matches a pattern."""
    return Rule(field, lambda value: re.fullmatch(pattern, value) is not None, Text(de, en))


def _compiles(field: str) -> Rule:
    return Rule(field, _is_pattern, Text("ein regulärer Ausdruck", "a regular expression"))


def _is_pattern(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return False
    return True


NAME = ("[a-z][a-z0-9_-]{0,63}", "ein Name aus a-z, 0-9, - und _", "a name of a-z, 0-9, - and _")

RULES: dict[type, tuple[Rule, ...]] = {
    ScanOptions: (
        between("resolution", 50, 1200),
        Rule("depth", lambda bits: bits in (1, 8, 16), Text("1, 8 oder 16", "1, 8 or 16")),
        between("page_width", 0, 2000),
        between("page_height", 0, 10000),
    ),
    ImagingOptions: (between("jpeg_quality", 1, 100), between("blank_threshold", 0.01, 1)),
    SeparationRule: (between("page_count", 0, 10000),),
    BarcodeRule: (_compiles("pattern"),),
    Profile: (
        matching("name", *NAME),
        between("check_sample", 0, 1),
        Rule("languages", bool, Text("mindestens eine Sprache", "at least one language")),
        Rule("version", bool, Text("eine Versionsangabe", "a version")),
    ),
    DocumentClass: (
        matching("name", *NAME),
        Rule("fields", bool, Text("mindestens ein Feld", "at least one field")),
    ),
    FieldSpec: (
        matching("name", *NAME),
        _compiles("pattern"),
        _compiles("ocr_pattern"),
        Rule("check", CHECKS.__contains__, Text(f"einer von {CHECKS}", f"one of {CHECKS}")),
        between("max_length", 1, 100_000),
    ),
    Lookup: (matching("name", *NAME),),
    Target: (
        matching("name", *NAME),
        Rule("kind", bool, Text("der Name eines Uploaders", "the name of an uploader")),
        Rule("address", bool, Text("eine Adresse oder ein Ordner", "an address or a folder")),
    ),
}


def broken(value: object) -> Broken:
    """Yield the keys of a value that break a rule, each with what was expected."""
    for rule in (*RULES.get(type(value), ()), *getattr(value, "RULES", ())):
        if not rule.holds(getattr(value, rule.field)):
            yield (rule.field,), rule.expected
    if isinstance(value, ImagingOptions):
        yield from _formats("symbologies", value.symbologies)
    elif isinstance(value, BarcodeRule):
        yield from _formats("formats", value.formats)
    elif isinstance(value, FieldSpec):
        yield from _field(value)
    elif isinstance(value, DocumentClass):
        yield from _twice(value)
    elif isinstance(value, Lookup) and value.kind == "csv" and not value.source:
        yield ("source",), Text("der Pfad einer CSV-Datei", "the path of a CSV file")


def _formats(key: str, names: tuple[str, ...]) -> Broken:
    for place, name in enumerate(names):
        if name not in USUAL_SYMBOLOGIES and name not in symbologies():
            every = ", ".join(sorted(symbologies()))
            yield (key, place), Text(f"einer der Barcodetypen {every}", f"one of {every}")


@cache
def symbologies() -> frozenset[str]:
    """Return the names of all barcode types that zxing-cpp reads."""
    import zxingcpp

    return frozenset(
        one.name
        for one in zxingcpp.barcode_formats_list(
            zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.AllReadable)
        )
    )


def _field(spec: FieldSpec) -> Broken:
    if spec.kind is FieldKind.CHOICE and not spec.choices:
        yield ("choices",), Text("mindestens ein Wert zur Auswahl", "at least one choice")
    if (spec.kind is FieldKind.LOOKUP or spec.check == "lookup") and not spec.lookup:
        yield ("lookup",), Text("der Name einer Nachschlageliste", "the name of a look-up list")
    dated = spec.kind in (FieldKind.DATE, FieldKind.TEXT)
    if (spec.inherit == "received" and not dated) or (
        spec.inherit == "box" and spec.kind is not FieldKind.TEXT
    ):
        yield ("inherit",), Text("ein Feld, das so etwas aufnimmt", "a field that can take it")
    if spec.check != "none" and spec.kind is not FieldKind.CASE_NUMBER:
        yield ("check",), Text("„none“ außer bei Aktenzeichen", "“none” except for case numbers")


def _twice(document_class: DocumentClass) -> Broken:
    seen: set[str] = set()
    for place, spec in enumerate(document_class.fields):
        if spec.name in seen:
            yield (
                ("fields", place, "name"),
                Text("ein Name, den kein anderes Feld hat", "a name that no other field has"),
            )
        seen.add(spec.name)
