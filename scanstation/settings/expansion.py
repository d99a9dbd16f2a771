"""Variables in the paths of a policy: ``%LOCALAPPDATA%\\scanstation``, ``${HOME}/scans``, ``~``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from scanstation.errors import PolicyInvalid, Text
from scanstation.settings.rollout import is_full_path
from scanstation.settings.variables import HOME

VARIABLE = re.compile(r"%([^%\\/:]+)%|\$\{([^}]+)\}")
_FULL = Text(
    "ein ganzer Pfad mit vorhandenen Umgebungsvariablen",
    "a full path with environment variables that exist",
)


def expanded(path: str, environ: Mapping[str, str], place: str, key: str = "PolicyFile") -> str:
    """Return a path with its variables filled in, the same way on every system.

    Args:
        environ: the variables that count; on Windows their names are looked up in capitals.
        place: where the path stands, for the error.

    Raises:
        PolicyInvalid: a variable is not set (no folder is called ``%LOCALAPPDATA%``), or what
            comes out does not say where it is.
    """

    def filled(found: re.Match[str]) -> str:
        name = found[1] or found[2]
        value = environ.get(name, environ.get(name.upper(), ""))
        if not value:
            raise _invalid(path, place, key)
        return value

    if not path:
        return path
    result = VARIABLE.sub(filled, path)
    if result == "~" or result.startswith(("~/", "~\\")):
        result = (environ.get(HOME) or str(Path.home())) + result[1:]
    if not is_full_path(result):
        raise _invalid(path, place, key)
    return result


def _invalid(path: str, place: str, key: str) -> PolicyInvalid:
    return PolicyInvalid(
        file=place,
        line=1,
        key=key,
        value=path,
        place=place,
        expected_de=_FULL.de,
        expected_en=_FULL.en,
    )
