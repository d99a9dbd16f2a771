"""``ScanSettings`` as a client posts them, read strictly by the specification."""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree import ElementTree

SCAN = "http://schemas.hp.com/imaging/escl/2011/05/03"
PWG = "http://www.pwg.org/schemas/2010/12/sm"
NAMES = {"scan": SCAN, "pwg": PWG}

MODES = ("BlackAndWhite1", "Grayscale8", "RGB24", "Grayscale16", "RGB48")
JPEG, PNG, PDF, RAW = "image/jpeg", "image/png", "application/pdf", "application/octet-stream"


class InvalidSettings(ValueError):
    """The request is no ``ScanSettings`` (HTTP 400)."""


@dataclass(frozen=True, slots=True)
class Region:
    """A part of the page in 1/300 inch, from its upper left corner."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Settings:
    """What a job is to scan; ``region`` None means the whole area."""

    source: str = "Platen"
    duplex: bool = False
    mode: str = "RGB24"
    resolution: tuple[int, int] = (100, 100)
    format: str = JPEG
    region: Region | None = None


def read_settings(body: bytes, default: Settings) -> Settings:
    """Read a posted document; what it does not say is the device's default.

    Raises:
        InvalidSettings: no XML, another root, or a value that is no number.
    """
    try:
        root = ElementTree.fromstring(body)
    except ElementTree.ParseError as error:
        raise InvalidSettings(str(error)) from error
    if root.tag != f"{{{SCAN}}}ScanSettings":
        raise InvalidSettings(root.tag)
    try:
        return _settings(root, default)
    except (TypeError, ValueError) as error:
        raise InvalidSettings(str(error)) from error


def _settings(root: ElementTree.Element, default: Settings) -> Settings:
    x = int(_text(root, "scan:XResolution", str(default.resolution[0])))
    y = int(_text(root, "scan:YResolution", str(x)))
    # The newer element wins where both are there (specification, "DocumentFormatExt").
    older = _text(root, "pwg:DocumentFormat", default.format)
    return Settings(
        source=_text(root, "pwg:InputSource", default.source),
        duplex=_text(root, "scan:Duplex", "false") == "true",
        mode=_text(root, "scan:ColorMode", default.mode),
        resolution=(x, y),
        format=_text(root, "scan:DocumentFormatExt", older),
        region=_region(root),
    )


def _region(root: ElementTree.Element) -> Region | None:
    found = root.find("pwg:ScanRegions/pwg:ScanRegion", NAMES)
    if found is None:
        return None
    units = _text(found, "pwg:ContentRegionUnits", "").rpartition(":")[2]
    if units != "ThreeHundredthsOfInches":
        raise InvalidSettings(f"units {units}")
    sizes = (_text(found, f"pwg:{name}", "") for name in ("XOffset", "YOffset", "Width", "Height"))
    return Region(*(int(size) for size in sizes))


def _text(element: ElementTree.Element, path: str, default: str) -> str:
    found = element.findtext(path, None, NAMES)
    return default if found is None else found.strip()
