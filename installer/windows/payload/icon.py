"""The program's icon in the sizes that Windows shows, from the drawing in ``resources/icons``."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from installer.windows.payload.locks import ROOT

DRAWING = ROOT / "resources" / "icons" / "scanstation.svg"
SIZES = (16, 20, 24, 32, 40, 48, 64, 256)
"""Pixels: list, tree, taskbar and desktop at 100 to 250 %."""


def write_icon(path: Path) -> None:
    """Write the icon file; the same drawing gives the same bytes."""
    images = [_drawn(size) for size in SIZES]
    images[-1].save(
        path, format="ICO", sizes=[(size, size) for size in SIZES], append_images=images[:-1]
    )


def _drawn(size: int) -> Image.Image:
    image = QImage(QSize(size, size), QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(str(DRAWING)).render(painter)
    painter.end()
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stub wants bytes
    return Image.open(io.BytesIO(content.data()))
