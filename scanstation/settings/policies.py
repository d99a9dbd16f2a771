r"""The machine's policies, weakest first, and what is wrong with one.

Windows: what the installation was given (``HKLM\Software\scanstation``: ``Target``), the file that
it names there (``PolicyFile``), the branch of the group policies
(``HKLM\Software\Policies\scanstation``). Elsewhere: ``/etc/scanstation/*.toml`` by name.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from scanstation.errors import ConfigurationInvalid, PolicyInvalid, Text
from scanstation.settings.expansion import expanded
from scanstation.settings.registry import (
    POLICY_FILE,
    installation,
    machine_variables,
    registry_policy,
)
from scanstation.settings.schema import build
from scanstation.settings.source import Source, read_source
from scanstation.settings.values import Settings

POLICY_FOLDER = Path("/etc/scanstation")
PATHS = ("home", "ocr.tessdata", "ocr.program")
"""Values in which a policy may name variables: one policy serves many accounts. The folder of
declarations is none of them: who sets a variable must not choose the targets."""


@dataclass(frozen=True, slots=True)
class Found:
    """A policy of this machine: where it stands, and how it is read.

    Attributes:
        place: a file, or a branch of the registry.
        read: returns its source; raises ``PolicyInvalid``.
    """

    place: str
    read: Callable[[], Source]


def machine_policies(environ: Mapping[str, str] | None = None) -> list[Source]:
    """Return this machine's policies, read and checked.

    Raises:
        PolicyInvalid: one holds what no setting takes.
    """
    return [one.read() for one in find_policies(os.environ if environ is None else environ)]


def find_policies(
    environ: Mapping[str, str], *, windows: bool = os.name == "nt"
) -> Iterator[Found]:
    """Yield the policies that there are, weakest first, none read yet."""
    if not windows:
        for path in sorted(POLICY_FOLDER.glob("*.toml")):
            yield Found(str(path), _file(path, environ))
        return
    given, policy = installation(), registry_policy()
    if given is not None:
        yield from _installed(given, environ)
    if policy is not None:
        yield _ready(policy, environ)


def _installed(given: Source, environ: Mapping[str, str]) -> Iterator[Found]:
    table = dict(given.table)
    file = str(table.pop(POLICY_FILE, ""))
    if table:
        yield _ready(Source(given.file, table, lenient=True), environ)
    if file:
        place = f"{given.file}, PolicyFile"
        yield Found(place, partial(_named_file, file, environ, place))


def _named_file(file: str, environ: Mapping[str, str], place: str) -> Source:
    machine = machine_variables() if os.name == "nt" else environ
    return _file(Path(expanded(file, machine, place)), environ)()


def _ready(source: Source, environ: Mapping[str, str]) -> Found:
    return Found(source.file, partial(checked, source, environ))


def _file(path: Path, environ: Mapping[str, str]) -> Callable[[], Source]:
    def read() -> Source:
        try:
            source = read_source(path)
        except ConfigurationInvalid as error:
            raise _invalid(error, path.name) from error
        return checked(source, environ)

    return read


def checked(source: Source, environ: Mapping[str, str]) -> Source:
    """Return a policy with its variables filled in.

    Raises:
        PolicyInvalid: it holds what no setting takes.
    """
    table = _with_variables(source, environ)
    made = Source(source.file, table, source.lines, lenient=source.lenient)
    try:
        build(Settings, made, **({} if "home" in table else {"home": "-"}))
    except ConfigurationInvalid as error:
        raise _invalid(error, _value(source.table, str(error.details["key"]))) from error
    return made


def _with_variables(source: Source, environ: Mapping[str, str]) -> dict[str, Any]:
    table = {
        name: dict(value) if isinstance(value, Mapping) else value
        for name, value in source.table.items()
    }
    for key in PATHS:
        *outer, last = key.split(".")
        inner: Any = table
        for part in outer:
            inner = inner.get(part, {}) if isinstance(inner, dict) else {}
        if isinstance(inner, dict) and isinstance(inner.get(last), str):
            inner[last] = expanded(inner[last], environ, f"{source.file}: {key}", key)
    return table


def _value(table: Mapping[str, Any], key: str) -> object:
    """Return what stands under a dotted key, as far as the policy goes that way."""
    value: Any = table
    for part in key.split("["):
        for name in part.rstrip("]").split("."):
            if isinstance(value, Mapping) and name in value:
                value = value[name]
            elif isinstance(value, Sequence) and name.isdigit() and int(name) <= len(value):
                value = value[int(name) - 1]
    return "…" if isinstance(value, Mapping) else value


def _invalid(error: ConfigurationInvalid, value: object) -> PolicyInvalid:
    file, line = str(error.details["file"]), error.details["line"]
    place: object = file
    if not file.startswith("HKLM\\"):
        place = Text(f"{file}, Zeile {line}", f"{file}, line {line}")
    return PolicyInvalid(**{**error.details, "value": value, "place": place})
