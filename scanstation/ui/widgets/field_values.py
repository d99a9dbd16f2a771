"""How an index value is written in the language of the moment, and read back."""

from __future__ import annotations

import re
from datetime import date

from scanstation.errors import Language
from scanstation.indexing.values import canonical
from scanstation.model import FieldKind, FieldSpec

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_DIGITS = re.compile(r"(\d{2})(\d{2})(\d{4}|\d{2})")
_SLASHED = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})")
_NO_YEAR = re.compile(r"(\d{1,2})[./](\d{1,2})[./]?")
_TOKEN = re.compile(
    r"(?:(?P<digit>\\d|\[0-9\])|(?P<upper>\[A-Z\])|(?P<lower>\[a-z\])|\\(?P<escaped>\W)"
    r"|(?P<plain>[^\\\[\](){}?*+|^$.]))"
    r"(?:\{(?P<least>\d+)(?:,(?P<most>\d+))?\})?"
)
_DIGIT_RUN = "1234567890"


def displayed(spec: FieldSpec, value: str, language: Language) -> str:
    """Return a kept value as people write it: 20.11.2026 or 20/11/2026."""
    if spec.kind is FieldKind.DATE and (found := _ISO.fullmatch(value)):
        year, month, day = found.groups()
        return f"{day}.{month}.{year}" if language == "de" else f"{day}/{month}/{year}"
    if spec.kind is FieldKind.NUMBER and language == "de" and re.fullmatch(r"-?\d+\.\d+", value):
        return value.replace(".", ",")
    return value


def kept(spec: FieldSpec, text: str, today: date) -> str:
    """Return what a typed text means; what cannot be read stays as it was typed.

    Dates may be typed without points (201126) and without the year (20.11.): the latest such
    day that is not in the future.
    """
    if spec.kind is FieldKind.DATE:
        text = _date(text.strip(), today)
    return canonical(spec, text, today)


def example(pattern: str) -> str:
    """Return a value of the pattern's form (12.1-1/1234), empty where none is easily found."""
    made, at = "", 0
    while at < len(pattern):
        token = _TOKEN.match(pattern, at)
        if token is None:
            return ""
        made += _sample(token)
        at = token.end()
    return made if made and re.fullmatch(pattern, made) else ""


def mask(spec: FieldSpec, language: Language) -> str:
    """Return the form of a field's values as a greyed example, empty for free text."""
    if spec.kind is FieldKind.DATE:
        return "TT.MM.JJJJ" if language == "de" else "DD/MM/YYYY"
    return example(spec.pattern) if spec.pattern else ""


def _sample(token: re.Match[str]) -> str:
    count = int(token["most"] or token["least"] or 1)
    if token["digit"]:
        return "".join(_DIGIT_RUN[place % 10] for place in range(count))
    letter = "A" if token["upper"] else "a" if token["lower"] else token["escaped"]
    return (letter or token["plain"]) * count


def _date(text: str, today: date) -> str:
    found = _DIGITS.fullmatch(text) or _SLASHED.fullmatch(text)
    if found:
        return ".".join(found.groups())
    short = _NO_YEAR.fullmatch(text)
    return _latest(int(short[2]), int(short[1]), today) if short else text


def _latest(month: int, day: int, today: date) -> str:
    year = today.year if (month, day) <= (today.month, today.day) else today.year - 1
    return f"{day}.{month}.{year}"
