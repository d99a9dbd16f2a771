"""From documents to pictures: heights in DNL, pictures in PDF, raw pixels."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from scanstation.devices.driver import JPEG, RAW
from scanstation.devices.escl.pages import (
    TIFF,
    Picture,
    RawSize,
    frame_header_at,
    jpeg_picture,
    pictures,
)
from scanstation.errors import BadFrame
from scanstation.imaging.raster import encode_g4
from scanstation.model import Mode
from tests.unit.devices.escl_samples import jpeg


def only(data: bytes, raw: RawSize | None = None) -> Picture:
    [picture] = list(pictures(memoryview(bytearray(data)), raw))
    return picture


def open_height(data: bytes, claimed: int, lines: int) -> bytes:
    """Return a JPEG whose height stands in a DNL marker only."""
    at = frame_header_at(memoryview(data))
    head = data[: at + 5] + struct.pack(">H", claimed) + data[at + 7 : -2]
    return head + b"\xff\xdc\x00\x04" + struct.pack(">H", lines) + b"\xff\xd9"


@pytest.mark.parametrize("claimed", [0, 65535])
def test_a_height_in_the_dnl_marker(claimed: int) -> None:
    """The header is put right, so that every decoder sees the whole picture."""
    data = jpeg(41, 30)
    picture = only(open_height(data, claimed, 30))
    assert (picture.width, picture.height) == (41, 30)
    with Image.open(io.BytesIO(picture.data)) as image, Image.open(io.BytesIO(data)) as before:
        assert np.array_equal(np.asarray(image), np.asarray(before))


@given(st.binary(min_size=0, max_size=60))
def test_a_good_jpeg_is_never_touched(behind: bytes) -> None:
    """Whatever devices fill the last block with behind the end marker."""
    if b"\xff\xdc\x00\x04" in behind:
        return
    data = jpeg() + behind
    assert bytes(only(data).data) == data


def test_grey_and_colour_by_what_the_picture_is() -> None:
    assert only(jpeg(mode="L")).mode is Mode.GREY
    assert only(jpeg(mode="RGB")).mode is Mode.COLOUR


def pdf(*pages: tuple[list[tuple[bytes, dict[str, object]]], int]) -> bytes:
    """Return a PDF; a page is its images (stream and dictionary) and its rotation, 72 x 36 pt."""
    document = pikepdf.new()
    for images, rotate in pages:
        page = document.add_blank_page(page_size=(72, 36))
        page.obj["/Rotate"] = rotate
        shown = pikepdf.Dictionary()
        for number, (data, dictionary) in enumerate(images):
            stream = pikepdf.Stream(document, data)
            for name, value in ({"Type": pikepdf.Name.XObject} | dictionary).items():
                stream[f"/{name}"] = value
            stream["/Subtype"] = pikepdf.Name.Image
            shown[f"/Im{number}"] = document.make_indirect(stream)
        page.obj["/Resources"] = pikepdf.Dictionary(XObject=shown)
    packed = io.BytesIO()
    document.save(packed)
    return packed.getvalue()


def image(width: int, height: int, bits: int, space: str, **more: object) -> dict[str, object]:
    return {
        "Width": width,
        "Height": height,
        "BitsPerComponent": bits,
        "ColorSpace": pikepdf.Name(f"/{space}"),
        **more,
    }


def coded(data: bytes) -> tuple[bytes, dict[str, object]]:
    return data, image(41, 30, 8, "DeviceGray", Filter=pikepdf.Name.DCTDecode)


def test_all_pages_of_a_pdf_in_their_order() -> None:
    """Devices put a whole feed into one document; its JPEGs come out byte for byte."""
    first, second = jpeg(41, 30), jpeg(41, 30, "RGB")
    packed = pdf(
        ([coded(first)], 0),
        ([(second, coded(second)[1] | {"ColorSpace": pikepdf.Name.DeviceRGB})], 0),
    )
    found = list(pictures(memoryview(packed), None))
    assert [bytes(one.data) for one in found] == [first, second]
    assert [one.media_type for one in found] == [JPEG, JPEG]
    assert found[0].dpi == (41.0, 60.0)


def test_a_turned_page_has_its_sides_swapped() -> None:
    assert only(pdf(([coded(jpeg(41, 30))], 90))).dpi == (82.0, 30.0)


@pytest.mark.parametrize("black_is_1", [False, True])
def test_group_4_in_a_tiffs_clothes(black_is_1: bool) -> None:
    """As it is, and what was black stays black."""
    black = np.zeros((20, 5), np.uint8)
    black[4:9, 1:3] = 255
    with Image.open(io.BytesIO(encode_g4(black, 40, (300.0, 300.0)))) as tiff:
        start, size = tiff.tag_v2[273][0], tiff.tag_v2[279][0]  # type: ignore[attr-defined]
        strip = encode_g4(black, 40, (300.0, 300.0))[start : start + size]
    parameters = pikepdf.Dictionary(K=-1, Columns=40, Rows=20, BlackIs1=black_is_1)
    dictionary = image(
        40, 20, 1, "DeviceGray", Filter=pikepdf.Name.CCITTFaxDecode, DecodeParms=parameters
    )
    if black_is_1:  # black is 1 then, and 1 is white in DeviceGray, unless it is turned over
        dictionary["Decode"] = pikepdf.Array([1, 0])
    picture = only(pdf(([(strip, dictionary)], 0)))
    assert (picture.mode, picture.depth) == (Mode.LINEART, 1)
    with Image.open(io.BytesIO(picture.data)) as seen:
        assert (picture.media_type, seen.format) == (TIFF, "TIFF")
        assert np.array_equal(np.asarray(seen.convert("1")), np.unpackbits(black, axis=1) == 0)
    assert strip in bytes(picture.data)


@pytest.mark.parametrize(
    ("space", "bits", "stream", "mode", "raw"),
    [
        ("DeviceRGB", 8, bytes(range(48)), Mode.COLOUR, bytes(range(48))),
        ("DeviceGray", 8, bytes(range(16)), Mode.GREY, bytes(range(16))),
        ("DeviceGray", 1, b"\xa0\x50\xf0\x00", Mode.LINEART, b"\x50\xa0\x00\xf0"),
    ],
)
def test_unpacked_pictures(space: str, bits: int, stream: bytes, mode: Mode, raw: bytes) -> None:
    """In a PDF 1 is white, in a raw frame 1 is black."""
    picture = only(pdf(([(stream, image(4, 4, bits, space))], 0)))
    assert (picture.media_type, picture.mode, picture.width, picture.height) == (RAW, mode, 4, 4)
    padding = 0xF0 if mode is Mode.LINEART else 0xFF
    assert [byte & padding for byte in picture.data] == list(raw)


@pytest.mark.parametrize("count", [0, 2])
def test_a_page_that_is_not_one_image_is_refused(count: int) -> None:
    """Strips would have to be put together, that is, decoded."""
    with pytest.raises(BadFrame) as caught:
        only(pdf(([coded(jpeg())] * count, 0)))
    assert caught.value.details["reason"] == f"PDF: {count} images on a page"


@given(cut=st.integers(0, 1000))
def test_a_pdf_that_was_cut_off(cut: int) -> None:
    """Nothing is believed of it: what is missing may be a page."""
    whole = pdf(([coded(jpeg())], 0), ([coded(jpeg())], 0))
    with pytest.raises(BadFrame):
        list(pictures(memoryview(whole[: min(cut, len(whole) - 2)]), None))


def test_a_pdf_that_is_filled_up_behind_its_end() -> None:
    assert len(list(pictures(memoryview(pdf(([coded(jpeg())], 0)) + bytes(512)), None))) == 1


def test_a_pdf_without_pages() -> None:
    with pytest.raises(BadFrame):
        list(pictures(memoryview(pdf()), None))


def test_a_picture_in_a_pdf_that_claims_more_than_any_sheet_has() -> None:
    """A few bytes of zlib would become gigabytes in the worker."""
    stream = zlib.compress(bytes(1000))
    huge = image(100_000, 100_000, 8, "DeviceGray", Filter=pikepdf.Name.FlateDecode)
    with pytest.raises(BadFrame) as caught:
        only(pdf(([(stream, huge)], 0)))
    assert caught.value.details["reason"] == "PDF: 100000 x 100000 px"


def test_raw_pixels() -> None:
    size = RawSize(3, 0, 4, Mode.GREY)
    picture = only(bytes(12), size)
    assert (picture.media_type, picture.width, picture.height) == (RAW, 3, 3)
    assert picture.bytes_per_line == 4


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (b"", RawSize(3, 4, 3, Mode.GREY)),
        (bytes(11), RawSize(3, 0, 3, Mode.GREY)),
        (bytes(12), RawSize(3, 5, 3, Mode.GREY)),
        (bytes(12), RawSize(0, 0, 0, Mode.GREY)),
        (b"<html>sign in</html>", None),
        (b"\xff\xd8", None),
    ],
)
def test_what_is_no_picture(data: bytes, size: RawSize | None) -> None:
    with pytest.raises(BadFrame):
        only(data, size)


def test_memory_that_cannot_be_written_is_left_alone() -> None:
    data = open_height(jpeg(41, 30), 65535, 30)
    assert jpeg_picture(memoryview(data)).height == 65535
