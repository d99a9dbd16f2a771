"""device-bundle, and what devices and scan say of a driver that cannot be relied on."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from scanstation.cli.context import Cli, account, pass_cli
from scanstation.cli.output import answer, warn
from scanstation.cli.speech import command, json_flag, option
from scanstation.errors import Text
from scanstation.workflow.device_health import HealthBook, Mark

CLEARED = Text("Die Kennzeichnung ist aufgehoben.", "The mark is taken away.")
NEVER_FAILED = Text(
    "Von diesem Gerät ist keine Störung bekannt.", "No failure of this device is known."
)
SEND = Text(
    "Ein Paket für die Fehlermeldung schreibt: scanstation device-bundle {device} -o DATEI.zip",
    "A bundle for the bug report is written by: scanstation device-bundle {device} -o FILE.zip",
)


@command("device-bundle", "Fehlerpaket eines Geräts", "Bug bundle of a device")
@click.argument("device")
@option("-o", "--output", required=True, type=click.Path(path_type=Path), de="ZIP", en="ZIP")
@json_flag
@pass_cli
def device_bundle(cli: Cli, device: str, output: Path) -> None:
    """Write what a device's driver did when it failed, without page content or names."""
    from scanstation.workflow.device_bundle import device_bundle as write

    write(cli.workspace(), device, output)
    shape = {"file": str(output)}
    answer(cli.speak(), shape, "Geschrieben: {file}", "Written: {file}", file=output)


def marks(cli: Cli) -> dict[str, Mark]:
    """Return the marked devices by their addresses."""
    return HealthBook(cli.station().home).marks(datetime.now(UTC))


def clear(cli: Cli, device: str) -> None:
    """Take the mark of a device away."""
    book = HealthBook(cli.station().home)
    known = book.clear(device, cli.by or account(), datetime.now(UTC))
    click.echo((CLEARED if known else NEVER_FAILED).say(cli.speak()))


def warn_of(cli: Cli, device: str) -> None:
    """Say before a feed that the device is marked; the feed begins all the same."""
    mark = marks(cli).get(device)
    if mark is not None:
        warn(cli.speak(), mark.said)
        warn(cli.speak(), SEND, device=device)
