"""Operations for separator sheets: known case files, the PDF, its pages for preview and printer."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from scanstation.ui.lanes import Lane

if TYPE_CHECKING:
    from scanstation.indexing.lookup import CaseFile
    from scanstation.ui.desk import Desk
    from scanstation.workflow.sheet_pages import Bitmap
    from scanstation.workflow.sheets import Order

MOST_CASES = 20


@dataclass(frozen=True, slots=True)
class FindKnownCases:
    """Case files that hold what was typed; the cache answers while a target is away."""

    text: str
    lane: ClassVar[Lane] = Lane.ASK

    def run(self, desk: Desk) -> tuple[CaseFile, ...]:
        """Search every list of the tenant."""
        found: dict[str, CaseFile] = {}
        for known in desk.lookups().values():
            for one in known.search(self.text, MOST_CASES):
                found.setdefault(one.number, one)
        return tuple(found.values())[:MOST_CASES]


@dataclass(frozen=True, slots=True)
class WriteSheets:
    """Write numbered separator sheets as PDF."""

    path: Path
    order: Order
    duplex: bool = True
    lane: ClassVar[Lane] = Lane.SLOW

    def run(self, desk: Desk) -> int:
        """Return how many sheets there are."""
        from scanstation.workflow.sheets import print_sheets

        return len(print_sheets(desk.workspace, self.path, self.order, duplex=self.duplex))


@dataclass(frozen=True, slots=True)
class PreviewSheet:
    """The first sheet as it would come out; nothing is kept."""

    order: Order
    duplex: bool
    dpi: float
    lane: ClassVar[Lane] = Lane.SLOW

    def run(self, desk: Desk) -> Bitmap:
        """Draw it."""
        from scanstation.workflow.sheet_pages import draw
        from scanstation.workflow.sheets import print_sheets

        order = self.order if self.order.csv else replace(self.order, count=1)
        with tempfile.TemporaryDirectory(prefix="scanstation-") as folder:
            path = Path(folder) / "sheet.pdf"
            print_sheets(desk.workspace, path, order, duplex=self.duplex)
            return draw(path, 0, self.dpi)


@dataclass(frozen=True, slots=True)
class DrawPage:
    """A page of a PDF at a printer's or a screen's resolution."""

    path: Path
    page: int
    dpi: float
    lane: ClassVar[Lane] = Lane.SLOW

    def run(self, desk: Desk) -> Bitmap:
        """Draw it."""
        from scanstation.workflow.sheet_pages import draw

        return draw(self.path, self.page, self.dpi)
