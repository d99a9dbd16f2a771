"""Rights that count for root, too: the tests' account may be one whom no folder is closed to."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager

VERSION = 0x20080522
"""``_LINUX_CAPABILITY_VERSION_3``: capabilities 0-31, then 32-63."""
OVERRIDE = 1 << 1 | 1 << 2
"""``CAP_DAC_OVERRIDE`` and ``CAP_DAC_READ_SEARCH``, capabilities(7)."""


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Data(ctypes.Structure):
    _fields_ = (
        ("effective", ctypes.c_uint32),
        ("permitted", ctypes.c_uint32),
        ("inheritable", ctypes.c_uint32),
    )


@contextmanager
def without_privilege() -> Iterator[None]:
    """Let this thread, and those that it starts, read only what the files' rights permit."""
    system = ctypes.CDLL(None, use_errno=True)
    header, data = _Header(VERSION, 0), (_Data * 2)()
    if system.capget(ctypes.byref(header), data):
        raise OSError(ctypes.get_errno(), "capget")
    before = data[0].effective
    _set(system, header, data, before & ~OVERRIDE)
    try:
        yield
    finally:
        _set(system, header, data, before)


def _set(system: ctypes.CDLL, header: _Header, data: ctypes.Array[_Data], effective: int) -> None:
    data[0].effective = effective
    if system.capset(ctypes.byref(header), data):
        raise OSError(ctypes.get_errno(), "capset")
