"""The last page beside the thumbnails: what lies over it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QImage

from tests.builders.office import BLANK
from tests.builders.review import drawn, letter
from tests.ui.conftest import OpenWindow
from tests.ui.driving import settle, wait_for
from tests.ui.scanning import ScanPlace, stack


def painted(place: ScanPlace) -> QImage:
    """Return the page as it is on the screen, everything over it."""
    view = place.view.page.view

    def finished() -> bool:
        view.viewport().grab()
        return view.settled

    wait_for(finished, "the picture")
    return view.viewport().grab().toImage()


def test_recognised_words_lie_over_the_page_only_when_wanted(
    open_window: OpenWindow, home: Path, tmp_path: Path
) -> None:
    sides = [drawn(letter("50.1-101/2026")), BLANK]
    place = ScanPlace.opened(open_window, home, stack(tmp_path / "feeder", sides))
    place.person.press("F5")
    place.until_over()
    view = place.view.page.view
    wait_for(lambda: bool(view._own_words()), "the words")
    settle()
    plain = painted(place)
    place.person.press("Ctrl+Shift+T")
    assert painted(place) != plain
    place.person.press("Ctrl+Shift+T")
    assert painted(place) == plain
    place.person.press("Ctrl+Shift+T", "F3")
    assert place.window.services.commands.action("view.words").isChecked()
    assert place.window.services.commands.action("view.words").isEnabled()
