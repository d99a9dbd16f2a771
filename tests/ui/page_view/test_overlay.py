"""What lies over a page or beside it: sources, symbols, the magnifier, a card."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, QRectF, QSizeF
from PySide6.QtGui import QCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from scanstation.model import (
    Barcode,
    Box,
)
from scanstation.ui.images import PageImages
from scanstation.ui.language import Speech
from scanstation.ui.models.page_words import PageInBatch
from scanstation.ui.theme import Theme
from scanstation.ui.widgets.page_view import PageView
from scanstation.ui.widgets.page_view_geometry import (
    box_rect,
)
from scanstation.ui.widgets.page_view_overlay import label_place
from tests.builders.pages import page
from tests.ui.page_view.pages_shown import (
    KEY,
    WORDS,
    facts_with,
    grabbed,
    shown,
)


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
    middle = view.viewport().rect().center()
    QCursor.setPos(view.viewport().mapToGlobal(middle))  # wherever the pointer was left before
    view.toggle_magnifier()
    qtbot.waitUntil(lambda: images.has_picture(page(1)))
    first = grabbed(view)
    assert first != plain
    QTest.keyClick(view, KEY.Key_Right)
    assert grabbed(view) != first
    QTest.keyClick(view, KEY.Key_Escape)
    assert grabbed(view) == plain


def test_a_card_takes_room_below_the_page_and_gives_it_back(qtbot: QtBot, view: PageView) -> None:
    shown(qtbot, view, page(1))
    whole = view.viewport().geometry()
    card = QLabel("Grenze unsicher?")
    view.set_card(card)
    assert card.isVisible()
    for _ in range(2):
        room = view.viewport().geometry()
        assert not room.intersects(card.geometry())
        assert card.geometry().top() == room.bottom() + 1
        assert card.width() == room.width()
        view.resize(800, 640)
    card.hide()
    assert view.viewport().height() == whole.height()
    card.show()
    high = card.height()
    card.setText("Ist Blatt 12 ein Trennblatt?\nVorschlag: ja.")
    qtbot.waitUntil(lambda: card.height() > high)
    view.set_card(None)
    assert not card.isVisible()
    assert card.parent() is None
    assert view.viewport().height() == whole.height()


def test_a_source_is_scrolled_to_above_the_card(qtbot: QtBot, view: PageView) -> None:
    shown(qtbot, view, page(1))
    view.set_card(QLabel("Stimmt das Aktenzeichen?"))
    for box in (Box(500, 5, 610, 25), Box(10, 800, 80, 820)):
        view.outline("p1", box)
        framed = view.to_screen(view.sheets()[0]).mapRect(box_rect(box))
        assert QRectF(view.viewport().rect()).contains(framed)


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
