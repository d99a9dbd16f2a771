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

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

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


@dataclass(slots=True)
class CharacterCodes:
    """Two-byte codes of characters: UTF-16 itself, private codes for what lies beyond 16 bits.

    One object serves a whole file; ``beyond`` then goes into the font's ToUnicode map.
    """

    beyond: dict[str, int]

    def encode(self, text: str) -> str:
        """Return the codes of a text as hex; what is no character becomes U+FFFD or is left out."""
        # Printable text below the surrogates is its own code: nearly every word.
        if text.isprintable() and text and max(text) < "\ud800":
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


@dataclass(slots=True)
class _Placed:
    """A word on the upright page: left end and base line in points."""

    codes: str
    start: float
    length: float
    base: float
    height: float
    line: int


def text_operators(words: Sequence[Word], place: Placement, codes: CharacterCodes) -> bytes:
    """Return the content stream part that shows the words invisibly; empty without words."""
    placed = list(_placed(words, place, codes))
    if not placed:
        return b""
    parts = ["BT 3 Tr", *map(_line_operators, _lines(placed)), "ET"]
    return "\n".join(parts).encode("ascii")


def _placed(words: Iterable[Word], place: Placement, codes: CharacterCodes) -> Iterator[_Placed]:
    (scale_x, scale_y), point, encode = place.scale, place.point, codes.encode
    for word in words:
        encoded, box = encode(word.text), word.box
        left, top, right, bottom = box.left, box.top, box.right, box.bottom
        if not encoded or right <= left or bottom <= top:
            continue
        length, tall = (right - left) * scale_x, (bottom - top) * scale_y
        if place.lying:
            length, tall = tall, length
        x, y = point((left + right) / 2, (top + bottom) / 2)
        yield _Placed(encoded, x - length / 2, length, y - tall / 2, tall, word.line)


def _lines(placed: Sequence[_Placed]) -> Iterator[list[_Placed]]:
    """Yield the words of each line with common base and height."""
    for _, group in groupby(placed, key=lambda word: word.line):
        words = list(group)
        median = sorted(word.height for word in words)[len(words) // 2]
        base = min(word.base for word in words)
        height = max(word.base + word.height for word in words) - base
        if height > _TALLEST * median and len(words) > 1:
            yield from ([word] for word in words)
            continue
        for word in words:
            word.base, word.height = base, height
        yield words


def _line_operators(line: Sequence[_Placed]) -> str:
    first, size = line[0], max(line[0].height, 0.01)
    parts = [f"/F {size:.2f} Tf 1 0 0 1 {first.start:.2f} {first.base:.2f} Tm"]
    em = GLYPH_WIDTH * size / 100
    last = len(line) - 1
    for index, word in enumerate(line):
        stretch = max(0.01, word.length / (em * (len(word.codes) // 4)))
        if index < last:
            step = line[index + 1].start - word.start
            parts.append(f"{stretch:.2f} Tz<{word.codes}0020>Tj {step:.2f} 0 Td")
        else:
            parts.append(f"{stretch:.2f} Tz<{word.codes}>Tj")
    return "\n".join(parts)
