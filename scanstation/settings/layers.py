"""Defaults < machine policy < user settings, where a policy value is locked (``policies``).

"Less than" is the order in which layers are asked for a value that nobody fixed: what a
policy sets, the user's file cannot change; a user's value for such a key is kept in the
file, has no effect, and counts again when the policy goes.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any, Literal

import platformdirs

from scanstation.errors import ConfigurationLocked, ConfigurationUnknown, Text
from scanstation.settings.atomic_file import write_text
from scanstation.settings.policies import checked, machine_policies
from scanstation.settings.schema import build
from scanstation.settings.settings_file import with_value
from scanstation.settings.source import Source, dotted, read_if_there
from scanstation.settings.values import Settings

HOME_VARIABLE = "SCANSTATION_HOME"
FILE_NAME = "settings.toml"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value comes from; a policy's is locked."""

    layer: Literal["default", "policy", "environment", "user"]
    file: str = ""
    line: int = 0

    @property
    def locked(self) -> bool:
        """Whether only IT can change the value."""
        return self.layer == "policy"


@dataclass(frozen=True, slots=True)
class Station:
    """The settings in force and the origin of each by its dotted key."""

    settings: Settings
    origins: Mapping[str, Origin]

    @property
    def home(self) -> Path:
        """The folder of everything that the station keeps."""
        return Path(self.settings.home)

    def values(self) -> dict[str, object]:
        """Return every setting by its dotted key."""
        return dict(_leaves(self.settings))

    def refuse_if_locked(self, key: str) -> None:
        """Raise for a key that does not exist or that a policy fixes.

        Raises:
            ConfigurationUnknown: there is no such setting.
            ConfigurationLocked: a machine policy fixes it.
        """
        if key not in self.origins:
            known = ", ".join(self.origins)
            raise ConfigurationUnknown(
                kind=Text("Die Einstellung", "setting"), name=key, known=known
            )
        if self.origins[key].locked:
            raise ConfigurationLocked(key=key)


def load_settings(
    environ: Mapping[str, str] | None = None, policies: Sequence[Source] | None = None
) -> Station:
    """Return the settings in force.

    Args:
        environ: the environment; ``SCANSTATION_HOME`` moves everything the station keeps.
        policies: instead of this machine's own; later ones win.

    Raises:
        PolicyInvalid: a policy holds what the settings do not allow.
        PolicyUnsafe: others than administrators can change one.
        ConfigurationInvalid: the user's file does.
        ConfigurationLocked: the environment moves a home that a policy fixes.
    """
    environ = os.environ if environ is None else environ
    given = policies is not None
    fixed = [checked(one, environ) for one in policies or ()] if given else machine_policies()
    table: dict[str, Any] = {}
    origins: dict[str, Origin] = {}
    for policy in fixed:
        _merge(table, policy, origins, "policy")
    _lock_with_targets(table, origins)
    home = _home(table, environ, origins)
    path = home / FILE_NAME
    if (user := read_if_there(path)) is not None:
        build(Settings, user, home=str(home))
        _merge(table, user, origins, "user")
    lenient = any(policy.lenient for policy in fixed)
    settings = build(Settings, Source(str(path), {**table, "home": str(home)}, lenient=lenient))
    every = {key: origins.get(key, Origin("default")) for key, _ in _leaves(settings)}
    return Station(settings, every)


def save_setting(station: Station, key: str, value: str) -> Path:
    """Write one setting into the user's file; see ``save_settings``."""
    return save_settings(station, {key: value})


def save_settings(station: Station, changes: Mapping[str, str]) -> Path:
    """Write settings into the user's file, all or none; everything else in it stays as it is.

    Raises:
        ConfigurationUnknown: there is no such setting.
        ConfigurationLocked: a machine policy fixes it.
        ConfigurationInvalid: a value is not allowed.
        StoreNotWritable: the file cannot be written.
    """
    path = station.home / FILE_NAME
    text = path.read_text(encoding="utf-8-sig") if path.exists() else ""
    for key, value in changes.items():
        text = _with_setting(station, text, key, value)
    write_text(path, text)
    return path


def _with_setting(station: Station, text: str, key: str, value: str) -> str:
    station.refuse_if_locked(key)
    if key == "home":
        raise ConfigurationLocked(key=f"home ({HOME_VARIABLE})")
    parts = key.split(".")
    nested: Any = value
    for part in reversed(parts):
        nested = {part: nested}
    read = build(Settings, Source(FILE_NAME, nested, lenient=True), home="-")
    return with_value(text, tuple(parts), dict(_leaves(read))[key])


def _lock_with_targets(table: Mapping[str, Any], origins: dict[str, Origin]) -> None:
    """Who may choose the folder of declarations would choose the targets in it."""
    if table.get("allowed", {}).get("targets") and origins["allowed.targets"].locked:
        origins.setdefault("declarations.folder", origins["allowed.targets"])


def _home(table: Mapping[str, Any], environ: Mapping[str, str], origins: dict[str, Origin]) -> Path:
    """A policy's home is final: an environment variable that says otherwise is refused."""
    wanted = environ.get(HOME_VARIABLE, "")
    if "home" in table:
        if wanted and Path(wanted) != Path(table["home"]):
            raise ConfigurationLocked(key=f"home ({HOME_VARIABLE})")
        return Path(table["home"])
    if wanted:
        origins["home"] = Origin("environment")
        return Path(wanted).absolute()
    return Path(platformdirs.user_data_dir("scanstation", appauthor=False))


def _merge(
    table: dict[str, Any],
    source: Source,
    origins: dict[str, Origin],
    layer: Literal["policy", "user"],
) -> None:
    """Lay a source over the table; the user's home and locked values stay out."""
    for path, value in _paths(source.table):
        key = dotted(path)
        locked = key in origins and origins[key].locked
        if layer == "user" and (locked or key == "home"):
            continue
        inner = table
        for part in path[:-1]:
            inner = inner.setdefault(part, {})
        inner[path[-1]] = value
        origins[key] = Origin(layer, *source.place(path))


def _paths(
    table: Mapping[str, Any], before: tuple[str, ...] = ()
) -> list[tuple[tuple[str, ...], Any]]:
    result: list[tuple[tuple[str, ...], Any]] = []
    for name, value in table.items():
        path = (*before, name)
        result += _paths(value, path) if isinstance(value, Mapping) else [(path, value)]
    return result


def _leaves(settings: Any, before: str = "") -> list[tuple[str, object]]:
    result: list[tuple[str, object]] = []
    for one in fields(settings):
        value = getattr(settings, one.name)
        key = f"{before}{one.name}"
        result += _leaves(value, f"{key}.") if is_dataclass(value) else [(key, value)]
    return result
