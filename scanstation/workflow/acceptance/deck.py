"""The test deck as a PDF: separator sheets around numbered test sheets, printed on both sides."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from scanstation.separation.canvas import Area, Canvas, qr_areas
from scanstation.separation.codes import SheetCode, new_job
from scanstation.separation.sheets import separator_side, write_pages
from scanstation.workflow.acceptance import layout
from scanstation.workflow.acceptance.layout import Label

SEPARATORS = 2
"""Before the first test sheet and before the middle one."""
LEAST_SHEETS, MOST_SHEETS = 6, 500
WORDS = {"front": "VORDERSEITE", "back": "RÜCKSEITE"}


def write_deck(path: Path, sheets: int, *, tenant: str, duplex: bool = True) -> str:
    """Write the deck and return its id.

    Args:
        sheets: numbered test sheets, at least 6, so that every patch code occurs.
        duplex: print the backs, too.

    Raises:
        StoreNotWritable: the file cannot be written.
    """
    deck = new_job()
    middle = sheets // 2
    sides: list[bytes] = []
    for number in range(1, sheets + 1):
        if number in {1, middle + 1}:
            place = 1 if number == 1 else SEPARATORS
            code = SheetCode(job=deck, number=place, total=SEPARATORS, tenant=tenant)
            sides += [separator_side(code, duplex=duplex)] * (2 if duplex else 1)
        printed = 2 if duplex else 1
        sides.append(_draw(Label(deck, number, sheets, printed, "front")))
        if duplex:
            sides.append(_draw(Label(deck, number, sheets, printed, "back")))
    write_pages(path, sides, duplex=duplex, title="Prüfstapel")
    return deck


def _draw(label: Label) -> bytes:
    canvas = Canvas()
    if label.patch is not None:
        canvas.fill(layout.bars(label.patch))
    _frame(canvas)
    _words(canvas, label)
    canvas.fill(qr_areas(label.text, layout.CODE))
    for area, grey in zip(layout.wedge(), layout.GREYS, strict=True):
        canvas.fill([area], grey=grey)
    for name, area in layout.colours().items():
        canvas.paint([area], layout.COLOURS[name])
    for pairs in layout.PAIRS:
        canvas.fill(_lines(pairs, upright=True))
        canvas.fill(_lines(pairs, upright=False))
    return canvas.bytes()


def _frame(canvas: Canvas) -> None:
    half = layout.SQUARE / 2
    canvas.fill((x - half, y - half, layout.SQUARE, layout.SQUARE) for x, y in layout.FIDUCIALS)


def _words(canvas: Canvas, label: Label) -> None:
    canvas.text((28, 50), f"PRÜFBLATT {label.sheet} / {label.sheets}", 16, "bold")
    canvas.text((182, 50), WORDS[label.side], 16, "bold", "right")
    canvas.text((28, 64), f"Stapel {label.deck}", 9)
    for pairs in layout.PAIRS:
        left, top, _, _ = layout.group(pairs, upright=True)
        canvas.text((left, top - 1.5), f"{pairs} Lp/mm", 7)
    canvas.text((105, 248), f"{label.sheet} {WORDS[label.side][0]}", 40, "bold", "centre")
    canvas.text((105, 262), "Nur in Originalgröße (100 %) drucken.", 10, "regular", "centre")


def _lines(pairs: int, *, upright: bool) -> Iterator[Area]:
    left, top, wide, high = layout.group(pairs, upright=upright)
    pitch = 1 / pairs
    length = wide if upright else high
    for number in range(int(length * pairs)):
        at = number * pitch
        if upright:
            yield (left + at, top, pitch / 2, high)
        else:
            yield (left, top + at, wide, pitch / 2)
