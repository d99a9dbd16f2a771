"""The view under test, and what it shows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from scanstation.model import Batch
from scanstation.ui.images import PageImages
from scanstation.ui.language import Speech
from scanstation.ui.theme import Theme
from scanstation.ui.widgets.thumbnails import ThumbnailView
from tests.ui.thumbnails.drawn import (
    Show,
    jpeg,
)


@pytest.fixture
def images() -> Iterator[PageImages]:
    made = PageImages()
    picture = jpeg()
    made.use(lambda _: picture)
    yield made
    made.close()


@pytest.fixture
def show(qtbot: QtBot, images: PageImages) -> Show:
    def make(batch_: Batch | None, *, grouped: bool = True, width: int = 460) -> ThumbnailView:
        view = ThumbnailView(images, Speech("de"), Theme("light"), grouped=grouped)
        qtbot.addWidget(view)
        view.resize(width, 600)
        view.show()
        view.show_batch(batch_)
        view.activateWindow()
        view.setFocus()
        qtbot.waitUntil(view.hasFocus)
        return view

    return make
