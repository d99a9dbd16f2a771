"""What a device takes instead of what a profile asks for, and how a person is told.

    asked --configure--> taken as asked                                     feed
            |            taken otherwise, not worse (rounded, a higher dpi)  told, feed
            |            worse --accepted by a person--> noted in the journal, feed
            |                  --not accepted--> DeviceValuesDiffer, nothing is fed
            +--refused: the next value by rule is tried

The device has the last word: it is always asked for the profile's own values first. What it is
known to offer (``device_profiles``) says the same earlier, before a batch is opened.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Protocol

from scanstation.devices.driver import Capabilities, Source
from scanstation.errors import DeviceValuesDiffer, Text, UnsupportedOption
from scanstation.model import Mode, ScanOptions
from scanstation.workflow.device_option_words import option_title
from scanstation.workflow.device_value_words import (
    ACCEPTED,
    CHANGED,
    DEPTH,
    INSTEAD_OF_SOURCE,
    LEFT_OUT,
    MODE,
    MODE_WORDS,
    RESOLUTION,
    ROUNDED,
    SIZES,
    SOURCE,
    SOURCE_WORDS,
)

NOTED = "device_values"
"""Kind of the anomaly that says what was asked for and what was taken."""

ROUNDING = 0.02
"""299 instead of 300 dpi is a scanner's way of counting; 2 % are six pixels in 300."""
SAME_MM = 1.0
"""Devices give a page size in steps of their own; a millimetre of margin holds nothing."""
OWN_WORDS = frozenset({"dialog", "custom_data"})
"""Of TWAIN: whether the driver's window is shown, and what it then remembers; no values."""
USUAL = frozenset({75, 100, 150, 200, 240, 300, 400, 600, 1200})
"""A device with a continuous range lists its ends and these: others it may take all the same."""

SOURCES: Mapping[Source, tuple[Source, ...]] = MappingProxyType(
    {
        "duplex": ("feeder", "flatbed"),
        "feeder": ("duplex", "flatbed"),
        "flatbed": ("feeder", "duplex"),
    }
)
"""What takes the place of a source, the best first."""
MODES: Mapping[Mode, tuple[Mode, ...]] = MappingProxyType(
    {
        Mode.COLOUR: (Mode.GREY, Mode.LINEART),
        Mode.GREY: (Mode.COLOUR, Mode.LINEART),
        Mode.LINEART: (Mode.GREY, Mode.COLOUR),
    }
)
FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "source": "source",
        "adf-mode": "source",
        "duplex": "source",
        "mode": "mode",
        "depth": "depth",
        "resolution": "resolution",
        "x-resolution": "resolution",
        "y-resolution": "resolution",
        "page_width": "page_width",
        "page-width": "page_width",
        "br-x": "page_width",
        "page_height": "page_height",
        "page-height": "page_height",
        "br-y": "page_height",
    }
)
"""Drivers' names of what ``ScanOptions`` holds, as ``UnsupportedOption`` gives them."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that a device takes otherwise than it was asked.

    Attributes:
        name: of ``ScanOptions``, or ``extra.`` and the driver's own name of an option.
        asked, got: as text; ``got`` is empty where a setting is left out.
        said: the sentence for a person.
        worse: nothing is fed before a person accepted it.
    """

    name: str
    asked: str
    got: str
    said: Text
    worse: bool = True

    @property
    def key(self) -> str:
        """What a person accepts; another value is another key."""
        return f"{self.name}={self.asked}>{self.got}"


Accepts = Callable[[str, Sequence[Difference]], bool]
"""Asked before a feed: the device's address and what it takes otherwise. Whoever answers has told
a person; False refuses what is worse."""


def refuses(device: str, differences: Sequence[Difference]) -> bool:
    """Accept nothing: nobody is there to be told."""
    return False


class Accepted:
    """What a person accepted, by device; may be asked from any thread."""

    def __init__(self) -> None:
        self._keys: frozenset[tuple[str, str]] = frozenset()

    def add(self, device: str, keys: Collection[str]) -> None:
        """Accept differences of a device by their keys."""
        self._keys |= {(device, key) for key in keys}

    def news(self, device: str, found: Sequence[Difference]) -> tuple[Difference, ...]:
        """Return what a person was not told yet."""
        return tuple(one for one in found if (device, one.key) not in self._keys)

    def clear(self) -> None:
        """Forget: another person is to be told anew."""
        self._keys = frozenset()

    def __call__(self, device: str, differences: Sequence[Difference]) -> bool:
        """Whether everything that is worse was accepted."""
        return all((device, one.key) in self._keys for one in differences if one.worse)


class Configurable(Protocol):
    """What is configured; ``devices.client.DeviceClient`` is one."""

    def capabilities(self) -> Capabilities:
        """Return what the device offers."""

    def configure(self, options: ScanOptions) -> ScanOptions:
        """Set the options and return them as taken."""


def settle(device: Configurable, asked: ScanOptions) -> ScanOptions:
    """Configure a device as asked, or with the nearest values that it takes; return these.

    Raises:
        UnsupportedOption: nothing takes the place of a value.
        DeviceError: the device does not answer.
    """
    wanted, refused = asked, set[tuple[str, str]]()
    while True:
        try:
            taken = device.configure(wanted)
        except UnsupportedOption as error:
            wanted = _instead(device, wanted, error, refused)
        else:
            echoed = {name: taken.extra.get(name, value) for name, value in wanted.extra.items()}
            return replace(taken, extra=echoed)


def foreseen(asked: ScanOptions, offered: Capabilities) -> ScanOptions:
    """Return what a device will take by what it is known to offer; the device may know better."""
    depths = [one for one in offered.depths if one > 1]
    return replace(
        asked,
        source=_first(asked.source, SOURCES[asked.source], offered.sources),
        mode=_first(asked.mode, MODES[asked.mode], offered.modes),
        depth=_first(asked.depth, depths, depths),
        resolution=_resolution(asked.resolution, offered.resolutions),
        page_width=_fitting(asked.page_width, offered.page_size[0]),
        page_height=_fitting(asked.page_height, offered.page_size[1]),
        extra={
            name: value
            for name, value in asked.extra.items()
            if not offered.options or name in OWN_WORDS or _known(name, offered)
        },
    )


def differences(asked: ScanOptions, taken: ScanOptions) -> tuple[Difference, ...]:
    """Return what is taken otherwise than asked, what weighs most first."""
    return tuple(_differences(asked, taken))


def sentence(found: Sequence[Difference]) -> Text:
    """Return all of it as one paragraph."""
    return Text(" ".join(one.said.de for one in found), " ".join(one.said.en for one in found))


def noted(found: Sequence[Difference]) -> Text:
    """Return what the journal and the transfer note say of it."""
    said = sentence(found)
    if not any(one.worse for one in found):
        return said
    return Text(ACCEPTED.say("de", said=said.de), ACCEPTED.say("en", said=said.en))


def require_accepted(device: str, found: Sequence[Difference], accepts: Accepts) -> None:
    """Refuse what is worse than asked unless it is accepted; what is not worse is only told.

    Raises:
        DeviceValuesDiffer: something is worse, and nobody accepted it.
    """
    if found and not accepts(device, found) and any(one.worse for one in found):
        raise DeviceValuesDiffer(said=sentence(found), device=device, differences=tuple(found))


def _differences(asked: ScanOptions, taken: ScanOptions) -> Iterator[Difference]:
    if taken.source != asked.source:
        words = {"asked": SOURCE_WORDS[asked.source], "got": INSTEAD_OF_SOURCE[taken.source]}
        yield Difference("source", asked.source, taken.source, _said(SOURCE, **words))
    if taken.mode != asked.mode:
        words = {"asked": MODE_WORDS[asked.mode], "got": MODE_WORDS[taken.mode]}
        yield Difference("mode", asked.mode.value, taken.mode.value, _said(MODE, **words))
    if taken.resolution and taken.resolution != asked.resolution:
        yield _resolution_differs(asked.resolution, taken.resolution)
    if Mode.LINEART not in (asked.mode, taken.mode) and taken.depth != asked.depth:
        worse = taken.depth < asked.depth
        yield _of_numbers("depth", DEPTH, asked.depth, taken.depth, worse)
    for name, (instead, own) in SIZES.items():
        wanted, got = getattr(asked, name), getattr(taken, name)
        if wanted and abs(wanted - got) > SAME_MM:
            yield _of_numbers(name, instead if got else own, wanted, got, got < wanted)
    yield from _extras_differ(asked.extra, taken.extra)


def _resolution_differs(asked: int, got: int) -> Difference:
    rounded = abs(asked - got) <= ROUNDING * asked
    said = ROUNDED if rounded else RESOLUTION
    return _of_numbers("resolution", said, asked, got, got < asked and not rounded)


def _extras_differ(asked: Mapping[str, str], taken: Mapping[str, str]) -> Iterator[Difference]:
    chosen = asked.get("dialog") == "yes"  # by a person in the driver's own window
    for name, value in asked.items():
        got = taken.get(name, "")
        if name in OWN_WORDS or _same(value, got):
            continue
        changed = CHANGED if name in taken else LEFT_OUT
        said = _said(changed, name=option_title(name), asked=value, got=got)
        worse = not chosen and not (name in taken and _near(value, got))
        yield Difference(f"extra.{name}", value, got, said, worse)


def _of_numbers(name: str, said: Text, asked: float, got: float, worse: bool) -> Difference:
    words = {"asked": f"{asked:g}", "got": f"{got:g}"}
    return Difference(name, words["asked"], words["got"], _said(said, **words), worse)


def _instead(
    device: Configurable, wanted: ScanOptions, error: UnsupportedOption, refused: set[Any]
) -> ScanOptions:
    """Return the options with the next value in the place of the one that was refused."""
    name, value = str(error.details.get("option")), str(error.details.get("value"))
    field = FIELDS.get(name, "")
    if name in wanted.extra and (not field or wanted.extra[name] == value):
        left = {one: text for one, text in wanted.extra.items() if one != name}
        return replace(wanted, extra=left)
    if not field:
        raise error
    refused.add((field, getattr(wanted, field)))
    for candidate in _candidates(field, wanted, device.capabilities()):
        if (field, candidate) not in refused:
            return replace(wanted, **{field: candidate})
    raise error


def _candidates(field: str, wanted: ScanOptions, offered: Capabilities) -> list[Any]:
    """Return what may take the place of a value, the best first."""
    match field:
        case "source":
            return [one for one in SOURCES[wanted.source] if one in offered.sources]
        case "mode":
            return [one for one in MODES[wanted.mode] if one in offered.modes]
        case "resolution":
            return _by_nearness(wanted.resolution, offered.resolutions)
        case "depth":
            return [one for one in (8, 16) if one in offered.depths]
    most = offered.page_size[0 if field == "page_width" else 1]
    return [most, 0.0] if 0 < most < getattr(wanted, field) else [0.0]


def _by_nearness(asked: int, offered: Collection[int]) -> list[int]:
    """The next higher first, so that nothing is lost; then the next lower."""
    higher = sorted(one for one in offered if one >= asked)
    return higher + sorted((one for one in offered if one < asked), reverse=True)


def _resolution(asked: int, offered: Collection[int]) -> int:
    if not offered or asked in offered:
        return asked
    if min(offered) < asked < max(offered) and asked not in USUAL:
        return asked  # perhaps within a range: the device says it
    return _by_nearness(asked, offered)[0]


def _first(asked: Any, order: Sequence[Any], offered: Collection[Any]) -> Any:
    if not offered or asked in offered:
        return asked
    return next((one for one in order if one in offered), asked)


def _fitting(asked: float, most: float) -> float:
    return most if most and asked > most + SAME_MM else asked


def _known(name: str, offered: Capabilities) -> bool:
    return any(one.name == name and one.settable for one in offered.options)


def _same(asked: str, got: str) -> bool:
    if asked == got:
        return True
    yes, no = ("yes", "true", "on", "1"), ("no", "false", "off", "0")
    words = (asked.lower(), got.lower())
    if any(all(word in same for word in words) for same in (yes, no)):
        return True
    try:
        return float(asked) == float(got)
    except ValueError:
        return words[0] == words[1]


def _near(asked: str, got: str) -> bool:
    """A number that the device rounded."""
    try:
        wanted, taken = float(asked), float(got)
    except ValueError:
        return False
    return abs(wanted - taken) <= ROUNDING * abs(wanted)


def _said(text: Text, **details: object) -> Text:
    return Text(text.say("de", **details), text.say("en", **details))
