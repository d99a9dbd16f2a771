"""upload, targets: from packages to receipts."""

from __future__ import annotations

import signal
import threading
from typing import Any

import click

from scanstation.cli.context import Cli, pass_cli
from scanstation.cli.output import answer, print_json, print_table, say, warn
from scanstation.cli.speech import SECRET_FILE, command, group, json_flag, json_option, option
from scanstation.errors import Language, Text, UploadIncomplete
from scanstation.model import Target, UploadState
from scanstation.upload.credentials import Secret, open_credentials
from scanstation.upload.outbox import Pace
from scanstation.upload.retry import Retry
from scanstation.workflow import upload as sending
from scanstation.workflow.words import UPLOAD_STATES
from scanstation.workflow.workspace import Workspace

ONE_RUN = 4
"""Attempts of a single run; ``--watch`` goes on for as long as the settings say."""


@command("upload", "Pakete senden und bestätigen lassen", "Send packages and have them verified")
@click.argument("batches", nargs=-1)
@option("--watch", is_flag=True, de="Weiterlaufen bis Strg+C", en="Go on until ctrl-C")
@option("--every", default=30.0, de="Sekunden zwischen zwei Läufen", en="Seconds between runs")
@option(
    "--retry",
    is_flag=True,
    de="Endgültig gescheiterte noch einmal versuchen",
    en="Try permanent failures once more",
)
@json_option
@pass_cli
def upload(
    cli: Cli, batches: tuple[str, ...], watch: bool, every: float, retry: bool, as_json: bool
) -> None:
    """Send every package that is not verified yet."""
    workspace = cli.workspace()
    language = cli.speak()
    stop = threading.Event()
    opened = open_credentials(workspace.home)
    logs_in = any(one.kind != "folder" for one in workspace.configuration.targets.values())
    if opened.warning is not None and logs_in:
        warn(language, opened.warning, path=opened.path)
    outbox = sending.Outbox(
        credentials=opened.store,
        pace=Pace(keep_going=lambda: not stop.is_set()),
        retry=patience_of(workspace, watch),
        again=retry,
    )

    def once() -> list[sending.Sent]:
        return sending.upload(workspace, outbox, batches, cli.report())

    if watch:
        signal.signal(signal.SIGTERM, lambda *_: stop.set())
        sending.watch(
            once,
            lambda: not stop.wait(every),
            lambda done: _print(done, language, as_json=as_json),
        )
        return
    done = once()
    _print(done, language, as_json=as_json)
    failed = [one for one in done if one.state not in FINAL]
    if failed:
        raise UploadIncomplete(failed=len(failed), total=len(done))


FINAL = (UploadState.VERIFIED, UploadState.SUPERSEDED)


def patience_of(workspace: Workspace, watch: bool) -> Retry:
    """Return the patience of one run, or of a program that goes on."""
    given = workspace.settings.retry
    attempts = given.attempts if watch else min(given.attempts, ONE_RUN)
    return Retry(
        first=given.first, factor=given.factor, longest=given.longest, max_attempts=attempts
    )


def _print(done: list[sending.Sent], language: Language, *, as_json: bool) -> None:
    if as_json:
        print_json([receipt_shape(one, language) for one in done])
        return
    print_receipts(done, language)


def print_receipts(done: list[sending.Sent], language: Language) -> None:
    """Print the table of documents and receipts."""
    german = language == "de"
    head = (
        ("Dokument", "Zustand", "Kennung am Ziel", "Quittung")
        if german
        else (
            "document",
            "state",
            "id at the target",
            "receipt",
        )
    )
    rows = [
        (one.document, UPLOAD_STATES[one.state].say(language), one.remote_id, one.receipt)
        for one in done
    ]
    print_table(head, rows)
    for one in done:
        if reason := _reason(one, language):
            place = Text("Dokument {number}", "Document {number}").say(
                language, number=one.document
            )
            click.echo(f"! {place}: {reason}", err=True)


def _reason(one: sending.Sent, language: Language) -> str:
    """Return why a document is not there yet."""
    return one.error.sentence(language) if one.error else one.reason.say(language)


def receipt_shape(one: sending.Sent, language: Language) -> dict[str, Any]:
    """One entry of ``upload --json``."""
    return {
        "batch": one.batch,
        "document": one.document,
        "package": one.package,
        "target": one.target,
        "state": one.state.value,
        "remote_id": one.remote_id,
        "receipt": one.receipt,
        "training": one.training,
        "reason": _reason(one, language),
        "error": one.code or None,
        "exit_code": one.error.exit_code if one.error else None,
    }


@group("targets", "Ziele auflisten, prüfen, anmelden", "List and test targets, log in")
def targets() -> None:
    """Hold the commands about targets."""


@targets.command(
    "list", text=Text("Die Ziele des Mandanten auflisten", "List the tenant's targets")
)
@json_option
@pass_cli
def list_targets(cli: Cli, as_json: bool) -> None:
    """List the tenant's targets."""
    every = cli.workspace().configuration.targets.values()
    language = cli.speak()
    if as_json:
        print_json([_target_shape(one, language) for one in every])
        return
    head = ("Ziel", "Art", "Adresse") if language == "de" else ("target", "kind", "address")
    print_table(head, [(one.name, one.kind, one.address) for one in every])


def _target_shape(one: Target, language: Language) -> dict[str, Any]:
    return {
        "target": one.name,
        "title": one.title.say(language),
        "kind": one.kind,
        "address": one.address,
        "training": one.training,
    }


@targets.command(
    "test",
    text=Text(
        "Ein Ziel erreichen, anmelden und nachsehen, ob Dokumente hinkönnen",
        "Reach a target, log in, and look whether documents can go there",
    ),
)
@click.argument("name")
@json_option
@pass_cli
def test_target(cli: Cli, name: str, as_json: bool) -> None:
    """Reach a target, log in, and look whether documents can go there."""
    workspace = cli.workspace()
    target = workspace.configuration.target(name)
    store = open_credentials(workspace.home).store
    found = sending.open_target(workspace, target, store).test()
    if as_json:
        print_json(
            {
                "target": name,
                "ok": True,
                "product": found.product,
                "location": found.location,
                "resumable": found.resumable,
                "missing": list(found.missing),
            }
        )
    else:
        say(
            cli.speak(),
            "{product}: erreichbar, Ablage in {location}.",
            "{product}: reachable, files go to {location}.",
            product=found.product,
            location=found.location,
        )


@targets.command(
    "login",
    text=Text(
        "Die Anmeldung eines Ziels im Schlüsselbund hinterlegen",
        "Keep a target's login in the keyring",
    ),
)
@click.argument("name")
@option("--user", default="", de="Benutzer", en="User")
@option("--secret-file", type=SECRET_FILE, de="Datei mit dem Geheimnis", en="File of the secret")
@json_flag
@pass_cli
def login(cli: Cli, name: str, user: str, secret_file: Any) -> None:
    """Keep a target's login in the keyring; the secret is asked for and never shown."""
    workspace = cli.workspace()
    target = workspace.configuration.target(name)
    language = cli.speak()
    opened = open_credentials(workspace.home)
    if opened.warning is not None:
        warn(language, opened.warning, path=opened.path)
    question = "Kennwort oder Token" if language == "de" else "Password or token"
    value = secret_file.read().strip() if secret_file else click.prompt(question, hide_input=True)
    opened.store.put(workspace.tenant, target.name, Secret(user or target.user, value))
    answer(language, {"target": target.name, "ok": True}, "Angemeldet.", "Logged in.")
