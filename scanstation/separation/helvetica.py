"""Helvetica as every PDF reader has it: widths, and what it can write (cp1252).

Widths in thousandths of the font size, from the metrics of Nimbus Sans, which is metrically
Helvetica (standard-14 fonts, ISO 32000-1 9.6.2.2).
"""

from __future__ import annotations

import unicodedata
from typing import Literal

Face = Literal["regular", "bold"]

_REGULAR = {
    191: "'",
    222: "ijl‚‘’",
    260: "|¦",
    278: " !,./:;I[\\]ft\xa0·ÌÍÎÏìíîï",
    333: "()-`r„ˆ‹“”˜›¡¨\xad¯²³´¸¹",
    334: "{}",
    350: "•",
    355: '"',
    365: "º",
    370: "ª",
    389: "*",
    400: "°",
    469: "^",
    500: "Jcksvxyzšžçýÿ",
    537: "¶",
    584: "+<=>~¬±×÷",
    611: "FTZŽ¿ßø",
    667: "&ABEKPSVXYŠŸÀÁÂÃÄÅÈÉÊËÝÞ",
    722: "CDHNRUwÇÐÑÙÚÛÜ",
    737: "©®",
    778: "GOQÒÓÔÕÖØ",
    833: "Mm",
    834: "¼½¾",
    889: "%æ",
    944: "Wœ",
    1000: "…‰Œ—™Æ",
    1015: "@",
}
_BOLD = {
    238: "'",
    278: " ,./I\\ijl‚‘’\xa0·ÌÍÎÏìíîï",
    280: "|¦",
    333: "!()-:;[]`ftˆ‹˜›¡¨\xad¯²³´¸¹",
    350: "•",
    365: "º",
    370: "ª",
    389: "*r{}",
    400: "°",
    474: '"',
    500: "z„“”ž",
    584: "+<=>^~¬±×÷",
    611: "?FLTZbdghnopquŽµ¿ßðñòóôõöøùúûüþ",
    667: "EPSVXYŠŸÈÉÊËÝÞ",
    722: "&ABCDHKNRUÀÁÂÃÄÅÇÐÑÙÚÛÜ",
    737: "©®",
    778: "GOQwÒÓÔÕÖØ",
    833: "M",
    834: "¼½¾",
    889: "%mæ",
    944: "Wœ",
    975: "@",
    1000: "…‰Œ—™Æ",
}
_OTHER = 556  # digits and most small letters of both faces


def _by_letter(table: dict[int, str]) -> dict[str, int]:
    return {letter: width for width, letters in table.items() for letter in letters}


_WIDTHS: dict[Face, dict[str, int]] = {
    "regular": _by_letter(_REGULAR),
    "bold": _by_letter(_BOLD),
}
_WITHOUT_DECOMPOSITION = str.maketrans("ıłŁđĐħŋŊĸſŧŦəƏ", "ilLdDhnNkstTaA")


def writable(text: str) -> str:
    """Return the text in the letters of cp1252; others lose their accents (the codes keep them).

    German, Danish, French, Spanish, Turkish but for ğ, ş, ı, İ are in cp1252 as they are.
    """
    return "".join(_letter(letter) for letter in unicodedata.normalize("NFC", text))


def _letter(letter: str) -> str:
    for form in (letter, _plain(letter)):
        try:
            form.encode("cp1252")
        except UnicodeEncodeError:
            continue
        return form
    return "?"


def _plain(letter: str) -> str:
    parts = unicodedata.normalize("NFD", letter.translate(_WITHOUT_DECOMPOSITION))
    return "".join(part for part in parts if not unicodedata.combining(part))


def width(text: str, size: float, face: Face = "regular") -> float:
    """Return the width of a writable text in the unit of ``size``."""
    widths = _WIDTHS[face]
    return sum(widths.get(letter, _OTHER) for letter in text) * size / 1000


def fitting(text: str, room: float, size: float, face: Face = "regular") -> float:
    """Return the largest size up to ``size`` at which the text fits into ``room``."""
    needed = width(text, size, face)
    return size if needed <= room else size * room / needed
