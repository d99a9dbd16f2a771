"""devices, profiles, scan, import: how pages come in."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from scanstation.cli import device_health
from scanstation.cli.context import Cli, pass_cli
from scanstation.cli.device import accept_option, accepting, leave_no_empty_batch
from scanstation.cli.output import print_json, print_table, say, warn
from scanstation.cli.speech import (
    Function,
    command,
    json_option,
    option,
    wants_json,
)
from scanstation.errors import DeviceValuesDiffer, Language, StoreError, Text, UsageError
from scanstation.model import Profile
from scanstation.settings import take_over
from scanstation.workflow import device_profiles, manual_duplex
from scanstation.workflow import scan as scanning
from scanstation.workflow.capture import Captured
from scanstation.workflow.device_values import Accepts, refuses
from scanstation.workflow.diagnose_settings import KEPT
from scanstation.workflow.feeding import Feeding
from scanstation.workflow.import_files import Failed, Imported
from scanstation.workflow.manual_duplex import StackOrder
from scanstation.workflow.session import BatchSession
from scanstation.workflow.workspace import Workspace

INTERRUPTED = Text(
    "{pages} Seiten sind gesichert. Weiter geht es mit: scanstation scan --batch {batch}",
    "{pages} pages are safe. To go on: scanstation scan --batch {batch}",
)
GIVEN_UP = Text(
    "Der Stapel blieb leer und ist aufgegeben.", "The batch stayed empty and is given up."
)
LEFT = Text(
    "Nicht importiert sind die folgenden Dateien ({files}). Nachgeholt werden sie mit: "
    "scanstation import --batch {batch} DATEI...",
    "These files are not imported ({files}). To make up for it: "
    "scanstation import --batch {batch} FILE...",
)
TURN = Text(
    "{fronts} Vorderseiten sind gesichert. Bitte den Stapel wenden und wieder einlegen.",
    "{fronts} fronts are safe. Turn the stack over and put it back.",
)
GO_ON = Text("Weiter mit Enter", "Go on with Enter")
THEN = Text(
    "Die Rückseiten zieht ein: scanstation scan --batch {batch} --manual-duplex {order}",
    "The backs are fed by: scanstation scan --batch {batch} --manual-duplex {order}",
)

PRESS = Text(
    "Bitte Papier einlegen und am Gerät die Scantaste drücken (Strg+C bricht ab).",
    "Put paper in and press the scan button of the device (ctrl-C cancels).",
)

SAME_BATCH = Text(
    "Danach im selben Stapel weiter: scanstation scan --batch {batch} --device {device}",
    "Then go on in the same batch: scanstation scan --batch {batch} --device {device}",
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


@command("profiles", "Scanprofile auflisten", "List scan profiles")
@option(
    "--update",
    is_flag=True,
    de="Vorher die Vorgaben der IT von der Freigabe holen",
    en="Take over the declarations of IT from the share before",
)
@json_option
@pass_cli
def profiles(cli: Cli, update: bool, as_json: bool) -> None:
    """List the tenant's profiles."""
    if update:
        _update(cli)
    every = cli.workspace().configuration.profiles.values()
    language = cli.speak()
    if as_json:
        print_json([_profile_shape(one, language) for one in every])
        return
    head = ("Profil", "Bezeichnung") if language == "de" else ("profile", "title")
    print_table(head, [(one.name, one.title.say(language)) for one in every])


def _update(cli: Cli) -> None:
    """Take over what lies on the share; what keeps it from that is said, and the copy counts."""
    taken = take_over(cli.station().settings, by_hand=True)
    if taken.failed:
        day = taken.taken[:16].replace("T", " ")
        warn(cli.speak(), KEPT, folder=taken.source, reason=taken.problem, taken=day)


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
@option(
    "--manual-duplex",
    "order",
    type=click.Choice(["reversed", "same"]),
    de="Erst Vorder-, dann Rückseiten; so liegen die Rückseiten nach dem Wenden",
    en="Fronts first, then backs; how the backs lie after turning",
)
@option(
    "--wait-for-button",
    "button",
    is_flag=True,
    de="Erst beginnen, wenn am Gerät die Scantaste gedrückt wird",
    en="Begin once the device's scan button is pressed",
)
@accept_option
@batch_options
@json_option
@pass_cli
def scan(cli: Cli, /, device: str, order: StackOrder | None, as_json: bool, **given: Any) -> None:
    """Feed until the feeder is empty, then separate."""
    workspace = cli.workspace()
    device = _ready(cli, device, button=given.pop("button"))
    accept = given.pop("accept_values")
    if not accept:
        _require_values(workspace, device, order, given)
    with closing(open_batch(cli, workspace, given)) as session:
        try:
            captured = _fed(cli, workspace, session, device, order, accepting(cli, accept))
        except KeyboardInterrupt:
            _tell_interrupted(cli, session)
            raise
        except DeviceValuesDiffer as differs:
            if not given["batch"]:
                leave_no_empty_batch(session, differs)
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
            if not order:
                shown = f'"{device}"' if " " in device else device
                warn(cli.speak(), SAME_BATCH, batch=batch.id, device=shown)
            raise captured.error


def _ready(cli: Cli, device: str, *, button: bool) -> str:
    """Return the device once it may feed, having said what is to be known of it."""
    if not button and not device:
        return device
    address = scanning.permitted(cli.workspace(), device)
    device_health.warn_of(cli, address)
    if button:
        from scanstation.workflow.scan_button import wait_for_button

        warn(cli.speak(), PRESS)
        wait_for_button(address)
    return address


def _require_values(
    workspace: Workspace, device: str, order: StackOrder | None, given: dict[str, Any]
) -> None:
    """Open no batch for a device that is known to take worse values than the profile's."""
    if given["batch"]:
        return
    asked = workspace.configuration.profile(given["profile"] or workspace.settings.profile).scan
    asked = replace(asked, source="feeder") if order else asked
    device_profiles.require_foreseen(workspace.home, device, asked, refuses)


def _fed(
    cli: Cli,
    workspace: Workspace,
    session: BatchSession,
    device: str,
    order: StackOrder | None,
    accepts: Accepts,
) -> Captured:
    """Feed once, or one or both passes of a manual duplex scan."""
    report, control = cli.report(), Feeding(accepts=accepts)
    if order is None:
        return scanning.scan(workspace, session, device, report=report, control=control)
    waits = manual_duplex.waiting(session)
    if waits is None or manual_duplex.unfinished_fronts(session):
        fronts = manual_duplex.feed_fronts(
            workspace, session, device, report=report, control=control
        )
        if fronts.error is not None or not _turned(cli, session, order):
            return fronts
        control = Feeding(accepts=accepts)
    return manual_duplex.feed_backs(
        workspace, session, order, device, report=report, control=control
    )


def _turned(cli: Cli, session: BatchSession, order: StackOrder) -> bool:
    """Ask for the stack to be turned where somebody sits; else say how it goes on."""
    language = cli.speak()
    waits = manual_duplex.waiting(session)
    warn(language, TURN, fronts=len(waits.fronts) if waits else 0)
    if sys.stdin.isatty() and not wants_json():
        click.prompt(GO_ON.say(language), default="", show_default=False, err=True)
        return True
    warn(language, THEN, batch=session.batch().id, order=order)
    return False


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
        with telling_what_is_left(session, language):
            done = scanning.import_files(workspace, session, files, report=cli.report())
        batch = session.batch()
        given_up = not given["batch"] and scanning.give_up_if_empty(session, done)
    failed = [_failed_shape(one, language) for one in done.failed]
    if as_json:
        print_json({"batch": batch.id, "pages": done.pages, "failed": failed})
    else:
        say(
            language,
            "Stapel {batch}: {pages} Seiten importiert.",
            "Batch {batch}: {pages} pages imported.",
            batch=batch.id,
            pages=done.pages,
        )
        if given_up:
            warn(language, GIVEN_UP)
        for one in done.failed:
            click.echo(one.error.sentence(language), err=True)
    _exit(done)


@contextmanager
def telling_what_is_left(session: BatchSession, language: Language) -> Iterator[None]:
    """An import that is broken off names the files that are not in, and how to go on."""
    try:
        yield
    except StoreError as error:
        if error.left:
            warn(language, LEFT, files=len(error.left), batch=session.batch().id)
            for file in error.left:
                click.echo(str(file), err=True)
        raise


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
