"""Profiles, document classes, targets and look-ups of a tenant, from TOML files.

Four layers, a later one replaces a file of the same name: what comes with the program
(``resources/``), the tenant's own (``HOME/<tenant>/``), what IT keeps on a share (``shared``), and
what IT rolled out to the machine (``/etc/scanstation/tenants/<tenant>/``, on Windows
``%PROGRAMDATA%\\scanstation\\tenants``). In each, a folder a kind, a file a thing, its name the
file's. The copy of the share lies in the account's home: where IT says which targets may be used, a
target of it is used only while the share says the same (``proof``).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from scanstation.errors import ConfigurationInvalid, ConfigurationUnknown, Text
from scanstation.model import DocumentClass, Lookup, Profile, Target
from scanstation.settings.permissions import TRAINING_TENANT, permitted_targets
from scanstation.settings.policies import this_machine
from scanstation.settings.proof import Proof
from scanstation.settings.registry import machine_variables
from scanstation.settings.resources import resource
from scanstation.settings.schema import build
from scanstation.settings.shared import kept_copy
from scanstation.settings.source import Source, read_if_there, read_source, toml_files
from scanstation.settings.trust import Guard, require_safe_declarations
from scanstation.settings.values import Settings

Thing = TypeVar("Thing")
TARGET = Text("Das Ziel", "target")


@dataclass(frozen=True, slots=True)
class Tenant:
    """A tenant (Mandant), from ``tenant.toml``.

    Attributes:
        target: where packages go if a profile names no target.
    """

    name: str
    title: Text
    target: str = ""


@dataclass(frozen=True, slots=True)
class Configuration:
    """Everything declared for one tenant; names are checked against each other."""

    tenant: Tenant
    profiles: Mapping[str, Profile]
    classes: Mapping[str, DocumentClass]
    targets: Mapping[str, Target]
    lookups: Mapping[str, Lookup]
    files: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """File of each thing by kind (``profiles``...) and name."""
    proofs: Mapping[str, Proof] = field(default_factory=dict)
    """Of targets that only the share can prove, by name."""

    def profile(self, name: str) -> Profile:
        """Return the profile of this name (ConfigurationUnknown if there is none)."""
        return _named(Text("Das Scanprofil", "profile"), name, self.profiles)

    def document_class(self, name: str) -> DocumentClass:
        """Return the document class of this name (ConfigurationUnknown if there is none)."""
        return _named(Text("Die Dokumentart", "document class"), name, self.classes)

    def target(self, name: str) -> Target:
        """Return the target of this name, to send to it; ``targets`` are to be shown.

        Raises:
            ConfigurationUnknown: there is none.
            TargetUnproven: only a copy says it that the account can change.
        """
        found = _named(TARGET, name, self.targets)
        if name in self.proofs:
            self.proofs[name].require(name)
        return found

    def lookup(self, name: str) -> Lookup:
        """Return the look-up of this name (ConfigurationUnknown if there is none)."""
        return _named(Text("Die Nachschlageliste", "look-up"), name, self.lookups)


def machine_folder() -> Path:
    """Return the folder that IT rolls configuration out to."""
    if os.name == "nt":
        return Path(machine_variables()["PROGRAMDATA"]) / "scanstation"
    return this_machine().folder


def rolled_out(machine: Path | None = None, settings: Settings | None = None) -> list[Path]:
    """Return the folders of IT's declarations, the strongest last."""
    copy = kept_copy(settings) if settings is not None else None
    own = machine_folder() if machine is None else machine
    return [*([copy] if copy is not None else []), own]


def load_configuration(
    home: Path,
    tenant: str,
    machine: Path | None = None,
    settings: Settings | None = None,
    guard: Guard | None = None,
) -> Configuration:
    """Return everything declared for a tenant.

    Args:
        machine: instead of the folder that IT rolls out to; who names it vouches for it.
        settings: of the station, whose policies count; None knows of none.
        guard: looks at the folder's rights; None takes this machine's for its own folder.

    Raises:
        PolicyUnsafe: others than administrators can change the folder that IT rolls out to.
        ConfigurationInvalid: a file breaks its rules, or names what does not exist.
        ConfigurationUnknown: the setting ``target`` names a target that is not there.
    """
    require_rolled_out(tenant, machine, guard)
    places = _Places(home, tenant, tuple(rolled_out(machine, settings)), settings)
    own = places.tenant_file()
    classes, class_sources = _load(DocumentClass, "classes", places)
    targets, target_sources = _load(Target, "targets", places)
    lookups, lookup_sources = _load(Lookup, "lookups", places)
    profiles, profile_sources = _load(Profile, "profiles", places)
    if settings is not None:
        targets = permitted_targets(settings, tenant, targets)
    lookups = {name: _beside(one, lookup_sources[name]) for name, one in lookups.items()}
    default = _default_target(settings, own, targets)
    for name, source in profile_sources.items():
        check_profile(profiles[name], source, classes, targets)
        if "target" not in source.table:
            profiles[name] = replace(profiles[name], target=default)
    _check_lookups(classes, class_sources, lookups)
    by_kind = {
        "profiles": profile_sources,
        "classes": class_sources,
        "targets": {name: target_sources[name] for name in targets},
        "lookups": lookup_sources,
    }
    files = {
        (kind, name): one.file for kind, every in by_kind.items() for name, one in every.items()
    }
    proofs = _proofs(places, by_kind["targets"])
    return Configuration(own, profiles, classes, targets, lookups, files, proofs)


def require_rolled_out(tenant: str, machine: Path | None, guard: Guard | None) -> None:
    """Refuse what was rolled out to the machine if others than administrators can change it.

    Raises:
        PolicyUnsafe: they can.
    """
    if machine is None:
        require_safe_declarations(guard or this_machine().guard, machine_folder(), tenant)
    elif guard is not None:
        require_safe_declarations(guard, machine, tenant)


def _proofs(places: _Places, sources: Mapping[str, Source]) -> dict[str, Proof]:
    settings = places.settings
    copy = kept_copy(settings) if settings is not None else None
    if settings is None or copy is None or not settings.allowed.targets:
        return {}
    share = settings.declarations
    found = {name: Path(one.file) for name, one in sources.items()}

    def proof(name: str, file: Path) -> Proof:
        there = Path(share.folder) / file.relative_to(copy)
        return Proof(there, sources[name].data, share.seconds, share.update)

    return {name: proof(name, file) for name, file in found.items() if file.is_relative_to(copy)}


def _default_target(
    settings: Settings | None, tenant: Tenant, targets: Mapping[str, Target]
) -> str:
    """The station's word before the tenant's; training never goes to a real target."""
    if settings is not None and settings.target and tenant.name != TRAINING_TENANT:
        _named(TARGET, settings.target, targets)
        return settings.target
    return tenant.target or (next(iter(targets)) if len(targets) == 1 else "")


def check_profile(
    profile: Profile,
    source: Source,
    classes: Mapping[str, DocumentClass],
    targets: Mapping[str, Target],
) -> None:
    """Refuse a profile that names what does not exist.

    Raises:
        ConfigurationInvalid: it does.
    """
    if "target" in source.table and profile.target not in targets:
        raise source.invalid(("target",), _one_of(targets))
    if profile.document_class not in classes:
        raise source.invalid(("document_class",), _one_of(classes))


def load_tenant(home: Path, tenant: str, machine: Path | None = None) -> Tenant:
    """Return the tenant; one without a file is known by its name (``PolicyUnsafe``)."""
    require_rolled_out(tenant, machine, None)
    return _Places(home, tenant, tuple(rolled_out(machine))).tenant_file()


def load_profiles(home: Path, tenant: str, machine: Path | None = None) -> dict[str, Profile]:
    """Return the tenant's scan profiles by name (ConfigurationInvalid for a wrong file)."""
    return dict(load_configuration(home, tenant, machine).profiles)


def load_classes(home: Path, tenant: str, machine: Path | None = None) -> dict[str, DocumentClass]:
    """Return the tenant's document classes by name (ConfigurationInvalid for a wrong file)."""
    return dict(load_configuration(home, tenant, machine).classes)


def load_targets(home: Path, tenant: str, machine: Path | None = None) -> dict[str, Target]:
    """Return the tenant's targets by name (ConfigurationInvalid for a wrong file)."""
    return dict(load_configuration(home, tenant, machine).targets)


def load_lookups(home: Path, tenant: str, machine: Path | None = None) -> dict[str, Lookup]:
    """Return the tenant's look-ups by name (ConfigurationInvalid for a wrong file)."""
    return dict(load_configuration(home, tenant, machine).lookups)


@dataclass(frozen=True, slots=True)
class _Places:
    """Where the declarations of a tenant lie."""

    home: Path
    tenant: str
    rolled_out: tuple[Path, ...]
    settings: Settings | None = None

    def folders(self, kind: str) -> list[Path]:
        """Packaged targets and tenants belong to one tenant: training never serves a real one.

        Where IT says which targets there are, a user's own do not count, whatever their names.
        """
        tenant = self.tenant
        packaged = (
            resource("tenants") / tenant / kind if kind in ("", "targets") else resource(kind)
        )
        fixed = self.settings is not None and bool(self.settings.allowed.targets)
        own = [] if fixed and kind == "targets" else [self.home / tenant / kind]
        return [packaged, *own, *(one / "tenants" / tenant / kind for one in self.rolled_out)]

    def tenant_file(self) -> Tenant:
        """Return what is declared of the tenant itself."""
        found = Tenant(self.tenant, Text(self.tenant, self.tenant))
        for folder in self.folders(""):
            path = folder / "tenant.toml"
            if (source := read_if_there(path)) is not None:
                found = build(Tenant, source, name=self.tenant)
        return found


def _load(
    kind: Callable[..., Thing] | type[Thing], folder: str, places: _Places
) -> tuple[dict[str, Thing], dict[str, Source]]:
    things: dict[str, Thing] = {}
    sources: dict[str, Source] = {}
    for place in places.folders(folder):
        for path in toml_files(place):
            source = read_source(path)
            things[path.stem] = declared(kind, source, path.stem)
            sources[path.stem] = source
    return things, sources


def declared(kind: Callable[..., Thing] | type[Thing], source: Source, name: str) -> Thing:
    """Return what a file of this name declares.

    Raises:
        ConfigurationInvalid: it breaks its rules, or says another name.
    """
    thing: Thing = build(kind, source, name=name)  # type: ignore[arg-type]
    if source.table.get("name", name) != name:
        raise source.invalid(("name",), Text(f"„{name}“", f"“{name}”"))
    return thing


def _beside(lookup: Lookup, source: Source) -> Lookup:
    """The path of a CSV file counts from the folder of the look-up's own file."""
    if lookup.kind != "csv":
        return lookup
    return replace(lookup, source=str(Path(source.file).parent / lookup.source))


def _check_lookups(
    classes: Mapping[str, DocumentClass],
    sources: Mapping[str, Source],
    lookups: Mapping[str, Lookup],
) -> None:
    for name, document_class in classes.items():
        for place, spec in enumerate(document_class.fields):
            if spec.lookup and spec.lookup not in lookups:
                raise sources[name].invalid(("fields", place, "lookup"), _one_of(lookups))


def _one_of(known: Mapping[str, object]) -> Text:
    every = ", ".join(known) or "–"
    return Text(f"ein vorhandener Name ({every})", f"a name that exists ({every})")


def _named(kind: Text, name: str, known: Mapping[str, Thing]) -> Thing:
    if name not in known:
        raise ConfigurationUnknown(kind=kind, name=name, known=", ".join(known))
    return known[name]


__all__ = [
    "Configuration",
    "ConfigurationInvalid",
    "Tenant",
    "load_classes",
    "load_configuration",
    "load_lookups",
    "load_profiles",
    "load_targets",
    "load_tenant",
    "machine_folder",
]
