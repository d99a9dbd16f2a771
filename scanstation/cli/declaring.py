"""profile: the values of a scan profile, shown and changed."""

from __future__ import annotations

import click

from scanstation.cli.context import Cli, pass_cli
from scanstation.cli.device import warn_of_profile
from scanstation.cli.output import answer, print_json, print_table
from scanstation.cli.speech import group, json_flag, json_option, option
from scanstation.errors import Text, UsageError
from scanstation.settings import change_profile, copy_declared, is_locked, profile_values


@group("profile", "Ein Scanprofil zeigen oder ändern", "Show or change a scan profile")
def profile() -> None:
    """Hold the commands about one profile."""


@profile.command("show", text=Text("Alle Werte zeigen", "Show every value"))
@click.argument("name")
@json_option
@pass_cli
def show(cli: Cli, name: str, as_json: bool) -> None:
    """Show every value of a profile, its file, and whether IT fixed it."""
    workspace = cli.workspace()
    configuration = workspace.configuration
    values = profile_values(configuration.profile(name))
    locked = is_locked(configuration, "profiles", name, settings=workspace.settings)
    file = configuration.files["profiles", name]
    if as_json:
        print_json({"profile": name, "file": file, "locked": locked, "values": values})
        return
    german = cli.speak() == "de"
    head = ("Wert", "ist") if german else ("key", "value")
    print_table(head, list(values.items()))
    fixed = " (von der IT festgelegt)" if german else " (fixed by your IT)"
    click.echo(f"{file}{fixed if locked else ''}")


@profile.command("set", text=Text("Werte ändern", "Change values"))
@click.argument("name")
@click.argument("assignments", nargs=-1, required=True)
@option(
    "--device", default="", de="Warnen, was dieses Gerät nicht bietet", en="Warn for this device"
)
@json_flag
@pass_cli
def set_values(cli: Cli, name: str, assignments: tuple[str, ...], device: str) -> None:
    """Change values, all or none, in a file of the tenant's own.

    What a device that was read does not offer is said, not refused: a profile serves many
    workplaces, and nothing is scanned with other values before a person accepted them.
    """
    workspace = cli.workspace()
    changes = dict(_pair(one) for one in assignments)
    file = change_profile(
        workspace.home, workspace.tenant, name, changes, settings=workspace.settings
    )
    if any(key.startswith("scan.") for key in changes):
        asked = cli.workspace().configuration.profile(name).scan
        warn_of_profile(cli, workspace.home, asked, device)
    shape = {"profile": name, "file": str(file)}
    answer(cli.speak(), shape, "Geschrieben: {file}", "Written: {file}", file=file)


@profile.command("copy", text=Text("Unter neuem Namen anlegen", "Create under a new name"))
@click.argument("name")
@click.argument("new")
@json_flag
@pass_cli
def copy(cli: Cli, name: str, new: str) -> None:
    """Copy a profile into the tenant's own folder."""
    workspace = cli.workspace()
    file = copy_declared(
        workspace.home, workspace.tenant, "profiles", name, new, settings=workspace.settings
    )
    shape = {"profile": new, "file": str(file)}
    answer(cli.speak(), shape, "Geschrieben: {file}", "Written: {file}", file=file)


def _pair(assignment: str) -> tuple[str, str]:
    key, equals, value = assignment.partition("=")
    if not equals:
        raise UsageError(
            reason=Text(
                f"„{assignment}“: gemeint ist NAME=WERT.", f"“{assignment}”: write KEY=VALUE."
            )
        )
    return key.strip(), value.strip()
