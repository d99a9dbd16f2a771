"""The options of an open SANE device by their names: read, set, put back.

A value is written as text, as profiles have it: ``yes`` and ``no`` for switches, numbers,
numbers with commas between for arrays, ``auto`` where the device can choose by itself.
"""

from __future__ import annotations

import math

from scanstation.devices.sane.descriptors import (
    Descriptor,
    Info,
    Type,
    Value,
    decode,
    encode,
    shown,
)
from scanstation.devices.sane.library import Action, Library, Status, typed
from scanstation.errors import DeviceError, UnsupportedOption

AUTO = "auto"
SWITCH = {"yes": True, "no": False, "true": True, "false": False, "1": True, "0": False}
FIXED_SLACK = 0.001
"""A fixed-point number of 1/65536 rounds a little; that is not another value."""


class Options:
    """The options of an open device.

    What ``set`` changes, ``restore`` puts back: nothing of one profile stays for the next.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._listed: list[Descriptor] | None = None
        self._before: dict[str, Value] = {}

    def moved(self, library: Library) -> Options:
        """Return the same for a device that was opened anew.

        Some backends keep their options while closed: what is to be put back is remembered.
        """
        options = Options(library)
        options._before = self._before
        return options

    def all(self) -> list[Descriptor]:
        """Return every option that has a name."""
        if self._listed is None:
            self._listed = [option for option in self._library.descriptors() if option.name]
        return self._listed

    def find(self, name: str) -> Descriptor | None:
        """Return an option that is active and can be set, or None."""
        usable = (option for option in self.all() if option.active and option.settable)
        return next((option for option in usable if option.name == name), None)

    def known(self, name: str) -> Descriptor | None:
        """Return an option that can be set, perhaps only after another one was; or None."""
        return next((one for one in self.all() if one.name == name and one.settable), None)

    def choices(self, name: str) -> tuple[str, ...]:
        """Return the texts that an option takes; empty if there is no such list."""
        option = self.known(name)
        return tuple(shown(choice) for choice in option.choices) if option else ()

    def value(self, name: str) -> Value | None:
        """Return the value of an option that is active and can be set, or None."""
        option = self.find(name)
        return self.read(option) if option is not None and option.readable else None

    def read(self, option: Descriptor) -> Value:
        """Return an option's value (DeviceError if the device does not tell it)."""
        status, _, data = self._library.control(option.index, Action.GET, bytes(option.size))
        if status != Status.GOOD:
            raise typed(status, "sane_control_option")
        return decode(option, data)

    def text(self, option: Descriptor) -> str:
        """Return an option's value as text, empty where there is none.

        Some backends call options readable that they then do not tell.
        """
        try:
            return shown(self.read(option)) if option.readable else ""
        except UnsupportedOption:
            return ""

    def set(self, name: str, text: str) -> str:
        """Set an option; return the value that the device took, which may be its nearest.

        Raises:
            UnsupportedOption: the device has no such option now, or refuses the value.
            DeviceError: any other status.
        """
        option = self.find(name)
        if option is None:
            raise UnsupportedOption(option=name, value=text)
        if option.readable:
            self._before.setdefault(name, self.read(option))
        if text == AUTO and option.automatic and AUTO not in option.choices:
            return self._set_automatic(option)
        try:
            value = converted(option, text)
            demand_offered(option, value)
            data = encode(option, value)
        except ValueError as error:
            raise UnsupportedOption(option=name, value=text) from error
        return self._assign(option, data, text)

    def restore(self) -> None:
        """Put back what ``set`` changed, the last first."""
        for name, value in reversed(self._before.items()):
            option = self.find(name)
            if option is not None:
                self._assign(option, encode(option, value), shown(value))
        self._before.clear()

    def press(self, name: str) -> bool:
        """Press a button of the driver; say whether there is one."""
        option = self.find(name)
        if option is None or option.type is not Type.BUTTON:
            return False
        self._assign(option, b"", name)
        return True

    def _assign(self, option: Descriptor, data: bytes, text: str) -> str:
        status, info, data = self._library.control(option.index, Action.SET, data)
        self._look(status, info, option, text)
        if Info.INEXACT not in info:
            return text
        # The standard has the value that was taken in the caller's memory; not all do that.
        now = self.find(option.name)
        return shown(self.read(now) if now and now.readable else decode(option, data))

    def _set_automatic(self, option: Descriptor) -> str:
        status, info, _ = self._library.control(option.index, Action.AUTO, b"")
        self._look(status, info, option, AUTO)
        return AUTO

    def _look(self, status: int, info: Info, option: Descriptor, text: str) -> None:
        if Info.RELOAD_OPTIONS in info:
            self._listed = None
        if status != Status.GOOD:
            raise _refused(status, option.name, text)


def converted(option: Descriptor, text: str) -> Value:
    """Return a profile's text as a value (ValueError if it is none)."""
    if option.type is Type.STRING:
        return text
    if option.type is Type.BUTTON:  # calibrating or cleaning is nobody's profile
        raise ValueError(option.name)
    if option.type is Type.BOOL:
        if text.lower() not in SWITCH:
            raise ValueError(option.name)
        return SWITCH[text.lower()]
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        raise ValueError(option.name) from None
    if not all(math.isfinite(number) for number in numbers):
        raise ValueError(option.name)
    whole = option.type is Type.INT
    values = tuple(round(number) if whole else number for number in numbers)
    return values[0] if len(values) == 1 else values


def demand_offered(option: Descriptor, value: Value) -> None:
    """Refuse what the backend would silently replace by its nearest (ValueError).

    A value between two steps of a range is its device's to round, and is reported back.
    """
    values = value if isinstance(value, tuple) else (value,)
    for one in values:
        if option.choices and not any(_same(one, choice) for choice in option.choices):
            raise ValueError(option.name)
        if option.limits and isinstance(one, int | float):
            low, high, step = option.limits
            slack = step / 2 + FIXED_SLACK
            if not low - slack <= one <= high + slack:
                raise ValueError(option.name)


def _same(value: object, choice: object) -> bool:
    if isinstance(value, float) and isinstance(choice, int | float):
        return abs(value - choice) < FIXED_SLACK
    return value == choice


def _refused(status: int, name: str, text: str) -> DeviceError:
    if status in {Status.INVAL, Status.UNSUPPORTED}:
        return UnsupportedOption(option=name, value=text)
    return typed(status, "sane_control_option")
