"""What an MSI writes besides files: registry values and shortcuts, each in its component."""

from __future__ import annotations

from installer.windows.packages import product
from installer.windows.packages.identity import component_guid
from installer.windows.packages.msi_files import COMPONENT_64BIT, FEATURE, identifier
from installer.windows.packages.options import DIRECTORY, KEY, OPTIONS
from installer.windows.packages.payload import CONSOLE, WINDOW
from installer.windows.packages.tables import Database

LOCAL_MACHINE = 2
_KEY_IS_REGISTRY = 4
_TRANSITIVE = 64
"""The component comes and goes with its condition when the product is installed again."""
_NUMBER = "#"
_APPLICATION_ID = "System.AppUserModel.ID"
"""Microsoft's "MsiShortcutProperty Table" wants the canonical name of a registered property; this
one is {9F4C2855-9F79-4B39-A8D0-E1D42DE1D5F3}, 5."""
EVENT_TYPES = 7
"""Errors, warnings and information."""


def add_registry(database: Database, version: str) -> None:
    """Add all registry values and shortcuts."""
    window, console = (_path(name) for name in (WINDOW, CONSOLE))
    _add(database, "Station", {"InstallDir": f"[{DIRECTORY}]", "Version": version})
    for option in OPTIONS:
        value = "1" if option.is_flag else f"[{option.name}]"
        _add(database, option.value, {option.value: value}, condition=option.condition)
    _add(
        database,
        "EventSource",
        {"EventMessageFile": console, "TypesSupported": f"{_NUMBER}{EVENT_TYPES}"},
        key=product.EVENT_LOG,
    )
    for verb in product.VERBS:
        _add_verb(database, verb)
    _value(database, "Autostart", product.RUN, product.NAME, f'"{window}"')
    _add(database, "StartMenu", {"StartMenu": f"{_NUMBER}1"})
    for component, directory in (
        ("StartMenu", "ProgramMenuFolder"),
        ("DesktopShortcut", "DesktopFolder"),
    ):
        _add_shortcut(database, component, directory)


def _path(name: str) -> str:
    return f"[#{identifier('f', name)}]"


def _add(
    database: Database,
    name: str,
    values: dict[str | None, str],
    key: str = KEY,
    condition: str | None = None,
) -> None:
    """Add a component whose key path is the first of its values."""
    first = next(iter(values))
    database["Component"].add(
        Component=name,
        ComponentId=component_guid(f"registry:{name}"),
        Directory_=DIRECTORY,
        Attributes=COMPONENT_64BIT | _KEY_IS_REGISTRY | (_TRANSITIVE if condition else 0),
        Condition=condition,
        KeyPath=_row(name, key, first),
    )
    database["FeatureComponents"].add(Feature_=FEATURE, Component_=name)
    for label, value in values.items():
        _value(database, name, key, label, value)


def _value(database: Database, component: str, key: str, name: str | None, value: str) -> None:
    database["Registry"].add(
        Registry=_row(component, key, name),
        Root=LOCAL_MACHINE,
        Key=key,
        Name=name,
        Value=value,
        Component_=component,
    )


def _row(component: str, key: str, name: str | None) -> str:
    return identifier("r", f"{component}/{key}/{name or ''}")


def _add_verb(database: Database, verb: product.Verb) -> None:
    values: dict[str | None, str] = {
        None: "[VERIFYTEXT]",
        "AppliesTo": verb.applies,
        "Icon": _path(WINDOW),
        "MultiSelectModel": "Single",
    }
    _add(database, verb.name, values, key=verb.key)
    command = product.verify_command(_path(CONSOLE))
    _value(database, verb.name, rf"{verb.key}\command", None, command)


def _add_shortcut(database: Database, component: str, directory: str) -> None:
    """Not an advertised one: those start a repair, which takes rights, when a file is missing."""
    database["Shortcut"].add(
        Shortcut=f"{component}Shortcut",
        Directory_=directory,
        Name=f"SCANST~1|{product.NAME}",
        Component_=component,
        Target=_path(WINDOW),
        Description=product.DESCRIPTION.both,
        WkDir=DIRECTORY,
    )
    database["MsiShortcutProperty"].add(
        MsiShortcutProperty=f"{component}ApplicationId",
        Shortcut_=f"{component}Shortcut",
        PropertyKey=_APPLICATION_ID,
        PropVariantValue=product.APPLICATION_ID,
    )
