"""What every command gets: settings, tenant, acting person, language."""

from __future__ import annotations

import getpass
from dataclasses import dataclass

import click

from scanstation.cli.output import printer, warn
from scanstation.errors import Language
from scanstation.progress import Report
from scanstation.settings import Station, load_configuration, load_settings
from scanstation.workflow.session import Actor, BatchSession
from scanstation.workflow.words import IN_FLIGHT
from scanstation.workflow.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Cli:
    """The words before the command; everything else is read when it is needed."""

    language: Language | None
    by: str
    tenant: str

    def station(self) -> Station:
        """Return the settings in force.

        Raises:
            ConfigurationInvalid: a file breaks its rules.
        """
        return load_settings()

    def workspace(self) -> Workspace:
        """Return the tenant to work in.

        Raises:
            ConfigurationInvalid: a file breaks its rules.
        """
        settings = self.station().settings
        tenant = self.tenant or settings.tenant
        configuration = load_configuration(self.station().home, tenant)
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


def account() -> str:
    """Return the name of the OS account."""
    return getpass.getuser()


pass_cli = click.make_pass_decorator(Cli)
