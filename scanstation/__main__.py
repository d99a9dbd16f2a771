"""``python -m scanstation`` and the command ``scanstation``: all commands under one root."""

from __future__ import annotations

import io
import sys

import click

from scanstation.bench.command import bench
from scanstation.cli.context import Cli, pass_cli
from scanstation.cli.main import root, run
from scanstation.cli.speech import command, option


@command("window", "Das Fenster öffnen", "Open the window")
@option(
    "--training",
    is_flag=True,
    de="Übungsmodus: simulierter Scanner und eingebaute eAkte",
    en="Training mode: simulated scanner and embedded eAkte",
)
@option(
    "--theme",
    type=click.Choice(["light", "dark", "high_contrast"]),
    de="Farben statt der des Systems",
    en="Colours instead of the system's",
)
@pass_cli
def window(cli: Cli, training: bool, theme: str | None) -> None:
    """Show the window until it is closed."""
    from scanstation.ui.app import Start
    from scanstation.ui.app import run as show

    code = show(Start(cli.language, cli.by, cli.tenant, training, theme or ""))
    raise click.exceptions.Exit(code)


def _write_utf8() -> None:
    """Windows' own code page, else the rule for pipes and files, lacks letters of many names."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")


def main() -> int:
    """Run the command line and return its exit code."""
    _write_utf8()
    root.add_command(bench)
    root.add_command(window)
    return run()


if __name__ == "__main__":
    sys.exit(main())
