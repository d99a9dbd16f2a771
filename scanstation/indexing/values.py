"""Values as people write them in Germany, and the one form in which they are kept.

Dates are kept as ``2026-11-20``, numbers with a point and no groups: ``1234.56``.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation

from scanstation.model import FieldKind, FieldSpec

_MONTHS = {
    "jan": 1, "feb": 2, "mär": 3, "mar": 3, "mae": 3, "apr": 4, "mai": 5, "jun": 6,
    "jul": 7, "aug": 8, "sep": 9, "okt": 10, "oct": 10, "nov": 11, "dez": 12, "dec": 12,
}  # fmt: skip
_NAMES = (
    r"jan(?:uar|\.)?|feb(?:ruar|\.)?|m(?:ä|ae|a)r(?:z|\.)?|apr(?:il|\.)?|mai|jun(?:i|\.)?"
    r"|jul(?:i|\.)?|aug(?:ust|\.)?|sep(?:t(?:ember|\.)?|\.)?|okt(?:ober|\.)?|nov(?:ember|\.)?"
    r"|dez(?:ember|\.)?"
)
DATES = re.compile(
    rf"(?<![\d.])(?:(?P<y>\d{{4}})-(?P<m>\d{{2}})-(?P<d>\d{{2}})"
    rf"|(?P<day>\d{{1,2}})\.\s?(?:(?P<month>\d{{1,2}})\.\s?|(?P<name>{_NAMES})\s+)"
    r"(?P<year>\d{4}|\d{2}))(?!\d)",
    re.IGNORECASE,
)
"""A date somewhere in a text: 20.11.2026, 20. 11. 26, 20. November 2026, 2026-11-20."""


def parse_date(text: str, today: date) -> date | None:
    """Return the date that the whole text is, None if it is none.

    A year of two digits lies at most one year ahead, else in the century before.
    """
    found = DATES.fullmatch(text.strip())
    return date_of(found, today) if found else None


def date_of(found: re.Match[str], today: date) -> date | None:
    """Return the date of a match of ``DATES``, None for a day that does not exist."""
    if found["y"]:
        year, month, day = int(found["y"]), int(found["m"]), int(found["d"])
    else:
        name = (found["name"] or "").casefold()[:3]
        year, day = _year(found["year"], today), int(found["day"])
        month = _MONTHS[name] if name else int(found["month"])
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _year(text: str, today: date) -> int:
    year = int(text)
    if len(text) == 4:
        return year
    century = today.year // 100 * 100
    return century + year if century + year <= today.year + 1 else century - 100 + year


def parse_number(text: str) -> Decimal | None:
    """Return the number that the whole text is: 1.234,56 or 1234.56, a euro sign allowed."""
    plain = re.sub(r"\s|€|EUR", "", text)
    if re.fullmatch(r"[+-]?\d{1,3}(\.\d{3})+(,\d+)?|[+-]?\d+,\d+", plain):
        plain = plain.replace(".", "").replace(",", ".")
    if not re.fullmatch(r"[+-]?\d+(\.\d+)?", plain):
        return None
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None


def canonical(spec: FieldSpec, text: str, today: date) -> str:
    """Return the form in which a value is kept; what cannot be read stays as it was typed."""
    text = " ".join(text.split())
    if spec.kind is FieldKind.DATE:
        day = parse_date(text, today)
        return day.isoformat() if day else text
    if spec.kind is FieldKind.NUMBER:
        number = parse_number(text)
        return format(number, "f") if number is not None else text
    if spec.kind is FieldKind.CHOICE:
        same = [choice for choice in spec.choices if choice.casefold() == text.casefold()]
        return same[0] if same else text
    return text


def mod97(number: str) -> bool:
    """Return whether the last two digits are right by ISO 7064 MOD 97-10 (as in an IBAN's check).

    Letters count 10 to 35, everything else but letters and digits is left out.
    """
    letters = [letter for letter in number.upper() if letter.isascii() and letter.isalnum()]
    digits = "".join(str(int(letter, 36)) for letter in letters)
    return len(letters) > 2 and int(digits) % 97 == 1
