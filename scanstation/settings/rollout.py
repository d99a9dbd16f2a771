"""What an administrator decides for many workplaces: what may be used, and where from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath
from typing import ClassVar, Literal

from scanstation.errors import Text
from scanstation.settings.constraints import Rule, between

_FOLDER = Text(
    r"ein ganzer Pfad wie \\server\freigabe\scanstation oder C:\Daten",
    r"a full path such as \\server\share\scanstation or C:\data",
)
_PATTERNS = Text(
    "Gerätemuster wie escl:* oder twain:64:*", "patterns of devices such as escl:* or twain:64:*"
)
_NAMES = Text("Namen aus a-z, 0-9, - und _", "names of a-z, 0-9, - and _")


def is_full_path(path: str) -> bool:
    """Return whether a path says where it is on any system of its kind."""
    return PureWindowsPath(path).is_absolute() or PurePosixPath(path).is_absolute()


def full_path(field: str) -> Rule:
    """Return the rule that a path is a full one, or empty."""
    return Rule(field, lambda path: not path or is_full_path(path), _FOLDER)


def are_names(names: tuple[str, ...]) -> bool:
    """Return whether these can be names of targets or tenants."""
    return all(re.fullmatch("[a-z0-9][a-z0-9_-]{0,63}", one) for one in names)


@dataclass(frozen=True, slots=True)
class Allowed:
    """What may be used at this workplace; an empty list leaves everything to choose.

    Attributes:
        devices: patterns of device addresses (``*`` stands for anything, ``?`` for a letter);
            other devices are neither listed nor opened. The practice scanner belongs to the
            training mode.
        targets: names; with any, targets that a user declared do not count at all, one of the
            share is sent to only while the share says the same, and only a policy names the share.
        tenants: names of tenants that may be worked in.
        training: whether there is a training mode (tenant ``uebung``, demonstration).
    """

    RULES: ClassVar[tuple[Rule, ...]] = (
        Rule("devices", lambda every: all(":" in one for one in every), _PATTERNS),
        Rule("targets", are_names, _NAMES),
        Rule("tenants", are_names, _NAMES),
    )

    devices: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    tenants: tuple[str, ...] = ()
    training: bool = True


@dataclass(frozen=True, slots=True)
class Declarations:
    """Profiles, document classes, targets and tenants that lie on a share.

    Attributes:
        folder: holds ``tenants/<name>/...`` as the machine's own folder does; empty for none. Its
            copy lies in the home, where the account can change it.
        update: when what lies there is taken over: at each start, by hand, or once.
        seconds: how long a start waits for the share.
    """

    RULES: ClassVar[tuple[Rule, ...]] = (full_path("folder"), between("seconds", 1, 120))

    folder: str = ""
    update: Literal["start", "manual", "never"] = "start"
    seconds: int = 5


@dataclass(frozen=True, slots=True)
class Log:
    """What the station writes down about itself; never page content, names or case numbers.

    Attributes:
        level: from which weight on lines go into ``HOME/log/scanstation.log``.
        system: whether what IT must know also goes to the system's own log (Windows: Application).
    """

    level: Literal["error", "warning", "info", "debug"] = "info"
    system: bool = True
