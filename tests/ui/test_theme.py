"""Contrast is computed, and read from the pixels of the real window: nothing is guessed."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLineEdit,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from scanstation.settings import resource
from scanstation.ui.main_window import MainWindow
from scanstation.ui.theme import GROUNDS, MARKS, SCHEMES, Scheme, wanted
from tests.ui.conftest import OpenWindow
from tests.ui.contrast import MARK, TEXT, contrast
from tests.ui.driving import settle

GROUND_ONLY = {"window", "base", "alternate", "banner", "banner_problem", "paper", "desk"}
every_scheme = pytest.mark.parametrize("scheme", SCHEMES.values(), ids=lambda one: one.name)


def pixels(widget: QWidget) -> Counter[str]:
    """Return how often each colour is painted."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    counted = Counter(memoryview(image.constBits()).cast("I"))
    return Counter({f"#{colour & 0xFFFFFF:06x}": times for colour, times in counted.items()})


def ratio(scheme: Scheme, one: str, other: str) -> float:
    return contrast(QColor(scheme.colours[one]), QColor(scheme.colours[other]))


def test_the_formula_agrees_with_the_standard() -> None:
    assert contrast(QColor("white"), QColor("black")) == pytest.approx(21)
    assert contrast(QColor("#777777"), QColor("white")) == pytest.approx(4.478, abs=0.001)


@every_scheme
@pytest.mark.parametrize(
    ("text", "ground"), [(text, ground) for text, grounds in GROUNDS.items() for ground in grounds]
)
def test_text_is_readable(scheme: Scheme, text: str, ground: str) -> None:
    assert ratio(scheme, text, ground) >= TEXT


@every_scheme
@pytest.mark.parametrize(
    ("mark", "ground"), [(mark, ground) for mark, grounds in MARKS.items() for ground in grounds]
)
def test_marks_and_frames_are_seen(scheme: Scheme, mark: str, ground: str) -> None:
    assert ratio(scheme, mark, ground) >= MARK


@every_scheme
def test_every_colour_is_judged(scheme: Scheme) -> None:
    assert set(scheme.colours) == GROUND_ONLY | set(GROUNDS) | set(MARKS)


@every_scheme
def test_ticks_and_arrows_have_the_colours_of_the_scheme(scheme: Scheme) -> None:
    folder = resource("style") / scheme.name
    expected = {"check": "on_accent", "dot": "on_accent"}
    for path in folder.glob("*.svg"):
        used = set(re.findall(r"#[0-9a-f]{6}", path.read_text(encoding="utf-8")))
        assert used == {scheme.colours[expected.get(path.stem, "text")]}
    assert len(list(folder.glob("*.svg"))) == 5


@every_scheme
def test_the_window_is_painted_in_the_scheme(open_window: OpenWindow, scheme: Scheme) -> None:
    window = open_window(theme=scheme.name)
    colours = scheme.colours
    window.setFocus()
    settle()
    field = pixels(window.search)
    assert field.most_common(1)[0][0] == colours["base"]
    assert field[colours["line"]] >= 2 * (window.search.width() - 8)
    assert pixels(window)[colours["window"]] > 10_000
    placeholder = max(field, key=lambda one: contrast(QColor(one), QColor(colours["base"])))
    assert contrast(QColor(placeholder), QColor(colours["base"])) >= TEXT
    assert pixels(window.menuBar())[colours["text"]] > 50


@every_scheme
def test_the_focus_is_seen(open_window: OpenWindow, scheme: Scheme) -> None:
    window = open_window(theme=scheme.name)
    window.setFocus()
    settle()
    before = pixels(window.search)[scheme.colours["focus"]]
    window.search.setFocus(Qt.FocusReason.TabFocusReason)
    settle()
    after = pixels(window.search)[scheme.colours["focus"]]
    assert before == 0
    assert after >= 2 * (2 * window.search.width() + 2 * window.search.height() - 32)


@every_scheme
def test_what_is_switched_off_is_still_read(open_window: OpenWindow, scheme: Scheme) -> None:
    """WCAG asks nothing of it; an operator has to know which command does not work now."""
    window = open_window(theme=scheme.name)
    sheet = QWidget(window)
    column = QVBoxLayout(sheet)
    choice = QComboBox()
    choice.addItem("Antrag")
    controls = (QPushButton("Freigeben"), QLineEdit("50.1-123/2026"), choice)
    for control in controls:
        column.addWidget(control)
        control.setEnabled(False)
    sheet.resize(300, 150)
    sheet.show()
    settle()
    for control in controls:
        painted = pixels(control)
        ground = QColor(scheme.colours["window"])
        best = max(contrast(QColor(one), ground) for one in painted)
        assert best >= TEXT, control


TOLD_APART = 1.25
"""Between the words of what works and of what does not; their shape differs, too."""


@every_scheme
def test_an_entry_that_is_switched_off_looks_different(
    open_window: OpenWindow, scheme: Scheme
) -> None:
    """By its colour, and for whoever sees no colours by slanted words."""
    window = open_window(theme=scheme.name)
    assert ratio(scheme, "text", "muted") >= TOLD_APART
    menu = QMenu(window)
    action = menu.addAction("Freigabe zurücknehmen")
    menu.resize(menu.sizeHint())
    ground, border = QColor(scheme.colours["base"]), 4
    strongest, shapes = {}, {}
    for on in (True, False):
        action.setEnabled(on)
        image = menu.grab(menu.rect().adjusted(border, border, -border, -border)).toImage()
        colours = [
            image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())
        ]
        strongest[on] = max(contrast(one, ground) for one in colours)
        shapes[on] = [one != ground for one in colours]
    assert TEXT <= strongest[False] < strongest[True] / TOLD_APART
    assert shapes[False] != shapes[True]


@every_scheme
def test_a_button_that_is_switched_off_has_another_shape(
    open_window: OpenWindow, scheme: Scheme
) -> None:
    window = open_window(theme=scheme.name)
    button = QPushButton("Freigeben", window)
    button.resize(140, 32)
    button.move(20, 300)
    button.show()
    settle()
    line = {}
    for on in (True, False):
        button.setEnabled(on)
        settle()
        image = button.grab().toImage()
        edge = {image.pixelColor(place, 0).name() for place in range(20, 120)}
        line[on] = len(edge)
    assert line == {True: 1, False: 2}  # a dashed frame lets its ground through


def scheme_seen(window: MainWindow) -> str:
    """Return the name of the scheme that the window is painted in."""
    ground = pixels(window.status).most_common(1)[0][0]
    return {one.colours["window"]: name for name, one in SCHEMES.items()}[ground]


def test_dark_follows_the_system(
    open_window: OpenWindow, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    hints = qapp.styleHints()
    window = open_window(theme="")
    assert scheme_seen(window) == "light"
    monkeypatch.setattr(type(hints), "colorScheme", lambda _: Qt.ColorScheme.Dark)
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    settle()
    assert scheme_seen(window) == "dark"


def test_a_theme_that_was_asked_for_stays(
    open_window: OpenWindow, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    hints = qapp.styleHints()
    window = open_window(theme="high_contrast")
    monkeypatch.setattr(type(hints), "colorScheme", lambda _: Qt.ColorScheme.Dark)
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    settle()
    assert scheme_seen(window) == "high_contrast"


def test_high_contrast_comes_before_dark(
    open_window: OpenWindow, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window(theme="")
    hints = qapp.styleHints()
    high = Qt.ContrastPreference.HighContrast
    monkeypatch.setattr(type(hints), "colorScheme", lambda _: Qt.ColorScheme.Dark)
    monkeypatch.setattr(type(hints.accessibility()), "contrastPreference", lambda _: high)
    hints.accessibility().contrastPreferenceChanged.emit(high)
    settle()
    assert wanted() == "high_contrast"
    assert scheme_seen(window) == "high_contrast"
