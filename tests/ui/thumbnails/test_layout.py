"""Where thumbnails lie: by property."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scanstation.model import PageKind
from scanstation.ui.widgets.thumbnails_layout import blocks
from tests.ui.thumbnails.drawn import (
    KINDS,
    LAYOUTS,
    Drawn,
    LayOut,
    drawn_batch,
)


@given(KINDS)
def test_every_row_lies_in_exactly_one_block(drawn: Drawn) -> None:
    pages = drawn_batch(drawn).pages
    parts = blocks(pages)
    rows = [
        row for part in parts for row in range(part.first, part.first + part.dividers + part.cells)
    ]
    assert rows == list(range(len(pages)))
    for part in parts:
        inside = pages[part.first : part.first + part.dividers + part.cells]
        assert all(one.kind is PageKind.SEPARATOR for one in inside[: part.dividers])
        assert all(one.kind is not PageKind.SEPARATOR for one in inside[part.dividers :])
        assert {one.document for one in inside} <= {"", part.document}


@given(KINDS)
def test_every_document_has_one_header(drawn: Drawn) -> None:
    pages = drawn_batch(drawn).pages
    headers = [part.document for part in blocks(pages) if part.header]
    assert headers == list(dict.fromkeys(one.document for one in pages if one.document))


@given(LAYOUTS, KINDS, st.integers(50, 900))
def test_cells_are_found_where_they_lie_and_do_not_overlap(
    layout_of: LayOut, drawn: Drawn, width: int
) -> None:
    layout = layout_of(drawn, width)
    cells = [layout.rect(row) for row in range(layout.rows)]
    for row, cell in enumerate(cells):
        for x, y in (
            (cell.x, cell.y),
            (cell.x + cell.width - 1, cell.y + cell.height - 1),
            (cell.x + cell.width // 2, cell.y + cell.height // 2),
        ):
            assert layout.row_at(x, y) == row
            assert layout.nearest(x, y) == row
        assert cell.y + cell.height <= layout.height
    assert len(set(cells)) == len(cells)


@given(LAYOUTS, KINDS, st.integers(100, 900), st.integers(0, 3000), st.integers(1, 900))
def test_what_is_visible_is_what_lies_there(
    layout_of: LayOut, drawn: Drawn, width: int, top: int, tall: int
) -> None:
    layout = layout_of(drawn, width)
    seen = {row for _, rows in layout.visible(top, top + tall) for row in rows}
    lying = {
        row
        for row in range(layout.rows)
        if layout.rect(row).y < top + tall and layout.rect(row).y + layout.rect(row).height > top
    }
    assert lying <= seen
    assert all(abs(layout.rect(row).y - top) <= tall + 400 for row in seen)


@given(LAYOUTS, KINDS.filter(bool), st.integers(100, 900), st.data())
def test_up_and_down_lead_to_the_next_line_and_back_to_the_first(
    layout_of: LayOut, drawn: Drawn, width: int, data: st.DataObject
) -> None:
    layout = layout_of(drawn, width)
    row = data.draw(st.integers(0, layout.rows - 1))
    place = layout.rect(row).y
    lines = sorted({layout.rect(other).y for other in range(layout.rows)})
    below, above = layout.rect(layout.down(row)).y, layout.rect(layout.up(row)).y
    assert below == lines[min(lines.index(place) + 1, len(lines) - 1)]
    assert above == lines[max(lines.index(place) - 1, 0)]
