"""Files from outside as pages. Runs in a child process with limits; see ``sandbox``.

``split`` looks at the first bytes, never at the name alone, and hands the file to the
opener of its format. Each opener writes one image file a page into a folder and emits a
``FilePage``.
"""

from __future__ import annotations

import errno
import stat
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from PIL import Image

from scanstation.errors import (
    FileBroken,
    FileEmpty,
    FileOversized,
    FileUnreadable,
    FileUnsupported,
    ImportFileError,
    StoreFull,
)
from scanstation.sandbox import Emit, Limits

# Not every system knows every number (EDQUOT is none of Windows').
FULL = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})


@dataclass(frozen=True, slots=True)
class FilePage:
    """One page of a file, written as an image file.

    Attributes:
        image: name of the image file in the output folder.
        width, height: pixels. dpi: dots per inch (x, y).
        rotation: degrees clockwise that the file itself asks for.
        born_digital: drawn by a program; the image is a rendering.
        anomalies: kinds of anomalies, such as ``jbig2_decoded``.
    """

    image: str
    media_type: str
    width: int
    height: int
    dpi: tuple[float, float]
    mode: str
    rotation: int = 0
    born_digital: bool = False
    anomalies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Job:
    """One file to be opened: ``limits`` bound pixels and pages, ``out`` takes the images."""

    path: Path
    out: Path
    limits: Limits
    emit: Callable[[FilePage], None]

    def check_pixels(self, width: int, height: int) -> None:
        """Refuse a page with more pixels than allowed, before anything decodes it.

        Raises:
            FileOversized: too many pixels.
        """
        if width <= 0 or height <= 0:
            raise FileBroken(file=self.path.name, reason=f"{width} x {height} Pixel")
        if width * height > self.limits.pixels:
            raise FileOversized(file=self.path.name, reason=f"{width} x {height} Pixel")

    def check_pages(self, count: int) -> None:
        """Refuse files without pages or with too many.

        Raises:
            FileEmpty, FileOversized: none, or too many.
        """
        if count == 0:
            raise FileEmpty(file=self.path.name)
        if count > self.limits.pages:
            raise FileOversized(file=self.path.name, reason=f"{count} Seiten/pages")


SUFFIXES = {
    "pdf": (".pdf",),
    "tiff": (".tif", ".tiff"),
    "jpeg": (".jpg", ".jpeg", ".jpe", ".jfif"),
    "png": (".png",),
}


def kind_of(head: bytes) -> str:
    """Return ``pdf``, ``tiff``, ``jpeg``, ``png`` or an empty string, by the first 1,024 bytes."""
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"):
        return "tiff"
    # PDF readers accept junk before the header within the first 1,024 bytes.
    return "pdf" if b"%PDF-" in head else ""


def recognise_kind(path: Path, limits: Limits) -> str:
    """Return the file's kind, by content, in agreement with its name.

    Raises:
        FileUnreadable, FileEmpty, FileOversized, FileUnsupported, FileBroken: see each.
    """
    try:
        found = path.stat()
        if stat.S_ISFIFO(found.st_mode) or stat.S_ISCHR(found.st_mode):
            raise FileUnreadable(
                file=path.name, reason="keine Datei/no file"
            )  # could wait for ever
        size = found.st_size
        with path.open("rb") as file:
            head = file.read(1024)
    except OSError as error:
        raise FileUnreadable(file=path.name, reason=error.strerror or "?") from error
    if size == 0:
        raise FileEmpty(file=path.name)
    if size > limits.size:
        raise FileOversized(file=path.name, reason=f"{size / 1e6:.0f} MB")
    kind = kind_of(head)
    promised = next((k for k, known in SUFFIXES.items() if path.suffix.lower() in known), "")
    if promised and kind != promised:
        # A file that says one thing and is another is not guessed at.
        is_now = kind.upper() or "?"
        raise FileBroken(file=path.name, reason=f"{promised.upper()} ≠ {is_now}")
    if not kind:
        raise FileUnsupported(file=path.name, reason=path.suffix or "?")
    return kind


def split(argument: dict[str, Any], emit: Emit) -> None:
    """Child entry: open ``path``, write page images into ``out``, emit pages or one error.

    A full disk is said as such: the file is not to blame, and must not be put aside.
    """
    Image.MAX_IMAGE_PIXELS = None  # our own limit, with our own sentence
    limits = Limits(**argument["limits"])
    path = Path(argument["path"])
    job = Job(path, Path(argument["out"]), limits, lambda page: emit({"page": asdict(page)}))
    try:
        _open(job, recognise_kind(path, limits))
    except Exception as error:
        if _disk_is_full(error):
            emit({"error": StoreFull.__name__, "details": {}})
        elif isinstance(error, ImportFileError):
            # The message of a decoder may quote the file; only our own details go on.
            details = {key: str(value) for key, value in error.details.items()}
            emit({"error": type(error).__name__, "details": details})
        else:
            raise


def _disk_is_full(error: BaseException | None) -> bool:
    """Look through the chain of causes: an opener may have taken it for a broken file."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in FULL:
            return True
        error = error.__cause__ or error.__context__
    return False


def _open(job: Job, kind: str) -> None:
    """Openers are loaded one at a time: each brings a large library."""
    if kind == "pdf":
        from scanstation.imaging.files.pdf import split_pdf as opener
    elif kind == "tiff":
        from scanstation.imaging.files.tiff import split_tiff as opener
    else:
        from scanstation.imaging.files.single import split_single as opener
    opener(job)


def page_of(value: dict[str, Any]) -> FilePage:
    """Return the page that a child emitted."""
    page = FilePage(**value)
    x, y = page.dpi
    return replace(page, dpi=(float(x), float(y)), anomalies=tuple(page.anomalies))
