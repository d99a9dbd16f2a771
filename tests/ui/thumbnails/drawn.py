"""Batches drawn at random, laid out, and shown as thumbnails."""

from __future__ import annotations

import io
from collections.abc import Callable

from hypothesis import strategies as st
from PIL import Image as Pillow
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent

from scanstation.model import Batch, PageKind
from scanstation.ui.widgets.thumbnails import ThumbnailView
from scanstation.ui.widgets.thumbnails_drag import PAGES_TYPE
from scanstation.ui.widgets.thumbnails_flow import FlowLayout
from scanstation.ui.widgets.thumbnails_layout import Metrics, ThumbnailLayout, blocks
from scanstation.ui.widgets.thumbnails_places import Geometry
from tests.builders.pages import batch, page

KEY = Qt.Key
SIZES = Metrics(100, 150, 160, 28, 30)
KINDS = st.lists(st.tuples(st.sampled_from(PageKind), st.integers(0, 3)), max_size=60)
Drawn = list[tuple[PageKind, int]]
LayOut = Callable[[Drawn, int], Geometry]


def drawn_batch(drawn: Drawn) -> Batch:
    """Pages of any kinds; the number is the document of a document page, rising."""
    document, pages = 1, []
    for number, (kind, step) in enumerate(drawn, 1):
        document += step == 3
        named = f"d{document}" if kind is PageKind.DOCUMENT else ""
        pages.append(page(number, kind, named))
    return batch(pages)


def grouped(drawn: Drawn, width: int) -> Geometry:
    return ThumbnailLayout(blocks(drawn_batch(drawn).pages), SIZES, width)


def flowing(drawn: Drawn, width: int) -> Geometry:
    return FlowLayout(drawn_batch(drawn).pages, SIZES, width)


LAYOUTS = st.sampled_from([grouped, flowing])


def jpeg() -> bytes:
    out = io.BytesIO()
    Pillow.new("RGB", (62, 88), (0, 90, 200)).save(out, "JPEG")
    return out.getvalue()


Show = Callable[..., ThumbnailView]


def drop(view: ThumbnailView, data: QMimeData, point: QPoint) -> None:
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    actions = Qt.DropAction.MoveAction | Qt.DropAction.CopyAction
    view.dragEnterEvent(QDragEnterEvent(point, actions, data, left, none))
    view.dropEvent(QDropEvent(QPointF(point), actions, data, left, none))


def dragged(*pages: str) -> QMimeData:
    data = QMimeData()
    data.setData(PAGES_TYPE, "\n".join(pages).encode())
    return data
