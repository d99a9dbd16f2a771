"""The root command; turns every error of the tree into its sentence and exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

from scanstation import __version__, log
from scanstation.cli.commands import COMMANDS
from scanstation.cli.context import Cli
from scanstation.cli.speech import (
    HOLD,
    PIECES,
    LazyGroup,
    SpokenOption,
    asked_language,
    language_of,
    option,
    spoken_by,
)
from scanstation.errors import Language, ScanstationError, Text

ABOUT = Text(
    "Macht aus Papier nachweisbare elektronische Akten.",
    "Turns paper into proven electronic files.",
)

VERSION = Text("Die Version zeigen", "Show the version")

DEBUG_VARIABLE = "SCANSTATION_DEBUG"
"""Set, an unexpected error shows its traceback instead of a sentence."""

KEY = Text(
    "Drücken Sie eine Taste, um dieses Fenster zu schließen.", "Press a key to close this window."
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
@click.version_option(__version__, cls=SpokenOption, text=VERSION)
@click.pass_context
def root(context: click.Context, lang: Language | None, by: str, tenant: str) -> None:
    """Take the words before the command."""
    context.obj = Cli(lang or asked_language([]), by, tenant)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    log.start()
    try:
        return _run(words)
    finally:
        log.stop()
        if HOLD in words:  # after the sentence of an error; returns at once without a console
            click.pause(KEY.say(language_of(asked_language(words))))


def _run(words: list[str]) -> int:
    try:
        # An exit code comes back as a value; commands themselves return none.
        code = root.main(words, prog_name="scanstation", standalone_mode=False)
    except ScanstationError as error:
        log.report_error(error, "command")
        return _tell(error.sentence(language_of(asked_language(words))), error.exit_code)
    except click.ClickException as error:
        return _tell(complaint(error).say(language_of(asked_language(words))), error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        said = Text("Abgebrochen.", "Cancelled.")
        return _tell(said.say(language_of(asked_language(words))), INTERRUPTED)
    except Exception as error:
        log.report_error(error, "command")
        if os.environ.get(DEBUG_VARIABLE):
            raise
        # A traceback may quote values of the batch: names, case numbers.
        unexpected = ScanstationError(reason=type(error).__name__)
        return _tell(unexpected.sentence(language_of(asked_language(words))), 1)
    return code if isinstance(code, int) else 0


def _tell(sentence: str, code: int) -> int:
    click.echo(sentence, err=True)
    return code


def complaint(error: click.ClickException) -> Text:
    """Return what is wrong with the words of a command line, and where help is."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "scanstation"
    said = _said(error)
    return Text(f"{said.de} Hilfe: {command} --help", f"{said.en} Help: {command} --help")


def _said(error: click.ClickException) -> Text:
    plain = error.format_message()
    match error:
        case click.NoSuchOption():
            name = error.option_name
            return Text(f"Die Option {name} gibt es nicht.", f"There is no option {name}.")
        case click.exceptions.NoSuchCommand():
            name = error.command_name
            return Text(f"Den Befehl {name} gibt es nicht.", f"There is no command {name}.")
        case click.MissingParameter():
            name = _name(error)
            return Text(f"Die Angabe {name} fehlt.", f"{name} is missing.")
        case click.BadParameter():
            name = _name(error)
            return _expected(error, name)
        case click.exceptions.NoArgsIsHelpError():
            return Text("Es fehlt ein Befehl.", "A command is missing.")
    return Text(f"Der Aufruf ist nicht richtig: {plain}", plain)


def _expected(error: click.BadParameter, name: str) -> Text:
    kind = error.param.type if error.param else None
    match kind:
        case click.Choice():
            every = ", ".join(str(one) for one in kind.choices)
            return Text(f"{name} muss eines von {every} sein.", f"{name} must be one of {every}.")
        case click.IntRange():
            low, high = kind.min, kind.max
            de, en = (f" bis {high}", f" to {high}") if high is not None else ("", "")
            return Text(
                f"{name} muss eine ganze Zahl ab {low}{de} sein.",
                f"{name} must be a whole number from {low}{en}.",
            )
        case click.types.IntParamType():
            return Text(f"{name} muss eine ganze Zahl sein.", f"{name} must be a whole number.")
    return Text(f"Die Angabe {name} passt nicht: {error.message}", error.format_message())


def _name(error: click.BadParameter) -> str:
    if error.param is None:
        return "?"
    if isinstance(error.param, click.Option):
        return error.param.opts[0]
    word = error.param.make_metavar(error.ctx) if error.ctx else error.param.name or "?"
    return PIECES.get(word, Text(word, word)).say(spoken_by(error.ctx))
