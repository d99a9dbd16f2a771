from __future__ import annotations

import io

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray
from PIL import Image

from scanstation.errors import FileBroken, FileOversized, FileUnsupported
from scanstation.imaging import raster
from tests.unit.imaging import pages

BITS = arrays.arrays(np.bool_, st.tuples(st.integers(1, 40), st.integers(1, 70)))
GREY = arrays.arrays(np.uint8, st.tuples(st.integers(1, 24), st.integers(1, 24)))
PATIENT = settings(deadline=None, max_examples=60)
RGB16 = arrays.arrays(np.uint16, st.tuples(st.integers(1, 12), st.integers(1, 12), st.just(3)))


@PATIENT
@given(BITS)
def test_group_4_keeps_every_bit(black: NDArray[np.bool_]) -> None:
    data = raster.encode_g4(raster.pack(black), black.shape[1], (300, 300))
    assert np.array_equal(raster.decode(data, raster.TIFF), np.where(black, 0, 255))


@PATIENT
@given(BITS, st.integers(0, 5))
def test_packed_lines_with_padding_are_viewed_without_it(
    black: NDArray[np.bool_], padding: int
) -> None:
    packed = np.pad(raster.pack(black), ((0, 0), (0, padding)), constant_values=255)
    height, width = black.shape
    view = raster.bits(packed.tobytes(), width, height, packed.shape[1])
    assert np.array_equal(raster.unpack(view, width), np.where(black, 0, 255))
    assert np.array_equal(raster.pack(raster.unpack(view, width)), raster.pack(black))


def test_group_4_is_one_strip_with_white_zero_and_its_resolution() -> None:
    data = raster.encode_g4(raster.pack(pages.scan("phototest.tif")), 640, (200.0, 300.0))
    with Image.open(io.BytesIO(data)) as image:
        tags = image.tag_v2  # type: ignore[attr-defined]
        assert (tags[259], tags[262], tags[266], len(tags[273]), tags[278]) == (4, 0, 1, 1, 480)
        assert image.info["dpi"] == (200.0, 300.0)


@PATIENT
@given(
    st.sampled_from([1, 3]),
    st.sampled_from([8, 16]),
    st.integers(1, 9),
    st.integers(1, 9),
    st.integers(0, 7),
    st.randoms(use_true_random=False),
)
def test_raw_frames_are_views_whatever_the_padding(
    channels: int, depth: int, width: int, height: int, padding: int, random: np.random.Generator
) -> None:
    kind = np.uint8 if depth == 8 else np.uint16
    wanted = np.arange(height * width * channels, dtype=kind).reshape(height, width, channels)
    lines = [row.tobytes() + bytes([171]) * padding for row in wanted]
    buffer = b"".join(lines)
    view = raster.samples(buffer, width, height, channels, depth, len(lines[0]))
    assert np.array_equal(view.reshape(wanted.shape), wanted)
    assert np.shares_memory(view, np.frombuffer(buffer, np.uint8))


def test_a_frame_may_end_before_the_padding_of_its_last_line() -> None:
    assert raster.samples(bytes(7), 3, 2, bytes_per_line=4).shape == (2, 3)


@pytest.mark.parametrize(
    ("length", "channels", "depth", "stride"),
    [(6, 1, 8, 4), (99, 2, 8, 0), (99, 1, 12, 0), (99, 3, 8, 8)],
)
def test_impossible_frames_are_refused(length: int, channels: int, depth: int, stride: int) -> None:
    with pytest.raises(ValueError, match=r"frame|hold"):
        raster.samples(bytes(length), 3, 2, channels, depth, stride)


@PATIENT
@given(RGB16, st.tuples(st.integers(50, 1200), st.integers(50, 1200)))
def test_png_keeps_sixteen_bits_and_the_resolution(
    values: NDArray[np.uint16], dpi: tuple[int, int]
) -> None:
    data = raster.encode_png(values, dpi)
    stored = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    assert stored is not None
    assert np.array_equal(stored[:, :, ::-1], values)
    with Image.open(io.BytesIO(data)) as image:
        assert tuple(round(value) for value in image.info["dpi"]) == dpi
    assert np.array_equal(raster.decode(data, raster.PNG), raster.eight_bit(values))


@PATIENT
@given(GREY)
def test_png_keeps_grey(values: NDArray[np.uint8]) -> None:
    assert np.array_equal(raster.decode(raster.encode_png(values), raster.PNG), values)


def test_sixteen_bit_grey_png_decodes_to_its_upper_byte() -> None:
    values = np.arange(0, 65536, 97, dtype=np.uint16).reshape(-1, 4)
    assert np.array_equal(raster.decode(raster.encode_png(values), raster.PNG), values >> 8)


@pytest.mark.parametrize("shape", [(48, 64), (48, 64, 3)])
def test_jpeg_is_baseline_4_2_0_with_its_resolution(shape: tuple[int, ...]) -> None:
    smooth = np.linspace(20, 230, int(np.prod(shape))).reshape(shape).astype(np.uint8)
    data = raster.encode_jpeg(smooth, 85, (300, 200))
    with Image.open(io.BytesIO(data)) as image:
        assert image.info["dpi"] == (300, 200)
        layers = image.layer  # type: ignore[attr-defined]
        sampling = [(2, 2), (1, 1), (1, 1)] if len(shape) == 3 else [(1, 1)]
        assert [layer[1:3] for layer in layers] == sampling
    decoded = raster.decode(data, raster.JPEG)
    assert decoded.shape == shape
    assert np.abs(decoded.astype(int) - smooth).mean() < 3


def test_jpeg_of_a_view_with_padding_is_that_of_its_copy() -> None:
    buffer = np.random.default_rng(3).integers(0, 255, (40, 64, 3), dtype=np.uint8)
    view = buffer[:, :50]
    assert raster.encode_jpeg(view, 85) == raster.encode_jpeg(view.copy(), 85)


def test_jpeg_without_resolution_claims_none() -> None:
    with Image.open(io.BytesIO(raster.encode_jpeg(pages.white(8, 8), 85))) as image:
        assert "dpi" not in image.info


def test_density_needs_a_jfif_header() -> None:
    with pytest.raises(ValueError, match="JFIF"):
        raster.with_jfif_density(b"\xff\xd8\xff\xe1" + bytes(40), (300, 300))


def test_four_colour_jpeg_becomes_rgb() -> None:
    target = io.BytesIO()
    Image.new("CMYK", (16, 16), (0, 255, 255, 0)).save(target, "JPEG", quality=95)
    red, green, blue = raster.decode(target.getvalue(), raster.JPEG)[8, 8]
    assert red > 200
    assert max(green, blue) < 60


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_transparent_png_lies_on_white_paper(mode: str) -> None:
    picture = Image.new("RGBA", (4, 4), (0, 0, 0, 0))
    picture.putpixel((1, 1), (0, 0, 0, 255))
    target = io.BytesIO()
    picture.convert(mode).save(target, "PNG")
    decoded = raster.decode(target.getvalue(), raster.PNG)
    assert decoded[0, 0].min() == 255
    assert decoded[1, 1].max() == 0


def test_bilevel_palette_png_is_grey() -> None:
    decoded = pages.scan("phototest-rotated-180.png")
    assert decoded.ndim == 2
    assert set(np.unique(decoded)) == {0, 255}


@pytest.mark.parametrize("media_type", [raster.JPEG, raster.PNG, raster.TIFF])
@pytest.mark.parametrize("data", [b"", b"no image at all", bytes(2000)])
def test_what_is_no_image_is_broken(data: bytes, media_type: str) -> None:
    with pytest.raises(FileBroken) as caught:
        raster.decode(data, media_type, "a.bin")
    assert caught.value.details["file"] == "a.bin"


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9])
def test_cut_off_files_are_broken(kept: float) -> None:
    whole = pages.letter(dpi=40)
    for data, kind in (
        (raster.encode_png(whole), raster.PNG),
        (raster.encode_jpeg(whole, 85), raster.JPEG),
    ):
        with pytest.raises(FileBroken):
            raster.decode(data[: int(len(data) * kept)], kind)


def test_other_types_are_unsupported() -> None:
    with pytest.raises(FileUnsupported):
        raster.decode(b"GIF89a", "image/gif")


@pytest.mark.parametrize(
    ("media_type", "kind"), [(raster.JPEG, "JPEG"), (raster.PNG, "PNG"), (raster.TIFF, "TIFF")]
)
def test_more_pixels_than_allowed_are_refused_before_anything_is_decoded(
    media_type: str, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = io.BytesIO()
    Image.new("L", (64, 48), 255).save(target, kind)
    monkeypatch.setattr(raster, "MAX_PIXELS", 64 * 48)
    assert raster.decode(target.getvalue(), media_type).shape == (48, 64)
    monkeypatch.setattr(raster, "MAX_PIXELS", 64 * 48 - 1)
    # Broken behind its header: decoding would say so, and does not come to it.
    data = target.getvalue() if kind == "TIFF" else target.getvalue()[:-40]
    with pytest.raises(FileOversized, match="64 x 48"):
        raster.decode(data, media_type)
