"""Words of a page under the pointer, under the keyboard, and in a frame."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QTransform

from scanstation.model import Box, Word
from scanstation.ui.widgets.page_view_geometry import box_rect, hull


@dataclass(frozen=True, slots=True)
class Taken:
    """Words that were chosen: their text, and where they stand in stored pixels."""

    text: str
    box: Box


class WordCursor:
    """A place among the words of a page, and a stretch of them.

    Args:
        words: in reading order.
        upright: the map from stored pixels to the sheet; up and down are meant there.
    """

    def __init__(self, words: Sequence[Word], upright: QTransform) -> None:
        self.words = tuple(words)
        self._centres = [upright.map(box_rect(word.box).center()) for word in self.words]
        self.at = 0
        self._from = 0

    def chosen(self) -> range:
        """Return the places of the chosen words."""
        if not self.words:
            return range(0)
        return range(min(self.at, self._from), max(self.at, self._from) + 1)

    def put(self, place: int, *, extend: bool = False) -> None:
        """Go to a word; ``extend`` keeps the other end of the stretch."""
        self.at = min(max(place, 0), max(0, len(self.words) - 1))
        if not extend:
            self._from = self.at

    def step(self, count: int, *, extend: bool = False) -> None:
        """Go on or back in reading order."""
        self.put(self.at + count, extend=extend)

    def line(self, direction: int, *, extend: bool = False) -> None:
        """Go to the nearest word of the next line (1) or of the one before (-1)."""
        if not self.words:
            return
        here = self.words[self.at].line
        lines = sorted({word.line for word in self.words})
        place = lines.index(here) + direction
        if not 0 <= place < len(lines):
            return
        x = self._centres[self.at].x()
        row = [index for index, word in enumerate(self.words) if word.line == lines[place]]
        nearest = min(row, key=lambda index: abs(self._centres[index].x() - x))
        self.put(nearest, extend=extend)

    def find(self, beginning: str) -> bool:
        """Go to the first word from here on that begins like this; return whether there is one."""
        wanted = beginning.casefold()
        places = [*range(self.at, len(self.words)), *range(self.at)]
        for place in places:
            if self.words[place].text.casefold().startswith(wanted):
                self.put(place)
                return True
        return False

    def taken(self) -> Taken | None:
        """Return the chosen words."""
        return taken([self.words[place] for place in self.chosen()])


def word_at(words: Sequence[Word], point: QPointF) -> int:
    """Return the place of the word at a stored pixel, -1 if there is none."""
    x, y = point.x(), point.y()
    for place, word in enumerate(words):
        box = word.box
        if box.left <= x < box.right and box.top <= y < box.bottom:
            return place
    return -1


def words_within(words: Sequence[Word], frame: QRectF) -> list[Word]:
    """Return the words whose centre lies in a rectangle of stored pixels."""
    return [word for word in words if frame.contains(box_rect(word.box).center())]


def taken(words: Iterable[Word]) -> Taken | None:
    """Return text and place of some words in reading order, None for none."""
    chosen = list(words)
    if not chosen:
        return None
    return Taken(" ".join(word.text for word in chosen), hull([word.box for word in chosen]))
