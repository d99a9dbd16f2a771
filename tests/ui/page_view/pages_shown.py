"""A page view with a page on it, and how its picture is looked at."""

from __future__ import annotations

import io

from hypothesis import strategies as st
from PIL import Image as Pillow
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from scanstation.model import (
    Barcode,
    BarcodeFact,
    BlankFact,
    Box,
    ColourFact,
    Image,
    Mode,
    OrientationFact,
    Page,
    PageFacts,
    PatchFact,
    Quarter,
    SizeFact,
    SkewFact,
    Word,
)
from scanstation.ui.models.page_words import PageInBatch
from scanstation.ui.widgets.page_view import PageView

KEY = Qt.Key
SHIFT, NONE = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton
QUARTERS: tuple[Quarter, ...] = (0, 90, 180, 270)
dpis = st.sampled_from([(300.0, 300.0), (204.0, 98.0), (200.0, 400.0), (0.0, 0.0)])
images_ = st.builds(
    lambda width, height, dpi: Image("b", "image/jpeg", width, height, dpi, Mode.GREY),
    st.integers(1, 6000),
    st.integers(1, 6000),
    dpis,
)
quarters = st.sampled_from(QUARTERS)
skews = st.floats(-12, 12)


def near(one: QPointF, other: QPointF, distance: float = 0.01) -> bool:
    return abs(one.x() - other.x()) < distance and abs(one.y() - other.y()) < distance


def facts_with(*codes: Barcode) -> PageFacts:
    named = ("detector", "1", 1.0)
    return PageFacts(
        BarcodeFact(*named, codes),
        PatchFact(*named, ()),
        BlankFact(*named, 0.0, 0.1),
        SkewFact(*named, 0.0),
        ColourFact(*named, "colour"),
        SizeFact(*named, 210.0, 297.0, "A4"),
        OrientationFact(*named, 0, True),
    )


def word(text: str, left: int, top: int, line: int) -> Word:
    return Word(text, Box(left, top, left + 80, top + 20), 0.9, line)


WORDS = (
    word("Antrag", 100, 100, 0),
    word("auf", 200, 100, 0),
    word("Grundsicherung", 300, 100, 0),
    word("Anna", 100, 200, 1),
    word("Müller", 300, 200, 1),
    word("2026", 300, 300, 2),
)


def scan() -> bytes:
    """A white page; red stands in its upper left corner as scanned."""
    picture = Pillow.new("RGB", (620, 877), (255, 255, 255))
    picture.paste((220, 0, 0), (0, 0, 155, 219))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def shown(
    qtbot: QtBot,
    view: PageView,
    one: Page,
    *,
    other: Page | None = None,
    ahead: tuple[Page, ...] = (),
) -> None:
    with qtbot.waitSignal(view.painted) as painted:
        view.show_page(PageInBatch(one, 12), other=other, ahead=ahead)
        view.set_words(one.id, WORDS)
    assert painted.args is not None
    assert painted.args[0] in {one.id, other.id if other else ""}


def grabbed(view: PageView) -> QImage:
    """What the view shows once every slice is painted."""
    for _ in range(200):
        picture = view.viewport().grab().toImage()
        if view.settled:
            return picture
    raise AssertionError("never finished")


def is_red(colour: QColor) -> bool:
    return colour.red() > 180 and colour.green() < 90


def corner_that_is_red(view: PageView, sheet_number: int = 0) -> str:
    picture = grabbed(view)
    sheet = view.sheets()[sheet_number]
    place = view._to_view().mapRect(sheet.rect)
    names = {
        "upper left": (0.1, 0.1),
        "upper right": (0.9, 0.1),
        "lower left": (0.1, 0.9),
        "lower right": (0.9, 0.9),
    }
    found = [
        name
        for name, (x, y) in names.items()
        if is_red(
            picture.pixelColor(
                round(place.x() + x * place.width()), round(place.y() + y * place.height())
            )
        )
    ]
    return ", ".join(found)


def word_on_screen(view: PageView, place: int) -> QPoint:
    box = WORDS[place].box
    centre = QPointF((box.left + box.right) / 2, (box.top + box.bottom) / 2)
    return view.to_screen(view.sheets()[-1]).map(centre).toPoint()
