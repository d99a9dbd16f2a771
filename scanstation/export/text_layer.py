"""Recognised words as invisible text that lies exactly over the picture.

A word's box lies around its middle in the page as stored and has the word's own width and
height; where the page is turned or straightened, the middle moves along and the sides stay.
Text is shown in render mode 3 with the glyphless font: each word is stretched to the
width of its box, all words of a line share the line's height and base, so that a
selection is one even band and readers keep the reading order. The blank after a word
stands in the word's own string: pdfium drops a string that is only a blank, and then
guesses wrongly at narrow gaps.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, groupby, pairwise
from operator import attrgetter
from typing import NamedTuple

from scanstation.export.geometry import Placement
from scanstation.export.glyphless import ADVANCE, UNITS_PER_EM
from scanstation.model import Word

GLYPH_WIDTH = ADVANCE / UNITS_PER_EM
"""Width of a character in ems."""

FIRST_PRIVATE_CODE, PRIVATE_CODES = 0xE000, 0x1900
"""The private use area, free for codes because recognised text has no use for it."""

_UNKNOWN = "\ufffd"
_TALLEST = 1.8
"""A word that makes its line taller than this many median heights keeps a line of its own."""


def _plain(text: str) -> bool:
    """Whether a text is its own code: printable and below the surrogates, as nearly every word."""
    return bool(text) and text.isprintable() and max(text) < "\ud800"


@dataclass(slots=True)
class CharacterCodes:
    """Two-byte codes of characters: UTF-16 itself, private codes for what lies beyond 16 bits.

    One object serves a whole file; ``beyond`` then goes into the font's ToUnicode map.
    """

    beyond: dict[str, int]

    def encode_all(self, texts: Sequence[str]) -> list[str]:
        """Return the codes of each text, see ``encode``; quick where all are plain."""
        whole = "".join(texts)
        if not _plain(whole):
            return [self.encode(text) for text in texts]
        codes, ends = whole.encode("utf-16-be").hex(), accumulate(map(len, texts), initial=0)
        return [codes[4 * start : 4 * end] for start, end in pairwise(ends)]

    def encode(self, text: str) -> str:
        """Return the codes of a text as hex; what is no character becomes U+FFFD or is left out."""
        if _plain(text):
            return text.encode("utf-16-be").hex()
        return "".join(f"{self._code(character):04x}" for character in text if character >= " ")

    def _code(self, character: str) -> int:
        code = ord(character)
        if code > 0xFFFF and (code & 0xFFFE) != 0xFFFE:
            return self._beyond_code(character)
        unusable = 0x7F <= code < 0xA0 or 0xD800 <= code <= 0xF8FF or code in (0xFEFF,)
        noncharacter = 0xFDD0 <= code <= 0xFDEF or (code & 0xFFFE) == 0xFFFE
        return ord(_UNKNOWN) if unusable or noncharacter else code

    def _beyond_code(self, character: str) -> int:
        if character not in self.beyond and len(self.beyond) >= PRIVATE_CODES:
            return ord(_UNKNOWN)
        return self.beyond.setdefault(character, FIRST_PRIVATE_CODE + len(self.beyond))


class _Placed(NamedTuple):
    """A word on the upright page: left end, base and top in points."""

    codes: str
    start: float
    length: float
    base: float
    top: float
    line: int


def text_operators(words: Sequence[Word], place: Placement, codes: CharacterCodes) -> bytes:
    """Return the content stream part that shows the words invisibly; empty without words."""
    placed = _placed(words, place, codes)
    if not placed:
        return b""
    parts = (_line_operators(*line) for line in _lines(placed))
    return "\n".join(["BT 3 Tr", *chain.from_iterable(parts), "ET"]).encode("ascii")


def _placed(words: Sequence[Word], place: Placement, codes: CharacterCodes) -> list[_Placed]:
    """Return where the words lie; written without calls, as a page has 500 of them."""
    (scale_x, scale_y), lying, placed = place.scale, place.lying, []
    a, b, c, d, e, f = place.a, place.b, place.c, place.d, place.e, place.f
    for word, encoded in zip(words, codes.encode_all([word.text for word in words]), strict=True):
        box = word.box
        left, top, right, bottom = box.left, box.top, box.right, box.bottom
        if not encoded or right <= left or bottom <= top:
            continue
        length, tall = (right - left) * scale_x, (bottom - top) * scale_y
        if lying:
            length, tall = tall, length
        x, y = (left + right) / 2, (top + bottom) / 2
        base = b * x + d * y + f - tall / 2
        start = a * x + c * y + e - length / 2
        placed.append(_Placed(encoded, start, length, base, base + tall, word.line))
    return placed


def _lines(placed: Sequence[_Placed]) -> Iterator[tuple[list[_Placed], float, float]]:
    """Yield the words of each line with their common base and height."""
    for _, group in groupby(placed, key=attrgetter("line")):
        words = list(group)
        base, top = min(word.base for word in words), max(word.top for word in words)
        median = sorted([word.top - word.base for word in words])[len(words) // 2]
        if top - base > _TALLEST * median and len(words) > 1:
            yield from (([word], word.base, word.top - word.base) for word in words)
        else:
            yield words, base, top - base


def _line_operators(line: Sequence[_Placed], base: float, height: float) -> list[str]:
    size = max(height, 0.01)
    digit = GLYPH_WIDTH * size / 400  # a character's code has four, its stretch is in percent
    parts = [f"/F {size:.2f} Tf 1 0 0 1 {line[0].start:.2f} {base:.2f} Tm"]
    parts += [
        f"{max(0.01, length / (digit * len(codes))):.2f} Tz<{codes}0020>Tj "
        f"{following.start - start:.2f} 0 Td"
        for (codes, start, length, *_), following in pairwise(line)
    ]
    last = line[-1]
    stretch = max(0.01, last.length / (digit * len(last.codes)))
    return [*parts, f"{stretch:.2f} Tz<{last.codes}>Tj"]
