"""What may be said of a device in a bug report: nothing that names people, places or papers."""

from __future__ import annotations

import getpass
import platform
import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from scanstation.devices.driver import Capabilities, OptionInfo
from scanstation.model import ScanOptions

LEAST = 3
"""Characters of a word that is worth hiding: shorter ones stand in every other word."""
PIECE = 5
"""The same for pieces of an address: serial numbers and hosts, not the bus and its number."""
HIDDEN = "<…>"
PATH = re.compile(r"(?:[A-Za-z]:)?[\\/](?:[^\\/\n\"<>|*?]+[\\/])*[^\\/\n\"<>|*?:,;)]*")
"""A path may hold blanks: what follows its last separator counts as its name, whatever it is."""
PROGRAMS = re.compile(r"[\w.+-]+\.(?:py|pyd|so(?:\.\d+)*|dll|ds|exe|sys)(?=\s|$)", re.IGNORECASE)
UNPRINTABLE = re.compile(r"[^\x20-\x7e\u00a0-\u024f]")
OWN_NAMES = frozenset({"twain"})
"""Drivers whose devices are called as the vendor calls the model, on every machine alike."""


def shown_address(address: str) -> str:
    """Return the part of an address that is the same on every machine: driver, model or backend.

    The rest may be a path, a host, a serial number, a name that somebody gave.
    """
    driver, _, name = address.partition(":")
    if driver in OWN_NAMES:
        return address
    backend, colon, _ = name.partition(":")
    return f"{driver}:{backend}:{HIDDEN}" if driver == "sane" and colon else f"{driver}:{HIDDEN}"


@dataclass(frozen=True, slots=True)
class Cleaner:
    """Takes out of a worker's words what is nobody's business; ``private`` longest first."""

    private: tuple[str, ...] = ()

    @classmethod
    def of(cls, address: str, private: Iterable[str], asked: ScanOptions) -> Cleaner:
        """Return one that knows the device's own name, people, this machine and free options."""
        driver, _, name = address.partition(":")
        pieces = [one for one in re.split(r"[:?&=/\\\s]", name)[1:] if len(one) >= PIECE]
        own = () if driver in OWN_NAMES else (address, name, *pieces)
        machine = (_account(), platform.node(), str(Path.home()))
        free = (value for value in asked.extra.values() if _is_text(value))
        known = {one for one in (*own, *private, *machine, *free) if len(one) >= LEAST}
        return cls(tuple(sorted(known, key=len, reverse=True)))

    def line(self, text: str) -> str:
        """Return a line without private words; of paths only a program's own name stays."""
        for word in self.private:
            text = re.sub(re.escape(word), HIDDEN, text, flags=re.IGNORECASE)
        text = PATH.sub(_without_folder, text)
        return UNPRINTABLE.sub("?", text)

    def lines(self, text: str) -> list[str]:
        """Return the lines of a log."""
        return [self.line(one) for one in text.splitlines()]

    def options(self, options: ScanOptions | None, offered: Capabilities | None) -> Any:
        """Return scan options; a driver option's free text (an imprint) is not told."""
        if options is None:
            return None
        known = {one.name: one for one in offered.options} if offered else {}
        return {
            "resolution": options.resolution,
            "mode": options.mode,
            "source": options.source,
            "depth": options.depth,
            "page_width": options.page_width,
            "page_height": options.page_height,
            "extra": {name: _told(value, known.get(name)) for name, value in options.extra.items()},
        }

    def capabilities(self, offered: Capabilities | None) -> Any:
        """Return what a device offers."""
        if offered is None:
            return None
        plain = {one.name: getattr(offered, one.name) for one in fields(offered)}
        return {**plain, "options": [_option(one) for one in offered.options]}


def _option(one: OptionInfo) -> dict[str, Any]:
    return {
        "name": one.name,
        "kind": one.kind,
        "value": _told(one.value, one),
        "choices": one.choices,
        "unit": one.unit,
        "limits": one.limits,
        "settable": one.settable,
        "active": one.active,
        "automatic": one.automatic,
    }


def _told(value: str, option: OptionInfo | None) -> str:
    """A number, a switch or one of the choices is told; a free text is not."""
    choices = option.choices if option is not None else ()
    return value if value in choices or not _is_text(value) else f"<{len(value)}>"


def _is_text(value: str) -> bool:
    """Whether a value may say something: not a number as options have it, not a switch."""
    if value.lower() in {"yes", "no", "true", "false", "auto", "on", "off", ""}:
        return False
    return not re.fullmatch(r"-?\d{1,5}(?:\.\d{1,4})?", value)


def _without_folder(found: re.Match[str]) -> str:
    name = re.split(r"[\\/]", found.group())[-1]
    return name if PROGRAMS.match(name) else HIDDEN


def _account() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""
