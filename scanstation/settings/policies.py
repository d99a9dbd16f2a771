r"""The machine's policies, weakest first, and what is wrong with one.

Windows: what the installation was given (``HKLM\Software\scanstation``: ``Target``), the file that
it names there (``PolicyFile``), the branch of the group policies
(``HKLM\Software\Policies\scanstation``). Elsewhere: ``/etc/scanstation/*.toml`` by name. A file
that others than administrators can change is refused (``trust``); the registry's branches are
Windows' own to guard.
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
    BRANCH,
    INSTALLATION,
    POLICY_FILE,
    installation,
    machine_variables,
    registry_policy,
)
from scanstation.settings.schema import build
from scanstation.settings.source import Source, read_source, toml_files
from scanstation.settings.trust import Guard, require_safe
from scanstation.settings.values import Settings
from scanstation.settings.variables import policy_variables
from scanstation.settings.windows_rights import usual_guard

LONGEST_VALUE = 200
"""Letters of a wrong value that are said."""
PATHS = ("home", "ocr.tessdata", "ocr.program")
"""Values in which a policy may name variables: one policy serves many accounts. The folder of
declarations is none of them: who sets a variable must not choose the targets."""


@dataclass(frozen=True, slots=True)
class Machine:
    """Where policies lie, and who says that administrators alone can change them.

    Attributes:
        folder: of the policies where there is no registry.
    """

    folder: Path
    guard: Guard


MACHINE = Machine(Path("/etc/scanstation"), usual_guard())


def this_machine() -> Machine:
    """Return the machine that this runs on."""
    return MACHINE


@dataclass(frozen=True, slots=True)
class Found:
    """A policy of this machine: where it stands, and how it is read.

    Attributes:
        place: a file, or a branch of the registry.
        read: returns its source; raises ``PolicyInvalid``, ``PolicyUnsafe``.
    """

    place: str
    read: Callable[[], Source]


def machine_policies(environ: Mapping[str, str] | None = None) -> list[Source]:
    """Return this machine's policies, read and checked.

    Raises:
        PolicyInvalid: one holds what no setting takes.
        PolicyUnsafe: others than administrators can change one.
    """
    variables = policy_variables(os.environ if environ is None else environ)
    return [one.read() for one in find_policies(variables)]


def find_policies(
    variables: Mapping[str, str],
    machine: Machine | None = None,
    *,
    windows: bool = os.name == "nt",
) -> Iterator[Found]:
    """Yield the policies that there are, weakest first, none read yet.

    Args:
        variables: that paths in them may name.
        machine: instead of this one.
    """
    asked = _Asked(variables, machine or this_machine())
    if not windows:
        yield from _folder(asked)
        return
    yield from _branch(INSTALLATION, installation, partial(_installed, asked=asked))
    yield from _branch(BRANCH, registry_policy, partial(_ready, asked=asked))


@dataclass(frozen=True, slots=True)
class _Asked:
    variables: Mapping[str, str]
    machine: Machine


def _folder(asked: _Asked) -> Iterator[Found]:
    """A folder that cannot be listed is a policy that does not hold: it may say anything."""
    folder = asked.machine.folder
    try:
        paths = toml_files(folder)
    except ConfigurationInvalid as error:
        told = PolicyInvalid(**{**error.details, "value": folder.name, "place": str(folder)})
        yield Found(str(folder), partial(_refuse, told))
        return
    for path in paths:
        yield Found(str(path), partial(_file, path, asked))


def _branch(
    name: str, ask: Callable[[], Source | None], found: Callable[[Source], Iterator[Found]]
) -> Iterator[Found]:
    """A branch that cannot be read is a policy that does not hold, for ``doctor``, too."""
    try:
        source = ask()
    except PolicyInvalid as error:
        yield Found(f"HKLM\\{name}", partial(_refuse, error))
        return
    if source is not None:
        yield from found(source)


def _refuse(error: PolicyInvalid) -> Source:
    raise error


def _installed(given: Source, asked: _Asked) -> Iterator[Found]:
    table = dict(given.table)
    file = str(table.pop(POLICY_FILE, ""))
    if table:
        yield from _ready(Source(given.file, table, lenient=True), asked)
    if file:
        place = f"{given.file}, PolicyFile"
        yield Found(place, partial(_named_file, file, place, asked))


def _named_file(file: str, place: str, asked: _Asked) -> Source:
    """The machine's variables only: there is one policy for everybody."""
    machine = machine_variables() if os.name == "nt" else asked.variables
    return _file(Path(expanded(file, machine, place)), asked)


def _ready(source: Source, asked: _Asked) -> Iterator[Found]:
    yield Found(source.file, partial(checked, source, asked.variables))


def _file(path: Path, asked: _Asked) -> Source:
    if os.path.lexists(path):
        require_safe(asked.machine.guard, path)
    try:
        source = read_source(path)
    except ConfigurationInvalid as error:
        raise _invalid(error, path.name) from error
    return checked(source, asked.variables)


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
    value = value if len(str(value)) <= LONGEST_VALUE else f"{str(value)[:LONGEST_VALUE]}…"
    place: object = file
    if not file.startswith("HKLM\\"):
        place = Text(f"{file}, Zeile {line}", f"{file}, line {line}")
    return PolicyInvalid(**{**error.details, "value": value, "place": place})
