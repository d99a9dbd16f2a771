"""The view under test, and what it shows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from scanstation.ui.images import PageImages
from scanstation.ui.language import Speech
from scanstation.ui.theme import Theme
from scanstation.ui.widgets.page_view import PageView
from tests.ui.page_view.pages_shown import (
    scan,
)


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
