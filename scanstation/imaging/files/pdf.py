"""PDF files: a page that is one image keeps that image's bytes, any other is rendered."""

from __future__ import annotations

from dataclasses import replace

import pikepdf
import pypdfium2 as pdfium

from scanstation.errors import FileBroken, FileEncrypted
from scanstation.imaging.files import FilePage, Job
from scanstation.imaging.files.pdf_content import only_image
from scanstation.imaging.files.pdf_image import extract
from scanstation.imaging.files.single import write_png

RENDER_DPI = 300
POINTS_PER_INCH = 72


def split_pdf(job: Job) -> None:
    """Emit the pages of a PDF file.

    Raises:
        FileEncrypted, FileBroken, FileEmpty, FileOversized: see each.
    """
    with _open_structure(job) as structure:
        job.check_pages(len(structure.pages))
        drawing = _open_drawing(job)
        try:
            if len(drawing) != len(structure.pages):
                raise FileBroken(file=job.path.name, reason="Seitenzahl/page count")
            for number, page in enumerate(structure.pages, 1):
                job.emit(_page(job, page, drawing, number))
        finally:
            drawing.close()


def _open_structure(job: Job) -> pikepdf.Pdf:
    try:
        return pikepdf.open(job.path)
    except pikepdf.PasswordError as error:
        raise FileEncrypted(file=job.path.name) from error
    except (pikepdf.PdfError, ValueError, RecursionError) as error:
        raise FileBroken(file=job.path.name, reason="PDF") from error


def _open_drawing(job: Job) -> pdfium.PdfDocument:
    try:
        drawing = pdfium.PdfDocument(job.path)
    except pdfium.PdfiumError as error:
        raise FileBroken(file=job.path.name, reason="PDF") from error
    if drawing.get_formtype():
        drawing.init_forms()  # filled-in form fields belong to the picture
    return drawing


def _page(job: Job, page: pikepdf.Page, drawing: pdfium.PdfDocument, number: int) -> FilePage:
    try:
        placed = only_image(page)
        if placed is not None:
            job.check_pixels(placed.width, placed.height)
            kept = extract(job, placed, drawing, number)
            if kept is not None:
                return replace(kept, rotation=_rotation(page))
        return _render(job, drawing, number)
    except (pikepdf.PdfError, pdfium.PdfiumError, RecursionError, ValueError) as error:
        raise FileBroken(file=job.path.name, reason=f"Seite/page {number}") from error


def _rotation(page: pikepdf.Page) -> int:
    """Return the viewer's rotation, an inheritable multiple of 90 degrees."""
    node: pikepdf.Object | None = page.obj
    for _ in range(50):  # a tree of pages that refers to itself must end
        if node is None or "/Rotate" in node:
            break
        node = node.get("/Parent")
    value = int(str(node.get("/Rotate", 0))) if node is not None else 0
    return value % 360 if value % 90 == 0 else 0


def _render(job: Job, drawing: pdfium.PdfDocument, number: int) -> FilePage:
    """Draw the page at 300 dpi; the viewer's rotation is drawn in."""
    page = drawing[number - 1]
    try:
        width, height = page.get_size()
        scale = RENDER_DPI / POINTS_PER_INCH
        job.check_pixels(round(width * scale), round(height * scale))
        image = page.render(scale=scale, may_draw_forms=True).to_pil().convert("RGB")
    finally:
        page.close()
    dpi = (float(RENDER_DPI), float(RENDER_DPI))
    drawn = write_png(job, image, number, dpi)
    return replace(drawn, born_digital=True)
