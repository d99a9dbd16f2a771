"""The place Scan on a small screen at 200 %."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QAbstractButton, QApplication, QPushButton, QRadioButton

from scanstation.errors import Language
from scanstation.ui.scan_view import ScanView
from scanstation.ui.widgets.feed_buttons import FeedButtons
from tests.ui.conftest import OpenWindow
from tests.ui.driving import Operator, settle


def test_the_window_fits_a_small_screen_at_200_percent(
    open_window: OpenWindow, person: Operator
) -> None:
    window = open_window(training=True)
    person.press("F2")
    place = window.places[0]
    assert isinstance(place, ScanView)
    assert place.page.isVisible()
    window.resize(683, 384)
    settle()
    assert (window.width(), window.height()) == (683, 384)
    assert not place.page.isVisible()
    assert place.progress.isVisible()
    for part in (place.stage, place.progress):
        assert part.width() >= part.minimumSizeHint().width()
    person.walk_to("Scannen")
    window.resize(1200, 700)
    settle()
    assert place.page.isVisible()


@pytest.fixture
def wide_letters(qapp: QApplication) -> Iterator[None]:
    """Letters 20 % wider than usual, as other systems' fonts have them."""
    usual = QApplication.font()
    wide = QFont(usual)
    wide.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 120)
    before = QFontMetrics(usual).horizontalAdvance("Beenden")
    assert QFontMetrics(wide).horizontalAdvance("Beenden") >= 1.19 * before
    QApplication.setFont(wide)
    yield
    QApplication.setFont(usual)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("size", [(1366, 768), (683, 700)])
@pytest.mark.usefixtures("wide_letters")
def test_every_button_has_room_for_its_words_in_wide_letters(
    open_window: OpenWindow, language: Language, size: tuple[int, int]
) -> None:
    window = open_window("en" if language == "de" else "de", training=True)
    window.resize(*size)
    window.services.speech.use(language)
    settle()
    place = window.places[0]
    assert isinstance(place, ScanView)
    buttons = [one for one in place.panel.findChildren(QAbstractButton) if one.isVisible()]
    narrow = (QPushButton, QRadioButton)
    shown = [one for one in buttons if isinstance(one, narrow)]
    assert len(shown) >= 7
    for one in shown:
        assert one.width() >= one.sizeHint().width(), one.text()
        assert one.mapTo(place.panel, one.rect().topRight()).x() < place.panel.width()
    assert place.panel.visibleRegion().boundingRect().width() == place.panel.width()


def test_two_buttons_stand_beside_each_other_where_there_is_room(open_window: OpenWindow) -> None:
    buttons = FeedButtons(open_window(training=True).services)
    buttons.show()
    for width, beside in ((1000, True), (10, False), (1000, True)):
        buttons.arrange(width)
        settle()
        assert (buttons.pause.y() == buttons.stop.y()) == beside
    buttons.deleteLater()
