"""The images that the simulated device feeds, as raw or JPEG pictures.

Pillow is imported when an image has to be decoded, so a stack of ``.raw`` or fitting JPEG
files starts at once.
"""

from __future__ import annotations

import io
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scanstation.devices.driver import JPEG, RAW, Frame
from scanstation.devices.frame_buffer import frame_buffer
from scanstation.devices.frames import jpeg_header, line_bytes
from scanstation.devices.simulated.options import PATTERN
from scanstation.errors import BadFrame, UnknownDevice
from scanstation.model import Mode, ScanOptions

if TYPE_CHECKING:
    from PIL import Image

SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".tif", ".tiff", ".raw"})
PILLOW_MODES = {Mode.COLOUR: "RGB", Mode.GREY: "L", Mode.LINEART: "1"}
JPEG_QUALITY = 85
PATTERN_SIDES = 8


@dataclass(frozen=True, slots=True)
class Picture:
    """What a frame says of its pixels; ``data`` is valid until the next picture is loaded."""

    media_type: str
    width: int
    height: int
    mode: Mode
    depth: int
    bytes_per_line: int
    dpi: tuple[float, float]
    data: memoryview

    def frame(self, **place: Any) -> Frame:
        """Return it as a frame at a place in the scan."""
        own = {name: getattr(self, name) for name in self.__slots__}
        return Frame(**own, **place)


@dataclass(frozen=True, slots=True)
class Entry:
    """One side: an image file and the page in it."""

    path: Path
    page: int = 0


class Images:
    """A stack of images, repeated as often as asked; ``load`` reads one at a time.

    Raises:
        UnknownDevice: there is no image at the path.
    """

    def __init__(self, path: str) -> None:
        self._entries = [] if path == PATTERN else entries_of(Path(path))
        if path != PATTERN and not self._entries:
            raise UnknownDevice(device=f"simulated:{path}")
        self._buffer = memoryview(b"")

    def __len__(self) -> int:
        return len(self._entries) or PATTERN_SIDES

    def load(self, index: int, options: ScanOptions, frames: str) -> Picture:
        """Return the side at ``index`` in the form asked for (``raw``, ``jpeg``, ``auto``)."""
        number = index % len(self)
        if not self._entries:
            return coded(pattern(number + 1, options), frames)
        entry = self._entries[number]
        if entry.path.suffix.lower() == ".raw":
            return coded(self._read_raw(entry.path), frames)
        return _image(entry, options, frames)

    def _read_raw(self, path: Path) -> Picture:
        head = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        size = path.stat().st_size
        if len(self._buffer) < size:
            self._buffer = frame_buffer(size)
        view = self._buffer[:size]
        with path.open("rb", buffering=0) as file:
            count = file.readinto(view)
        if count != size:
            raise BadFrame(reason=f"{count} / {size} bytes", sheet=0)
        mode, depth = Mode(head["mode"]), int(head["depth"])
        width, dpi = int(head["width"]), head.get("dpi", [300, 300])
        stride = int(head.get("bytes_per_line") or line_bytes(width, mode, depth))
        shape = (width, int(head["height"]), mode, depth, stride)
        return Picture(RAW, *shape, (float(dpi[0]), float(dpi[1])), view)


def entries_of(path: Path) -> list[Entry]:
    """Return the sides of a folder (in natural order), a list file or one image."""
    if path.suffix == ".list" and path.is_file():
        names = path.read_text(encoding="utf-8").splitlines()
        files = [path.parent / name for name in names if name.strip()]
    elif path.is_dir():
        found = (each for each in path.iterdir() if each.suffix.lower() in SUFFIXES)
        files = sorted(found, key=_natural)
    else:
        files = [path] if path.is_file() else []
    return [entry for file in files for entry in _pages(file)]


def _natural(path: Path) -> list[tuple[int, str]]:
    parts = re.findall(r"\d+|\D+", path.name)
    return [(int(part), "") if part.isdecimal() else (1 << 62, part) for part in parts]


def _pages(path: Path) -> list[Entry]:
    if path.suffix.lower() not in {".tif", ".tiff"}:
        return [Entry(path)]
    with _pillow().open(path) as image:
        return [Entry(path, page) for page in range(getattr(image, "n_frames", 1))]


def _image(entry: Entry, options: ScanOptions, frames: str) -> Picture:
    if entry.path.suffix.lower() in {".jpg", ".jpeg"} and frames != "raw":
        fitting = _jpeg_as_it_is(entry.path.read_bytes(), options)
        if fitting:
            return fitting
    with _pillow().open(entry.path) as image:
        image.seek(entry.page)
        dpi = _dpi(image.info.get("dpi"), options)
        picture = _raw(image.convert(PILLOW_MODES[options.mode]), options.mode, dpi)
    is_jpeg = entry.path.suffix.lower() in {".jpg", ".jpeg"}
    return coded(picture, "jpeg" if is_jpeg and frames == "auto" else frames)


def _jpeg_as_it_is(data: bytes, options: ScanOptions) -> Picture | None:
    header = jpeg_header(data)
    if header is None:
        return None
    mode = Mode.GREY if header.components == 1 else Mode.COLOUR
    if mode is not options.mode:
        return None
    dpi = header.dpi or (float(options.resolution), float(options.resolution))
    size = (header.width, header.height)
    return Picture(JPEG, *size, mode, 8, 0, dpi, memoryview(data))


def _raw(image: Image.Image, mode: Mode, dpi: tuple[float, float]) -> Picture:
    depth = 1 if mode is Mode.LINEART else 8
    packed = ("raw", "1;I") if mode is Mode.LINEART else ("raw", image.mode)
    stride = line_bytes(image.width, mode, depth)
    shape = (image.width, image.height, mode, depth, stride)
    return Picture(RAW, *shape, dpi, memoryview(image.tobytes(*packed)))


def coded(picture: Picture, frames: str) -> Picture:
    """Return a raw picture as JPEG if that is asked for; lineart has no JPEG and stays raw."""
    if frames != "jpeg" or picture.mode is Mode.LINEART or picture.media_type != RAW:
        return picture
    mode = PILLOW_MODES[picture.mode]
    size = (picture.width, picture.height)
    stride = picture.bytes_per_line
    image = _pillow().frombuffer(mode, size, picture.data, "raw", mode, stride, 1)
    target = io.BytesIO()
    image.save(target, "JPEG", quality=JPEG_QUALITY, dpi=picture.dpi)
    shape = (*size, picture.mode, 8, 0)
    return Picture(JPEG, *shape, picture.dpi, memoryview(target.getvalue()))


def _dpi(found: object, options: ScanOptions) -> tuple[float, float]:
    if isinstance(found, tuple) and len(found) == 2 and min(found) > 1:
        return float(found[0]), float(found[1])
    return float(options.resolution), float(options.resolution)


def pattern(number: int, options: ScanOptions) -> Picture:
    """Return an A4 side with ``number`` black bars across, white elsewhere."""
    dpi = float(options.resolution)
    width, height = round(210 / 25.4 * dpi), round(297 / 25.4 * dpi)
    depth = 1 if options.mode is Mode.LINEART else 8
    stride = line_bytes(width, options.mode, depth)
    white, black = (0x00, 0xFF) if options.mode is Mode.LINEART else (0xFF, 0x00)
    tenth = stride // 10
    blank = bytes([white]) * stride
    bar = blank[:tenth] + bytes([black]) * (stride - 2 * tenth) + blank[:tenth]
    step = height // (2 * PATTERN_SIDES + 2)
    rows = (line // step for line in range(height))
    data = b"".join(bar if row % 2 and row < 2 * number else blank for row in rows)
    shape = (width, height, options.mode, depth, stride)
    return Picture(RAW, *shape, (dpi, dpi), memoryview(data))


def _pillow() -> Any:
    from PIL import Image  # see the module's docstring

    return Image
