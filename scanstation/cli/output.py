"""What the command line prints: JSON, tables, sentences, progress on a terminal."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Any

import click

from scanstation.cli.speech import wants_json
from scanstation.errors import Language, Text
from scanstation.progress import Progress, Report, silent


def print_json(value: Any) -> None:
    """Print one JSON value."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def print_table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print aligned columns; the head is underlined."""
    cells = [[str(cell) for cell in row] for row in [head, *rows]]
    widths = [max(len(row[place]) for row in cells) for place in range(len(head))]
    for number, row in enumerate(cells):
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        click.echo(line.rstrip())
        if number == 0:
            click.echo("  ".join("-" * width for width in widths))


def printer(language: Language) -> Report:
    """Return a report that rewrites one line of a terminal; nothing where there is none."""
    if not sys.stderr.isatty():
        return silent

    def show(progress: Progress) -> None:
        total = f" / {progress.total}" if progress.total is not None else ""
        line = f"{progress.done}{total} {progress.what.say(language)}"
        click.echo(f"\r\x1b[K{line}", nl=False, err=True)
        if progress.total is not None and progress.done >= progress.total:
            click.echo(err=True)

    return show


def say(language: Language, de: str, en: str, **details: object) -> None:
    """Print a sentence."""
    click.echo(Text(de, en).say(language, **details))


def warn(language: Language, text: Text, **details: object) -> None:
    """Print a warning on standard error."""
    click.echo(text.say(language, **details), err=True)


def answer(language: Language, shape: Any, de: str, en: str, **details: object) -> None:
    """Print what a command did: the shape if ``--json`` was given, else the sentence."""
    if wants_json():
        print_json(shape)
    else:
        say(language, de, en, **details)
