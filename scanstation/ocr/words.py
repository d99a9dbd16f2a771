"""Recognised words as a blob, as text, and as places on the page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from scanstation.errors import BlobChanged
from scanstation.model import Box, Word
from scanstation.ocr.engine import Recognition

MEDIA_TYPE: Final = "application/vnd.scanstation.words+json"
VERSION: Final = 1
COLUMNS: Final[tuple[tuple[type, ...], ...]] = ((str,), *4 * ((int,),), (int, float), (int,))
"""Text, left, top, right, bottom, confidence, line."""


def encode(recognition: Recognition) -> bytes:
    """Return the recognition as compact JSON; the same words give the same bytes."""
    head = {
        "version": VERSION,
        "engine": recognition.engine,
        "engine_version": recognition.version,
        "model": recognition.model,
        "confidence": recognition.confidence,
        "scale": recognition.scale,
        "words": [_row(word) for word in recognition.words],
    }
    return json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode()


def decode(data: bytes) -> Recognition:
    """Return the recognition that ``encode`` wrote.

    Raises:
        BlobChanged: the bytes are no words of a version that this program knows.
    """
    try:
        head = json.loads(data)
        if head["version"] != VERSION:
            raise ValueError(head["version"])
        return Recognition(
            _words(head["words"]),
            float(head["confidence"]),
            str(head["engine"]),
            str(head["engine_version"]),
            str(head["model"]),
            float(head["scale"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise BlobChanged(object="words") from error


def _row(word: Word) -> list[object]:
    box = word.box
    place = [box.left, box.top, box.right, box.bottom]
    return [word.text, *place, word.confidence, word.line]


def _words(rows: list[Any]) -> tuple[Word, ...]:
    """Return the words of all rows, their types checked a column at a time."""
    if not rows:
        return ()
    for column, types in zip(zip(*rows, strict=True), COLUMNS, strict=True):
        if not set(types).issuperset(map(type, column)):
            raise TypeError("not the columns of words")
    return tuple(
        Word(text, Box(left, top, right, bottom), float(confidence), line)
        for text, left, top, right, bottom, confidence, line in rows
    )


def lines(words: Iterable[Word]) -> Iterator[tuple[Word, ...]]:
    """Yield the words of each text line, in reading order."""
    for _, group in groupby(words, key=lambda word: word.line):
        yield tuple(group)


def text(words: Iterable[Word]) -> str:
    """Return the words as text, one line a line."""
    return "\n".join(" ".join(word.text for word in line) for line in lines(words))


@dataclass(frozen=True, slots=True)
class Finding:
    """A place where a pattern was found.

    Attributes:
        text: what the pattern's group ``value`` caught, or the whole match.
        words: the words it touches.
        box: the rectangle around them, in pixels of the page as stored.
        confidence: of the least certain of them.
    """

    text: str
    words: tuple[Word, ...]
    box: Box
    confidence: float


def search(words: Iterable[Word], pattern: re.Pattern[str]) -> Iterator[Finding]:
    """Yield where a pattern matches the text of the page; ``\\s`` also spans a line's end."""
    placed = tuple(words)
    spans = list(_spans(placed))
    for match in pattern.finditer(text(placed)):
        group = "value" if "value" in pattern.groupindex else 0
        start, end = match.span(group)
        touched = [word for word, first, last in spans if first < end and start < last]
        if touched:
            least = min(word.confidence for word in touched)
            yield Finding(match[group], tuple(touched), around(touched), least)


def _spans(words: tuple[Word, ...]) -> Iterator[tuple[Word, int, int]]:
    """Yield each word with its first and past-the-last character in ``text``."""
    at = 0
    for word in words:
        yield word, at, at + len(word.text)
        at += len(word.text) + 1  # a blank or a line's end, both one character


def around(words: Iterable[Word]) -> Box:
    """Return the rectangle around words, of which there must be one at least."""
    boxes = [word.box for word in words]
    return Box(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )


def inside(words: Iterable[Word], region: Box) -> tuple[Word, ...]:
    """Return the words whose centre lies in a region (a click or a rubber band)."""
    return tuple(word for word in words if _holds(region, word.box))


def _holds(region: Box, box: Box) -> bool:
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    return region.left <= x < region.right and region.top <= y < region.bottom
