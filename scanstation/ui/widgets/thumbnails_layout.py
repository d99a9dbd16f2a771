"""Where thumbnails lie: blocks of pages below each other, cells in rows within a block.

    header (document)          one a document
    divider cells              the sides of the separator sheet that opened it
    thumbnail cells            as many in a row as fit

Any place is found by a binary search over the blocks and a division within one, so that ten
thousand pages cost no more to paint than a hundred.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from scanstation.model import Page, PageKind


class Block(NamedTuple):
    """Rows ``first`` on: dividers, then cells; ``header`` if a document begins here."""

    first: int
    dividers: int
    cells: int
    document: str
    header: bool


class Cell(NamedTuple):
    """A rectangle in the coordinates of the whole list."""

    x: int
    y: int
    width: int
    height: int

    def holds(self, x: int, y: int) -> bool:
        """Whether a point lies in it."""
        return self.x <= x < self.x + self.width and self.y <= y < self.y + self.height


@dataclass(frozen=True, slots=True)
class Metrics:
    """Sizes in pixels of the screen."""

    cell_width: int
    cell_height: int
    divider_width: int
    divider_height: int
    header_height: int
    narrow_width: int = 34
    margin: int = 6
    block_gap: int = 10


def blocks(pages: Sequence[Page]) -> list[Block]:
    """Return the blocks of a stack.

    A separator sheet and a document begin one each. Pages that belong to no document (blank,
    rejected) stay in the block that they lie in.
    """
    found: list[Block] = []
    separator = PageKind.SEPARATOR
    first = dividers = cells = 0
    document = shown = ""

    def close() -> str:
        if dividers or cells:
            header = bool(document) and document != shown
            found.append(Block(first, dividers, cells, document, header))
        return document or shown

    for row, page in enumerate(pages):
        if page.kind is separator:
            if cells:
                shown = close()
                first, dividers, cells, document = row, 0, 0, ""
            dividers += 1
            continue
        if page.document and page.document != document:
            if document:
                shown = close()
                first, dividers, cells = row, 0, 0
            document = page.document
        cells += 1
    close()
    return found


class ThumbnailLayout:
    """The geometry of all blocks at one width."""

    def __init__(self, parts: Sequence[Block], metrics: Metrics, width: int) -> None:
        self.blocks = parts
        self.metrics = metrics
        self.width = max(width, metrics.cell_width + 2 * metrics.margin)
        room = self.width - 2 * metrics.margin
        self._columns = max(1, room // metrics.cell_width)
        self._divider_columns = max(2, room // metrics.divider_width)  # both sides on one line
        self._divider_width = min(metrics.divider_width, room // self._divider_columns)
        self._firsts = [block.first for block in parts]
        self._tops = list(accumulate(map(self._height, parts), initial=metrics.margin))
        self.rows = parts[-1].first + parts[-1].dividers + parts[-1].cells if parts else 0

    @property
    def height(self) -> int:
        """The whole height."""
        return self._tops[-1]

    def rect(self, row: int) -> Cell:
        """Return where a row lies."""
        number = bisect_right(self._firsts, row) - 1
        block, sizes = self.blocks[number], self.metrics
        top = self._tops[number] + self._header(block)
        place = row - block.first
        if place < block.dividers:
            line, column = divmod(place, self._divider_columns)
            width, height = self._divider_width, sizes.divider_height
        else:
            top += self._lines(block.dividers, self._divider_columns) * sizes.divider_height
            line, column = divmod(place - block.dividers, self._columns)
            width, height = sizes.cell_width, sizes.cell_height
        return Cell(sizes.margin + column * width, top + line * height, width, height)

    def row_at(self, x: int, y: int) -> int:
        """Return the row at a point, -1 where there is none."""
        for number in self._blocks_between(y, y + 1):
            row = self._in_block(number, x, y)
            if row >= 0 and self.rect(row).holds(x, y):
                return row
        return -1

    def nearest(self, x: int, y: int) -> int:
        """Return the row at a point or the one that lies nearest to it; -1 if there are none."""
        if not self.rows:
            return -1
        number = min(max(bisect_right(self._tops, y) - 1, 0), len(self.blocks) - 1)
        return self._in_block(number, x, y)

    def header(self, number: int) -> Cell:
        """Return where a block's header lies; it has no height if there is none."""
        height = self._header(self.blocks[number])
        return Cell(0, self._tops[number], self.width, height)

    def block_of(self, row: int) -> int:
        """Return the number of the block that a row lies in."""
        return bisect_right(self._firsts, row) - 1

    def header_at(self, y: int) -> int:
        """Return the number of the block whose header lies at a height, -1 if there is none."""
        number = bisect_right(self._tops, y) - 1
        if 0 <= number < len(self.blocks) and y < self._tops[number] + self.header(number).height:
            return number
        return -1

    def visible(self, top: int, bottom: int) -> Iterator[tuple[int, range]]:
        """Yield the blocks that show between two heights and their rows there."""
        for number in self._blocks_between(top, bottom):
            block = self.blocks[number]
            rows = range(block.first, block.first + block.dividers + block.cells)
            first = max(rows.start, self._in_block(number, 0, top))
            last = min(rows.stop - 1, self._in_block(number, self.width, bottom))
            yield number, range(first, last + 1)

    def above(self, row: int, distance: int) -> int:
        """Return the row that lies a distance higher (or, if negative, lower)."""
        cell = self.rect(row)
        middle = cell.x + cell.width // 2, cell.y + cell.height // 2
        return self.nearest(middle[0], min(max(middle[1] - distance, 0), self.height - 1))

    def up(self, row: int) -> int:
        """Return the row in the line above, the same one in the first line."""
        cell = self.rect(row)
        number, x = self.block_of(row), cell.x + cell.width // 2
        inside = self._in_block(number, x, cell.y - 1)
        if self.rect(inside).y < cell.y:
            return inside
        if number == 0:
            return row
        return self._in_block(number - 1, x, self._tops[number])

    def down(self, row: int) -> int:
        """Return the row in the line below, the same one in the last line."""
        cell = self.rect(row)
        number, x = self.block_of(row), cell.x + cell.width // 2
        inside = self._in_block(number, x, cell.y + cell.height)
        if self.rect(inside).y > cell.y:
            return inside
        if number + 1 == len(self.blocks):
            return row
        return self._in_block(number + 1, x, self._tops[number + 1])

    def _in_block(self, number: int, x: int, y: int) -> int:
        """Return the row of a block that lies nearest to a point."""
        block, sizes = self.blocks[number], self.metrics
        below = y - self._tops[number] - self._header(block)
        divider_lines = self._lines(block.dividers, self._divider_columns)
        across = max(0, x - sizes.margin)
        among_dividers = below < divider_lines * sizes.divider_height or not block.cells
        if block.dividers and among_dividers:
            line = min(max(below // sizes.divider_height, 0), divider_lines - 1)
            column = min(across // self._divider_width, self._divider_columns - 1)
            return block.first + min(line * self._divider_columns + column, block.dividers - 1)
        below -= divider_lines * sizes.divider_height
        lines = self._lines(block.cells, self._columns)
        line = min(max(below // sizes.cell_height, 0), lines - 1)
        column = min(across // sizes.cell_width, self._columns - 1)
        place = min(line * self._columns + column, block.cells - 1)
        return block.first + block.dividers + place

    def _blocks_between(self, top: int, bottom: int) -> range:
        first = max(bisect_right(self._tops, top) - 1, 0)
        last = min(bisect_right(self._tops, bottom - 1), len(self.blocks))
        return range(first, last)

    def _height(self, block: Block) -> int:
        sizes = self.metrics
        return (
            self._header(block)
            + self._lines(block.dividers, self._divider_columns) * sizes.divider_height
            + self._lines(block.cells, self._columns) * sizes.cell_height
            + sizes.block_gap
        )

    def _header(self, block: Block) -> int:
        return self.metrics.header_height if block.header else 0

    @staticmethod
    def _lines(count: int, columns: int) -> int:
        return -(-count // columns)
