"""Separator sheets, ready to print: A4 PDF with patch T, QR code, Code 128 and words."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import pikepdf

from scanstation.errors import StoreNotWritable
from scanstation.separation.canvas import (
    PAGE,
    Canvas,
    code128_areas,
    patch_t_areas,
    qr_areas,
)
from scanstation.separation.codes import SheetCode, format_code128, format_qr, new_job
from scanstation.separation.helvetica import Face, fitting, width, writable

_LEFT, _RIGHT = 37.0, 173.0  # 0.25 in and more from the patch codes on all sides
_MIDDLE = PAGE[0] / 2
_POINTS = 72 / 25.4


@dataclass(frozen=True, slots=True)
class SheetRequest:
    """What one separator sheet is to say about the document behind it.

    Attributes:
        expected_pages: pages with content; 0 leaves them uncounted.
        values: further values by name, printed and put into the QR code.
    """

    document_class: str = ""
    case_number: str = ""
    expected_pages: int = 0
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Titles:
    """Words for people beside the names that the codes carry."""

    tenant: str = ""
    classes: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PdfImage:
    """A colour JPEG for a page; size in pixels."""

    jpeg: bytes
    width: int
    height: int


def write_sheets(
    path: Path,
    requests: Sequence[SheetRequest],
    *,
    tenant: str,
    titles: Titles | None = None,
    duplex: bool = True,
    job: str = "",
) -> tuple[SheetCode, ...]:
    """Write a PDF with one sheet a request and return what is on them.

    Args:
        path: the PDF; it appears whole or not at all.
        tenant: name of the tenant, as in the settings.
        duplex: front and back are printed alike, so that the sheet reads either way up.
        job: print-job id; a fresh one if empty.

    Raises:
        UsageError: values too long for a code that reads reliably.
        StoreNotWritable: the file cannot be written.
    """
    job = job or new_job()
    codes = tuple(
        SheetCode(
            job=job,
            number=number,
            total=len(requests),
            tenant=tenant,
            document_class=one.document_class,
            case_number=one.case_number,
            expected_pages=one.expected_pages,
            values=dict(one.values),
        )
        for number, one in enumerate(requests, 1)
    )
    drawn = [_draw(code, titles or Titles(), duplex) for code in codes]
    sides = [side for side in drawn for _ in range(2 if duplex else 1)]
    write_pages(path, sides, duplex=duplex, title="Trennblätter")
    return codes


def separator_side(code: SheetCode, *, duplex: bool) -> bytes:
    """Return one side of a sheet as PDF operators, for decks of other sheets, too."""
    return _draw(code, Titles(), duplex)


def write_pages(
    path: Path,
    sides: Sequence[bytes],
    *,
    duplex: bool,
    title: str,
    images: Mapping[str, PdfImage] = MappingProxyType({}),
) -> None:
    """Write drawn sides (see ``Canvas.bytes``) as the pages of a PDF to print in true size.

    Args:
        images: by the names that the sides place them with.

    Raises:
        StoreNotWritable: the file cannot be written.
    """
    with pikepdf.new() as pdf:
        _assemble(pdf, sides, duplex, title, images)
        _save(pdf, path)


def _draw(code: SheetCode, titles: Titles, duplex: bool) -> bytes:
    canvas = Canvas()
    canvas.fill(patch_t_areas())
    _heading(canvas, code, titles)
    _case_number(canvas, code)
    canvas.fill(qr_areas(format_qr(code), (_LEFT, 111.0, 60.0, 60.0)))
    _details(canvas, code, titles)
    _strip(canvas, code)
    _instructions(canvas, duplex)
    return canvas.bytes()


def _heading(canvas: Canvas, code: SheetCode, titles: Titles) -> None:
    canvas.text((_LEFT, 51), "TRENNBLATT", 34, "bold")
    number = f"{code.number} / {code.total}"
    room = _RIGHT - _LEFT - width("TRENNBLATT", 34, "bold") / _POINTS - 8
    canvas.text((_RIGHT, 51), number, _size(number, room, 34, "bold"), "bold", "right")
    canvas.line(_LEFT, 56, _RIGHT, 0.8)
    tenant = titles.tenant or code.tenant
    canvas.text((_LEFT, 64), tenant, _size(tenant, _RIGHT - _LEFT, 14))


def _case_number(canvas: Canvas, code: SheetCode) -> None:
    """The number that people look for, as large as it fits; a blank to write on if none."""
    canvas.text((_LEFT, 78), "Aktenzeichen", 11)
    if code.case_number:
        size = _size(code.case_number, _RIGHT - _LEFT, 48, "bold")
        canvas.text((_LEFT, 96), code.case_number, size, "bold")
    else:
        canvas.line(_LEFT, 97, _RIGHT, 0.4)


def _details(canvas: Canvas, code: SheetCode, titles: Titles) -> None:
    rows = [("Dokumentart", titles.classes.get(code.document_class, code.document_class))]
    if code.expected_pages:
        rows.append(("Seiten mit Inhalt", str(code.expected_pages)))
    rows += [(titles.values.get(name, name), value) for name, value in code.values.items()]
    left, top = 106.0, 118.0
    for label, value in rows[:5]:
        canvas.text((left, top), label, 9)
        shown = value or "–"
        canvas.text((left, top + 6.5), shown, _size(shown, _RIGHT - left, 16, "bold"), "bold")
        top += 13.0


def _strip(canvas: Canvas, code: SheetCode) -> None:
    text = format_code128(code)
    canvas.fill(code128_areas(text, (_LEFT + 8, 184.0, _RIGHT - _LEFT - 16, 20.0)))
    readable = f"{code.job[:4]} {code.job[4:]} · {code.number:04d} · {text[-2:]}"
    canvas.text((_MIDDLE, 210.5), readable, 13, "bold", "centre")


def _instructions(canvas: Canvas, duplex: bool) -> None:
    canvas.line(_LEFT, 218, _RIGHT)
    side = "jede Seite und jede Kante" if duplex else "bedruckte Seite, jede Kante"
    for row, text in enumerate(
        (
            "Vor das erste Blatt des Dokuments legen.",
            f"Einzug: {side}. Reihenfolge der Nummern einhalten.",
            "Nur in Originalgröße (100 %) drucken, nicht kopieren, nicht falten.",
        )
    ):
        canvas.text((_MIDDLE, 227 + row * 7), text, 12, "regular", "centre")


def _size(text: str, room: float, size: float, face: Face = "regular") -> float:
    """Return the size in points at which the text fits into a room of millimetres."""
    return fitting(writable(text), room * _POINTS, size, face)


def _assemble(
    pdf: pikepdf.Pdf,
    sides: Sequence[bytes],
    duplex: bool,
    title: str,
    images: Mapping[str, PdfImage],
) -> None:
    fonts = pikepdf.Dictionary(F1=_font("Helvetica"), F2=_font("Helvetica-Bold"))
    pictures = pikepdf.Dictionary({f"/{name}": _image(pdf, one) for name, one in images.items()})
    resources = pdf.make_indirect(pikepdf.Dictionary(Font=fonts, XObject=pictures))
    box = [0, 0, PAGE[0] * _POINTS, PAGE[1] * _POINTS]
    drawn = {side: pdf.make_stream(side) for side in sides}  # equal sides share their content
    for side in sides:
        page = pikepdf.Dictionary(
            Type=pikepdf.Name.Page, MediaBox=box, Resources=resources, Contents=drawn[side]
        )
        pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
    # A printer dialogue that shrinks to fit would spoil the patch codes' measures.
    pdf.Root.ViewerPreferences = pikepdf.Dictionary(
        PrintScaling=pikepdf.Name("/None"),
        Duplex=pikepdf.Name.DuplexFlipLongEdge if duplex else pikepdf.Name.Simplex,
        DisplayDocTitle=True,
    )
    pdf.Root.Lang = "de-DE"
    pdf.docinfo["/Title"] = title


def _image(pdf: pikepdf.Pdf, image: PdfImage) -> pikepdf.Object:
    stream = pdf.make_stream(image.jpeg)
    stream.Type, stream.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    stream.Width, stream.Height, stream.BitsPerComponent = image.width, image.height, 8
    stream.ColorSpace = pikepdf.Name.DeviceRGB
    stream.Filter = pikepdf.Name.DCTDecode
    return stream


def _font(name: str) -> pikepdf.Dictionary:
    return pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name(f"/{name}"),
        Encoding=pikepdf.Name.WinAnsiEncoding,
    )


def _save(pdf: pikepdf.Pdf, path: Path) -> None:
    fresh = path.with_name(path.name + ".new")
    try:
        with fresh.open("wb") as file:
            pdf.save(file, compress_streams=True)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError as error:
        raise StoreNotWritable(path=str(path.parent), reason=error.strerror) from error
