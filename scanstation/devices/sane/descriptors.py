"""SANE's option descriptors and values (standard 1.06, chapter 4.2.9) as plain values.

Words are 32 bits; a fixed-point number is a word in units of 1/65536. A string option's text
ends with a zero byte inside its size. Backends write descriptors in UTF-8 or Latin-1.
"""

from __future__ import annotations

import ctypes
import struct
from dataclasses import dataclass
from enum import IntEnum, IntFlag
from typing import TypeAlias

Value: TypeAlias = bool | int | float | str | tuple[int | float, ...]

WORD = 4
FIXED_ONE = 1 << 16
UNITS = ("", "px", "bit", "mm", "dpi", "%", "µs")
"""Names of ``SANE_Unit`` in its order."""


class Type(IntEnum):
    """``SANE_Value_Type``."""

    BOOL = 0
    INT = 1
    FIXED = 2
    STRING = 3
    BUTTON = 4
    GROUP = 5


class Cap(IntFlag):
    """What can be done with an option."""

    SOFT_SELECT = 1
    HARD_SELECT = 2
    SOFT_DETECT = 4
    EMULATED = 8
    AUTOMATIC = 16
    INACTIVE = 32
    ADVANCED = 64


class Info(IntFlag):
    """What setting an option did besides."""

    INEXACT = 1
    RELOAD_OPTIONS = 2
    RELOAD_PARAMS = 4


class _Range(ctypes.Structure):
    _fields_ = (("low", ctypes.c_int), ("high", ctypes.c_int), ("step", ctypes.c_int))


class _Constraint(ctypes.Union):
    _fields_ = (
        ("strings", ctypes.POINTER(ctypes.c_char_p)),
        ("words", ctypes.POINTER(ctypes.c_int)),
        ("range", ctypes.POINTER(_Range)),
    )


class RawDescriptor(ctypes.Structure):
    """``SANE_Option_Descriptor``."""

    _fields_ = (
        ("name", ctypes.c_char_p),
        ("title", ctypes.c_char_p),
        ("description", ctypes.c_char_p),
        ("type", ctypes.c_int),
        ("unit", ctypes.c_int),
        ("size", ctypes.c_int),
        ("cap", ctypes.c_int),
        ("constraint_type", ctypes.c_int),
        ("constraint", _Constraint),
    )


@dataclass(frozen=True, slots=True)
class Descriptor:
    """An option of an open device.

    Attributes:
        choices: the values that it takes; empty means free, or within ``limits``.
        limits: lowest and highest value and the step (0: any), or nothing.
    """

    index: int
    name: str
    title: str
    type: Type
    unit: str
    size: int
    cap: Cap
    choices: tuple[int | float | str, ...] = ()
    limits: tuple[float, float, float] | None = None

    @property
    def active(self) -> bool:
        """Whether it has a meaning with the other options as they are."""
        return Cap.INACTIVE not in self.cap

    @property
    def settable(self) -> bool:
        """Whether a program can set it (some are set at the device only)."""
        return Cap.SOFT_SELECT in self.cap and self.type is not Type.GROUP

    @property
    def readable(self) -> bool:
        """Whether it has a value that can be read now."""
        silent = self.type in {Type.BUTTON, Type.GROUP}
        return Cap.SOFT_DETECT in self.cap and self.active and not silent

    @property
    def automatic(self) -> bool:
        """Whether the device can choose the value itself."""
        return Cap.AUTOMATIC in self.cap and self.settable

    @property
    def words(self) -> int:
        """How many words its value has; more than one is an array."""
        numeric = self.type in {Type.BOOL, Type.INT, Type.FIXED}
        return max(1, self.size // WORD) if numeric else 0


def describe(index: int, raw: RawDescriptor) -> Descriptor:
    """Return a descriptor as a plain value."""
    try:
        kind = Type(raw.type)
    except ValueError:  # of a later SANE: an option without a value that anybody could read
        kind = Type.GROUP
    choices: tuple[int | float | str, ...] = ()
    limits = None
    if raw.constraint_type == 1 and raw.constraint.range:
        found = raw.constraint.range.contents
        low, high, step = (_number(kind, word) for word in (found.low, found.high, found.step))
        limits = (float(low), float(high), float(step))
    elif raw.constraint_type == 2 and raw.constraint.words:
        count = raw.constraint.words[0]
        choices = tuple(_number(kind, raw.constraint.words[at + 1]) for at in range(count))
    elif raw.constraint_type == 3 and raw.constraint.strings:
        choices = _texts(raw.constraint.strings)
    unit = UNITS[raw.unit] if 0 <= raw.unit < len(UNITS) else ""
    name, title = text_of(raw.name), text_of(raw.title)
    return Descriptor(index, name, title, kind, unit, raw.size, Cap(raw.cap), choices, limits)


def encode(option: Descriptor, value: Value) -> bytes:
    """Return a value as SANE has it in memory, in the option's size.

    Raises:
        ValueError: it does not fit: another number of words, or a longer text.
    """
    if option.type is Type.STRING:
        data = str(value).encode()
        if len(data) >= option.size:
            raise ValueError(option.name)
        return data.ljust(option.size, b"\0")
    values = value if isinstance(value, tuple) else (value,)
    if len(values) != option.words:
        raise ValueError(option.name)
    factor = FIXED_ONE if option.type is Type.FIXED else 1
    try:
        return struct.pack(f"={len(values)}i", *(round(float(one) * factor) for one in values))
    except (struct.error, OverflowError) as error:
        raise ValueError(option.name) from error


def decode(option: Descriptor, data: bytes) -> Value:
    """Return the value that SANE has in memory."""
    if option.type is Type.STRING:
        return text_of(data.split(b"\0", 1)[0])
    words = struct.unpack(f"={option.words}i", data[: WORD * option.words])
    values = tuple(_number(option.type, word) for word in words)
    return values[0] if len(values) == 1 else values


def text_of(data: bytes | None) -> str:
    """Return the text of a backend, whatever it is written in."""
    try:
        return (data or b"").decode()
    except UnicodeDecodeError:
        return (data or b"").decode("latin-1")


def shown(value: Value) -> str:
    """Return a value as people and profiles write it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ",".join(shown(one) for one in value)
    # Five digits tell words of 1/65536 apart as far as a device can.
    return f"{round(value, 4):.10g}" if isinstance(value, float) else str(value)


def _number(kind: Type, word: int) -> int | float:
    if kind is Type.BOOL:
        return bool(word)
    return word / FIXED_ONE if kind is Type.FIXED else word


def _texts(strings: ctypes._Pointer[ctypes.c_char_p]) -> tuple[str, ...]:
    texts: list[str] = []
    while (data := strings[len(texts)]) is not None:
        texts.append(text_of(data))
    return tuple(texts)
