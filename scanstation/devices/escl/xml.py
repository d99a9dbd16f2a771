"""What eSCL devices say of themselves: ScannerCapabilities and ScannerStatus.

Elements are found by their local names: devices use the prefixes and namespace years as they
like (Mopria eSCL Technical Specification 2.97, sections 7 to 9, is what they mean to follow).
Lengths are in 1/300 inch, as everywhere in eSCL.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from scanstation.errors import DeviceIOError

MOST_XML = 1 << 20
"""Bytes: the longest capabilities known have 60 KB."""


@dataclass(frozen=True, slots=True)
class Range:
    """A range of numbers that a device takes."""

    low: int
    high: int
    normal: int
    step: int = 1

    def takes(self, value: int) -> bool:
        """Whether the value is one of the range."""
        return self.low <= value <= self.high and (value - self.low) % max(1, self.step) == 0


@dataclass(frozen=True, slots=True)
class SettingProfile:
    """Colour modes and what goes with them; resolutions in dots per inch."""

    modes: tuple[str, ...]
    formats: tuple[str, ...]
    extended: bool
    """Whether the formats stand in ``DocumentFormatExt``, which eSCL 2.1 brought."""
    resolutions: tuple[int, ...]
    range: Range | None = None

    def takes(self, resolution: int) -> bool:
        """Whether the device can scan with so many dots per inch."""
        return resolution in self.resolutions or bool(self.range and self.range.takes(resolution))


@dataclass(frozen=True, slots=True)
class InputCaps:
    """What one source can do; sizes in 1/300 inch, 0 where the device does not say."""

    profiles: tuple[SettingProfile, ...]
    min_width: int = 0
    max_width: int = 0
    min_height: int = 0
    max_height: int = 0
    intents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ScannerCapabilities:
    """A device; a source that it does not have is None."""

    version: str
    model: str
    uuid: str
    platen: InputCaps | None
    simplex: InputCaps | None
    duplex: InputCaps | None
    centred: bool = False
    """Whether narrow paper lies in the middle of the feeder."""
    ranges: dict[str, Range] = field(default_factory=dict)
    """Brightness and such by the name of their element in ScanSettings."""


@dataclass(frozen=True, slots=True)
class JobStatus:
    """One job of a device's list."""

    uri: str
    uuid: str
    state: str
    completed: int
    to_transfer: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScannerStatus:
    """State of the device and its feeder, empty where it does not say; the newest job first."""

    state: str
    adf: str
    jobs: tuple[JobStatus, ...]

    def job(self, path: str) -> JobStatus | None:
        """Return the job of a path; devices leave out the host, the root, or all but its id."""
        name = path.rstrip("/").rpartition("/")[2]
        for job in self.jobs:
            if name in {job.uri.rstrip("/").rpartition("/")[2], job.uuid.rpartition(":")[2]}:
                return job
        return None


RANGES = {
    "Brightness": "BrightnessSupport",
    "Contrast": "ContrastSupport",
    "Threshold": "ThresholdSupport",
    "Sharpen": "SharpenSupport",
    "NoiseRemoval": "NoiseRemovalSupport",
    "CompressionFactor": "CompressionFactorSupport",
}
"""Elements of ScanSettings and the elements of the capabilities that offer them."""


def parse_capabilities(text: bytes) -> ScannerCapabilities:
    """Return what a device says it can do.

    Raises:
        DeviceIOError: this is no ScannerCapabilities.
    """
    root = _root(text, "ScannerCapabilities")
    named = {
        name: profile for profile in _every(root, "SettingProfile") if (name := profile.get("name"))
    }
    feeder = _first(root, "Adf")
    simplex = _caps(_first(feeder, "AdfSimplexInputCaps"), named)
    duplex = _caps(_first(feeder, "AdfDuplexInputCaps"), named)
    if duplex is None and "Duplex" in _texts(feeder, "AdfOption"):
        duplex = simplex  # devices of version 2.0 name the option only
    return ScannerCapabilities(
        version=_text(root, "Version") or "2.0",
        model=_text(root, "MakeAndModel"),
        uuid=_text(root, "UUID").lower(),
        platen=_caps(_first(_first(root, "Platen"), "PlatenInputCaps"), named),
        simplex=simplex,
        duplex=duplex,
        centred=_text(_first(feeder, "Justification"), "XImagePosition") == "Center",
        ranges={
            setting: offered
            for setting, element in RANGES.items()
            if (offered := _range(_first(root, element))) is not None
        },
    )


def parse_status(text: bytes) -> ScannerStatus:
    """Return the state that a device reports.

    Raises:
        DeviceIOError: this is no ScannerStatus.
    """
    root = _root(text, "ScannerStatus")
    jobs = sorted(_every(root, "JobInfo"), key=lambda job: _number(job, "Age"))
    return ScannerStatus(
        _text(root, "State"), _text(root, "AdfState"), tuple(_job(job) for job in jobs)
    )


def parse_image_info(text: bytes) -> tuple[int, int, int]:
    """Return width and height in pixels and bytes a line of a raw picture; 0 if not said.

    Raises:
        DeviceIOError: this is no ScanImageInfo.
    """
    root = _root(text, "ScanImageInfo")
    names = ("ActualWidth", "ActualHeight", "ActualBytesPerLine")
    width, height, stride = (_number(root, name) for name in names)
    return width, height, stride


def _job(element: etree._Element) -> JobStatus:
    return JobStatus(
        uri=_text(element, "JobUri"),
        uuid=_text(element, "JobUuid"),
        state=_text(element, "JobState"),
        completed=_number(element, "ImagesCompleted"),
        to_transfer=_number(element, "ImagesToTransfer"),
        reasons=_texts(element, "JobStateReason"),
    )


def _caps(element: etree._Element | None, named: dict[str, etree._Element]) -> InputCaps | None:
    if element is None:
        return None
    profiles = []
    for profile in _every(element, "SettingProfile"):
        # A profile may be named where it stands first and be referred to elsewhere.
        profiles.append(_profile(named.get(profile.get("ref", ""), profile)))
    return InputCaps(
        profiles=tuple(profiles),
        min_width=_number(element, "MinWidth"),
        max_width=_number(element, "MaxWidth"),
        min_height=_number(element, "MinHeight"),
        max_height=_number(element, "MaxHeight"),
        intents=_texts(element, "Intent") + _texts(element, "SupportedIntent"),
    )


def _profile(element: etree._Element) -> SettingProfile:
    extended = _texts(element, "DocumentFormatExt")
    formats = extended or _texts(element, "DocumentFormat")
    discrete = {
        x
        for one in _every(element, "DiscreteResolution")
        if (x := _number(one, "XResolution")) and x == _number(one, "YResolution")
    }
    ranges = _first(element, "ResolutionRange")
    across = _first(ranges, "XResolutionRange")
    return SettingProfile(
        modes=_texts(element, "ColorMode") or ("Grayscale8", "RGB24"),
        formats=tuple(one.lower() for one in formats) or ("image/jpeg",),
        extended=bool(extended),
        resolutions=tuple(sorted(discrete)),
        range=_range(across if across is not None else _first(ranges, "XResolution")),
    )


def _range(element: etree._Element | None) -> Range | None:
    if element is None or not _text(element, "Max"):
        return None
    low, high = _number(element, "Min"), _number(element, "Max")
    step = max(1, _number(element, "Step"))
    return Range(low, high, _number(element, "Normal"), step) if low <= high else None


def _root(text: bytes, name: str) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, remove_comments=True
    )
    try:
        root = etree.fromstring(text[:MOST_XML], parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DeviceIOError(reason=name) from error
    if root.getroottree().docinfo.internalDTD is not None or _local(root) != name:
        raise DeviceIOError(reason=name)
    return root


def _local(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _every(element: etree._Element | None, name: str) -> Iterator[etree._Element]:
    if element is not None:
        yield from (one for one in element.iter() if one is not element and _local(one) == name)


def _first(element: etree._Element | None, name: str) -> etree._Element | None:
    return next(_every(element, name), None)


def _texts(element: etree._Element | None, name: str) -> tuple[str, ...]:
    return tuple((one.text or "").strip() for one in _every(element, name))


def _text(element: etree._Element | None, name: str) -> str:
    return next(iter(_texts(element, name)), "")


def _number(element: etree._Element | None, name: str) -> int:
    try:
        return int(float(_text(element, name) or 0))
    except (ValueError, OverflowError):
        return 0
