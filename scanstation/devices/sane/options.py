"""Scan options in the words of SANE backends, whose names for sources and modes differ."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Literal

from scanstation.devices.driver import Capabilities, OptionInfo, Source
from scanstation.devices.sane.control import Options
from scanstation.devices.sane.descriptors import Descriptor, Type, shown
from scanstation.errors import DeviceError, UnsupportedOption
from scanstation.model import Mode, ScanOptions

# Names seen in sane-backends 1.2: test, pixma, brother, kodakaio and magicolor "Automatic
# Document Feeder" (brother with "(left aligned,Duplex)"), fujitsu, canon_dr, epjitsu, kodak and
# avision "ADF Front", "ADF Back", "ADF Duplex", fujitsu and canon_dr also "Card Front", epson2
# "Document Table", kvs1025 and kvs40xx "adf", "fb", hp, hs2p and avision "Normal", genesys
# "Transparency Adapter", hpaio and airscan "Flatbed", "ADF", "ADF Duplex".
SOURCES: Mapping[Source, re.Pattern[str]] = MappingProxyType(
    {
        "flatbed": re.compile(r"flatbed|platen|document table|^normal$|^fb$", re.IGNORECASE),
        "feeder": re.compile(
            r"^(?!.*(duplex|back|both|card)).*(adf|feeder|front|simplex)", re.IGNORECASE
        ),
        "duplex": re.compile(r"^(?!.*card).*(duplex|both sides)", re.IGNORECASE),
    }
)
# xerox_mfp "Black & White - Line Art", kvs "bw", ricoh2 "Monochrome", brother "True Gray",
# "Gray[Error Diffusion]", "24bit Color"; a halftone is dithered and no text should be.
MODES: Mapping[Mode, re.Pattern[str]] = MappingProxyType(
    {
        Mode.LINEART: re.compile(
            r"^(?!.*halftone).*(line.?art|black.*white|binary|^mono|^bw$)", re.IGNORECASE
        ),
        Mode.GREY: re.compile(r"gr[ae]y", re.IGNORECASE),
        Mode.COLOUR: re.compile(r"colou?r", re.IGNORECASE),
    }
)
USUAL_RESOLUTIONS = (75, 100, 150, 200, 240, 300, 400, 600, 1200)
RESOLUTIONS = ("resolution", "x-resolution", "y-resolution")
MM_PER_INCH = 25.4
LONG = 16
"""Words of an option from which on it is a table."""

SAME_MM = 0.05
"""A length that differs by less is the one that was asked for: a pixel at 600 dpi is 0.04 mm.
Lengths in pixels may differ by one."""

DOUBLE_FEED = frozenset({"double-feed"})
"""Sensors that tell two sheets at once (fujitsu)."""

REFRESH = "button-update"
"""pixma asks the device for its buttons only when this button of the driver is pressed."""

KINDS: Mapping[Type, Literal["text", "number", "switch", "button"]] = MappingProxyType(
    {
        Type.BOOL: "switch",
        Type.INT: "number",
        Type.FIXED: "number",
        Type.STRING: "text",
        Type.BUTTON: "button",
    }
)


class Setup:
    """``ScanOptions`` on the options of an open device."""

    def __init__(self, options: Options) -> None:
        self._options = options

    def capabilities(self) -> Capabilities:
        """Return what the device offers with its options as they are."""
        return Capabilities(
            sources=tuple(source for source in SOURCES if self._source(source) is not None),
            modes=tuple(mode for mode in MODES if self._mode(mode) is not None),
            depths=self._numbers("depth", (1, 8, 16)) or (8,),
            resolutions=self._numbers(self._resolution_name(), USUAL_RESOLUTIONS),
            page_size=(self._limit("br-x"), self._limit("br-y")),
            options=tuple(
                self._describe(option)
                for option in self._options.all()
                if option.type is not Type.GROUP
            ),
        )

    def apply(self, options: ScanOptions) -> ScanOptions:
        """Set everything and return what the device took.

        What an earlier call had set and this one does not speak of goes back to the device's
        own value: nothing of one profile stays for the next.

        Raises:
            UnsupportedOption: the device does not offer an option or value.
            DeviceError: the device refuses.
        """
        self._options.restore()
        self._apply_source(options.source)
        depth = 1 if options.mode is Mode.LINEART else options.depth
        self._apply_mode(options.mode, depth)
        self._apply_resolution(options.resolution)
        width, height = self._apply_area(options)
        extra = self._apply_extra(dict(options.extra))
        return replace(
            options,
            depth=depth,
            resolution=round(self.dpi(options.resolution)[0]),
            page_width=width,
            page_height=height,
            extra={name: extra[name] for name in options.extra},
        )

    def dpi(self, default: float) -> tuple[float, float]:
        """Return dots per inch in both directions as the device has them now."""
        both, x, y = (self._number(name) for name in RESOLUTIONS)
        return x or both or float(default), y or both or x or float(default)

    def sensors(self) -> dict[str, str]:
        """Return what only the device changes: its buttons, paper and cover sensors."""
        self._options.press(REFRESH)
        return {
            option.name: self._options.text(option)
            for option in self._options.all()
            if option.readable and not option.settable
        }

    def pulled_two(self) -> bool:
        """Say whether a sensor of the device knows of two sheets at once.

        SANE has no status for it: backends report a jam.
        """
        sensors = (one for one in self._options.all() if one.readable and not one.settable)
        found = next((one for one in sensors if one.name in DOUBLE_FEED), None)
        try:
            return found is not None and bool(self._options.read(found))
        except DeviceError:
            return False

    def _apply_source(self, source: Source) -> None:
        found = self._source(source)
        if found is None:
            raise UnsupportedOption(option="source", value=source)
        for name, value in found.items():
            # epson2: adf-mode has no meaning for the glass, where it is not wanted either.
            if source == "duplex" or name == "source" or self._options.find(name) is not None:
                self._options.set(name, value)

    def _source(self, source: Source) -> dict[str, str] | None:
        """Return the settings that select a source; None if the device has none."""
        choices = self._options.choices("source")
        named = next((each for each in choices if SOURCES[source].search(each)), None)
        if named is not None:
            return {"source": named} | self._two_sides(source == "duplex")
        feeder = next((each for each in choices if SOURCES["feeder"].search(each)), None)
        if source == "duplex" and (sides := self._two_sides(True)) and (feeder or not choices):
            return ({"source": feeder} if feeder else {}) | sides
        return self._two_sides(False) if not choices and source != "duplex" else None

    def _two_sides(self, wanted: bool) -> dict[str, str]:
        """Return the switch for both sides where it stands apart from the source."""
        modes = self._options.choices("adf-mode")  # epson2, epsonds, magicolor
        pattern = SOURCES["duplex"] if wanted else re.compile("simplex", re.IGNORECASE)
        mode = next((each for each in modes if pattern.search(each)), None)
        if mode is not None:
            return {"adf-mode": mode}
        option = self._options.known("duplex")  # avision, bh, hs2p, kvs20xx, kvs1025, kvs40xx
        if option is not None and option.type is Type.BOOL:
            return {"duplex": "yes" if wanted else "no"}
        return {}

    def _apply_mode(self, mode: Mode, depth: int) -> None:
        found = self._mode(mode)
        if found is None:
            raise UnsupportedOption(option="mode", value=mode.value)
        if found:
            self._options.set("mode", found)
        depths = self._numbers("depth", (1, 8, 16))
        if depth in depths or (depths and mode is not Mode.LINEART):
            self._options.set("depth", str(depth))
        elif depth == 16:
            raise UnsupportedOption(option="depth", value=depth)

    def _mode(self, mode: Mode) -> str | None:
        """Return SANE's name of a mode; empty where the device has but one, None if it lacks it.

        Which one that is (pnm: that of the file) shows the frame only.
        """
        choices = self._options.choices("mode")
        found = [each for each in choices if MODES[mode].search(each)]
        if not found and mode is Mode.LINEART and 1 in self._numbers("depth", (1, 8, 16)):
            found = [each for each in choices if MODES[Mode.GREY].search(each)]
        if found:
            return min(found, key=len)  # "Color" before "Color - 16 Million Colors"
        return "" if not choices and mode is not Mode.LINEART else None

    def _resolution_name(self) -> str:
        return next((name for name in RESOLUTIONS if self._options.find(name)), RESOLUTIONS[0])

    def _apply_resolution(self, resolution: int) -> None:
        if self._options.find("resolution") is not None:
            self._options.set("resolution", str(resolution))
            return
        for name in RESOLUTIONS[1:]:
            if self._options.find(name) is not None:
                self._options.set(name, str(resolution))

    def _apply_area(self, options: ScanOptions) -> tuple[float, float]:
        width = self._apply_length("br-x", "page-width", options.page_width)
        return width, self._apply_length("br-y", "page-height", options.page_height)

    def _apply_length(self, edge: str, page: str, length: float) -> float:
        """Set one side of the area; return it in millimetres as the device took it."""
        if not length:
            return length
        if self._options.find(page) is not None:  # fujitsu, canon_dr: the feeder's paper guides
            self._options.set(page, f"{length:g}")
        if self._options.find(origin := edge.replace("br", "tl")) is not None:
            self._options.set(origin, "0")
        option = self._options.find(edge)
        if option is None:
            raise UnsupportedOption(option=edge, value=length)
        factor = self._units(option)
        if option.limits and length * factor > option.limits[1] + factor:
            raise UnsupportedOption(option=edge, value=length)
        wanted = min(length * factor, option.limits[1]) if option.limits else length * factor
        taken = float(self._options.set(edge, f"{wanted:.10g}")) / factor
        same = SAME_MM if factor == 1.0 else 1 / factor
        return length if abs(taken - length) < same else round(taken, 2)

    def _units(self, option: Descriptor) -> float:
        """Return how many of an option's units a millimetre has."""
        return self.dpi(0)[0] / MM_PER_INCH if option.unit == "px" else 1.0

    def _apply_extra(self, extra: dict[str, str]) -> dict[str, str]:
        """Set driver options; one may become active only by another, in any order."""
        taken: dict[str, str] = {}
        while extra:
            ready = [name for name in extra if self._options.find(name) is not None]
            if not ready:
                name, value = next(iter(extra.items()))
                raise UnsupportedOption(option=name, value=value)
            taken[ready[0]] = self._options.set(ready[0], extra.pop(ready[0]))
        return taken

    def _number(self, name: str) -> float:
        value = self._options.value(name)
        return float(value) if isinstance(value, int | float) else 0.0

    def _numbers(self, name: str, usual: tuple[int, ...]) -> tuple[int, ...]:
        option = self._options.find(name)
        if option is None:
            return ()
        if option.limits:
            low, high, step = option.limits
            inner = {
                number
                for number in usual
                if low <= number <= high and (not step or not (number - low) % step)
            }
            return tuple(sorted(inner | {int(low), int(high)}))
        return tuple(int(number) for number in option.choices if isinstance(number, int | float))

    def _limit(self, name: str) -> float:
        """Return the greatest millimetres of an edge, 0 where unknown."""
        option = self._options.find(name)
        if option is None:
            return 0.0
        numbers = [float(one) for one in option.choices if isinstance(one, int | float)]
        greatest = option.limits[1] if option.limits else max(numbers, default=0.0)
        factor = self._units(option)
        return round(greatest / factor, 2) if factor else 0.0

    def _describe(self, option: Descriptor) -> OptionInfo:
        # A gamma table is thousands of words long: nobody reads it in a list of options.
        value = self._options.text(option) if option.words < LONG else ""
        return OptionInfo(
            name=option.name,
            title=option.title,
            value=value,
            choices=tuple(shown(choice) for choice in option.choices),
            kind=KINDS[option.type],
            unit=option.unit,
            limits=option.limits or (),
            settable=option.settable,
            active=option.active,
            automatic=option.automatic,
        )
