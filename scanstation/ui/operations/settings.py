"""Operations on settings and on what is declared for the tenant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from scanstation.settings import (
    Configuration,
    Station,
    change_profile,
    copy_declared,
    is_locked,
    load_configuration,
    load_settings,
    save_keys,
    save_settings,
)
from scanstation.ui.lanes import Lane

if TYPE_CHECKING:
    from scanstation.ui.desk import Desk


@dataclass(frozen=True, slots=True)
class Declared:
    """Settings and declarations in force.

    Attributes:
        locked: (kind, name) of what IT rolled out.
        folder: the tenant's own, for an editor.
    """

    station: Station
    configuration: Configuration
    locked: frozenset[tuple[str, str]]
    folder: Path


@dataclass(frozen=True, slots=True)
class ReadDeclared:
    """Read settings and declarations anew."""

    lane: ClassVar[Lane] = Lane.EDIT

    def run(self, desk: Desk) -> Declared:
        """Return them; from now on they are in force here."""
        return reload(desk)


@dataclass(frozen=True, slots=True)
class SaveDeclared:
    """Write changed settings and values of profiles.

    Attributes:
        settings: value by dotted key.
        profiles: changes by the profile's name.
    """

    settings: Mapping[str, str] = field(default_factory=dict)
    profiles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    lane: ClassVar[Lane] = Lane.EDIT

    def run(self, desk: Desk) -> Declared:
        """Write; what was written before an error stays written."""
        workspace = desk.workspace
        if self.settings:
            save_settings(load_settings(), self.settings)
        for name, changes in self.profiles.items():
            change_profile(
                workspace.home, workspace.tenant, name, changes, settings=workspace.settings
            )
        return reload(desk)


@dataclass(frozen=True, slots=True)
class CopyDeclared:
    """Copy a profile or a document class under a new name."""

    kind: str
    name: str
    new: str
    lane: ClassVar[Lane] = Lane.EDIT

    def run(self, desk: Desk) -> Declared:
        """Copy it."""
        workspace = desk.workspace
        copy_declared(
            workspace.home,
            workspace.tenant,
            self.kind,
            self.name,
            self.new,
            settings=workspace.settings,
        )
        return reload(desk)


@dataclass(frozen=True, slots=True)
class SaveKeys:
    """Keep the keys that differ from the program's own."""

    keys: Mapping[str, tuple[str, ...]]
    lane: ClassVar[Lane] = Lane.EDIT

    def run(self, desk: Desk) -> None:
        """Write them."""
        save_keys(desk.workspace.home, self.keys)


def reload(desk: Desk) -> Declared:
    """Read everything anew; an open batch keeps the profile that it was opened with."""
    workspace = desk.workspace
    station = load_settings()
    settings = station.settings
    configuration = load_configuration(station.home, workspace.tenant, settings=settings)
    desk.station = station
    desk.workspace = replace(workspace, settings=station.settings, configuration=configuration)
    desk.access.forget()
    files = configuration.files
    locked = frozenset(one for one in files if is_locked(configuration, *one, settings=settings))
    return Declared(station, configuration, locked, desk.workspace.folder)
