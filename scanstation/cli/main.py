"""The root command; turns every error of the tree into its sentence and exit code."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from scanstation import __version__
from scanstation.cli.commands import COMMANDS
from scanstation.cli.context import Cli
from scanstation.cli.speech import LazyGroup, asked_language, option
from scanstation.errors import Language, ScanstationError, Text

ABOUT = Text(
    "Macht aus Papier nachweisbare elektronische Akten.",
    "Turns paper into proven electronic files.",
)

INTERRUPTED = 130
"""Exit code of shells for a command that ctrl-C ended."""


@click.group("scanstation", cls=LazyGroup, text=ABOUT, table=COMMANDS)
@option("--lang", type=click.Choice(["de", "en"]), de="Sprache", en="Language")
@option(
    "--by",
    default="",
    envvar="SCANSTATION_BY",
    de="Handelnde Person, Name oder Pseudonym (sonst das Betriebssystemkonto)",
    en="Acting person, name or pseudonym (default: the OS account)",
)
@option("--tenant", default="", envvar="SCANSTATION_TENANT", de="Mandant", en="Tenant")
@click.version_option(__version__)
@click.pass_context
def root(context: click.Context, lang: Language | None, by: str, tenant: str) -> None:
    """Take the words before the command."""
    context.obj = Cli(lang or asked_language([]), by, tenant)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    language = asked_language(words) or "de"
    try:
        root.main(words, prog_name="scanstation", standalone_mode=False)
    except ScanstationError as error:
        click.echo(error.sentence(_settings_language(words)), err=True)
        return error.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo(Text("Abgebrochen.", "Cancelled.").say(language), err=True)
        return INTERRUPTED
    except click.exceptions.Exit as ended:
        return ended.exit_code
    return 0


def _settings_language(words: Sequence[str]) -> Language:
    asked = asked_language(words)
    if asked is not None:
        return asked
    try:
        return Cli(None, "", "").speak()
    except ScanstationError:
        return "de"
