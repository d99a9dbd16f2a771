"""The frame of the window: it opens, its places are reached by key, it closes behind itself."""

from __future__ import annotations

import gc
import threading
import weakref
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from scanstation.settings import load_settings
from scanstation.ui import app
from scanstation.ui.lanes import Lane
from tests.ui.conftest import OpenWindow, finish
from tests.ui.driving import Operator, settle


def test_each_place_is_one_key_away(open_window: OpenWindow, person: Operator) -> None:
    window = open_window()
    for key, place in (("F3", "review"), ("F4", "outbox"), ("F2", "scan")):
        person.press(key)
        assert window.place.key == place
    assert person.keys == 3


def test_a_closed_window_leaves_no_thread_behind(open_window: OpenWindow) -> None:
    window = open_window()
    finish(window)
    lanes = tuple(one.value for one in Lane)
    assert not [one for one in threading.enumerate() if one.name.startswith(lanes)]


def test_a_closed_window_is_forgotten(qapp: QApplication, home: Path) -> None:
    """What Qt or the application kept of it would be painted again with each later one."""
    window = app.open_window(qapp, app.Start("de"), load_settings(), None)
    window.show()
    settle()
    finish(window)
    forgotten = weakref.ref(window), weakref.ref(window.services.theme)
    del window
    gc.collect()
    assert [one() for one in forgotten] == [None, None]


def test_size_and_language_are_kept_for_the_next_start(
    open_window: OpenWindow, person: Operator
) -> None:
    window = open_window(None)
    window.resize(1111, 666)
    person.press("Ctrl+Shift+L")
    finish(window)
    again = open_window(None, first=False)
    assert (again.width(), again.height()) == (1111, 666)
    assert again.services.speech.language == "en"


def test_every_window_has_the_programs_icon(open_window: OpenWindow) -> None:
    """Drawn, not only named: without Qt's plug-in for SVG every picture would be empty."""
    app.application()
    icon = open_window().windowIcon()
    for size in (16, 32, 256):
        picture = icon.pixmap(QSize(size, size), 1.0).toImage()
        assert (picture.width(), picture.height()) == (size, size)
        colours = {picture.pixelColor(x, y).name() for x in range(size) for y in range(size)}
        assert "#1f4e79" in colours
