"""devices, profiles, scan, import: how pages come in."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import click

from scanstation.cli.context import Cli, pass_cli
from scanstation.cli.output import print_json, print_table, say, warn
from scanstation.cli.speech import Function, command, json_option, option
from scanstation.errors import Language, Text, UsageError
from scanstation.model import Profile
from scanstation.workflow import scan as scanning
from scanstation.workflow.import_files import Failed, Imported
from scanstation.workflow.session import BatchSession
from scanstation.workflow.workspace import Workspace

INTERRUPTED = Text(
    "{pages} Seiten sind gesichert. Weiter geht es mit: scanstation scan --batch {batch}",
    "{pages} pages are safe. To go on: scanstation scan --batch {batch}",
)


def batch_options(function: Function) -> Function:
    """Declare what is known of a stack before its first page."""
    for declare in (
        option("--profile", default="", de="Scanprofil", en="Scan profile"),
        option("--batch", default="", de="An diesen Stapel anhängen", en="Append to this batch"),
        option("--received", default="", de="Eingangsdatum", en="Date of receipt"),
        option("--box", default="", de="Nummer der Ablagebox", en="Number of the paper's box"),
        option(
            "--expected-sheets", type=click.IntRange(1), de="Gezählte Blätter", en="Sheets counted"
        ),
    ):
        function = declare(function)
    return function


FIXED = Text(
    "Profil, Eingangsdatum, Box und Blattzahl stehen für einen Stapel fest; beim Anhängen mit "
    "--batch werden sie nicht angegeben (berichtigen: scanstation describe).",
    "Profile, receipt date, box and sheet count of a batch are fixed; they are not given when "
    "appending with --batch (to put them right: scanstation describe).",
)


def open_batch(cli: Cli, workspace: Workspace, given: dict[str, Any]) -> BatchSession:
    """Return the batch to append to, or a new one.

    Raises:
        UsageError: what is fixed when a batch is opened was given for an open one.
    """
    if given["batch"]:
        if any(given[name] for name in ("profile", "received", "box", "expected_sheets")):
            raise UsageError(reason=FIXED)
        return cli.open(workspace, given["batch"])
    name = given["profile"] or workspace.settings.profile
    return workspace.create(
        workspace.configuration.profile(name),
        scanning.receipt_date(given["received"]),
        given["box"],
        given["expected_sheets"],
    )


@command("devices", "Geräte suchen", "Find devices")
@json_option
@pass_cli
def devices(cli: Cli, as_json: bool) -> None:
    """List devices of every driver; a driver that crashes does not hide the others."""
    found = scanning.find_devices()
    if as_json:
        lines = [
            {"device": one.address, "vendor": one.vendor, "model": one.model, "kind": one.kind}
            for one in found
        ]
        print_json(lines)
        return
    language = cli.speak()
    head = ("Gerät", "Modell") if language == "de" else ("device", "model")
    print_table(head, [(one.address, f"{one.vendor} {one.model}".strip()) for one in found])


@command("profiles", "Scanprofile auflisten", "List scan profiles")
@json_option
@pass_cli
def profiles(cli: Cli, as_json: bool) -> None:
    """List the tenant's profiles."""
    every = cli.workspace().configuration.profiles.values()
    language = cli.speak()
    if as_json:
        print_json([_profile_shape(one, language) for one in every])
        return
    head = ("Profil", "Bezeichnung") if language == "de" else ("profile", "title")
    print_table(head, [(one.name, one.title.say(language)) for one in every])


def _profile_shape(profile: Profile, language: Language) -> dict[str, Any]:
    return {
        "profile": profile.name,
        "title": profile.title.say(language),
        "document_class": profile.document_class,
        "target": profile.target,
        "symbologies": list(profile.imaging.symbologies),
    }


@command("scan", "Einen Stapel scannen", "Scan a stack")
@option("--device", default="", de="Gerät, siehe devices", en="Device, see devices")
@batch_options
@json_option
@pass_cli
def scan(cli: Cli, /, device: str, as_json: bool, **given: Any) -> None:
    """Feed until the feeder is empty, then separate."""
    workspace = cli.workspace()
    with closing(open_batch(cli, workspace, given)) as session:
        try:
            captured = scanning.scan(workspace, session, device, report=cli.report())
        except KeyboardInterrupt:
            _tell_interrupted(cli, session)
            raise
        batch = session.batch()
        shape = {"batch": batch.id, "pages": len(captured.pages), "failed": []}
        if as_json:
            error = captured.error
            print_json({**shape, "error": type(error).__name__ if error else None})
        else:
            say(
                cli.speak(),
                "Stapel {batch}: {pages} Seiten gesichert, {documents} Dokumente.",
                "Batch {batch}: {pages} pages safe, {documents} documents.",
                batch=batch.id,
                pages=len(captured.pages),
                documents=len(batch.documents),
            )
        if captured.error is not None:
            raise captured.error


def _tell_interrupted(cli: Cli, session: BatchSession) -> None:
    batch = session.batch()
    warn(cli.speak(), INTERRUPTED, pages=len(batch.pages), batch=batch.id)


@command("import", "Dateien als Stapel importieren", "Import files as a batch")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@batch_options
@json_option
@pass_cli
def import_(cli: Cli, /, files: tuple[Path, ...], as_json: bool, **given: Any) -> None:
    """Import PDF, TIFF, JPEG and PNG files; a failing file does not stop the others."""
    workspace = cli.workspace()
    language = cli.speak()
    with closing(open_batch(cli, workspace, given)) as session:
        done = scanning.import_files(workspace, session, files, report=cli.report())
        batch = session.batch()
        given_up = not given["batch"] and scanning.give_up_if_empty(session, done)
    failed = [_failed_shape(one, language) for one in done.failed]
    if as_json:
        shape = {"batch": batch.id, "pages": done.pages, "failed": failed}
        print_json({**shape, "given_up": given_up})
    else:
        say(
            language,
            "Stapel {batch}: {pages} Seiten importiert.",
            "Batch {batch}: {pages} pages imported.",
            batch=batch.id,
            pages=done.pages,
        )
        for one in done.failed:
            click.echo(one.error.sentence(language), err=True)
    _exit(done)


def _failed_shape(failed: Failed, language: Language) -> dict[str, Any]:
    return {
        "file": str(failed.file),
        "error": failed.error.sentence(language),
        "code": type(failed.error).__name__,
        "exit_code": failed.error.exit_code,
    }


def _exit(done: Imported) -> None:
    """A file that failed decides the exit code; its sentence was printed already."""
    if done.failed:
        raise click.exceptions.Exit(done.failed[0].error.exit_code)
