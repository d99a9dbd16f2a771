"""The calls of libsane that python-sane does not offer in a usable form.

python-sane's options hide what the device took instead of the asked value, know no arrays and
no automatic values, and are shadowed by its own methods (a scan button named ``scan``). Its
``snap()`` mixes up the frames of three-pass scanners and ignores padding at the end of lines.
So options are handled with ``sane_get_option_descriptor`` and ``sane_control_option``, and pages
are read with ``sane_start``, ``sane_get_parameters`` and ``sane_read`` (SANE standard 1.06,
chapter 4) of the very libsane that python-sane is linked to: looking the
functions up through ``_sane``'s own file searches that file's dependencies and no other copy.

The device handle is the one python-sane opened (opening twice makes many devices busy): the
only field behind the object header of its ``SaneDev`` (``_sane.c``: ``PyObject_HEAD;
SANE_Handle h;``). The size of the type is checked, so that a changed layout is refused.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import _sane

from scanstation import errors
from scanstation.devices.sane.descriptors import Descriptor, Info, RawDescriptor, describe
from scanstation.devices.sane.readers import Readers
from scanstation.errors import DeviceError, DeviceLost, UnsupportedOption


class Status(IntEnum):
    """``SANE_Status``; the last two came with the 1.1 backends."""

    GOOD = 0
    UNSUPPORTED = 1
    CANCELLED = 2
    DEVICE_BUSY = 3
    INVAL = 4
    EOF = 5
    JAMMED = 6
    NO_DOCS = 7
    COVER_OPEN = 8
    IO_ERROR = 9
    NO_MEM = 10
    ACCESS_DENIED = 11
    WARMING_UP = 12
    HW_LOCKED = 13


class Action(IntEnum):
    """``SANE_Action``."""

    GET = 0
    SET = 1
    AUTO = 2


class Format(IntEnum):
    """``SANE_Frame``."""

    GRAY = 0
    RGB = 1
    RED = 2
    GREEN = 3
    BLUE = 4


TYPED: dict[int, type[DeviceError]] = {
    Status.CANCELLED: errors.ScanCancelled,
    Status.DEVICE_BUSY: errors.DeviceBusy,
    Status.JAMMED: errors.PaperJam,
    Status.NO_DOCS: errors.OutOfPaper,
    Status.COVER_OPEN: errors.CoverOpen,
    Status.IO_ERROR: errors.DeviceIOError,
    Status.NO_MEM: errors.DeviceNoMemory,
    Status.ACCESS_DENIED: errors.DeviceAccessDenied,
    Status.WARMING_UP: errors.DeviceBusy,
    Status.HW_LOCKED: errors.DeviceBusy,
}


class _Parameters(ctypes.Structure):
    _fields_ = (
        ("format", ctypes.c_int),
        ("last_frame", ctypes.c_int),
        ("bytes_per_line", ctypes.c_int),
        ("pixels_per_line", ctypes.c_int),
        ("lines", ctypes.c_int),
        ("depth", ctypes.c_int),
    )


MAX_OPTIONS = 10_000
"""No backend has a tenth of that; one that never ends its list would hang the worker."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """``SANE_Parameters``; ``lines`` is -1 where the height is not known beforehand."""

    format: int
    last_frame: bool
    bytes_per_line: int
    pixels_per_line: int
    lines: int
    depth: int


class Library:
    """libsane's scanning calls for one open device.

    Args:
        handle_object: the ``dev`` attribute of an open ``sane.SaneDev``.

    Raises:
        DeviceLost: python-sane's object is not laid out as expected.
    """

    def __init__(self, handle_object: Any) -> None:
        header, pointer = object.__basicsize__, ctypes.sizeof(ctypes.c_void_p)
        if type(handle_object).__basicsize__ != header + pointer:
            raise DeviceLost(reason="python-sane", sheet=0)
        self._owner = handle_object
        self._handle = ctypes.c_void_p.from_address(id(handle_object) + header)
        self._library = _library()
        self._readers = Readers()

    def descriptors(self) -> list[Descriptor]:
        """Return the options as they are now; setting one may change others."""
        found: list[Descriptor] = []
        for index in range(1, MAX_OPTIONS):  # option 0 is the number of options
            raw = self._library.sane_get_option_descriptor(self._handle, index)
            if not raw:
                break
            found.append(describe(index, raw.contents))
        return found

    def control(self, index: int, action: Action, value: bytes) -> tuple[int, Info, bytes]:
        """Read or set an option; return status, what it did besides, and the value now."""
        buffer = ctypes.create_string_buffer(value, max(1, len(value)))
        info = ctypes.c_int(0)
        status = self._library.sane_control_option(
            self._handle, index, int(action), buffer, ctypes.byref(info)
        )
        return int(status), Info(info.value), buffer.raw[: len(value)]

    def start(self) -> int:
        """Start a frame; return the status."""
        self._readers.watch()
        return int(self._library.sane_start(self._handle))

    def parameters(self) -> Parameters:
        """Return what the frame under way looks like (DeviceError on a bad status)."""
        raw = _Parameters()
        check(self._library.sane_get_parameters(self._handle, ctypes.byref(raw)))
        values = [getattr(raw, name) for name, _ in _Parameters._fields_]
        return Parameters(values[0], bool(values[1]), *values[2:])

    def read(self, address: int, size: int) -> tuple[int, int]:
        """Read at most ``size`` bytes to a memory address; return status and count."""
        count = ctypes.c_int(0)
        status = self._library.sane_read(self._handle, address, size, ctypes.byref(count))
        return int(status), count.value

    def settle(self) -> None:
        """Let the backend's reader rest or end, as the next call may cancel it (``readers``)."""
        self._readers.settle()

    def cancel(self) -> None:
        """End the scan; every scan ends with it, also a good one."""
        self.settle()
        self._library.sane_cancel(self._handle)


def _library() -> ctypes.CDLL:
    library = ctypes.CDLL(_sane.__file__)
    library.sane_get_option_descriptor.argtypes = (ctypes.c_void_p, ctypes.c_int)
    library.sane_get_option_descriptor.restype = ctypes.POINTER(RawDescriptor)
    library.sane_control_option.argtypes = (
        ctypes.c_void_p,
        ctypes.c_int,
        ctypes.c_int,
        ctypes.c_void_p,
        ctypes.c_void_p,
    )
    library.sane_start.argtypes = (ctypes.c_void_p,)
    library.sane_get_parameters.argtypes = (ctypes.c_void_p, ctypes.c_void_p)
    library.sane_read.argtypes = (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
    library.sane_cancel.argtypes = (ctypes.c_void_p,)
    library.sane_cancel.restype = None
    library.sane_strstatus.argtypes = (ctypes.c_int,)
    library.sane_strstatus.restype = ctypes.c_char_p
    return library


def typed(status: int, call: str = "sane_read") -> DeviceError:
    """Return the error that a status means."""
    if status in TYPED:
        return TYPED[status](sheet=0)
    name = Status(status).name if status in Status.__members__.values() else str(status)
    if status in {Status.UNSUPPORTED, Status.INVAL}:
        return UnsupportedOption(option=call, value=name)
    return DeviceLost(reason=f"{call} {name}", sheet=0)


def check(status: int, call: str = "sane_get_parameters") -> None:
    """Raise the error that a status means, if it is one."""
    if status != Status.GOOD:
        raise typed(status, call)


def status_of(error: Exception) -> int:
    """Return the status behind an exception of python-sane, which carries only its text."""
    library = _library()
    texts = {library.sane_strstatus(status).decode("latin-1"): int(status) for status in Status}
    return texts.get(str(error), int(Status.IO_ERROR))
