"""Pages that come without a device: by file dialog, by drop on the window, from the clipboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMimeData, QObject
from PySide6.QtGui import QGuiApplication, QImage, QImageWriter
from PySide6.QtWidgets import QFileDialog, QWidget

from scanstation.errors import Text
from scanstation.ui.services import Services

TITLE = Text("Dateien importieren", "Import files")
FILTER = Text(
    "Seiten (*.pdf *.tif *.tiff *.jpg *.jpeg *.png);;Alle Dateien (*)",
    "Pages (*.pdf *.tif *.tiff *.jpg *.jpeg *.png);;All files (*)",
)
NOTHING_THERE = Text(
    "In der Zwischenablage liegt weder ein Bild noch eine Datei.",
    "There is neither a picture nor a file in the clipboard.",
)
PNG = "image/png"
FOLDER_MEMORY = "scan/import_folder"

Files = Callable[[tuple[Path, ...]], object]
Picture = Callable[[Callable[[], bytes]], object]


class Importer(QObject):
    """Finds out what is to be imported and hands it on.

    Args:
        files: takes files; picture: takes what returns a PNG, to be called outside the Qt thread.
        nothing: is told that there is nothing to import.
    """

    def __init__(
        self,
        services: Services,
        owner: QWidget,
        files: Files,
        picture: Picture,
        nothing: Callable[[Text], object],
    ) -> None:
        super().__init__(owner)
        self._services, self._owner = services, owner
        self._files, self._picture, self._nothing = files, picture, nothing

    def choose(self) -> None:
        """Ask for files; the window goes on meanwhile."""
        memory, say = self._services.memory, self._services.speech.say
        dialog = QFileDialog(self._owner, say(TITLE), memory.text(FOLDER_MEMORY), say(FILTER))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(self._chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def paste(self) -> None:
        """Import what lies in the clipboard."""
        content = QGuiApplication.clipboard().mimeData()
        if self.drop(content):
            return
        if content.hasFormat(PNG):
            png = bytes(content.data(PNG).data())
            self._picture(lambda: png)
        elif content.hasImage():
            image = QImage(content.imageData())
            self._picture(lambda: encoded(image))
        else:
            self._nothing(NOTHING_THERE)

    def drop(self, content: QMimeData) -> bool:
        """Import the files that something holds; return whether there are any."""
        found = files_of(content)
        if found:
            self._files(found)
        return bool(found)

    def take(self, names: list[str]) -> None:
        """Import files by their names."""
        if names:
            self._files(tuple(Path(name) for name in names))

    def _chosen(self, names: list[str]) -> None:
        if names:
            self._services.memory.keep(FOLDER_MEMORY, str(Path(names[0]).parent))
        self.take(names)


def files_of(content: QMimeData) -> tuple[Path, ...]:
    """Return the local files that were dragged or copied."""
    return tuple(Path(url.toLocalFile()) for url in content.urls() if url.isLocalFile())


def encoded(image: QImage) -> bytes:
    """Return a picture as PNG; takes its time."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, b"png").write(image)
    return bytes(buffer.data().data())
