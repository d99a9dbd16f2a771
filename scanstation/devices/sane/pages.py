"""One page from libsane: one frame, or three for three-pass scanners, as a raw picture.

SANE's bits (standard 1.06, 3.2.1): a one-bit grey frame is 1 for black; a one-bit colour
frame is 1 for full intensity, with R, G and B bytes in turn for eight pixels; samples of
16 bits have the machine's byte order.
"""

from __future__ import annotations

import ctypes
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from scanstation.devices.driver import Alive
from scanstation.devices.sane.library import Format, Library, Parameters, Status, check, typed
from scanstation.errors import BadFrame
from scanstation.model import Mode

CHUNK = 1 << 20
MAX_BYTES = 1 << 31
IDLE_SECONDS = 0.01
"""SANE allows a read to return nothing although the page goes on."""

CHANNELS = {Format.RED: 0, Format.GREEN: 1, Format.BLUE: 2}
BITS = [bytes(255 if byte >> (7 - bit) & 1 else 0 for bit in range(8)) for byte in range(256)]


@dataclass(frozen=True, slots=True)
class Page:
    """A raw picture as ``driver.Frame`` has it."""

    width: int
    height: int
    mode: Mode
    depth: int
    bytes_per_line: int
    data: memoryview


class PageReader:
    """Reads pages from one device into two buffers in turn.

    A page's data stays valid until the next but one is read.

    Args:
        look: called between reads; raises to cancel.
        alive: called between reads, so that a slow page is not taken for a hung device.
    """

    def __init__(self, library: Library, look: Callable[[], None], alive: Alive) -> None:
        self._library = library
        self._look = look
        self._alive = alive
        self._buffer = bytearray()
        self._other = bytearray()

    def read(self) -> Page:
        """Read the page that ``sane_start`` has begun, with its further passes.

        Raises:
            BadFrame: fewer or more bytes came than the device said.
            DeviceError: any status but good.
        """
        self._buffer, self._other = self._other, self._buffer
        parameters, data = self._frame()
        if parameters.format not in CHANNELS:
            return _page(parameters, data)
        planes = {parameters.format: bytes(data)}
        while not parameters.last_frame:
            check(self._library.start(), "sane_start")
            parameters, data = self._frame()
            planes[parameters.format] = bytes(data)
        return _merged(parameters, planes)

    def _frame(self) -> tuple[Parameters, memoryview]:
        parameters = self._library.parameters()
        stride = parameters.bytes_per_line
        width, lines = parameters.pixels_per_line, parameters.lines
        if stride <= 0 or width <= 0 or lines == 0 or stride * lines > MAX_BYTES:
            raise BadFrame(reason=f"{width} x {lines} px", sheet=0)
        if lines < 0:
            return self._unknown_height(parameters)
        return self._known_height(parameters, stride * lines)

    def _known_height(self, parameters: Parameters, size: int) -> tuple[Parameters, memoryview]:
        self._hold(size + 1)  # one more byte shows that the device sends too much
        count = self._fill(0, size + 1)
        if count != size:
            # A feeder that measures the paper tells the height when it knows it.
            parameters = self._library.parameters()
        if count != parameters.bytes_per_line * parameters.lines:
            raise BadFrame(reason=f"{count} / {size} bytes", sheet=0)
        return parameters, memoryview(self._buffer)[:count]

    def _unknown_height(self, parameters: Parameters) -> tuple[Parameters, memoryview]:
        total, count = 0, CHUNK
        while count == CHUNK:
            self._hold(total + CHUNK, total)
            count = self._fill(total, CHUNK)
            total += count
            if total > MAX_BYTES:
                raise BadFrame(reason=f"> {MAX_BYTES} bytes", sheet=0)
        lines, rest = divmod(total, parameters.bytes_per_line)
        if rest or not lines:
            raise BadFrame(reason=f"{total} bytes", sheet=0)
        return replace(parameters, lines=lines), memoryview(self._buffer)[:total]

    def _hold(self, size: int, kept: int = 0) -> None:
        """Make the buffer at least so long; the first ``kept`` bytes stay."""
        if len(self._buffer) < size:
            grown = bytearray(max(size, 2 * kept))
            grown[:kept] = memoryview(self._buffer)[:kept]
            self._buffer = grown

    def _fill(self, start: int, size: int) -> int:
        """Read until the frame ends or ``size`` bytes are there; return how many."""
        view = (ctypes.c_char * size).from_buffer(self._buffer, start)
        address = ctypes.addressof(view)
        done = 0
        while done < size:
            self._look()
            if done == size - 1:  # all that a known height promised: this read ends the frame
                self._library.settle()
            status, count = self._library.read(address + done, min(CHUNK, size - done))
            if status == Status.EOF:
                break
            if status != Status.GOOD:
                raise typed(status)
            if count:
                self._alive()
            else:  # net says so for ever when its saned is gone: that is no sign of life
                time.sleep(IDLE_SECONDS)
            done += count
        return done


def _page(parameters: Parameters, data: memoryview) -> Page:
    if parameters.format not in {Format.GRAY, Format.RGB}:
        raise BadFrame(reason=f"format {parameters.format}", sheet=0)
    mode = Mode.COLOUR if parameters.format == Format.RGB else Mode.GREY
    width, height, depth = parameters.pixels_per_line, parameters.lines, parameters.depth
    stride = parameters.bytes_per_line
    if mode is Mode.GREY and depth == 1:
        mode = Mode.LINEART
    elif depth == 1:
        data, stride = _from_bits(data, parameters), 3 * width
        depth = 8
    elif depth == 16:
        data = _little_endian(data)
    return Page(width, height, mode, depth, stride, data)


def _merged(parameters: Parameters, planes: dict[int, bytes]) -> Page:
    """Return one colour page from a red, a green and a blue frame, in whatever order."""
    if set(planes) != set(CHANNELS):
        raise BadFrame(reason=f"frames {sorted(planes)}", sheet=0)
    width, height, depth = parameters.pixels_per_line, parameters.lines, parameters.depth
    sample = 2 if depth == 16 else 1
    needed = (width + 7) // 8 if depth == 1 else width * sample
    merged = bytearray(3 * width * sample * height)
    for kind, channel in CHANNELS.items():
        lines = _without_padding(planes[kind], parameters.bytes_per_line, needed, height)
        if depth == 1:
            lines = _unpacked(lines, needed, width)
        for byte in range(sample):
            merged[channel * sample + byte :: 3 * sample] = lines[byte::sample]
    data = memoryview(merged)
    data = _little_endian(data) if sample == 2 else data
    return Page(width, height, Mode.COLOUR, 8 * sample, 3 * width * sample, data)


def _without_padding(plane: bytes, stride: int, needed: int, height: int) -> bytes:
    if len(plane) != stride * height:
        raise BadFrame(reason=f"{len(plane)} / {stride * height} bytes", sheet=0)
    if stride == needed:
        return plane
    return b"".join(plane[line * stride : line * stride + needed] for line in range(height))


def _unpacked(plane: bytes, needed: int, width: int) -> bytes:
    """Return one byte (0 or 255) for each bit; ``needed`` bytes make a line."""
    rows = (plane[start : start + needed] for start in range(0, len(plane), needed))
    return b"".join(b"".join(BITS[byte] for byte in row)[:width] for row in rows)


def _from_bits(data: memoryview, parameters: Parameters) -> memoryview:
    """Return 8-bit colour for one-bit colour: bytes R, G, B in turn for eight pixels each."""
    width, height, stride = parameters.pixels_per_line, parameters.lines, parameters.bytes_per_line
    needed = (width + 7) // 8
    merged = bytearray(3 * width * height)
    for channel in range(3):
        rows = (
            bytes(data[line * stride + channel : line * stride + 3 * needed : 3])
            for line in range(height)
        )
        merged[channel::3] = _unpacked(b"".join(rows), needed, width)
    return memoryview(merged)


def _little_endian(data: memoryview) -> memoryview:
    if sys.byteorder == "little":
        return data
    swapped = bytearray(len(data))
    swapped[0::2], swapped[1::2] = data[1::2], data[0::2]
    return memoryview(swapped)
