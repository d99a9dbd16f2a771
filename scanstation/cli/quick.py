"""quick: one document, one case file, sent at once."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

import click

from scanstation.cli.context import Cli, pass_cli
from scanstation.cli.device import accept_option, accepting, leave_no_empty_batch
from scanstation.cli.output import print_json, warn
from scanstation.cli.scanning import telling_what_is_left
from scanstation.cli.sending import patience_of, print_receipts, receipt_shape
from scanstation.cli.speech import command, json_option, option
from scanstation.errors import DeviceValuesDiffer, Text, UploadIncomplete, UsageError
from scanstation.model import UploadState
from scanstation.upload.credentials import CredentialStore, open_credentials
from scanstation.workflow import export, quick, scan
from scanstation.workflow import upload as sending
from scanstation.workflow.describe import receipt_date
from scanstation.workflow.device_values import Accepts
from scanstation.workflow.feeding import Feeding
from scanstation.workflow.lookups import open_lookups
from scanstation.workflow.session import BatchSession
from scanstation.workflow.workspace import Workspace

LOOKED_AT = Text(
    "Sind alle Seiten angesehen, vollständig und lesbar?",
    "Are all pages looked at, complete and readable?",
)
SAY_SO = Text(
    "Gesendet wird nur, was angesehen wurde: bitte mit --checked bestätigen.",
    "Only what was looked at is sent: state it with --checked.",
)
TAKE_UP = Text(
    "Der Stapel {batch} bleibt offen und lässt sich mit den anderen Befehlen fortführen.",
    "Batch {batch} stays open; go on with the other commands.",
)


@command("quick", "Ein Dokument in eine Akte legen", "Put one document into a case file")
@option("--case-number", required=True, de="Aktenzeichen", en="Case number")
@option("--file", "files", multiple=True, type=click.Path(path_type=Path), de="Datei", en="File")
@option("--device", default="", de="Gerät statt Dateien", en="Device, instead of files")
@accept_option
@option("--profile", default="", de="Scanprofil", en="Scan profile")
@option("--class", "document_class", default="", de="Dokumentart", en="Document class")
@option("--set", "values", multiple=True, de="Feld=Wert", en="Field=value")
@option("--received", default="", de="Eingangsdatum", en="Date of receipt")
@option("--checked", is_flag=True, de="Alle Seiten sind angesehen", en="All pages are looked at")
@json_option
@pass_cli
def quick_(
    cli: Cli,
    case_number: str,
    files: tuple[Path, ...],
    device: str,
    accept_values: bool,
    profile: str,
    document_class: str,
    values: tuple[str, ...],
    received: str,
    checked: bool,
    as_json: bool,
) -> None:
    """Scan or import one document, file it, release, export, send."""
    if not checked and not sys.stdin.isatty():
        raise UsageError(reason=SAY_SO)
    workspace = cli.workspace()
    credentials = open_credentials(workspace.home).store
    fields = dict(_pair(one) for one in values)
    with closing(quick.begin(workspace, profile, receipt_date(received))) as session:
        batch = session.batch().id
        try:
            _bring_in(cli, workspace, session, files, device, accepting(cli, accept_values))
            lookups = open_lookups(workspace, session.batch().profile, credentials)
            quick.file_under(workspace, session, case_number, lookups, document_class, fields)
            if not checked and not click.confirm(LOOKED_AT.say(cli.speak()), err=True):
                raise UsageError(reason=SAY_SO)
            quick.release_whole(workspace, session, lookups, stated=True)
        except BaseException:
            _tell_open(cli, workspace, batch)
            raise
        export.export(workspace, session, cli.report())
    _send(cli, workspace, credentials, batch, as_json=as_json)


def _bring_in(
    cli: Cli,
    workspace: Workspace,
    session: BatchSession,
    files: tuple[Path, ...],
    device: str,
    accepts: Accepts,
) -> None:
    if not files:
        control = Feeding(accepts=accepts)
        try:
            captured = scan.scan(workspace, session, device, report=cli.report(), control=control)
        except DeviceValuesDiffer as differs:
            leave_no_empty_batch(session, differs)
            raise
        if captured.error is not None:
            raise captured.error
        return
    with telling_what_is_left(session, cli.speak()):
        done = scan.import_files(workspace, session, files, cli.report())
    if done.failed:
        error = done.failed[0].error
        scan.give_up_if_empty(session, done)
        raise error


def _tell_open(cli: Cli, workspace: Workspace, batch: str) -> None:
    with closing(workspace.read(batch)) as session:
        if session.batch().pages:
            warn(cli.speak(), TAKE_UP, batch=batch)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise UsageError(
            reason=Text(f"„{text}“: gemeint ist FELD=WERT.", f"“{text}”: write FIELD=VALUE.")
        )
    return name.strip(), value.strip()


def _send(
    cli: Cli, workspace: Workspace, credentials: CredentialStore, batch: str, *, as_json: bool
) -> None:
    outbox = sending.Outbox(credentials, retry=patience_of(workspace, watch=False))
    done = sending.upload(workspace, outbox, [batch], cli.report())
    if as_json:
        print_json([receipt_shape(one, cli.speak()) for one in done])
    else:
        print_receipts(done, cli.speak())
    failed = [one for one in done if one.state is not UploadState.VERIFIED]
    if failed:
        raise UploadIncomplete(failed=len(failed), total=len(done))
