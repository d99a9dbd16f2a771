"""devices: what scanners there are, and what the station remembers of them."""

from __future__ import annotations

from typing import IO

import click

from scanstation.cli import device_health
from scanstation.cli.context import Cli, pass_cli
from scanstation.cli.output import print_json, print_table, warn
from scanstation.cli.speech import SECRET_FILE, command, json_option, option
from scanstation.errors import Text
from scanstation.upload.credentials import open_credentials
from scanstation.workflow import network_devices
from scanstation.workflow import scan as scanning
from scanstation.workflow.device_health import MARKED


@command("devices", "Geräte suchen", "Find devices")
@option("--clear", default="", de="Kennzeichnung aufheben", en="Take away the mark of")
@option("--trust", default="", de="Neues Zertifikat annehmen", en="Take the new certificate of")
@option("--login", default="", de="PIN oder Kennwort hinterlegen", en="Keep PIN or password of")
@option("--user", default="", de="Benutzer dazu", en="User for it")
@option("--secret-file", type=SECRET_FILE, de="Datei mit dem Geheimnis", en="File of the secret")
@json_option
@pass_cli
def devices(
    cli: Cli,
    clear: str,
    trust: str,
    login: str,
    user: str,
    secret_file: IO[str] | None,
    as_json: bool,
) -> None:
    """List devices of every driver; a driver that crashes does not hide the others."""
    if clear:
        device_health.clear(cli, clear)
    if trust or login:
        _remember(cli, trust, login, user, secret_file)
    if clear or trust or login:
        return
    _list_devices(cli, as_json)


def _list_devices(cli: Cli, as_json: bool) -> None:
    found, marks = scanning.find_devices(cli.workspace()), device_health.marks(cli)
    if as_json:
        lines = [
            {
                "device": one.address,
                "vendor": one.vendor,
                "model": one.model,
                "kind": one.kind,
                "marked": one.address in marks,
            }
            for one in found
        ]
        print_json(lines)
        return
    language = cli.speak()
    german = language == "de"
    head = ("Gerät", "Modell", "Zustand") if german else ("device", "model", "state")
    said = {address: MARKED.say(language) for address in marks}
    print_table(
        head,
        [
            (one.address, f"{one.vendor} {one.model}".strip(), said.get(one.address, "ok"))
            for one in found
        ],
    )
    for address, mark in marks.items():
        warn(language, Text("{device}: {said}", "{device}: {said}"), device=address, said=mark.said)


def _remember(cli: Cli, trust: str, login: str, user: str, secret_file: IO[str] | None) -> None:
    """Change what is kept of a network device."""
    home, language = cli.station().home, cli.speak()
    if trust:
        there = network_devices.trust_again(home, trust)
        known = Text("Das nächste Zertifikat gilt.", "The next certificate counts.")
        unknown = Text("Es war keines hinterlegt.", "None was kept.")
        click.echo((known if there else unknown).say(language))
    if login:
        opened = open_credentials(home)
        if opened.warning is not None:
            warn(language, opened.warning, path=opened.path)
        question = Text("PIN oder Kennwort", "PIN or password").say(language)
        secret = (
            secret_file.read().strip() if secret_file else click.prompt(question, hide_input=True)
        )
        network_devices.keep_login(opened.store, login, user, secret)
        click.echo(Text("Hinterlegt.", "Kept.").say(language))
