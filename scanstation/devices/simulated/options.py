"""The options of a simulated device, from its address and from ``ScanOptions.extra``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl

from scanstation.devices.driver import Source
from scanstation.errors import UnsupportedOption
from scanstation.model import Mode

PATTERN = "pattern"

FAULTS = frozenset(
    {
        "jam",
        "double_feed",
        "double_feed_notice",
        "cover_open",
        "out_of_paper",
        "busy",
        "access_denied",
        "io_error",
        "no_memory",
        "hang",
        "crash",
        "truncated",
        "wrong_size",
        "duplicate",
    }
)


@dataclass(frozen=True, slots=True)
class SimulatedOptions:
    """See ``simulated`` for the meaning; ``faults`` holds the sides of each fault."""

    path: str
    frames: str = "auto"
    sides: int = 0
    pages: int = 0
    start_at: int = 1
    ipm: float = 0.0
    ack_log: str = ""
    tray: str = ""
    count_lie: int = 0
    turn: str = ""
    refill: bool = False
    button: str = ""
    sources: tuple[Source, ...] = ("flatbed", "feeder", "duplex")
    modes: tuple[Mode, ...] = (Mode.LINEART, Mode.GREY, Mode.COLOUR)
    resolutions: tuple[int, ...] = ()
    rounds: bool = False
    firmware: str = ""
    faults: Mapping[str, frozenset[int]] = field(default_factory=dict)

    @classmethod
    def parse(cls, name: str) -> SimulatedOptions:
        """Take ``PATH?key=value&...`` apart.

        Raises:
            UnsupportedOption: an unknown key or a value out of place.
        """
        path, mark, query = name.rpartition("?")
        if not mark or "=" not in query:
            return cls(name)
        return cls(path).with_extra(dict(parse_qsl(query, keep_blank_values=True)))

    def with_extra(self, extra: Mapping[str, str]) -> SimulatedOptions:
        """Return the options with others on top (UnsupportedOption if one is unknown)."""
        changed = self
        for key, value in extra.items():
            try:
                changed = changed._with(key, value)
            except (KeyError, ValueError) as error:
                raise UnsupportedOption(option=key, value=value) from error
        return changed

    def _with(self, key: str, value: str) -> SimulatedOptions:
        if key in FAULTS:
            sides = frozenset(int(part) for part in value.split(",") if part)
            return replace(self, faults={**self.faults, key: sides})
        changes: dict[str, Any] = {key: CONVERTERS[key](value)}
        return replace(self, **changes)


def _frames(value: str) -> str:
    if value not in {"raw", "jpeg", "auto"}:
        raise ValueError(value)
    return value


def _sides(value: str) -> int:
    if value not in {"1", "2"}:
        raise ValueError(value)
    return int(value)


def _turn(value: str) -> str:
    if value not in {"reversed", "same"}:
        raise ValueError(value)
    return value


def _truth(value: str) -> bool:
    if value not in {"0", "1"}:
        raise ValueError(value)
    return value == "1"


def _sources(value: str) -> tuple[Source, ...]:
    every: tuple[Source, ...] = ("flatbed", "feeder", "duplex")
    return tuple(every[every.index(one)] for one in value.split(","))


CONVERTERS: Mapping[str, Callable[[str], object]] = {
    "frames": _frames,
    "sides": _sides,
    "pages": int,
    "start_at": int,
    "ipm": float,
    "ack_log": str,
    "tray": str,
    "count_lie": int,
    "turn": _turn,
    "refill": _truth,
    "button": str,
    "sources": _sources,
    "modes": lambda value: tuple(Mode(one) for one in value.split(",")),
    "resolutions": lambda value: tuple(int(one) for one in value.split(",")),
    "rounds": _truth,
    "firmware": str,
}
