"""A command line that speaks German and English: help texts follow the language in force."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import click

from scanstation.errors import Language, Text

Function = TypeVar("Function", bound=Callable[..., Any])

LANGUAGE_VARIABLE = "SCANSTATION_LANG"


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
    """Return the language for help texts, before any settings are read."""
    return asked_language(sys.argv[1:]) or "de"


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
    """A command whose help is a ``Text``."""

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


class SpokenGroup(SpokenCommand, click.Group):
    """A group whose help is a ``Text``."""


class LazyGroup(SpokenGroup):
    """A group that loads the module of a command when the command is asked for."""

    def __init__(self, *given: Any, table: dict[str, str] | None = None, **more: Any) -> None:
        super().__init__(*given, **more)
        self.table = dict(table or {})

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
