"""Thumbnails by keyboard and mouse, and what stays when the batch changes."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from scanstation.ui.images import PageImages
from tests.builders.pages import batch, page, stack
from tests.ui.thumbnails.drawn import (
    KEY,
    Show,
)


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
