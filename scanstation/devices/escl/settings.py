"""From ``ScanOptions`` to what an eSCL device is asked for, and what it offers at all.

Options beyond ``ScanOptions`` go into ``extra`` by their eSCL names in small letters:
``brightness``, ``contrast``, ``threshold``, ``sharpen``, ``noiseremoval``, ``compressionfactor``
(numbers in the device's range), ``intent`` and ``format``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from xml.sax.saxutils import escape

from scanstation.devices.driver import JPEG, Capabilities, OptionInfo, Source
from scanstation.devices.escl.pages import OCTETS, PDF
from scanstation.devices.escl.xml import InputCaps, ScannerCapabilities, SettingProfile
from scanstation.errors import UnsupportedOption
from scanstation.model import Mode, ScanOptions

MODES = {Mode.LINEART: "BlackAndWhite1", Mode.GREY: "Grayscale8", Mode.COLOUR: "RGB24"}
FORMATS = {
    Mode.LINEART: (PDF,),  # what a raw bit means is written nowhere, and JPEG has none
    Mode.GREY: (JPEG, PDF, OCTETS),
    Mode.COLOUR: (JPEG, PDF, OCTETS),
}
"""What the station takes, the best first: JPEG is kept as it is."""

USUAL_DPI = (75, 100, 150, 200, 240, 300, 400, 600, 1200)
UNITS = 300
MM = 25.4
SLACK = 12
"""1/300 inch, 1 mm: A4 is 3507.9 of them high, and devices say 3507, 3500, 3508."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Options that a device takes, and the job's settings for them.

    Attributes:
        xml: ScanSettings.
        width: of the region, in 1/300 inch; 0 where the device does not say.
    """

    options: ScanOptions
    xml: bytes
    media_type: str
    width: int


def offered(device: ScannerCapabilities) -> Capabilities:
    """Return what a device offers, in the station's words."""
    sources = _sources(device)
    profiles = [one for caps in sources.values() for one in caps.profiles]
    modes = tuple(mode for mode in MODES if any(_format(one, mode) for one in profiles))
    depths = {1 if mode is Mode.LINEART else 8 for mode in modes}
    return Capabilities(
        sources=tuple(sources),
        modes=modes,
        depths=tuple(sorted(depths)),
        resolutions=tuple(sorted({dpi for one in profiles for dpi in _resolutions(one)})),
        page_size=(
            max((_mm(caps.max_width) for caps in sources.values()), default=0.0),
            max((_mm(caps.max_height) for caps in sources.values()), default=0.0),
        ),
        options=tuple(_options(device, sources)),
        firmware=_firmware(device),
    )


def _firmware(device: ScannerCapabilities) -> str:
    """Return what stands for a version: eSCL tells the protocol's, and none of the device.

    With it goes a digest of all that the device says it can do, which changes when an update
    changes anything that matters here; not of what is one device's own.
    """
    said = repr(replace(device, uuid="", ranges=dict(sorted(device.ranges.items()))))
    return f"eSCL {device.version} ({sha256(said.encode()).hexdigest()[:8]})"


def wanted(device: ScannerCapabilities, options: ScanOptions, most_dpi: int = 0) -> Wanted:
    """Return the settings for options, all of which the device offers.

    Args:
        most_dpi: more is not believed, 0: everything is.

    Raises:
        UnsupportedOption: the device does not offer a value.
    """
    sources = _sources(device)
    if options.source not in sources:
        raise UnsupportedOption(option="source", value=options.source)
    caps = sources[options.source]
    if options.depth not in {1, 8}:
        raise UnsupportedOption(option="depth", value=options.depth)
    profile = _profile(caps, options, most_dpi)
    extra = _extra(device, caps, options)
    media_type = _format(profile, options.mode, extra.pop("format", ""))
    width, height = _area(caps, options)
    taken = replace(options, depth=1 if options.mode is Mode.LINEART else 8)
    offset = (caps.max_width - width) // 2 if device.centred and options.source != "flatbed" else 0
    region = (max(0, offset), 0, width, height)
    lines = "".join(_settings(device, profile, taken, media_type, region, extra))
    return Wanted(taken, _document(lines), media_type, width)


def _sources(device: ScannerCapabilities) -> dict[Source, InputCaps]:
    every: dict[Source, InputCaps | None] = {
        "flatbed": device.platen,
        "feeder": device.simplex,
        "duplex": device.duplex,
    }
    return {source: caps for source, caps in every.items() if caps is not None}


def _resolutions(profile: SettingProfile) -> set[int]:
    found = set(profile.resolutions)
    if profile.range is not None:
        found |= {profile.range.low, profile.range.high}
        found |= {dpi for dpi in USUAL_DPI if profile.range.takes(dpi)}
    return found


def _profile(caps: InputCaps, options: ScanOptions, most_dpi: int) -> SettingProfile:
    able = [one for one in caps.profiles if _format(one, options.mode)]
    if not able:
        raise UnsupportedOption(option="mode", value=options.mode)
    dpi = options.resolution
    fitting = [one for one in able if one.takes(dpi) and (not most_dpi or dpi <= most_dpi)]
    if not fitting:
        raise UnsupportedOption(option="resolution", value=dpi)
    return fitting[0]


def _format(profile: SettingProfile, mode: Mode, asked: str = "") -> str:
    """Return the format to ask for, empty if the profile has none that is taken."""
    if MODES[mode] not in profile.modes:
        return ""
    known = [one for one in FORMATS[mode] if one in profile.formats]
    if asked:
        if asked not in known:
            raise UnsupportedOption(option="format", value=asked)
        return asked
    return known[0] if known else ""


def _area(caps: InputCaps, options: ScanOptions) -> tuple[int, int]:
    sides = (
        ("page_width", options.page_width, caps.min_width, caps.max_width),
        ("page_height", options.page_height, caps.min_height, caps.max_height),
    )
    return _side(*sides[0]), _side(*sides[1])


def _side(name: str, millimetres: float, least: int, most: int) -> int:
    if not millimetres:
        return most
    units = round(millimetres / MM * UNITS)
    if units < least or (most and units > most + SLACK):
        raise UnsupportedOption(option=name, value=millimetres)
    return min(units, most or units)


def _extra(device: ScannerCapabilities, caps: InputCaps, options: ScanOptions) -> dict[str, str]:
    ranges = {name.lower(): offered for name, offered in device.ranges.items()}
    for name, value in options.extra.items():
        if name in ranges:
            fits = value.lstrip("-").isdigit() and ranges[name].takes(int(value))
        else:
            fits = name == "format" or (name == "intent" and value in caps.intents)
        if not fits:
            raise UnsupportedOption(option=name, value=value)
    return dict(options.extra)


def _options(device: ScannerCapabilities, sources: dict[Source, InputCaps]) -> Iterator[OptionInfo]:
    for name, one in device.ranges.items():
        yield OptionInfo(name.lower(), f"{name} {one.low}..{one.high}", str(one.normal))
    intents = dict.fromkeys(intent for caps in sources.values() for intent in caps.intents)
    if intents:
        yield OptionInfo("intent", "Intent", "", tuple(intents))
    formats = [
        one
        for one in (JPEG, PDF, OCTETS)
        if any(one in profile.formats for caps in sources.values() for profile in caps.profiles)
    ]
    if formats:
        yield OptionInfo("format", "Document format", formats[0], tuple(formats))


def _settings(
    device: ScannerCapabilities,
    profile: SettingProfile,
    options: ScanOptions,
    media_type: str,
    region: tuple[int, int, int, int],
    extra: dict[str, str],
) -> Iterator[str]:
    """The order is the schema's; some devices refuse another one."""
    yield _element("pwg:Version", device.version)
    if "intent" in extra:
        yield _element("scan:Intent", extra["intent"])
    if region[2] and region[3]:
        yield _region(region)
    yield _element("pwg:InputSource", "Platen" if options.source == "flatbed" else "Feeder")
    yield _element("scan:ColorMode", MODES[options.mode])
    yield _element("scan:XResolution", options.resolution)
    yield _element("scan:YResolution", options.resolution)
    yield _element("pwg:DocumentFormat", media_type)
    if profile.extended:
        yield _element("scan:DocumentFormatExt", media_type)
    if options.source != "flatbed":
        yield _element("scan:Duplex", str(options.source == "duplex").lower())
    for name in device.ranges:
        if name.lower() in extra:
            yield _element(f"scan:{name}", int(extra[name.lower()]))


def _region(region: tuple[int, int, int, int]) -> str:
    names = ("XOffset", "YOffset", "Width", "Height")
    units = _element("pwg:ContentRegionUnits", "escl:ThreeHundredthsOfInches")
    sides = "".join(
        _element(f"pwg:{name}", value) for name, value in zip(names, region, strict=True)
    )
    return (
        '<pwg:ScanRegions pwg:MustHonor="true"><pwg:ScanRegion>'
        f"{units}{sides}</pwg:ScanRegion></pwg:ScanRegions>"
    )


def _element(name: str, value: object) -> str:
    return f"<{name}>{escape(str(value))}</{name}>"


def _document(lines: str) -> bytes:
    head = (
        '<?xml version="1.0" encoding="UTF-8"?><scan:ScanSettings'
        ' xmlns:scan="http://schemas.hp.com/imaging/escl/2011/05/03"'
        ' xmlns:pwg="http://www.pwg.org/schemas/2010/12/sm">'
    )
    return f"{head}{lines}</scan:ScanSettings>".encode()


def _mm(units: int) -> float:
    return round(units / UNITS * MM, 1)
