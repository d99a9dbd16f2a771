"""Thumbnails: geometry by property, the view by keyboard, mouse and what it asks for."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Pillow
from PySide6.QtCore import QMimeData, QPersistentModelIndex, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAccessible, QColor, QDragEnterEvent, QDropEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from scanstation.errors import Text
from scanstation.model import Batch, Page, PageKind, Problem
from scanstation.ui.images import PageImages
from scanstation.ui.language import Speech
from scanstation.ui.models.page_words import DocumentState, document_states
from scanstation.ui.models.pages import PageListModel
from scanstation.ui.theme import SCHEMES, Scheme, Theme
from scanstation.ui.widgets.thumbnails import ThumbnailView
from scanstation.ui.widgets.thumbnails_drag import PAGES_TYPE
from scanstation.ui.widgets.thumbnails_flow import FlowLayout
from scanstation.ui.widgets.thumbnails_layout import Metrics, ThumbnailLayout, blocks
from scanstation.ui.widgets.thumbnails_paint import SELECTED, ThumbnailPainter
from scanstation.ui.widgets.thumbnails_places import Geometry
from tests.builders.pages import batch, page, stack
from tests.ui.contrast import TEXT, contrast

KEY = Qt.Key
SIZES = Metrics(100, 150, 160, 28, 30)
KINDS = st.lists(st.tuples(st.sampled_from(PageKind), st.integers(0, 3)), max_size=60)
Drawn = list[tuple[PageKind, int]]
LayOut = Callable[[Drawn, int], Geometry]


def drawn_batch(drawn: Drawn) -> Batch:
    """Pages of any kinds; the number is the document of a document page, rising."""
    document, pages = 1, []
    for number, (kind, step) in enumerate(drawn, 1):
        document += step == 3
        named = f"d{document}" if kind is PageKind.DOCUMENT else ""
        pages.append(page(number, kind, named))
    return batch(pages)


def grouped(drawn: Drawn, width: int) -> Geometry:
    return ThumbnailLayout(blocks(drawn_batch(drawn).pages), SIZES, width)


def flowing(drawn: Drawn, width: int) -> Geometry:
    return FlowLayout(drawn_batch(drawn).pages, SIZES, width)


LAYOUTS = st.sampled_from([grouped, flowing])


# Geometry.


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


# The model.


@given(
    st.lists(st.integers(1, 9), unique=True),
    st.lists(st.integers(1, 9), unique=True),
)
def test_the_model_keeps_its_promises_and_indexes_their_pages(
    qapp: object, before: list[int], after: list[int]
) -> None:
    pages = {number: page(number, document="d") for number in range(1, 10)}
    model = PageListModel(Speech("de"))
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show(batch([pages[number] for number in before]))
    kept = [QPersistentModelIndex(model.index(row)) for row in range(model.rowCount())]
    model.show(batch([pages[number] for number in after]))
    assert [one.number for one in model.pages] == after
    for number, index in zip(before, kept, strict=True):
        assert index.row() == (after.index(number) if number in after else -1)
    assert tester.model() is model


def test_pages_read_themselves_in_both_languages() -> None:
    speech = Speech("de")
    model = PageListModel(speech)
    one = stack(2, 2)
    pages = [
        *one.pages[:6],
        replace(one.pages[6], kind=PageKind.REJECTED, document=""),
        one.pages[7],
    ]
    model.show(replace(one, pages=tuple(pages)))
    model.set_class_titles({"posteingang": Text("Posteingang", "Incoming mail")})
    model.set_states({"d1": DocumentState.MISSING}, frozenset({"p4"}))

    def said(row: int, role: Qt.ItemDataRole = Qt.ItemDataRole.AccessibleTextRole) -> str:
        return str(model.data(model.index(row), role))

    assert said(0) == "Seite 1 von 8, Vorderseite, Trennblatt erkannt"
    assert said(2) == "Seite 3 von 8, Dokument 1, Vorderseite, Dokument beginnt hier"
    assert said(3) == "Seite 4 von 8, Dokument 1, Rückseite, Zweifel offen"
    assert said(6) == "Seite 7 von 8, Vorderseite, verworfen"
    assert said(2, Qt.ItemDataRole.AccessibleDescriptionRole) == "Posteingang, Feld fehlt"
    speech.use("en")
    assert said(0) == "Page 1 of 8, front side, separator sheet recognised"
    assert said(2, Qt.ItemDataRole.AccessibleDescriptionRole) == "Incoming mail, field missing"


def test_a_doubt_comes_before_a_missing_field_before_ready() -> None:
    one = stack(1, 1, 1)
    nothing = Text("", "")
    problems = [Problem("required", nothing, document=1), Problem("required", nothing, document=2)]
    assert document_states(one, problems, ["p6", "unknown"]) == {
        "d1": DocumentState.MISSING,
        "d2": DocumentState.DOUBT,
        "d3": DocumentState.READY,
    }


# The view.


def jpeg() -> bytes:
    out = io.BytesIO()
    Pillow.new("RGB", (62, 88), (0, 90, 200)).save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def images() -> Iterator[PageImages]:
    made = PageImages()
    picture = jpeg()
    made.use(lambda _: picture)
    yield made
    made.close()


Show = Callable[..., ThumbnailView]


@pytest.fixture
def show(qtbot: QtBot, images: PageImages) -> Show:
    def make(batch_: Batch | None, *, grouped: bool = True, width: int = 460) -> ThumbnailView:
        view = ThumbnailView(images, Speech("de"), Theme("light"), grouped=grouped)
        qtbot.addWidget(view)
        view.resize(width, 600)
        view.show()
        view.show_batch(batch_)
        view.activateWindow()
        view.setFocus()
        qtbot.waitUntil(view.hasFocus)
        return view

    return make


def test_only_what_is_seen_is_decoded(qtbot: QtBot, images: PageImages, show: Show) -> None:
    view = show(stack(*[8] * 1000))
    qtbot.waitUntil(lambda: images.statistics().decoded > 0 and images.statistics().waiting == 0)
    seen = len(view.visible_pages())
    assert images.statistics().decoded <= seen < 60
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
    qtbot.waitUntil(lambda: "p10000" in view.visible_pages())
    qtbot.wait(20)
    qtbot.waitUntil(lambda: images.statistics().waiting == 0)
    assert images.statistics().decoded <= seen + len(view.visible_pages())


def test_the_keyboard_reaches_every_page(show: Show) -> None:
    view = show(stack(5, 3))
    visited = [view.current_page()]
    for _ in range(11):
        QTest.keyClick(view, KEY.Key_Right)
        visited.append(view.current_page())
    assert visited == [f"p{number}" for number in range(1, 13)]
    QTest.keyClick(view, KEY.Key_Home)
    assert view.current_page() == "p1"
    QTest.keyClick(view, KEY.Key_Down)
    assert view.current_page() == "p3"
    QTest.keyClick(view, KEY.Key_End)
    assert view.current_page() == "p12"
    assert "p12" in view.visible_pages()
    QTest.keyClick(view, KEY.Key_PageUp)
    QTest.keyClick(view, KEY.Key_PageUp)
    assert view.current_page() == "p2", "the first line, in the column of p12"


def test_shift_selects_a_stretch_and_control_adds(show: Show) -> None:
    view = show(stack(6, 2))
    view.set_current_page("p4")
    QTest.keyClick(view, KEY.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(view, KEY.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert view.selected_pages() == ("p4", "p5", "p6")
    place = view.visualRect(view.pages.index(view.pages.row("p8"))).center()
    QTest.mouseClick(
        view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, place
    )
    assert view.selected_pages() == ("p4", "p5", "p6", "p8")
    view.select_pages(["p3", "p7", "gone"])
    assert view.selected_pages() == ("p3", "p7")


def test_enter_and_double_click_choose_a_page(qtbot: QtBot, show: Show) -> None:
    view = show(stack(4))
    view.set_current_page("p5")
    with qtbot.waitSignal(view.page_activated) as chosen:
        QTest.keyClick(view, KEY.Key_Return)
    assert chosen.args == ["p5"]


def test_a_header_is_clicked_for_its_document(qtbot: QtBot, show: Show) -> None:
    view = show(stack(2, 2))
    layout = view.geometry_now()
    header = layout.header(layout.block_of(view.pages.row("p7")))
    with qtbot.waitSignal(view.document_pressed) as pressed:
        QTest.mouseClick(
            view.viewport(),
            Qt.MouseButton.LeftButton,
            pos=QPoint(header.x + 40, header.y + 10 - view.verticalOffset()),
        )
    assert pressed.args == ["d2"]


def test_selection_and_current_page_survive_a_new_snapshot(show: Show) -> None:
    one = stack(6)
    view = show(one)
    view.set_current_page("p5")
    view.select_pages(["p5", "p6"])
    new = [page(90), *one.pages[3:], one.pages[2]]
    view.show_batch(batch(new))
    assert view.current_page() == "p5"
    assert view.selected_pages() == ("p5", "p6")


def test_pages_inserted_above_do_not_move_what_is_seen(qtbot: QtBot, show: Show) -> None:
    one = stack(*[6] * 60)
    view = show(one)
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    qtbot.wait(10)
    watched = view.visible_pages()[8]

    def place() -> int:
        return view.visualRect(view.pages.index(view.pages.row(watched))).top()

    before = place()
    new = [page(number, document="d1") for number in range(1000, 1040)]
    view.show_batch(batch([*one.pages[:4], *new, *one.pages[4:]]))
    qtbot.waitUntil(lambda: bar.maximum() > 0 and place() == before)


def test_the_feed_is_followed_until_somebody_scrolls(qtbot: QtBot, show: Show) -> None:
    pages = [page(number) for number in range(1, 400)]
    view = show(batch(pages[:200]), grouped=False)
    bar = view.verticalScrollBar()
    qtbot.waitUntil(lambda: "p200" in view.visible_pages())
    view.show_batch(batch(pages[:250]))
    qtbot.waitUntil(lambda: "p250" in view.visible_pages())
    bar.setValue(bar.value() - 900)
    seen = view.visible_pages()
    view.show_batch(batch(pages[:300]))
    qtbot.waitUntil(lambda: bar.maximum() > bar.value() + 900)
    assert view.visible_pages() == seen
    bar.setValue(bar.maximum())
    view.show_batch(batch(pages))
    qtbot.waitUntil(lambda: "p399" in view.visible_pages())


def drop(view: ThumbnailView, data: QMimeData, point: QPoint) -> None:
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    actions = Qt.DropAction.MoveAction | Qt.DropAction.CopyAction
    view.dragEnterEvent(QDragEnterEvent(point, actions, data, left, none))
    view.dropEvent(QDropEvent(QPointF(point), actions, data, left, none))


def dragged(*pages: str) -> QMimeData:
    data = QMimeData()
    data.setData(PAGES_TYPE, "\n".join(pages).encode())
    return data


@pytest.mark.parametrize(
    ("over", "right", "document", "before"),
    [
        ("p7", False, "d2", "p7"),
        ("p7", True, "d2", "p8"),
        ("p8", True, "d2", ""),
        ("p5", False, "d2", "p7"),
        ("p4", True, "d1", ""),
    ],
)
def test_dragged_pages_ask_for_their_new_place(
    qtbot: QtBot, show: Show, over: str, right: bool, document: str, before: str
) -> None:
    view = show(stack(2, 2))
    place = view.visualRect(view.pages.index(view.pages.row(over)))
    point = place.center() + QPoint(place.width() // 4 * (1 if right else -1), 0)
    with qtbot.waitSignal(view.move_requested) as asked:
        drop(view, dragged("p3"), point)
    assert asked.args == [["p3"], document, before]


def test_a_page_dropped_at_the_end_of_a_line_comes_before_the_next_line(
    qtbot: QtBot, show: Show
) -> None:
    """In the flow a line's end is no document's end."""
    view = show(stack(30), grouped=False)
    layout = view.geometry_now()
    last = layout.blocks[0].first + layout.blocks[0].cells - 1
    view.verticalScrollBar().setValue(0)
    place = view.visualRect(view.pages.index(last))
    following = view.pages.page(last + 1).id
    with qtbot.waitSignal(view.move_requested) as asked:
        drop(view, dragged("p30"), place.center() + QPoint(place.width() // 4, 0))
    assert asked.args == [["p30"], "d1", following]


def test_a_page_dropped_on_itself_asks_for_nothing(qtbot: QtBot, show: Show) -> None:
    view = show(stack(2, 2))
    place = view.visualRect(view.pages.index(view.pages.row("p3"))).center()
    with qtbot.assertNotEmitted(view.move_requested):
        drop(view, dragged("p3"), place - QPoint(10, 0))
        drop(view, dragged("from another window"), place)


def test_nothing_is_dragged_in_a_batch_opened_for_reading(qtbot: QtBot, show: Show) -> None:
    view = show(stack(2, 2))
    view.set_movable(False)
    place = view.visualRect(view.pages.index(view.pages.row("p7"))).center()
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    data = dragged("p3")
    event = QDragEnterEvent(place, Qt.DropAction.MoveAction, data, left, none)
    view.dragEnterEvent(event)
    assert not event.isAccepted()


def test_dropped_files_are_handed_on(qtbot: QtBot, show: Show) -> None:
    view = show(None)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/tmp/a.pdf"), QUrl("https://example.org/b.pdf")])
    with qtbot.waitSignal(view.dropped_files) as dropped:
        drop(view, data, QPoint(50, 50))
    assert dropped.args == [["/tmp/a.pdf"]]


def test_a_screen_reader_finds_the_pages_as_list_items(show: Show) -> None:
    view = show(stack(2, 1))
    interface = QAccessible.queryAccessibleInterface(view)
    assert interface.role() == QAccessible.Role.List
    assert interface.text(QAccessible.Text.Name) == "Seiten des Stapels"
    items = [interface.child(number) for number in range(interface.childCount())]
    names = [item.text(QAccessible.Text.Name) for item in items]
    assert "Seite 3 von 7, Dokument 1, Vorderseite, Dokument beginnt hier" in names
    assert sum(item.role() == QAccessible.Role.ListItem for item in items) == 7
    assert items[3].text(QAccessible.Text.Name) == view.pages.spoken(view.pages.page(3)), (
        "focus events name an item by its row"
    )


def test_focus_is_seen(show: Show) -> None:
    view = show(stack(3))
    view.set_current_page("p4")
    focus = Theme("light").colour("focus").name()
    place = view.visualRect(view.pages.index(view.pages.row("p4"))).adjusted(2, 2, -2, -2)

    def frame() -> int:
        picture = view.grab().toImage()
        ratio = picture.devicePixelRatio()
        row = round((place.center().y()) * ratio)
        return sum(
            picture.pixelColor(x, row).name() == focus
            for x in range(round(place.left() * ratio), round((place.left() + 6) * ratio))
        )

    with_focus = frame()
    view.clearFocus()
    assert with_focus > frame() > 0


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=lambda one: one.name)
@pytest.mark.parametrize("word", ["text", "muted", "doubt", "problem"])
def test_words_are_readable_where_a_page_is_selected(scheme: Scheme, word: str) -> None:
    base, accent = QColor(scheme.colours["base"]), QColor(scheme.colours["accent"])
    over, under = (
        (accent.redF(), accent.greenF(), accent.blueF()),
        (
            base.redF(),
            base.greenF(),
            base.blueF(),
        ),
    )
    mixed = [
        SELECTED * one + (1 - SELECTED) * other for one, other in zip(over, under, strict=True)
    ]
    assert contrast(QColor(scheme.colours[word]), QColor.fromRgbF(*mixed)) >= TEXT


def test_the_words_change_with_the_language(qtbot: QtBot, images: PageImages) -> None:
    speech = Speech("de")
    view = ThumbnailView(images, speech, Theme("dark"))
    qtbot.addWidget(view)
    view.show_batch(stack(1))
    speech.use("en")
    assert view.accessibleName() == "Pages of the batch"


def test_the_size_stays_within_its_bounds_and_what_is_on_top_stays(
    qtbot: QtBot, show: Show
) -> None:
    view = show(stack(*[6] * 50))
    view.verticalScrollBar().setValue(3000)
    top = view.visible_pages()[0]
    with qtbot.waitSignal(view.size_changed):
        view.set_thumbnail_size(1000)
    assert view.thumbnail_size == 256
    qtbot.waitUntil(lambda: top in view.visible_pages()[:12])
    view.set_thumbnail_size(10)
    assert view.thumbnail_size == 96


def test_without_pages_there_is_a_hint(show: Show) -> None:
    view = show(None)
    before = view.grab().toImage()
    view.set_hint(Text("Scannen mit F5", "Scan with F5"))
    assert view.grab().toImage() != before
    assert view.current_page() == ""
    for key in (KEY.Key_Down, KEY.Key_End, KEY.Key_PageDown):
        QTest.keyClick(view, key)
    assert view.selected_pages() == ()


@pytest.mark.parametrize("grouped", [True, False])
def test_sides_of_separator_sheets_are_drawn_once(
    show: Show, monkeypatch: pytest.MonkeyPatch, grouped: bool
) -> None:
    drawn: list[str] = []
    name = "divider" if grouped else "narrow_divider"
    original = getattr(ThumbnailPainter, name)

    def counted(self: object, painter: object, rect: object, page: Page, state: object) -> None:
        drawn.append(page.id)
        original(self, painter, rect, page, state)

    monkeypatch.setattr(ThumbnailPainter, name, counted)
    view = show(stack(2), grouped=grouped)
    view.setCurrentIndex(view.pages.index(2))
    view.grab()
    drawn.clear()
    view.grab()
    assert drawn == []
    view.setCurrentIndex(view.pages.index(0))
    view.grab()
    assert drawn == ["p1"]
