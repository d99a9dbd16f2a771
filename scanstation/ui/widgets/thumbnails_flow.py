"""Where thumbnails lie while they come from the feeder: line after line, separators narrow.

    +--+ +--+ |T| +--+ +--+ +--+
    |  | |  | |r| |  | |  | |::|
    +--+ +--+ |e| +--+ +--+ +--+

Lines are all of one height, so that only the places within them are kept.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from scanstation.model import Page, PageKind
from scanstation.ui.widgets.thumbnails_layout import Block, Cell, Metrics


class FlowLayout:
    """The geometry of all lines at one width; has the face of ``ThumbnailLayout``."""

    def __init__(self, pages: Sequence[Page], metrics: Metrics, width: int) -> None:
        self.metrics = metrics
        self.width = max(width, metrics.cell_width + 2 * metrics.margin)
        self.rows = len(pages)
        self._lefts: list[int] = []
        self._firsts: list[int] = []
        self._narrow = bytearray()
        self._fill(pages)
        stops = [*self._firsts[1:], self.rows]
        self.blocks = [
            Block(first, 0, stop - first, "", header=False)
            for first, stop in zip(self._firsts, stops, strict=bool(self._firsts))
        ]

    @property
    def height(self) -> int:
        """The whole height."""
        return 2 * self.metrics.margin + len(self._firsts) * self.metrics.cell_height

    def rect(self, row: int) -> Cell:
        """Return where a row lies."""
        sizes, line = self.metrics, self.block_of(row)
        width = sizes.narrow_width if self._narrow[row] else sizes.cell_width
        top = sizes.margin + line * sizes.cell_height
        return Cell(self._lefts[row], top, width, sizes.cell_height)

    def row_at(self, x: int, y: int) -> int:
        """Return the row at a point, -1 where there is none."""
        row = self.nearest(x, y)
        return row if row >= 0 and self.rect(row).holds(x, y) else -1

    def nearest(self, x: int, y: int) -> int:
        """Return the row at a point or the one that lies nearest to it; -1 if there are none."""
        if not self.rows:
            return -1
        return self._in_line((y - self.metrics.margin) // self.metrics.cell_height, x)

    def header(self, number: int) -> Cell:
        """There are no headers."""
        return Cell(0, self.metrics.margin + number * self.metrics.cell_height, self.width, 0)

    def header_at(self, y: int) -> int:
        """There are no headers."""
        return -1

    def block_of(self, row: int) -> int:
        """Return the number of the line that a row lies in."""
        return bisect_right(self._firsts, row) - 1

    def visible(self, top: int, bottom: int) -> Iterator[tuple[int, range]]:
        """Yield the lines that show between two heights and their rows."""
        sizes = self.metrics
        first = max(0, (top - sizes.margin) // sizes.cell_height)
        last = min(len(self.blocks), -(-(bottom - sizes.margin) // sizes.cell_height))
        for number in range(first, last):
            block = self.blocks[number]
            yield number, range(block.first, block.first + block.cells)

    def above(self, row: int, distance: int) -> int:
        """Return the row that lies a distance higher (or, if negative, lower)."""
        cell = self.rect(row)
        return self.nearest(cell.x + cell.width // 2, cell.y + cell.height // 2 - distance)

    def up(self, row: int) -> int:
        """Return the row in the line above, the same one in the first line."""
        return self.above(row, self.metrics.cell_height) if self.block_of(row) else row

    def down(self, row: int) -> int:
        """Return the row in the line below, the same one in the last line."""
        last = self.block_of(row) == len(self.blocks) - 1
        return row if last else self.above(row, -self.metrics.cell_height)

    def _fill(self, pages: Sequence[Page]) -> None:
        sizes, separator = self.metrics, PageKind.SEPARATOR
        x = end = self.width - sizes.margin
        for row, page in enumerate(pages):
            narrow = page.kind is separator
            width = sizes.narrow_width if narrow else sizes.cell_width
            if x + width > end:
                self._firsts.append(row)
                x = sizes.margin
            self._lefts.append(x)
            self._narrow.append(narrow)
            x += width

    def _in_line(self, line: int, x: int) -> int:
        block = self.blocks[min(max(line, 0), len(self.blocks) - 1)]
        stop = block.first + block.cells
        return max(bisect_right(self._lefts, x, block.first, stop) - 1, block.first)
