"""The page view: where pixels lie, what is painted, and words taken by mouse and by keyboard."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from PIL import Image as Pillow
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from scanstation.export.geometry import place as pdf_place
from scanstation.model import (
    Barcode,
    BarcodeFact,
    BlankFact,
    Box,
    ColourFact,
    Image,
    Mode,
    OrientationFact,
    Page,
    PageFacts,
    PatchFact,
    Quarter,
    SizeFact,
    SkewFact,
    Word,
)
from scanstation.ui.images import PageImages
from scanstation.ui.language import Speech
from scanstation.ui.models.page_words import PageInBatch
from scanstation.ui.theme import Theme
from scanstation.ui.widgets.page_view import Arrangement, PageView
from scanstation.ui.widgets.page_view_canvas import Canvas
from scanstation.ui.widgets.page_view_geometry import beside, scene_rect, sheet_geometry
from scanstation.ui.widgets.page_view_overlay import label_place
from scanstation.ui.widgets.page_view_words import WordCursor, taken, word_at
from tests.builders.pages import page

KEY = Qt.Key
SHIFT, NONE = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton
QUARTERS: tuple[Quarter, ...] = (0, 90, 180, 270)

dpis = st.sampled_from([(300.0, 300.0), (204.0, 98.0), (200.0, 400.0), (0.0, 0.0)])
images_ = st.builds(
    lambda width, height, dpi: Image("b", "image/jpeg", width, height, dpi, Mode.GREY),
    st.integers(1, 6000),
    st.integers(1, 6000),
    dpis,
)
quarters = st.sampled_from(QUARTERS)
skews = st.floats(-12, 12)


def near(one: QPointF, other: QPointF, distance: float = 0.01) -> bool:
    return abs(one.x() - other.x()) < distance and abs(one.y() - other.y()) < distance


# Geometry.


@given(images_, quarters, skews, st.floats(0, 1), st.floats(0, 1))
def test_pixels_map_to_the_sheet_and_back(
    image: Image, rotation: Quarter, skew: float, x: float, y: float
) -> None:
    geometry = sheet_geometry(image, rotation, skew)
    pixel = QPointF(x * image.width, y * image.height)
    there = geometry.to_sheet.map(pixel)
    assert near(geometry.stored(there), pixel)
    sheet = QRectF(0, 0, geometry.width, geometry.height).adjusted(-0.01, -0.01, 0.01, 0.01)
    assert sheet.contains(there)


@given(
    images_.filter(lambda one: one.dpi[0] > 0), quarters, skews, st.floats(0, 1), st.floats(0, 1)
)
def test_the_screen_shows_what_the_pdf_shows(
    image: Image, rotation: Quarter, skew: float, x: float, y: float
) -> None:
    placed = pdf_place((image.width, image.height), image.dpi, rotation, skew)
    assume(min(placed.width, placed.height) > 3.1)
    geometry = sheet_geometry(image, rotation, skew)
    pixel = QPointF(x * image.width, y * image.height)
    across, up = placed.point(pixel.x(), pixel.y())
    unit = geometry.dpi / 72
    pdf = QPointF(across * unit, (placed.height - up) * unit)
    assert near(geometry.to_sheet.map(pixel), pdf, 0.05)


@given(images_, quarters)
def test_quarter_turns_are_exact(image: Image, rotation: Quarter) -> None:
    square = replace(image, dpi=(300.0, 300.0))
    geometry = sheet_geometry(square, rotation)
    corner = geometry.to_sheet.map(QPointF(0, 0))
    width, height = image.width, image.height
    expected = {0: (0, 0), 90: (height, 0), 180: (width, height), 270: (0, width)}[rotation]
    assert near(corner, QPointF(*expected), 1e-6)


@given(st.lists(images_, min_size=1, max_size=3))
def test_sheets_lie_beside_each_other_at_one_scale(several: list[Image]) -> None:
    one = page(1)
    sheets = beside([(one, sheet_geometry(image), "") for image in several], 60)
    for sheet, following in pairwise(sheets):
        assert abs(following.left - sheet.rect.right() - 60) < 0.01
    for sheet in sheets:
        inches = sheet.rect.width() / sheets[0].geometry.dpi
        assert abs(inches - sheet.geometry.width / sheet.geometry.dpi) < 1e-6
    assert scene_rect(sheets).contains(sheets[-1].rect.center())


def facts_with(*codes: Barcode) -> PageFacts:
    named = ("detector", "1", 1.0)
    return PageFacts(
        BarcodeFact(*named, codes),
        PatchFact(*named, ()),
        BlankFact(*named, 0.0, 0.1),
        SkewFact(*named, 0.0),
        ColourFact(*named, "colour"),
        SizeFact(*named, 210.0, 297.0, "A4"),
        OrientationFact(*named, 0, True),
    )


# Words.


def word(text: str, left: int, top: int, line: int) -> Word:
    return Word(text, Box(left, top, left + 80, top + 20), 0.9, line)


WORDS = (
    word("Antrag", 100, 100, 0),
    word("auf", 200, 100, 0),
    word("Grundsicherung", 300, 100, 0),
    word("Anna", 100, 200, 1),
    word("Müller", 300, 200, 1),
    word("2026", 300, 300, 2),
)


def test_words_are_found_and_joined_in_reading_order() -> None:
    assert word_at(WORDS, QPointF(210, 110)) == 1
    assert word_at(WORDS, QPointF(190, 110)) == -1
    chosen = taken(WORDS[1:3])
    assert chosen is not None
    assert (chosen.text, chosen.box) == ("auf Grundsicherung", Box(200, 100, 380, 120))
    assert taken([]) is None


@given(st.lists(st.sampled_from(["left", "right", "up", "down", "more", "home", "end"])))
def test_the_cursor_stays_among_the_words(steps: list[str]) -> None:
    cursor = WordCursor(WORDS, sheet_geometry(page(1).image).to_sheet)
    act: dict[str, Callable[[], None]] = {
        "left": lambda: cursor.step(-1),
        "right": lambda: cursor.step(1),
        "up": lambda: cursor.line(-1),
        "down": lambda: cursor.line(1),
        "more": lambda: cursor.step(1, extend=True),
        "home": lambda: cursor.put(0),
        "end": lambda: cursor.put(99),
    }
    for step in steps:
        act[step]()
        assert cursor.at in cursor.chosen()
        assert set(cursor.chosen()) <= set(range(len(WORDS)))
        assert cursor.taken() is not None


def test_down_goes_to_the_word_below_also_on_a_turned_page() -> None:
    upright = WordCursor(WORDS, sheet_geometry(page(1).image).to_sheet)
    upright.put(2)
    upright.line(1)
    assert upright.words[upright.at].text == "Müller"
    upright.line(-1)
    assert upright.words[upright.at].text == "Grundsicherung"


# The view.


def scan() -> bytes:
    """A white page; red stands in its upper left corner as scanned."""
    picture = Pillow.new("RGB", (620, 877), (255, 255, 255))
    picture.paste((220, 0, 0), (0, 0, 155, 219))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def images() -> Iterator[PageImages]:
    made = PageImages()
    picture = scan()
    made.use(lambda _: picture)
    yield made
    made.close()


@pytest.fixture
def view(qtbot: QtBot, images: PageImages) -> PageView:
    made = PageView(images, Speech("de"), Theme("light"))
    qtbot.addWidget(made)
    made.resize(500, 640)
    made.show()
    made.activateWindow()
    made.setFocus()
    qtbot.waitUntil(made.hasFocus)
    return made


def shown(
    qtbot: QtBot,
    view: PageView,
    one: Page,
    *,
    other: Page | None = None,
    ahead: tuple[Page, ...] = (),
) -> None:
    with qtbot.waitSignal(view.painted) as painted:
        view.show_page(PageInBatch(one, 12), other=other, ahead=ahead)
        view.set_words(one.id, WORDS)
    assert painted.args is not None
    assert painted.args[0] in {one.id, other.id if other else ""}


def grabbed(view: PageView) -> QImage:
    """What the view shows once every slice is painted."""
    for _ in range(200):
        picture = view.viewport().grab().toImage()
        if view.settled:
            return picture
    raise AssertionError("never finished")


def is_red(colour: QColor) -> bool:
    return colour.red() > 180 and colour.green() < 90


def corner_that_is_red(view: PageView, sheet_number: int = 0) -> str:
    picture = grabbed(view)
    sheet = view.sheets()[sheet_number]
    place = view._to_view().mapRect(sheet.rect)
    names = {
        "upper left": (0.1, 0.1),
        "upper right": (0.9, 0.1),
        "lower left": (0.1, 0.9),
        "lower right": (0.9, 0.9),
    }
    found = [
        name
        for name, (x, y) in names.items()
        if is_red(
            picture.pixelColor(
                round(place.x() + x * place.width()), round(place.y() + y * place.height())
            )
        )
    ]
    return ", ".join(found)


@pytest.mark.parametrize(
    ("rotation", "corner"),
    [(0, "upper left"), (90, "upper right"), (180, "lower right"), (270, "lower left")],
)
def test_pages_are_painted_upright(
    qtbot: QtBot, view: PageView, rotation: Quarter, corner: str
) -> None:
    view.fit()
    shown(qtbot, view, replace(page(1), rotation=rotation))
    view.clearFocus()
    assert corner_that_is_red(view) == corner


def test_a_turned_page_is_painted_anew(qtbot: QtBot, view: PageView) -> None:
    view.fit()
    shown(qtbot, view, page(1))
    view.show_page(PageInBatch(replace(page(1), rotation=180), 12))
    qtbot.waitUntil(lambda: corner_that_is_red(view) == "lower right")


def test_the_original_lies_beside_the_result(qtbot: QtBot, view: PageView) -> None:
    view.set_arrangement(Arrangement.COMPARE)
    view.fit()
    shown(qtbot, view, replace(page(1), rotation=180, skew=1.5))
    assert [sheet.caption for sheet in view.sheets()] == ["Original", "Ergebnis"]
    assert corner_that_is_red(view, 0) == "upper left"
    assert corner_that_is_red(view, 1) == "lower right"


def test_front_and_back_lie_side_by_side_in_this_order(qtbot: QtBot, view: PageView) -> None:
    view.set_arrangement(Arrangement.PAIR)
    shown(qtbot, view, page(2), other=page(1))
    assert [sheet.page.id for sheet in view.sheets()] == ["p1", "p2"]
    assert [sheet.caption for sheet in view.sheets()] == ["Vorderseite", "Rückseite"]
    view.show_page(PageInBatch(page(3), 12))
    assert [sheet.page.id for sheet in view.sheets()] == ["p3"]


def test_both_sides_of_a_pair_count_as_seen(qtbot: QtBot, view: PageView) -> None:
    seen: list[str] = []
    view.painted.connect(seen.append)
    view.set_arrangement(Arrangement.PAIR)
    view.show_page(PageInBatch(page(1), 12), other=page(2))
    qtbot.waitUntil(lambda: sorted(seen) == ["p1", "p2"])
    view.viewport().update()
    qtbot.wait(20)
    assert len(seen) == 2
    view.set_arrangement(Arrangement.SINGLE)
    view.show_page(PageInBatch(page(2), 12))
    qtbot.waitUntil(lambda: seen[2:] == ["p2"])


def test_a_hidden_view_drops_nothing_that_another_waits_for(
    qtbot: QtBot, images: PageImages, view: PageView
) -> None:
    hidden = PageView(images, Speech("de"), Theme("light"))
    qtbot.addWidget(hidden)
    gate = threading.Event()
    images.use(lambda _: (gate.wait(10), scan())[1])
    for number in (7, 8, 1):  # two are in work, the third waits
        images.picture(page(number), view._longest(view.sheets()[0]) if view.sheets() else 0)
    view.show_page(PageInBatch(page(1), 12))
    hidden.show_page(PageInBatch(page(2), 12))
    with qtbot.waitSignal(view.painted) as painted:
        grabbed(view)
        hidden.show_page(PageInBatch(page(3), 12))
        gate.set()
    assert painted.args == ["p1"]


def test_a_slow_canvas_ends_with_the_same_picture(
    qapp: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = QImage.fromData(scan())

    def paint(painter: QPainter, _: QRectF) -> None:
        painter.fillRect(QRect(0, 0, 300, 400), QColor("#abcdef"))
        painter.drawImage(QRectF(5.5, 3, 290, 391), picture)
        painter.drawRect(QRectF(20, 20, 200, 300))

    at_once, sliced = Canvas(), Canvas()
    monkeypatch.setattr("scanstation.ui.widgets.page_view_canvas.SLICE_SECONDS", 60)
    assert at_once.make("a", QSize(300, 400), 1.5, paint)
    monkeypatch.setattr("scanstation.ui.widgets.page_view_canvas.BAND", 7)
    clock = iter(range(10_000))
    monkeypatch.setattr(
        "scanstation.ui.widgets.page_view_canvas.time.perf_counter", lambda: 40 * next(clock)
    )
    turns = 1
    while not sliced.make("a", QSize(300, 400), 1.5, paint):
        assert sliced.pixmap is None, "half a page is never shown"
        turns += 1
    assert turns > 20
    assert sliced.pixmap is not None
    assert at_once.pixmap is not None
    assert sliced.pixmap.toImage() == at_once.pixmap.toImage()
    assert not sliced.make("b", QSize(300, 400), 1.5, paint)
    assert sliced.pixmap.toImage() == at_once.pixmap.toImage(), "the former page stays until then"


def test_zoom_follows_the_view_and_the_keys(qtbot: QtBot, view: PageView) -> None:
    shown(qtbot, view, page(1))
    factors: list[float] = []
    view.zoom_changed.connect(factors.append)
    sheet = view.sheets()[0]

    def width() -> float:
        return float(view.to_screen(sheet).mapRect(QRectF(0, 0, 620, 877)).width())

    assert abs(width() - (view.viewport().width() - 28)) < 1
    view.fit()
    assert view.verticalScrollBar().maximum() == 0
    assert width() < view.viewport().width() - 28
    view.actual_size()
    assert factors[-1] == 1.0
    held = QPoint(200, 300)
    before = view.to_screen(sheet).inverted()[0].map(QPointF(held))
    view.zoom(3, held)
    assert near(view.to_screen(sheet).inverted()[0].map(QPointF(held)), before, 2)
    view.zoom(-40)
    assert factors[-1] == pytest.approx(0.03)
    view.fit_width()
    view.resize(700, 640)
    assert abs(width() - (view.viewport().width() - 28)) < 1


def test_arrows_and_dragging_move_the_page(qtbot: QtBot, view: PageView) -> None:
    view.actual_size()
    shown(qtbot, view, page(1, size=(1500, 2000)))
    across, down = view.horizontalScrollBar(), view.verticalScrollBar()
    QTest.keyClick(view, KEY.Key_Down)
    QTest.keyClick(view, KEY.Key_Right)
    assert down.value() > 0
    assert across.value() > 0
    start = (across.value(), down.value())
    QTest.mousePress(view.viewport(), LEFT, NONE, QPoint(300, 300))
    QTest.mouseMove(view.viewport(), QPoint(260, 230))
    QTest.mouseRelease(view.viewport(), LEFT, NONE, QPoint(260, 230))
    assert (across.value(), down.value()) == (start[0] + 40, start[1] + 70)
    view.show_page(PageInBatch(page(2, size=(1500, 2000)), 12))
    assert down.value() == 0


def test_the_next_pages_are_decoded_once_the_page_is_painted(
    qtbot: QtBot, images: PageImages, view: PageView
) -> None:
    following = (page(2), page(3))
    shown(qtbot, view, page(1), ahead=following)
    longest = view._longest(view.sheets()[0])
    qtbot.waitUntil(lambda: all(images.has_picture(one, longest) for one in following))
    decoded = images.statistics().decoded
    shown(qtbot, view, page(2), ahead=(page(3), page(1)))
    qtbot.wait(30)
    assert images.statistics().decoded == decoded


def test_a_source_is_framed_and_scrolled_to(qtbot: QtBot, view: PageView) -> None:
    view.actual_size()
    shown(qtbot, view, page(1, size=(1500, 2000)))
    box = Box(1300, 1800, 1400, 1830)
    before = grabbed(view)
    view.outline("p1", box)
    place = view.to_screen(view.sheets()[0]).mapRect(QRectF(1300, 1800, 100, 30))
    assert QRectF(view.viewport().rect()).contains(place)
    framed = grabbed(view)
    assert framed != before
    colour = Theme("light").colour("source")
    corner = (place.topLeft() - QPointF(4, 4)).toPoint()
    seen = [framed.pixelColor(corner + QPoint(x, 0)).name() for x in range(-1, 3)]
    assert colour.name() in seen
    view.show_page(PageInBatch(page(2), 12))
    view.show_page(PageInBatch(page(1, size=(1500, 2000)), 12))
    assert view._source is None


def word_on_screen(view: PageView, place: int) -> QPoint:
    box = WORDS[place].box
    centre = QPointF((box.left + box.right) / 2, (box.top + box.bottom) / 2)
    return view.to_screen(view.sheets()[-1]).map(centre).toPoint()


@pytest.mark.parametrize("rotation", QUARTERS)
@pytest.mark.parametrize("skew", [0.0, 3.0])
def test_a_clicked_word_is_taken(
    qtbot: QtBot, view: PageView, rotation: Quarter, skew: float
) -> None:
    view.fit()
    shown(qtbot, view, replace(page(1), rotation=rotation, skew=skew))
    view.take_words(True)
    with qtbot.waitSignal(view.words_taken) as chosen:
        QTest.mouseClick(view.viewport(), LEFT, NONE, word_on_screen(view, 4))
    assert chosen.args == ["Müller", "p1", WORDS[4].box]
    assert not view.taking


def test_a_click_beside_words_takes_nothing(qtbot: QtBot, view: PageView) -> None:
    shown(qtbot, view, page(1))
    view.take_words(True)
    with qtbot.assertNotEmitted(view.words_taken):
        QTest.mouseClick(view.viewport(), LEFT, NONE, QPoint(450, 600))
        view.take_words(False)
        QTest.mouseClick(view.viewport(), LEFT, NONE, word_on_screen(view, 4))


@pytest.mark.parametrize("rotation", [0, 90])
def test_framed_words_are_taken_in_reading_order(
    qtbot: QtBot, view: PageView, rotation: Quarter
) -> None:
    view.fit()
    shown(qtbot, view, replace(page(1), rotation=rotation))
    view.take_words(True)
    ends = [word_on_screen(view, 1), word_on_screen(view, 4)]
    start = QPoint(max(end.x() for end in ends) + 6, min(end.y() for end in ends) - 6)
    end = QPoint(min(end.x() for end in ends) - 6, max(end.y() for end in ends) + 6)
    with qtbot.waitSignal(view.words_taken) as chosen:
        QTest.mousePress(view.viewport(), LEFT, NONE, start)
        QTest.mouseMove(view.viewport(), end)
        QTest.mouseRelease(view.viewport(), LEFT, NONE, end)
    assert chosen.args is not None
    assert chosen.args[0] == "auf Grundsicherung Müller"


def test_words_are_taken_by_keyboard_alone(qtbot: QtBot, view: PageView) -> None:
    shown(qtbot, view, page(1))
    begun: list[bool] = []
    view.take_changed.connect(begun.append)
    view.take_words(True)
    QTest.keyClick(view, KEY.Key_Right)
    QTest.keyClick(view, KEY.Key_Right)
    QTest.keyClick(view, KEY.Key_Down)
    QTest.keyClick(view, KEY.Key_Left, SHIFT)
    with qtbot.waitSignal(view.words_taken) as chosen:
        QTest.keyClick(view, KEY.Key_Return)
    assert chosen.args == ["Anna Müller", "p1", Box(100, 200, 380, 220)]
    view.take_words(True)
    for letter in "mü":
        key = QKeyEvent(QEvent.Type.KeyPress, KEY.Key_unknown, NONE, letter)
        QApplication.sendEvent(view, key)
    with qtbot.waitSignal(view.words_taken) as chosen:
        QTest.keyClick(view, KEY.Key_Return)
    assert chosen.args is not None
    assert chosen.args[0] == "Müller"
    view.take_words(True)
    with qtbot.assertNotEmitted(view.words_taken):
        QTest.keyClick(view, KEY.Key_Escape)
    assert begun == [True, False, True, False, True, False]


def test_without_words_enter_takes_nothing_and_escape_ends(qtbot: QtBot, view: PageView) -> None:
    shown(qtbot, view, page(1))
    view.set_words("p1", ())
    view.take_words(True)
    with qtbot.assertNotEmitted(view.words_taken):
        QTest.keyClick(view, KEY.Key_Return)
    assert view.taking
    QTest.keyClick(view, KEY.Key_Escape)
    assert not view.taking


def test_the_word_under_the_pointer_lights_up(qtbot: QtBot, view: PageView) -> None:
    shown(qtbot, view, page(1))
    dark = grabbed(view)
    QTest.mouseMove(view.viewport(), word_on_screen(view, 4))
    assert grabbed(view) != dark
    QTest.mouseMove(view.viewport(), QPoint(450, 600))
    assert grabbed(view) == dark


@given(st.floats(0, 900), st.floats(1, 300), st.floats(300, 900))
def test_labels_of_symbols_are_not_cut_off(x: float, width: float, wide: float) -> None:
    room = QRectF(0, 0, wide, 800)
    place = label_place(QPointF(x, 100), QSizeF(width, 18), room)
    assert place.left() >= 0
    assert place.right() <= room.right() + 1e-6
    assert place.left() == pytest.approx(min(x, wide - width))


def test_symbols_are_outlined_only_when_wanted(qtbot: QtBot, view: PageView) -> None:
    quad = ((200.0, 600.0), (400.0, 600.0), (400.0, 700.0), (200.0, 700.0))
    read = Barcode("QRCode", "SST1|ABC", quad, "zxing", "1", 1.0)
    view.fit()
    shown(qtbot, view, replace(page(1), facts=facts_with(read)))
    plain = grabbed(view)
    view.show_codes(True)
    outlined = grabbed(view)
    frame = view.to_screen(view.sheets()[0]).map(QPointF(200, 650)).toPoint()
    source = Theme("light").colour("source")
    seen = [outlined.pixelColor(frame + QPoint(x, 0)).name() for x in range(-1, 2)]
    assert source.name() in seen
    view.show_codes(False)
    assert grabbed(view) == plain


def test_the_magnifier_shows_stored_pixels_and_moves_by_keys(
    qtbot: QtBot, images: PageImages, view: PageView
) -> None:
    view.fit()
    shown(qtbot, view, page(1))
    plain = grabbed(view)
    view.toggle_magnifier()
    qtbot.waitUntil(lambda: images.has_picture(page(1)))
    first = grabbed(view)
    assert first != plain
    QTest.keyClick(view, KEY.Key_Right)
    assert grabbed(view) != first
    QTest.keyClick(view, KEY.Key_Escape)
    assert grabbed(view) == plain


def test_a_card_lies_at_the_upper_right_and_goes(qtbot: QtBot, view: PageView) -> None:
    shown(qtbot, view, page(1))
    card = QLabel("Grenze unsicher?")
    view.set_card(card)
    assert card.isVisible()
    assert card.geometry().right() <= view.viewport().geometry().right() - 13
    assert card.geometry().top() == view.viewport().geometry().top() + 14
    view.resize(800, 640)
    assert card.geometry().right() > 700
    card.setText("Ist Blatt 12 ein Trennblatt? Vorschlag: ja.")
    qtbot.waitUntil(lambda: card.width() >= card.sizeHint().width())
    view.set_card(None)
    assert not card.isVisible()
    assert card.parent() is None


def test_the_card_does_not_cover_the_source(qtbot: QtBot, view: PageView) -> None:
    view.fit()
    shown(qtbot, view, page(1))
    card = QLabel("Stimmt das Aktenzeichen?")
    view.set_card(card)
    high = card.geometry().top()
    view.outline("p1", Box(500, 5, 610, 25))
    assert card.geometry().top() > high + 300
    view.outline("p1", Box(10, 800, 80, 820))
    assert card.geometry().top() == high


def test_a_screen_reader_hears_page_and_text_in_both_languages(
    qtbot: QtBot, images: PageImages
) -> None:
    speech = Speech("de")
    view = PageView(images, speech, Theme("light"))
    qtbot.addWidget(view)
    assert view.accessibleName() == "Keine Seite"
    view.show_page(PageInBatch(page(3), 12, doubtful=True))
    view.set_words("p3", WORDS[:2])
    assert view.accessibleName() == "Seite 3 von 12, Vorderseite, Zweifel offen"
    assert view.accessibleDescription() == "Erkannter Text: Antrag auf"
    speech.use("en")
    assert view.accessibleName() == "Page 3 of 12, front side, open doubt"
    assert view.accessibleDescription() == "Recognised text: Antrag auf"


def test_a_broken_image_is_said_on_the_page(
    qtbot: QtBot, view: PageView, images: PageImages
) -> None:
    images.use(lambda _: b"no image")
    with qtbot.waitSignal(images.picture_ready):
        view.show_page(PageInBatch(page(1), 12))
    qtbot.waitUntil(lambda: view.accessibleDescription() == "Bild nicht lesbar")


def test_no_page_is_an_empty_desk(qtbot: QtBot, view: PageView) -> None:
    shown(qtbot, view, page(1))
    view.show_page(None)
    desk = Theme("light").colour("desk").name()
    qtbot.waitUntil(lambda: grabbed(view).pixelColor(200, 200).name() == desk)
    for key in (KEY.Key_Right, KEY.Key_Space, KEY.Key_Return):
        QTest.keyClick(view, key)
    view.toggle_magnifier()
    view.take_words(True)
    view.outline("p1", Box(0, 0, 5, 5))
    QTest.mouseClick(view.viewport(), LEFT, NONE, QPoint(50, 50))
    assert view.page is None
