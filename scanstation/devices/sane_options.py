"""Scan options in the words of SANE backends, whose names for sources and modes differ."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import _sane

from scanstation.devices.driver import Capabilities, OptionInfo, Source
from scanstation.devices.sane_library import Status, status_of, typed
from scanstation.errors import DeviceError, UnsupportedOption
from scanstation.model import Mode, ScanOptions

# Names seen in sane-backends 1.1: test and avision "Automatic Document Feeder", fujitsu and
# canon_dr "ADF Front", "ADF Back", "ADF Duplex", epson2 "Document Table", genesys
# "Transparency Adapter", hpaio and airscan "Flatbed", "ADF", "ADF Duplex".
SOURCES: Mapping[Source, re.Pattern[str]] = MappingProxyType(
    {
        "flatbed": re.compile(r"flatbed|platen|document table|^normal$", re.IGNORECASE),
        "feeder": re.compile(r"^(?!.*(duplex|back|both)).*(adf|feeder|front|simplex)", re.I),
        "duplex": re.compile(r"duplex|both sides", re.IGNORECASE),
    }
)
MODES: Mapping[Mode, re.Pattern[str]] = MappingProxyType(
    {
        Mode.LINEART: re.compile(r"line.?art|black.*white|binary|^mono", re.IGNORECASE),
        Mode.GREY: re.compile(r"gr[ae]y", re.IGNORECASE),
        Mode.COLOUR: re.compile(r"colou?r", re.IGNORECASE),
    }
)
USUAL_RESOLUTIONS = (75, 100, 150, 200, 240, 300, 400, 600, 1200)
MM_PER_INCH = 25.4
WORD = 4
"""Bytes of a SANE_Word; python-sane sets only the first word of an array, so arrays are refused."""


class Options:
    """The options of an open ``sane.SaneDev`` by their SANE names."""

    def __init__(self, device: Any) -> None:
        self._device = device
        self._before: dict[str, Any] = {}

    def capabilities(self) -> Capabilities:
        """Return what the device offers."""
        resolutions = self._numbers("resolution", USUAL_RESOLUTIONS)
        depths = self._numbers("depth", (1, 8, 16)) or (8,)
        return Capabilities(
            sources=tuple(source for source in SOURCES if self._source(source) is not None),
            modes=tuple(mode for mode in MODES if self._mode(mode) is not None),
            depths=depths,
            resolutions=resolutions,
            page_size=(self._limit("br-x"), self._limit("br-y")),
            options=tuple(self._describe(option) for option in self._usable()),
        )

    def apply(self, options: ScanOptions) -> ScanOptions:
        """Set everything and return what the device took.

        What an earlier call had set and this one does not speak of goes back to the device's
        own value: nothing of one profile stays for the next.

        Raises:
            UnsupportedOption: the device does not offer an option or value.
            DeviceError: the device refuses.
        """
        self._restore()
        self._apply_source(options.source)
        depth = 1 if options.mode is Mode.LINEART else options.depth
        self._apply_mode(options.mode, depth)
        self._apply_resolution(options.resolution)
        self._apply_area(options)
        self._apply_extra(dict(options.extra))
        return replace(options, depth=depth, resolution=round(self.dpi(options.resolution)[0]))

    def dpi(self, default: float) -> tuple[float, float]:
        """Return dots per inch in both directions as the device has them now."""
        both = [self._value(name) for name in ("resolution", "x-resolution", "y-resolution")]
        x = both[0] if both[1] is None else both[1]
        y = both[0] if both[2] is None else both[2]
        return float(default if x is None else x), float(default if y is None else y)

    def _apply_source(self, source: Source) -> None:
        found = self._source(source)
        if found is None:
            raise UnsupportedOption(option="source", value=source)
        for name, value in found.items():
            self._set(name, value)

    def _source(self, source: Source) -> dict[str, str] | None:
        """Return the settings that select a source; None if the device has none."""
        choices = self._choices("source")
        named = next((each for each in choices if SOURCES[source].search(each)), None)
        if named is not None:
            return {"source": named} | self._two_sides(source == "duplex")
        feeder = next((each for each in choices if SOURCES["feeder"].search(each)), None)
        if source == "duplex" and (sides := self._two_sides(True)) and (feeder or not choices):
            return ({"source": feeder} if feeder else {}) | sides
        return {} if not choices and source != "duplex" else None

    def _two_sides(self, wanted: bool) -> dict[str, str]:
        """Return the switch for both sides where it stands apart from the source."""
        modes = self._choices("adf-mode")  # epson2, epsonds, kodak
        pattern = SOURCES["duplex"] if wanted else re.compile("simplex", re.IGNORECASE)
        mode = next((each for each in modes if pattern.search(each)), None)
        if mode is not None:
            return {"adf-mode": mode}
        option = self._find("duplex")  # avision, pixma
        if option is not None and option.type == _sane.TYPE_BOOL:
            return {"duplex": "yes" if wanted else "no"}
        return {}

    def _apply_mode(self, mode: Mode, depth: int) -> None:
        found = self._mode(mode)
        if found is None:
            raise UnsupportedOption(option="mode", value=mode.value)
        if found:
            self._set("mode", found)
        depths = self._numbers("depth", (1, 8, 16))
        if depth in depths or (depths and mode is not Mode.LINEART):
            self._set("depth", str(depth))
        elif depth == 16:
            raise UnsupportedOption(option="depth", value=depth)

    def _mode(self, mode: Mode) -> str | None:
        """Return SANE's name of a mode; empty where the device has but one, None if it lacks it."""
        choices = self._choices("mode")
        found = [each for each in choices if MODES[mode].search(each)]
        if not found and mode is Mode.LINEART and 1 in self._numbers("depth", (1, 8, 16)):
            found = [each for each in choices if MODES[Mode.GREY].search(each)]
        if found:
            return min(found, key=len)  # "Color" before "Color - 16 Million Colors"
        return "" if not choices and mode is Mode.GREY else None

    def _apply_resolution(self, resolution: int) -> None:
        option = self._find("resolution")
        if option is None:
            return
        self._set("resolution", str(resolution))

    def _apply_area(self, options: ScanOptions) -> None:
        for edge, page, length in (
            ("br-x", "page-width", options.page_width),
            ("br-y", "page-height", options.page_height),
        ):
            if not length:
                continue
            if self._find(page) is not None:  # fujitsu, canon_dr: the feeder's paper guides
                self._set(page, str(length))
            if self._find(origin := edge.replace("br", "tl")) is not None:
                self._set(origin, "0")
            self._set(edge, str(self._in_units(edge, length)))

    def _in_units(self, name: str, millimetres: float) -> float:
        option = self._find(name)
        if option is None:
            raise UnsupportedOption(option=name, value=millimetres)
        factor = 1.0
        if option.unit == _sane.UNIT_PIXEL:
            factor = self.dpi(0)[0] / MM_PER_INCH
        value = millimetres * factor
        if isinstance(option.constraint, tuple) and value > option.constraint[1] + 1:
            raise UnsupportedOption(option=name, value=millimetres)
        return value

    def _apply_extra(self, extra: dict[str, str]) -> None:
        """Set driver options; one may become active only by another, in any order."""
        while extra:
            ready = [name for name in extra if self._find(name) is not None]
            if not ready:
                name, value = next(iter(extra.items()))
                raise UnsupportedOption(option=name, value=value)
            self._set(ready[0], extra.pop(ready[0]))

    def _set(self, name: str, text: str) -> None:
        option = self._find(name)
        if option is None:
            raise UnsupportedOption(option=name, value=text)
        try:
            value = _converted(option, text)
            _demand_offered(option, value)
        except (ValueError, TypeError) as error:
            raise UnsupportedOption(option=name, value=text) from error
        self._before.setdefault(name, getattr(self._device, option.py_name))
        self._assign(option, value)

    def _restore(self) -> None:
        for name, value in reversed(self._before.items()):
            option = self._find(name)
            if option is not None:
                self._assign(option, value)
        self._before.clear()

    def _assign(self, option: Any, value: object) -> None:
        try:
            setattr(self._device, option.py_name, value)
        except (ValueError, TypeError, AttributeError) as error:
            raise UnsupportedOption(option=option.name, value=value) from error
        except _sane.error as error:
            raise _refused(error, option.name, str(value)) from error

    def _find(self, name: str) -> Any:
        """Return an option that is active and can be set, or None."""
        return next((option for option in self._usable() if option.name == name), None)

    def _usable(self) -> list[Any]:
        active = (option for option in self._device.opt.values() if option.is_active())
        return [option for option in active if option.is_settable() and option.name]

    def _value(self, name: str) -> Any:
        option = self._find(name)
        return None if option is None else getattr(self._device, option.py_name)

    def _choices(self, name: str) -> tuple[str, ...]:
        option = self._find(name)
        listed = option is not None and isinstance(option.constraint, list)
        return tuple(str(choice) for choice in option.constraint) if listed else ()

    def _numbers(self, name: str, usual: tuple[int, ...]) -> tuple[int, ...]:
        option = self._find(name)
        if option is None:
            return ()
        if isinstance(option.constraint, tuple):
            low, high = option.constraint[:2]
            inner = {number for number in usual if low <= number <= high}
            return tuple(sorted(inner | {int(low), int(high)}))
        return tuple(int(number) for number in option.constraint or ())

    def _limit(self, name: str) -> float:
        option = self._find(name)
        if option is None or option.unit != _sane.UNIT_MM or not option.constraint:
            return 0.0
        return float(max(option.constraint[:2]))

    def _describe(self, option: Any) -> OptionInfo:
        listed = isinstance(option.constraint, list)
        choices = tuple(str(each) for each in option.constraint) if listed else ()
        silent = option.type in {_sane.TYPE_BUTTON, _sane.TYPE_GROUP} or option.size > WORD
        readable = option.type == _sane.TYPE_STRING or not silent
        value = str(getattr(self._device, option.py_name)) if readable else ""
        return OptionInfo(option.name, option.title, value, choices)


def _converted(option: Any, text: str) -> object:
    if option.type == _sane.TYPE_STRING:
        return text
    if option.type in {_sane.TYPE_BUTTON, _sane.TYPE_GROUP} or option.size > WORD:
        raise ValueError(option.name)
    if option.type == _sane.TYPE_BOOL:
        return {"yes": 1, "no": 0, "true": 1, "false": 0, "1": 1, "0": 0}.get(text.lower(), text)
    return float(text) if option.type == _sane.TYPE_FIXED else round(float(text))


def _demand_offered(option: Any, value: object) -> None:
    """Refuse what the backend would silently replace by its nearest (ValueError)."""
    allowed = option.constraint
    if isinstance(allowed, list) and value not in allowed:
        raise ValueError(option.name)
    if isinstance(allowed, tuple) and isinstance(value, int | float):
        low, high, step = allowed
        # Fixed-point numbers of 1/65536 and steps round a little; that is not another value.
        if not low - step / 2 - 0.001 <= value <= high + step / 2 + 0.001:
            raise ValueError(option.name)


def _refused(error: Exception, name: str, text: str) -> DeviceError:
    status = status_of(error)
    if status in {Status.INVAL, Status.UNSUPPORTED}:
        return UnsupportedOption(option=name, value=text)
    return typed(status, "sane_control_option")
