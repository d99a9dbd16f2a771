"""Pages dragged to another place, and files dropped."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent
from pytestqt.qtbot import QtBot

from tests.builders.pages import stack
from tests.ui.thumbnails.drawn import (
    Show,
    dragged,
    drop,
)


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
