"""Multi-page TIFF: bilevel frames become CCITT G4, others PNG, both without loss."""

from __future__ import annotations

from PIL import Image, ImageSequence

from scanstation.errors import FileBroken
from scanstation.imaging.files import Job
from scanstation.imaging.files.single import (
    decode,
    flatten,
    open_image,
    sane_dpi,
    write_g4,
    write_png,
)


def split_tiff(job: Job) -> None:
    """Emit the pages of a TIFF file in the order of its directories.

    Raises:
        FileBroken, FileOversized, FileEmpty: see each.
    """
    image = open_image(job)
    try:
        count = getattr(image, "n_frames", 1)
    except Exception as error:  # a chain of directories that lies
        raise FileBroken(file=job.path.name, reason="Verzeichnis/directory") from error
    job.check_pages(count)
    number = 0
    try:
        for number, frame in enumerate(ImageSequence.Iterator(image), 1):
            job.check_pixels(*frame.size)
            _write(job, frame, number)
    except (OSError, EOFError, SyntaxError, ValueError) as error:
        reason = f"Seite/page {number + 1}"
        raise FileBroken(file=job.path.name, reason=reason) from error


def _write(job: Job, frame: Image.Image, number: int) -> None:
    dpi = sane_dpi(frame.info.get("dpi"))
    decode(job, frame, number)
    if frame.mode == "1":
        page = write_g4(job, frame, number, dpi)
    else:
        page = write_png(job, flatten(frame), number, dpi)
    job.emit(page)
