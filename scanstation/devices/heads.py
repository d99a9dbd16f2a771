"""The values of ``driver`` as JSON heads and back."""

from __future__ import annotations

import math
from dataclasses import fields, replace
from typing import Any, TypeVar

from scanstation import errors
from scanstation.devices.driver import (
    Capabilities,
    DeviceInfo,
    EndOfFeed,
    Frame,
    Notice,
    OptionInfo,
)
from scanstation.devices.protocol import Head, ProtocolError
from scanstation.errors import DeviceError, DeviceLost
from scanstation.model import DeviceCode, DeviceReading, Mode, ScanOptions

Value = TypeVar("Value", Capabilities, DeviceInfo, EndOfFeed, Notice, OptionInfo, ScanOptions)

NO_FIELDS = frozenset({"data", "device_data"})
FRAME_FIELDS = tuple(item.name for item in fields(Frame) if item.name not in NO_FIELDS)

PATCHES = ("1", "2", "3", "4", "6", "T")
FORMATS = {"i2of5": "ITF", "2of5": "ITF", "code39full": "Code39", "ucc128": "Code128"}
"""TWAIN's words (TWBT_...) that the station's own reader spells otherwise."""
MOST_BARCODES, MOST_TEXT = 64, 4096


def encode(kind: str, value: Any) -> Head:
    """Return a dataclass as a head of the given type; a frame's data stays out of it."""
    names = FRAME_FIELDS if isinstance(value, Frame) else [item.name for item in fields(value)]
    head = {"type": kind} | {name: getattr(value, name) for name in names}
    if isinstance(value, Frame) and value.device_data is not None:
        head["device_data"] = _reading_head(value.device_data)
    return head


def decode_frame(head: Head, data: memoryview) -> Frame:
    """Return the frame that a head and its body make.

    Raises:
        ProtocolError: a field is missing or of the wrong kind.
    """
    try:
        values: dict[str, Any] = {name: head[name] for name in FRAME_FIELDS}
        x, y = values["dpi"]
        mode = Mode(values["mode"]) if values["mode"] else None
        values |= {"dpi": (float(x), float(y)), "mode": mode, "data": data}
        frame = Frame(**values, device_data=decode_reading(head.get("device_data")))
    except (KeyError, TypeError, ValueError) as error:
        raise ProtocolError("head of a frame") from error
    counts = (frame.number, frame.sheet, frame.width, frame.height, frame.depth)
    if not all(isinstance(count, int) and count >= 0 for count in (*counts, frame.bytes_per_line)):
        raise ProtocolError("numbers in the head of a frame")
    if frame.side not in {"front", "back"} or not isinstance(frame.id, str) or not frame.id:
        raise ProtocolError("side or id in the head of a frame")
    return frame


def decode_reading(told: object) -> DeviceReading | None:
    """Return what a device says of a side, None if it says nothing that is known here.

    It is a second opinion: what is out of shape in it is left out, and costs no page.
    """
    if not isinstance(told, dict):
        return None
    listed = told.get("barcodes")
    every = listed[:MOST_BARCODES] if isinstance(listed, list) else []
    codes = [_device_code(one) for one in every if isinstance(one, dict)]
    patch, printed = told.get("patch"), told.get("printed")
    reading = DeviceReading(
        patch=patch if patch in PATCHES else "",
        barcodes=tuple(one for one in codes if one.text),
        printed=printed[:MOST_TEXT] if isinstance(printed, str) else "",
    )
    return reading if reading != DeviceReading() else None


def _device_code(told: dict[str, object]) -> DeviceCode:
    kind, text = told.get("type"), told.get("text")
    name = kind[:MOST_TEXT] if isinstance(kind, str) else ""
    known = isinstance(text, str) and len(text) <= MOST_TEXT
    return DeviceCode(FORMATS.get(name, name), str(text) if known else "")


def _reading_head(reading: DeviceReading) -> Head:
    barcodes = [{"type": one.format, "text": one.text} for one in reading.barcodes]
    return {"patch": reading.patch, "barcodes": barcodes, "printed": reading.printed}


def decode_notice(head: Head) -> Notice:
    """Return the notice in a head (ProtocolError if it is none)."""
    return _build(Notice, head)


def decode_end(head: Head) -> EndOfFeed:
    """Return the end of feed in a head (ProtocolError if it is none)."""
    return _build(EndOfFeed, head)


def decode_devices(head: Head) -> list[DeviceInfo]:
    """Return the devices in a head (ProtocolError if there are none)."""
    devices = head.get("devices")
    if not isinstance(devices, list):
        raise ProtocolError("list of devices")
    return [_build(DeviceInfo, item) for item in devices]


def decode_capabilities(head: Head) -> Capabilities:
    """Return the capabilities in a head (ProtocolError if there are none)."""
    bare = _build(Capabilities, head)
    listed: list[Any] = list(bare.options)
    try:
        return replace(
            bare,
            sources=tuple(bare.sources),
            modes=tuple(Mode(mode) for mode in bare.modes),
            depths=tuple(bare.depths),
            resolutions=tuple(bare.resolutions),
            page_size=(float(bare.page_size[0]), float(bare.page_size[1])),
            options=tuple(_option(option) for option in listed),
            rated=_rated(bare.rated),
            firmware=str(bare.firmware),
        )
    except (TypeError, ValueError, IndexError) as error:
        raise ProtocolError("capabilities") from error


def encode_capabilities(value: Capabilities) -> Head:
    """Return capabilities as a head."""
    options = [
        {item.name: getattr(option, item.name) for item in fields(option)}
        for option in value.options
    ]
    return encode("capabilities", value) | {"options": options}


def encode_devices(devices: list[DeviceInfo]) -> Head:
    """Return a list of devices as a head."""
    return {"type": "devices", "devices": [encode("device", device) for device in devices]}


def decode_sensors(head: Head) -> dict[str, str]:
    """Return the sensors in a head (ProtocolError if there are none)."""
    values = head.get("values")
    if not isinstance(values, dict):
        raise ProtocolError("sensors")
    return {str(name): str(value) for name, value in values.items()}


def decode_options(head: object) -> ScanOptions:
    """Return the scan options in a head (ProtocolError if there are none)."""
    options = _build(ScanOptions, head)
    try:
        return replace(options, mode=Mode(options.mode), extra=dict(options.extra))
    except (TypeError, ValueError) as error:
        raise ProtocolError("scan options") from error


def encode_error(error: DeviceError) -> Head:
    """Return an error as a head; details that JSON does not know become their text."""
    plain = (str, int, float, bool, type(None))
    details = {
        name: value if isinstance(value, plain) else str(value)
        for name, value in error.details.items()
    }
    return {"type": "error", "error": type(error).__name__, "details": details}


def decode_error(head: Head) -> DeviceError:
    """Return the error that a worker reports; an unknown name is a lost device."""
    kind = getattr(errors, str(head.get("error")), None)
    details = head.get("details")
    known: dict[str, object] = details if isinstance(details, dict) else {}
    if isinstance(kind, type) and issubclass(kind, DeviceError):
        return kind(**known)
    return DeviceLost(reason=str(head.get("error")))


def _rated(value: Any) -> float:
    """A speed that is none is unknown: it is only shown, and no reason to refuse the device."""
    rated = float(value)
    return rated if math.isfinite(rated) and rated > 0 else 0.0


def _option(value: Any) -> OptionInfo:
    option = _build(OptionInfo, value)
    return replace(option, choices=tuple(option.choices), limits=tuple(option.limits))


def _build(kind: type[Value], head: object) -> Value:
    if not isinstance(head, dict):
        raise ProtocolError(kind.__name__)
    known = {item.name: head[item.name] for item in fields(kind) if item.name in head}
    try:
        return kind(**known)
    except TypeError as error:
        raise ProtocolError(kind.__name__) from error
