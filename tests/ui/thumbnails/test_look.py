"""How thumbnails are drawn and worded."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from scanstation.errors import Text
from scanstation.model import Page
from scanstation.ui.images import PageImages
from scanstation.ui.language import Speech
from scanstation.ui.theme import SCHEMES, Scheme, Theme
from scanstation.ui.widgets.thumbnails import ThumbnailView
from scanstation.ui.widgets.thumbnails_paint import SELECTED, ThumbnailPainter
from tests.builders.pages import stack
from tests.ui.contrast import TEXT, contrast
from tests.ui.thumbnails.drawn import (
    KEY,
    Show,
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
