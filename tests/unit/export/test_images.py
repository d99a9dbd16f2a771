"""Stored images reach the PDF bit for bit, or as the same pixels where PDF cannot hold them."""

from __future__ import annotations

import hashlib
import io
import struct
import zlib
from pathlib import Path

import cv2
import numpy as np
import pikepdf
import pypdfium2 as pdfium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from scanstation.errors import BlobChanged, ExportFailed, SymbolCodedImage
from scanstation.export.images import ImageUnusable, usable_profile
from scanstation.export.pdfa import PdfResult, read_image, write_pdf
from tests.builders import mail
from tests.unit.export import samples

SIZE = (61, 43)
"""Odd on purpose: rows of bilevel images do not end on a byte."""


def picture() -> Image.Image:
    """Return a smooth colour picture, so that JPEG changes it little."""
    small = Image.fromarray(samples.colour_noise(6, 4))
    return small.resize(SIZE, Image.Resampling.BICUBIC)


def saved(image: Image.Image, form: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def exported(tmp_path: Path, data: bytes, media_type: str) -> tuple[PdfResult, pikepdf.Pdf]:
    path = tmp_path / "a.pdf"
    result = write_pdf(path, samples.document(samples.image_page(data, media_type)))
    samples.run("qpdf", "--check", path)
    return result, pikepdf.open(path)


def image_of(pdf: pikepdf.Pdf) -> pikepdf.Stream:
    image = pdf.pages[0].obj["/Resources"]["/XObject"]["/I"]
    assert isinstance(image, pikepdf.Stream)
    return image


def pixels_of(tmp_path: Path) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Return the image as a reader shows it, one pixel for each of its own."""
    with pdfium.PdfDocument(tmp_path / "a.pdf") as pdf:
        bitmap = pdf[0].render(scale=1)
        assert (bitmap.width, bitmap.height) == SIZE
        return cv2.cvtColor(np.asarray(bitmap.to_numpy(), np.uint8), cv2.COLOR_BGR2RGB)  # type: ignore[return-value]


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_a_jpeg_is_kept_byte_for_byte(tmp_path: Path, mode: str, progressive: bool) -> None:
    data = saved(picture().convert(mode), "JPEG", quality=95, progressive=progressive)

    result, pdf = exported(tmp_path, data, "image/jpeg")
    stream = image_of(pdf)

    assert stream.read_raw_bytes() == data
    assert result.pages[0].stream_sha256 == hashlib.sha256(data).hexdigest()
    assert not result.pages[0].recoded
    true = np.asarray(Image.open(io.BytesIO(data)).convert("RGB"), np.int16)
    assert np.abs(pixels_of(tmp_path) - true).mean() < 6


def test_a_jpeg_with_components_named_rgb_is_not_taken_for_ycbcr(tmp_path: Path) -> None:
    data = saved(picture(), "JPEG", quality=95, subsampling=0, keep_rgb=True)
    frame = data.index(b"\xff\xc0")
    assert data[frame + 10 : frame + 19 : 3] == b"RGB"
    without_marker = remove_segments(data, (0xE0, 0xEE))

    exported(tmp_path, without_marker, "image/jpeg")

    assert np.abs(pixels_of(tmp_path) - np.asarray(picture(), np.int16)).mean() < 6


def remove_segments(data: bytes, markers: tuple[int, ...]) -> bytes:
    kept, at = data[:2], 2
    while data[at + 1] != 0xDA:
        length = 2 + int.from_bytes(data[at + 2 : at + 4])
        if data[at + 1] not in markers:
            kept += data[at : at + length]
        at += length
    return kept + data[at:]


def test_a_usable_colour_profile_of_a_jpeg_is_declared(tmp_path: Path) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = saved(picture(), "JPEG", icc_profile=profile)

    _, pdf = exported(tmp_path, data, "image/jpeg")
    stream = image_of(pdf)

    assert stream["/ColorSpace"][0] == "/ICCBased"
    assert stream["/ColorSpace"][1].read_bytes() == profile
    assert stream["/ColorSpace"][1]["/N"] == 3


def test_a_profile_for_another_colour_space_is_left_aside(tmp_path: Path) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = saved(picture().convert("L"), "JPEG", icc_profile=profile)

    _, pdf = exported(tmp_path, data, "image/jpeg")
    stream = image_of(pdf)

    assert stream["/ColorSpace"] == "/DeviceGray"
    assert not usable_profile(profile[:-1], 3)
    assert not usable_profile(profile[:8] + b"\x05" + profile[9:], 3)


@pytest.mark.parametrize(
    ("marker", "place", "value"),
    [(0xC0, 4, 12), (0xC0, 1, 0xC3), (0xC0, 1, 0xC9), (0xC0, 6, 0)],
    ids=["12 bits", "lossless", "arithmetic", "no width"],
)
def test_a_jpeg_that_pdf_does_not_know_is_refused(
    tmp_path: Path, marker: int, place: int, value: int
) -> None:
    data = bytearray(saved(picture(), "JPEG"))
    frame = data.index(bytes((0xFF, marker)))
    data[frame + place] = value
    if not value:
        data[frame + 7 : frame + 9] = b"\0\0"

    with pytest.raises(ExportFailed, match="page 7: JPEG"):
        write_pdf(
            tmp_path / "a.pdf",
            samples.document(samples.image_page(bytes(data), "image/jpeg", number=7)),
        )


def test_a_group_4_strip_is_kept_byte_for_byte(tmp_path: Path) -> None:
    white = np.random.default_rng(3).random((SIZE[1], SIZE[0])) > 0.3
    data = mail.tiff_g4(white)
    strip = strips(data)

    result, pdf = exported(tmp_path, data, "image/tiff")
    stream = image_of(pdf)

    assert [stream.read_raw_bytes()] == strip
    assert not result.pages[0].recoded
    assert (pixels_of(tmp_path)[..., 0] == white * 255).all()


def strips(data: bytes) -> list[bytes]:
    with Image.open(io.BytesIO(data)) as image:
        tags = image.tag_v2  # type: ignore[attr-defined]
        return [data[at : at + size] for at, size in zip(tags[273], tags[279], strict=True)]


@pytest.mark.parametrize(("rows", "fill"), [(8, 1), (43, 2), (5, 2)])
@pytest.mark.parametrize("photometric", [0, 1])
def test_other_group_4_files_keep_their_pixels(
    tmp_path: Path, rows: int, fill: int, photometric: int
) -> None:
    white = np.random.default_rng(3).random((SIZE[1], SIZE[0])) > 0.3
    data = group_4(white, rows, fill, photometric)
    assert len(strips(data)) == -(-SIZE[1] // rows)

    result, _ = exported(tmp_path, data, "image/tiff")

    assert result.pages[0].recoded
    assert (pixels_of(tmp_path)[..., 0] == white * 255).all()


def group_4(
    white: np.ndarray[tuple[int, int], np.dtype[np.bool_]], rows: int, fill: int, photometric: int
) -> bytes:
    """Return a big-endian TIFF of several strips; Pillow itself writes photometric 1."""
    reverse = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))
    parts = []
    for top in range(0, white.shape[0], rows):
        part = white[top : top + rows]
        (strip,) = strips(mail.tiff_g4(part if photometric else ~part))
        parts.append(strip.translate(reverse) if fill == 2 else strip)
    count, entries = len(parts), 9
    values = 8 + 2 + entries * 12 + 4
    start = values + 8 * count
    offsets = [start + sum(map(len, parts[:index])) for index in range(count)]
    many = count > 1
    tags = [
        (256, 4, 1, white.shape[1]),
        (257, 4, 1, white.shape[0]),
        (258, 3, 1, 1 << 16),
        (259, 3, 1, 4 << 16),
        (262, 3, 1, photometric << 16),
        (266, 3, 1, fill << 16),
        (273, 4, count, values if many else offsets[0]),
        (278, 4, 1, rows),
        (279, 4, count, values + 4 * count if many else len(parts[0])),
    ]
    head = b"MM\0*" + struct.pack(">IH", 8, entries)
    directory = b"".join(struct.pack(">HHII", *tag) for tag in tags) + bytes(4)
    lists = struct.pack(f">{count}I{count}I", *offsets, *map(len, parts))
    return head + directory + lists + b"".join(parts)


@pytest.mark.parametrize("compression", ["raw", "tiff_lzw", "group3"])
def test_a_tiff_that_is_not_group_4_is_refused(compression: str) -> None:
    data = saved(picture().convert("1"), "TIFF", compression=compression)
    with pytest.raises(ImageUnusable, match="compression"):
        read_image(data, "image/tiff")


def test_a_tiff_with_two_images_is_refused_instead_of_losing_one() -> None:
    image = picture().convert("1")
    data = saved(image, "TIFF", compression="group4", save_all=True, append_images=[image])
    with pytest.raises(ImageUnusable, match="more than one image"):
        read_image(data, "image/tiff")


@pytest.mark.parametrize(
    ("mode", "bits"), [("1", 1), ("L", 8), ("I;16", 16), ("RGB", 8), ("P", 8), ("P", 2)]
)
def test_png_data_is_kept_byte_for_byte(tmp_path: Path, mode: str, bits: int) -> None:
    image = picture()
    if mode == "I;16":
        image = Image.fromarray((np.asarray(image.convert("L"), np.uint16) * 257).astype(np.uint16))
    elif mode == "P":
        image = image.quantize(4 if bits == 2 else 200)
    else:
        image = image.convert(mode)
    data = saved(image, "PNG", **({"bits": bits} if mode == "P" else {}))

    result, pdf = exported(tmp_path, data, "image/png")
    stream = image_of(pdf)

    assert stream.read_raw_bytes() == idat(data)
    assert stream["/BitsPerComponent"] == bits
    assert not result.pages[0].recoded
    shown = np.asarray(pixels_of(tmp_path), np.int16)
    if mode == "I;16":
        true = np.asarray(picture().convert("L").convert("RGB"), np.int16)
    else:
        true = np.asarray(image.convert("RGB"), np.int16)
    assert np.abs(shown - true).max() <= 1


def idat(data: bytes) -> bytes:
    found, at = b"", 8
    while at < len(data):
        length = int.from_bytes(data[at : at + 4])
        if data[at + 4 : at + 8] == b"IDAT":
            found += data[at + 8 : at + 8 + length]
        at += 12 + length
    return found


def test_a_transparent_png_is_laid_on_white(tmp_path: Path) -> None:
    image = picture().convert("RGBA")
    image.putalpha(0)
    result, _ = exported(tmp_path, saved(image, "PNG"), "image/png")
    assert result.pages[0].recoded
    assert (pixels_of(tmp_path) == 255).all()


def test_an_interlaced_png_keeps_its_pixels(tmp_path: Path) -> None:
    data = interlaced(np.asarray(picture()))
    assert (np.asarray(Image.open(io.BytesIO(data))) == np.asarray(picture())).all()
    result, _ = exported(tmp_path, data, "image/png")
    assert result.pages[0].recoded
    assert (pixels_of(tmp_path) == np.asarray(picture())).all()


def interlaced(pixels: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> bytes:
    """Return an Adam7 PNG (PNG 2nd edition, 8.2), unfiltered."""
    passes = [
        (0, 0, 8, 8),
        (4, 0, 8, 8),
        (0, 4, 4, 8),
        (2, 0, 4, 4),
        (0, 2, 2, 4),
        (1, 0, 2, 2),
        (0, 1, 1, 2),
    ]
    rows = b"".join(
        b"\0" + line.tobytes()
        for left, top, across, down in passes
        for line in pixels[top::down, left::across]
    )
    header = struct.pack(">IIBBBBB", pixels.shape[1], pixels.shape[0], 8, 2, 0, 0, 1)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )


JBIG2 = b"\x97JB2\r\n\x1a\n\x01\0\0\0\x01"
_TAGS = ((256, 4, 1, 1), (257, 4, 1, 1), (259, 3, 1, 34661), (273, 4, 1, 8), (279, 4, 1, 1))
JBIG2_TIFF = (
    b"II*\0\x08\0\0\0\x05\0" + b"".join(struct.pack("<HHII", *tag) for tag in _TAGS) + bytes(4)
)


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (JBIG2, "image/jbig2"),
        (JBIG2, "image/png"),
        (b"\0\0\0\0", "image/x-jbig2"),
        (b"AT&TFORM\0\0\0\0DJVU", "image/vnd.djvu"),
        (JBIG2_TIFF, "image/tiff"),
    ],
    ids=["by type", "by content", "embedded stream", "DjVu", "TIFF"],
)
def test_symbol_coding_is_refused(tmp_path: Path, data: bytes, media_type: str) -> None:
    with pytest.raises(SymbolCodedImage) as caught:
        write_pdf(
            tmp_path / "a.pdf", samples.document(samples.image_page(data, media_type, number=5))
        )
    assert caught.value.details == {"page": 5}


def test_an_image_with_another_hash_is_refused(tmp_path: Path) -> None:
    page = samples.image_page(saved(picture(), "JPEG"), "image/jpeg", sha256=samples.HASH)
    with pytest.raises(BlobChanged) as caught:
        write_pdf(tmp_path / "a.pdf", samples.document(page))
    assert caught.value.details == {"object": samples.HASH}


WHOLE = {
    "image/jpeg": saved(picture(), "JPEG", progressive=True),
    "image/png": saved(picture().quantize(9), "PNG"),
    "image/tiff": group_4(np.random.default_rng(3).random((20, 30)) > 0.3, 6, 2, 1),
}


@pytest.mark.filterwarnings("ignore::UserWarning:PIL.TiffImagePlugin")
@settings(deadline=None, max_examples=300)
@given(
    media_type=st.sampled_from(sorted(WHOLE)),
    cut=st.floats(0, 1),
    place=st.floats(0, 0.999),
    flip=st.integers(0, 255),
)
def test_a_broken_file_is_refused_or_read_but_never_crashes(
    media_type: str, cut: float, place: float, flip: int
) -> None:
    data = bytearray(WHOLE[media_type])
    data[int(place * len(data))] ^= flip
    try:
        image = read_image(bytes(data[: int(cut * len(data))]), media_type)
    except ImageUnusable:
        return
    assert image.width > 0
    assert image.data
