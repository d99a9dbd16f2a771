"""A frame is what its head says, or it is refused."""

from __future__ import annotations

import io
import struct
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from scanstation.devices.driver import JPEG, RAW, Frame
from scanstation.devices.frames import check_frame, jpeg_header, line_bytes
from scanstation.errors import BadFrame
from scanstation.model import Mode

DEPTHS = {Mode.LINEART: [1], Mode.GREY: [8, 16], Mode.COLOUR: [8, 16]}


def raw(mode: Mode, depth: int, width: int, height: int, padding: int = 0) -> Frame:
    stride = line_bytes(width, mode, depth) + padding
    data = memoryview(bytes(stride * height))
    return Frame("i", 1, 3, "front", RAW, width, height, mode, depth, stride, (300, 300), data)


def jpeg(**options: Any) -> Frame:
    target = io.BytesIO()
    Image.effect_noise((64, 48), 30).save(target, "JPEG", **options)
    data = memoryview(target.getvalue())
    return Frame("i", 1, 3, "front", JPEG, 64, 48, Mode.GREY, 8, 0, (300, 300), data)


@settings(deadline=None)
@given(st.data())
def test_raw_frames_of_the_right_size_pass_and_others_do_not(data: st.DataObject) -> None:
    mode = data.draw(st.sampled_from(Mode))
    depth = data.draw(st.sampled_from(DEPTHS[mode]))
    width, height = data.draw(st.integers(1, 70)), data.draw(st.integers(1, 20))
    frame = raw(mode, depth, width, height, data.draw(st.integers(0, 9)))
    check_frame(frame)
    wrong = data.draw(st.integers(0, 2 * len(frame.data)).filter(lambda n: n != len(frame.data)))
    with pytest.raises(BadFrame):
        check_frame(replace(frame, data=memoryview(bytes(wrong))))


@pytest.mark.parametrize(
    "change",
    [
        {"width": 0},
        {"height": 0},
        {"height": 1 << 18},
        {"width": 41},
        {"depth": 12},
        {"depth": 0},
        {"mode": None},
        {"mode": Mode.COLOUR},
        {"mode": Mode.LINEART},
        {"bytes_per_line": 39},
        {"bytes_per_line": 41},
    ],
)
def test_a_raw_head_that_lies_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(BadFrame) as caught:
        check_frame(replace(raw(Mode.GREY, 8, 40, 30), **change))
    assert caught.value.details["sheet"] == 2


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"dpi": (200, 100)}])
def test_jpeg_frames_are_read_to_their_size(options: dict[str, Any]) -> None:
    frame = jpeg(**options)
    check_frame(frame)
    header = jpeg_header(frame.data)
    assert header
    assert (header.width, header.height, header.components) == (64, 48, 1)
    assert header.dpi == options.get("dpi")


def test_a_small_jpeg_that_claims_a_house_wall_is_refused() -> None:
    frame = jpeg()
    data = bytearray(frame.data)
    place = data.index(b"\xff\xc0") + 5
    data[place : place + 4] = struct.pack(">HH", 65000, 65000)
    with pytest.raises(BadFrame, match="65000"):
        check_frame(replace(frame, data=memoryview(data), width=65000, height=65000))


def test_padding_behind_a_jpeg_is_allowed() -> None:
    frame = jpeg()
    check_frame(replace(frame, data=memoryview(bytes(frame.data) + bytes(512))))


@settings(deadline=None)
@given(st.integers(1, 100))
def test_a_truncated_jpeg_is_refused(percent: int) -> None:
    frame = jpeg()
    kept = len(frame.data) * (100 - percent) // 100
    with pytest.raises(BadFrame):
        check_frame(replace(frame, data=frame.data[:kept]))


@settings(deadline=None)
@given(st.binary(max_size=60))
def test_noise_is_no_jpeg(noise: bytes) -> None:
    with pytest.raises(BadFrame):
        check_frame(replace(jpeg(), data=memoryview(b"\xff\xd8" + noise)))


@pytest.mark.parametrize("change", [{"width": 63}, {"height": 96}])
def test_a_jpeg_of_another_size_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(BadFrame):
        check_frame(replace(jpeg(), **change))


def test_files_only_must_not_be_empty() -> None:
    frame = replace(jpeg(), media_type="application/pdf", mode=None, width=0, height=0)
    check_frame(frame)
    with pytest.raises(BadFrame):
        check_frame(replace(frame, data=memoryview(b"")))
