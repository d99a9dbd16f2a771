"""From a blob's bytes to a ``QImage``, with Qt's own codecs and without holding the GIL.

``QImageReader.read`` releases the GIL, ``QImage.fromData`` and ``QImage.scaled`` do not; scaling
is therefore left to the reader, which also lets the JPEG decoder skip what is not needed.
"""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PySide6.QtGui import QImage, QImageReader, QTransform

from scanstation.errors import FileBroken
from scanstation.model import Quarter

ALLOCATION_MB = 1024
"""Qt refuses larger images: A3 at 600 dpi in colour takes 280 MB."""
_PAINTED_DIRECTLY = {
    QImage.Format.Format_RGB32,
    QImage.Format.Format_ARGB32_Premultiplied,
    QImage.Format.Format_Grayscale8,
    QImage.Format.Format_Mono,
}


def allow_large_pages() -> None:
    """Raise Qt's limit of 256 MB an image, once a process."""
    QImageReader.setAllocationLimit(ALLOCATION_MB)


def decode(data: bytes, longest: int = 0, rotation: Quarter = 0, name: str = "") -> QImage:
    """Return a page's picture.

    Args:
        name: what an error calls the image.
        longest: at most this many pixels on the longer side; 0 is the size as stored.
        rotation: degrees clockwise to turn the picture by.

    Raises:
        FileBroken: the bytes are no image that can be decoded.
    """
    content = QByteArray(data)
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    try:
        image = _read(buffer, longest, name)
    finally:
        buffer.close()
    if rotation:
        image = image.transformed(QTransform().rotate(rotation))
    return image


def _read(buffer: QBuffer, longest: int, name: str) -> QImage:
    """The reader lives shorter than its buffer: its TIFF codec touches it when it goes."""
    reader = QImageReader(buffer)
    size = reader.size()
    if longest and size.isValid() and max(size.width(), size.height()) > longest:
        reader.setScaledSize(scaled_size(size, longest))
    image = reader.read()
    if image.isNull():
        raise FileBroken(file=name, reason=reader.errorString())
    if image.format() not in _PAINTED_DIRECTLY:
        image = image.convertToFormat(QImage.Format.Format_RGB32)
    return image


def scaled_size(size: QSize, longest: int) -> QSize:
    """Return the size with this longer side, never below one pixel."""
    factor = longest / max(size.width(), size.height())
    return QSize(max(1, round(size.width() * factor)), max(1, round(size.height() * factor)))
