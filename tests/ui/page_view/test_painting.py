"""What is painted of pages, at which size, and which are decoded next."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from scanstation.model import (
    Box,
    Quarter,
)
from scanstation.ui.images import PageImages
from scanstation.ui.language import Speech
from scanstation.ui.models.page_words import PageInBatch
from scanstation.ui.theme import Theme
from scanstation.ui.widgets.page_view import Arrangement, PageView
from scanstation.ui.widgets.page_view_canvas import Canvas
from tests.builders.pages import page
from tests.ui.page_view.pages_shown import (
    KEY,
    LEFT,
    NONE,
    corner_that_is_red,
    grabbed,
    near,
    scan,
    shown,
)


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
