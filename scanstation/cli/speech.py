"""A command line that speaks German and English: help texts follow the language in force."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import click

from scanstation.errors import Language, ScanstationError, Text
from scanstation.settings import load_settings

Function = TypeVar("Function", bound=Callable[..., Any])

LANGUAGE_VARIABLE = "SCANSTATION_LANG"
LANGUAGE = "scanstation.language"
"""Name of the language among what the words of one command line have in common."""

USAGE = Text("Aufruf", "Usage")
OPTIONS = Text("Optionen", "Options")
COMMANDS = Text("Befehle", "Commands")
HELP = Text("Diese Hilfe zeigen", "Show this help")
PIECES = {
    "[OPTIONS]": Text("[OPTIONEN]", "[OPTIONS]"),
    "COMMAND [ARGS]...": Text("BEFEHL [ANGABEN]...", "COMMAND [ARGS]..."),
    "BATCH": Text("STAPEL", "BATCH"),
    "[BATCHES]...": Text("[STAPEL]...", "[BATCHES]..."),
    "PAGE": Text("SEITE", "PAGE"),
    "PAGES...": Text("SEITE...", "PAGES..."),
    "DEGREES": Text("GRAD", "DEGREES"),
    "DOCUMENT": Text("DOKUMENT", "DOCUMENT"),
    "DEVICE": Text("GERÄT", "DEVICE"),
    "DOUBT": Text("ZWEIFEL", "DOUBT"),
    "FILES...": Text("DATEI...", "FILES..."),
    "SUBJECT": Text("STAPEL_ODER_PFAD", "BATCH_OR_PATH"),
    "[ASSIGNMENTS]...": Text("[NAME=WERT]...", "[KEY=VALUE]..."),
}

HOLD = "--hold"
"""Hidden option for the menu of Windows' Explorer: the console stays until a key is pressed."""

SECRET_FILE = click.File(encoding="utf-8-sig")
"""Umlauts count, whatever the code page; editors of Windows put a mark before UTF-8."""


def asked_language(
    arguments: Sequence[str], environ: Mapping[str, str] = os.environ
) -> Language | None:
    """Return the language that ``--lang`` or the environment asks for, None if neither does."""
    asked = environ.get(LANGUAGE_VARIABLE, "")
    for place, word in enumerate(arguments):
        if word == "--lang" and place + 1 < len(arguments):
            asked = arguments[place + 1]
        elif word.startswith("--lang="):
            asked = word.removeprefix("--lang=")
    if asked.startswith("de"):
        return "de"
    return "en" if asked.startswith("en") else None


def spoken() -> Language:
    """Return the language for help texts."""
    return spoken_by(click.get_current_context(silent=True))


def spoken_by(context: click.Context | None) -> Language:
    """Return the language of the command line that a context belongs to."""
    return language_of(context.meta.get(LANGUAGE) if context else None)


def language_of(asked: Language | None) -> Language:
    """Return the language asked for, else that of the settings."""
    if asked is not None:
        return asked
    try:
        return load_settings().settings.language
    except ScanstationError:
        return "de"


class SpokenOption(click.Option):
    """An option whose help is a ``Text``."""

    def __init__(self, *names: Any, text: Text | None = None, **given: Any) -> None:
        super().__init__(*names, **given)
        self.text = text

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return the option's line in the language in force."""
        if self.text is not None:
            self.help = self.text.say(spoken())
        return super().get_help_record(ctx)


class SpokenCommand(click.Command):
    """A command whose help is a ``Text``, and its headings with it."""

    def __init__(self, *given: Any, text: Text | None = None, **more: Any) -> None:
        super().__init__(*given, **more)
        self.text = text

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the line for the group's list."""
        return self.text.say(spoken()) if self.text else super().get_short_help_str(limit)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help text in the language in force."""
        if self.text is not None:
            self.help = self.text.say(spoken())
        super().format_help_text(ctx, formatter)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the line that shows how the command is called."""
        pieces = [PIECES.get(one, Text(one, one)).say(spoken()) for one in self.usage(ctx)]
        prefix = USAGE.say(spoken())
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=f"{prefix}: ")

    def usage(self, ctx: click.Context) -> list[str]:
        """Return the words after the command's name."""
        return self.collect_usage_pieces(ctx)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, that for help included."""
        records = [
            (record[0], HELP.say(spoken())) if parameter is self.get_help_option(ctx) else record
            for parameter in self.get_params(ctx)
            if (record := parameter.get_help_record(ctx)) is not None
        ]
        with formatter.section(OPTIONS.say(spoken())):
            formatter.write_dl(records)


class SpokenGroup(SpokenCommand, click.Group):
    """A group whose help is a ``Text``, like that of its commands."""

    command_class = SpokenCommand

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, then the commands in their order."""
        super().format_options(ctx, formatter)
        found = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section(COMMANDS.say(spoken())):
            formatter.write_dl(
                [(name, one.get_short_help_str(200)) for name, one in found if one is not None]
            )


class LazyGroup(SpokenGroup):
    """A group that loads the module of a command when the command is asked for."""

    def __init__(self, *given: Any, table: dict[str, str] | None = None, **more: Any) -> None:
        super().__init__(*given, **more)
        self.table = dict(table or {})

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Note the language before ``--help`` of any command is answered."""
        ctx.meta[LANGUAGE] = asked_language(args)
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the table, then the added ones."""
        return [*self.table, *(name for name in self.commands if name not in self.table)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, loaded now if it was not."""
        place = self.table.get(cmd_name)
        if place is None:
            return super().get_command(ctx, cmd_name)
        module, _, attribute = place.partition(":")
        found: click.Command = getattr(importlib.import_module(module), attribute)
        return found


def command(name: str, de: str, en: str) -> Callable[[Function], SpokenCommand]:
    """Make a function a command with help in both languages."""
    return click.command(name, cls=SpokenCommand, text=Text(de, en))


def group(name: str, de: str, en: str) -> Callable[[Function], SpokenGroup]:
    """Make a function a group of commands with help in both languages."""
    return click.group(name, cls=SpokenGroup, text=Text(de, en))


def option(*names: str, de: str, en: str, **given: Any) -> Callable[[Function], Function]:
    """Declare an option with help in both languages."""
    return click.option(*names, cls=SpokenOption, text=Text(de, en), **given)


def json_option(function: Function) -> Function:
    """Declare ``--json``."""
    made = option("--json", "as_json", is_flag=True, de="Ausgabe als JSON", en="Output as JSON")
    return made(function)


_JSON = "scanstation.json"


def json_flag(function: Function) -> Function:
    """Declare ``--json`` for a command that asks ``wants_json`` instead of taking it."""

    def note(context: click.Context, _: click.Parameter, value: bool) -> bool:
        context.meta[_JSON] = value
        return value

    text = Text("Ausgabe als JSON", "Output as JSON")
    made = click.option(
        "--json", cls=SpokenOption, text=text, is_flag=True, expose_value=False, callback=note
    )
    return made(function)


def wants_json() -> bool:
    """Whether the command that runs was given ``--json``."""
    return bool(click.get_current_context().meta.get(_JSON, False))
