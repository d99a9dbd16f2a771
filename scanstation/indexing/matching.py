"""Patterns searched in recognised text, with the place on the page that matched."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby

from scanstation.model import Box, Word


@dataclass(frozen=True, slots=True)
class PageText:
    """The words of one page in reading order."""

    page: str
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text and where in it each word begins and ends."""

    text: str
    words: tuple[Word, ...]
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A match: its text, the box around its words, the least confidence of them."""

    text: str
    region: Box
    confidence: float


def lines(words: Sequence[Word]) -> Iterator[Line]:
    """Yield the lines of a page; words of a line are joined by one space."""
    for _, group in groupby(words, key=lambda word: word.line):
        members = tuple(group)
        spans: list[tuple[int, int]] = []
        at = 0
        for word in members:
            spans.append((at, at + len(word.text)))
            at += len(word.text) + 1
        yield Line(" ".join(word.text for word in members), members, tuple(spans))


def hit(line: Line, start: int, end: int) -> Hit | None:
    """Return the part of a line as a hit, None if no word lies in it."""
    pairs = zip(line.words, line.spans, strict=True)
    touched = [word for word, (left, right) in pairs if left < end and right > start]
    if not touched:
        return None
    region = Box(
        min(word.box.left for word in touched),
        min(word.box.top for word in touched),
        max(word.box.right for word in touched),
        max(word.box.bottom for word in touched),
    )
    return Hit(line.text[start:end], region, min(word.confidence for word in touched))


def search(pattern: re.Pattern[str], words: Sequence[Word]) -> Iterator[Hit]:
    """Yield every match of a pattern, line by line: its group ``value`` or the whole match."""
    group: str | int = "value" if "value" in pattern.groupindex else 0
    for line in lines(words):
        for match in pattern.finditer(line.text):
            found = hit(line, *match.span(group))
            if found is not None:
                yield found


_CONFUSED = {
    "O": "0", "o": "0", "D": "0", "Q": "0", "0": "O", "I": "1", "l": "1", "|": "1", "i": "1",
    "1": "I", "B": "8", "8": "B", "S": "5", "s": "5", "5": "S", "Z": "2", "z": "2", "2": "Z",
    "G": "6", "6": "G", ",": ".", "—": "-", "–": "-", "_": "-",
}  # fmt: skip
_MOST_CHANGES = 3


def corrections(text: str, fits: Callable[[str], bool]) -> Iterator[str]:
    """Yield what a text may have been before OCR confused letters, the fewest changes first.

    Changes are those that OCR makes (0/O, 1/I/l, 8/B, 5/S, 2/Z, 6/G, dashes), at most three.
    """
    places = [place for place, letter in enumerate(text) if letter in _CONFUSED]
    for count in range(1, min(_MOST_CHANGES, len(places)) + 1):
        for chosen in combinations(places, count):
            letters = list(text)
            for place in chosen:
                letters[place] = _CONFUSED[letters[place]]
            changed = "".join(letters)
            if fits(changed):
                yield changed
