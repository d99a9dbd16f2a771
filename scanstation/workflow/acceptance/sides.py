"""What was read on each page of an acceptance run, in the order in which they came."""

from __future__ import annotations

from dataclasses import dataclass

from scanstation.imaging import raster
from scanstation.model import Mode, Page, PatchName, Side
from scanstation.separation.codes import SheetCode, parse
from scanstation.workflow.acceptance.fiducials import Placement, place
from scanstation.workflow.acceptance.layout import Label, read_label
from scanstation.workflow.acceptance.measures import Measures, measure
from scanstation.workflow.session import BatchSession


@dataclass(frozen=True, slots=True)
class ScannedSide:
    """One page as it came.

    Attributes:
        sheet, side: as the device numbered it.
        label: what its code says, None if no code of a test side was read.
        separator: number of a separator sheet, 0 if it is none.
        patches: patch codes at the top edge as it is upright.
        placement, measures: None without a label.
        dpi: dots per inch as the device says.
    """

    page: str
    number: int
    sheet: int
    side: Side
    label: Label | None
    separator: int
    patches: tuple[PatchName, ...]
    placement: Placement | None
    measures: Measures | None
    mode: Mode
    dpi: tuple[float, float]
    size: tuple[int, int]


def read_side(session: BatchSession, page: Page) -> ScannedSide:
    """Read and measure one page of the run's batch."""
    codes = page.facts.barcode.barcodes if page.facts is not None else ()
    labels = [(found, code.quad) for code in codes if (found := read_label(code.text))]
    read = [parse(code.text) for code in codes]
    separators = [one.number for one in read if isinstance(one, SheetCode)]
    patches = page.facts.patch.patches if page.facts is not None else ()
    label, placement, measures = None, None, None
    if labels:
        label, quad = labels[0]
        pixels = raster.decode(session.blobs.read(page.image.blob), page.image.media_type, page.id)
        placement = place(raster.grey(pixels), quad)
        measures = measure(pixels, placement)
    return ScannedSide(
        page=page.id,
        number=page.number,
        sheet=page.sheet,
        side=page.side,
        label=label,
        separator=separators[0] if separators else 0,
        patches=tuple(sorted({one.name for one in patches})),
        placement=placement,
        measures=measures,
        mode=page.image.mode,
        dpi=page.image.dpi,
        size=(page.image.width, page.image.height),
    )
