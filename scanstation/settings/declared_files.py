"""Changing what is declared for a tenant: values of a profile, and copies under a new name.

What comes with the program is never touched: a change makes a file of the same name in the
tenant's own folder, which counts instead. What IT rolled out is locked.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from scanstation.errors import ConfigurationLocked, ConfigurationUnknown, Text, UsageError
from scanstation.model import Profile
from scanstation.settings.atomic_file import write_text
from scanstation.settings.configuration import (
    Configuration,
    check_profile,
    load_configuration,
    rolled_out,
)
from scanstation.settings.schema import build
from scanstation.settings.settings_file import with_value
from scanstation.settings.source import Source
from scanstation.settings.toml_lines import locate
from scanstation.settings.values import Settings, is_folder_name

KINDS = {
    "profiles": Text("Das Scanprofil", "profile"),
    "classes": Text("Die Dokumentart", "document class"),
}
NAME = Text(
    "„{name}“ ist kein Name; gemeint ist einer aus a-z, 0-9 und -.",
    "“{name}” is no name; write one of a-z, 0-9 and -.",
)
TABLES = frozenset({"separation.barcodes"})
"""Values of several lines: an editor's, not a form's."""
TAKEN = Text("„{name}“ gibt es schon.", "“{name}” exists already.")


def is_locked(
    configuration: Configuration,
    kind: str,
    name: str,
    machine: Path | None = None,
    settings: Settings | None = None,
) -> bool:
    """Whether IT rolled this out, so that only IT can change it."""
    file = configuration.files.get((kind, name), "")
    folders = rolled_out(machine, settings)
    return bool(file) and any(Path(file).is_relative_to(one) for one in folders)


def change_profile(
    home: Path,
    tenant: str,
    name: str,
    changes: Mapping[str, str],
    machine: Path | None = None,
    settings: Settings | None = None,
) -> Path:
    """Write values of a profile, by their keys in the file; all or none.

    Args:
        changes: such as ``{"scan.resolution": "200", "title.de": "Post"}``; texts are read as
            the type that is wanted, lists are separated by commas.

    Raises:
        ConfigurationUnknown: there is no such profile.
        ConfigurationLocked: IT rolled it out.
        ConfigurationInvalid: a value is not allowed.
        StoreNotWritable: the file cannot be written.
    """
    configuration = load_configuration(home, tenant, machine, settings)
    profile = configuration.profile(name)
    if is_locked(configuration, "profiles", name, machine, settings):
        raise ConfigurationLocked(key=f"profiles/{name}")
    path = home / tenant / "profiles" / f"{name}.toml"
    text = Path(configuration.files["profiles", name]).read_text(encoding="utf-8-sig")
    for key, value in _titled(profile, changes).items():
        text = _with(text, path, key, value)
    source = Source(str(path), tomllib.loads(text), locate(text))
    made = build(Profile, source, name=name)
    check_profile(made, source, configuration.classes, configuration.targets)
    write_text(path, text)
    return path


def copy_declared(
    home: Path,
    tenant: str,
    kind: str,
    name: str,
    new: str,
    machine: Path | None = None,
    settings: Settings | None = None,
) -> Path:
    """Copy a profile or a document class under a new name into the tenant's own folder.

    Raises:
        ConfigurationUnknown: there is none to copy.
        UsageError: the new name is no name, or is taken.
        StoreNotWritable: the file cannot be written.
    """
    configuration = load_configuration(home, tenant, machine, settings)
    known = [one for place, one in configuration.files if place == kind]
    if name not in known:
        raise ConfigurationUnknown(kind=KINDS[kind], name=name, known=", ".join(known))
    if not is_folder_name(new):
        raise UsageError(reason=_filled(NAME, new))
    if new in known:
        raise UsageError(reason=_filled(TAKEN, new))
    text = Path(configuration.files[kind, name]).read_text(encoding="utf-8-sig")
    path = home / tenant / kind / f"{new}.toml"
    if "name" in tomllib.loads(text):
        text = with_value(text, ("name",), new)
    write_text(path, text)
    return path


def profile_values(profile: Profile) -> dict[str, str]:
    """Return the values of a profile by their keys, as ``change_profile`` reads them."""
    return dict(_leaves(profile))


def _leaves(value: Any, before: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for one in fields(value):
        inner, key = getattr(value, one.name), f"{before}{one.name}"
        if is_dataclass(inner):
            found += _leaves(inner, f"{key}.")
        elif key == "scan.extra":
            found += [(f"{key}.{name}", str(text)) for name, text in inner.items()]
        elif not isinstance(inner, dict) and key not in TABLES:
            found.append((key, _spoken(inner)))
    return found


def _spoken(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return str(value.value if isinstance(value, Enum) else value)


def _titled(profile: Profile, changes: Mapping[str, str]) -> dict[str, Any]:
    """A title is one value in two languages."""
    rest: dict[str, Any] = {
        key: value for key, value in changes.items() if key not in ("title.de", "title.en")
    }
    if len(rest) < len(changes):
        rest["title"] = {
            "de": changes.get("title.de", profile.title.de),
            "en": changes.get("title.en", profile.title.en),
        }
    return rest


def _with(text: str, path: Path, key: str, value: Any) -> str:
    """Return the text with one value, read as the type that the profile wants there."""
    parts = tuple(key.split("."))
    if key == "title":
        return with_value(text, parts, value)
    nested: Any = value
    for part in reversed(parts):
        nested = {part: nested}
    source = Source(str(path), {"title": "-", **nested}, lenient=True)
    read: Any = build(Profile, source, name=path.stem)
    for part in parts:  # a driver's own options are a table within: scan.extra.NAME
        read = read[part] if isinstance(read, Mapping) else getattr(read, part)
    return with_value(text, parts, _written(read))


def _written(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    return list(value) if isinstance(value, tuple) else value


def _filled(text: Text, name: str) -> Text:
    return Text(text.say("de", name=name), text.say("en", name=name))
