"""What every command gets: settings, tenant, acting person, language."""

from __future__ import annotations

import getpass
from dataclasses import dataclass
from pathlib import Path

import click

from scanstation import log
from scanstation.cli.output import printer, warn
from scanstation.errors import ConfigurationUnknown, Language, Text, UsageError
from scanstation.progress import Report
from scanstation.settings import (
    Station,
    load_configuration,
    load_settings,
    require_tenant,
    take_over,
)
from scanstation.settings.values import is_folder_name
from scanstation.workflow.session import Actor, BatchSession
from scanstation.workflow.words import IN_FLIGHT
from scanstation.workflow.workspace import Workspace

DECLARATION = "tenant.toml"
TRAINING = "uebung"
"""The tenant that is always there."""


@dataclass(frozen=True, slots=True)
class Cli:
    """The words before the command; everything else is read when it is needed."""

    language: Language | None
    by: str
    tenant: str

    def station(self) -> Station:
        """Return the settings in force; from now on the log is written as they say.

        Raises:
            ConfigurationInvalid: a file breaks its rules.
        """
        station = load_settings()
        wanted, language = station.settings.log, station.settings.language
        log.start(station.home, wanted.level, system=wanted.system, language=language)
        return station

    def workspace(self) -> Workspace:
        """Return the tenant to work in.

        Raises:
            ConfigurationInvalid: a file breaks its rules.
            UsageError: the tenant's name is none.
            ConfigurationUnknown: nobody declared a tenant of this name.
            TrainingOff, NotPermitted: IT does not permit it here.
            DeclarationsMissing: the share of IT's declarations was never reached.
        """
        settings = self.station().settings
        tenant = self.tenant or settings.tenant
        _require_name(tenant)
        require_tenant(settings, tenant)
        take_over(settings)
        home = Path(settings.home)
        configuration = load_configuration(home, tenant, settings=settings)
        if not configuration.targets and not (home / tenant / DECLARATION).exists():
            raise _unknown(home, tenant)
        actor = Actor(self.by or account(), settings.station)
        return Workspace(settings, tenant, configuration, actor)

    def open(self, workspace: Workspace, batch: str) -> BatchSession:
        """Open a batch for writing and say what was interrupted when it was left.

        Raises:
            BatchUnknown, BatchLocked, BatchClosed, JournalBroken: see each.
        """
        session = workspace.open(batch)
        if session.interrupted:
            warn(self.speak(), IN_FLIGHT[session.interrupted])
        return session

    def speak(self) -> Language:
        """Return the language of sentences."""
        return self.language or self.station().settings.language

    def report(self) -> Report:
        """Return where progress is shown."""
        return printer(self.speak())


def _unknown(home: Path, tenant: str) -> ConfigurationUnknown:
    """A slip of the hand must not make a tenant, and put letters where nobody looks."""
    known = {path.parent.name for path in home.glob(f"*/{DECLARATION}")}
    kind = Text("Den Mandanten", "tenant")
    return ConfigurationUnknown(kind=kind, name=tenant, known=", ".join(sorted({*known, TRAINING})))


def _require_name(tenant: str) -> None:
    """A tenant's name becomes a folder's; no other folder may be reached by it."""
    if not is_folder_name(tenant):
        raise UsageError(
            reason=Text(
                f"„{tenant}“ ist kein Mandant; gemeint ist ein Name aus a-z, 0-9 und -.",
                f"“{tenant}” is no tenant; write a name of a-z, 0-9 and -.",
            )
        )


def account() -> str:
    """Return the name of the OS account."""
    return getpass.getuser()


pass_cli = click.make_pass_decorator(Cli)
